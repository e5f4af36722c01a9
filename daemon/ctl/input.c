/* What commands read: a file or standard input, as a feed or as JSONL; and rules. */
#include <errno.h>
#include <json-c/json.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "base/mem.h"
#include "ctl/ctl.h"

enum { JSONL_DEPTH = 32 };

bool ctl_read(const struct ctl *ctl, const char *path, struct buf *out)
{
	bool standard = strcmp(path, "-") == 0, full = false;
	FILE *file = standard ? stdin : fopen(path, "re");
	char chunk[65536];
	size_t got;

	if (!file) {
		ctl_fail(ctl, "cannot read %s: %s", path, strerror(errno));
		return false;
	}
	*out = BUF_INIT(CTL_INPUT_MAX);
	errno = 0;
	while (!full && (got = fread(chunk, 1, sizeof(chunk), file)))
		full = buf_add(out, chunk, got) != 0;
	if (full)
		ctl_fail(ctl, "%s is larger than %d MiB", path, CTL_INPUT_MAX >> 20);
	else if (ferror(file))
		ctl_fail(ctl, "cannot read %s: %s", path, strerror(errno));
	full = full || ferror(file);
	if (!standard)
		fclose(file);
	if (full)
		buf_done(out);
	return !full;
}

/* ---- items --------------------------------------------------------------------------- */

/* A line of its own that is an object and no JSON Feed. */
bool ctl_looks_like_jsonl(const char *text)
{
	struct json_tokener *tokener;
	struct json_object *object, *version;
	size_t len;
	bool jsonl;

	text += strspn(text, " \t\r\n");
	len = strcspn(text, "\n");
	tokener = json_tokener_new_ex(JSONL_DEPTH);
	object = json_tokener_parse_ex(tokener, text, (int)len);
	json_tokener_free(tokener);
	jsonl = json_object_is_type(object, json_type_object) &&
		!json_object_object_get_ex(object, "version", &version);
	json_object_put(object);
	return jsonl;
}

bool ctl_line_item(const struct ctl *ctl, struct arena *arena, const char *path, size_t number,
	const char *line, size_t len, struct item *out)
{
	struct json_tokener *tokener = json_tokener_new_ex(JSONL_DEPTH);
	struct json_object *object = json_tokener_parse_ex(tokener, line, (int)len);
	const char *why = json_tokener_error_desc(json_tokener_get_error(tokener));
	bool good = object && item_from_json(arena, object, out, &why);

	json_tokener_free(tokener);
	json_object_put(object);
	if (!good)
		ctl_fail(ctl, "%s:%zu: %s", path, number, why);
	return good;
}

/* A NUL ends no line: it is a mistake in one. */
static size_t line_length(const char *text, const char *end)
{
	const char *stop = memchr(text, '\n', (size_t)(end - text));

	return (size_t)((stop ? stop : end) - text);
}

static bool read_jsonl(const struct ctl *ctl, struct arena *arena, const char *path,
	const struct buf *input, struct ctl_items *out)
{
	const char *text = buf_str(input), *end = text + input->len;
	struct item *items = NULL;
	size_t count = 0, cap = 0, number = 0, len;

	for (; text < end; text += len + 1) {
		len = line_length(text, end);
		number++;
		if (strspn(text, " \t\r") >= len)
			continue;
		ARENA_GROW(arena, items, count, cap);
		if (!ctl_line_item(ctl, arena, path, number, text, len, &items[count]))
			return false;
		count++;
	}
	*out = (struct ctl_items){items, count};
	return true;
}

bool ctl_items(const struct ctl *ctl, struct arena *arena, const char *path,
	const struct buf *input, struct ctl_items *out)
{
	struct feed_request request = {
		.data = buf_str(input), .len = input->len, .now = time(NULL)};
	struct feed_document *document;
	const char *why;
	size_t i;

	if (ctl_looks_like_jsonl(buf_str(input)))
		return read_jsonl(ctl, arena, path, input, out);
	if (feed_parse(arena, &request, &document, &why)) {
		ctl_fail(ctl, "%s: %s", path, why);
		return false;
	}
	for (i = 0; i < document->item_count; i++)
		if (!document->items[i].lang)
			document->items[i].lang = document->language;
	*out = (struct ctl_items){document->items, document->item_count};
	return true;
}

/* ---- configuration and rules ------------------------------------------------------------------- */

struct settings *ctl_settings(const struct ctl *ctl)
{
	CLEANUP(diag_freep) struct diag *diag = diag_new();
	struct settings *settings = settings_load(ctl->config, diag);

	if (!settings)
		ctl_report(diag, CTL_USAGE);
	return settings;
}

struct analysis *ctl_analysis(const struct ctl *ctl, const struct ctl_paths *rules)
{
	CLEANUP(diag_freep) struct diag *diag = diag_new();
	struct analysis *analysis = NULL;
	struct settings *settings;

	if (rules->count) {
		analysis = settings_load_analysis(rules->list, rules->count, ctl->config, diag);
		if (!analysis)
			ctl_report(diag, CTL_USAGE);
		return analysis;
	}
	settings = ctl_settings(ctl);
	if (settings)
		analysis = analysis_ref(settings->analysis);
	settings_free(settings);
	return analysis;
}
