/* What a site said in its robots.txt, as it is kept over restarts. Plain data. */
#ifndef KORDON_MODEL_ROBOTS_SITE_H
#define KORDON_MODEL_ROBOTS_SITE_H

#include <stdbool.h>
#include <stdint.h>

struct robots_site {
	const char *origin; /* "https://host:port" */
	const char *text;   /* NULL: see allowed */
	bool allowed;
	int64_t until; /* it holds so long */
};

#endif
