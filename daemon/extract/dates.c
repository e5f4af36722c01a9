/*
 * Dates in running text, seen from the day of publication where the source is: "on
 * Thursday", "yesterday", "23 May", "in January 2025". Each has the precision with which the
 * text says it. A weekday is the last one before publication, or the next one where the
 * sentence speaks of what is planned.
 */
#include "extract/date_words.h"
#include "extract/extract_priv.h"

#include <string.h>

#include "base/clock.h"
#include "base/zone.h"

enum {
	DATES_MAX = 64, /* in an item; more is a calendar */
	YEAR_MIN = 1900,
	YEAR_MAX = 2099,
	DAY_S = 86400,
	HOUR_S = 3600,
};

struct civil {
	int year, month, day;
};

struct calendar {
	struct extraction *work;
	const struct text_doc *doc;
	int64_t today; /* days since 1970, where the source is */
	struct civil now;
	struct date_mention *out;
	size_t count;
};

/* ---- days ---------------------------------------------------------------------------- */

static struct civil civil_of(int64_t days)
{
	char text[TIME_TEXT];
	struct civil civil = {0};
	int64_t year, month, day;

	time_format(days * DAY_S, text);
	year = (text[0] - '0') * 1000 + (text[1] - '0') * 100 + (text[2] - '0') * 10 +
	       (text[3] - '0');
	month = (text[5] - '0') * 10 + (text[6] - '0');
	day = (text[8] - '0') * 10 + (text[9] - '0');
	civil.year = (int)year;
	civil.month = (int)month;
	civil.day = (int)day;
	return civil;
}

/* 1 Monday … 7 Sunday; 1970-01-01 was a Thursday. */
static int weekday_of(int64_t days)
{
	return (int)(((days + 3) % 7 + 7) % 7) + 1;
}

static bool is_date(struct civil civil)
{
	struct civil same;

	if (civil.year < YEAR_MIN || civil.year > YEAR_MAX || civil.month < 1 ||
		civil.month > 12 || civil.day < 1 || civil.day > 31)
		return false;
	same = civil_of(time_days(civil.year, civil.month, civil.day));
	return same.month == civil.month && same.day == civil.day;
}

/* ---- where the source is --------------------------------------------------------------- */

/* Clocks of the region, for sources that state no zone. All of the Union, Norway and Britain
 * turn them together. */
static const struct clocks {
	const char *code;
	int hours;
	bool summer;
} clocks[] = {
	{"EE", 2, true}, {"LV", 2, true}, {"LT", 2, true}, {"FI", 2, true},
	{"UA", 2, true}, {"SE", 1, true}, {"NO", 1, true}, {"DK", 1, true},
	{"PL", 1, true}, {"DE", 1, true}, {"GB", 0, true}, {"RU", 3, false},
	{"BY", 3, false},
};

/* One o'clock in Greenwich on the last Sunday of the month. */
static int64_t last_sunday(int year, int month)
{
	int64_t last = time_days(year, month, 31);

	return (last - weekday_of(last) % 7) * DAY_S + HOUR_S;
}

static bool is_summer(int64_t time)
{
	int year = civil_of(time / DAY_S).year;

	return time >= last_sunday(year, 3) && time < last_sunday(year, 10);
}

static int64_t country_seconds(const char *country, int64_t time)
{
	size_t i;

	for (i = 0; country && i < ARRAY_LEN(clocks); i++)
		if (strcmp(clocks[i].code, country) == 0)
			return (clocks[i].hours + (clocks[i].summer && is_summer(time))) * HOUR_S;
	return 0;
}

/* The zone asked for last is kept: the items of one source come together. */
static const struct zone *named_zone(const char *name)
{
	static struct zone *zone;

	if (!zone || strcmp(zone_name(zone), name) != 0) {
		zone_free(zone);
		zone = zone_new(name);
	}
	return zone;
}

/* What the clocks showed where the source is: by the zone it states, else by its country. */
static int64_t local_seconds(const struct item *item)
{
	const struct item_source *source = item->source;
	const struct zone *zone = source && source->timezone ? named_zone(source->timezone) : NULL;

	if (zone)
		return item->published + zone_offset(zone, item->published);
	return item->published + country_seconds(source ? source->country : NULL, item->published);
}

/* ---- words --------------------------------------------------------------------------- */

/* The digits of a word as a number; -1: it is none, or a long one. */
static int number_at(const struct calendar *calendar, int64_t word, uint32_t sentence)
{
	const struct text_word *w;
	int value = 0;
	size_t i;

	if (word < 0 || word >= calendar->doc->word_count)
		return -1;
	w = &calendar->doc->words[word];
	if (w->sentence != sentence || !w->fold_len || w->fold_len > 4)
		return -1;
	for (i = 0; i < w->fold_len; i++) {
		if (w->fold[i] < '0' || w->fold[i] > '9')
			return -1;
		value = value * 10 + (w->fold[i] - '0');
	}
	return value;
}

static bool is_year(int number)
{
	return number >= YEAR_MIN && number <= YEAR_MAX;
}

static bool is_day(int number)
{
	return number >= 1 && number <= 31;
}

static uint32_t sentence_at(const struct calendar *calendar, uint32_t word)
{
	return calendar->doc->words[word].sentence;
}

static const struct date_row *row_of(const struct calendar *calendar, size_t hit)
{
	const struct name *name = hit_name(calendar->work, &calendar->work->hits.hits[hit]);

	return name->kind == NAME_DATE ? &date_rows[name->index] : NULL;
}

/* A row of the role that ends before the word, or begins behind it; NULL: none. */
static const struct date_row *row_beside(
	const struct calendar *calendar, size_t hit, uint32_t word, enum date_role role)
{
	const struct match_hits *hits = &calendar->work->hits;
	size_t i, from = hit > MATCH_PATTERN_WORDS ? hit - MATCH_PATTERN_WORDS : 0;

	for (i = from; i < hits->count && hits->hits[i].first_word <= word + 1; i++) {
		const struct date_row *row = row_of(calendar, i);

		if (row && row->role == role &&
			(hits->hits[i].end_word == word ||
				hits->hits[i].first_word == word))
			return row;
	}
	return NULL;
}

/* ---- taking a date down ------------------------------------------------------------------ */

/* A date that takes in the one before ("2024 m." in "2024 m. gegužės 23 d.") replaces it;
 * other words belong to one date. */
static bool make_room(struct calendar *calendar, uint32_t first, uint32_t end)
{
	struct date_mention *last;

	while (calendar->count) {
		last = &calendar->out[calendar->count - 1];
		if (last->end_word <= first)
			break;
		if (first > last->first_word || end < last->end_word)
			return false;
		calendar->count--;
	}
	return calendar->count < DATES_MAX;
}

static void add(struct calendar *calendar, struct civil civil,
	enum date_precision precision, uint32_t first, uint32_t end)
{
	if (!is_date(civil) || !make_room(calendar, first, end))
		return;
	calendar->out[calendar->count++] = (struct date_mention){
		.date = {time_days(civil.year, civil.month, civil.day), precision, NULL},
		.first_word = first,
		.end_word = end,
		.sentence = sentence_at(calendar, first),
	};
}

static void add_days(struct calendar *calendar, int64_t days, uint32_t first, uint32_t end)
{
	add(calendar, civil_of(days), DATE_PRECISION_DAY, first, end);
}

/* ---- kinds of dates ------------------------------------------------------------------ */

/* The sentence speaks of what will be, or would be. */
static bool speaks_of_plans(const struct calendar *calendar, uint32_t word)
{
	switch (calendar->work->mentions->word_modality[word]) {
	case MODALITY_ANNOUNCED:
	case MODALITY_PROPOSED:
	case MODALITY_THREATENED:
	case MODALITY_HYPOTHETICAL:
		return true;
	default:
		return false;
	}
}

static void take_weekday(struct calendar *calendar, size_t hit, int weekday)
{
	const struct match_hit *at = &calendar->work->hits.hits[hit];
	const struct date_row *next =
		row_beside(calendar, hit, at->first_word, DATE_NEXT);
	int back = (weekday_of(calendar->today) - weekday + 7) % 7;
	int64_t day = calendar->today - back;

	if (next && next->value < 0)
		day -= back ? 0 : 7;
	else if (back && (next || speaks_of_plans(calendar, at->first_word)))
		day += 7;
	add_days(calendar, day, at->first_word - (next ? 1 : 0), at->end_word);
}

/* The year that a month of no year is in: the nearest, and of two the past. */
static int year_of_month(const struct calendar *calendar, int month)
{
	int ahead = month - calendar->now.month;

	if (ahead >= 6)
		return calendar->now.year - 1;
	return ahead < -6 ? calendar->now.year + 1 : calendar->now.year;
}

/* A year beside [*first, *end), which then takes it in; else the nearest. "2024. gada 23.
 * maijā", "2024 m. gegužės 23 d." */
static int take_year(
	const struct calendar *calendar, int month, uint32_t *first, uint32_t *end)
{
	uint32_t sentence = sentence_at(calendar, *first);
	int back;

	if (is_year(number_at(calendar, *end, sentence)))
		return number_at(calendar, (*end)++, sentence);
	for (back = 1; back <= 2; back++) {
		int year = number_at(calendar, (int64_t)*first - back, sentence);

		if (is_year(year)) {
			*first -= (uint32_t)back;
			return year;
		}
	}
	return year_of_month(calendar, month);
}

static void take_month(struct calendar *calendar, size_t hit, int month, bool by_itself)
{
	const struct match_hit *at = &calendar->work->hits.hits[hit];
	uint32_t first = at->first_word, end = at->end_word;
	uint32_t sentence = sentence_at(calendar, first);
	int before = number_at(calendar, (int64_t)first - 1, sentence);
	int behind = number_at(calendar, end, sentence);
	struct civil civil = {.month = month, .day = 1};
	enum date_precision precision = DATE_PRECISION_DAY;

	if (is_day(before) && !by_itself) {
		civil.day = before;
		first--;
	} else if (is_day(behind)) {
		civil.day = behind;
		end++;
	} else if (by_itself || is_year(before) || is_year(behind)) {
		precision = DATE_PRECISION_MONTH;
	} else {
		return;
	}
	civil.year = take_year(calendar, month, &first, &end);
	add(calendar, civil, precision, first, end);
}

static void take_week(struct calendar *calendar, const struct match_hit *at, int weeks)
{
	int64_t monday = calendar->today - weekday_of(calendar->today) + 1;

	add(calendar, civil_of(monday + 7 * weeks), DATE_PRECISION_WEEK, at->first_word,
		at->end_word);
}

static void take_months(struct calendar *calendar, const struct match_hit *at, int months)
{
	int month = calendar->now.year * 12 + calendar->now.month - 1 + months;
	struct civil civil = {month / 12, month % 12 + 1, 1};

	add(calendar, civil, DATE_PRECISION_MONTH, at->first_word, at->end_word);
}

static void take_years(struct calendar *calendar, const struct match_hit *at, int years)
{
	struct civil civil = {calendar->now.year + years, 1, 1};

	add(calendar, civil, DATE_PRECISION_YEAR, at->first_word, at->end_word);
}

/* "3 days ago", "3 дня назад"; behind "vor", "prieš": "vor 3 Tagen" */
static void take_ago(struct calendar *calendar, size_t hit, const struct date_row *row)
{
	const struct match_hit *at = &calendar->work->hits.hits[hit];
	uint32_t first = at->first_word;
	int count = number_at(calendar, (int64_t)first - 1, sentence_at(calendar, first));

	if (count < 1 || count > 365 ||
		(row->role == DATE_UNIT &&
			!row_beside(calendar, hit, first - 1, DATE_BEFORE)))
		return;
	add_days(calendar, calendar->today - (int64_t)count * row->value, first - 1,
		at->end_word);
}

/* "in 2025", "2025. aastal", "в 2025 году": the number beside the mark */
static void take_marked_year(struct calendar *calendar, const struct match_hit *at)
{
	uint32_t sentence = sentence_at(calendar, at->first_word);
	int before = number_at(calendar, (int64_t)at->first_word - 1, sentence);
	int behind = number_at(calendar, at->end_word, sentence);

	if (is_year(before))
		add(calendar, (struct civil){before, 1, 1}, DATE_PRECISION_YEAR,
			at->first_word - 1, at->end_word);
	else if (is_year(behind))
		add(calendar, (struct civil){behind, 1, 1}, DATE_PRECISION_YEAR,
			at->first_word, at->end_word + 1);
}

static void take_hit(struct calendar *calendar, size_t hit, const struct date_row *row)
{
	const struct match_hit *at = &calendar->work->hits.hits[hit];

	switch (row->role) {
	case DATE_WEEKDAY:
		take_weekday(calendar, hit, row->value);
		break;
	case DATE_MONTH:
	case DATE_IN_MONTH:
		take_month(calendar, hit, row->value, row->role == DATE_IN_MONTH);
		break;
	case DATE_DAY:
		add_days(calendar, calendar->today + row->value, at->first_word,
			at->end_word);
		break;
	case DATE_WEEK:
		take_week(calendar, at, row->value);
		break;
	case DATE_MONTHS:
		take_months(calendar, at, row->value);
		break;
	case DATE_YEARS:
		take_years(calendar, at, row->value);
		break;
	case DATE_AGO:
	case DATE_UNIT:
		take_ago(calendar, hit, row);
		break;
	case DATE_YEAR_MARK:
		take_marked_year(calendar, at);
		break;
	case DATE_BEFORE:
	case DATE_NEXT:
		break;
	}
}

/* ---- digits alone -------------------------------------------------------------------- */

static bool parted_by(const struct calendar *calendar, uint32_t word, const char *sign)
{
	const struct text_word *w = &calendar->doc->words[word];
	size_t len = calendar->doc->words[word + 1].start - w->end;

	return len == strlen(sign) &&
	       memcmp(calendar->doc->item->field[w->field].text + w->end, sign, len) == 0;
}

static bool read_numeric(
	const struct calendar *calendar, uint32_t word, struct civil *out_civil)
{
	uint32_t sentence = sentence_at(calendar, word);
	int a = number_at(calendar, word, sentence);
	int b = number_at(calendar, (int64_t)word + 1, sentence);
	int c = number_at(calendar, (int64_t)word + 2, sentence);

	if (a < 0 || b < 0 || c < 0)
		return false;
	if (is_year(a) && parted_by(calendar, word, "-") &&
		parted_by(calendar, word + 1, "-"))
		*out_civil = (struct civil){a, b, c};
	else if (is_year(c) && ((parted_by(calendar, word, ".") &&
					parted_by(calendar, word + 1, ".")) ||
				       (parted_by(calendar, word, "/") &&
					       parted_by(calendar, word + 1, "/"))))
		*out_civil = (struct civil){c, b, a};
	else
		return false;
	return is_date(*out_civil);
}

/* ---- an item ------------------------------------------------------------------------- */

static bool own(const struct calendar *calendar, uint32_t word)
{
	return own_word(calendar->doc, word);
}

/* Hits and numeric dates in the order of the text. */
static void walk(struct calendar *calendar)
{
	const struct match_hits *hits = &calendar->work->hits;
	struct civil civil;
	size_t hit = 0;
	uint32_t w;

	for (w = 0; w < calendar->doc->word_count; w++) {
		if (own(calendar, w) && read_numeric(calendar, w, &civil))
			add(calendar, civil, DATE_PRECISION_DAY, w, w + 3);
		for (; hit < hits->count && hits->hits[hit].first_word <= w; hit++) {
			const struct date_row *row = row_of(calendar, hit);
			const struct name *name = hit_name(calendar->work, &hits->hits[hit]);

			if (!row || !own(calendar, w) ||
				(name->capital &&
					!capital_word(calendar->doc,
						hits->hits[hit].first_word,
						hits->hits[hit].end_word)))
				continue;
			take_hit(calendar, hit, row);
		}
	}
}

void find_dates(struct extraction *work)
{
	const struct item *item = work->doc->item;
	struct calendar calendar = {.work = work, .doc = work->doc};
	int64_t local;

	/* Without a day of publication nothing can be said from it. */
	if (item->published == TIME_NONE || item->published < 0)
		return;
	local = local_seconds(item);
	calendar.today = local / DAY_S;
	calendar.now = civil_of(calendar.today);
	calendar.out = arena_alloc(work->arena, DATES_MAX * sizeof(*calendar.out));
	walk(&calendar);
	work->mentions->dates = calendar.out;
	work->mentions->date_count = calendar.count;
}
