/* Whether a wave is one, and how it is told. */
#include "model/wave.h"

#include <inttypes.h>
#include <json-c/json.h>

enum { HOUR_S = 3600, NAMES_MAX = 5 };

/* ---- whether ------------------------------------------------------------------------ */

static bool compare(double left, enum wave_sign sign, double right)
{
	switch (sign) {
	case WAVE_GE:
		return left >= right;
	case WAVE_LE:
		return left <= right;
	case WAVE_GT:
		return left > right;
	case WAVE_LT:
		return left < right;
	case WAVE_EQ:
		break;
	}
	return !(left < right) && !(left > right);
}

static bool holds(const struct wave_compare *part, const struct wave_tally *tally)
{
	if (!part->of_baseline)
		return compare(tally->all.of[part->measure], part->sign, part->number);
	return tally->windows && compare(tally->steady.of[part->measure], part->sign,
					 part->number * tally->usual.of[part->measure]);
}

bool wave_holds(const struct wave *wave, const struct wave_tally *tally)
{
	bool all = true;
	size_t i;

	for (i = 0; i < wave->compare_count; i++) {
		if (wave->compares[i].opens && all)
			return true;
		all = holds(&wave->compares[i], tally) && (all || wave->compares[i].opens);
	}
	return all;
}

/* ---- for programs ------------------------------------------------------------------- */

static struct json_object *numbers_json(const struct wave_numbers *numbers)
{
	struct json_object *object = json_object_new_object();

	json_object_object_add(object, "items", json_number(numbers->of[WAVE_ITEMS]));
	json_object_object_add(object, "origins", json_number(numbers->of[WAVE_ORIGINS]));
	json_object_object_add(object, "sources", json_number(numbers->of[WAVE_SOURCES]));
	return object;
}

static struct json_object *baseline_json(
	const struct wave *wave, const struct wave_tally *tally)
{
	struct json_object *object = json_object_new_object();

	json_object_object_add(
		object, "windows", json_object_new_int64((int64_t)tally->windows));
	json_object_object_add(
		object, "over_s", json_object_new_int64((int64_t)tally->windows * wave->over_s));
	json_object_object_add(object, "usual", numbers_json(&tally->usual));
	json_object_object_add(object, "compared", numbers_json(&tally->steady));
	return object;
}

struct json_object *wave_json(const struct wave *wave, const struct wave_tally *tally)
{
	struct json_object *object = json_object_new_object();

	json_object_object_add(
		object, "where", json_text(*tally->where ? tally->where : NULL));
	json_object_object_add(object, "since", json_time(tally->since));
	json_object_object_add(object, "until", json_time(tally->until));
	json_object_object_add(object, "counted", numbers_json(&tally->all));
	json_object_object_add(object, "baseline",
		tally->windows ? baseline_json(wave, tally) : NULL);
	json_object_object_add(
		object, "sources_new", json_texts(tally->fresh, tally->fresh_count));
	json_object_object_add(
		object, "sources_lost", json_texts(tally->lost, tally->lost_count));
	json_object_object_add(object, "blind", json_object_new_boolean(tally->blind));
	return object;
}

/* ---- for people --------------------------------------------------------------------- */

static void put_count(struct buf *out, double count, const char *what)
{
	bool one = !(count < 1) && !(count > 1);

	buf_printf(out, "%g %s%s", count, what, one ? "" : "s");
}

static void put_names(
	struct buf *out, const char *what, const char *const *names, size_t count)
{
	size_t i;

	for (i = 0; i < count && i < NAMES_MAX; i++)
		buf_printf(out, "%s%s", i ? ", " : what, names[i]);
	if (count > NAMES_MAX)
		buf_printf(out, " and %zu more", count - NAMES_MAX);
}

void wave_tell(const struct wave *wave, const struct wave_tally *tally, struct buf *out)
{
	put_count(out, tally->all.of[WAVE_ORIGINS], "origin");
	buf_puts(out, ", ");
	put_count(out, tally->all.of[WAVE_ITEMS], "item");
	buf_puts(out, " of ");
	put_count(out, tally->all.of[WAVE_SOURCES], "source");
	buf_printf(out, " in %" PRId64 " h; usual: ", wave->over_s / HOUR_S);
	if (tally->windows) {
		put_count(out, tally->usual.of[WAVE_ORIGINS], "origin");
		buf_printf(out, " (median of %zu such windows)", tally->windows);
	} else {
		buf_puts(out, "unknown, there is too little history");
	}
	if (tally->fresh_count || tally->lost_count)
		buf_puts(out, "; sources changed");
	put_names(out, ", too new to be compared: ", tally->fresh, tally->fresh_count);
	put_names(out, ", not asked any more: ", tally->lost, tally->lost_count);
	if (tally->blind)
		buf_puts(out, "; blind: too many of its sources fail");
}
