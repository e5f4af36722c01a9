/*
 * robots.txt (RFC 9309): what a site wants no program to ask for. Kept for a day for each
 * site, over restarts too. Honoured for pages; feeds are there for programs.
 */
#ifndef KORDON_ROBOTS_H
#define KORDON_ROBOTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/attr.h"
#include "model/robots_site.h"

enum robots_answer { ROBOTS_UNKNOWN, ROBOTS_ALLOWED, ROBOTS_DENIED };

struct robots;

struct robots *robots_new(void) MUST_CHECK;
void robots_free(struct robots *robots);
/* Where the site of a URL has its robots.txt; caller frees. NULL: it has none (file:). */
char *robots_url(const char *url) MUST_CHECK;
/*
 * What the site of url answered: text of 200, NULL otherwise. missing: it has none (any 4xx),
 * all is allowed; else the site is ill: what it said last holds for an hour more, and where
 * that is not known nothing is allowed. Returns what is to be kept, borrowed until the next
 * call.
 */
struct robots_site robots_note(struct robots *robots, const char *url, const char *text, size_t len,
	bool missing, int64_t now);
void robots_restore(struct robots *robots, const struct robots_site *site);
/* May kordon ask for it? ROBOTS_UNKNOWN: note what robots_url() gives first. */
enum robots_answer robots_ask(const struct robots *robots, const char *url, int64_t now);

#endif
