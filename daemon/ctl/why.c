/* alerts why: what was decided of an incident, an alert or an item, in order of time. */
#include <json-c/json.h>
#include <stdio.h>
#include <string.h>

#include "base/mem.h"
#include "ctl/lists.h"
#include "model/json.h"

/* ---- what it is about ------------------------------------------------------------- */

static void print_incident(struct json_object *row)
{
	static const struct ctl_line lines[] = {{"incident", "id"}, {"title", "title"},
		{"category", "category"}, {"severity", "severity"}, {"status", "status"},
		{"items", "items"}, {"outlets", "outlets"}, {"origins", "origins"},
		{"seen by a person", "acknowledged", CTL_YES}};

	ctl_record(row, lines, ARRAY_LEN(lines));
}

static void print_alert(struct json_object *row)
{
	static const struct ctl_line lines[] = {{"alert", "id"}, {"raised", "time"},
		{"kind", "kind"}, {"severity", "severity"}, {"summary", "summary"},
		{"incident", "incident.id"}, {"rule", "rule.id"}, {"item", "item.id"},
		{"alerts in it", "digest.count"}, {"once more", "repeat.of"}};

	ctl_record(row, lines, ARRAY_LEN(lines));
}

static void print_item(struct json_object *row)
{
	static const struct ctl_line lines[] = {{"item", "id"}, {"title", "title"},
		{"source", "source"}, {"published", "published"},
		{"first seen", "first_seen"}};

	ctl_record(row, lines, ARRAY_LEN(lines));
}

/* ---- what was decided ------------------------------------------------------------- */

/* The words of a decision; those without have a code that is one. */
static char *words_of(struct json_object *row)
{
	CLEANUP(mem_freep) char *text = ctl_member(row, "text");
	const char *code = json_get_text(row, "code");

	if (strcmp(code, "delivered") == 0)
		return *text ? mem_printf("delivered in message %s", text)
			     : mem_strdup("delivered");
	return *text ? mem_strdup(text) : mem_strdup(code);
}

static bool same(struct json_object *a, struct json_object *b, const char *name)
{
	const char *left = a ? json_get_text(a, name) : NULL,
		   *right = json_get_text(b, name);

	return left && right ? strcmp(left, right) == 0 : left == right;
}

/* A line above what belongs together: the report, and the alert that came of it. */
static void print_heading(struct json_object *before, struct json_object *row)
{
	static const char *const names[] = {"item", "rule", "alert"};
	bool any = false;
	size_t i;

	if (before && same(before, row, "alert") &&
		(json_get(row, "alert") ||
			(same(before, row, "item") && same(before, row, "rule"))))
		return;
	putchar('\n');
	for (i = 0; i < ARRAY_LEN(names); i++) {
		CLEANUP(mem_freep) char *text = ctl_member(row, names[i]);

		if (*text)
			printf("%s%s %s", any ? ", " : "", names[i], text);
		any |= *text != '\0';
	}
	puts(any ? "" : "-");
}

static void print_decisions(struct json_object *rows)
{
	struct json_object *row, *before = NULL;
	size_t i;

	for (i = 0; rows && i < json_object_array_length(rows); i++, before = row) {
		row = json_object_array_get_idx(rows, i);

		CLEANUP(mem_freep) char *words = words_of(row);
		CLEANUP(mem_freep) char *sink = ctl_member(row, "sink");

		print_heading(before, row);
		printf("  %s  %s%s%s\n", json_get_text(row, "time"), sink,
			*sink ? ": " : "", words);
	}
}

/* What the outbox holds of it now. */
static void print_waiting(struct json_object *rows)
{
	struct json_object *row;
	size_t i;

	for (i = 0; rows && i < json_object_array_length(rows); i++) {
		row = json_object_array_get_idx(rows, i);

		CLEANUP(mem_freep) char *alert = ctl_member(row, "alert");
		CLEANUP(mem_freep) char *sink = ctl_member(row, "sink");
		CLEANUP(mem_freep) char *held = ctl_member(row, "held");
		CLEANUP(mem_freep) char *why = ctl_member(row, "why");
		CLEANUP(mem_freep) char *digest = ctl_member(row, "digest");
		CLEANUP(mem_freep) char *aside = ctl_member(row, "put_aside");
		CLEANUP(mem_freep) char *due = ctl_member(row, "due");
		CLEANUP(mem_freep) char *tries = ctl_member(row, "attempts");

		if (i == 0)
			puts("\nnow");
		printf("  alert %s, %s: ", alert, sink);
		if (*held)
			printf("waits until %s: %s\n", due, held);
		else if (*aside)
			printf("was put aside at %s (tries: %s): %s; 'kordonctl outbox replay' sends "
			       "it after all\n",
				aside, tries, why);
		else if (*digest)
			printf("goes in message %s\n", digest);
		else if (*why)
			printf("not taken yet (tries: %s), next at %s: %s\n", tries, due,
				why);
		else
			puts("is on its way");
	}
}

static void print_near(struct json_object *rows)
{
	struct json_object *row;
	size_t i;

	puts(json_object_array_length(rows)
			? "\nno rule fired on it"
			: "\nno rule fired on it, and none was near; 'kordonctl explain --rule ID' says "
			  "what one of them lacked");
	for (i = 0; i < json_object_array_length(rows); i++) {
		row = json_object_array_get_idx(rows, i);

		CLEANUP(mem_freep) char *rule = ctl_member(row, "rule");
		CLEANUP(mem_freep) char *miss = ctl_member(row, "miss");

		printf("  %s lacked one thing: %s\n", rule, miss);
	}
}

static void print_why(struct json_object *answer)
{
	struct json_object *near = json_get(answer, "near");
	struct json_object *decisions = json_get(answer, "decisions");

	if (json_get(answer, "incident"))
		print_incident(json_get(answer, "incident"));
	else if (json_get(answer, "alert"))
		print_alert(json_get(answer, "alert"));
	else
		print_item(json_get(answer, "item"));
	print_decisions(decisions);
	print_waiting(json_get(answer, "waiting"));
	if (near)
		print_near(near);
	else if (!json_object_array_length(decisions))
		puts("\nnothing is remembered of it (keep_decisions of section alert)");
}

int ctl_verb_why(struct ctl *ctl, const struct ctl_list *list,
	const struct ctl_verb *verb, const void *args)
{
	struct json_object *answer;
	int status = ctl_ask_verb(ctl, list, verb, false, &answer);

	(void)args;
	if (status)
		return status;
	if (ctl->json) {
		ctl_print_json(answer);
		return CTL_DONE;
	}
	print_why(answer);
	json_object_put(answer);
	return CTL_DONE;
}
