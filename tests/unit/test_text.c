/* Words, sentences and numbers of real sentences in twelve languages. */
#include "text/text.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/mem.h"
#include "check.h"

static struct text_doc *doc_of(struct arena *arena, const char *lang, const char *text)
{
	struct item *item = arena_alloc(arena, sizeof(*item));

	item->lang = lang;
	item->published = item->updated = TIME_NONE;
	item->field[ITEM_TITLE] = item_text_plain(arena, text, SEGMENT_TITLE);
	return text_doc_new(arena, item);
}

/* "buoys|removed / narva": words parted by '|', sentences by " / ". */
static const char *show(struct arena *arena, const struct text_doc *doc)
{
	struct buf out = BUF_INIT(BUF_UNBOUND);
	const char *text;
	uint32_t i;

	for (i = 0; i < doc->word_count; i++) {
		if (i)
			buf_puts(&out, doc->words[i].sentence == doc->words[i - 1].sentence
					? "|"
					: " / ");
		buf_put(&out, doc->words[i].fold, doc->words[i].fold_len);
	}
	text = arena_strdup(arena, buf_str(&out));
	buf_done(&out);
	return text;
}

static void words_are_folded_and_sentences_end_where_they_end(void **state)
{
	static const struct {
		const char *text, *words;
	} cases[] = {
		{"Buoys REMOVED.", "buoys|removed"},
		{"Suwałki, Łódź i Słubice", "suwalki|lodz|i|slubice"},
		{"Ещё один буй", "еще|один|буи"},
		{"Tromsø og Ærø, Åland", "tromso|og|aero|aland"},
		{"Straße", "strasse"},
		{"jūras robeža", "juras|robeza"},
		{"Estonia's drone-wall", "estonia|s|drone|wall"},
		{"п'ять буїв об'єкт", "пять|буів|обєкт"},
		{"п’ятий", "пятии"},
		{"bor\xc2\xad" "der zero\xe2\x80\x8b" "width", "border|zerowidth"},
		{"One. Two! Three? Four", "one / two / three / four"},
		{"He said \"No.\" Then he left.", "he|said|no / then|he|left"},
		{"Gen. Smith met V. Putin. They spoke.",
			"gen|smith|met|v|putin / they|spoke"},
		{"Am 24. November wurde die Boje entfernt. Ende.",
			"am|24|november|wurde|die|boje|entfernt / ende"},
		{"See juhtus 5. mail Narvas. Eile.", "see|juhtus|5|mail|narvas / eile"},
		{"В 2024 г. Россия убрала буи. Всё.", "в|2024|г|россия|убрала|буи / все"},
		{"It is 3.5 km long. End", "it|is|3|5|km|long / end"},
		{"Wait… what happened", "wait|what|happened"},
		{"Wait… What happened", "wait / what|happened"},
		{"", ""},
		{"... !!! ???", ""},
	};
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_LEN(cases); i++) {
		struct arena *arena = arena_new();
		const char *got = show(arena, doc_of(arena, "en", cases[i].text));

		if (strcmp(got, cases[i].words) != 0)
			fail_msg("%s\n  gives    %s\n  expected %s", cases[i].text, got,
				cases[i].words);
		arena_free(arena);
	}
}

static void spans_lead_back_to_the_original(void **state)
{
	struct arena *arena = arena_new();
	struct text_doc *doc = doc_of(arena, "ru", "«Тревога»: буи — убраны");
	uint32_t start, end;
	size_t len;
	const char *text = text_span(doc, 1, 3, &len);

	(void)state;
	assert_int_equal(len, strlen("буи — убраны"));
	assert_memory_equal(text, "буи — убраны", len);
	text_span_points(doc, 1, 3, &start, &end);
	assert_int_equal(start, 11);
	assert_int_equal(end, 23);
	arena_free(arena);
}

static void a_summary_that_repeats_is_read_once(void **state)
{
	static const struct {
		const char *title, *summary, *content;
		uint32_t words;
	} cases[] = {
		{"a", "b c", "d e", 5},
		{"a", "b c…", "b c d e", 5},
		{"a", "b c [...]", "b c d e", 5},
		{"a b", "a b", NULL, 2},
		{"a", "b c", NULL, 3},
	};
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_LEN(cases); i++) {
		struct arena *arena = arena_new();
		struct item item = {.lang = "en"};

		item.field[ITEM_TITLE] = item_text_plain(arena, cases[i].title, SEGMENT_TITLE);
		item.field[ITEM_SUMMARY] =
			item_text_plain(arena, cases[i].summary, SEGMENT_LEAD);
		item.field[ITEM_CONTENT] =
			item_text_plain(arena, cases[i].content, SEGMENT_BODY);
		assert_int_equal(text_doc_new(arena, &item)->word_count, cases[i].words);
		arena_free(arena);
	}
}

/* "24/50 1300~": value, of a total, approximate. */
static const char *show_numbers(struct arena *arena, struct text_doc *doc)
{
	const struct text_number *numbers;
	uint32_t count = text_numbers(doc, &numbers), i;
	const char *out = "";

	for (i = 0; i < count; i++) {
		out = arena_printf(arena, "%s%s%.10g", out, i ? " " : "", numbers[i].value);
		if (!isnan(numbers[i].of))
			out = arena_printf(arena, "%s/%.10g", out, numbers[i].of);
		if (numbers[i].approximate)
			out = arena_printf(arena, "%s~", out);
	}
	return out;
}

static void numbers_are_read_as_each_language_writes_them(void **state)
{
	static const struct {
		const char *lang, *text, *numbers;
	} cases[] = {
		{"en", "Moscow removed 24 of 50 buoys", "24/50"},
		{"en", "24 navigation buoys of the 50", "24/50"},
		{"en", "Of the 50 buoys, 24 were removed", "24/50"},
		{"et", "24 poid 50-st", "24/50"},
		{"et", "50 poist 24 eemaldati", "24/50"},
		{"fi", "24 poijua 50:stä", "24/50"},
		{"fi", "50 poijusta 24 poistettiin", "24/50"},
		{"lv", "24 no 50 bojām", "24/50"},
		{"lt", "24 iš 50 plūdurų", "24/50"},
		{"no", "24 av 50 bøyer", "24/50"},
		{"sv", "24 av 50 bojar", "24/50"},
		{"da", "24 af de 50 bøjer", "24/50"},
		{"pl", "24 z 50 boi", "24/50"},
		{"de", "24 von 50 Bojen", "24/50"},
		{"ru", "24 из 50 буёв", "24/50"},
		{"uk", "24 із 50 буїв", "24/50"},
		{"en", "1,300 asylum seekers", "1300"},
		{"fi", "1 300 turvapaikanhakijaa", "1300"},
		{"fi", "1\xc2\xa0" "300 turvapaikanhakijaa", "1300"},
		{"de", "1.300 Migranten", "1300"},
		{"en", "about 30 people, more than 1,000,000 items", "30~ 1000000~"},
		{"en", "1.5 million people", "1500000"},
		{"pl", "ponad 2 tys. migrantów", "2000~"},
		{"en", "dozens of migrants and hundreds of soldiers", "24~ 200~"},
		{"ru", "сотни мигрантов", "200~"},
		{"fi", "kymmeniä ihmisiä", "20~"},
		{"pl", "setki migrantów", "200~"},
		{"de", "Dutzende Drohnen", "24~"},
		{"et", "sadu inimesi", "200~"},
		{"lv", "simtiem cilvēku", "200~"},
		{"lt", "dešimtys migrantų", "20~"},
		{"sv", "hundratals människor", "200~"},
		{"uk", "десятки мігрантів", "20~"},
		{"en", "twenty-four buoys and two hundred men", "24 200"},
		{"ru", "двадцать четыре буя", "24"},
		{"et", "kaks meest", "2"},
	};
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_LEN(cases); i++) {
		struct arena *arena = arena_new();
		const char *got =
			show_numbers(arena, doc_of(arena, cases[i].lang, cases[i].text));

		if (strcmp(got, cases[i].numbers) != 0)
			fail_msg("%s: %s, expected %s", cases[i].text, got, cases[i].numbers);
		arena_free(arena);
	}
}

static void what_counts_nothing_is_no_number(void **state)
{
	static const struct {
		const char *lang, *text;
	} cases[] = {
		{"en", "in 2015 migrants crossed"},
		{"en", "on May 23, at 14:30"},
		{"en", "on 23 May 2024"},
		{"et", "see juhtus 5. mail"},
		{"de", "am 24. Mai 2024"},
		{"ru", "23 мая 2024 года"},
		{"fi", "23.5.2024"},
		{"en", "prices rose 5 percent, or 12%"},
		{"en", "a fence of €30 million"},
		{"de", "für 30 Millionen Euro"},
		{"pl", "za 30 mln euro"},
		{"en", "a fence 200 kilometres long"},
		{"en", "an F16 and a MiG-29"},
	};
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_LEN(cases); i++) {
		struct arena *arena = arena_new();
		const char *got =
			show_numbers(arena, doc_of(arena, cases[i].lang, cases[i].text));

		if (*got && strcmp(cases[i].text, "an F16 and a MiG-29") != 0)
			fail_msg("%s: %s", cases[i].text, got);
		arena_free(arena);
	}
}

static uint32_t find_word(const struct text_doc *doc, const char *fold)
{
	uint32_t i;

	for (i = 0; i < doc->word_count; i++)
		if (doc->words[i].fold_len == strlen(fold) &&
			memcmp(doc->words[i].fold, fold, strlen(fold)) == 0)
			return i;
	fail_msg("no word %s", fold);
	return 0;
}

static void a_number_belongs_to_the_word_it_counts(void **state)
{
	static const struct {
		const char *text, *word;
		double value; /* 0: none */
	} cases[] = {
		{"1,300 asylum seekers came", "seekers", 1300},
		{"24 of 50 navigation buoys", "buoys", 24},
		{"buoys (24) were taken", "buoys", 24},
		{"24 buoys of 50 were taken", "buoys", 24},
		{"Buoys taken: 24", "taken", 24},
		{"Border Guard: 380 attempts to cross", "guard", 0},
		{"Border Guard: 380 attempts to cross", "attempts", 380},
		{"60 migrants at 3 crossings", "crossings", 3},
		{"60 migrants at 3 crossings", "migrants", 60},
		{"5 men, and all the buoys", "buoys", 0},
		{"60 men came. Migrants left", "migrants", 0},
		{"60 or so of the very many migrants", "migrants", 0},
	};
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_LEN(cases); i++) {
		struct arena *arena = arena_new();
		struct text_doc *doc = doc_of(arena, "en", cases[i].text);
		uint32_t word = find_word(doc, cases[i].word);
		const struct text_number *number = text_number_of(doc, word, word + 1);
		double value = number ? number->value : 0;

		if (value != cases[i].value)
			fail_msg("%s: %s counts %g", cases[i].text, cases[i].word, value);
		arena_free(arena);
	}
}

static void languages_are_known_by_many_names(void **state)
{
	static const char *const cases[][2] = {{"en", "en"}, {"en-GB", "en"}, {"EN_us", "en"},
		{"nb", "no"}, {"nn-NO", "no"}, {"rus", "ru"}, {"", ""}, {"english", ""},
		{"x", ""}};
	char name[3];
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_LEN(cases); i++)
		assert_string_equal(text_lang_name(text_lang_parse(cases[i][0]), name),
			cases[i][1]);
	assert_int_equal(text_lang_parse(NULL), TEXT_LANG_UNKNOWN);
}

static void any_bytes_give_some_words(void **state)
{
	char bytes[4096];
	struct arena *arena = arena_new();
	struct item item = {.lang = "en"};
	struct segment segment = {.kind = SEGMENT_TITLE, .end = sizeof(bytes)};
	struct text_doc *doc;
	const struct text_number *numbers;
	uint32_t i;

	(void)state;
	for (i = 0; i < sizeof(bytes); i++)
		bytes[i] = (char)(i * 2654435761u >> 13);
	item.field[ITEM_TITLE] = (struct item_text){bytes, sizeof(bytes), &segment, 1};
	doc = text_doc_new(arena, &item);
	text_numbers(doc, &numbers);
	for (i = 0; i < doc->word_count; i++)
		assert_true(doc->words[i].start < doc->words[i].end);
	arena_free(arena);
}

static bool shares_a_word(const struct wording *a, const struct wording *b)
{
	for (uint32_t i = 0; i < a->count; i++)
		for (uint32_t j = 0; j < b->count; j++)
			if (a->parts[i].word == b->parts[j].word)
				return true;
	return false;
}

static void names_meet_across_alphabets_and_inflection(void **state)
{
	static const struct {
		const char *a, *b;
		bool meet;
	} cases[] = {
		{"Narva", "Нарва", true},
		{"Narwa", "Narva", true},
		{"Kaliningradzie", "Калининградом", true},
		{"Balticconnector", "Балтикконнектор", true},
		{"Suwałki", "Suvalkų", true},
		{"Bobrowniki", "Бобровники", true},
		{"Kirkenes", "Киркенес", true},
		{"boundary", "boundaries", true},
		{"Narva", "Narvik", false},
		{"Riga", "Рига", true},
		{"Riga", "Tartu", false},
		{"a", "a", false}, /* too short to tell anything */
	};
	struct arena *arena = arena_new();

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct wording a = text_wording(doc_of(arena, "en", cases[i].a));
		struct wording b = text_wording(doc_of(arena, "en", cases[i].b));

		if (shares_a_word(&a, &b) != cases[i].meet)
			fail_msg("%s and %s: %s", cases[i].a, cases[i].b,
				cases[i].meet ? "do not meet" : "meet");
	}
	arena_free(arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(words_are_folded_and_sentences_end_where_they_end),
		cmocka_unit_test(spans_lead_back_to_the_original),
		cmocka_unit_test(a_summary_that_repeats_is_read_once),
		cmocka_unit_test(numbers_are_read_as_each_language_writes_them),
		cmocka_unit_test(what_counts_nothing_is_no_number),
		cmocka_unit_test(a_number_belongs_to_the_word_it_counts),
		cmocka_unit_test(languages_are_known_by_many_names),
		cmocka_unit_test(any_bytes_give_some_words),
		cmocka_unit_test(names_meet_across_alphabets_and_inflection),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
