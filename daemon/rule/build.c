/* A rule from its YAML: what it says, its conditions; its examples are read by example.c. */
#include <string.h>

#include "rule/build_priv.h"

#define DEFAULT_WINDOW_S (72 * 3600)
enum { MINUTE_MS = 60000 };
enum { CHANGE_MAX = 1000 }; /* percent */
#define WINDOW_MAX_MS (INT64_C(400) * 86400 * 1000)

/* Categories of the bundled pack: users add their own, and mistype these. */
static const char *const bundled_categories[] = {"maritime-boundary", "border-marker",
	"migrant-pressure", "border-closure", "fortification", "airspace-violation",
	"drone-incursion", "subsea-infrastructure", "vessel-incident", "gnss-jamming",
	"border-clash", "troop-posture", "sabotage-hybrid"};

struct build {
	struct compile *compile;
	const struct decl *decl;
	struct rule *rule;
};

static struct arena *arena_of(const struct build *build)
{
	return build->compile->ruleset->arena;
}

/* What replaces a rule says it; what it leaves out stays as it was. */
static const struct config_node *get(const struct build *build, const char *key)
{
	const struct config_node *node =
		build->decl->replaced ? config_get(build->decl->replaced, key) : NULL;

	return node ? node : config_get(build->decl->node, key);
}

static const struct config_node *need(const struct build *build, const char *key)
{
	const struct config_node *node = get(build, key);

	if (!node)
		diag_error(build->compile->diag, build->decl->name_node->place,
			"rule '%s' has no '%s'", build->decl->name, key);
	return node;
}

/* ---- what it is ---------------------------------------------------------------------- */

static void read_title(struct build *build)
{
	const struct config_node *node = need(build, "title");
	const char *text;

	if (node && config_text(node, "'title'", build->compile->diag, &text))
		build->rule->title = arena_strdup(arena_of(build), text);
}

static void read_category(struct build *build)
{
	const struct config_node *node = need(build, "category");
	const char *near, *text;
	size_t i;

	if (!node || !config_text(node, "'category'", build->compile->diag, &text))
		return;
	build->rule->category = arena_strdup(arena_of(build), text);
	for (i = 0; i < ARRAY_LEN(bundled_categories); i++)
		if (strcmp(bundled_categories[i], text) == 0)
			return;
	near = config_nearest(text, bundled_categories, ARRAY_LEN(bundled_categories));
	if (near) {
		diag_error(build->compile->diag, node->place, "there is no category '%s'", text);
		diag_hint(build->compile->diag,
			"did you mean '%s'? (a category of your own may have any name that is "
			"not so near to a bundled one)",
			near);
	} else if (!name_is_good(text)) {
		diag_error(build->compile->diag, node->place,
			"'%s' is no name of a category: letters, digits, '-' and '_'", text);
	}
}

static void hint_severity(struct build *build, const char *text)
{
	const char *names[SEVERITY_COUNT];
	int i;

	for (i = 0; i < SEVERITY_COUNT; i++)
		names[i] = severity_name((enum severity)i);
	diag_hint_nearest(build->compile->diag, text, names, SEVERITY_COUNT);
}

static bool read_severity(struct build *build, const struct config_node *node,
	enum severity *out_severity)
{
	const char *text;

	if (!config_text(node, "a severity", build->compile->diag, &text))
		return false;
	if (severity_parse(text, out_severity))
		return true;
	diag_error(build->compile->diag, node->place,
		"'%s' is no severity: info, low, medium, high or critical", text);
	hint_severity(build, text);
	return false;
}

static void read_status(struct build *build)
{
	static const char *const names[] = {"draft", "live", "retired"};
	const struct config_node *node = get(build, "status");
	const char *text;

	if (!node || !config_text(node, "'status'", build->compile->diag, &text))
		return;
	build->rule->draft = strcmp(text, "draft") == 0;
	build->rule->retired = strcmp(text, "retired") == 0;
	if (build->rule->draft || build->rule->retired || strcmp(text, "live") == 0)
		return;
	diag_error(build->compile->diag, node->place,
		"'%s' is no status: draft, live or retired", text);
	diag_hint_nearest(build->compile->diag, text, names, ARRAY_LEN(names));
}

/* ---- incident ------------------------------------------------------------------------ */

static void read_by_one(struct build *build, const struct config_node *node)
{
	static const char *const names[] = {"category", "place", "country"};
	const char *text;

	if (!config_text(node, "what incidents go by", build->compile->diag, &text))
		return;
	if (strcmp(text, "place") == 0) {
		build->rule->incident.by_place = true;
	} else if (strcmp(text, "country") == 0) {
		build->rule->incident.by_country = true;
	} else if (strcmp(text, "category") != 0) {
		diag_error(build->compile->diag, node->place,
			"incidents go by category, place or country, not by '%s'", text);
		diag_hint_nearest(build->compile->diag, text, names, ARRAY_LEN(names));
	}
}

static void read_by(struct build *build, const struct config_node *node)
{
	size_t i;

	build->rule->incident.by_place = false;
	if (node->kind == CONFIG_SCALAR) {
		read_by_one(build, node);
		return;
	}
	if (!config_want(node, CONFIG_LIST, "'by'", build->compile->diag))
		return;
	for (i = 0; i < node->count; i++)
		read_by_one(build, node->values[i]);
}

static void read_incident(struct build *build)
{
	static const char *const known[] = {"by", "window", "change"};
	const struct config_node *map = get(build, "incident"), *node;
	int64_t window;

	build->rule->incident =
		(struct incident_policy){.by_place = true, .window_s = DEFAULT_WINDOW_S,
			.change_percent = -1};
	if (!map || !config_want(map, CONFIG_MAP, "'incident'", build->compile->diag))
		return;
	config_known_keys(map, known, ARRAY_LEN(known), "'incident'", build->compile->diag);
	if ((node = config_get(map, "by")))
		read_by(build, node);
	if ((node = config_get(map, "window")) &&
		config_duration_ms(node, "'window'", MINUTE_MS, WINDOW_MAX_MS,
			build->compile->diag, &window))
		build->rule->incident.window_s = window / 1000;
	if ((node = config_get(map, "change")))
		(void)config_int(node, "'change'", 0, CHANGE_MAX, build->compile->diag,
			&build->rule->incident.change_percent);
}

/* ---- conditions ----------------------------------------------------------------------- */

static struct cond *parse(struct build *build, const struct config_node *node)
{
	return cond_parse(build->compile, build->decl->pack, node);
}

/* The rule's own and those that overlays add: any of them quiets it. */
static void read_unless(struct build *build)
{
	const struct config_node *node = get(build, "unless");
	size_t room = build->decl->extended_count + 1, i;

	build->rule->unless = arena_alloc(arena_of(build), room * sizeof(struct cond *));
	build->rule->unless_places =
		arena_alloc(arena_of(build), room * sizeof(*build->rule->unless_places));
	for (i = 0; i < room; i++) {
		if (i)
			node = config_get(build->decl->extended[i - 1], "unless");
		if (!node)
			continue;
		build->rule->unless_places[build->rule->unless_count] = node->place;
		build->rule->unless[build->rule->unless_count] = parse(build, node);
		build->rule->unless_count += build->rule->unless[build->rule->unless_count] !=
					     NULL;
	}
}

static void read_raise_one(struct build *build, const struct config_node *map)
{
	static const char *const known[] = {"to", "when"};
	const struct config_node *to = config_get(map, "to"), *when = config_get(map, "when");
	struct rule_raise raise = {.to = SEVERITY_INFO};
	struct rule *rule = build->rule;

	if (!config_want(map, CONFIG_MAP, "one of 'raise'", build->compile->diag))
		return;
	config_known_keys(map, known, ARRAY_LEN(known), "one of 'raise'",
		build->compile->diag);
	if (!to || !when) {
		diag_error(build->compile->diag, map->place,
			"one of 'raise' needs 'to' and 'when', as in {to: critical, when: "
			"count(buoy) >= 20}");
		return;
	}
	raise.when = cond_parse_raise(build->compile, build->decl->pack, when);
	if (!read_severity(build, to, &raise.to) || !raise.when)
		return;
	if (raise.to <= rule->severity)
		diag_warning(build->compile->diag, to->place,
			"'%s' lifts nothing: the rule has severity '%s'",
			severity_name(raise.to), severity_name(rule->severity));
	ARENA_GROW(arena_of(build), rule->raises, rule->raise_count, rule->raise_cap);
	rule->raises[rule->raise_count++] = raise;
}

static void read_raise(struct build *build, const struct config_node *node)
{
	size_t i;

	if (!node)
		return;
	if (node->kind == CONFIG_MAP) {
		read_raise_one(build, node);
		return;
	}
	if (!config_want(node, CONFIG_LIST, "'raise'", build->compile->diag))
		return;
	for (i = 0; i < node->count; i++)
		read_raise_one(build, node->values[i]);
}

/* ---- the whole ------------------------------------------------------------------------ */

static void check_keys(struct build *build)
{
	static const char *const known[] = {"id", "title", "category", "severity", "status",
		"when", "unless", "raise", "incident", "examples"};
	static const char *const added[] = {"unless", "raise", "examples"};
	size_t i;

	config_known_keys(build->decl->node, known, ARRAY_LEN(known), "a rule",
		build->compile->diag);
	if (build->decl->replaced)
		config_known_keys(build->decl->replaced, known, ARRAY_LEN(known), "a rule",
			build->compile->diag);
	for (i = 0; i < build->decl->extended_count; i++)
		config_known_keys(build->decl->extended[i], added, ARRAY_LEN(added),
			"'extend' of a rule (the rest can be replaced)", build->compile->diag);
}

static void read_parts(struct build *build)
{
	const struct config_node *when = need(build, "when");
	size_t i;

	if (when) {
		build->rule->when = parse(build, when);
		build->rule->when_place = when->place;
	}
	read_unless(build);
	read_raise(build, get(build, "raise"));
	examples_read(build->compile, build->decl->pack, build->rule, get(build, "examples"));
	for (i = 0; i < build->decl->extended_count; i++) {
		read_raise(build, config_get(build->decl->extended[i], "raise"));
		examples_read(build->compile, build->decl->pack, build->rule,
			config_get(build->decl->extended[i], "examples"));
	}
}

void rule_build(struct compile *compile, struct decl *decl)
{
	struct ruleset *ruleset = compile->ruleset;
	struct rule *rule = arena_alloc(ruleset->arena, sizeof(*rule));
	struct build build = {compile, decl, rule};
	const struct config_node *severity;

	rule->id = decl->name;
	rule->pack = decl->pack;
	rule->title = decl->name;
	rule->place = decl->name_node->place;
	rule->severity = SEVERITY_MEDIUM;
	check_keys(&build);
	read_title(&build);
	read_category(&build);
	if ((severity = get(&build, "severity")))
		(void)read_severity(&build, severity, &rule->severity);
	read_status(&build);
	read_incident(&build);
	read_parts(&build);
	if (!rule->when || !rule->category || decl->disabled || rule->retired)
		return;
	MEM_GROW(ruleset->rules, ruleset->rule_count, ruleset->rule_cap);
	ruleset->rules[ruleset->rule_count++] = rule;
}
