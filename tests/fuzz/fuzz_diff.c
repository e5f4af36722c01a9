/* Any two texts, cut at a 0xFF: the steps give back both, and what is kept of them tells it again. */
#include <json-c/json.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "model/diff.h"

static void check(bool holds)
{
	if (!holds)
		abort();
}

static void check_steps(const struct diff *diff, size_t before_len, size_t after_len)
{
	size_t at = 0, to = 0, i;

	for (i = 0; i < diff->count; i++) {
		const struct diff_step *step = &diff->steps[i];

		check(step->keep + step->del <= before_len - at);
		check(step->keep + step->ins <= after_len - to);
		check(memcmp(diff->before + at, diff->after + to, step->keep) == 0);
		at += step->keep + step->del;
		to += step->keep + step->ins;
	}
	check(at == before_len && to == after_len);
}

static void check_kept(const struct diff *diff, size_t before_len)
{
	struct json_object *script = diff_pack(diff), *ops;

	if (!script)
		return;
	ops = diff_json(script, diff->before, before_len);
	check(ops != NULL);
	check(json_object_array_length(ops) == json_object_array_length(script));
	json_object_put(ops);
	json_object_put(script);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *arena = arena_new();
	const uint8_t *end = size ? memchr(data, 0xFF, size) : NULL;
	size_t before_len = end ? (size_t)(end - data) : size / 2;
	size_t from = end ? before_len + 1 : before_len;
	/* Copies, so that a read beyond either is seen. */
	char *before = malloc(before_len + 1), *after = malloc(size - from + 1);
	struct diff diff;

	memcpy(before, data, before_len);
	memcpy(after, data + from, size - from);
	before = realloc(before, before_len ? before_len : 1);
	after = realloc(after, size - from ? size - from : 1);
	diff = diff_words(arena, before, before_len, after, size - from);
	check_steps(&diff, before_len, size - from);
	check_kept(&diff, before_len);
	free(before);
	free(after);
	arena_free(arena);
	return 0;
}
