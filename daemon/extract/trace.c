/*
 * Where an item has its report from (model/trace.h): the media that it cites, marks, links,
 * the offices and eyewitnesses of its own, and the sketch of its words.
 *
 * Whom a sentence names beside a medium told that medium, not this item. A person counts as
 * an office's voice where the sentence says the post: "minister", "начальник".
 */
#include "extract/trace_priv.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "base/hash.h"
#include "base/mem.h"

enum {
	RUN = 4,            /* words in a run */
	RUNS_MAX = 4096,    /* looked at in an item */
	REPORTER_GAP = 3,   /* words between the outlet and "reporter" */
};

/* ---- the list ---------------------------------------------------------------------------- */

static bool is_own(const struct tracing *tracing, const char *name)
{
	return tracing->trace->outlet && strcmp(tracing->trace->outlet, name) == 0;
}

struct trace_source *trace_add(struct tracing *tracing, enum trace_kind kind,
	const char *name, const char *country)
{
	struct trace *trace = tracing->trace;
	size_t i;

	if (is_own(tracing, name) && kind != TRACE_SAW)
		return NULL;
	for (i = 0; i < trace->source_count; i++)
		if (trace->sources[i].kind == kind &&
			strcmp(trace->sources[i].name, name) == 0)
			return &tracing->sources[i];
	if (trace->source_count == TRACE_SOURCES_MAX)
		return NULL;
	tracing->sources[trace->source_count] =
		(struct trace_source){.kind = kind, .name = name, .country = country};
	return &tracing->sources[trace->source_count++];
}

/* ---- who speaks ---------------------------------------------------------------------------- */

/* Those who pass on what others told them. */
static bool is_medium(const struct attribution *speaker)
{
	return speaker->publisher && speaker->publisher->kind != PUBLISHER_OFFICIAL;
}

/* Beginnings of the words for posts, folded. */
static const char *const posts[] = {"minist", "presid", "prezid", "prasid", "premier", "spokes",
	"sprecher", "rzeczni", "commander", "komand", "general", "kenraal", "kindral", "genera",
	"mayor", "linnapea", "vallavanem", "pormest", "burmistr", "merstv", "mera", "governor",
	"gubern", "ambassad", "suurlah", "suursaad", "direktor", "director", "chief", "head",
	"juht", "ulem", "paallik", "johtaja", "talsmann", "talsperson", "talesperson", "pressital",
	"pressesprech", "vadov", "vaditaj", "priekssniek", "priekniek", "virsnieks", "officer",
	"ametnik", "министр", "минист", "президент", "премьер", "прем'єр", "прем", "представител",
	"представни", "начальник", "командующ", "командир", "губернатор", "мэр", "мер", "глава",
	"голова", "посол", "директор", "речни", "prezes", "szef", "dyrektor", "kancler", "kanzler",
	"statssekret", "undersecret"};

static bool begins(const struct text_word *word, const char *with)
{
	size_t len = strlen(with);

	return word->fold_len >= len && memcmp(word->fold, with, len) == 0;
}

static bool names_post(const struct text_doc *doc, const struct text_sentence *sentence)
{
	uint32_t w;
	size_t i;

	for (w = sentence->first_word; w < sentence->end_word; w++)
		for (i = 0; i < ARRAY_LEN(posts); i++)
			if (begins(&doc->words[w], posts[i]))
				return true;
	return false;
}

/* A word of denial: a negation beside it ("closed, nobody gets through") denies nothing. */
static bool denied_in(const struct tracing *tracing, const struct text_sentence *sentence)
{
	const struct mentions *mentions = tracing->mentions;
	size_t i;

	for (i = 0; i < mentions->modality_cue_count; i++)
		if (mentions->modality_cues[i].refutes &&
			mentions->modality_cues[i].first_word >= sentence->first_word &&
			mentions->modality_cues[i].first_word < sentence->end_word)
			return true;
	return false;
}

static bool negated_in(const struct tracing *tracing, const struct text_sentence *sentence)
{
	uint32_t w;

	for (w = sentence->first_word; w < sentence->end_word; w++)
		if (tracing->mentions->word_modality[w] == MODALITY_DENIED)
			return true;
	return false;
}

/* The one country that the sentence names; else the outlet's. */
static const char *country_of(const struct tracing *tracing, const struct attribution *speaker)
{
	const struct mentions *mentions = tracing->mentions;
	const char *code = NULL, *one;
	size_t i;

	if (speaker->country)
		return speaker->country;
	for (i = 0; i < mentions->place_count; i++) {
		const struct mention *mention = &mentions->places[i];

		if (mention->sentence != speaker->sentence || mention->place)
			continue;
		one = mention->country->code;
		if (code && strcmp(code, one) != 0)
			return tracing->trace->country;
		code = one;
	}
	return code ? code : tracing->trace->country;
}

/* Which media the speaker's sentence names: others, and this one. */
struct company {
	bool others, own;
};

static struct company company_of(const struct tracing *tracing, uint32_t sentence)
{
	const struct mentions *mentions = tracing->mentions;
	struct company company = {false, false};
	size_t i;

	for (i = 0; i < mentions->attribution_count; i++) {
		const struct attribution *speaker = &mentions->attributions[i];

		if (speaker->sentence != sentence || !is_medium(speaker))
			continue;
		if (is_own(tracing, speaker->name))
			company.own = true;
		else
			company.others = true;
	}
	return company;
}

static void take_voice(struct tracing *tracing, const struct attribution *speaker)
{
	const struct text_sentence *sentence = &tracing->doc->sentences[speaker->sentence];
	struct company company = company_of(tracing, speaker->sentence);
	struct trace_source *source;

	if (company.others)
		return;
	source = trace_add(tracing, TRACE_SAYS, speaker->name, country_of(tracing, speaker));
	if (!source)
		return;
	source->official |= speaker->official || names_post(tracing->doc, sentence);
	source->told |= company.own;
	source->denies |= denied_in(tracing, sentence);
	source->negates |= negated_in(tracing, sentence);
}

static void take_speaker(struct tracing *tracing, const struct attribution *speaker)
{
	if (is_medium(speaker))
		trace_add(tracing, TRACE_CITES, speaker->name, speaker->country);
	else if (speaker->anonymous || strcmp(speaker->name, "officials") == 0)
		trace_add(tracing, TRACE_NAMELESS, speaker->name, NULL);
	else
		take_voice(tracing, speaker);
}

/* ---- own reporters ----------------------------------------------------------------------- */

static const char *const reporters[] = {"reporter", "correspond", "korrespond", "korespond",
	"корреспонд", "кореспонд", "репорт", "toimittaj", "journalist", "zurnalist", "dziennikarz",
	"журналист", "журналіст"};
static const char *const ours[] = {"our", "meie", "наш", "nasz", "unser", "var", "vore", "musu",
	"musu", "mūsu", "toimittajamme"};

static bool any_begins(const struct text_word *word, const char *const *list, size_t count)
{
	size_t i;

	for (i = 0; i < count; i++)
		if (begins(word, list[i]))
			return true;
	return false;
}

/* "our correspondent", "ERR's reporter saw": hits of the outlet's own name beside the word. */
static bool own_name_near(const struct tracing *tracing, const struct match_hits *hits, uint32_t word)
{
	const struct lexicon *lexicon = tracing->lexicon;
	size_t i;

	for (i = 0; i < hits->count; i++) {
		const struct match_hit *hit = &hits->hits[i];
		const struct name *name = &lexicon->names[hit->value];

		if (name->kind == NAME_PUBLISHER &&
			tracing->doc->words[hit->first_word].sentence ==
				tracing->doc->words[word].sentence &&
			hit->first_word <= word + REPORTER_GAP &&
			hit->end_word + REPORTER_GAP > word &&
			is_own(tracing, lexicon->gazetteer.publishers[name->index].name))
			return true;
	}
	return false;
}

static void find_reporters(struct tracing *tracing, const struct match_hits *hits)
{
	const struct text_doc *doc = tracing->doc;
	const char *outlet = tracing->trace->outlet;
	uint32_t w;

	for (w = 0; outlet && w < doc->word_count; w++) {
		if (!own_word(doc, w) ||
			!any_begins(&doc->words[w], reporters, ARRAY_LEN(reporters)))
			continue;
		if ((w && any_begins(&doc->words[w - 1], ours, ARRAY_LEN(ours))) ||
			own_name_near(tracing, hits, w))
			trace_add(tracing, TRACE_SAW, outlet, tracing->trace->country);
	}
}

/* ---- links --------------------------------------------------------------------------------- */

/* "news.err.ee" names ERR, "www.spiegel.de" Spiegel: a publisher that its label names. */
static const char *host_publisher(struct tracing *tracing, const char *host)
{
	const struct publisher *known[1];
	const char *end = strrchr(host, '.'), *start = end;
	char *label;
	size_t i;

	while (start && start > host && start[-1] != '.')
		start--;
	if (!start || start == end)
		return NULL;
	label = arena_strndup(tracing->arena, start, (size_t)(end - start));
	label[0] = (char)toupper((unsigned char)label[0]);
	if (!trace_publishers(tracing->lexicon, tracing->arena, label, known, 1)) {
		for (i = 0; label[i]; i++)
			label[i] = (char)toupper((unsigned char)label[i]);
		if (!trace_publishers(tracing->lexicon, tracing->arena, label, known, 1))
			return NULL;
	}
	return known[0]->kind == PUBLISHER_OFFICIAL ? NULL : known[0]->name;
}

static void find_links(struct tracing *tracing)
{
	const struct item *item = tracing->doc->item;
	const char *host, *name;
	int field;
	uint32_t i;

	for (field = 0; field < ITEM_FIELDS; field++)
		for (i = 0; i < item->field[field].link_count; i++) {
			host = trace_host(tracing->arena, item->field[field].links[i]);
			if (!host || (tracing->trace->host &&
					     strcmp(host, tracing->trace->host) == 0))
				continue;
			name = host_publisher(tracing, host);
			trace_add(tracing, TRACE_LINK, name ? name : host, NULL);
		}
}

/* ---- the sketch ---------------------------------------------------------------------------- */

static int compare_hashes(const void *left, const void *right)
{
	uint32_t a = *(const uint32_t *)left, b = *(const uint32_t *)right;

	return a < b ? -1 : a > b;
}

/* Runs that stand in one segment of the item's own text. */
static size_t find_runs(const struct text_doc *doc, uint32_t *runs)
{
	struct buf run = BUF_INIT(BUF_UNBOUND);
	uint32_t w, i;
	size_t count = 0;

	for (w = 0; w + RUN <= doc->word_count && count < RUNS_MAX; w++) {
		buf_clear(&run);
		for (i = w; i < w + RUN; i++) {
			if (!own_word(doc, i) || doc->words[i].field != doc->words[w].field)
				break;
			buf_put(&run, doc->words[i].fold, doc->words[i].fold_len);
			buf_putc(&run, ' ');
		}
		if (i == w + RUN)
			runs[count++] = (uint32_t)hash_bytes(buf_str(&run), run.len);
	}
	buf_done(&run);
	return count;
}

static void sketch(struct tracing *tracing)
{
	const struct text_doc *doc = tracing->doc;
	size_t room = MIN((size_t)doc->word_count, (size_t)RUNS_MAX) + 1, count, kept = 0, i;
	uint32_t *runs = arena_alloc(tracing->arena, room * sizeof(*runs));

	count = find_runs(doc, runs);
	qsort(runs, count, sizeof(*runs), compare_hashes);
	for (i = 0; i < count && kept < TRACE_SKETCH_MAX; i++)
		if (!kept || runs[kept - 1] != runs[i])
			runs[kept++] = runs[i];
	tracing->trace->sketch = runs;
	tracing->trace->sketch_count = kept;
}

/* ---- the outlet ---------------------------------------------------------------------------- */

/* "ERR News", "news.err.ee" and "ERR (rus)" are one: the publisher, where it is known. */
static void find_outlet(struct tracing *tracing)
{
	const struct item *item = tracing->doc->item;
	const struct item_source *source = item->source;
	const struct publisher *known[1];
	const char *names[3] = {NULL, NULL, NULL};
	struct trace *trace = tracing->trace;
	size_t i;

	trace->host = trace_host(tracing->arena, item->url);
	if (!source)
		return;
	trace->country = source->country;
	names[0] = source->publisher;
	names[1] = source->name;
	names[2] = source->id;
	for (i = 0; i < ARRAY_LEN(names); i++) {
		if (!names[i])
			continue;
		if (!trace->outlet)
			trace->outlet = names[i];
		if (!trace_publishers(tracing->lexicon, tracing->arena, names[i], known, 1))
			continue;
		trace->outlet = known[0]->name;
		trace->country = known[0]->country ? known[0]->country : source->country;
		trace->official = known[0]->kind == PUBLISHER_OFFICIAL;
		return;
	}
	for (i = 0; source->tags && source->tags[i]; i++)
		trace->official |= strcmp(source->tags[i], "official") == 0;
}

const struct trace *extract_trace(const struct lexicon *lexicon, struct arena *arena,
	struct text_doc *doc, const struct mentions *mentions)
{
	struct trace *trace = arena_alloc(arena, sizeof(*trace));
	struct tracing tracing = {.lexicon = lexicon, .arena = arena, .doc = doc,
		.mentions = mentions, .trace = trace};
	struct match_hits hits = match_scan(lexicon->set, arena, doc);
	size_t i;

	*trace = (struct trace){.outlet = NULL};
	tracing.sources = arena_alloc(arena, TRACE_SOURCES_MAX * sizeof(*tracing.sources));
	trace->sources = tracing.sources;
	find_outlet(&tracing);
	trace_marks(&tracing, &hits);
	for (i = 0; i < mentions->attribution_count; i++)
		take_speaker(&tracing, &mentions->attributions[i]);
	find_reporters(&tracing, &hits);
	find_links(&tracing);
	sketch(&tracing);
	return trace;
}
