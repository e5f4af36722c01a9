/* The names that routes and silences may use: of rules, categories, sources, sinks. */
#include "settings.h"

#include <string.h>

#include "base/mem.h"

static void add(struct alert_name_list *list, const char *name)
{
	size_t i;

	for (i = 0; name && i < list->count; i++)
		if (strcmp(list->list[i], name) == 0)
			return;
	if (!name)
		return;
	MEM_GROW(list->list, list->count, list->cap);
	list->list[list->count++] = name;
}

static void add_rules(struct alert_names *names, const struct ruleset *ruleset)
{
	const struct rule *rule;
	size_t i;

	for (i = 0; i < ruleset_count(ruleset); i++) {
		rule = ruleset_rule(ruleset, i);
		add(&names->rules, rule_id(rule));
		add(&names->categories, rule_category(rule));
		add(&names->packs, rule_pack(rule));
	}
}

static void add_sources(struct alert_names *names, struct sources *sources)
{
	const struct source_options *options;
	size_t i, j;

	for (i = 0; i < sources_count(sources); i++) {
		options = &sources_at(sources, i)->options;
		/* No two have one id: thousands of them need not be compared. */
		MEM_GROW(names->sources.list, names->sources.count, names->sources.cap);
		names->sources.list[names->sources.count++] = options->id;
		for (j = 0; options->tags && options->tags[j]; j++)
			add(&names->tags, options->tags[j]);
	}
}

void settings_names(const struct analysis *analysis, struct sources *sources,
	const struct sink_targets *targets, struct alert_names *out_names)
{
	static const char *const records[] = {"log", "journal", "terminal"};
	size_t i;

	*out_names = (struct alert_names){.gazetteer = NULL};
	if (analysis) {
		out_names->gazetteer = analysis_gazetteer(analysis);
		add_rules(out_names, analysis_ruleset(analysis));
	}
	if (sources)
		add_sources(out_names, sources);
	for (i = 0; i < ARRAY_LEN(records); i++)
		add(&out_names->sinks, records[i]);
	for (i = 0; targets && i < targets->count; i++)
		add(&out_names->sinks, targets->list[i].name);
}

void settings_names_done(struct alert_names *names)
{
	mem_free(names->sinks.list);
	mem_free(names->categories.list);
	mem_free(names->rules.list);
	mem_free(names->packs.list);
	mem_free(names->sources.list);
	mem_free(names->tags.list);
}
