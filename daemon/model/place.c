#include "model/place.h"

#include <stdlib.h>
#include <string.h>

static const char *const kind_names[] = {
#define X(name, text) text,
	PLACE_KINDS(X)
#undef X
};

const char *place_kind_name(enum place_kind kind)
{
	return kind_names[kind];
}

bool place_kind_parse(const char *name, enum place_kind *out_kind)
{
	int kind;

	for (kind = 0; kind < PLACE_KIND_COUNT; kind++) {
		if (strcmp(kind_names[kind], name) == 0) {
			*out_kind = (enum place_kind)kind;
			return true;
		}
	}
	return false;
}

/* Rows of all kinds begin with their id or code. */
static int compare_key(const void *key, const void *row)
{
	return strcmp(key, *(const char *const *)row);
}

static const void *look_up(const char *key, const void *rows, size_t count, size_t size)
{
	return count ? bsearch(key, rows, count, size, compare_key) : NULL;
}

const struct place *gazetteer_place(const struct gazetteer *gazetteer, const char *id)
{
	return look_up(id, gazetteer->places, gazetteer->place_count,
		sizeof(*gazetteer->places));
}

const struct country *gazetteer_country(const struct gazetteer *gazetteer, const char *code)
{
	return look_up(code, gazetteer->countries, gazetteer->country_count,
		sizeof(*gazetteer->countries));
}

const struct area *gazetteer_area(const struct gazetteer *gazetteer, const char *id)
{
	return look_up(id, gazetteer->areas, gazetteer->area_count,
		sizeof(*gazetteer->areas));
}

const struct publisher *gazetteer_publisher(const struct gazetteer *gazetteer, const char *id)
{
	return look_up(id, gazetteer->publishers, gazetteer->publisher_count,
		sizeof(*gazetteer->publishers));
}

bool names_hold(const char *const *names, const char *word)
{
	for (; names && *names; names++)
		if (strcmp(*names, word) == 0)
			return true;
	return false;
}
