/*
 * Any YAML as a pack: messages or a ruleset, never a crash; and a ruleset judges a fixed
 * item so that every finding is what explain says, its evidence exactly in the text.
 */
#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"
#include "extract/extract.h"
#include "rule/rule.h"

static const char gazetteer[] =
	"areas: [{id: baltic, name: Baltic}]\n"
	"countries:\n"
	"  - {code: EE, name: Estonia, areas: baltic, names: [Estonia*, Eesti]}\n"
	"  - {code: RU, name: Russia, names: [Russia*, Moscow]}\n"
	"places:\n"
	"  - {id: narva-river, name: Narva River, kind: river, country: [EE, RU],\n"
	"     border: EE-RU, lat: 59.4, lon: 28.2, names: [Narva River]}\n";

static const char title[] = "Moscow removed 24 of 50 buoys from the Nárva River";
static const char content[] =
	"<p>Estonia said the buoys\xcc\x81 were taken away \xe2\x80\x8e\xf0\x9f\x9b\x9f at "
	"night. Dozens of migrants could cross the border.</p>"
	"<p>\xd0\x91\xd1\x83\xd0\xb8 \xd1\x83\xd0\xb1\xd1\x80\xd0\xb0\xd0\xbb\xd0\xb8. "
	"The draft was withdrawn. No troops were sent.</p>"
	"<figure><figcaption>Buoys on the border</figcaption></figure>"
	"<p>Correction: an earlier version of this article said that 24 of 50 buoys were "
	"removed.</p>";

/* Made once: what is fuzzed are the rules. */
static const struct lexicon *lexicon_once(void)
{
	static struct lexicon *lexicon;
	struct lexicon_builder *builder;
	struct config_tree *tree;
	struct diag *diag;

	if (lexicon)
		return lexicon;
	diag = diag_new();
	builder = lexicon_builder_new();
	tree = config_read_text("places.yaml", gazetteer, strlen(gazetteer), diag);
	lexicon_add(builder, config_root(tree), diag);
	config_tree_free(tree);
	lexicon = lexicon_compile(builder, diag);
	lexicon_builder_free(builder);
	if (diag_errors(diag))
		abort();
	diag_free(diag);
	return lexicon;
}

static struct item *the_item(struct arena *arena)
{
	static const char *const tags[] = {"official", NULL};
	static const struct item_source source = {
		.id = "err", .country = "EE", .lang = "en", .tags = tags};
	struct item *item = arena_alloc(arena, sizeof(*item));

	item->source = &source;
	item->field[ITEM_TITLE] = item_text_plain(arena, title, SEGMENT_TITLE);
	item->field[ITEM_CONTENT] =
		text_from_html(arena, content, strlen(content), SEGMENT_LEAD);
	return item;
}

static void check_evidence(const struct item *item, const struct finding *finding)
{
	const struct evidence *evidence;
	const struct item_text *text;
	size_t start, end, i;

	for (i = 0; i < finding->evidence_count; i++) {
		evidence = &finding->evidence[i];
		text = &item->field[evidence->field];
		start = utf8_offset(text->text, text->len, evidence->start);
		end = utf8_offset(text->text, text->len, evidence->end);
		if (start >= end || strlen(evidence->text) != end - start ||
			memcmp(evidence->text, text->text + start, end - start) != 0)
			abort();
	}
}

static bool fired(const struct rule *rule, const struct finding *findings, size_t count)
{
	size_t i;

	for (i = 0; i < count; i++)
		if (findings[i].rule == rule_id(rule) && findings[i].pack == rule_pack(rule))
			return true;
	return false;
}

static void judge(const struct ruleset *ruleset)
{
	struct arena *arena = arena_new();
	struct item *item = the_item(arena);
	struct text_doc *doc = text_doc_new(arena, item);
	struct rule_scan *scan = rule_scan(ruleset, arena, doc);
	const struct mentions *mentions = extract_mentions(lexicon_once(), arena, doc);
	struct finding *findings;
	size_t count, i;

	findings = rule_judge(scan, mentions, &count);
	for (i = 0; i < count; i++) {
		check_evidence(item, &findings[i]);
		extract_facts(arena, doc, mentions, lexicon_gazetteer(lexicon_once()),
			&findings[i]);
	}
	for (i = 0; i < ruleset_count(ruleset); i++)
		if (rule_explain(scan, ruleset_rule(ruleset, i), mentions).fires !=
			fired(ruleset_rule(ruleset, i), findings, count))
			abort();
	arena_free(arena);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct diag *diag = diag_new();
	struct config_tree *tree =
		config_read_text("fuzz.yaml", (const char *)data, size, diag);
	struct ruleset_builder *builder = ruleset_builder_new();
	struct buf out = BUF_INIT(BUF_UNBOUND);
	struct ruleset *ruleset;

	diag_ask_untidy(diag);
	if (tree && config_get(config_root(tree), "pack"))
		ruleset_add(builder, config_root(tree), diag);
	ruleset = ruleset_compile(builder, lexicon_gazetteer(lexicon_once()), diag);
	if (!diag_errors(diag))
		judge(ruleset);
	diag_print(diag, &out, false);
	buf_done(&out);
	ruleset_free(ruleset);
	ruleset_builder_free(builder);
	config_tree_free(tree);
	diag_free(diag);
	return 0;
}
