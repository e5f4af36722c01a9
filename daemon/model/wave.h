/* A wave: a rule on the rate of findings instead of single items, and what was counted for
 * it. Plain data, borrowed strings. */
#ifndef KORDON_MODEL_WAVE_H
#define KORDON_MODEL_WAVE_H

#include "model/finding.h"

#define WAVE_MEASURES(X)                                                                 \
	X(ITEMS, "items") X(ORIGINS, "origins") X(RATE, "rate") X(SOURCES, "sources")
enum wave_measure {
#define X(name, text) WAVE_##name,
	WAVE_MEASURES(X)
#undef X
	WAVE_MEASURE_COUNT
};

enum wave_sign { WAVE_GE, WAVE_LE, WAVE_EQ, WAVE_GT, WAVE_LT };

/* "rate >= 3 x baseline(28d)". */
struct wave_compare {
	enum wave_measure measure;
	enum wave_sign sign;
	double number;
	bool of_baseline; /* so many times what is usual */
	bool opens;       /* stands behind `or`: `and` binds closer */
};

struct wave {
	const char *id, *title, *pack, *category;
	const char *key; /* "pack/id": in the store */
	enum wave_by { WAVE_BY_ALL, WAVE_BY_COUNTRY, WAVE_BY_PLACE } by;
	int64_t over_s, baseline_s; /* baseline_s 0: not asked for */
	enum severity severity;
	const struct wave_compare *compares;
	size_t compare_count;
};

/* By measure; RATE is a number of origins. */
struct wave_numbers {
	double of[WAVE_MEASURE_COUNT];
};

/* What was counted of one country or place. */
struct wave_tally {
	const char *where; /* code or id; "": everywhere */
	int64_t since, until; /* the window, Unix seconds */
	struct wave_numbers all;    /* in the window */
	struct wave_numbers steady; /* the same of sources that the baseline has, too */
	struct wave_numbers usual;  /* median of the windows before, 1 where it is less */
	size_t windows;             /* so many; 0: too little history, and nothing is usual */
	int64_t outlets;
	int64_t newest; /* row of the newest item */
	const char *newest_source; /* its id */
	const char *const *origins;
	size_t origin_count;
	/* Sources that reported and are not compared: too new, or not asked any more. */
	const char *const *fresh, *const *lost;
	size_t fresh_count, lost_count;
	bool blind; /* too many of the sources fail */
};

/* Whether what was counted fulfils `when`. What is to be compared with a baseline that there
 * is not does not hold. */
bool wave_holds(const struct wave *wave, const struct wave_tally *tally);
/* Member "wave" of an alert; the caller puts it. */
struct json_object *wave_json(const struct wave *wave, const struct wave_tally *tally);
/* "5 origins, 12 items of 4 sources in 48 h; usual: 1 origin (median of 12 windows)". */
void wave_tell(const struct wave *wave, const struct wave_tally *tally, struct buf *out);

#endif
