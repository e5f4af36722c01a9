/*
 * What changed between two texts, as people read it: "[-gone-]" and "{+come+}" between what
 * stays. Whatever the texts hold, the steps give back both of them.
 */
#include "model/diff.h"

#include <json-c/json.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/buf.h"
#include "base/mem.h"
#include "check.h"

static void put_part(struct buf *out, const char *open, const char *text, size_t len,
	const char *close)
{
	if (len)
		buf_printf(out, "%s%.*s%s", open, (int)len, text, close);
}

static char *shown(const char *before, const char *after)
{
	struct arena *arena = arena_new();
	struct buf out = BUF_INIT(BUF_UNBOUND);
	struct diff diff = diff_words(arena, before, strlen(before), after, strlen(after));
	size_t i;

	for (i = 0; i < diff.count; i++) {
		const struct diff_step *step = &diff.steps[i];

		put_part(&out, "", before, step->keep, "");
		before += step->keep;
		put_part(&out, "[-", before, step->del, "-]");
		before += step->del;
		after += step->keep;
		put_part(&out, "{+", after, step->ins, "+}");
		after += step->ins;
	}
	arena_free(arena);
	return buf_take(&out);
}

struct change {
	const char *before, *after, *shown;
};

static void check(const struct change *cases, size_t count)
{
	size_t i;

	for (i = 0; i < count; i++) {
		char *text = shown(cases[i].before, cases[i].after);

		assert_string_equal(text, cases[i].shown);
		mem_free(text);
	}
}

static void words_that_go_and_come_are_told(void **state)
{
	static const struct change cases[] = {
		{"", "", ""},
		{"the same text", "the same text", "the same text"},
		{"", "all of it", "{+all of it+}"},
		{"all of it", "", "[-all of it-]"},
		{"Guards removed 24 buoys.", "Guards removed 30 buoys.",
			"Guards removed [-24-]{+30+} buoys."},
		{"Guards removed 1,300 of them", "Guards removed 1,500 of them",
			"Guards removed [-1,300-]{+1,500+} of them"},
		{"The border is open", "The border with Russia is open",
			"The border {+with Russia +}is open"},
		{"The border with Russia is open", "The border is open",
			"The border [-with Russia -]is open"},
		{"one two three", "uno dos tres", "[-one two three-]{+uno dos tres+}"},
		{"Piirivalve eemaldas poid.", "Piirivalve eemaldas jõelt 24 poid.",
			"Piirivalve eemaldas {+jõelt 24 +}poid."},
		{"Пограничники сняли буи", "Пограничники не сняли буи",
			"Пограничники {+не +}сняли буи"},
		{"A draft decree. It moves the line of the border to the east of the island. End.",
			"A draft decree. End.",
			"A draft decree. [-It moves the line of the border to the east of the "
			"island. -]End."},
	};

	(void)state;
	check(cases, ARRAY_LEN(cases));
}

static void words_left_by_accident_are_not_told_as_kept(void **state)
{
	static const struct change cases[] = {
		{"Minister of the interior visits Narva today", "Weather: rain of the worst kind",
			"[-Minister of the interior visits Narva today-]"
			"{+Weather: rain of the worst kind+}"},
	};

	(void)state;
	check(cases, ARRAY_LEN(cases));
}

/* ---- long texts -------------------------------------------------------------------------- */

static void put_words(struct buf *out, size_t bytes, unsigned int *seed, unsigned int kinds)
{
	while (out->len < bytes)
		buf_printf(out, "w%u%s", (unsigned int)rand_r(seed) % kinds,
			rand_r(seed) % 12 ? " " : ". ");
}

static void check_whole(const struct diff *diff, size_t before_len, size_t after_len)
{
	const char *before = diff->before, *after = diff->after;
	size_t i;

	for (i = 0; i < diff->count; i++) {
		const struct diff_step *step = &diff->steps[i];

		assert_memory_equal(before, after, step->keep);
		before += step->keep + step->del;
		after += step->keep + step->ins;
	}
	assert_int_equal(before - diff->before, before_len);
	assert_int_equal(after - diff->after, after_len);
}

static size_t kept_of(const struct diff *diff)
{
	size_t kept = 0, i;

	for (i = 0; i < diff->count; i++)
		kept += diff->steps[i].keep;
	return kept;
}

static void one_word_in_two_megabytes_is_found(void **state)
{
	struct arena *arena = arena_new();
	struct buf before = BUF_INIT(BUF_UNBOUND), after = BUF_INIT(BUF_UNBOUND);
	unsigned int seed = 1;
	struct diff diff;

	(void)state;
	put_words(&before, 2 << 20, &seed, 5000);
	buf_put(&after, before.data, before.len);
	memcpy(after.data + (1 << 20), "X", 1);
	diff = diff_words(arena, before.data, before.len, after.data, after.len);
	check_whole(&diff, before.len, after.len);
	assert_int_equal(diff.count, 2);
	assert_true(kept_of(&diff) > before.len - 16);
	buf_done(&before);
	buf_done(&after);
	arena_free(arena);
}

/* The texts that would be worst for an algorithm without ceilings. */
static void texts_that_share_nothing_or_too_much_end_soon(void **state)
{
	static const unsigned int kinds[] = {1, 2, 3, 50, 1000, 1000000};
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_LEN(kinds); i++) {
		struct arena *arena = arena_new();
		struct buf before = BUF_INIT(BUF_UNBOUND), after = BUF_INIT(BUF_UNBOUND);
		unsigned int seed = 7;
		struct diff diff;

		put_words(&before, 2 << 20, &seed, kinds[i]);
		put_words(&after, 2 << 20, &seed, kinds[i]);
		diff = diff_words(arena, before.data, before.len, after.data, after.len);
		check_whole(&diff, before.len, after.len);
		/* Pieces, numbers and one field: far below what a quadratic one takes. */
		assert_true(arena_used(arena) < 32 << 20);
		buf_done(&before);
		buf_done(&after);
		arena_free(arena);
	}
}

/* ---- what is kept of it --------------------------------------------------------------------- */

static void what_was_kept_tells_it_again(void **state)
{
	static const char before[] = "Guards removed 24 buoys from the river on Monday.",
			  after[] = "Guards removed 30 buoys on Monday, \x1b[31mits source said.";
	struct arena *arena = arena_new();
	struct diff diff = diff_words(arena, before, strlen(before), after, strlen(after));
	struct json_object *script = diff_pack(&diff);
	struct json_object *ops = diff_json(script, before, strlen(before));

	(void)state;
	assert_string_equal(json_object_to_json_string_ext(script, JSON_C_TO_STRING_PLAIN),
		"[15,-2,\"30\",7,-15,9,\", \\u001b[31mits source said\",1]");
	assert_string_equal(
		json_object_to_json_string_ext(ops, JSON_C_TO_STRING_PLAIN),
		"[{\"op\":\"keep\",\"bytes\":15,\"text\":\"Guards removed \"},"
		"{\"op\":\"delete\",\"bytes\":2,\"text\":\"24\"},"
		"{\"op\":\"insert\",\"bytes\":2,\"text\":\"30\"},"
		"{\"op\":\"keep\",\"bytes\":7,\"text\":\" buoys \"},"
		"{\"op\":\"delete\",\"bytes\":15,\"text\":\"from the river \"},"
		"{\"op\":\"keep\",\"bytes\":9,\"text\":\"on Monday\"},"
		"{\"op\":\"insert\",\"bytes\":22,\"text\":\", \\u001b[31mits source said\"},"
		"{\"op\":\"keep\",\"bytes\":1,\"text\":\".\"}]");
	json_object_put(ops);
	assert_null(diff_json(script, "Another text", 12));
	assert_null(diff_json(NULL, before, strlen(before)));
	json_object_put(script);
	arena_free(arena);
}

static void what_stays_is_cut_between_characters(void **state)
{
	struct arena *arena = arena_new();
	struct buf text = BUF_INIT(BUF_UNBOUND), after = BUF_INIT(BUF_UNBOUND);
	struct json_object *script, *ops, *keep;
	struct diff diff;
	size_t i;

	(void)state;
	for (i = 0; i < 400; i++)
		buf_puts(&text, "õ");
	buf_puts(&text, " on.");
	buf_printf(&after, "%s Nyt.", text.data);
	diff = diff_words(arena, text.data, text.len, after.data, after.len);
	script = diff_pack(&diff);
	ops = diff_json(script, text.data, text.len);
	keep = json_object_array_get_idx(ops, 0);
	assert_int_equal(json_object_get_int64(json_object_object_get(keep, "bytes")), 804);
	assert_string_equal(json_object_get_string(json_object_object_get(keep, "text")),
		"õõõõõõõõõõõõõõõõõõõõõõõõõõõõõõ … õõõõõõõõõõõõõõõõõõõõõõõõõõõõ on.");
	json_object_put(ops);
	json_object_put(script);
	buf_done(&text);
	buf_done(&after);
	arena_free(arena);
}

static void a_text_that_was_written_anew_is_not_kept_twice(void **state)
{
	struct arena *arena = arena_new();
	struct buf after = BUF_INIT(BUF_UNBOUND);
	unsigned int seed = 3;
	struct diff diff;

	(void)state;
	put_words(&after, DIFF_KEPT_MAX + 1, &seed, 5000);
	diff = diff_words(arena, "short", 5, after.data, after.len);
	assert_null(diff_pack(&diff));
	buf_done(&after);
	arena_free(arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(words_that_go_and_come_are_told),
		cmocka_unit_test(words_left_by_accident_are_not_told_as_kept),
		cmocka_unit_test(one_word_in_two_megabytes_is_found),
		cmocka_unit_test(texts_that_share_nothing_or_too_much_end_soon),
		cmocka_unit_test(what_was_kept_tells_it_again),
		cmocka_unit_test(what_stays_is_cut_between_characters),
		cmocka_unit_test(a_text_that_was_written_anew_is_not_kept_twice),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
