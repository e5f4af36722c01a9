/*
 * A condition as a tree, from its JSON (model/explanation.h), for people. In short: of what
 * holds the parts that make it hold, of what does not the parts that are lacking, of
 * alternatives the nearest one. Whole: every part.
 */
#include <json-c/json.h>
#include <stdio.h>
#include <string.h>

#include "base/mem.h"
#include "base/utf8.h"
#include "ctl/ctl.h"
#include "ctl/lists.h"
#include "model/json.h"

#define GREEN "\x1b[32m"
#define RED "\x1b[31m"
#define RESET "\x1b[0m"

/* A part of more code points is named by its kind in short. */
enum { TEXT_SHORT = 72, WORDS_SHOWN = 4, PARTS_SHOWN = 3, NAMES_MAX = 256 };

/* A named condition that has been shown. */
struct shown {
	const char *name, *json;
};

struct tree {
	struct buf *out;
	bool color, whole;
	struct shown names[NAMES_MAX];
	size_t name_count;
};

/* ---- parts ---------------------------------------------------------------------------- */

static const char *kind_of(struct json_object *part)
{
	const char *kind = json_get_text(part, "kind");

	return kind ? kind : "part";
}

static bool is(struct json_object *part, const char *kind)
{
	return strcmp(kind_of(part), kind) == 0;
}

static bool holds(struct json_object *part)
{
	return json_object_get_boolean(json_get(part, "value"));
}

static size_t count_of(struct json_object *part, const char *list)
{
	struct json_object *array = json_get(part, list);

	return json_object_is_type(array, json_type_array) ? json_object_array_length(array) : 0;
}

static struct json_object *part_at(struct json_object *part, size_t i)
{
	return json_object_array_get_idx(json_get(part, "parts"), i);
}

static int64_t number_of(struct json_object *part, const char *name)
{
	return json_object_get_int64(json_get(part, name));
}

static const char *text_of(struct json_object *part)
{
	const char *text = json_get_text(part, "text");

	return text ? text : "";
}

static bool is_long(struct json_object *part)
{
	return utf8_count(text_of(part), strlen(text_of(part))) > TEXT_SHORT;
}

/* ---- a line ----------------------------------------------------------------------------- */

static bool was_shown(struct json_object *list, size_t end)
{
	const char *text = json_get_text(json_object_array_get_idx(list, end), "text");
	size_t i;

	for (i = 0; i < end; i++)
		if (strcmp(json_get_text(json_object_array_get_idx(list, i), "text"), text) == 0)
			return true;
	return false;
}

/* The words that it matched, each once. */
static void put_words(struct tree *tree, struct json_object *part)
{
	struct json_object *list = json_get(part, "evidence");
	size_t count = count_of(part, "evidence"), put = 0, i;
	const char *text;

	for (i = 0; i < count && (tree->whole || put < WORDS_SHOWN); i++) {
		text = json_get_text(json_object_array_get_idx(list, i), "text");
		if (!text || was_shown(list, i))
			continue;
		buf_puts(tree->out, put++ ? ", " : "  ← ");
		buf_putc(tree->out, '"');
		utf8_printable(tree->out, text, strlen(text));
		buf_putc(tree->out, '"');
	}
}

static void put_label(struct tree *tree, struct json_object *part, bool with_parts)
{
	const char *text = text_of(part);
	CLEANUP(mem_freep) char *cut = NULL;

	if (tree->whole || !is_long(part)) {
		utf8_printable(tree->out, text, strlen(text));
	} else if (with_parts && (is(part, "all") || is(part, "any") || is(part, "some"))) {
		buf_puts(tree->out, is(part, "all") ? "all of:" :
				    is(part, "any") ? "any of:" :
						      "so many of:");
	} else {
		cut = utf8_show(text, TEXT_SHORT);
		buf_puts(tree->out, cut);
	}
}

static void put_line(struct tree *tree, struct json_object *part, int depth, bool with_parts)
{
	const char *note = json_get_text(part, "note");
	bool value = holds(part);

	buf_printf(tree->out, "%*s%s%s%s  ", depth * 2, "",
		tree->color ? (value ? GREEN : RED) : "", value ? "true " : "false",
		tree->color ? RESET : "");
	put_label(tree, part, with_parts);
	if (!with_parts)
		put_words(tree, part);
	if (note) {
		buf_puts(tree->out, "  (");
		utf8_printable(tree->out, note, strlen(note));
		buf_putc(tree->out, ')');
	}
}

static void put_note(struct tree *tree, int depth, int64_t count, const char *one,
	const char *many)
{
	if (count > 0)
		buf_printf(tree->out, "%*s… %lld %s\n", depth * 2, "", (long long)count,
			count == 1 ? one : many);
}

/* ---- which parts ------------------------------------------------------------------------ */

static void put_part(struct tree *tree, struct json_object *part, int depth);

static void put_short_line(struct tree *tree, struct json_object *part, int depth)
{
	put_line(tree, part, depth, false);
	buf_putc(tree->out, '\n');
}

/* Of alternatives that all fail the one that lacks the least. */
static size_t nearest(struct json_object *part)
{
	size_t count = count_of(part, "parts"), best = 0, i;

	for (i = 1; i < count; i++)
		if (number_of(part_at(part, i), "misses") <
			number_of(part_at(part, best), "misses"))
			best = i;
	return best;
}

static void put_true_parts(struct tree *tree, struct json_object *part, int depth)
{
	int64_t others = number_of(part, "others"), held = 0;
	size_t count = count_of(part, "parts"), i;
	bool some = is(part, "any") || is(part, "some");

	for (i = 0; i < count; i++) {
		if (!holds(part_at(part, i)))
			others++;
		else if (++held <= PARTS_SHOWN || !some)
			put_part(tree, part_at(part, i), depth);
	}
	if (some)
		put_note(tree, depth, held - PARTS_SHOWN, "more holds", "more hold");
	if (!is(part, "not"))
		put_note(tree, depth, others, "more does not hold", "more do not hold");
}

static void put_false_parts(struct tree *tree, struct json_object *part, int depth)
{
	size_t count = count_of(part, "parts"), i;

	for (i = 0; i < count; i++)
		if (holds(part_at(part, i)))
			put_short_line(tree, part_at(part, i), depth);
		else
			put_part(tree, part_at(part, i), depth);
}

static void put_nearest(struct tree *tree, struct json_object *part, int depth)
{
	size_t count = count_of(part, "parts");

	if (!count)
		return;
	put_part(tree, part_at(part, nearest(part)), depth);
	put_note(tree, depth, (int64_t)count - 1, "more, no nearer", "more, none of them nearer");
}

static void put_all_parts(struct tree *tree, struct json_object *part, int depth)
{
	size_t count = count_of(part, "parts"), i;

	for (i = 0; i < count; i++)
		put_part(tree, part_at(part, i), depth);
	put_note(tree, depth, number_of(part, "others"), "more does not hold",
		"more do not hold");
}

static void put_parts(struct tree *tree, struct json_object *part, int depth)
{
	if (tree->whole)
		put_all_parts(tree, part, depth);
	else if (holds(part))
		put_true_parts(tree, part, depth);
	else if (is(part, "any"))
		put_nearest(tree, part, depth);
	else
		put_false_parts(tree, part, depth);
}

/* ---- names ------------------------------------------------------------------------------- */

/* Whether a named condition was shown with the same outcome of each of its parts. */
static bool known(struct tree *tree, struct json_object *part)
{
	const char *name = text_of(part);
	const char *json = json_object_to_json_string_ext(part, 0);
	size_t i;

	for (i = 0; i < tree->name_count; i++)
		if (strcmp(tree->names[i].name, name) == 0 &&
			strcmp(tree->names[i].json, json) == 0)
			return true;
	if (tree->name_count < NAMES_MAX)
		tree->names[tree->name_count++] = (struct shown){name, json};
	return false;
}

/* A name and what it stands for are one line where that is short, and one level always. */
static void put_name(struct tree *tree, struct json_object *part, int depth)
{
	struct json_object *meaning = part_at(part, 0);
	bool parts = count_of(meaning, "parts") > 0;

	put_line(tree, part, depth, parts || is_long(meaning));
	if (known(tree, part)) {
		buf_puts(tree->out, parts ? "  (as above)\n" : "\n");
		return;
	}
	if (tree->whole || !is_long(meaning)) {
		buf_puts(tree->out, ": ");
		utf8_printable(tree->out, text_of(meaning), strlen(text_of(meaning)));
	}
	if (!parts)
		put_words(tree, meaning);
	buf_putc(tree->out, '\n');
	put_parts(tree, meaning, depth + 1);
}

/* What holds and can be read in one line is not taken apart. */
static bool is_plain(const struct tree *tree, struct json_object *part)
{
	if (!count_of(part, "parts"))
		return true;
	return !tree->whole && holds(part) && count_of(part, "evidence") && !is_long(part);
}

static void put_part(struct tree *tree, struct json_object *part, int depth)
{
	bool plain = is_plain(tree, part);

	if (!plain && is(part, "name") && count_of(part, "parts")) {
		put_name(tree, part, depth);
		return;
	}
	put_line(tree, part, depth, !plain);
	buf_putc(tree->out, '\n');
	if (!plain)
		put_parts(tree, part, depth + 1);
}

void ctl_put_part(struct buf *out, struct json_object *part, int depth, bool color)
{
	struct tree *tree = mem_alloc(sizeof(*tree));

	tree->out = out;
	tree->color = color;
	put_short_line(tree, part, depth);
	mem_free(tree);
}

void ctl_put_tree(struct buf *out, struct json_object *part, int depth, bool color, bool whole)
{
	struct tree *tree = mem_alloc(sizeof(*tree));

	tree->out = out;
	tree->color = color;
	tree->whole = whole;
	put_part(tree, part, depth);
	mem_free(tree);
}

/* ---- kept with findings ------------------------------------------------------------------- */

/* "why border-clash (high): Shots on the border" and the tree below. */
static void print_explanation(const struct ctl *ctl, struct json_object *row)
{
	CLEANUP(buf_done) struct buf out = BUF_INIT(BUF_UNBOUND);
	CLEANUP(mem_freep) char *rule = ctl_member(row, "rule");
	CLEANUP(mem_freep) char *severity = ctl_member(row, "severity");
	CLEANUP(mem_freep) char *title = ctl_member(row, "title");
	CLEANUP(mem_freep) char *unless = ctl_member(row, "explanation.unless");

	buf_printf(&out, "why %s (%s)%s%s\n", rule, severity, *title ? ": " : "", title);
	ctl_put_tree(&out, json_find(row, "explanation.when"), 1, ctl->color, false);
	if (*unless)
		buf_printf(&out, "  and not: %s\n", unless);
	fputs(buf_str(&out), stdout);
}

void ctl_print_explanations(const struct ctl *ctl, struct json_object *whole,
	struct json_object *rows)
{
	struct json_object *row;
	size_t i;

	(void)whole;
	for (i = 0; i < json_object_array_length(rows); i++) {
		row = json_object_array_get_idx(rows, i);
		if (json_find(row, "explanation.when"))
			print_explanation(ctl, row);
	}
}

void ctl_print_first_explanation(const struct ctl *ctl, struct json_object *whole,
	struct json_object *rows)
{
	size_t count = json_object_array_length(rows), told = 0, i;

	(void)whole;
	for (i = 0; i < count; i++) {
		struct json_object *row = json_object_array_get_idx(rows, i);

		if (json_find(row, "explanation.when") && told++ == 0)
			print_explanation(ctl, row);
	}
	if (told > 1)
		printf("  why of the other %zu: kordonctl items show ITEM\n", told - 1);
}
