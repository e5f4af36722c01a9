#include "model/date.h"

#include <json-c/json.h>

#include "base/clock.h"
#include "model/json.h"

static const char *const precision_names[] = {
#define X(name, text) text,
	DATE_PRECISIONS(X)
#undef X
};

const char *date_precision_name(enum date_precision precision)
{
	return precision_names[precision];
}

/* How much of "2025-01-02" is said. */
static const int said_bytes[] = {
	[DATE_PRECISION_DAY] = 10,
	[DATE_PRECISION_WEEK] = 10,
	[DATE_PRECISION_MONTH] = 7,
	[DATE_PRECISION_YEAR] = 4,
};

const char *text_date_write(const struct text_date *date, char out[DATE_TEXT])
{
	time_format(date->day * 86400, out);
	out[said_bytes[date->precision]] = 0;
	return out;
}

struct json_object *text_date_json(const struct text_date *date)
{
	struct json_object *object = json_object_new_object();
	char text[DATE_TEXT];

	json_object_object_add(object, "date", json_text(text_date_write(date, text)));
	json_object_object_add(
		object, "precision", json_text(date_precision_name(date->precision)));
	json_object_object_add(object, "text", json_text(date->text));
	return object;
}
