/*
 * Extraction: what of the gazetteer a text names, who says it, how it speaks, whether something
 * was taken back; and from there the facts of a finding.
 *
 * To add an extractor: a file here, its result in model/place.h (struct mentions), its cue
 * words in cues.c, one call in extract_mentions(). To add a language: rows in cues.c
 * and modality_cues.c, names in config/places.d. To add a publisher: an entry
 * in config/publishers.d.
 */
#ifndef KORDON_EXTRACT_EXTRACT_H
#define KORDON_EXTRACT_EXTRACT_H

#include "config/config.h"
#include "match/match.h"
#include "model/finding.h"
#include "model/trace.h"

struct lexicon_builder;
struct lexicon;

struct lexicon_builder *lexicon_builder_new(void) MUST_CHECK;
void lexicon_builder_free(struct lexicon_builder *builder);
/* Adds `places:`, `countries:`, `areas:` and `publishers:` of a root map; mistakes go to diag. Borrows
 * nothing after it returns. Duplicate ids (over all files) are errors naming both places. */
void lexicon_add(struct lexicon_builder *builder, const struct config_node *root,
	struct diag *diag);
/* Checks references (countries, areas) and compiles; the builder is empty afterwards. Always
 * returns a lexicon; with errors in diag it is not to be used. */
struct lexicon *lexicon_compile(struct lexicon_builder *builder, struct diag *diag) MUST_CHECK;
void lexicon_free(struct lexicon *lexicon);
const struct gazetteer *lexicon_gazetteer(const struct lexicon *lexicon);

/*
 * All mentions of the doc, borrowed from the arena; places in every segment, also captions:
 * who asks looks at the kind of the mention's sentence. Marks retracted sentences in the doc.
 */
const struct mentions *extract_mentions(const struct lexicon *lexicon, struct arena *arena,
	struct text_doc *doc);

/*
 * Fills finding->facts: from the matching sentences first, then their neighbours (speakers:
 * of the same paragraph), then title and lead, then the item where all of it agrees on one
 * place or speaker. Places without coordinates stand for their countries alone; quantities
 * are those attached to the evidence's terms, each with the evidence nearest to it.
 */
void extract_facts(struct arena *arena, struct text_doc *doc, const struct mentions *mentions,
	const struct gazetteer *gazetteer, struct finding *finding);

/*
 * Where the item has its report from: whom it cites, what mark it carries, which office of
 * its own it names. Borrowed from the arena.
 */
const struct trace *extract_trace(const struct lexicon *lexicon, struct arena *arena,
	struct text_doc *doc, const struct mentions *mentions);

#endif
