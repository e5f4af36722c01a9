/* What people find in the items that were recorded, and what they are told of their mistakes. */
#include "store/store.h"

#include <json-c/json.h>
#include <string.h>

#include "base/hash.h"
#include "base/mem.h"
#include "base/utf8.h"
#include "check.h"
#include "text/text.h"

static const struct {
	const char *id, *title, *content;
} texts[] = {
	{"1", "Buoys removed", "Russia took 24 buoys out of the Narva River"},
	{"2", "Poijuja katosi", "Rajapoijut poistettiin Narvajoelta, sanoo rajavartiosto"},
	{"3", "Буйки исчезли", "Пограничники: «буи» убраны с реки Нарва"},
	{"4", "A cable was cut", "The sea cable between Finland and Estonia, not a border"},
	{"5", "Border fence", "“Border” and fence: the drone-wall will stand in Łódź"},
	{"6", "П'ять дронів", "п’ять дронів над кордоном"},
};
static const struct {
	const char *id, *title, *content;
} revised = {"4", "A cable was mended", "The sea cable works"};

static void put(struct store *store, const char *id, const char *title, const char *content)
{
	struct arena *arena = arena_new();
	struct item item = {.id = id, .published = 1716444000, .updated = TIME_NONE};
	struct item_identity identity = {.guid = hash_bytes(id, strlen(id)),
		.title = hash_bytes(title, strlen(title)),
		.content = hash_bytes(content, strlen(content))};
	struct store_item out;

	item.field[ITEM_TITLE] = item_text_plain(arena, title, SEGMENT_TITLE);
	item.field[ITEM_CONTENT] = item_text_plain(arena, content, SEGMENT_BODY);
	assert_int_equal(store_begin(store), 0);
	assert_int_equal(store_items_put(store, "src", &item, &identity, 1, 1716444000, &out), 0);
	assert_int_equal(store_commit(store), 0);
	arena_free(arena);
}

static struct store *open_store(bool full_text)
{
	struct store_options options = {.path = (char *)":memory:", .full_text = full_text};
	struct store *store = NULL;
	char *why = NULL;

	if (store_open(&options, &store, &why))
		fail_msg("%s", why);
	store_set_fold(store, text_fold_words);
	return store;
}

static struct store *filled(void)
{
	struct store *store = open_store(true);
	size_t left, i;

	for (i = 0; i < ARRAY_LEN(texts); i++)
		put(store, texts[i].id, texts[i].title, texts[i].content);
	assert_int_equal(store_index_some(store, 1, &left), 0);
	assert_int_equal(left, ARRAY_LEN(texts) - 1);
	assert_int_equal(store_index_some(store, 100, &left), 0);
	assert_int_equal(left, 0);
	return store;
}

/* A term of a rule, as the pack would have it. */
static bool term_forms(void *ctx, const char *name, void (*add)(void *add_ctx, const char *form),
	void *add_ctx, char **out_near)
{
	static const char *const forms[] = {"buoy*", "*poiju*", "буй*", "буи", "=SPAR buoy"};
	size_t i;

	(void)ctx;
	if (strcmp(name, "buoy") != 0) {
		*out_near = strncmp(name, "buo", 3) == 0 ? mem_strdup("buoy") : NULL;
		return false;
	}
	for (i = 0; i < ARRAY_LEN(forms); i++)
		add(add_ctx, forms[i]);
	return true;
}

static void take_title(void *ctx, struct json_object *row)
{
	struct buf *out = ctx;

	buf_printf(out, "%s;", json_object_get_string(json_object_object_get(row, "title")));
}

/* Titles, newest first; or "at: why" of the mistake. Caller frees. */
static char *search(struct store *store, const char *text)
{
	CLEANUP(buf_done) struct buf match = BUF_INIT(BUF_UNBOUND);
	struct store_search wanted = {.text = text, .terms = term_forms};
	struct store_query query = {.since = TIME_NONE, .until = TIME_NONE, .limit = 10};
	struct store_search_fault fault;
	struct buf out = BUF_INIT(BUF_UNBOUND);
	int r = store_search_parse(store, &wanted, &match, &fault);

	if (r) {
		assert_int_equal(r, STORE_NONE);
		assert_non_null(fault.why);
		assert_true(fault.at <= strlen(text));
		buf_printf(&out, "%zu: %s", fault.at, fault.why);
		mem_free(fault.why);
		return buf_take(&out);
	}
	query.match = buf_str(&match);
	assert_null(fault.why);
	if (store_query_items(store, &query, take_title, &out))
		fail_msg("%s: %s: %s", text, query.match, store_error(store));
	return out.len ? buf_take(&out) : mem_strdup("");
}

struct search_case {
	const char *text, *found;
};

static void check(struct store *store, const struct search_case *cases, size_t count)
{
	char *found;
	size_t i;

	for (i = 0; i < count; i++) {
		found = search(store, cases[i].text);
		if (strcmp(found, cases[i].found) != 0)
			fail_msg("%s\nfinds %s\nwants %s", cases[i].text, found, cases[i].found);
		mem_free(found);
	}
	store_close(store);
}

static void what_is_looked_for_is_found_newest_first(void **state)
{
	static const struct search_case cases[] = {
		/* Words, and those that begin so; folded. */
		{"buoy", "Buoys removed;"},
		{"BUOYS", "Buoys removed;"},
		{"narva", "Poijuja katosi;Buoys removed;"},
		{"НАРВА", "Буйки исчезли;"},
		{"lodz", "Border fence;"},
		{"Łódź", "Border fence;"},
		{"п'ять", "П'ять дронів;"},
		{"narva buoys", "Buoys removed;"},
		{"narva and buoys", "Buoys removed;"},
		{"border", "Border fence;A cable was cut;"},
		/* Punctuation is none of a word. */
		{"буи", "Буйки исчезли;"},
		{"drone-wall", "Border fence;"},
		{"\"drone wall\"", "Border fence;"},
		/* Of one or two letters a word is no beginning: half of all words would be meant. */
		{"bu", ""},
		{"buo", "Buoys removed;"},
		{"a cable", "A cable was cut;"},
		/* Quotes: as it stands. */
		{"\"buoy\"", ""},
		{"\"buoys\"", "Buoys removed;"},
		{"\"buoy*\"", "Buoys removed;"},
		{"\"narva river\"", "Buoys removed;"},
		{"\"river narva\"", ""},
		{"\"or\"", ""},
		/* Parts of words. */
		{"*raja*", "Poijuja katosi;"},
		{"*poijut", "Poijuja katosi;"},
		{"*poiju*", "Poijuja katosi;"},
		{"*joelta", "Poijuja katosi;"},
		{"*жавни*", ""},
		{"*граничник*", "Буйки исчезли;"},
		{"\"*poijut poist*\"", "Poijuja katosi;"},
		{"\"sea* cable\"", "A cable was cut;"},
		/* Operators. */
		{"buoys or cable", "A cable was cut;Buoys removed;"},
		{"narva not buoys", "Poijuja katosi;"},
		{"not buoys narva", "Poijuja katosi;"},
		{"(narva or нарва) not (buoys or *raja*)", "Буйки исчезли;"},
		{"(buoys or cable) and finland", "A cable was cut;"},
		{"not not cable", "A cable was cut;"},
		{"*nichtda* or cable", "A cable was cut;"},
		{"*nichtda* cable", ""},
		{"cable not *nichtda*", "A cable was cut;"},
		/* Near: neighbours are one word apart. */
		{"buoys near/1 removed", "Buoys removed;"},
		{"removed near/1 buoys", "Buoys removed;"},
		{"24 near/6 river", "Buoys removed;"},
		{"24 near/5 river", ""},
		{"(buoys or cable) near/3 (finland or narva)", "A cable was cut;"},
		{"*raja* near/1 poist", "Poijuja katosi;"},
		/* Terms of rules, in all languages. */
		{"@buoy", "Буйки исчезли;Poijuja katosi;Buoys removed;"},
		{"term:buoy", "Буйки исчезли;Poijuja katosi;Buoys removed;"},
		{"@buoy near/8 narva", "Poijuja katosi;Buoys removed;"},
		{"@buoy near/8 (narva or нарва)", "Буйки исчезли;Poijuja katosi;Buoys removed;"},
		{"@buoy not 24", "Буйки исчезли;Poijuja katosi;"},
	};

	(void)state;
	check(filled(), cases, ARRAY_LEN(cases));
}

static void mistakes_are_told_with_their_place(void **state)
{
	static const struct search_case cases[] = {
		{"", "0: there is no word to look for"},
		{"   ", "3: there is no word to look for"},
		{"buoy (narva", "5: the bracket that opens here is not closed"},
		{"buoy) narva", "4: this closes nothing"},
		{"buoy \"narva", "5: the quote that opens here is not closed"},
		{"buoy and", "8: a word to look for is missing"},
		{"or buoy", "0: words are missing before 'or' (in quotes it is a word)"},
		{"near/3 buoy", "0: words are missing before 'near/3' (in quotes it is a word)"},
		{"buoy near/3", "11: a word to look for is missing"},
		{"buoy near/0 x", "5: near wants a number of words from 1 to 200: near/8"},
		{"buoy near/3x y", "5: near wants a number of words from 1 to 200: near/8"},
		{"buoy near/3 (a and b)", "5: near stands between two words, phrases or terms"},
		{"buoy near/3 narva near/2 x", "18: near stands between two words, phrases or terms"},
		{"(buoy near/3 narva or x) near/2 x", "25: near stands between two words, phrases or "
						      "terms"},
		{"not buoy", "0: 'not' wants something beside it that is looked for"},
		{"*aj", "0: at least three letters have to stand behind a leading '*'"},
		{"buoy * ( )", "5: there is no letter and no digit in it"},
		{"\" * \"", "0: there is no letter and no digit in it"},
		{"@buo", "0: the rules have no term 'buo'; did you mean 'buoy'?"},
		{"narva @fence", "6: the rules have no term 'fence'"},
		{"@", "0: a term's name is wanted: @buoy, or term:buoy"},
	};

	(void)state;
	check(filled(), cases, ARRAY_LEN(cases));
}

static void a_revision_is_found_by_its_new_words(void **state)
{
	static const struct search_case cases[] = {
		{"cable", "A cable was mended;"}, {"finland", ""}, {"*mende*", "A cable was mended;"}};
	struct store *store = filled();
	size_t left;

	(void)state;
	put(store, revised.id, revised.title, revised.content);
	assert_int_equal(store_index_some(store, 100, &left), 0);
	check(store, cases, ARRAY_LEN(cases));
}

static void without_an_index_nothing_is_promised(void **state)
{
	static const struct search_case cases[] = {
		{"cable", "0: nothing can be looked for: 'store: full_text' is switched off"}};

	(void)state;
	check(open_store(false), cases, ARRAY_LEN(cases));
}

/* A part that hundreds of recorded words hold is too much, and said to be. */
static void a_part_of_too_many_words_is_refused(void **state)
{
	static const struct search_case cases[] = {
		{"*word*", "0: more than 512 recorded words fit this: give more of the word"},
		{"*word7*", "Many;"}};
	CLEANUP(buf_done) struct buf text = BUF_INIT(BUF_UNBOUND);
	struct store *store = open_store(true);
	size_t left;
	int i;

	(void)state;
	for (i = 0; i < 600; i++)
		buf_printf(&text, "aword%d ", i);
	put(store, "many", "Many", buf_str(&text));
	assert_int_equal(store_index_some(store, 100, &left), 0);
	check(store, cases, ARRAY_LEN(cases));
}

/* Whatever is asked is an answer or a mistake, never a failure of the store. */
static void any_text_is_taken(void **state)
{
	static const char *const pieces[] = {"buoy", "*", "\"", "(", ")", " ", "near/2", "not", "or",
		"and", "@buoy", "-", ":", "^", "{", "'", "*raja*", "буй", "+", ",", "NEAR", "text:", "=", "\\"};
	struct store *store = filled();
	uint32_t seed = 20261127;
	struct buf text = BUF_INIT(BUF_UNBOUND);
	int round, i;

	(void)state;
	for (round = 0; round < 3000; round++) {
		buf_clear(&text);
		for (i = 0; i < 8; i++) {
			seed = seed * 1664525u + 1013904223u;
			buf_printf(&text, "%s%s", pieces[(seed >> 8) % ARRAY_LEN(pieces)],
				seed >> 31 ? " " : "");
		}
		mem_free(search(store, buf_str(&text)));
	}
	buf_done(&text);
	store_close(store);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_looked_for_is_found_newest_first),
		cmocka_unit_test(mistakes_are_told_with_their_place),
		cmocka_unit_test(a_revision_is_found_by_its_new_words),
		cmocka_unit_test(without_an_index_nothing_is_promised),
		cmocka_unit_test(a_part_of_too_many_words_is_refused),
		cmocka_unit_test(any_text_is_taken),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
