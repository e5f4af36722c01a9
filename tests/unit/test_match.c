/* Patterns against real words of twelve languages, and patterns that are refused. */
#include "match/match.h"

#include <stdio.h>
#include <string.h>

#include "base/mem.h"
#include "check.h"

static struct text_doc *doc_of(struct arena *arena, const char *lang, const char *text)
{
	struct item *item = arena_alloc(arena, sizeof(*item));

	item->lang = lang;
	item->field[ITEM_TITLE] = item_text_plain(arena, text, SEGMENT_TITLE);
	return text_doc_new(arena, item);
}

static struct match_set *set_of(const char *const *patterns, size_t count, text_lang lang)
{
	struct match_builder *builder = match_builder_new();
	struct match_set *set;
	const char *why;
	size_t i, at;

	for (i = 0; i < count; i++)
		if (!match_add(builder, patterns[i], lang, (uint32_t)i, &why, &at))
			fail_msg("%s: %s", patterns[i], why);
	set = match_compile(builder);
	match_builder_free(builder);
	return set;
}

/* The texts of the hits, in order: "buoys; navigation marks". */
static const char *hits(const char *pattern, const char *text, struct arena *arena)
{
	struct match_set *set = set_of(&pattern, 1, TEXT_LANG_UNKNOWN);
	struct text_doc *doc = doc_of(arena, "en", text);
	struct match_hits found = match_scan(set, arena, doc);
	const char *out = "", *span;
	size_t i, len;

	for (i = 0; i < found.count; i++) {
		span = text_span(doc, found.hits[i].first_word, found.hits[i].end_word, &len);
		out = arena_printf(arena, "%s%s%.*s", out, i ? "; " : "", (int)len, span);
	}
	match_set_free(set);
	return out;
}

static void a_pattern_finds_what_it_says(void **state)
{
	static const struct {
		const char *pattern, *text, *hits;
	} cases[] = {
		{"buoy", "A buoy, a Buoy; buoys", "buoy; Buoy"},
		{"buoy*", "buoy buoys buoyed boy", "buoy; buoys; buoyed"},
		{"*poi", "meripoi poi poiss", "meripoi; poi"},
		{"*raja*", "itärajalla raja rajat trajaani", "itärajalla; raja; rajat; trajaani"},
		{"Suwałki", "suwalki SUWAŁKI", "suwalki; SUWAŁKI"},
		{"ещё", "Еще ещё", "Еще; ещё"},
		{"буй*", "буйки буй буя", "буйки; буй"},
		{"=NATO", "NATO nato Nato", "NATO"},
		{"navigation mark*", "navigation marks, Navigation-mark", "navigation marks; Navigation-mark"},
		{"took away", "They took away. Took. Away", "took away"},
		{"(pulled|hauled) out", "pulled out and hauled out", "pulled out; hauled out"},
		{"(sea|naval) (border|boundar)*", "sea borders, naval boundary, sea lane",
			"sea borders; naval boundary"},
		{"drone-wall", "a drone wall, a drone-wall, a dronewall", "drone wall; drone-wall"},
		{"=US (troops|soldiers)", "US troops, us troops", "US troops"},
		{"п'ят*", "п’ять п'ятий пята", "п’ять; п'ятий; пята"},
		{"a b c", "a b a b c", "a b c"},
		{"a a", "a a a", "a a; a a"},
		{"24 of 50", "24 of 50 buoys", "24 of 50"},
	};
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_LEN(cases); i++) {
		struct arena *arena = arena_new();
		const char *got = hits(cases[i].pattern, cases[i].text, arena);

		if (strcmp(got, cases[i].hits) != 0)
			fail_msg("%s in '%s' finds '%s'", cases[i].pattern, cases[i].text, got);
		arena_free(arena);
	}
}

static void a_pattern_that_cannot_serve_is_refused_with_its_place(void **state)
{
	static const struct {
		const char *pattern, *why;
		size_t at;
	} cases[] = {
		{"", "no letter", 0},
		{"*", "not alone", 0},
		{"* *", "not alone", 0},
		{"a*", "two letters", 0},
		{"sea b*", "two letters", 4},
		{"*ab", "three letters", 1},
		{"*ab*", "three letters", 1},
		{"ab*cd", "inside a word", 2},
		{"abc**def*", "one '*' is enough", 3},
		{"buoy**", "one '*' is enough", 4},
		{"(a|b", "')' is missing", 0},
		{"a)", "no '('", 1},
		{"a|b", "no '('", 1},
		{"((a|b)|c)", "inside groups", 1},
		{"(a||b)", "empty", 3},
		{"()", "empty", 1},
		{"sea * border", "not alone", 4},
		{"=NATO*", "without '*'", 0},
		{"a = b", "before a word", 2},
		{"a b c d e f g h i j k l m n o p q", "16 words", 32},
		{"(a|b)(a|b)(a|b)(a|b)(a|b)(a|b)(a|b)(a|b)(a|b)", "256 phrases", 0},
	};
	struct match_builder *builder = match_builder_new();
	const char *why;
	size_t at, i;

	(void)state;
	for (i = 0; i < ARRAY_LEN(cases); i++) {
		if (match_add(builder, cases[i].pattern, 0, 0, &why, &at))
			fail_msg("%s is taken", cases[i].pattern);
		if (!strstr(why, cases[i].why) || at != cases[i].at)
			fail_msg("%s: %s, at %zu", cases[i].pattern, why, at);
	}
	match_builder_free(builder);
}

static void a_word_of_one_language_counts_there_alone(void **state)
{
	static const char *const pattern = "poi";
	struct match_set *set = set_of(&pattern, 1, text_lang_parse("et"));
	struct arena *arena = arena_new();

	(void)state;
	assert_int_equal(match_scan(set, arena, doc_of(arena, "et", "poi")).count, 1);
	assert_int_equal(match_scan(set, arena, doc_of(arena, "fi", "poi")).count, 0);
	/* Nobody knows the language: held against every one. */
	assert_int_equal(match_scan(set, arena, doc_of(arena, NULL, "poi")).count, 1);
	arena_free(arena);
	match_set_free(set);
}

static void hits_come_in_order_and_none_twice(void **state)
{
	static const char *const patterns[] = {
		"sea border", "border", "sea", "bord*", "border", "*order", "*rde*"};
	struct match_set *set = set_of(patterns, ARRAY_LEN(patterns), 0);
	struct arena *arena = arena_new();
	struct match_hits found = match_scan(set, arena, doc_of(arena, "en", "sea border"));
	static const struct match_hit expected[] = {
		{2, 0, 1, .by_beginning = true}, {0, 0, 2}, {1, 1, 2, .by_beginning = true},
		{3, 1, 2, .by_beginning = true}, {4, 1, 2, .by_beginning = true},
		{5, 1, 2, .by_part = true}, {6, 1, 2, .by_part = true}};
	size_t i;

	(void)state;
	assert_int_equal(found.count, ARRAY_LEN(expected));
	for (i = 0; i < ARRAY_LEN(expected); i++) {
		assert_int_equal(found.hits[i].value, expected[i].value);
		assert_int_equal(found.hits[i].first_word, expected[i].first_word);
		assert_int_equal(found.hits[i].end_word, expected[i].end_word);
		assert_int_equal(found.hits[i].by_beginning, expected[i].by_beginning);
		assert_int_equal(found.hits[i].by_part, expected[i].by_part);
	}
	arena_free(arena);
	match_set_free(set);
}

static void captions_are_scanned_and_say_that_they_are_captions(void **state)
{
	static const char *const pattern = "buoy*";
	struct segment segments[] = {{.kind = SEGMENT_LEAD, .start = 0, .end = 5},
		{.kind = SEGMENT_CAPTION, .start = 6, .end = 11}};
	struct item item = {.lang = "en"};
	struct match_set *set = set_of(&pattern, 1, 0);
	struct arena *arena = arena_new();
	struct text_doc *doc;
	struct match_hits found;

	(void)state;
	item.field[ITEM_CONTENT] = (struct item_text){"buoys buoys", 11, segments, 2};
	doc = text_doc_new(arena, &item);
	found = match_scan(set, arena, doc);
	assert_int_equal(found.count, 2);
	assert_int_equal(doc->words[found.hits[1].first_word].kind, SEGMENT_CAPTION);
	arena_free(arena);
	match_set_free(set);
}

static void hostile_patterns_end_in_a_cut_and_not_in_a_flood(void **state)
{
	char patterns[200][40], text[8000] = "";
	const char *list[200];
	struct arena *arena = arena_new();
	struct match_set *set;
	struct match_hits found;
	size_t i;

	(void)state;
	/* Every word fits every prefix of every step of every phrase. */
	for (i = 0; i < 200; i++) {
		snprintf(patterns[i], sizeof(patterns[i]), "%.*s* %.*s*", (int)(2 + i % 14),
			"aaaaaaaaaaaaaaaaaa", (int)(2 + i / 14), "aaaaaaaaaaaaaaaaaa");
		list[i] = patterns[i];
	}
	for (i = 0; i < 300; i++)
		strcat(text, "aaaaaaaaaaaaaaaaaaaa ");
	set = set_of(list, 200, 0);
	found = match_scan(set, arena, doc_of(arena, "en", text));
	assert_true(found.count > 0);
	assert_true(found.count <= MATCH_HITS_MAX);
	arena_free(arena);
	match_set_free(set);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_pattern_finds_what_it_says),
		cmocka_unit_test(a_pattern_that_cannot_serve_is_refused_with_its_place),
		cmocka_unit_test(a_word_of_one_language_counts_there_alone),
		cmocka_unit_test(hits_come_in_order_and_none_twice),
		cmocka_unit_test(captions_are_scanned_and_say_that_they_are_captions),
		cmocka_unit_test(hostile_patterns_end_in_a_cut_and_not_in_a_flood),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
