/* Rules and items from text, for the tests of rules: what a pack says, and what comes of it. */
#ifndef KORDON_TESTS_RULES_H
#define KORDON_TESTS_RULES_H

#include <string.h>

#include "analysis/analysis.h"
#include "base/mem.h"
#include "check.h"

/* A small theatre of our own. */
static const char rules_places[] =
	"areas: [{id: baltic, name: Baltic}, {id: north, name: North}]\n"
	"countries:\n"
	"  - {code: EE, name: Estonia, areas: baltic, names: [Estonia*, Tallinn, Eesti]}\n"
	"  - {code: FI, name: Finland, areas: north, names: [Finland, Finnish]}\n"
	"  - {code: RU, name: Russia, names: [Russia*, Moscow, Россия]}\n"
	"places:\n"
	"  - {id: narva-river, name: Narva River, kind: river, country: [EE, RU],\n"
	"     border: EE-RU, lat: 59.4, lon: 28.2, names: [Narva River]}\n"
	"  - {id: luhamaa, name: Luhamaa, kind: crossing, country: EE, border: EE-RU,\n"
	"     lat: 57.6, lon: 27.4, names: [Luhamaa]}\n"
	"  - {id: vainikkala, name: Vainikkala, kind: crossing, country: FI,\n"
	"     border: FI-RU, lat: 60.8, lon: 28.3, names: [Vainikkala]}\n";

enum { RULES_FILES = 4 };

/* Several packs parted by a line "---file". Trees stay until the analysis is there. */
struct rules_input {
	struct config_tree *trees[RULES_FILES];
	const struct config_node *roots[RULES_FILES];
	size_t count;
};

static inline void rules_add(struct rules_input *input, const char *name, const char *text,
	size_t len, struct diag *diag)
{
	struct config_tree *tree = config_read_text(name, text, len, diag);

	assert_true(input->count < RULES_FILES);
	if (!tree)
		return;
	input->trees[input->count] = tree;
	input->roots[input->count++] = config_root(tree);
}

static inline void rules_done(struct rules_input *input)
{
	size_t i;

	for (i = 0; i < input->count; i++)
		config_tree_free(input->trees[i]);
}

/* NULL after errors, which are in diag. */
static inline struct analysis *rules_try(const char *yaml, struct diag *diag)
{
	static const char *const names[] = {"a.yaml", "b.yaml", "c.yaml"};
	struct rules_input input = {.count = 0};
	struct analysis *analysis;
	const char *end;
	size_t i;

	for (i = 0; yaml; i++) {
		end = strstr(yaml, "---file\n");
		rules_add(&input, names[i], yaml,
			end ? (size_t)(end - yaml) : strlen(yaml), diag);
		yaml = end ? end + strlen("---file\n") : NULL;
	}
	rules_add(&input, "places.yaml", rules_places, strlen(rules_places), diag);
	analysis = analysis_new(input.roots, input.count, diag);
	rules_done(&input);
	return analysis;
}

/* Errors fail the test, with their text. */
static inline struct analysis *rules_read(const char *yaml)
{
	struct diag *diag = diag_new();
	struct analysis *analysis = rules_try(yaml, diag);
	struct buf out = BUF_INIT(BUF_UNBOUND);

	diag_print(diag, &out, false);
	if (!analysis)
		fail_msg("%s\n%s", yaml, buf_str(&out));
	buf_done(&out);
	diag_free(diag);
	return analysis;
}

/* All that a load says of the files. Caller frees. */
static inline char *rules_report(const char *yaml)
{
	struct diag *diag = diag_new();
	struct buf out = BUF_INIT(BUF_UNBOUND);
	char *text;

	analysis_unref(rules_try(yaml, diag));
	diag_print(diag, &out, false);
	text = mem_strdup(buf_str(&out));
	buf_done(&out);
	diag_free(diag);
	return text;
}

/* html may be NULL. */
static inline struct item *rules_item(struct arena *arena, const char *lang, const char *title,
	const char *html)
{
	struct item *item = arena_alloc(arena, sizeof(*item));

	item->lang = lang;
	item->published = item->updated = TIME_NONE;
	item->field[ITEM_TITLE] = item_text_plain(arena, title, SEGMENT_TITLE);
	if (html)
		item->field[ITEM_CONTENT] =
			text_from_html(arena, html, strlen(html), SEGMENT_LEAD);
	return item;
}

#endif
