/*
 * Origins: twenty outlets that pass on one report are one origin. A graph says which report
 * leans on which: reports lean on the media that they cite, on agencies whose mark they carry,
 * on outlets they link to, on a report whose words they have; or on an office that speaks to
 * them alone, on a reporter of their own. What leans on nothing is an origin.
 *
 *	item ── cites ──> medium ── reported by ──> item of that outlet ── cites ──> …
 *	item ── says ──> office            item ── copy of, resembles ──> earlier item
 *
 * Unknown is not independent: a report that names nobody leans on the medium that others
 * cite, else on the earlier report that it is most like; only where there is neither it is an
 * origin. Time decides the rest: no arrow that would close a circle is drawn, and arrows are
 * drawn in order of time.
 */
#include "incident/origins_priv.h"

#include <string.h>

#include "base/mem.h"

#define COPY 0.6 /* so much of the shorter text stands in the longer one */

/* The first reason given stands first: it is the one that decides. */
static void say_why(struct graph *graph, size_t i, const char *why, int64_t leans_on)
{
	struct report_origin *out = &graph->out[i];

	if (out->why && strstr(out->why, why))
		return;
	out->why = out->why ? arena_printf(graph->arena, "%s; %s", out->why, why) : why;
	if (!out->leans_on)
		out->leans_on = leans_on;
}

/* The number of a report by its item; count: it is not among them. */
static size_t report_by_item(const struct graph *graph, int64_t item)
{
	size_t i;

	for (i = 0; i < graph->count && graph->reports[i].item != item; i++)
		;
	return i;
}

/* The first report of an outlet; count: there is none. */
static size_t report_by_outlet(const struct graph *graph, const char *outlet)
{
	size_t i;

	for (i = 0; i < graph->count; i++)
		if (strcmp(graph->reports[i].trace.outlet, outlet) == 0)
			break;
	return i;
}

/* ---- copies ------------------------------------------------------------------------------ */

static const char *percent(struct graph *graph, double share)
{
	return arena_printf(graph->arena, "its words are those of an earlier report (%d %%)",
		(int)(share * 100 + 0.5));
}

/* The later one is the copy, whichever of them came to us first. */
static void draw_copy(struct graph *graph, size_t i)
{
	const struct report *report = &graph->reports[i];
	size_t other = report_by_item(graph, report->copy_of);

	if (!report->copy_of || other == graph->count || report->containment < COPY)
		return;
	if (other < i && lean(graph, i, other))
		say_why(graph, i, percent(graph, report->containment), report->copy_of);
	else if (other > i && lean(graph, other, i))
		say_why(graph, other, percent(graph, report->containment), report->item);
}

/* ---- media ------------------------------------------------------------------------------- */

/* A link to a host that no outlet here has leads to nobody we know. */
static const char *outlet_of_host(const struct graph *graph, const char *host)
{
	size_t i;

	if (!strchr(host, '.'))
		return host; /* a publisher's name */
	for (i = 0; i < graph->count; i++)
		if (graph->reports[i].trace.host &&
			strcmp(graph->reports[i].trace.host, host) == 0)
			return graph->reports[i].trace.outlet;
	return NULL;
}

static bool is_marked(const struct trace *trace, const char *name)
{
	size_t i;

	for (i = 0; i < trace->source_count; i++)
		if (trace->sources[i].kind == TRACE_MARK &&
			strcmp(trace->sources[i].name, name) == 0)
			return true;
	return false;
}

static const char *medium_of(const struct graph *graph, const struct trace *trace,
	const struct trace_source *source)
{
	const char *name = NULL;

	/* "(BNS)" reads as a citation too: it is told as the mark that it is. */
	if (source->kind == TRACE_MARK ||
		(source->kind == TRACE_CITES && !is_marked(trace, source->name)))
		name = source->name;
	else if (source->kind == TRACE_LINK)
		name = outlet_of_host(graph, source->name);
	return name && strcmp(name, trace->outlet) != 0 ? name : NULL;
}

static const char *medium_why(struct graph *graph, const struct trace_source *source,
	const char *name)
{
	return arena_printf(graph->arena, "%s %s",
		source->kind == TRACE_CITES  ? "cites"
		: source->kind == TRACE_MARK ? "carries the mark of"
					     : "links to",
		name);
}

/* "(BNS)" below a text that cites Der Spiegel: the agency passes it on too. "LETA/BNS": the
 * first has it from the second. */
static bool relays(const struct trace *trace, size_t mark, size_t other)
{
	const struct trace_source *from = &trace->sources[mark], *to = &trace->sources[other];

	if (from->kind != TRACE_MARK || strcmp(from->name, to->name) == 0)
		return false;
	return to->kind == TRACE_MARK ? other > mark
				      : to->kind == TRACE_CITES && !is_marked(trace, to->name);
}

static void draw_relays(struct graph *graph, const struct trace *trace)
{
	size_t i, j;

	for (i = 0; i < trace->source_count; i++)
		for (j = 0; j < trace->source_count; j++)
			if (relays(trace, i, j))
				(void)lean(graph,
					node_of(graph, NODE_MEDIUM, trace->sources[i].name),
					node_of(graph, NODE_MEDIUM, trace->sources[j].name));
}

static void draw_media(struct graph *graph, size_t i)
{
	const struct report *report = &graph->reports[i];
	size_t j, medium, first;
	const char *name;

	for (j = 0; j < report->trace.source_count; j++) {
		name = medium_of(graph, &report->trace, &report->trace.sources[j]);
		if (!name)
			continue;
		medium = node_of(graph, NODE_MEDIUM, name);
		if (!lean(graph, i, medium))
			continue;
		graph->nodes[medium].cited += report->trace.sources[j].kind == TRACE_CITES;
		first = report_by_outlet(graph, name);
		say_why(graph, i, medium_why(graph, &report->trace.sources[j], name),
			first < graph->count ? graph->reports[first].item : 0);
	}
	draw_relays(graph, &report->trace);
}

/* ---- voices ------------------------------------------------------------------------------ */

static bool is_voice(const struct trace_source *source)
{
	return source->kind == TRACE_SAYS && !source->denies &&
	       (source->official || source->told);
}

/* Whether it leans on a medium or another report. */
static bool leans(const struct graph *graph, size_t i)
{
	const struct node *node = &graph->nodes[i];
	size_t j;

	for (j = 0; j < node->count; j++)
		if (graph->nodes[node->to[j]].kind != NODE_VOICE)
			return true;
	return false;
}

/*
 * Whether the office spoke to this outlet: it says so, or leans on nobody, or, beside what it
 * cites from abroad, asked an office of its own country.
 */
static bool first_hand(const struct graph *graph, size_t i, const struct trace_source *voice)
{
	const struct trace *trace = &graph->reports[i].trace;
	size_t j;

	if (voice->told || !leans(graph, i))
		return true;
	if (!voice->country || !trace->country || strcmp(voice->country, trace->country) != 0)
		return false;
	for (j = 0; j < graph->nodes[i].count; j++)
		if (graph->nodes[graph->nodes[i].to[j]].kind == NODE_ITEM)
			return false;
	for (j = 0; j < trace->source_count; j++) {
		const struct trace_source *source = &trace->sources[j];

		if (source->kind == TRACE_MARK ||
			(source->kind == TRACE_CITES && source->country &&
				strcmp(source->country, voice->country) == 0))
			return false;
	}
	return true;
}

/* Who is known through a medium leans on it; an office that is known at first hand is what
 * the medium has it from. */
static void draw_second_hand(struct graph *graph, size_t i, size_t voice)
{
	size_t j, to;

	for (j = 0; j < graph->nodes[i].count; j++) {
		to = graph->nodes[i].to[j];
		if (graph->nodes[to].kind == NODE_VOICE)
			continue;
		graph->nodes[to].voiced = true;
		if (graph->nodes[voice].own)
			(void)lean(graph, to, voice);
		else
			(void)lean(graph, voice, to);
	}
}

static void draw_voice(struct graph *graph, size_t i, const struct trace_source *source)
{
	size_t voice = node_of(graph, NODE_VOICE, source->name);

	if (!first_hand(graph, i, source)) {
		draw_second_hand(graph, i, voice);
		return;
	}
	if (!graph->nodes[voice].count)
		graph->nodes[voice].own = true;
	if (lean(graph, i, voice))
		say_why(graph, i, arena_printf(graph->arena, "has it from %s", source->name), 0);
}

static void draw_voices(struct graph *graph, size_t i)
{
	const struct trace *trace = &graph->reports[i].trace;
	size_t j;

	/* An office's own word. */
	if (trace->official) {
		size_t voice = node_of(graph, NODE_VOICE, trace->outlet);

		graph->nodes[voice].own = true;
		if (lean(graph, i, voice))
			say_why(graph, i, "an office's own word", 0);
	}
	for (j = 0; j < trace->source_count; j++) {
		const struct trace_source *source = &trace->sources[j];

		if (is_voice(source))
			draw_voice(graph, i, source);
		if (source->kind == TRACE_SAW) {
			(void)lean(graph, i, node_of(graph, NODE_VOICE,
				arena_printf(graph->arena, "%s, own reporter", source->name)));
			say_why(graph, i, "its own reporter tells", 0);
		}
	}
}

/* ---- outlets that are cited, reports that name nobody --------------------------------------- */

/* What is cited of an outlet is what that outlet first reported, if we have it. */
static void join_outlets(struct graph *graph)
{
	size_t i, first;

	for (i = graph->count; i < graph->node_count; i++) {
		if (graph->nodes[i].kind != NODE_MEDIUM)
			continue;
		first = report_by_outlet(graph, graph->nodes[i].name);
		if (first == graph->count)
			continue;
		if (graph->nodes[first].count) {
			(void)lean(graph, i, first);
		} else if (lean(graph, first, i)) {
			say_why(graph, first, "others cite it", 0);
		}
	}
}

/* The medium most reports cite, of those that lean on nobody; node_count: there is none. */
static size_t main_medium(const struct graph *graph)
{
	size_t best = graph->node_count, i;

	for (i = graph->count; i < graph->node_count; i++)
		if (graph->nodes[i].kind == NODE_MEDIUM && !graph->nodes[i].count &&
			graph->nodes[i].cited &&
			(best == graph->node_count ||
				graph->nodes[i].cited > graph->nodes[best].cited))
			best = i;
	return best;
}

static void draw_unknown(struct graph *graph, size_t i)
{
	size_t like = report_by_item(graph, graph->reports[i].resembles);
	size_t medium = main_medium(graph);

	if (like >= i)
		like = 0;
	if (i > 0 && lean(graph, i, like))
		say_why(graph, i,
			graph->reports[i].resembles < 0
				? "names nobody, and a person put it beside an earlier report"
				: "names nobody, and is like an earlier report",
			graph->reports[like].item);
	else if (medium < graph->node_count && lean(graph, i, medium))
		say_why(graph, i,
			arena_printf(graph->arena, "names nobody, and others cite %s",
				graph->nodes[medium].name),
			0);
	else
		say_why(graph, i, "the first report, and it names nobody", 0);
}

/* Of an agency only its mark is seen, and its text names nobody: it is as unknown as others. */
static void draw_mute(struct graph *graph, size_t medium)
{
	size_t known = main_medium(graph);

	if (known < graph->node_count)
		(void)lean(graph, medium, known);
	else
		(void)lean(graph, medium, 0);
}

static void draw_mutes(struct graph *graph)
{
	size_t i;

	for (i = graph->count; i < graph->node_count; i++) {
		const struct node *node = &graph->nodes[i];

		if (node->kind == NODE_MEDIUM && !node->cited && !node->voiced && !node->count)
			draw_mute(graph, i);
	}
}

static void draw(struct graph *graph)
{
	size_t i;

	for (i = 0; i < graph->count; i++)
		draw_copy(graph, i);
	for (i = 0; i < graph->count; i++)
		draw_media(graph, i);
	for (i = 0; i < graph->count; i++)
		draw_voices(graph, i);
	join_outlets(graph);
	draw_mutes(graph);
	for (i = 0; i < graph->count; i++)
		if (!graph->nodes[i].count)
			draw_unknown(graph, i);
}

/* ---- what leans on nothing ------------------------------------------------------------------ */

static const char *nameless_of(const struct trace *trace)
{
	size_t i;

	for (i = 0; i < trace->source_count; i++)
		if (trace->sources[i].kind == TRACE_NAMELESS)
			return trace->sources[i].name;
	return NULL;
}

/* "Der Spiegel, anonymous officials" */
static const char *leaf_name(struct graph *graph, size_t leaf)
{
	const struct node *node = &graph->nodes[leaf];

	return node->nameless && node->kind != NODE_VOICE
		       ? arena_printf(graph->arena, "%s, %s", node->name, node->nameless)
		       : node->name;
}

static void name_origins(struct graph *graph, size_t i, const struct leaves *leaves)
{
	const char *text = NULL;
	size_t j;

	for (j = 0; j < leaves->count; j++) {
		const char *name = leaf_name(graph, leaves->list[j]);

		text = text ? arena_printf(graph->arena, "%s; %s", text, name) : name;
	}
	graph->out[i].origin = text;
}

static void gather(struct graph *graph, struct origins *out)
{
	struct leaves *leaves =
		arena_alloc(graph->arena, (graph->count + 1) * sizeof(*leaves));
	struct leaves all = {NULL, 0, 0};
	const char **names;
	size_t i, j;

	for (i = 0; i < graph->count; i++) {
		const char *nameless = nameless_of(&graph->reports[i].trace);

		leaves[i] = leaves_of(graph, i);
		for (j = 0; j < leaves[i].count; j++) {
			add_leaf(graph, &all, leaves[i].list[j]);
			if (!graph->nodes[leaves[i].list[j]].nameless)
				graph->nodes[leaves[i].list[j]].nameless = nameless;
		}
	}
	for (i = 0; i < graph->count; i++)
		name_origins(graph, i, &leaves[i]);
	names = arena_alloc(graph->arena, (ORIGIN_NAMES_MAX + 1) * sizeof(*names));
	for (i = 0; i < all.count && i < ORIGIN_NAMES_MAX; i++)
		names[i] = leaf_name(graph, all.list[i]);
	out->count = all.count;
	out->names = names;
	out->name_count = MIN(all.count, (size_t)ORIGIN_NAMES_MAX);
}

static size_t count_outlets(const struct graph *graph)
{
	size_t count = 0, i;

	for (i = 0; i < graph->count; i++)
		count += report_by_outlet(graph, graph->reports[i].trace.outlet) == i;
	return count;
}

struct origins origins_of(struct arena *arena, const struct report *reports, size_t count)
{
	struct graph graph = {.arena = arena, .reports = reports, .count = count};
	struct origins origins = {.count = 0};
	size_t i;

	graph.out = arena_alloc(arena, (count + 1) * sizeof(*graph.out));
	graph.node_cap = count + 16;
	graph.nodes = arena_alloc(arena, graph.node_cap * sizeof(*graph.nodes));
	graph.node_count = count;
	for (i = 0; i < count; i++)
		graph.nodes[i] = (struct node){
			.kind = NODE_ITEM, .name = reports[i].trace.outlet};
	draw(&graph);
	gather(&graph, &origins);
	origins.outlets = count_outlets(&graph);
	origins.of_reports = graph.out;
	return origins;
}
