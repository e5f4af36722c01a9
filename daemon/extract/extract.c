/*
 * One item through the lexicon: a single match pass, then each kind of mention from its
 * hits.
 */
#include "extract/extract_priv.h"

const struct mentions *extract_mentions(
	const struct lexicon *lexicon, struct arena *arena, struct text_doc *doc)
{
	struct extraction work = {
		.lexicon = lexicon,
		.arena = arena,
		.doc = doc,
		.hits = match_scan(lexicon->set, arena, doc),
		.flags = arena_alloc(arena, doc->sentence_count + 1),
		.mentions = arena_alloc(arena, sizeof(*work.mentions)),
	};

	find_places(&work);
	find_attributions(&work);
	find_notices(&work);
	find_modality(&work);
	find_dates(&work);
	work.mentions->sentence_flags = work.flags;
	return work.mentions;
}
