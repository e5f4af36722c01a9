/*
 * Time zones by their IANA names ("Europe/Tallinn"), out of the machine's own list. A zone is
 * a value that its owner keeps: neither the environment nor the C library's one local zone is
 * touched. Summer time is followed beyond the end of the list by its last rule.
 */
#ifndef KORDON_BASE_ZONE_H
#define KORDON_BASE_ZONE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/attr.h"

struct zone;

/* NULL where the machine knows no such zone. */
struct zone *zone_new(const char *name) MUST_CHECK;
void zone_free(struct zone *zone);
DEFINE_CLEANUP(struct zone *, zone_free)
const char *zone_name(const struct zone *zone);

/* Seconds that the zone's clocks are ahead of UTC at that moment (Unix seconds). */
int32_t zone_offset(const struct zone *zone, int64_t wall_s);
/* The same by what they show: seconds since 1970 as if it were UTC. */
int32_t zone_offset_of_local(const struct zone *zone, int64_t local);
/*
 * When the zone's clocks show local. What they show twice (an hour that comes again) gives the
 * first moment, or the last; what they never show (an hour that is left out), the moment at
 * which it is left out.
 */
int64_t zone_moment(const struct zone *zone, int64_t local, bool last);

/* False on a machine without a list of zones. */
bool zone_list_is_here(void);
/* The names of the zones, for suggestions; the caller frees each, and the array. NULL and 0
 * where there is no list. */
char **zone_names(size_t *out_count) MUST_CHECK;

#endif
