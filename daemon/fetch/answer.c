/*
 * The head of a response (RFC 9110, 9111): the few fields that matter here, byte for byte as
 * they came. libcurl's own reading of Retry-After cannot tell "none" from "unreadable".
 */
#include "fetch/fetch_priv.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

enum { LONGEST_S = 366 * 86400 };

struct field {
	const char *name;
	size_t offset;
	bool list; /* several lines are one list */
};

#define FIELD(name, member) {name, offsetof(struct answer, member), false}

static const struct field fields[] = {
	FIELD("ETag", etag),
	FIELD("Last-Modified", last_modified),
	FIELD("Content-Type", content_type),
	FIELD("Location", location),
	FIELD("Retry-After", retry_after),
	{"Cache-Control", offsetof(struct answer, cache_control), true},
	FIELD("Expires", expires),
	FIELD("Date", date),
	FIELD("Age", age),
};

static char **slot_of(struct answer *answer, const struct field *field)
{
	return (char **)((char *)answer + field->offset);
}

void answer_reset(struct answer *answer)
{
	size_t i;

	for (i = 0; i < ARRAY_LEN(fields); i++)
		mem_free(*slot_of(answer, &fields[i]));
	*answer = (struct answer){0};
}

static bool is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

/* The first line of a field counts; where it is a list, all of them. */
static void set_field(struct answer *answer, const struct field *field, const char *value,
	size_t len)
{
	char **slot = slot_of(answer, field), *joined;

	if (!*slot) {
		*slot = mem_strndup(value, len);
	} else if (field->list) {
		joined = mem_printf("%s, %.*s", *slot, (int)len, value);
		mem_free(*slot);
		*slot = joined;
	}
}

static void take_field(struct answer *answer, const char *line, size_t len)
{
	const char *colon = memchr(line, ':', len), *end = line + len, *value;
	size_t i;

	if (!colon)
		return;
	for (value = colon + 1; value < end && is_blank(*value); value++)
		;
	while (end > value && is_blank(end[-1]))
		end--;
	for (i = 0; i < ARRAY_LEN(fields); i++)
		if (strlen(fields[i].name) == (size_t)(colon - line) &&
			!strncasecmp(fields[i].name, line, (size_t)(colon - line)))
			set_field(answer, &fields[i], value, (size_t)(end - value));
}

/* "HTTP/1.1 200 OK", "HTTP/2 200" */
static int status_of(const char *line, size_t len)
{
	const char *space = memchr(line, ' ', len);
	size_t left = space ? len - (size_t)(space - line) : 0;
	char digits[4] = {0};

	if (left < 4)
		return 0;
	memcpy(digits, space + 1, 3);
	return atoi(digits);
}

void answer_take_line(struct answer *answer, const char *line, size_t len)
{
	size_t bytes = answer->bytes + len;

	if (len > 5 && !strncasecmp(line, "HTTP/", 5)) {
		answer_reset(answer);
		answer->status = status_of(line, len);
	} else {
		take_field(answer, line, len);
	}
	answer->bytes = bytes; /* of all heads: interim ones are not free */
}

/* ---- times ------------------------------------------------------------------------ */

/* Digits alone, as seconds. */
static bool read_seconds(const char *text, int64_t *out)
{
	size_t digits = strspn(text, "0123456789");

	if (!digits || text[digits])
		return false;
	*out = digits > 9 ? LONGEST_S : MIN(strtoll(text, NULL, 10), LONGEST_S);
	return true;
}

/* The server's own clock where it tells it: ours may be wrong, or its. */
static int64_t from_date(const struct answer *answer, time_t when, int64_t now)
{
	time_t date = answer->date ? curl_getdate(answer->date, NULL) : -1;
	int64_t wait = (int64_t)when - (date == -1 ? now : (int64_t)date);

	return MIN(MAX(wait, 0), LONGEST_S);
}

int64_t answer_retry_after_s(const struct answer *answer, int64_t now)
{
	const char *text = answer->retry_after;
	int64_t seconds;
	time_t when;

	if (!text)
		return -1;
	if (read_seconds(text, &seconds))
		return seconds;
	when = curl_getdate(text, NULL);
	return when == -1 ? -1 : from_date(answer, when, now);
}

/* "max-age=600", "max-age="600"" */
static bool read_max_age(const char *part, size_t len, int64_t *out)
{
	static const char name[] = "max-age=";
	char value[16];
	size_t skip = sizeof(name) - 1;

	if (len <= skip || strncasecmp(part, name, skip) != 0)
		return false;
	part += skip;
	len -= skip;
	if (len >= 2 && *part == '"' && part[len - 1] == '"') {
		part++;
		len -= 2;
	}
	if (len >= sizeof(value))
		len = sizeof(value) - 1;
	memcpy(value, part, len);
	value[len] = '\0';
	return read_seconds(value, out);
}

static bool is_word(const char *part, size_t len, const char *word)
{
	return len >= strlen(word) && !strncasecmp(part, word, strlen(word)) &&
	       (len == strlen(word) || part[strlen(word)] == '=');
}

/* -1: it does not say; -2: it says not to keep it, so nothing else counts. */
static int64_t cache_control_s(const char *text)
{
	int64_t found = -1;
	size_t len;

	while (text && *text) {
		text += strspn(text, ", \t");
		len = strcspn(text, ",");
		while (len && is_blank(text[len - 1]))
			len--;
		if (is_word(text, len, "no-cache") || is_word(text, len, "no-store"))
			return -2;
		if (found < 0)
			(void)read_max_age(text, len, &found);
		text += strcspn(text, ",");
	}
	return found;
}

int64_t answer_max_age_s(const struct answer *answer, int64_t now)
{
	int64_t age = 0, max_age = cache_control_s(answer->cache_control);
	time_t expires;

	if (max_age == -2)
		return -1;
	if (max_age >= 0) {
		if (answer->age)
			(void)read_seconds(answer->age, &age);
		return MAX(max_age - age, 0);
	}
	if (!answer->expires)
		return -1;
	expires = curl_getdate(answer->expires, NULL);
	return expires == -1 ? 0 : from_date(answer, expires, now);
}
