/*
 * The bundled gazetteer looked at entry by entry: each name finds its own place, each place
 * lies where its countries lie, each crossing states its border. Argument: the folder.
 */
#include "check.h"

#include <glob.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "extract/extract.h"

static const char *folder;
static struct lexicon *lexicon;
static struct config_tree *trees[64];
static size_t tree_count;

/* ---- loading ----------------------------------------------------------------------- */

static int load(void **state)
{
	struct lexicon_builder *builder = lexicon_builder_new();
	struct diag *diag = diag_new();
	char pattern[4096];
	glob_t files;

	(void)state;
	snprintf(pattern, sizeof(pattern), "%s/*.yaml", folder);
	if (glob(pattern, 0, NULL, &files) != 0 || files.gl_pathc > ARRAY_LEN(trees))
		return -1;
	for (; tree_count < files.gl_pathc; tree_count++) {
		trees[tree_count] = config_read_file(files.gl_pathv[tree_count], diag);
		if (!trees[tree_count])
			return -1;
		lexicon_add(builder, config_root(trees[tree_count]), diag);
	}
	globfree(&files);
	lexicon = lexicon_compile(builder, diag);
	lexicon_builder_free(builder);
	assert_int_equal(diag_errors(diag), 0);
	diag_free(diag);
	return 0;
}

static int unload(void **state)
{
	(void)state;
	lexicon_free(lexicon);
	while (tree_count > 0)
		config_tree_free(trees[--tree_count]);
	return 0;
}

/* ---- names as a text would write them ------------------------------------------------ */

/* Calls visit with every text that the alternatives of a pattern make. */
struct visit {
	void (*text)(void *context, const char *text);
	void *context;
};

static void expand(const struct visit *visit, const char *pattern)
{
	const char *open = strchr(pattern, '('), *close = open ? strchr(open, ')') : NULL, *at;
	size_t len;

	if (!close) {
		visit->text(visit->context, pattern);
		return;
	}
	for (at = open + 1; at <= close; at += len + 1) {
		CLEANUP(mem_freep) char *one = NULL;

		len = strcspn(at, "|)");
		one = mem_printf("%.*s%.*s%s", (int)(open - pattern), pattern, (int)len, at,
			close + 1);
		expand(visit, one);
	}
}

/* Without the signs of a pattern: what stands in a text. */
static void plain(char *text)
{
	char *to = text;

	for (; *text; text++)
		if (*text != '*' && *text != '=')
			*to++ = *text;
	*to = '\0';
}

/* ---- every name finds its place ------------------------------------------------------ */

struct naming {
	const struct config_node *place;
	const char *lang; /* NULL: any */
	const char *id;
	unsigned failed;
};

static bool finds(const struct mentions *mentions, const char *id)
{
	size_t i;

	for (i = 0; i < mentions->place_count; i++)
		if (mentions->places[i].place && strcmp(mentions->places[i].place->id, id) == 0)
			return true;
	return false;
}

static const char *found_instead(const struct mentions *mentions)
{
	if (!mentions->place_count)
		return "nothing";
	return mentions->places[0].place ? mentions->places[0].place->id
					 : mentions->places[0].country->code;
}

static void check_name(void *context, const char *pattern)
{
	struct naming *naming = context;
	CLEANUP(mem_freep) char *text = mem_strdup(pattern);
	CLEANUP(arena_freep) struct arena *arena = arena_new();
	struct item item = {.lang = naming->lang};
	const struct mentions *mentions;

	plain(text);
	item.field[ITEM_TITLE] = item_text_plain(arena, text, SEGMENT_TITLE);
	mentions = extract_mentions(lexicon, arena, text_doc_new(arena, &item));
	if (finds(mentions, naming->id))
		return;
	print_error("%s: '%s' (%s) finds %s\n", naming->id, text,
		naming->lang ? naming->lang : "any", found_instead(mentions));
	naming->failed++;
}

static void check_names(struct naming *naming, const struct config_node *names)
{
	const struct visit visit = {check_name, naming};
	size_t i;

	if (names->kind == CONFIG_SCALAR)
		expand(&visit, names->text);
	for (i = 0; names->kind == CONFIG_LIST && i < names->count; i++)
		expand(&visit, names->values[i]->text);
}

static void check_place(struct naming *naming)
{
	const struct config_node *names = config_get(naming->place, "names");
	size_t i;

	if (names->kind != CONFIG_MAP) {
		check_names(naming, names);
		return;
	}
	for (i = 0; i < names->count; i++) {
		naming->lang = names->keys[i]->text;
		if (strcmp(naming->lang, "any") == 0)
			naming->lang = NULL;
		check_names(naming, names->values[i]);
	}
}

/*
 * Of two places on the same words one loses, and a name that another place's `not` covers
 * finds nothing. What decides by context (`needs`) is tested by texts in test_extract.c.
 */
static void every_name_finds_its_place(void **state)
{
	struct naming naming = {0};
	size_t t, i;

	(void)state;
	for (t = 0; t < tree_count; t++) {
		const struct config_node *places = config_get(config_root(trees[t]), "places");

		for (i = 0; places && i < places->count; i++) {
			naming.place = places->values[i];
			naming.id = config_get(naming.place, "id")->text;
			naming.lang = NULL;
			if (!config_get(naming.place, "needs"))
				check_place(&naming);
		}
	}
	assert_int_equal(naming.failed, 0);
}

/* ---- where they lie ------------------------------------------------------------------ */

/* The land of each country of the theatre and the sea before it; in degrees. */
static const struct box {
	const char *code;
	double south, north, west, east;
} boxes[] = {
	{"EE", 57.4, 60.2, 21.3, 28.3}, {"LV", 55.6, 58.4, 19.0, 28.4},
	{"LT", 53.8, 56.6, 18.3, 27.0}, {"FI", 57.0, 70.3, 15.5, 31.7},
	{"SE", 54.5, 69.2, 8.9, 24.3}, {"NO", 54.0, 81.0, -9.0, 37.0},
	{"DK", 54.4, 62.7, -8.0, 16.0}, {"PL", 49.0, 56.0, 13.7, 24.3},
	{"DE", 50.0, 60.0, 4.0, 25.0}, {"RU", 54.2, 82.0, 15.0, 66.0},
	{"BY", 51.2, 57.0, 23.1, 32.8}, {"UA", 49.0, 52.4, 22.0, 34.0},
	{"IS", 59.0, 67.0, -25.0, -4.0}, {"GB", 54.0, 61.5, -9.0, 6.0},
	{"FO", 60.0, 63.0, -8.0, -3.0},
};

static const struct box *box_of(const char *code)
{
	size_t i;

	for (i = 0; i < ARRAY_LEN(boxes); i++)
		if (strcmp(boxes[i].code, code) == 0)
			return &boxes[i];
	return NULL;
}

static bool lies_in(const struct place *place, const struct box *box)
{
	return place->lat >= box->south && place->lat <= box->north &&
	       place->lon >= box->west && place->lon <= box->east;
}

/* Has a point on the map, and reaches far beyond it. */
static bool is_long(const struct place *place)
{
	return place->kind == PLACE_PIPELINE || place->kind == PLACE_CABLE ||
	       place->kind == PLACE_CORRIDOR || place->kind == PLACE_BORDER;
}

/* A place stands for several countries where it lies between them: near each of them. */
static void every_place_lies_near_its_countries(void **state)
{
	const struct gazetteer *gazetteer = lexicon_gazetteer(lexicon);
	unsigned failed = 0;
	size_t i, c;

	(void)state;
	for (i = 0; i < gazetteer->place_count; i++) {
		const struct place *place = &gazetteer->places[i];

		if (isnan(place->lat) || names_hold(place->areas, "elsewhere"))
			continue;
		for (c = 0; place->countries[c]; c++) {
			const struct box *box = box_of(place->countries[c]);

			assert_non_null(box);
			if (lies_in(place, box) || is_long(place))
				continue;
			print_error("%s lies at %g, %g: not in %s\n", place->id, place->lat,
				place->lon, place->countries[c]);
			failed++;
		}
	}
	assert_int_equal(failed, 0);
}

/* A border that a place names joins one of its own countries with another. */
static bool own_border(const struct place *place, const char *border)
{
	size_t c;

	for (c = 0; place->countries[c]; c++)
		if (strncmp(border, place->countries[c], 2) == 0 ||
			strcmp(border + 3, place->countries[c]) == 0)
			return true;
	return !place->countries[0];
}

static void borders_are_those_of_the_places_countries(void **state)
{
	const struct gazetteer *gazetteer = lexicon_gazetteer(lexicon);
	size_t i, b;

	(void)state;
	for (i = 0; i < gazetteer->place_count; i++) {
		const struct place *place = &gazetteer->places[i];

		for (b = 0; place->borders[b]; b++)
			if (!own_border(place, place->borders[b]))
				fail_msg("%s does not lie on %s", place->id, place->borders[b]);
	}
}

static void every_crossing_of_the_outer_border_states_it(void **state)
{
	/* Within the Union: a checkpoint on the way through the Suwałki Gap. */
	static const char *const inner[] = {"budzisko", NULL};
	const struct gazetteer *gazetteer = lexicon_gazetteer(lexicon);
	size_t i, crossings = 0;

	(void)state;
	for (i = 0; i < gazetteer->place_count; i++) {
		const struct place *place = &gazetteer->places[i];

		if (place->kind != PLACE_CROSSING)
			continue;
		crossings++;
		if (!place->borders[0] && !names_hold(inner, place->id))
			fail_msg("%s states no border", place->id);
	}
	assert_true(crossings >= 90);
}

/* ---- how much there is --------------------------------------------------------------- */

static bool is_proper(const struct place *place)
{
	return !isnan(place->lat) && place->kind != PLACE_REGION &&
	       place->kind != PLACE_BORDER && place->kind != PLACE_CAPITAL;
}

static void the_theatre_is_covered(void **state)
{
	static const struct {
		enum place_kind kind;
		size_t least;
	} wanted[] = {
		{PLACE_CROSSING, 90}, {PLACE_RIVER, 40}, {PLACE_LAKE, 12}, {PLACE_LAGOON, 3},
		{PLACE_STRAIT, 12}, {PLACE_GULF, 20}, {PLACE_ISLAND, 40}, {PLACE_SEA, 25},
		{PLACE_TOWN, 150}, {PLACE_PORT, 60}, {PLACE_BASE, 100}, {PLACE_AIRPORT, 15},
		{PLACE_CABLE, 30}, {PLACE_PIPELINE, 7}, {PLACE_REGION, 50}, {PLACE_CAPITAL, 12},
	};
	const struct gazetteer *gazetteer = lexicon_gazetteer(lexicon);
	size_t i, proper = 0, kinds[PLACE_KIND_COUNT] = {0};

	(void)state;
	for (i = 0; i < gazetteer->place_count; i++) {
		proper += is_proper(&gazetteer->places[i]);
		kinds[gazetteer->places[i].kind]++;
	}
	assert_true(proper >= 700);
	for (i = 0; i < ARRAY_LEN(wanted); i++)
		if (kinds[wanted[i].kind] < wanted[i].least)
			fail_msg("%zu places are a %s, expected %zu", kinds[wanted[i].kind],
				place_kind_name(wanted[i].kind), wanted[i].least);
}

int main(int argc, char **argv)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_name_finds_its_place),
		cmocka_unit_test(every_place_lies_near_its_countries),
		cmocka_unit_test(borders_are_those_of_the_places_countries),
		cmocka_unit_test(every_crossing_of_the_outer_border_states_it),
		cmocka_unit_test(the_theatre_is_covered),
	};

	folder = argc > 1 ? argv[1] : "config/places.d";
	return cmocka_run_group_tests(tests, load, unload);
}
