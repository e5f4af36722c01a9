/*
 * Any text gives mentions in order and facts that hold together. The first line of the
 * input is the language, the second the title, the rest is HTML.
 */
#include <json-c/json.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"
#include "extract/extract.h"

static const char gazetteer[] =
	"areas: [{id: sea, name: Sea}]\n"
	"countries:\n"
	"  - {code: EE, name: Estonia, areas: sea, names: [Estonia*, эстонск*, Eesti]}\n"
	"  - {code: RU, name: Russia, names: {en: [Russia*, Moscow], any: [росси*]}}\n"
	"places:\n"
	"  - {id: narva-river, name: Narva River, kind: river, country: [EE, RU],\n"
	"     border: EE-RU, lat: 59.4, lon: 28.2, names: [Narva River, Narva jõ*, реке "
	"Нарва]}\n"
	"  - {id: narva, name: Narva, kind: town, country: EE, lat: 59.4, lon: 28.2,\n"
	"     names: [Narva], not: [Narva Trans]}\n"
	"  - {id: bug, name: Bug, kind: river, country: RU, names: [Bug],\n"
	"     needs: {country: EE, areas: sea, words: [border*]}}\n"
	"  - {id: sea, name: The sea, kind: sea-area, country: EE, names: [the Sea, "
	"Sea]}\n"
	"publishers:\n"
	"  - {id: err, name: ERR, kind: public, country: EE, names: [\"=ERR\", ERR News]}\n"
	"  - {id: spiegel, name: Spiegel, kind: press, names: [Spiegel*, Moscow Post]}\n"
	"  - {id: bns, name: BNS, kind: agency, country: EE, names: [\"=BNS\"]}\n"
	"  - {id: fsb, name: FSB, kind: official, country: RU, names: [\"=FSB\", ФСБ]}\n";

static struct lexicon *lexicon_once(void)
{
	static struct lexicon *lexicon;
	struct lexicon_builder *builder;
	struct config_tree *tree;
	struct diag *diag;

	if (lexicon)
		return lexicon;
	diag = diag_new();
	builder = lexicon_builder_new();
	tree = config_read_text("fuzz.yaml", gazetteer, strlen(gazetteer), diag);
	lexicon_add(builder, config_root(tree), diag);
	config_tree_free(tree);
	lexicon = lexicon_compile(builder, diag);
	lexicon_builder_free(builder);
	if (diag_errors(diag))
		abort();
	diag_free(diag);
	return lexicon;
}

static void check_dates(const struct text_doc *doc, const struct mentions *mentions)
{
	uint32_t end = 0;
	size_t i;

	for (i = 0; i < mentions->date_count; i++) {
		const struct date_mention *date = &mentions->dates[i];

		if (date->first_word < end || date->first_word >= date->end_word ||
			date->end_word > doc->word_count ||
			date->date.precision >= DATE_PRECISION_COUNT ||
			doc->words[date->first_word].field !=
				doc->words[date->end_word - 1].field)
			abort();
		end = date->end_word;
	}
}

static void check_numbers(struct text_doc *doc)
{
	const struct text_number *numbers;
	uint32_t i, count = text_numbers(doc, &numbers);

	for (i = 0; i < count; i++)
		if (numbers[i].first_word >= numbers[i].end_word ||
			numbers[i].end_word > doc->word_count ||
			(numbers[i].max && numbers[i].max < numbers[i].value) ||
			(i && numbers[i].first_word < numbers[i - 1].end_word))
			abort();
}

static void check_mentions(const struct text_doc *doc, const struct mentions *mentions)
{
	uint32_t end = 0, sentence = 0;
	size_t i;

	for (i = 0; i < mentions->place_count; i++) {
		const struct mention *mention = &mentions->places[i];

		if (mention->first_word < end ||
			mention->first_word >= mention->end_word ||
			mention->end_word > doc->word_count ||
			!mention->place == !mention->country)
			abort();
		end = mention->end_word;
	}
	for (i = 0; i < mentions->attribution_count; i++) {
		const struct attribution *attribution = &mentions->attributions[i];

		if (!*attribution->name || attribution->sentence < sentence ||
			attribution->sentence >= doc->sentence_count ||
			!utf8_valid(attribution->name, strlen(attribution->name)))
			abort();
		sentence = attribution->sentence;
	}
}

/* Each sentence matched by its first words. */
static void check_facts(
	struct arena *arena, struct text_doc *doc, const struct mentions *mentions)
{
	uint32_t s, start, end;

	for (s = 0; s < doc->sentence_count && s < 20; s++) {
		const struct text_sentence *sentence = &doc->sentences[s];
		struct evidence evidence = {.field = (enum item_field)sentence->field,
			.text = "",
			.term = "term"};
		struct finding finding = {.evidence = &evidence,
			.evidence_count = 1,
			.sentences = &s,
			.sentence_count = 1};
		size_t i;

		text_span_points(
			doc, sentence->first_word, sentence->end_word, &start, &end);
		evidence.start = start;
		evidence.end = end;
		extract_facts(arena, doc, mentions, lexicon_gazetteer(lexicon_once()),
			&finding);
		for (i = 1; i < finding.facts.country_count; i++)
			if (strcmp(finding.facts.countries[i - 1],
				    finding.facts.countries[i]) >= 0)
				abort();
	}
}

/* Where it has it from: each source once, a sketch in order, the same when it was kept. */
static void check_trace(const struct trace *trace, struct arena *arena)
{
	struct json_object *object = trace_json(trace);
	struct trace again;
	size_t i;

	trace_from_json(arena, object, &again);
	json_object_put(object);
	if (trace->source_count > TRACE_SOURCES_MAX || again.source_count != trace->source_count ||
		trace->sketch_count > TRACE_SKETCH_MAX)
		abort();
	for (i = 0; i < trace->source_count; i++)
		if (!trace->sources[i].name || again.sources[i].kind != trace->sources[i].kind ||
			strcmp(again.sources[i].name, trace->sources[i].name) != 0)
			abort();
	for (i = 1; i < trace->sketch_count; i++)
		if (trace->sketch[i - 1] >= trace->sketch[i])
			abort();
}

static char *next_line(char **at)
{
	return strsep(at, "\n");
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *arena = arena_new();
	char *at = arena_strndup(arena, (const char *)data, size);
	char *lang = next_line(&at), *title = at ? next_line(&at) : NULL;
	/* Half past nine in the evening of 23 May 2024. */
	const struct item_source source = {.id = "err", .publisher = "ERR News"};
	struct item item = {.lang = lang, .author = title, .source = &source,
		.url = "https://news.err.ee/1", .published = 1716499800, .updated = TIME_NONE};
	const struct mentions *mentions;
	struct text_doc *doc;

	if (title)
		item.field[ITEM_TITLE] =
			text_from_plain(arena, title, strlen(title), SEGMENT_TITLE);
	if (at)
		item.field[ITEM_SUMMARY] =
			text_from_html(arena, at, strlen(at), SEGMENT_LEAD);
	doc = text_doc_new(arena, &item);
	mentions = extract_mentions(lexicon_once(), arena, doc);
	check_mentions(doc, mentions);
	check_dates(doc, mentions);
	check_numbers(doc);
	check_facts(arena, doc, mentions);
	check_trace(extract_trace(lexicon_once(), arena, doc, mentions), arena);
	arena_free(arena);
	return 0;
}
