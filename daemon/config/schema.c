/* An option table as JSON Schema, so that editors complete and check what the parser takes. */
#include "config/config_priv.h"

#include <string.h>

#define WORD "\"type\": [\"string\", \"number\"]"

/*
 * What a value of the type looks like, as members of a schema. A pattern is asked of texts
 * only and a bound of numbers only: of durations and sizes 0 alone needs no unit.
 */
static const char *const forms[] = {
	[OPTION_TEXT] = WORD,
	[OPTION_PATH] = WORD,
	[OPTION_BOOL] = "\"enum\": [true, false, \"yes\", \"no\", \"on\", \"off\"]",
	[OPTION_INT] = "\"type\": \"integer\"",
	[OPTION_REAL] = "\"type\": \"number\"",
	[OPTION_DURATION] = "\"type\": [\"string\", \"integer\"], \"minimum\": 0, \"maximum\": 0, "
			    "\"pattern\": \"^(0|([0-9]+ *(w|d|h|m|s|ms) *)+)$\"",
	[OPTION_SIZE] = "\"type\": [\"string\", \"integer\"], \"minimum\": 0, \"maximum\": 0, "
			"\"pattern\": \"^(0|([0-9]+ *([KMGT]i?)?B *)+)$\"",
	[OPTION_CHOICE] = NULL,
	[OPTION_LIST] = "\"type\": [\"string\", \"number\", \"array\"], \"items\": {" WORD "}",
	[OPTION_COUNTRY] = "\"type\": \"string\", \"pattern\": \"^[A-Za-z]{2}$\"",
	[OPTION_LANG] = "\"type\": \"string\", \"pattern\": \"^[A-Za-z]{2,3}$\"",
	[OPTION_URL] = "\"type\": \"string\", \"pattern\": \"^[A-Za-z]+:\"",
	[OPTION_NESTED] = NULL,
};

static bool is_number(const struct config_option *option)
{
	return option->type == OPTION_INT || option->type == OPTION_REAL;
}

/* Help sets names in *bold*: editors show it as it is. */
static void put_string(struct buf *out, const char *text)
{
	buf_putc(out, '"');
	for (; *text; text++) {
		if (*text == '*')
			continue;
		if (strchr("\"\\", *text))
			buf_putc(out, '\\');
		buf_putc(out, *text);
	}
	buf_putc(out, '"');
}

static void put_choices(struct buf *out, const char *const *choices)
{
	size_t i;

	buf_puts(out, "\"enum\": [");
	for (i = 0; choices[i]; i++) {
		buf_puts(out, i ? ", " : "");
		put_string(out, choices[i]);
	}
	buf_putc(out, ']');
}

static void put_range(struct buf *out, const struct config_option *option)
{
	if (option->real_min < option->real_max)
		buf_printf(out, ", \"minimum\": %g, \"maximum\": %g", option->real_min,
			option->real_max);
	else if (option->min || option->max)
		buf_printf(out, ", \"minimum\": %lld, \"maximum\": %lld",
			(long long)option->min, (long long)option->max);
}

static void put_form(struct buf *out, const struct config_option *option)
{
	if (option->type == OPTION_CHOICE)
		put_choices(out, option->choices);
	else if (option->type == OPTION_NESTED)
		buf_printf(out, "\"type\": \"array\", \"items\": "
				"{\"$ref\": \"#/properties/%s/items\"}", option->unit);
	else
		buf_puts(out, forms[option->type]);
	if (is_number(option))
		put_range(out, option);
}

static void put_default(struct buf *out, const struct config_option *option)
{
	if (!option->def)
		return;
	buf_puts(out, ", \"default\": ");
	if (is_number(option))
		buf_puts(out, option->def);
	else
		put_string(out, option->def);
}

static void put_option(struct buf *out, const struct config_option *option)
{
	put_string(out, option->name);
	buf_puts(out, ": {\"description\": ");
	put_string(out, option->help);
	put_default(out, option);
	buf_puts(out, ", ");
	if (option_takes_none(option)) {
		buf_puts(out, "\"anyOf\": [{\"type\": \"null\"}, {");
		put_form(out, option);
		buf_puts(out, "}]}");
	} else {
		put_form(out, option);
		buf_putc(out, '}');
	}
}

static void put_required(struct buf *out, const struct config_table *table)
{
	bool any = false;
	size_t i;

	for (i = 0; i < table->count; i++) {
		if (!table->options[i].required)
			continue;
		buf_puts(out, any ? ", " : ", \"required\": [");
		put_string(out, table->options[i].name);
		any = true;
	}
	buf_puts(out, any ? "]" : "");
}

void config_schema(const struct config_table *table, struct buf *out)
{
	size_t i;

	buf_puts(out, "{\"description\": ");
	put_string(out, table->help);
	buf_puts(out, ", \"type\": [\"object\", \"null\"], \"additionalProperties\": false");
	put_required(out, table);
	buf_puts(out, ", \"properties\": {");
	for (i = 0; i < table->count; i++) {
		buf_puts(out, i ? ",\n" : "\n");
		put_option(out, &table->options[i]);
	}
	buf_puts(out, "}}");
}
