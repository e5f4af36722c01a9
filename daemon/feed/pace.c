/*
 * What a feed says of when to ask for it (RSS: ttl, skipHours, skipDays; the syndication
 * module: how often it is updated), and what the dates of its items show.
 */
#include "feed/feed_priv.h"

#include <stdlib.h>
#include <strings.h>

enum {
	HOUR_S = 3600,
	DAY_S = 24 * HOUR_S,
	TTL_MAX_MINUTES = 366 * 24 * 60,
	DATED_LEAST = 5, /* fewer show no rhythm */
	LEVEL = 50       /* of the newest: a tail of old items is another time's rhythm */
};

/* A number alone, or -1. */
static int64_t number_of(const struct reader *reader, const struct node *node)
{
	const char *text;
	size_t len;
	char *end;
	long value;

	if (!node)
		return -1;
	text = reader_line(reader->arena, node_text(reader->arena, node, &len));
	if (!text)
		return -1;
	value = strtol(text, &end, 10);
	return end == text || *end || value < 0 || value > TTL_MAX_MINUTES ? -1 : value;
}

/* ---- sy:updatePeriod, sy:updateFrequency -------------------------------------------- */

static const struct {
	const char *name;
	int64_t seconds;
} periods[] = {{"hourly", HOUR_S}, {"daily", DAY_S}, {"weekly", 7 * DAY_S},
	{"monthly", 30 * DAY_S}, {"yearly", 365 * DAY_S}};

static int64_t update_s(const struct reader *reader, const struct node *channel)
{
	const struct node *period = node_child(channel, SPACE_SY, "updatePeriod");
	int64_t frequency = number_of(reader, node_child(channel, SPACE_SY, "updateFrequency"));
	const char *name = NULL;
	size_t len, i;

	if (period)
		name = reader_line(reader->arena, node_text(reader->arena, period, &len));
	for (i = 0; name && i < ARRAY_LEN(periods); i++)
		if (strcasecmp(name, periods[i].name) == 0)
			return periods[i].seconds / MAX(frequency, 1);
	return 0;
}

/* ---- skipHours, skipDays -------------------------------------------------------------- */

static int64_t hours_of(const struct reader *reader, const struct node *list)
{
	const struct node *child;
	int64_t hours = 0, hour;

	for (child = list ? list->first : NULL; child; child = child->next) {
		if (!node_is(child, SPACE_OWN, "hour"))
			continue;
		hour = number_of(reader, child);
		if (hour >= 0 && hour <= 24) /* RSS 0.91 counts from 1 to 24 */
			hours |= (int64_t)1 << hour % 24;
	}
	return hours;
}

static int64_t day_bit(const char *name)
{
	static const char *const names[] = {"sunday", "monday", "tuesday", "wednesday",
		"thursday", "friday", "saturday"};
	size_t i;

	for (i = 0; name && i < ARRAY_LEN(names); i++)
		if (strcasecmp(name, names[i]) == 0)
			return (int64_t)1 << i;
	return 0;
}

static int64_t days_of(const struct reader *reader, const struct node *list)
{
	const struct node *child;
	int64_t days = 0;
	size_t len;

	for (child = list ? list->first : NULL; child; child = child->next)
		if (node_is(child, SPACE_OWN, "day"))
			days |= day_bit(reader_line(reader->arena,
				node_text(reader->arena, child, &len)));
	return days;
}

void read_pace(struct reader *reader, const struct node *channel)
{
	struct source_pace *pace = &reader->document->pace;
	int64_t ttl_minutes = number_of(reader, node_child(channel, SPACE_OWN, "ttl"));

	pace->ttl_s = MAX(MAX(ttl_minutes, 0) * 60, update_s(reader, channel));
	pace->skip_hours = hours_of(reader, node_child(channel, SPACE_OWN, "skipHours"));
	pace->skip_days = days_of(reader, node_child(channel, SPACE_OWN, "skipDays"));
}

/* ---- the rhythm of its items ------------------------------------------------------------ */

static int newest_first(const void *left, const void *right)
{
	const int64_t *a = left, *b = right;

	return *a < *b ? 1 : *a > *b ? -1 : 0;
}

/* Those up to now, first; how many. */
static size_t keep_past(int64_t *dates, size_t count, int64_t now)
{
	size_t kept = 0, i;

	for (i = 0; i < count; i++)
		if (dates[i] != TIME_NONE && dates[i] <= now)
			dates[kept++] = dates[i];
	return kept;
}

void measure_rhythm(struct source_pace *pace, int64_t *dates, size_t count, int64_t now)
{
	count = keep_past(dates, count, now);
	if (!count)
		return;
	qsort(dates, count, sizeof(*dates), newest_first);
	pace->newest = MAX(dates[0], 0);
	count = MIN(count, (size_t)LEVEL);
	if (count >= DATED_LEAST)
		pace->rhythm_s = MAX((dates[0] - dates[count - 1]) / ((int64_t)count - 1), 1);
}
