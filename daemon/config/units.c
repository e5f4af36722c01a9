/* Text to numbers, durations and sizes, and back. */
#include "config/config_priv.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

struct unit {
	const char *name;
	int64_t factor;
};

/* From large to small: the order in which a duration is written. */
static const struct unit duration_units[] = {
	{"w", 7 * 86400000LL},
	{"d", 86400000LL},
	{"h", 3600000LL},
	{"m", 60000LL},
	{"s", 1000LL},
	{"ms", 1LL},
};

static const struct unit size_units[] = {
	{"TiB", 1LL << 40}, {"TB", 1000000000000LL},
	{"GiB", 1LL << 30}, {"GB", 1000000000LL},
	{"MiB", 1LL << 20}, {"MB", 1000000LL},
	{"KiB", 1LL << 10}, {"KB", 1000LL},
	{"B", 1LL},
};

bool config_parse_int(const char *text, int64_t *out)
{
	char *end;
	long long value;

	if (!strchr("+-0123456789", *text) || !*text)
		return false;
	errno = 0;
	value = strtoll(text, &end, 10);
	if (errno || *end || end == text)
		return false;
	*out = value;
	return true;
}

bool config_parse_real(const char *text, double *out)
{
	char *end;
	double value;

	/* strtod alone would take "nan", "inf" and hexadecimals. */
	if (!*text || strspn(text, "+-.eE0123456789") != strlen(text))
		return false;
	errno = 0;
	value = strtod(text, &end);
	if (errno || *end || end == text)
		return false;
	*out = value;
	return true;
}

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* Reads "15m" at *text and adds it to *sum. */
static bool take_amount(const char **text, const struct unit *units, size_t count, int64_t *sum)
{
	const char *name;
	int64_t amount = 0;
	size_t len, i;

	if (!is_digit(**text))
		return false;
	for (; is_digit(**text); (*text)++)
		if (__builtin_mul_overflow(amount, 10, &amount) ||
			__builtin_add_overflow(amount, **text - '0', &amount))
			return false;
	*text += strspn(*text, " ");
	name = *text;
	len = strspn(name, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ");
	*text += len;
	for (i = 0; i < count; i++)
		if (strlen(units[i].name) == len && !strncasecmp(units[i].name, name, len))
			return !__builtin_mul_overflow(amount, units[i].factor, &amount) &&
			       !__builtin_add_overflow(*sum, amount, sum);
	return false;
}

bool config_parse_duration_ms(const char *text, int64_t *out)
{
	int64_t sum = 0;

	if (!strcmp(text, "0")) {
		*out = 0;
		return true;
	}
	do {
		if (!take_amount(&text, duration_units, ARRAY_LEN(duration_units), &sum))
			return false;
		text += strspn(text, " ");
	} while (*text);
	*out = sum;
	return true;
}

bool config_parse_size(const char *text, int64_t *out)
{
	int64_t sum = 0;

	if (!strcmp(text, "0")) {
		*out = 0;
		return true;
	}
	if (!take_amount(&text, size_units, ARRAY_LEN(size_units), &sum) || *text)
		return false;
	*out = sum;
	return true;
}

/* Weeks are read and not written: "14d" says more than "2w" beside "10d". */
void config_show_duration(struct buf *out, int64_t ms)
{
	size_t i;

	if (!ms)
		buf_putc(out, '0');
	if (ms < 0)
		buf_putc(out, '-');
	ms = ms < 0 ? -ms : ms;
	for (i = 1; i < ARRAY_LEN(duration_units); i++) {
		int64_t factor = duration_units[i].factor;

		if (ms >= factor)
			buf_printf(out, "%lld%s", (long long)(ms / factor),
				duration_units[i].name);
		ms %= factor;
	}
}

void config_show_size(struct buf *out, int64_t bytes)
{
	size_t i;

	if (!bytes) {
		buf_putc(out, '0');
		return;
	}
	for (i = 0; i < ARRAY_LEN(size_units); i++)
		if (bytes % size_units[i].factor == 0) {
			buf_printf(out, "%lld%s", (long long)(bytes / size_units[i].factor),
				size_units[i].name);
			return;
		}
}
