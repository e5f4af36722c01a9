/*
 * explain: what decides a rule, as a tree of its condition with what each part matched (tree.c),
 * and where that stands in the text.
 */
#include <json-c/json.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/utf8.h"
#include "ctl/ctl.h"
#include "model/json.h"

#define MARK "\x1b[1;30;43m"
#define RESET "\x1b[0m"

/* ---- the text, with what matched marked ------------------------------------------------ */

/* What the parts matched, also of a condition that does not hold as a whole. */
struct marks {
	const struct evidence **list;
	size_t count, cap;
};

static void gather_marks(struct marks *marks, const struct explanation *part)
{
	size_t i;

	for (i = 0; !part->part_count && i < part->evidence_count; i++) {
		MEM_GROW(marks->list, marks->count, marks->cap);
		marks->list[marks->count++] = &part->evidence[i];
	}
	for (i = 0; i < part->part_count; i++)
		gather_marks(marks, &part->parts[i]);
}

static int by_place(const void *left, const void *right)
{
	const struct evidence *a = *(const struct evidence *const *)left;
	const struct evidence *b = *(const struct evidence *const *)right;

	if (a->start != b->start)
		return a->start < b->start ? -1 : 1;
	return a->end > b->end ? -1 : a->end < b->end;
}

/* Without colour, brackets mark it. */
static void put_field(struct buf *out, const struct item *item, enum item_field field,
	const struct marks *marks, bool color)
{
	const struct item_text *text = &item->field[field];
	size_t at = 0, start, end, i;

	if (!text->len || (field == ITEM_SUMMARY && item->summary_is_content))
		return;
	buf_printf(out, "%s: ", item_field_name(field));
	for (i = 0; i < marks->count; i++) {
		const struct evidence *evidence = marks->list[i];

		if (evidence->field != field)
			continue;
		start = utf8_offset(text->text, text->len, evidence->start);
		end = utf8_offset(text->text, text->len, evidence->end);
		if (start < at)
			continue;
		utf8_printable(out, text->text + at, start - at);
		buf_puts(out, color ? MARK : "[");
		utf8_printable(out, text->text + start, end - start);
		buf_puts(out, color ? RESET : "]");
		at = end;
	}
	utf8_printable(out, text->text + at, text->len - at);
	buf_putc(out, '\n');
}

static void put_fields(struct buf *out, const struct item *item,
	const struct rule_verdict *verdict, bool color)
{
	struct marks marks = {.count = 0};
	int field;

	gather_marks(&marks, &verdict->when);
	if (verdict->unless.value)
		gather_marks(&marks, &verdict->unless);
	if (marks.count)
		qsort(marks.list, marks.count, sizeof(*marks.list), by_place);
	for (field = 0; field < ITEM_FIELDS; field++)
		put_field(out, item, (enum item_field)field, &marks, color);
	mem_free(marks.list);
}

static void put_tree(const struct ctl *ctl, struct buf *out, const char *title,
	const struct explanation *explanation, bool decides, bool whole)
{
	struct json_object *tree = explanation_json(explanation);

	buf_printf(out, "%s\n", title);
	if (whole || decides)
		ctl_put_tree(out, tree, 1, ctl->color, whole);
	else
		ctl_put_part(out, tree, 1, ctl->color);
	json_object_put(tree);
}

static void print_verdict(const struct ctl *ctl, const struct rule *rule,
	const struct item *item, const struct rule_verdict *verdict, bool whole)
{
	struct buf out = BUF_INIT(BUF_UNBOUND);
	bool quieted = verdict->when.value && verdict->unless.value;

	buf_printf(&out, "%s/%s: %s\n", rule_pack(rule), rule_id(rule),
		verdict->fires ? "fires" : "stays quiet");
	if (verdict->fires)
		buf_printf(&out, "severity: %s\n", severity_name(verdict->severity));
	if (verdict->miss) {
		buf_puts(&out, "nearest miss: ");
		utf8_printable(&out, verdict->miss, strlen(verdict->miss));
		buf_putc(&out, '\n');
	}
	put_fields(&out, item, verdict, ctl->color);
	put_tree(ctl, &out, "when", &verdict->when, !quieted, whole);
	if (verdict->unless.text)
		put_tree(ctl, &out, "unless", &verdict->unless, quieted, whole);
	if (!whole)
		buf_puts(&out, "--full shows every part\n");
	puts(buf_str(&out));
	buf_done(&out);
}

/* ---- JSON ------------------------------------------------------------------------------- */

static void print_json(const struct rule *rule, const struct item *item,
	const struct rule_verdict *verdict)
{
	struct json_object *object = json_object_new_object();

	json_object_object_add(object, "id", json_text(item->id));
	json_object_object_add(object, "rule", json_text(rule_id(rule)));
	json_object_object_add(object, "fires", json_object_new_boolean(verdict->fires));
	json_object_object_add(object, "severity", json_text(severity_name(verdict->severity)));
	json_object_object_add(object, "miss", json_text(verdict->miss));
	json_object_object_add(object, "when", explanation_json(&verdict->when));
	if (verdict->unless.text)
		json_object_object_add(object, "unless", explanation_json(&verdict->unless));
	ctl_print_json(object);
}

/* ---- the command ------------------------------------------------------------------------- */

struct explain_args {
	struct ctl_paths rules;
	const char *rule, *text, *lang;
	bool withdrawn, corrected;
	bool full;
};

static const struct ctl_option explain_options[] = {
	{"rule", CTL_TEXT, offsetof(struct explain_args, rule), "ID", "the rule; needed"},
	CTL_RULES_OPTION(struct explain_args),
	{"text", CTL_TEXT, offsetof(struct explain_args, text), "TEXT",
		"a text instead of a FILE; stands for the title"},
	{"lang", CTL_TEXT, offsetof(struct explain_args, lang), "L",
		"its language (default: recognized; where it cannot be, all terms count)"},
	{"withdrawn", CTL_FLAG, offsetof(struct explain_args, withdrawn), NULL,
		"as if its publisher had taken the text away"},
	{"corrected", CTL_FLAG, offsetof(struct explain_args, corrected), NULL,
		"as if its publisher had changed what it says"},
	{"full", CTL_FLAG, offsetof(struct explain_args, full), NULL,
		"every part of the condition, not only those that decide it"},
};

static int no_such_rule(const struct ctl *ctl, const struct analysis *analysis, const char *id)
{
	const struct ruleset *ruleset = analysis_ruleset(analysis);
	const char **ids = mem_calloc(ruleset_count(ruleset) + 1, sizeof(*ids));
	char *near;
	size_t i;

	for (i = 0; i < ruleset_count(ruleset); i++)
		ids[i] = rule_id(ruleset_rule(ruleset, i));
	near = ctl_suggest(id, ids, ruleset_count(ruleset));
	mem_free(ids);
	ctl_fail(ctl, "there is no rule '%s'%s", id, near);
	mem_free(near);
	return CTL_USAGE;
}

static int explain_items(const struct ctl *ctl, const struct analysis *analysis,
	const struct rule *rule, const struct ctl_items *items, bool whole)
{
	CLEANUP(arena_freep) struct arena *arena = arena_new();
	struct rule_verdict verdict;
	size_t i;

	for (i = 0; i < items->count; i++) {
		arena_reset(arena);
		verdict = analysis_explain(analysis, arena, &items->items[i], rule);
		if (ctl->json)
			print_json(rule, &items->items[i], &verdict);
		else
			print_verdict(ctl, rule, &items->items[i], &verdict, whole);
	}
	return CTL_DONE;
}

static int explain_input(const struct ctl *ctl, const struct analysis *analysis,
	const struct rule *rule, const struct explain_args *args)
{
	CLEANUP(arena_freep) struct arena *arena = arena_new();
	struct item item = {.lang = args->lang,
		.published = TIME_NONE,
		.updated = TIME_NONE,
		.withdrawn = args->withdrawn,
		.corrected = args->corrected};
	struct ctl_items items = {&item, 1};
	struct buf input;
	int status = CTL_FAILED;

	if (args->text) {
		item.field[ITEM_TITLE] = item_text_plain(arena, args->text, SEGMENT_TITLE);
		return explain_items(ctl, analysis, rule, &items, args->full);
	}
	if (!ctl_read(ctl, ctl->words[0], &input))
		return CTL_FAILED;
	if (ctl_items(ctl, arena, ctl->words[0], &input, &items))
		status = explain_items(ctl, analysis, rule, &items, args->full);
	buf_done(&input);
	return status;
}

static int explain(struct ctl *ctl, void *args)
{
	const struct explain_args *wanted = args;
	struct analysis *analysis;
	const struct rule *rule;
	int status;

	if (!wanted->rule)
		return ctl_misuse(ctl, "explain wants a --rule");
	if (!ctl->word_count == !wanted->text)
		return ctl_misuse(ctl, "explain wants either a FILE (- for standard input) or "
				       "--text");
	analysis = ctl_analysis(ctl, &wanted->rules);
	if (!analysis)
		return CTL_USAGE;
	rule = ruleset_find(analysis_ruleset(analysis), wanted->rule);
	status = rule ? explain_input(ctl, analysis, rule, wanted) :
			no_such_rule(ctl, analysis, wanted->rule);
	analysis_unref(analysis);
	return status;
}

const struct ctl_command ctl_explain = {
	.name = "explain",
	.words = "[FILE|-]",
	.words_max = 1,
	.help = "Shows why a rule fires or stays silent: its condition as a tree, with what "
		"each part matched",
	.run = explain,
	CTL_OPTIONS(explain_options, struct explain_args),
};
