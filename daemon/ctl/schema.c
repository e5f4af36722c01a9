/*
 * schema: what an editor needs to complete and check a YAML file, as JSON Schema. What option
 * tables say is made from them here; rules, places and publishers have files in config/schema.
 */
#include <stdio.h>
#include <string.h>

#include "base/mem.h"
#include "ctl/ctl.h"

#define PLACES(key) "{\"$ref\": \"places.schema.json#/properties/" key "\"}"

/* What a file may hold that other schemas describe. */
static const struct {
	const char *key, *schema;
} others[] = {
	{"places", PLACES("places")},
	{"countries", PLACES("countries")},
	{"areas", PLACES("areas")},
	{"publishers", "{\"$ref\": \"publishers.schema.json#/properties/publishers\"}"},
};

static void put_list(struct buf *out, const char *key, const struct config_table *entry)
{
	buf_printf(out, "\"%s\": {\"type\": [\"array\", \"null\"], \"items\": ", key);
	config_schema(entry, out);
	buf_puts(out, "}");
}

/* What every file may hold. */
static void put_content(struct buf *out)
{
	size_t i;

	put_list(out, "sources", &source_entry_table);
	buf_puts(out, ",\n");
	put_list(out, "sinks", &sink_target_table);
	buf_puts(out, ",\n");
	put_list(out, "routes", &alert_route_table);
	for (i = 0; i < ARRAY_LEN(others); i++)
		buf_printf(out, ",\n\"%s\": %s", others[i].key, others[i].schema);
}

/* What the main file alone may hold. */
static void put_sections(struct buf *out)
{
	size_t i;

	buf_puts(out, "\"include\": {\"description\": \"Files, folders and patterns, relative to "
		      "this file.\", \"type\": [\"string\", \"array\"], "
		      "\"items\": {\"type\": \"string\"}},\n");
	for (i = 0; i < settings_table_count; i++) {
		buf_printf(out, "\"%s\": ", settings_tables[i]->name);
		config_schema(settings_tables[i], out);
		buf_puts(out, ",\n");
	}
}

static int schema(struct ctl *ctl, void *args)
{
	CLEANUP(buf_done) struct buf text = BUF_INIT(BUF_UNBOUND);
	bool whole = strcmp(ctl->words[0], "kordon") == 0;

	(void)args;
	if (!whole && strcmp(ctl->words[0], "sources") != 0)
		return ctl_misuse(ctl, "there is no schema '%s' to be made: kordon or sources",
			ctl->words[0]);
	buf_printf(&text, "{\"$schema\": \"https://json-schema.org/draft/2020-12/schema\",\n"
			  "\"title\": \"kordon: %s\",\n\"type\": [\"object\", \"null\"],\n"
			  "\"additionalProperties\": false,\n\"properties\": {\n",
		whole ? "the configuration" : "sources");
	if (whole)
		put_sections(&text);
	put_content(&text);
	buf_puts(&text, "}}\n");
	fputs(buf_str(&text), stdout);
	return CTL_DONE;
}

const struct ctl_command ctl_schema = {
	.name = "schema",
	.words = "kordon|sources",
	.words_min = 1,
	.words_max = 1,
	.help = "Prints the JSON Schema of kordon.yaml or of files of sources, for editors",
	.run = schema,
};
