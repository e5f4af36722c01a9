/*
 * What a rule asks of beside the text. Which sources it can fire for, by its source()
 * conditions alone, what the text would say is left open: for telling that it is blind,
 * because those sources fail. And whether it asks for what the publisher did later.
 */
#include <string.h>

#include "rule/rule_priv.h"

enum answer { NO, OPEN, YES };

static bool is_source(const struct cond *cond)
{
	return cond->form->name && strcmp(cond->form->name, "source") == 0;
}

bool source_is_named(const struct item_source *source, const struct cond *cond)
{
	size_t i;

	for (i = 0; i < cond->arg_count; i++)
		if (source_fits(source, &cond->args[i]))
			return true;
	return false;
}

static enum answer ask(const struct cond *cond, const struct item_source *source);

/* The least of the answers for "and", the greatest for "or". */
static enum answer ask_parts(const struct cond *cond, const struct item_source *source,
	bool greatest)
{
	enum answer found = greatest ? NO : YES, part;
	size_t i;

	for (i = 0; i < cond->part_count; i++) {
		part = ask(cond->parts[i], source);
		found = greatest ? MAX(found, part) : MIN(found, part);
	}
	return found;
}

static enum answer ask(const struct cond *cond, const struct item_source *source)
{
	if (is_source(cond))
		return source_is_named(source, cond) ? YES : NO;
	if (cond->form == &form_and)
		return ask_parts(cond, source, false);
	if (cond->form == &form_or)
		return ask_parts(cond, source, true);
	if (cond->form == &form_not)
		return (enum answer)(YES - ask(cond->parts[0], source));
	if (cond->form == &form_named)
		return ask(cond->parts[0], source);
	return OPEN;
}

bool rule_may_read(const struct rule *rule, const struct item_source *source)
{
	size_t i;

	for (i = 0; i < rule->unless_count; i++)
		if (ask(rule->unless[i], source) == YES)
			return false;
	return ask(rule->when, source) != NO;
}

static bool names_sources(const struct cond *cond)
{
	size_t i;

	if (is_source(cond))
		return true;
	for (i = 0; i < cond->part_count; i++)
		if (names_sources(cond->parts[i]))
			return true;
	return false;
}

bool rule_names_sources(const struct rule *rule)
{
	size_t i;

	for (i = 0; i < rule->unless_count; i++)
		if (names_sources(rule->unless[i]))
			return true;
	return names_sources(rule->when);
}

static bool holds_form(const struct cond *cond, const char *name)
{
	size_t i;

	if (cond->form->name && strcmp(cond->form->name, name) == 0)
		return true;
	for (i = 0; i < cond->part_count; i++)
		if (holds_form(cond->parts[i], name))
			return true;
	return false;
}

bool rule_asks(const struct rule *rule, enum finding_deed deed)
{
	const char *name = deed == DEED_WITHDRAWN ? "withdrawn" : "corrected";
	size_t i;

	for (i = 0; i < rule->raise_count; i++)
		if (holds_form(rule->raises[i].when, name))
			return true;
	return holds_form(rule->when, name);
}
