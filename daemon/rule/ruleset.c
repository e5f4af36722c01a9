/* From pack files to a ruleset, and what can be asked of it. */
#include <string.h>

#include "rule/build_priv.h"

/* ---- the builder --------------------------------------------------------------------- */

struct ruleset_builder *ruleset_builder_new(void)
{
	return mem_alloc(sizeof(struct ruleset_builder));
}

void ruleset_builder_free(struct ruleset_builder *builder)
{
	if (!builder)
		return;
	mem_free(builder->files);
	mem_free(builder);
}

void ruleset_add(struct ruleset_builder *builder, const struct config_node *root,
	struct diag *diag)
{
	const struct config_node *node = config_get(root, "pack");
	const char *pack;

	if (!config_text(node, "'pack'", diag, &pack))
		return;
	if (!name_is_good(pack)) {
		diag_error(diag, node->place,
			"'%s' is no name of a pack: letters, digits, '-' and '_', a letter "
			"first",
			pack);
		return;
	}
	MEM_GROW(builder->files, builder->count, builder->cap);
	builder->files[builder->count++] = (struct pack_file){root, pack};
}

/* ---- rules by the words that they need ------------------------------------------------ */

/* A term's word is the word of its members: the index is by members. */
static void count_or_place(struct ruleset *ruleset, uint32_t rule, uint32_t *fill)
{
	const struct cond *when = ruleset->rules[rule]->when;
	const struct term *term;
	uint32_t i, j;

	for (i = 0; i < when->pivot_count; i++) {
		term = ruleset->terms[when->pivots[i]];
		for (j = 0; j < term->member_count; j++) {
			if (fill)
				ruleset->pivot_rules[fill[term->members[j]]++] = rule;
			else
				ruleset->pivot_starts[term->members[j] + 1]++;
		}
	}
}

static void index_rules(struct ruleset *ruleset)
{
	uint32_t *fill = mem_calloc(ruleset->term_count + 2, sizeof(*fill)), i;

	ruleset->pivot_starts = mem_calloc(ruleset->term_count + 2, sizeof(uint32_t));
	ruleset->always = mem_calloc(ruleset->rule_count + 1, sizeof(uint32_t));
	for (i = 0; i < ruleset->rule_count; i++) {
		count_or_place(ruleset, i, NULL);
		if (!ruleset->rules[i]->when->pivot_count)
			ruleset->always[ruleset->always_count++] = i;
	}
	for (i = 0; i < ruleset->term_count; i++)
		ruleset->pivot_starts[i + 1] += ruleset->pivot_starts[i];
	memcpy(fill, ruleset->pivot_starts, (ruleset->term_count + 1) * sizeof(*fill));
	ruleset->pivot_rules = mem_calloc(
		(size_t)ruleset->pivot_starts[ruleset->term_count] + 1, sizeof(uint32_t));
	for (i = 0; i < ruleset->rule_count; i++)
		count_or_place(ruleset, i, fill);
	mem_free(fill);
}

/* ---- compiling ------------------------------------------------------------------------ */

/* Named conditions that no rule uses are read too: their mistakes are mistakes. */
static void build_all(struct compile *compile)
{
	struct decl *decl;

	for (decl = compile->decls; decl; decl = decl->hh.next)
		if (decl->kind == DECL_TERM)
			term_build(compile, decl);
	compile->ruleset->named_count = compile->ruleset->term_count;
	terms_join(compile);
	for (decl = compile->decls; decl; decl = decl->hh.next)
		if (decl->kind == DECL_CONDITION)
			(void)cond_of(compile, decl);
	for (decl = compile->decls; decl; decl = decl->hh.next)
		if (decl->kind == DECL_RULE)
			rule_build(compile, decl);
}

static void compile_done(struct compile *compile)
{
	struct inline_term *known, *next_known;
	struct decl *decl, *next;

	HASH_ITER(hh, compile->decls, decl, next)
	{
		HASH_DEL(compile->decls, decl);
		mem_free(decl->key);
		mem_free(decl->extended);
		mem_free(decl);
	}
	HASH_ITER(hh, compile->inlines, known, next_known)
	{
		HASH_DEL(compile->inlines, known);
		mem_free(known->words);
		mem_free(known);
	}
	match_builder_free(compile->matches);
	mem_free(compile->words);
	mem_free(compile->wave_nodes);
}

struct ruleset *ruleset_compile(struct ruleset_builder *builder,
	const struct gazetteer *gazetteer, struct diag *diag)
{
	struct ruleset *ruleset = mem_alloc(sizeof(*ruleset));
	struct compile compile = {
		.ruleset = ruleset, .matches = match_builder_new(), .diag = diag};

	ruleset->arena = arena_new();
	ruleset->gazetteer = gazetteer;
	declare_all(&compile, builder);
	build_all(&compile);
	ruleset->set = match_compile(compile.matches);
	index_rules(ruleset);
	waves_check(&compile);
	lint_words(&compile);
	lint_rules(&compile);
	compile_done(&compile);
	return ruleset;
}

void ruleset_free(struct ruleset *ruleset)
{
	if (!ruleset)
		return;
	match_set_free(ruleset->set);
	arena_free(ruleset->arena);
	mem_free(ruleset->terms);
	mem_free(ruleset->rules);
	mem_free(ruleset->pivot_starts);
	mem_free(ruleset->pivot_rules);
	mem_free(ruleset->always);
	mem_free(ruleset->waves);
	mem_free(ruleset);
}

/* ---- asking --------------------------------------------------------------------------- */

size_t ruleset_count(const struct ruleset *ruleset)
{
	return ruleset->rule_count;
}

const struct rule *ruleset_rule(const struct ruleset *ruleset, size_t i)
{
	return ruleset->rules[i];
}

size_t ruleset_wave_count(const struct ruleset *ruleset)
{
	return ruleset->wave_count;
}

const struct wave *ruleset_wave(const struct ruleset *ruleset, size_t i)
{
	return &ruleset->waves[i];
}

const struct rule *ruleset_find(const struct ruleset *ruleset, const char *id)
{
	const char *slash = strchr(id, '/');
	const struct rule *rule;
	size_t i;

	for (i = 0; i < ruleset->rule_count; i++) {
		rule = ruleset->rules[i];
		if (strcmp(rule->id, slash ? slash + 1 : id) == 0 &&
			(!slash || (strlen(rule->pack) == (size_t)(slash - id) &&
					   memcmp(rule->pack, id, (size_t)(slash - id)) == 0)))
			return rule;
	}
	return NULL;
}

const char *rule_id(const struct rule *rule)
{
	return rule->id;
}

const char *rule_title(const struct rule *rule)
{
	return rule->title;
}

const char *rule_pack(const struct rule *rule)
{
	return rule->pack;
}

const char *rule_category(const struct rule *rule)
{
	return rule->category;
}

size_t rule_unless_count(const struct rule *rule)
{
	return rule->unless_count;
}

const char *rule_unless(const struct rule *rule, size_t i, struct diag_place *out_place)
{
	*out_place = rule->unless_places[i];
	return rule->unless[i]->text;
}

size_t rule_example_count(const struct rule *rule)
{
	return rule->example_count;
}

const struct rule_example *rule_example(const struct rule *rule, size_t i)
{
	return &rule->examples[i];
}
