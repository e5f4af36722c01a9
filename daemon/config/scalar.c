/* Looking into the tree: by key, by kind, and scalars by the type that the schema wants. */
#include "config/config_priv.h"

#include <assert.h>
#include <ctype.h>
#include <string.h>

#include "base/mem.h"

const struct config_node *config_get(const struct config_node *map, const char *key)
{
	size_t i;

	if (!map || map->kind != CONFIG_MAP)
		return NULL;
	for (i = 0; i < map->count; i++)
		if (!strcmp(map->keys[i]->text, key))
			return map->values[i];
	return NULL;
}

const char *config_kind_name(enum config_kind kind)
{
	static const char *const names[] = {"text", "list", "map"};

	return names[kind];
}

bool config_is_empty(const struct config_node *node)
{
	return node->kind == CONFIG_SCALAR && node->plain &&
	       (!*node->text || !strcmp(node->text, "~") || !strcmp(node->text, "null"));
}

bool config_want(const struct config_node *node, enum config_kind kind, const char *what,
	struct diag *diag)
{
	static const char *const wanted[] = {
		"one text", "a list ('- ' lines, or [a, b])", "a map of 'key: value' lines"};

	if (node->kind == kind && (kind != CONFIG_SCALAR || !config_is_empty(node)))
		return true;
	if (config_is_empty(node))
		diag_error(diag, node->place, "%s has no value: it has to be %s", what,
			wanted[kind]);
	else
		diag_error(diag, node->place, "%s has to be %s, not a %s", what, wanted[kind],
			config_kind_name(node->kind));
	return false;
}

static bool is_known(const char *key, const char *const *known, size_t count)
{
	size_t i;

	for (i = 0; i < count; i++)
		if (!strcmp(known[i], key))
			return true;
	return false;
}

void config_known_keys(const struct config_node *map, const char *const *known, size_t count,
	const char *where, struct diag *diag)
{
	size_t i;

	if (map->kind != CONFIG_MAP)
		return;
	for (i = 0; i < map->count; i++) {
		if (is_known(map->keys[i]->text, known, count))
			continue;
		diag_error(diag, map->keys[i]->place, "unknown key '%s' in %s",
			map->keys[i]->text, where);
		diag_hint_nearest(diag, map->keys[i]->text, known, count);
	}
}

bool config_text(const struct config_node *node, const char *what, struct diag *diag,
	const char **out)
{
	if (!config_want(node, CONFIG_SCALAR, what, diag))
		return false;
	if (!*node->text) {
		diag_error(diag, node->place, "%s is empty", what);
		return false;
	}
	*out = node->text;
	return true;
}

bool config_bool(const struct config_node *node, const char *what, struct diag *diag, bool *out)
{
	static const char *const words[] = {"no", "yes", "false", "true", "off", "on"};
	size_t i;

	if (!config_want(node, CONFIG_SCALAR, what, diag))
		return false;
	for (i = 0; i < ARRAY_LEN(words); i++)
		if (!strcasecmp(words[i], node->text)) {
			*out = i % 2;
			return true;
		}
	diag_error(diag, node->place, "%s has to be yes or no, not '%s'", what, node->text);
	return false;
}

/* What a number, duration or size has to look like. */
struct measure {
	const char *noun, *example;
	bool (*parse)(const char *text, int64_t *out);
	void (*show)(struct buf *out, int64_t value);
};

static void show_int(struct buf *out, int64_t value)
{
	buf_printf(out, "%lld", (long long)value);
}

static const struct measure whole_numbers = {
	"a whole number", NULL, config_parse_int, show_int};
static const struct measure durations = {
	"a duration", "30s, 15m, 1h30m or 7d", config_parse_duration_ms, config_show_duration};
static const struct measure sizes = {
	"a size", "512B, 64KiB or 8MiB", config_parse_size, config_show_size};

static bool within(const struct config_node *node, const char *what,
	const struct measure *measure, int64_t value, int64_t min, int64_t max,
	struct diag *diag)
{
	CLEANUP(buf_done) struct buf text = BUF_INIT(BUF_UNBOUND);
	bool low = value < min;

	if (!low && value <= max)
		return true;
	measure->show(&text, low ? min : max);
	diag_error(diag, node->place, "%s has to be at %s %s, not %s", what,
		low ? "least" : "most", buf_str(&text), node->text);
	return false;
}

static bool is_number(const char *text)
{
	return *text && strspn(text, "0123456789") == strlen(text);
}

static bool read_measure(const struct config_node *node, const char *what,
	const struct measure *measure, int64_t min, int64_t max, struct diag *diag, int64_t *out)
{
	int64_t value;

	if (!config_want(node, CONFIG_SCALAR, what, diag))
		return false;
	if (measure->parse(node->text, &value)) {
		if (!within(node, what, measure, value, min, max, diag))
			return false;
		*out = value;
		return true;
	}
	if (measure->example && is_number(node->text))
		diag_error(diag, node->place, "%s has to be %s: '%s' has no unit", what,
			measure->noun, node->text);
	else
		diag_error(diag, node->place, "%s has to be %s, not '%s'", what, measure->noun,
			node->text);
	if (measure->example)
		diag_hint(diag, "%s looks like %s", measure->noun, measure->example);
	return false;
}

bool config_int(const struct config_node *node, const char *what, int64_t min, int64_t max,
	struct diag *diag, int64_t *out)
{
	return read_measure(node, what, &whole_numbers, min, max, diag, out);
}

bool config_duration_ms(const struct config_node *node, const char *what, int64_t min,
	int64_t max, struct diag *diag, int64_t *out)
{
	return read_measure(node, what, &durations, min, max, diag, out);
}

bool config_size(const struct config_node *node, const char *what, int64_t min, int64_t max,
	struct diag *diag, int64_t *out)
{
	return read_measure(node, what, &sizes, min, max, diag, out);
}

bool config_real(const struct config_node *node, const char *what, double min, double max,
	struct diag *diag, double *out)
{
	double value;

	if (!config_want(node, CONFIG_SCALAR, what, diag))
		return false;
	if (!config_parse_real(node->text, &value)) {
		diag_error(diag, node->place, "%s has to be a number, not '%s'", what,
			node->text);
		return false;
	}
	if (value < min || value > max) {
		diag_error(diag, node->place, "%s has to be at %s %g, not %s", what,
			value < min ? "least" : "most", value < min ? min : max, node->text);
		return false;
	}
	*out = value;
	return true;
}

static bool is_letters(const char *text, size_t min, size_t max)
{
	size_t len = 0;

	for (; text[len]; len++)
		if (!isascii((unsigned char)text[len]) || !isalpha((unsigned char)text[len]))
			return false;
	return len >= min && len <= max;
}

/* YAML 1.1 would read a plain `no` as false; here it is text, and text is Norway. */
bool config_country(const struct config_node *node, const char *what, struct diag *diag,
	char out[CONFIG_CODE])
{
	if (!config_want(node, CONFIG_SCALAR, what, diag))
		return false;
	if (!is_letters(node->text, 2, 2) || !strcasecmp(node->text, "uk")) {
		diag_error(diag, node->place,
			"%s has to be a country code of two letters (ISO 3166), not '%s'", what,
			node->text);
		diag_hint(diag, "%s", !strcasecmp(node->text, "uk") ? "the United Kingdom is GB" :
			"Estonia is EE, Norway is NO");
		return false;
	}
	out[0] = (char)toupper((unsigned char)node->text[0]);
	out[1] = (char)toupper((unsigned char)node->text[1]);
	out[2] = 0;
	return true;
}

bool config_lang(const struct config_node *node, const char *what, struct diag *diag,
	char out[CONFIG_CODE])
{
	size_t i;

	if (!config_want(node, CONFIG_SCALAR, what, diag))
		return false;
	if (!is_letters(node->text, 2, 3)) {
		diag_error(diag, node->place,
			"%s has to be a language code of two letters (ISO 639), not '%s'", what,
			node->text);
		diag_hint(diag, "Estonian is et, Norwegian is no");
		return false;
	}
	for (i = 0; node->text[i]; i++)
		out[i] = (char)tolower((unsigned char)node->text[i]);
	out[i] = 0;
	return true;
}

const char *config_lang_meant(const char *code)
{
	static const struct {
		const char *country, *lang;
	} mistaken[] = {{"ee", "et"}, {"se", "sv"}, {"ua", "uk"}, {"dk", "da"}, {"cz", "cs"},
		{"by", "be"}, {"gb", "en"}, {"us", "en"}};
	size_t i;

	for (i = 0; i < ARRAY_LEN(mistaken); i++)
		if (strcasecmp(mistaken[i].country, code) == 0)
			return mistaken[i].lang;
	return NULL;
}

void config_lang_doubt(const struct config_node *node, struct diag *diag)
{
	const char *meant = config_lang_meant(node->text);

	if (!meant)
		return;
	diag_warning(diag, node->place, "'%s' is the code of a country, not of its language",
		node->text);
	diag_hint(diag, "did you mean '%s'?", meant);
}
