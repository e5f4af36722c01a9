/* sources, incidents, alerts, items: what the daemon knows, as tables and as records. */
#include <json-c/json.h>
#include <stdio.h>
#include <string.h>

#include "base/mem.h"
#include "ctl/ctl.h"
#include "ctl/lists.h"
#include "model/json.h"

/* ---- questions ---------------------------------------------------------------------------- */

/* A query parameter for each option that was given, under its name. */
static void add_options(const struct ctl_command *command, const void *args,
	struct ctl_query *query)
{
	const struct ctl_option *option;
	const char *member;
	char time[TIME_TEXT];
	size_t i;

	for (i = 0; i < command->option_count; i++) {
		option = &command->options[i];
		member = (const char *)args + option->offset;
		if (option->kind == CTL_TEXT)
			ctl_query_add(query, option->name, *(const char *const *)(const void *)member);
		else if (option->kind == CTL_FLAG && *(const bool *)member)
			ctl_query_add(query, option->name, "1");
		else if (option->kind == CTL_TIME &&
			 *(const int64_t *)(const void *)member != TIME_NONE)
			ctl_query_add(query, option->name,
				time_format(*(const int64_t *)(const void *)member, time));
	}
}

static void print_part(const struct ctl *ctl, const struct ctl_part *part,
	struct json_object *row)
{
	struct json_object *rows = NULL;

	if (!json_object_object_get_ex(row, part->name, &rows) ||
		!json_object_array_length(rows))
		return;
	putchar('\n');
	if (part->heading)
		puts(part->heading);
	if (part->print)
		part->print(ctl, row, rows);
	else
		ctl_table(ctl, rows, part->columns, part->column_count);
}

static void print_one(const struct ctl *ctl, const struct ctl_list *list,
	struct json_object *row)
{
	size_t i;

	ctl_record(row, list->lines, list->line_count);
	for (i = 0; i < list->part_count; i++)
		print_part(ctl, &list->parts[i], row);
}

static int ask_list(struct ctl *ctl, const struct ctl_list *list, const void *args,
	const char *param, const char *value, struct json_object **out_answer)
{
	struct ctl_query query = {.path = BUF_INIT(BUF_UNBOUND)};

	buf_printf(&query.path, "/%s", list->name);
	add_options(ctl->command, args, &query);
	ctl_query_add(&query, param, value);
	return ctl_query_ask(ctl, &query, false, out_answer);
}

/* ---- verbs -------------------------------------------------------------------------------- */

int ctl_verb_list(struct ctl *ctl, const struct ctl_list *list, const struct ctl_verb *verb,
	const void *args)
{
	struct json_object *answer, *rows = NULL;
	int status = ask_list(ctl, list, args, verb->param,
		verb->param ? ctl->words[1] : NULL, &answer);

	if (status)
		return status;
	json_object_object_get_ex(answer, list->name, &rows);
	if (ctl->json) {
		ctl_print_json(answer);
		return CTL_DONE;
	}
	if (rows && json_object_array_length(rows))
		ctl_table(ctl, rows, list->columns, list->column_count);
	else if (list->none)
		puts(list->none);
	else
		printf("no %s\n", list->name);
	json_object_put(answer);
	return CTL_DONE;
}

int ctl_verb_show(struct ctl *ctl, const struct ctl_list *list, const struct ctl_verb *verb,
	const void *args)
{
	struct json_object *answer, *rows = NULL, *row;
	int status = ask_list(ctl, list, args, verb->param, ctl->words[1], &answer);

	if (status)
		return status;
	json_object_object_get_ex(answer, list->name, &rows);
	row = rows ? json_object_array_get_idx(rows, 0) : NULL;
	if (!row)
		status = ctl_fail(ctl, "there is no %s %s", list->one, ctl->words[1]);
	else if (ctl->json)
		ctl_print_json(json_object_get(row));
	else
		print_one(ctl, list, row);
	json_object_put(answer);
	return status;
}

int ctl_ask_verb(struct ctl *ctl, const struct ctl_list *list, const struct ctl_verb *verb,
	bool post, struct json_object **out_answer)
{
	struct ctl_query query = {.path = BUF_INIT(BUF_UNBOUND)};

	buf_printf(&query.path, "/%s/%s", list->name, verb->name);
	ctl_query_add(&query, verb->param, ctl->words[1]);
	return ctl_query_ask(ctl, &query, post, out_answer);
}

int ctl_verb_do(struct ctl *ctl, const struct ctl_list *list, const struct ctl_verb *verb,
	const void *args)
{
	struct json_object *answer;
	int status = ctl_ask_verb(ctl, list, verb, true, &answer);

	(void)args;
	if (status)
		return status;
	if (ctl->json) {
		ctl_print_json(answer);
		return CTL_DONE;
	}
	printf("%s %s %s\n", list->one, ctl->words[1], verb->done);
	json_object_put(answer);
	return CTL_DONE;
}

static int no_such_verb(const struct ctl *ctl, const struct ctl_list *list)
{
	const char *names[8];
	CLEANUP(mem_freep) char *near = NULL;
	size_t i, count = 0;

	for (i = 0; i < list->verb_count && count < ARRAY_LEN(names); i++)
		names[count++] = list->verbs[i].name;
	near = ctl_suggest(ctl->words[0], names, count);
	return ctl_misuse(ctl, "there is no '%s %s'%s", ctl->command->name, ctl->words[0], near);
}

static int run_verb(struct ctl *ctl, const struct ctl_list *list, const struct ctl_verb *verb,
	const void *args)
{
	if (verb->param && ctl->word_count < 2)
		return ctl_misuse(ctl, "%s %s wants one more word", ctl->command->name,
			verb->name);
	if (!verb->param && ctl->word_count > 1)
		return ctl_misuse(ctl, "what is '%s' for?", ctl->words[1]);
	return verb->run(ctl, list, verb, args);
}

int ctl_run_list(struct ctl *ctl, const struct ctl_list *list, const void *args)
{
	size_t i;

	if (!ctl->word_count)
		return run_verb(ctl, list, &list->verbs[0], args);
	for (i = 0; i < list->verb_count; i++)
		if (strcmp(list->verbs[i].name, ctl->words[0]) == 0)
			return run_verb(ctl, list, &list->verbs[i], args);
	return no_such_verb(ctl, list);
}
