/* Reading the tree of routes, and the way of an alert through it. */
#include "alert/routes.h"

#include <ctype.h>
#include <string.h>

#include "alert/alert_priv.h"
#include "base/mem.h"

enum { DEPTH_MAX = 16, ROUTES_MAX = 1000, DAY_MS = 86400 * 1000, NAME_MAX_BYTES = 64 };

/* ---- the table -------------------------------------------------------------------- */

static const char *const official_choices[] = {"any", "no", "yes", NULL};
static const char *const except_choices[] = {"never",
#define X(name, text) text,
	SEVERITIES(X)
#undef X
		NULL};
static const char *const group_names[] = {
	"incident", "category", "country", "place", "rule", "severity", "all", NULL};

static const char *check_span(const char *text)
{
	struct calendar_entry entry;

	return calendar_span(text, &entry);
}

static const char *check_moment(const char *text)
{
	struct calendar_entry entry;

	return calendar_moment(text, &entry);
}

static const char *check_name(const char *text)
{
	if (strlen(text) > NAME_MAX_BYTES || isdigit((unsigned char)*text) ||
		text[strspn(text, "abcdefghijklmnopqrstuvwxyz0123456789-_")])
		return "a name is made of small letters, digits, '-' and '_', at most 64, and "
		       "begins with a letter";
	return NULL;
}

#define OPTION(member) .name = #member, .offset = offsetof(struct route_options, member)
#define MATCH(member)                                                                    \
	.name = #member, .offset = offsetof(struct route_options, match.member)

static const struct config_option options[] = {
	{OPTION(name), .type = OPTION_TEXT, .check = check_name,
		.help = "The name of the route in *kordonctl alerts why*. Default: its place in the "
			"list, as *2* or *2.1*."},
	{MATCH(category), .type = OPTION_LIST, .help = "Alerts of these categories."},
	{MATCH(severity), .type = OPTION_CHOICE, .choices = alert_severity_choices,
		.def = "info", .help = "Alerts of this severity or a graver one."},
	{MATCH(country), .type = OPTION_LIST,
		.help = "Alerts of incidents in one of these countries (EE, FI)."},
	{MATCH(place), .type = OPTION_LIST,
		.help = "Alerts of incidents at one of these places, by id (narva-river)."},
	{MATCH(status), .type = OPTION_LIST,
		.help = "Alerts of incidents of this status, as *confirmed*."},
	{MATCH(origins), .type = OPTION_INT, .min = 0, .max = 1000, .def = "0",
		.help = "Alerts of incidents that so many independent origins report, or more."},
	{MATCH(official), .type = OPTION_CHOICE, .choices = official_choices,
		.def = "any",
		.help = "*yes*: an official source stands behind the incident; *no*: none does."},
	{MATCH(kind), .type = OPTION_LIST,
		.help = "Alerts of this kind: *new*, *update*, *escalated*, *withdrawn* …"},
	{MATCH(tag), .type = OPTION_LIST,
		.help = "Reports of sources with one of these tags."},
	{MATCH(source), .type = OPTION_LIST, .help = "Reports of these sources, by id."},
	{MATCH(rule), .type = OPTION_LIST, .help = "Findings of these rules, by id."},
	{MATCH(pack), .type = OPTION_LIST, .help = "Findings of rules of these packs."},
	{OPTION(sinks), .type = OPTION_LIST,
		.help = "Where they go: names of sinks. What a sink asks for itself "
			"(*min_severity* …) still holds. *log*, *journal* and *terminal* get every "
			"alert at once, unless a route names them. An empty list sends them nowhere."},
	{.name = "continue",
		.offset = offsetof(struct route_options, go_on),
		.type = OPTION_BOOL,
		.def = "no",
		.help = "*yes*: the next routes of the list are asked, too. Else the first that "
			"matches is the last."},
	{OPTION(group_by), .type = OPTION_LIST,
		.help = "What makes alerts one message where they wait: *incident*, *category*, "
			"*country*, *place*, *rule*, *severity*, or *all* for whatever there is. "
			"Default: incident."},
	{.name = "group_wait",
		.offset = offsetof(struct route_options, group_wait_ms),
		.type = OPTION_DURATION,
		.max = DAY_MS,
		.def = "0",
		.help = "How long the first alert of a group waits for others to come with it."},
	{.name = "group_interval",
		.offset = offsetof(struct route_options, group_interval_ms),
		.type = OPTION_DURATION,
		.max = 7LL * DAY_MS,
		.def = "0",
		.help = "The shortest time between two messages of a group; what comes in between "
			"waits and comes as one."},
	{.name = "repeat",
		.offset = offsetof(struct route_options, repeat_ms),
		.type = OPTION_DURATION,
		.max = 7LL * DAY_MS,
		.def = "0",
		.help = "How often a critical alert is sent again until somebody acknowledges its "
			"incident (*kordonctl incidents ack*) or it is closed, at most for a week. 0: "
			"it is not."},
	{OPTION(quiet), .type = OPTION_LIST, .check = check_span,
		.help = "Hours in which nothing is sent, as *22:00-06:30*, *mon-fri 22:00-06:30* or "
			"*sat,sun*; the day is the one on which they begin. What was held comes as "
			"one message when they end. Wants *zone*."},
	{OPTION(quiet_except), .type = OPTION_CHOICE, .choices = except_choices,
		.def = "critical",
		.help = "Alerts of this severity or a graver one are sent in quiet hours all the "
			"same; *never*: none is."},
	{OPTION(digest), .type = OPTION_LIST, .check = check_moment,
		.help = "Alerts are not sent one by one, but together at these times, as *06:30* or "
			"*mon-fri 18:00*, with what changed too little for an alert. Wants *zone*."},
	{OPTION(zone), .type = OPTION_TEXT,
		.help = "The time zone of *quiet* and *digest*, as *Europe/Tallinn*."},
	{OPTION(routes), .type = OPTION_NESTED, .unit = "routes",
		.help = "Routes inside this one: the first that matches takes the alert. What they do "
			"not say of sinks, groups and times they have from here."},
};

const struct config_table alert_route_table = {
	.name = "routes",
	.help = "A list of routes: which alerts go where, and when. The first that matches takes "
		"the alert. Without the list every sink gets what its own entry asks for, at once.",
	.options = options,
	.count = ARRAY_LEN(options),
	.size = sizeof(struct route_options),
};

struct load {
	const struct alert_names *names;
	struct diag *diag;
	struct alert_routes *all;
	size_t count;
};

/* ---- one node --------------------------------------------------------------------- */

static void hint_zone(struct diag *diag, const char *word)
{
	size_t count, i;
	char **names;

	if (!diag_hint_wanted(diag))
		return;
	names = zone_names(&count);
	diag_hint_nearest(diag, word, (const char *const *)names, count);
	for (i = 0; i < count; i++)
		mem_free(names[i]);
	mem_free(names);
}

static void take_zone(
	const struct load *load, const struct config_node *map, struct route *route)
{
	const char *name = route->options.zone;

	if (!name)
		return;
	route->own_zone = zone_new(name);
	route->zone = route->own_zone;
	if (route->zone)
		return;
	diag_error(load->diag, config_get(map, "zone")->place,
		"there is no time zone '%s'%s", name,
		zone_list_is_here()
			? " (they are named as Europe/Tallinn)"
			: ": this machine has no list of them (package tzdata)");
	hint_zone(load->diag, name);
}

static struct calendar_entry *entries(char *const *texts, size_t *out_count,
	const char *(*read)(const char *, struct calendar_entry *))
{
	struct calendar_entry *list;
	size_t count = 0, i;

	while (texts && texts[count])
		count++;
	list = mem_calloc(count + 1, sizeof(*list));
	for (i = 0; i < count; i++)
		if (read(texts[i], &list[i])) /* an option's check was asked before */
			list[i] = (struct calendar_entry){.days = 0};
	*out_count = count;
	return list;
}

static unsigned groups(
	const struct load *load, const struct config_node *map, char *const *words)
{
	unsigned bits = 0;
	size_t i, j;

	for (i = 0; words && words[i]; i++) {
		for (j = 0; group_names[j] && strcmp(group_names[j], words[i]) != 0; j++)
			;
		if (group_names[j]) {
			bits |= 1U << j;
			continue;
		}
		diag_error(load->diag, route_element_place(map, "group_by", i),
			"alerts are not grouped by '%s'", words[i]);
		diag_hint_nearest(
			load->diag, words[i], group_names, ARRAY_LEN(group_names) - 1);
	}
	return bits;
}

static bool says(const struct config_node *map, const char *key)
{
	return config_get(map, key) != NULL;
}

static void inherit(struct route *route, const struct route *parent)
{
	static const struct route top = {
		.group_by = GROUP_INCIDENT, .quiet_except = SEVERITY_CRITICAL};

	if (!parent)
		parent = &top;
	route->sinks = parent->sinks;
	route->group_by = parent->group_by;
	route->group_wait_s = parent->group_wait_s;
	route->group_interval_s = parent->group_interval_s;
	route->repeat_s = parent->repeat_s;
	route->quiet = parent->quiet;
	route->quiet_count = parent->quiet_count;
	route->quiet_except = parent->quiet_except;
	route->digest = parent->digest;
	route->digest_count = parent->digest_count;
	route->zone = parent->zone;
}

/* What the node says itself stands in front of what it has from above. */
static void take_own(
	const struct load *load, const struct config_node *map, struct route *route)
{
	const struct route_options *own = &route->options;

	if (says(map, "sinks"))
		route->sinks = own->sinks;
	if (says(map, "group_by"))
		route->group_by = groups(load, map, own->group_by);
	if (says(map, "group_wait"))
		route->group_wait_s = own->group_wait_ms / 1000;
	if (says(map, "group_interval"))
		route->group_interval_s = own->group_interval_ms / 1000;
	if (says(map, "repeat"))
		route->repeat_s = own->repeat_ms / 1000;
	if (says(map, "quiet_except"))
		route->quiet_except = own->quiet_except
					      ? (enum severity)(own->quiet_except - 1)
					      : SEVERITY_COUNT;
	if (says(map, "quiet"))
		route->quiet = route->own_quiet =
			entries(own->quiet, &route->quiet_count, calendar_span);
	if (says(map, "digest"))
		route->digest = route->own_digest =
			entries(own->digest, &route->digest_count, calendar_moment);
	take_zone(load, map, route);
}

static void check_times(
	const struct load *load, const struct config_node *map, const struct route *route)
{
	const char *what = says(map, "quiet") ? "quiet" : "digest";
	size_t count = says(map, "quiet") ? route->quiet_count : route->digest_count;

	if (says(map, what) && count && !route->zone && !route->options.zone)
		diag_error(load->diag, config_get(map, what)->place,
			"'%s' wants 'zone:', the time zone of its hours, as Europe/Tallinn",
			what);
}

static bool same_name(const struct route *list, size_t count, const char *name)
{
	size_t i;

	for (i = 0; i < count; i++)
		if ((list[i].name && strcmp(list[i].name, name) == 0) ||
			same_name(list[i].routes, list[i].count, name))
			return true;
	return false;
}

static void take_name(const struct load *load, const struct config_node *map,
	struct route *route, const struct route *parent, size_t i)
{
	route->number = parent ? mem_printf("%s.%zu", parent->number, i + 1)
			       : mem_printf("%zu", i + 1);
	if (route->options.name &&
		same_name(load->all->routes, load->all->count, route->options.name))
		diag_error(load->diag, config_get(map, "name")->place,
			"there is a route '%s' already", route->options.name);
	route->name = route->options.name ? route->options.name : route->number;
}

/* ---- the tree --------------------------------------------------------------------- */

static void load_list(struct load *load, const struct config_node *list,
	const struct route *parent, int depth, struct route **out_routes,
	size_t *out_count);

static void load_one(struct load *load, const struct config_node *map,
	struct route *route, const struct route *parent, size_t i, int depth)
{
	config_defaults(&alert_route_table, &route->options);
	if (!config_want(map, CONFIG_MAP, "a route", load->diag))
		return;
	config_apply(&alert_route_table, map, &route->options, load->diag);
	take_name(load, map, route, parent, i);
	inherit(route, parent);
	take_own(load, map, route);
	route_check_names(load->names, map, &route->options, load->diag);
	check_times(load, map, route);
	if (route->options.routes)
		load_list(load, route->options.routes, route, depth + 1, &route->routes,
			&route->count);
	route->options.routes = NULL;
}

static void load_list(struct load *load, const struct config_node *list,
	const struct route *parent, int depth, struct route **out_routes,
	size_t *out_count)
{
	size_t i;

	load->count += list->count;
	if (depth > DEPTH_MAX || load->count > ROUTES_MAX) {
		diag_error(load->diag, list->place,
			"routes stand at most %d deep, and are at most %d", DEPTH_MAX,
			ROUTES_MAX);
		return;
	}
	*out_routes = mem_calloc(list->count + 1, sizeof(**out_routes));
	for (i = 0; i < list->count; i++) {
		*out_count = i + 1;
		load_one(load, list->values[i], &(*out_routes)[i], parent, i, depth);
	}
}

/* Sinks that no route leads to are said: who adds one forgets the other. */
static void warn_unnamed(const struct load *load, const struct config_node *list)
{
	static const char *const records[] = {"log", "journal", "terminal"};
	const struct alert_name_list *sinks = &load->names->sinks;
	size_t i, j;

	for (i = 0; i < sinks->count; i++) {
		for (j = 0;
			j < ARRAY_LEN(records) && strcmp(records[j], sinks->list[i]) != 0;
			j++)
			;
		if (j == ARRAY_LEN(records) &&
			!alert_routes_name(load->all, sinks->list[i]))
			diag_warning(load->diag, list->place,
				"no route leads to the sink '%s': it gets no alerts",
				sinks->list[i]);
	}
}

struct alert_routes *alert_routes_load(const struct config_node *const *roots,
	size_t count, const struct alert_names *names, struct diag *diag)
{
	const struct config_node *list, *found = NULL;
	struct load load = {.names = names, .diag = diag};
	size_t i;

	for (i = 0; i < count; i++) {
		list = config_get(roots[i], "routes");
		if (!list || config_is_empty(list) ||
			!config_want(list, CONFIG_LIST, "'routes'", diag))
			continue;
		if (found)
			diag_error(diag, list->place,
				"'routes' stands in %s already: their order "
				"counts, so that they stand in one file",
				found->place.file ? found->place.file : "another file");
		else
			found = list;
	}
	if (!found)
		return NULL;
	load.all = mem_alloc(sizeof(*load.all));
	load_list(&load, found, NULL, 1, &load.all->routes, &load.all->count);
	warn_unnamed(&load, found);
	return load.all;
}

static void free_list(struct route *list, size_t count)
{
	size_t i;

	for (i = 0; i < count; i++) {
		free_list(list[i].routes, list[i].count);
		config_release(&alert_route_table, &list[i].options);
		zone_free(list[i].own_zone);
		mem_free(list[i].own_quiet);
		mem_free(list[i].own_digest);
		mem_free(list[i].number);
	}
	mem_free(list);
}

void alert_routes_free(struct alert_routes *routes)
{
	if (!routes)
		return;
	free_list(routes->routes, routes->count);
	mem_free(routes);
}
