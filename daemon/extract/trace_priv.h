/* What the files that find where an item has its report from share. */
#ifndef KORDON_EXTRACT_TRACE_PRIV_H
#define KORDON_EXTRACT_TRACE_PRIV_H

#include "extract/extract_priv.h"
#include "model/trace.h"

struct tracing {
	const struct lexicon *lexicon;
	struct arena *arena;
	struct text_doc *doc;
	const struct mentions *mentions;
	struct trace *trace;
	struct trace_source *sources; /* TRACE_SOURCES_MAX */
};

/* Adds one, once; what the item's own outlet is called is left out. NULL where it was. */
struct trace_source *trace_add(struct tracing *tracing, enum trace_kind kind,
	const char *name, const char *country);
/* Marks at the edges of the text and in the field of the author. */
void trace_marks(struct tracing *tracing, const struct match_hits *hits);
/* Publishers that a short text names, in its order. */
size_t trace_publishers(const struct lexicon *lexicon, struct arena *arena, const char *text,
	const struct publisher **out, size_t max);

#endif
