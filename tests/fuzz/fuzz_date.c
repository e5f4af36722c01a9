/* Any bytes give a date that a feed can have, or none; a second look gives the same. */
#include <stdlib.h>
#include <string.h>

#include "feed/feed.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	/* 1000-01-01 and 10000-01-01, with a day for zones. */
	const int64_t first = INT64_C(-30610310400), last = INT64_C(253402387200);
	int64_t now = 1717200000, date;

	date = feed_date((const char *)data, size, now, NULL);
	if (date != TIME_NONE && (date < first || date > last))
		abort();
	if (feed_date((const char *)data, size, now, NULL) != date)
		abort();
	/* No place is further from Greenwich than a day. */
	if (llabs(feed_date((const char *)data, size, now, "America/Denver") - date) > 86400)
		abort();
	return 0;
}
