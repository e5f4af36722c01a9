/*
 * What entries of the gazetteer say about each other: ids are given once, countries,
 * borders and areas exist, areas do not lie within themselves.
 */
#include "extract/lexicon_priv.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

static int compare_entries(const void *a, const void *b)
{
	const struct raw_entry *x = a, *y = b;
	int order = strcmp(x->id, y->id);

	if (order)
		return order;
	order = strcmp(x->id_place.file, y->id_place.file);
	return order ? order : x->id_place.line - y->id_place.line;
}

static void report_twice(
	const struct raw_entry *first, const struct raw_entry *second, struct diag *diag)
{
	diag_error(diag, second->id_place, "'%s' is given twice", second->id);
	diag_hint(diag, "first in %s:%d:%d", first->id_place.file, first->id_place.line,
		first->id_place.column);
}

/* Sorts by id and drops the second of two of one id. */
static void sort_list(struct raw_list *list, struct diag *diag)
{
	size_t i, kept = 0;

	if (list->count)
		qsort(list->entries, list->count, sizeof(*list->entries),
			compare_entries);
	for (i = 0; i < list->count; i++) {
		if (kept && strcmp(list->entries[kept - 1].id, list->entries[i].id) == 0)
			report_twice(&list->entries[kept - 1], &list->entries[i], diag);
		else
			list->entries[kept++] = list->entries[i];
	}
	list->count = kept;
}

static int compare_id(const void *id, const void *entry)
{
	return strcmp(id, ((const struct raw_entry *)entry)->id);
}

struct raw_entry *find_entry(const struct raw_list *list, const char *id)
{
	return list->count ? bsearch(id, list->entries, list->count,
				     sizeof(*list->entries), compare_id)
			   : NULL;
}

static void report_unknown(const struct raw_list *list, const struct raw_word *word,
	const char *what, struct diag *diag)
{
	const char **ids = mem_calloc(list->count + 1, sizeof(*ids));
	size_t i;

	diag_error(diag, word->place, "there is no %s '%s'", what, word->text);
	for (i = 0; i < list->count; i++)
		ids[i] = list->entries[i].id;
	diag_hint_nearest(diag, word->text, ids, list->count);
	mem_free(ids);
}

static void check_words(const struct raw_list *list, const struct raw_words *words,
	const char *what, struct diag *diag)
{
	size_t i;

	for (i = 0; i < words->count; i++)
		if (!find_entry(list, words->words[i].text))
			report_unknown(list, &words->words[i], what, diag);
}

static bool two_codes(const char *border)
{
	return strspn(border, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") == 2 && border[2] == '-' &&
	       strspn(border + 3, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") == 2 && !border[5] &&
	       strncmp(border, border + 3, 2) < 0;
}

static void check_border(const struct lexicon_builder *builder,
	const struct raw_word *border, struct diag *diag)
{
	struct raw_word half = {.place = border->place};
	char code[3] = "";
	int i;

	if (!two_codes(border->text)) {
		diag_error(diag, border->place,
			"a border is two country codes in order of the alphabet, not "
			"'%s'",
			border->text);
		diag_hint(diag, "EE-RU, FI-RU, BY-PL");
		return;
	}
	for (i = 0; i < 2; i++) {
		memcpy(code, border->text + 3 * i, 2);
		half.text = code;
		if (!find_entry(&builder->countries, code))
			report_unknown(&builder->countries, &half, "country", diag);
	}
}

static void check_entry(const struct lexicon_builder *builder,
	const struct raw_entry *entry, struct diag *diag)
{
	size_t i;

	check_words(&builder->countries, &entry->countries, "country", diag);
	check_words(&builder->countries, &entry->need_countries, "country", diag);
	check_words(&builder->areas, &entry->areas, "area", diag);
	check_words(&builder->areas, &entry->need_areas, "area", diag);
	for (i = 0; i < entry->borders.count; i++)
		check_border(builder, &entry->borders.words[i], diag);
}

/* Follows `within` from an area: who comes by an area that is still being followed walks
 * in a circle. */
static bool in_circle(const struct raw_list *areas, struct raw_entry *area)
{
	size_t i;

	if (area->walk != WALK_NEW)
		return area->walk == WALK_OPEN;
	area->walk = WALK_OPEN;
	for (i = 0; i < area->areas.count; i++) {
		struct raw_entry *outer = find_entry(areas, area->areas.words[i].text);

		if (outer && in_circle(areas, outer))
			return true;
	}
	area->walk = WALK_DONE;
	return false;
}

static void check_circles(struct raw_list *areas, struct diag *diag)
{
	size_t i;

	for (i = 0; i < areas->count; i++) {
		struct raw_entry *area = &areas->entries[i];

		if (area->walk != WALK_NEW || !in_circle(areas, area))
			continue;
		diag_error(diag, area->id_place, "the area '%s' lies within itself",
			area->id);
	}
	/* What walked in a circle must not be walked again. */
	for (i = 0; i < areas->count; i++)
		if (areas->entries[i].walk == WALK_OPEN)
			areas->entries[i].areas.count = 0;
}

void check_gazetteer(struct lexicon_builder *builder, struct diag *diag)
{
	struct raw_list *lists[] = {&builder->areas, &builder->countries, &builder->places,
		&builder->publishers};
	size_t i, k;

	for (i = 0; i < ARRAY_LEN(lists); i++)
		sort_list(lists[i], diag);
	for (i = 0; i < ARRAY_LEN(lists); i++)
		for (k = 0; k < lists[i]->count; k++)
			check_entry(builder, &lists[i]->entries[k], diag);
	check_circles(&builder->areas, diag);
}
