/* Evidence: where in the original text a rule found its words, exactly, whatever the text. */
#include <stdio.h>

#include "base/utf8.h"
#include "rules.h"

static const char yaml[] =
	"pack: desk\n"
	"terms:\n"
	"  buoy: {en: [buoy*, \"*boje*\"], ru: [буй]}\n"
	"  mark: {en: [navigation mark*]}\n"
	"  remove: {en: [remov*]}\n"
	"rules:\n"
	"  - {id: r, title: R, category: own, when: sentence(buoy near/12 remove) or mark}\n";

static struct finding *judge(const struct analysis *analysis, struct arena *arena,
	const struct item *item)
{
	size_t count;
	struct finding *findings = analysis_item(analysis, arena, item, &count);

	if (!count)
		fail_msg("nothing found in '%.60s' '%.40s'", item->field[ITEM_TITLE].text, item->field[ITEM_CONTENT].text);
	return findings;
}

/* The text between two code points, counted by hand. */
static const char *points(struct arena *arena, const struct item_text *text, uint32_t start,
	uint32_t end)
{
	size_t pos = 0, from = 0;
	uint32_t at;

	for (at = 0; at < end; at++) {
		if (at == start)
			from = pos;
		assert_true(pos < text->len);
		utf8_next(text->text, text->len, &pos);
	}
	return arena_strndup(arena, text->text + from, pos - from);
}

static void check_exact(struct arena *arena, const struct item *item,
	const struct finding *finding)
{
	size_t i;

	assert_true(finding->evidence_count > 0);
	for (i = 0; i < finding->evidence_count; i++) {
		const struct evidence *evidence = &finding->evidence[i];

		assert_string_equal(points(arena, &item->field[evidence->field],
					    evidence->start, evidence->end),
			evidence->text);
	}
}

static void spans_are_code_points_of_the_original(void **state)
{
	static const struct {
		const char *title, *evidence; /* "buoys@0 removed@2" */
	} cases[] = {
		{"Buoys removed", "Buoys@0 removed@6"},
		{"Ääni: buoys removed", "buoys@6 removed@12"},
		/* A mark of its own after the letter, inside and behind the word. */
		{"bu\xcc\x81oys re\xcc\x88moved\xcc\xa8", "bu\xcc\x81oys@0 re\xcc\x88moved\xcc\xa8@7"},
		/* Signs that turn the direction of writing. */
		{"\xe2\x80\xae" "buoys\xe2\x80\xac removed", "buoys@1 removed@8"},
		{"bu\xe2\x80\x8foys removed", "bu\xe2\x80\x8foys@0 removed@7"},
		{"\xf0\x9f\x9b\x9f\xf0\x9f\x9b\x9f buoys \xf0\x9f\x87\xaa\xf0\x9f\x87\xaa removed",
			"buoys@3 removed@12"},
		/* Soft hyphen and zero width space. */
		{"buo\xc2\xadys re\xe2\x80\x8bmoved", "buo\xc2\xadys@0 re\xe2\x80\x8bmoved@7"},
		/* Full width letters. */
		{"ｂｕｏｙｓ removed", "ｂｕｏｙｓ@0 removed@6"},
		{"The navigation — marks", "navigation — marks@4"},
		{"Die Grenzbojen removed", "Grenzbojen@4 removed@15"},
	};
	struct analysis *analysis = rules_read(yaml);
	struct arena *arena = arena_new();
	size_t i, j;

	(void)state;
	for (i = 0; i < ARRAY_LEN(cases); i++) {
		struct item *item = rules_item(arena, "en", cases[i].title, NULL);
		struct finding *finding = judge(analysis, arena, item);
		const char *got = "";

		check_exact(arena, item, finding);
		for (j = 0; j < finding->evidence_count; j++)
			got = arena_printf(arena, "%s%s%s@%u", got, j ? " " : "",
				finding->evidence[j].text, finding->evidence[j].start);
		if (strcmp(got, cases[i].evidence) != 0)
			fail_msg("'%s' gives '%s', not '%s'", cases[i].title, got,
				cases[i].evidence);
	}
	arena_free(arena);
	analysis_unref(analysis);
}

static void evidence_names_its_field_and_its_term(void **state)
{
	struct analysis *analysis = rules_read(yaml);
	struct arena *arena = arena_new();
	struct item *item = rules_item(arena, "en", "News",
		"<p>Nothing.</p><p>Old buoys, removed by night.</p>");
	struct finding *finding = judge(analysis, arena, item);

	(void)state;
	assert_int_equal(finding->evidence_count, 2);
	assert_int_equal(finding->evidence[0].field, ITEM_CONTENT);
	assert_int_equal(finding->evidence[0].start, strlen("Nothing. Old "));
	assert_string_equal(finding->evidence[0].term, "buoy");
	assert_string_equal(finding->evidence[1].term, "remove");
	check_exact(arena, item, finding);
	arena_free(arena);
	analysis_unref(analysis);
}

/* ---- texts that no person writes --------------------------------------------------------- */

enum { HUGE_BYTES = 5 * 1024 * 1024 };

static struct item *huge_item(struct arena *arena, const char *before, const char *filler,
	const char *behind)
{
	struct buf text = BUF_INIT(BUF_UNBOUND);
	struct item *item = arena_alloc(arena, sizeof(*item));

	buf_puts(&text, before);
	while (text.len < HUGE_BYTES)
		buf_puts(&text, filler);
	buf_puts(&text, behind);
	item->lang = "en";
	item->published = item->updated = TIME_NONE;
	/* Past the readers of feeds, which would cut it. */
	item->field[ITEM_CONTENT] =
		(struct item_text){.text = arena_strndup(arena, buf_str(&text), text.len),
			.len = (uint32_t)text.len};
	buf_done(&text);
	return item;
}

static void five_megabytes_of_anything_keep_their_spans(void **state)
{
	static const struct {
		const char *before, *filler, *behind;
	} cases[] = {
		{"", "Words of no matter. ", "Buoys were removed."},
		{"Buoys removed. ", "buoys removed ", ""},
		{"Buoys removed ", "x", ""},
		{"", "\xcc\x81", " Buoys removed"},
		{"", "\xe2\x80\xae", " Buoys removed"},
		{"", "\xf0\x9f\x9b\x9f", " Buoys removed"},
		{"", "海", "。 Buoys removed"},
		{"Buoys ", "\xc2\xad", " removed"},
		{"", "Буи сняты. Poid eemaldati. Bojas noņēma, ", "Buoys removed"},
		{"Removed buoy", "s", ""},
		{"Removed ", "buoy", ""},
	};
	struct analysis *analysis = rules_read(yaml);
	size_t i, j;

	(void)state;
	for (i = 0; i < ARRAY_LEN(cases); i++) {
		struct arena *arena = arena_new();
		struct item *item = huge_item(
			arena, cases[i].before, cases[i].filler, cases[i].behind);
		struct finding *finding = judge(analysis, arena, item);

		check_exact(arena, item, finding);
		/* Evidence goes into alerts: no word is as long as a book. */
		for (j = 0; j < finding->evidence_count; j++)
			assert_true(finding->evidence[j].end - finding->evidence[j].start <=
				    EVIDENCE_POINTS_MAX);
		arena_free(arena);
	}
	analysis_unref(analysis);
}

/* ---- the map from fold to text ------------------------------------------------------------ */

static uint32_t next_random(uint32_t *seed)
{
	*seed = *seed * 1664525u + 1013904223u;
	return *seed >> 8;
}

/* Letters of many scripts, marks, signs that vanish, ligatures, apostrophes, space. */
static uint32_t random_point(uint32_t *seed)
{
	static const uint32_t list[] = {' ', ' ', '.', '\'', 0x2019, 'a', 'B', 'z', '7', '-',
		0x00C5, 0x00DF, 0x00E6, 0x0130, 0x0142, 0x0301, 0x0327, 0x00AD, 0x200B, 0x200F,
		0x202E, 0x0431, 0x0451, 0x0407, 0x0491, 0x1E9E, 0xFB03, 0x2126, 0x3316, 0xAC00,
		0x05D0, 0x0643, 0xFDFA, 0x1F6DF, 0x1D400, 0xFF21, 0xFE0F, 0xE0101, 0x4E00, 0x0FB2};
	uint32_t pick = next_random(seed);

	if (pick % 8)
		return list[pick / 8 % ARRAY_LEN(list)];
	pick = next_random(seed) % 0x2FFFF;
	return pick < 0x20 || (pick >= 0xD800 && pick < 0xE000) ? 'q' : pick;
}

static const char *random_text(struct arena *arena, uint32_t *seed)
{
	char *text = arena_alloc(arena, 4 * 40 + 1);
	size_t len = 0;
	int i;

	for (i = 0; i < 40; i++)
		len += utf8_put(text + len, random_point(seed));
	return text;
}

/* What a fold drops between the letters of a word. */
static bool is_apostrophe(uint32_t cp)
{
	return cp == '\'' || cp == 0x2019 || cp == 0x2018 || cp == 0x02BC || cp == 0x02B9 ||
	       cp == 0x00B4 || cp == '`';
}

static const char *fold_span(struct arena *arena, const char *text, size_t len)
{
	struct buf fold = BUF_INIT(BUF_UNBOUND), kept = BUF_INIT(BUF_UNBOUND);
	size_t pos = 0, start;
	const char *out;

	while (pos < len) {
		start = pos;
		if (!is_apostrophe(utf8_next(text, len, &pos)))
			buf_put(&kept, text + start, pos - start);
	}
	text_fold(&fold, buf_str(&kept), kept.len);
	out = arena_strdup(arena, buf_str(&fold));
	buf_done(&fold);
	buf_done(&kept);
	return out;
}

static void every_span_maps_back_to_text_that_folds_to_the_word(void **state)
{
	struct arena *arena = arena_new();
	uint32_t seed = 20261127, w, round;

	(void)state;
	for (round = 0; round < 20000; round++) {
		struct item *item = rules_item(arena, "en", random_text(arena, &seed), NULL);
		struct text_doc *doc = text_doc_new(arena, item);
		uint32_t end = 0;

		for (w = 0; w < doc->word_count; w++) {
			const struct text_word *word = &doc->words[w];
			const char *text, *fold;
			size_t len;

			text = text_span(doc, w, w + 1, &len);
			fold = fold_span(arena, text, len);
			assert_true(word->start >= end);
			end = word->end;
			if (strlen(fold) != word->fold_len ||
				memcmp(fold, word->fold, word->fold_len) != 0)
				fail_msg("'%.*s' of '%s' folds to '%s', the word is '%.*s'",
					(int)len, text, item->field[ITEM_TITLE].text, fold,
					word->fold_len, word->fold);
		}
		arena_reset(arena);
	}
	arena_free(arena);
}

/* A term made of a word's fold finds that word, and whatever it finds folds to it. */
static void a_term_finds_the_text_that_folds_to_it(void **state)
{
	struct arena *arena = arena_new();
	uint32_t seed = 7, round, found = 0;
	size_t i;

	(void)state;
	for (round = 0; round < 2000; round++) {
		struct item *item = rules_item(arena, NULL, random_text(arena, &seed), NULL);
		struct text_doc *doc = text_doc_new(arena, item);
		struct match_builder *builder = match_builder_new();
		struct match_set *set;
		struct match_hits hits;
		const char *term, *why, *text;
		size_t at, len;
		uint32_t pick = doc->word_count ? next_random(&seed) % doc->word_count : 0;

		if (!doc->word_count) {
			match_builder_free(builder);
			continue;
		}
		term = arena_strndup(
			arena, doc->words[pick].fold, doc->words[pick].fold_len);
		/* A few single signs stand for a whole phrase: that is no word of a term. */
		if (text_doc_new(arena, rules_item(arena, NULL, term, NULL))->word_count != 1 ||
			strpbrk(term, "()|") ||
			!match_add(builder, term, TEXT_LANG_UNKNOWN, 0, &why, &at)) {
			match_builder_free(builder);
			continue;
		}
		set = match_compile(builder);
		hits = match_scan(set, arena, doc);
		if (!hits.count) fail_msg("'%s' is not found in '%s'", term, item->field[ITEM_TITLE].text);
		for (i = 0; i < hits.count; i++) {
			text = text_span(doc, hits.hits[i].first_word, hits.hits[i].end_word,
				&len);
			assert_string_equal(fold_span(arena, text, len), term);
			found++;
		}
		match_set_free(set);
		match_builder_free(builder);
		arena_reset(arena);
	}
	assert_true(found > 1000);
	arena_free(arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(spans_are_code_points_of_the_original),
		cmocka_unit_test(evidence_names_its_field_and_its_term),
		cmocka_unit_test(five_megabytes_of_anything_keep_their_spans),
		cmocka_unit_test(every_span_maps_back_to_text_that_folds_to_the_word),
		cmocka_unit_test(a_term_finds_the_text_that_folds_to_it),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
