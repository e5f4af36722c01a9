/*
 * Rules that are blind: too many of the sources that they read fail. A rule that raises
 * nothing because nothing happened looks the same; that is why this is said.
 */
#include <string.h>

#include "pipeline_priv.h"

#include "base/log.h"
#include "base/mem.h"

struct share {
	size_t failing, total;
};

static bool is_failing(const struct source *source)
{
	return source->state.kind == SOURCE_FAILING || source->state.kind == SOURCE_GONE;
}

/* Of all sources, or of those that a rule reads. */
static struct share share_of(const struct pipeline *pipeline, const struct rule *rule)
{
	size_t count = sources_count(pipeline->sources), i;
	struct share share = {0};

	for (i = 0; i < count; i++) {
		const struct source *source = sources_at(pipeline->sources, i);

		if (!source_is_asked(source) || (rule && !rule_may_read(rule, &source->origin)))
			continue;
		share.total++;
		share.failing += is_failing(source);
	}
	return share;
}

static bool is_blind(const struct pipeline *pipeline, struct share share)
{
	return share.failing &&
	       (double)share.failing >= (double)share.total * pipeline->settings->source.blind;
}

static bool was_blind(const struct pipeline *pipeline, const char *id)
{
	size_t i;

	for (i = 0; i < pipeline->blind_count; i++)
		if (strcmp(pipeline->blind[i], id) == 0)
			return true;
	return false;
}

static void tell(const struct pipeline *pipeline, const struct rule *rule, bool blind,
	struct share share)
{
	bool was = was_blind(pipeline, rule_id(rule));

	if (blind && !was)
		log_warning("rule/%s: is blind: %zu of %zu sources that it reads fail (see "
			    "kordonctl sources)", rule_id(rule), share.failing, share.total);
	else if (was && !blind)
		log_notice("rule/%s: sees again: %zu of %zu sources that it reads fail",
			rule_id(rule), share.failing, share.total);
}

static void forget(struct pipeline *pipeline)
{
	size_t i;

	for (i = 0; i < pipeline->blind_count; i++)
		mem_free(pipeline->blind[i]);
	mem_free(pipeline->blind);
	pipeline->blind = NULL;
	pipeline->blind_count = 0;
}

static void look(struct pipeline *pipeline)
{
	const struct ruleset *ruleset = analysis_ruleset(pipeline->analysis);
	struct share all = share_of(pipeline, NULL), share;
	size_t count = 0, cap = 0, i;
	char **blind = NULL;

	for (i = 0; i < ruleset_count(ruleset); i++) {
		const struct rule *rule = ruleset_rule(ruleset, i);

		share = rule_names_sources(rule) ? share_of(pipeline, rule) : all;
		tell(pipeline, rule, is_blind(pipeline, share), share);
		if (!is_blind(pipeline, share))
			continue;
		MEM_GROW(blind, count, cap);
		blind[count++] = mem_strdup(rule_id(rule));
	}
	forget(pipeline);
	pipeline->blind = blind;
	pipeline->blind_count = count;
}

void blind_look(struct pipeline *pipeline)
{
	if (!pipeline->blind_stale)
		return;
	pipeline->blind_stale = false;
	look(pipeline);
}

void blind_free(struct pipeline *pipeline)
{
	forget(pipeline);
}

const char *const *pipeline_blind(struct pipeline *pipeline, size_t *out_count)
{
	blind_look(pipeline);
	*out_count = pipeline->blind_count;
	return (const char *const *)pipeline->blind;
}
