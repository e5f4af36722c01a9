/* Whether the names in a route are names of something, and which one was meant. */
#include <ctype.h>
#include <string.h>

#include "alert/alert_priv.h"
#include "base/mem.h"

struct check {
	const struct alert_names *names;
	struct diag *diag;
};

static bool among(const struct alert_name_list *names, const char *word)
{
	size_t i;

	for (i = 0; i < names->count; i++)
		if (strcmp(names->list[i], word) == 0)
			return true;
	return false;
}

/* The element of a list that an option was read from: its place is what the mistake has. */
struct diag_place route_element_place(
	const struct config_node *map, const char *key, size_t i)
{
	const struct config_node *node = config_get(map, key);

	return node->kind == CONFIG_LIST ? node->values[i]->place : node->place;
}

static void check_names(const struct check *check, const struct config_node *map,
	const char *key, char *const *words, const struct alert_name_list *known,
	const char *what)
{
	size_t i;

	for (i = 0; words && words[i] && known->count; i++) {
		if (among(known, words[i]))
			continue;
		diag_error(check->diag, route_element_place(map, key, i),
			"there is no %s '%s'", what, words[i]);
		diag_hint_nearest(check->diag, words[i], known->list, known->count);
	}
}

static void check_places(
	const struct check *check, const struct config_node *map, char *const *words)
{
	const struct gazetteer *gazetteer = check->names->gazetteer;
	const char **ids;
	size_t i, j;

	for (i = 0; words && words[i] && gazetteer && gazetteer->place_count; i++) {
		if (gazetteer_place(gazetteer, words[i]))
			continue;
		diag_error(check->diag, route_element_place(map, "place", i),
			"there is no place '%s'", words[i]);
		ids = mem_calloc(gazetteer->place_count, sizeof(*ids));
		for (j = 0; j < gazetteer->place_count; j++)
			ids[j] = gazetteer->places[j].id;
		diag_hint_nearest(check->diag, words[i], ids, gazetteer->place_count);
		mem_free(ids);
	}
}

/* Codes in capitals, as incidents have them; plain `no` is Norway. */
static void check_countries(
	const struct check *check, const struct config_node *map, char **words)
{
	const struct gazetteer *gazetteer = check->names->gazetteer;
	char *letter;
	size_t i;

	for (i = 0; words && words[i]; i++) {
		for (letter = words[i]; *letter; letter++)
			*letter = (char)toupper((unsigned char)*letter);
		if (strlen(words[i]) != 2)
			diag_error(check->diag, route_element_place(map, "country", i),
				"a country is two letters, as EE, not '%s'", words[i]);
		else if (gazetteer && gazetteer->country_count &&
			 !gazetteer_country(gazetteer, words[i]))
			diag_error(check->diag, route_element_place(map, "country", i),
				"the gazetteer knows no country '%s'", words[i]);
	}
}

static void list_add(struct alert_name_list *list, const char *word)
{
	MEM_GROW(list->list, list->count, list->cap);
	list->list[list->count++] = word;
}

static void check_words(const struct check *check, const struct config_node *map,
	const struct route_match *match)
{
	struct alert_name_list statuses = {NULL}, kinds = {NULL};
	int i;

	for (i = 0; i < INCIDENT_STATUS_COUNT; i++)
		list_add(&statuses, incident_status_name((enum incident_status)i));
	for (i = 0; i < ALERT_KIND_COUNT; i++)
		list_add(&kinds, alert_kind_name((enum alert_kind)i));
	check_names(check, map, "status", match->status, &statuses, "status");
	check_names(check, map, "kind", match->kind, &kinds, "kind of alert");
	mem_free(statuses.list);
	mem_free(kinds.list);
}

void route_check_names(const struct alert_names *names, const struct config_node *map,
	const struct route_options *route, struct diag *diag)
{
	const struct check check = {names, diag};
	const struct route_match *match = &route->match;

	check_names(&check, map, "sinks", route->sinks, &names->sinks, "sink");
	check_names(
		&check, map, "category", match->category, &names->categories, "category");
	check_names(&check, map, "rule", match->rule, &names->rules, "rule");
	check_names(&check, map, "pack", match->pack, &names->packs, "pack");
	check_names(&check, map, "source", match->source, &names->sources, "source");
	check_names(&check, map, "tag", match->tag, &names->tags, "source with the tag");
	check_places(&check, map, match->place);
	check_countries(&check, map, match->country);
	check_words(&check, map, match);
}
