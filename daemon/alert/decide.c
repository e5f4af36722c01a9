/* Decisions, kept in words that still say something at three in the morning. */
#include "alert/alert_priv.h"

#include <stdarg.h>
#include <stdio.h>

#include "base/mem.h"

int decide(
	const struct telling *telling, struct store_decision what, const char *fmt, ...)
{
	CLEANUP(mem_freep) char *text = NULL;
	va_list ap;

	va_start(ap, fmt);
	text = mem_vprintf(fmt, ap);
	va_end(ap);
	what.time = telling->now;
	what.text = text;
	return store_decision_put(telling->store, &what,
		telling->now - telling->options->keep_decisions_ms / 1000);
}

const char *clock_text(
	struct arena *arena, const struct zone *zone, int64_t now, int64_t at)
{
	static const char *const days[] = {
		"Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"};
	enum { DAY_S = 86400 };
	int64_t local = at + (zone ? zone_offset(zone, at) : 0);
	int64_t today = (now + (zone ? zone_offset(zone, now) : 0)) / DAY_S;
	int64_t day = local / DAY_S, second = local % DAY_S;
	char date[TIME_TEXT];

	time_format(local, date);
	date[10] = '\0';
	return arena_printf(arena, "%s%s%02d:%02d (%s)",
		day == today      ? ""
		: day - today < 7 ? days[day % 7]
				  : date,
		day == today ? "" : " ", (int)(second / 3600), (int)(second / 60 % 60),
		zone ? zone_name(zone) : "UTC");
}
