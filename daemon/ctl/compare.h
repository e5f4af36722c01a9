/*
 * What two runs over the same items raised, side by side: which items are told of now and
 * were not before, and the other way round.
 */
#ifndef KORDON_CTL_COMPARE_H
#define KORDON_CTL_COMPARE_H

#include "ctl/ctl.h"

struct compare;
enum compare_side { COMPARE_BEFORE, COMPARE_NOW, COMPARE_SIDES };

/* raised: before is what a daemon raised, and knows of items that were not replayed and of
 * withdrawals, which no replay sees; these are left out. */
struct compare *compare_new(bool raised) MUST_CHECK;
void compare_free(struct compare *compare);
/* An item was read at that time; id may be NULL. */
void compare_item(struct compare *compare, enum compare_side side, const char *id, int64_t at);
/* An alert line. */
void compare_alert(struct compare *compare, enum compare_side side, const char *line);
void compare_print(struct compare *compare, const struct ctl *ctl);

#endif
