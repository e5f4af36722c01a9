/* What patterns stand for, form by form: for lint, and for looking for terms in what was recorded. */
#include <string.h>

#include "base/mem.h"
#include "rule/build_priv.h"

bool pattern_form(const char *pattern, size_t number, struct buf *out)
{
	size_t count, pick, i;

	buf_clear(out);
	while (*pattern) {
		if (*pattern != '(') {
			buf_putc(out, *pattern++);
			continue;
		}
		pattern++;
		for (count = 1, i = 0; pattern[i] && pattern[i] != ')'; i++)
			count += pattern[i] == '|';
		pick = number % count;
		number /= count;
		for (; pick; pick--)
			pattern += strcspn(pattern, "|") + 1;
		buf_put(out, pattern, strcspn(pattern, "|)"));
		pattern += strcspn(pattern, ")");
		pattern += *pattern == ')';
	}
	return number == 0;
}

static void add_forms(const struct term *term, rule_form_fn *add, void *ctx)
{
	CLEANUP(buf_done) struct buf form = BUF_INIT(BUF_UNBOUND);
	size_t i, number;

	for (i = 0; i < term->word_count; i++)
		for (number = 0; pattern_form(term->words[i], number, &form); number++)
			add(ctx, buf_str(&form));
}

/* "buoy" of any pack, or "pack/buoy". */
static const struct term *find_term(const struct ruleset *ruleset, const char *name)
{
	const char *slash = strchr(name, '/');
	const struct term *term;
	uint32_t i;

	for (i = 0; i < ruleset->named_count; i++) {
		term = ruleset->terms[i];
		if (strcmp(term->name, slash ? slash + 1 : name) == 0 &&
			(!slash || (strlen(term->pack) == (size_t)(slash - name) &&
					   memcmp(term->pack, name, (size_t)(slash - name)) == 0)))
			return term;
	}
	return NULL;
}

static char *nearest_term(const struct ruleset *ruleset, const char *name)
{
	const char **names = mem_calloc(ruleset->named_count + 1, sizeof(*names));
	const char *near;
	uint32_t i;

	for (i = 0; i < ruleset->named_count; i++)
		names[i] = ruleset->terms[i]->name;
	near = config_nearest(name, names, ruleset->named_count);
	mem_free(names);
	return mem_strdup(near);
}

bool ruleset_term_forms(const struct ruleset *ruleset, const char *name, rule_form_fn *add,
	void *ctx, char **out_near)
{
	const struct term *term = find_term(ruleset, name);
	uint32_t i;

	if (!term) {
		*out_near = nearest_term(ruleset, name);
		return false;
	}
	for (i = 0; i < term->member_count; i++)
		add_forms(ruleset->terms[term->members[i]], add, ctx);
	return true;
}
