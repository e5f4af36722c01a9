/* A date as a text says it: the day it begins with, and how exactly it is said. */
#ifndef KORDON_MODEL_DATE_H
#define KORDON_MODEL_DATE_H

#include <stdint.h>

#include "base/clock.h"

#define DATE_PRECISIONS(X)                                                               \
	X(DAY, "day") X(WEEK, "week") X(MONTH, "month") X(YEAR, "year")
enum date_precision {
#define X(name, text) DATE_PRECISION_##name,
	DATE_PRECISIONS(X)
#undef X
	DATE_PRECISION_COUNT
};
const char *date_precision_name(enum date_precision precision);

struct text_date {
	int64_t day; /* the first of it: days since 1970-01-01 */
	enum date_precision precision;
	const char *text; /* as written */
};

/* "2025-01-02", "2025-01", "2025": ISO 8601 as far as the text says it, the Monday of a week. */
enum { DATE_TEXT = TIME_TEXT };
const char *text_date_write(const struct text_date *date, char out[DATE_TEXT]);

struct json_object;
/* {"date":"2025-01","precision":"month","text":"in January"}. The caller puts it. */
struct json_object *text_date_json(const struct text_date *date);

#endif
