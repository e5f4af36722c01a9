/*
 * What pack files declare: terms, conditions and rules by name, with overlays (extend,
 * replace, disable) put on whatever the order of the files is.
 */
#include <ctype.h>
#include <string.h>

#include "rule/build_priv.h"

/* ---- names ------------------------------------------------------------------------- */

bool name_is_good(const char *name)
{
	const char *at;

	if (!isalpha((unsigned char)*name) && (unsigned char)*name < 0x80)
		return false;
	for (at = name; *at; at++)
		if (!isalnum((unsigned char)*at) && !strchr("-_", *at) &&
			(unsigned char)*at < 0x80)
			return false;
	return true;
}

/* Rules have names of their own; terms and conditions share theirs. */
static char *make_key(enum decl_kind kind, const char *pack, const char *name)
{
	const char *space = kind == DECL_RULE ? "rule:" : "";

	if (strchr(name, '/'))
		return mem_printf("%s%s", space, name);
	return mem_printf("%s%s/%s", space, pack, name);
}

static struct decl *find(const struct compile *compile, enum decl_kind kind, const char *pack,
	const char *name)
{
	char *key = make_key(kind, pack, name);
	struct decl *decl;

	HASH_FIND_STR(compile->decls, key, decl);
	mem_free(key);
	return decl;
}

struct decl *decl_find(const struct compile *compile, enum decl_kind kind, const char *pack,
	const char *name)
{
	struct decl *decl = find(compile, kind, pack, name);

	return decl && decl->kind == kind ? decl : NULL;
}

struct decl *decl_find_word(const struct compile *compile, const char *pack, const char *name)
{
	return find(compile, DECL_TERM, pack, name);
}

/* Names of the pack as they are, of others with their pack; all with their pack where the
 * name in question has one. */
void decl_hint(struct compile *compile, enum decl_kind kind, const char *pack, const char *name)
{
	size_t count = HASH_COUNT(compile->decls) + cond_form_count, filled = 0, i;
	bool whole = strchr(name, '/') != NULL;
	const char **names;
	const struct decl *decl;

	if (!diag_hint_wanted(compile->diag))
		return;
	names = mem_calloc(count + 1, sizeof(*names));
	for (decl = compile->decls; decl; decl = decl->hh.next)
		if ((decl->kind == DECL_RULE) == (kind == DECL_RULE))
			names[filled++] = !whole && strcmp(decl->pack, pack) == 0 ?
						  decl->name :
						  decl->key + (kind == DECL_RULE ? 5 : 0);
	for (i = 0; kind != DECL_RULE && i < cond_form_count; i++)
		names[filled++] = cond_forms[i].name;
	diag_hint_nearest(compile->diag, name, names, filled);
	mem_free(names);
}

/* ---- declaring --------------------------------------------------------------------- */

static void declare(struct compile *compile, enum decl_kind kind, const char *pack,
	const struct config_node *name_node, const struct config_node *node)
{
	struct arena *arena = compile->ruleset->arena;
	const char *name = name_node->text;
	struct decl *known, *decl;

	if (!name_is_good(name)) {
		diag_error(compile->diag, name_node->place,
			"'%s' is no name: letters, digits, '-' and '_', a letter first", name);
		return;
	}
	known = find(compile, kind, pack, name);
	if (known) {
		diag_error(compile->diag, name_node->place,
			"'%s' is there already in pack '%s': %s:%d", name, pack,
			known->name_node->place.file, known->name_node->place.line);
		return;
	}
	decl = mem_alloc(sizeof(*decl));
	decl->kind = kind;
	decl->key = make_key(kind, pack, name);
	decl->pack = arena_strdup(arena, pack);
	decl->name = arena_strdup(arena, name);
	decl->name_node = name_node;
	decl->node = node;
	HASH_ADD_KEYPTR(hh, compile->decls, decl->key, strlen(decl->key), decl);
}

/* Hostile files: words are counted before any of them costs more than reading it. */
static size_t count_scalars(const struct config_node *node)
{
	size_t count = node->kind == CONFIG_SCALAR, i;

	for (i = 0; node->kind != CONFIG_SCALAR && i < node->count; i++)
		count += count_scalars(node->values[i]);
	return count;
}

static void declare_terms(struct compile *compile, const char *pack,
	const struct config_node *map)
{
	size_t i;

	if (!map || !config_want(map, CONFIG_MAP, "'terms'", compile->diag))
		return;
	if (count_scalars(map) > RULE_TERMS_MAX) {
		diag_error(compile->diag, map->place, "more than %d words in one file",
			RULE_TERMS_MAX);
		diag_hint(compile->diag, "part it: each file may hold so many");
		compile->terms_left_out = true;
		return;
	}
	for (i = 0; i < map->count; i++)
		declare(compile, DECL_TERM, pack, map->keys[i], map->values[i]);
}

static void declare_conditions(struct compile *compile, const char *pack,
	const struct config_node *map)
{
	size_t i;

	if (!map || !config_want(map, CONFIG_MAP, "'conditions'", compile->diag))
		return;
	for (i = 0; i < map->count; i++)
		declare(compile, DECL_CONDITION, pack, map->keys[i], map->values[i]);
}

static void declare_rules(struct compile *compile, const char *pack,
	const struct config_node *list)
{
	const struct config_node *id;
	const char *text;
	size_t i;

	if (!list || !config_want(list, CONFIG_LIST, "'rules'", compile->diag))
		return;
	if (list->count > RULE_RULES_MAX) {
		diag_error(compile->diag, list->place, "more than %d rules in one file",
			RULE_RULES_MAX);
		return;
	}
	for (i = 0; i < list->count; i++) {
		if (!config_want(list->values[i], CONFIG_MAP, "a rule", compile->diag))
			continue;
		id = config_get(list->values[i], "id");
		if (!id)
			diag_error(compile->diag, list->values[i]->place,
				"a rule needs an 'id'");
		else if (config_text(id, "'id'", compile->diag, &text))
			declare(compile, DECL_RULE, pack, id, list->values[i]);
	}
}

/* ---- overlays ---------------------------------------------------------------------- */

/* Where a term and a rule have one name, the shape of what is said tells which is meant. */
static bool looks_like_rule(const struct config_node *node)
{
	static const char *const keys[] = {"when", "unless", "raise", "examples", "severity",
		"status", "category", "title", "incident"};
	size_t i;

	for (i = 0; i < ARRAY_LEN(keys); i++)
		if (config_get(node, keys[i]))
			return true;
	return false;
}

/* What is switched off is a rule, what has languages is a term. */
static void hint_target(struct compile *compile, const char *pack, const char *name,
	const struct config_node *value)
{
	bool rule = !value || looks_like_rule(value);

	decl_hint(compile, rule ? DECL_RULE : DECL_TERM, pack, name);
}

static struct decl *overlay_target(struct compile *compile, const char *pack,
	const struct config_node *name, const struct config_node *value)
{
	struct decl *rule = find(compile, DECL_RULE, pack, name->text);
	struct decl *word = find(compile, DECL_TERM, pack, name->text);

	if (rule && (!word || !value || looks_like_rule(value)))
		return rule;
	if (!word) {
		diag_error(compile->diag, name->place,
			"no rule, term or condition is called '%s'", name->text);
		hint_target(compile, pack, name->text, value);
	}
	return word;
}

static void extend(struct compile *compile, const char *pack, const struct config_node *name,
	const struct config_node *value)
{
	struct decl *decl = overlay_target(compile, pack, name, value);

	if (!decl)
		return;
	if (decl->kind == DECL_CONDITION) {
		diag_error(compile->diag, name->place,
			"'%s' is a condition: it can be replaced, not extended", name->text);
		return;
	}
	MEM_GROW(decl->extended, decl->extended_count, decl->extended_cap);
	decl->extended[decl->extended_count++] = value;
}

static void replace(struct compile *compile, const char *pack, const struct config_node *name,
	const struct config_node *value)
{
	struct decl *decl = overlay_target(compile, pack, name, value);

	if (!decl)
		return;
	if (decl->replaced)
		diag_error(compile->diag, name->place, "'%s' is replaced already: %s:%d",
			name->text, decl->replaced->place.file, decl->replaced->place.line);
	else
		decl->replaced = value;
}

static void disable(struct compile *compile, const char *pack, const struct config_node *name)
{
	struct decl *decl;

	if (waves_disable(compile, pack, name->text))
		return;
	decl = overlay_target(compile, pack, name, NULL);
	if (!decl)
		return;
	if (decl->kind == DECL_CONDITION)
		diag_error(compile->diag, name->place,
			"'%s' is a condition: replace it, or disable the rules that use it",
			name->text);
	decl->disabled = true;
}

static void overlay_map(struct compile *compile, const struct pack_file *file, const char *key,
	void (*apply)(struct compile *compile, const char *pack,
		const struct config_node *name, const struct config_node *value))
{
	const struct config_node *map = config_get(file->root, key);
	char what[32];
	size_t i;

	snprintf(what, sizeof(what), "'%s'", key);
	if (!map || !config_want(map, CONFIG_MAP, what, compile->diag))
		return;
	for (i = 0; i < map->count; i++)
		apply(compile, file->pack, map->keys[i], map->values[i]);
}

static void overlay_disable(struct compile *compile, const struct pack_file *file)
{
	const struct config_node *list = config_get(file->root, "disable");
	const char *name;
	size_t i;

	if (!list || !config_want(list, CONFIG_LIST, "'disable'", compile->diag))
		return;
	for (i = 0; i < list->count; i++)
		if (config_text(list->values[i], "a name", compile->diag, &name))
			disable(compile, file->pack, list->values[i]);
}

/* ---- the whole ---------------------------------------------------------------------- */

/* A file may hold a gazetteer beside its pack: those keys are extract's to read. */
static void check_keys(struct compile *compile, const struct pack_file *file)
{
	static const char *const known[] = {"pack", "version", "terms", "conditions", "rules",
		"extend", "replace", "disable", "waves", "places", "countries", "areas"};
	const struct config_node *version = config_get(file->root, "version");
	int64_t number;

	config_known_keys(file->root, known, ARRAY_LEN(known), "a pack", compile->diag);
	if (version && !config_int(version, "'version'", 1, INT32_MAX, compile->diag, &number))
		return; /* reported */
}

void declare_all(struct compile *compile, const struct ruleset_builder *builder)
{
	const struct pack_file *file;
	size_t i;

	for (i = 0; i < builder->count; i++) {
		file = &builder->files[i];
		check_keys(compile, file);
		declare_terms(compile, file->pack, config_get(file->root, "terms"));
		declare_conditions(compile, file->pack, config_get(file->root, "conditions"));
		declare_rules(compile, file->pack, config_get(file->root, "rules"));
		waves_read(compile, file->pack, config_get(file->root, "waves"));
	}
	for (i = 0; i < builder->count; i++) {
		overlay_map(compile, &builder->files[i], "replace", replace);
		overlay_map(compile, &builder->files[i], "extend", extend);
		overlay_disable(compile, &builder->files[i]);
	}
}
