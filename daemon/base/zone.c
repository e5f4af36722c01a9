/*
 * Time zones by their IANA names, read from the machine's own list (TZif, RFC 8536). Not by
 * TZ and mktime: to change the environment is not safe beside the threads of a resolver.
 */
#include "base/zone.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/clock.h"
#include "base/mem.h"

#define ZONES "/usr/share/zoneinfo"
enum { NAME_MAX_BYTES = 64, FILE_MAX = 65536, CHANGES_MAX = 400, TYPES_MAX = 64, HEADER = 44 };
enum { DAY_S = 86400 };

/* "M3.5.0/3": the last Sunday of March at three. */
struct turn {
	int month, week, weekday, seconds;
};

struct zone {
	char name[NAME_MAX_BYTES];
	size_t count;
	int64_t change[CHANGES_MAX]; /* from this moment on … */
	int32_t offset[CHANGES_MAX]; /* … so many seconds east of Greenwich */
	int32_t first;               /* before the first change */
	/* Behind the last change: what the file's last line says. */
	bool has_rule, has_summer;
	int32_t standard, summer;
	struct turn to_summer, to_standard;
};

/* ---- the file --------------------------------------------------------------------- */

struct cursor {
	const unsigned char *at, *end;
};

static int64_t take(struct cursor *cursor, size_t bytes)
{
	uint64_t value = 0;
	size_t i;

	if ((size_t)(cursor->end - cursor->at) < bytes) {
		cursor->at = cursor->end;
		return 0;
	}
	for (i = 0; i < bytes; i++)
		value = value << 8 | *cursor->at++;
	return bytes == 4 ? (int32_t)(uint32_t)value : (int64_t)value;
}

static void skip(struct cursor *cursor, uint64_t bytes)
{
	uint64_t left = (uint64_t)(cursor->end - cursor->at);

	cursor->at += MIN(bytes, left);
}

struct header {
	uint32_t utc, walls, leaps, changes, types, letters;
};

static bool take_header(struct cursor *cursor, struct header *out)
{
	if (cursor->end - cursor->at < HEADER || memcmp(cursor->at, "TZif", 4) != 0 ||
		cursor->at[4] < '2')
		return false;
	skip(cursor, 20);
	out->utc = (uint32_t)take(cursor, 4);
	out->walls = (uint32_t)take(cursor, 4);
	out->leaps = (uint32_t)take(cursor, 4);
	out->changes = (uint32_t)take(cursor, 4);
	out->types = (uint32_t)take(cursor, 4);
	out->letters = (uint32_t)take(cursor, 4);
	return out->changes <= CHANGES_MAX && out->types >= 1 && out->types <= TYPES_MAX;
}

static void take_changes(struct cursor *cursor, const struct header *header, struct zone *zone)
{
	unsigned char type[CHANGES_MAX];
	int32_t offsets[TYPES_MAX] = {0};
	size_t i;

	zone->count = header->changes;
	for (i = 0; i < zone->count; i++)
		zone->change[i] = take(cursor, 8);
	for (i = 0; i < zone->count; i++)
		type[i] = (unsigned char)take(cursor, 1);
	for (i = 0; i < header->types; i++) {
		offsets[i] = (int32_t)take(cursor, 4);
		skip(cursor, 2);
	}
	zone->first = offsets[0];
	for (i = 0; i < zone->count; i++)
		zone->offset[i] = offsets[type[i] < header->types ? type[i] : 0];
	skip(cursor, header->letters + (uint64_t)header->leaps * 12 + header->walls + header->utc);
}

/* ---- the last line: "EET-2EEST,M3.5.0/3,M10.5.0/4" -------------------------------- */

static const char *skip_name(const char *s)
{
	if (*s == '<')
		return strchr(s, '>') ? strchr(s, '>') + 1 : "";
	while (isalpha((unsigned char)*s))
		s++;
	return s;
}

/* "-2", "3:30" as seconds. */
static int32_t take_clock(const char **s)
{
	int sign = **s == '-' ? -1 : 1;
	long value, unit = 3600;
	int32_t seconds = 0;
	char *end;

	*s += **s == '-' || **s == '+';
	for (; isdigit((unsigned char)**s) && unit; unit /= 60) {
		value = strtol(*s, &end, 10);
		seconds += (int32_t)(MIN(value, 200) * unit);
		*s = end + (*end == ':');
	}
	return sign * seconds;
}

static bool take_turn(const char **s, struct turn *out)
{
	int used = 0;

	if (sscanf(*s, ",M%2d.%1d.%1d%n", &out->month, &out->week, &out->weekday, &used) != 3 ||
		out->month < 1 || out->month > 12)
		return false;
	*s += used;
	out->seconds = 7200;
	if (**s == '/') {
		(*s)++;
		out->seconds = take_clock(s);
	}
	return true;
}

static void take_rule(const char *s, struct zone *zone)
{
	s = skip_name(s);
	if (!*s)
		return;
	zone->standard = -take_clock(&s);
	zone->has_rule = true;
	if (!*s)
		return;
	s = skip_name(s);
	zone->summer = *s == ',' || !*s ? zone->standard + 3600 : -take_clock(&s);
	zone->has_summer = take_turn(&s, &zone->to_summer) && take_turn(&s, &zone->to_standard);
}

static bool read_zone(const unsigned char *data, size_t len, struct zone *zone)
{
	struct cursor cursor = {data, data + len};
	struct header header;
	char line[100];
	size_t line_len;

	/* A first block with short times, for readers of long ago. */
	if (!take_header(&cursor, &header))
		return false;
	skip(&cursor, header.changes * UINT64_C(5) + header.types * UINT64_C(6) +
		header.letters + header.leaps * UINT64_C(8) + header.walls + header.utc);
	if (!take_header(&cursor, &header))
		return false;
	take_changes(&cursor, &header, zone);
	skip(&cursor, 1);
	line_len = MIN((size_t)(cursor.end - cursor.at), sizeof(line) - 1);
	memcpy(line, cursor.at, line_len);
	line[line_len] = '\0';
	line[strcspn(line, "\n")] = '\0';
	take_rule(line, zone);
	return true;
}

/* Letters, digits, "_", "-", "+" and "/": no name leads out of the folder. */
static bool is_name(const char *name)
{
	size_t len = strspn(name, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
				  "0123456789_-+/");

	return len && !name[len] && len < NAME_MAX_BYTES && *name != '/';
}

static bool load(const char *name, struct zone *zone)
{
	unsigned char *data;
	char path[sizeof(ZONES) + NAME_MAX_BYTES + 1];
	bool good = false;
	FILE *file;
	size_t len;

	snprintf(path, sizeof(path), ZONES "/%s", name);
	file = fopen(path, "rbe");
	if (!file)
		return false;
	data = malloc(FILE_MAX);
	if (data) {
		len = fread(data, 1, FILE_MAX, file);
		good = read_zone(data, len, zone);
	}
	free(data);
	fclose(file);
	return good;
}

/* ---- asking ----------------------------------------------------------------------- */

/* Seconds of the local year's turn, counted as if the place were at Greenwich. */
static int64_t turn_at(const struct turn *turn, int year)
{
	int64_t first = time_days(year, turn->month, 1);
	int64_t next = time_days(year + turn->month / 12, turn->month % 12 + 1, 1);
	int weekday = (int)((first + 4) % 7 + 7) % 7;
	int day = 1 + (turn->weekday - weekday + 7) % 7 + (turn->week - 1) * 7;

	while (day > next - first)
		day -= 7;
	return (first + day - 1) * 86400 + turn->seconds;
}

static int32_t by_rule(const struct zone *zone, int64_t time)
{
	int year = 1970 + (int)(time / 31556952);
	int64_t begin, end;
	bool inside;

	if (!zone->has_summer)
		return zone->standard;
	begin = turn_at(&zone->to_summer, year) - zone->standard;
	end = turn_at(&zone->to_standard, year) - zone->summer;
	inside = begin < end ? time >= begin && time < end : time >= begin || time < end;
	return inside ? zone->summer : zone->standard;
}

static int32_t offset_at(const struct zone *zone, int64_t time)
{
	size_t low = 0, high = zone->count, middle;

	while (low < high) {
		middle = (low + high) / 2;
		if (zone->change[middle] <= time)
			low = middle + 1;
		else
			high = middle;
	}
	if (low == zone->count && zone->has_rule)
		return by_rule(zone, time);
	return low ? zone->offset[low - 1] : zone->first;
}

struct zone *zone_new(const char *name)
{
	struct zone *zone;

	if (!is_name(name))
		return NULL;
	zone = mem_alloc(sizeof(*zone));
	if (!load(name, zone)) {
		mem_free(zone);
		return NULL;
	}
	memcpy(zone->name, name, strlen(name) + 1);
	return zone;
}

void zone_free(struct zone *zone)
{
	mem_free(zone);
}

const char *zone_name(const struct zone *zone)
{
	return zone->name;
}

int32_t zone_offset(const struct zone *zone, int64_t wall_s)
{
	return offset_at(zone, wall_s);
}

int32_t zone_offset_of_local(const struct zone *zone, int64_t local)
{
	return offset_at(zone, local - offset_at(zone, local - offset_at(zone, local)));
}

/* The first moment behind from at which the offset is another one than before. */
static int64_t change_behind(const struct zone *zone, int64_t from, int64_t until)
{
	int32_t before = offset_at(zone, from);
	int64_t middle;

	while (until - from > 1) {
		middle = from + (until - from) / 2;
		if (offset_at(zone, middle) == before)
			from = middle;
		else
			until = middle;
	}
	return until;
}

int64_t zone_moment(const struct zone *zone, int64_t local, bool last)
{
	int32_t before = offset_at(zone, local - DAY_S), after = offset_at(zone, local + DAY_S);
	int64_t early = local - before, late = local - after;
	bool early_holds = offset_at(zone, early) == before;
	bool late_holds = offset_at(zone, late) == after;

	if (early_holds && late_holds)
		return last ? MAX(early, late) : MIN(early, late);
	if (early_holds || late_holds)
		return early_holds ? early : late;
	return change_behind(zone, local - DAY_S, local + DAY_S);
}

bool zone_list_is_here(void)
{
	struct stat info;

	return stat(ZONES "/UTC", &info) == 0;
}

char **zone_names(size_t *out_count)
{
	char line[200], name[NAME_MAX_BYTES], **names = NULL;
	size_t count = 0, cap = 0;
	FILE *file = fopen(ZONES "/zone.tab", "re");

	while (file && fgets(line, sizeof(line), file)) {
		if (*line == '#' || sscanf(line, "%*s %*s %63s", name) != 1)
			continue;
		MEM_GROW(names, count, cap);
		names[count++] = mem_strdup(name);
	}
	if (file)
		fclose(file);
	*out_count = count;
	return names;
}
