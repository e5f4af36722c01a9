/*
 * What an item said before, and what it says instead: "[-gone-]{+come+}" between what stays,
 * in colours where there are some. Outside text is made printable.
 */
#include <json-c/json.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/mem.h"
#include "base/utf8.h"
#include "ctl/lists.h"
#include "model/json.h"

enum { SHOWN_MAX = 2000 }; /* characters of one piece */

static const struct look {
	const char *op, *open, *close, *color;
} looks[] = {
	{"keep", "", "", ""},
	{"delete", "[-", "-]", "\x1b[31m"},
	{"insert", "{+", "+}", "\x1b[32m"},
};

static void print_op(const struct ctl *ctl, struct json_object *op)
{
	CLEANUP(mem_freep) char *text = utf8_show(json_get_text(op, "text"), SHOWN_MAX);
	const char *name = json_get_text(op, "op");
	bool color;
	size_t i;

	for (i = 0; i < ARRAY_LEN(looks); i++) {
		if (!name || strcmp(name, looks[i].op) != 0)
			continue;
		color = ctl->color && *looks[i].color;
		printf("%s%s%s%s%s", color ? looks[i].color : "", looks[i].open, text,
			looks[i].close, color ? "\x1b[0m" : "");
	}
}

/* The words that changed; where they were not kept, what stood there before. */
static void print_field(const struct ctl *ctl, struct json_object *revision, const char *name)
{
	struct json_object *ops = json_get(json_get(revision, "diff"), name);
	CLEANUP(mem_freep) char *before = utf8_show(
		json_get_text(json_get(revision, "before"), name), SHOWN_MAX);
	size_t count = ops ? json_object_array_length(ops) : 0, i;

	printf("  %-8s ", name);
	if (!ops)
		printf("was: %s", *before ? before : "nothing");
	for (i = 0; i < count; i++)
		print_op(ctl, json_object_array_get_idx(ops, i));
	putchar('\n');
}

void ctl_print_revisions(const struct ctl *ctl, struct json_object *item,
	struct json_object *revisions)
{
	size_t count = json_object_array_length(revisions), i, j;
	int64_t all = json_object_get_int64(json_get(item, "revisions"));

	if (all > (int64_t)count)
		printf("(%" PRId64 " earlier changes are not shown)\n", all - (int64_t)count);
	for (i = 0; i < count; i++) {
		struct json_object *revision = json_object_array_get_idx(revisions, i);
		struct json_object *changed = json_get(revision, "changed");
		CLEANUP(mem_freep) char *when = ctl_member(revision, "changed_at");

		printf("changed %s\n", when);
		for (j = 0; changed && j < json_object_array_length(changed); j++)
			print_field(ctl, revision,
				json_object_get_string(json_object_array_get_idx(changed, j)));
	}
}
