/* What conditions mean: each form on texts where it is true and where it is false. */
#include <stdio.h>

#include "rules.h"

static const char head[] =
	"pack: desk\n"
	"terms:\n"
	"  buoy: {en: [buoy*], et: [poi], ru: [буй, буи]}\n"
	"  remove: {en: [remov*, took away]}\n"
	"  border: {en: [border*]}\n"
	"  migrant: {en: [migrant*, asylum seeker*], ru: [мигрант*]}\n"
	"  sport: {en: [regatta*]}\n"
	"  thing: {uses: [buoy, other/post]}\n"
	"  everything: {uses: thing, en: [widget]}\n"
	"  ring-a: {uses: ring-b, en: [alpha]}\n"
	"  ring-b: {uses: ring-a, en: [beta]}\n"
	"conditions:\n"
	"  moved: buoy near/3 remove\n"
	"  ours: place(area:baltic) or country(FI)\n"
	"rules:\n"
	"  - id: r\n"
	"    title: R\n"
	"    category: own\n"
	"    when: >-\n"
	"      ";
static const char other[] = "\n---file\npack: other\nterms: {post: {en: [post, posts]}}\n";

struct world {
	const char *lang, *title, *html;
	struct item_source source;
};

/* One rule on one item: its findings. */
static size_t findings_of(const char *when, const struct world *world)
{
	char *yaml = mem_printf("%s%s%s", head, when, other);
	struct analysis *analysis = rules_read(yaml);
	struct arena *arena = arena_new();
	struct item *item = rules_item(arena, world->lang, world->title, world->html);
	struct rule_verdict verdict;
	size_t count;

	item->source = world->source.id ? &world->source : NULL;
	analysis_item(analysis, arena, item, &count);
	verdict = analysis_explain(
		analysis, arena, item, ruleset_rule(analysis_ruleset(analysis), 0));
	if (verdict.fires != (count == 1))
		fail_msg("%s on '%s': %zu findings, explain says %d", when, world->title,
			count, verdict.fires);
	arena_free(arena);
	analysis_unref(analysis);
	mem_free(yaml);
	return count;
}

struct condition_case {
	bool fires;
	const char *when, *title, *html;
};

static void check_cases(const struct condition_case *cases, size_t count)
{
	size_t i;

	for (i = 0; i < count; i++) {
		struct world world = {
			.lang = "en", .title = cases[i].title, .html = cases[i].html};

		if (findings_of(cases[i].when, &world) != cases[i].fires)
			fail_msg("%s on '%s' / %s: should be %s", cases[i].when,
				cases[i].title, cases[i].html ? cases[i].html : "-",
				cases[i].fires ? "true" : "false");
	}
}

static void words_and_logic(void **state)
{
	static const struct condition_case cases[] = {
		{true, "buoy", "Buoys in the river", NULL},
		{false, "buoy", "Boys in the river", NULL},
		{true, "\"narva river\"", "On the Narva-River", NULL},
		{false, "\"narva river\"", "Narva. River", NULL},
		{true, "buoy and remove", "Buoys removed", NULL},
		{false, "buoy and remove", "Buoys counted", NULL},
		{true, "buoy or remove", "It was removed", NULL},
		{false, "buoy or remove", "It was counted", NULL},
		{true, "buoy and not sport", "Buoys", NULL},
		{false, "buoy and not sport", "Regatta: buoys", NULL},
		{true, "not not buoy", "Buoys", NULL},
		{true, "not buoy", "Boys", NULL},
		/* not binds tightest, then near, and, or. */
		{true, "buoy or remove and border", "Buoys", NULL},
		{false, "(buoy or remove) and border", "Buoys", NULL},
		{true, "not buoy and remove", "Removed", NULL},
		{false, "not (buoy or remove)", "Removed", NULL},
		{true, "buoy and remove or border", "The border", NULL},
		{true, "border and buoy near/2 remove", "Border buoys removed", NULL},
		{false, "border and buoy near/1 remove", "The border. Buoys were removed", NULL},
		{true, "buoy near/2 remove or border", "The border", NULL},
		/* Names. */
		{true, "moved", "Buoys were removed", NULL},
		{false, "moved", "Buoys were seen before they were removed", NULL},
		{true, "moved and ours", "Buoys were removed in Finland", NULL},
		{false, "moved and ours", "Buoys were removed", NULL},
		{true, "moved near/3 border", "Buoys removed on the border", NULL},
		/* uses: of the pack, of another, all the way down, in a ring. */
		{true, "thing", "A buoy", NULL},
		{true, "thing", "A post", NULL},
		{true, "everything", "Posts", NULL},
		{true, "everything", "A widget", NULL},
		{false, "thing", "A widget", NULL},
		{true, "other/post", "A post", NULL},
		{false, "other/post", "A buoy", NULL},
		{true, "ring-a", "beta", NULL},
		{true, "ring-b", "alpha", NULL},
		/* 2 of */
		{true, "2 of (buoy, remove, border)", "Border buoys", NULL},
		{false, "2 of (buoy, remove, border)", "Buoys, buoys", NULL},
		{true, "2 of (buoy, not sport, border)", "Buoys", NULL},
		{true, "1 of (buoy and remove, border)", "A border", NULL},
		{false, "3 of (buoy, remove, border)", "Border buoys", NULL},
	};

	(void)state;
	check_cases(cases, ARRAY_LEN(cases));
}

static void near_and_then(void **state)
{
	static const struct condition_case cases[] = {
		/* Neighbours are one word apart. */
		{true, "buoy near/1 remove", "Buoys removed", NULL},
		{true, "buoy near/1 remove", "Removed buoys", NULL},
		{false, "buoy near/1 remove", "Buoys were removed", NULL},
		{true, "buoy near/2 remove", "Buoys were removed", NULL},
		{true, "buoy then/2 remove", "Buoys were removed", NULL},
		{false, "buoy then/9 remove", "They removed buoys", NULL},
		{true, "remove then/1 buoy", "They removed buoys", NULL},
		/* A phrase counts from its end and to its beginning. */
		{true, "remove near/1 buoy", "They took away buoys", NULL},
		/* A word is not near itself. */
		{false, "buoy near/5 buoy", "One buoy", NULL},
		{true, "buoy near/5 buoy", "Buoy beside buoy", NULL},
		/* Also over the end of a sentence, but never over the end of a field. */
		{true, "buoy near/2 remove", "Buoys. All removed", NULL},
		{false, "sentence(buoy near/2 remove)", "Buoys. All removed", NULL},
		{false, "buoy near/9 remove", "Buoys", "<p>Removed</p>"},
		{true, "buoy near/3 remove", "News", "<p>The last buoys</p><p>were removed</p>"},
		/* Of many pairs one will do. */
		{true, "buoy near/2 remove",
			"Buoys are old and many people know buoys were removed", NULL},
		{true, "buoy then/2 remove near/4 border",
			"Buoys were removed from the border", NULL},
		{false, "buoy then/2 remove near/2 border",
			"Buoys were removed from the border", NULL},
		{true, "(buoy or migrant) near/2 (remove or border)", "Migrants at border", NULL},
		{true, "place(narva-river) near/3 buoy", "Buoys on the Narva River", NULL},
		{false, "place(narva-river) near/2 buoy", "Buoys on the Narva River", NULL},
		{true, "country(FI) near/1 border", "The Finnish border", NULL},
	};

	(void)state;
	check_cases(cases, ARRAY_LEN(cases));
}

static void where_it_stands(void **state)
{
	static const char caption[] = "<p>News of the day</p><figure><figcaption>Buoys removed"
				      "</figcaption></figure>";
	static const char links[] = "<p>News of the day</p><p>Read more:</p><ul><li><a "
				    "href='x'>Buoys removed</a></li></ul>";
	static const char corrected[] =
		"<p>Russia removed 24 border buoys from the water on Monday.</p><p>It rained.</p>"
		"<p>Correction: an earlier version of this article said that Russia removed 24 "
		"border buoys from the water on Monday.</p>";
	const struct condition_case cases[] = {
		{true, "sentence(buoy and remove)", "Old buoys removed. It rained", NULL},
		{false, "sentence(buoy and remove)", "Old buoys. They were removed", NULL},
		{true, "sentence(buoy and not sport)", "A regatta. A buoy", NULL},
		{false, "sentence(buoy and sport)", "A regatta. A buoy", NULL},
		{true, "not sentence(buoy and sport)", "A regatta. A buoy", NULL},
		{true, "title(buoy)", "Buoys", "<p>News</p>"},
		{false, "title(buoy)", "News", "<p>Buoys</p>"},
		{true, "title(buoy near/1 remove)", "Buoys removed", NULL},
		{true, "lead(buoy)", "Buoys", "<p>News</p><p>More</p>"},
		{true, "lead(buoy)", "News", "<p>Buoys</p><p>More</p>"},
		{false, "lead(buoy)", "News", "<p>More</p><p>Buoys</p>"},
		{true, "title(border) and lead(buoy)", "Border", "<p>Buoys</p>"},
		{false, "buoy", "News", caption},
		{true, "anywhere(buoy)", "News", caption},
		{true, "caption(buoy near/1 remove)", "News", caption},
		{false, "caption(buoy)", "Buoys", "<p>News</p>"},
		{true, "sentence(\"day\") and caption(buoy)", "News", caption},
		{true, "anywhere(sentence(buoy and remove))", "News", caption},
		{false, "buoy", "News", links},
		{true, "anywhere(buoy)", "News", links},
		{false, "caption(buoy)", "News", links},
		{false, "buoy", "News", "<p>News of the day</p><p class='byline'>By Ann Buoy, "
					"Buoys Daily</p>"},
		/* A sentence that a correction takes back. */
		{false, "buoy", "News", corrected},
		{true, "anywhere(buoy)", "News", corrected},
		{true, "corrected", "News", corrected},
		{false, "corrected", "News", "<p>Buoys removed</p>"},
		{true, "withdrawn", "The draft was withdrawn", NULL},
		{false, "withdrawn", "The draft was signed", NULL},
		{true, "sentence(withdrawn and border)", "The draft on the border was withdrawn",
			NULL},
		{false, "sentence(withdrawn and buoy)", "The draft was withdrawn. A buoy", NULL},
	};

	(void)state;
	check_cases(cases, ARRAY_LEN(cases));
}

static void numbers(void **state)
{
	static const struct condition_case cases[] = {
		{true, "count(migrant) >= 100", "1,300 asylum seekers came", NULL},
		{true, "count(migrant) >= 100", "100 migrants came", NULL},
		{false, "count(migrant) >= 100", "99 migrants came", NULL},
		{false, "count(migrant) >= 100", "Migrants came in 1300 boats of wood", NULL},
		{false, "count(migrant) >= 1", "Migrants came", NULL},
		{true, "count(migrant) > 99", "100 migrants", NULL},
		{false, "count(migrant) > 100", "100 migrants", NULL},
		{true, "count(migrant) <= 100", "100 migrants", NULL},
		{false, "count(migrant) <= 99", "100 migrants", NULL},
		{true, "count(migrant) < 101", "100 migrants", NULL},
		{false, "count(migrant) < 100", "100 migrants", NULL},
		{true, "count(migrant) = 100", "100 migrants", NULL},
		{true, "count(migrant) == 100", "100 migrants", NULL},
		{false, "count(migrant) = 100", "101 migrants", NULL},
		{true, "count(buoy) = 24", "24 of 50 buoys", NULL},
		{true, "count(migrant) >= 24", "Dozens of migrants", NULL},
		{true, "count(migrant or buoy) >= 20", "24 buoys", NULL},
		{true, "count(migrant) >= 100 near/4 border", "300 migrants at the border", NULL},
		{false, "count(migrant) >= 100 near/4 border",
			"30 migrants at the border where last year more than 300 migrants came",
			NULL},
		{true, "count(migrant) >= 2.5", "3 migrants", NULL},
	};

	(void)state;
	check_cases(cases, ARRAY_LEN(cases));
}

static void weights(void **state)
{
	static const struct condition_case cases[] = {
		{true, "weight(3 buoy, 2 border, -4 sport) >= 5", "Buoys on the border", NULL},
		{false, "weight(3 buoy, 2 border, -4 sport) >= 5", "Buoys, and more buoys", NULL},
		{false, "weight(3 buoy, 2 border, -4 sport) >= 5",
			"Regatta: buoys on the border", NULL},
		{true, "weight(3 buoy, 2 border, -4 sport) >= 1",
			"Regatta: buoys on the border", NULL},
		/* Each part counts once. */
		{false, "weight(1 buoy) >= 2", "A buoy and a buoy", NULL},
		{true, "weight(0.5 buoy, 0.5 border) >= 1", "A border buoy", NULL},
		{true, "weight(3 buoy near/2 remove, 1 border) > 2", "Buoys removed", NULL},
		{false, "weight(3 buoy near/2 remove, 1 border) > 3", "Buoys removed", NULL},
		{true, "weight(2 (buoy or migrant), 2 country(EE), 1 \"narva\") = 4",
			"Estonia: migrants", NULL},
		{true, "weight(3 buoy, -4 sport) < 1", "Regatta", NULL},
		{true, "weight(3 buoy, -4 sport) <= 0", "Nothing", NULL},
		{false, "weight(3 buoy, -4 sport) <= 0", "A buoy", NULL},
		{true, "sentence(weight(1 buoy, 1 border) >= 2)", "A border buoy", NULL},
		{false, "sentence(weight(1 buoy, 1 border) >= 2)", "A border. A buoy", NULL},
		{true, "weight(1 buoy, 1 not sport) >= 2", "A buoy", NULL},
		{true, "weight(+1 buoy, - 1 sport) >= 1 and border", "A border buoy", NULL},
		{true, "not weight(1 buoy) >= 1", "A border", NULL},
	};

	(void)state;
	check_cases(cases, ARRAY_LEN(cases));
}

static void places(void **state)
{
	static const struct condition_case cases[] = {
		{true, "place(narva-river)", "The Narva River", NULL},
		{false, "place(narva-river)", "The Neva River", NULL},
		{true, "place(border:EE-RU)", "At Luhamaa", NULL},
		{true, "place(border:RU-EE)", "At Luhamaa", NULL},
		{false, "place(border:EE-RU)", "At Vainikkala", NULL},
		{true, "place(kind:crossing)", "At Vainikkala", NULL},
		{false, "place(kind:crossing)", "The Narva River", NULL},
		{true, "place(area:baltic)", "At Luhamaa", NULL},
		{false, "place(area:baltic)", "At Vainikkala", NULL},
		{true, "place(kind:river, vainikkala)", "At Vainikkala", NULL},
		{true, "country(EE)", "Estonia says", NULL},
		{true, "country(ee, fi)", "At Vainikkala", NULL},
		{true, "country(RU)", "The Narva River", NULL},
		{false, "country(FI)", "Estonia says", NULL},
		{true, "sentence(buoy and country(RU))", "Moscow took buoys", NULL},
		{false, "sentence(buoy and country(RU))", "Moscow. Buoys", NULL},
		{false, "title(country(EE))", "News", "<p>Estonia</p>"},
		{false, "country(EE)", "News",
			"<p>News of the day</p><figure><figcaption>Estonia</figcaption></figure>"},
		{true, "anywhere(country(EE))", "News",
			"<p>News of the day</p><figure><figcaption>Estonia</figcaption></figure>"},
	};

	(void)state;
	check_cases(cases, ARRAY_LEN(cases));
}

static void sources_and_languages(void **state)
{
	static const char *const tags[] = {"official", "agency", NULL};
	static const struct world world = {.lang = "et", .title = "Poi",
		.source = {.id = "err", .country = "EE", .tags = tags}};
	static const struct world nowhere = {.lang = NULL, .title = "poi буй"};
	static const struct {
		bool fires;
		const char *when;
		const struct world *world;
	} cases[] = {
		{true, "source(tag:official)", &world},
		{true, "source(tag:nothing, tag:agency)", &world},
		{false, "source(tag:nothing)", &world},
		{true, "source(country:EE)", &world},
		{true, "source(country:ee)", &world},
		{false, "source(country:FI)", &world},
		{true, "source(id:err)", &world},
		{false, "source(id:yle)", &world},
		{false, "source(id:err)", &nowhere},
		{true, "lang(et)", &world},
		{true, "lang(ru, et)", &world},
		{false, "lang(ru)", &world},
		{false, "lang(et)", &nowhere},
		{true, "buoy", &world},
		/* Not known: held against every language. */
		{true, "count(buoy) < 1 or buoy near/1 buoy", &nowhere},
	};
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_LEN(cases); i++)
		if (findings_of(cases[i].when, cases[i].world) != cases[i].fires)
			fail_msg("%s: should be %d", cases[i].when, cases[i].fires);
}

static void a_word_counts_in_items_of_its_language(void **state)
{
	static const struct world estonian = {.lang = "et", .title = "Buoy"};
	static const struct world russian = {.lang = "ru", .title = "Сняли буи"};
	static const struct world bokmaal = {.lang = "nb-NO", .title = "poi"};

	(void)state;
	assert_int_equal(findings_of("buoy", &estonian), 0);
	assert_int_equal(findings_of("buoy", &russian), 1);
	assert_int_equal(findings_of("buoy", &bokmaal), 0);
}

/* ---- rules ------------------------------------------------------------------------------ */

/* The findings of all rules on a title: "id:severity …". */
static const char *judge(struct arena *arena, const char *yaml, const char *title)
{
	struct analysis *analysis = rules_read(yaml);
	struct item *item = rules_item(arena, "en", title, NULL);
	const char *out = "";
	struct finding *findings;
	size_t count, i;

	findings = analysis_item(analysis, arena, item, &count);
	for (i = 0; i < count; i++)
		out = arena_printf(arena, "%s%s%s:%s%s", out, i ? " " : "", findings[i].rule,
			severity_name(findings[i].severity), findings[i].draft ? ":draft" : "");
	analysis_unref(analysis);
	return out;
}

static void check_judged(const char *yaml, const char *title, const char *expected)
{
	struct arena *arena = arena_new();
	const char *got = judge(arena, yaml, title);

	if (strcmp(got, expected) != 0)
		fail_msg("%s\non '%s' gives '%s', not '%s'", yaml, title, got, expected);
	arena_free(arena);
}

static void raise_lifts_and_never_lowers(void **state)
{
	static const char yaml[] =
		"pack: desk\n"
		"terms: {buoy: {en: [buoy*]}, border: {en: [border*]}, fire: {en: [fire]}}\n"
		"rules:\n"
		"  - id: r\n"
		"    title: R\n"
		"    category: own\n"
		"    severity: medium\n"
		"    when: buoy\n"
		"    raise:\n"
		"      - {to: critical, when: count(buoy) >= 20}\n"
		"      - {to: high, when: border}\n"
		"      - {to: low, when: fire}\n";

	(void)state;
	check_judged(yaml, "A buoy", "r:medium");
	check_judged(yaml, "A border buoy", "r:high");
	check_judged(yaml, "24 border buoys", "r:critical");
	check_judged(yaml, "A buoy on fire", "r:medium");
}

static void unless_quiets_and_drafts_say_so(void **state)
{
	static const char yaml[] =
		"pack: desk\n"
		"terms: {buoy: {en: [buoy*]}, sport: {en: [regatta*]}}\n"
		"rules:\n"
		"  - {id: a, title: A, category: own, when: buoy, unless: sport}\n"
		"  - {id: b, title: B, category: own, when: buoy, status: draft}\n"
		"  - {id: c, title: C, category: own, when: buoy, status: retired}\n"
		"  - {id: d, title: D, category: own, when: buoy, severity: info, status: live}\n";

	(void)state;
	check_judged(yaml, "A buoy", "a:medium b:medium:draft d:info");
	check_judged(yaml, "A buoy at the regatta", "b:medium:draft d:info");
	check_judged(yaml, "A boy", "");
}

static void overlays_change_what_is_bundled(void **state)
{
	static const char bundled[] =
		"pack: base\n"
		"terms: {buoy: {en: [buoy*]}, sport: {en: [regatta*]}, hit: {uses: buoy}}\n"
		"conditions: {any-buoy: buoy}\n"
		"rules:\n"
		"  - {id: a, title: A, category: own, severity: low, when: any-buoy, unless: "
		"sport}\n"
		"  - {id: b, title: B, category: own, severity: low, when: hit}\n";
	static const struct {
		const char *site, *title, *expected;
	} cases[] = {
		{"", "Buoys", "a:low b:low"},
		{"extend: {base/buoy: {en: [float*]}}\n", "Floats", "a:low b:low"},
		{"extend: {base/buoy: {en: [float*]}}\n", "Buoys", "a:low b:low"},
		{"replace: {base/buoy: {en: [float*]}}\n", "Buoys", ""},
		{"replace: {base/buoy: {en: [float*]}}\n", "Floats", "a:low b:low"},
		{"disable: [base/a]\n", "Buoys", "b:low"},
		{"disable: [base/buoy]\n", "Buoys", ""},
		{"replace: {base/any-buoy: base/sport}\n", "Buoys", "b:low"},
		{"replace: {base/a: {severity: high}}\n", "Buoys", "a:high b:low"},
		{"replace: {base/a: {when: '\"float\"'}}\n", "Float", "a:low"},
		{"extend: {base/a: {unless: '\"toy\"'}}\n", "Toy buoys", "b:low"},
		{"extend: {base/a: {unless: '\"toy\"'}}\n", "Regatta buoys", "b:low"},
		{"extend: {base/a: {unless: '\"toy\"'}}\n", "Buoys", "a:low b:low"},
		{"extend: {base/b: {raise: {to: high, when: '\"many\"'}}}\n", "Many buoys",
			"a:low b:high"},
		{"terms: {extra: {en: [float*]}}\nextend: {base/hit: {uses: site/extra}}\n",
			"Floats", "b:low"},
		{"replace: {base/buoy: {en: [float*]}}\nextend: {base/buoy: {en: [spar]}}\n",
			"Spar", "a:low b:low"},
	};
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_LEN(cases); i++) {
		/* Whatever file comes first. */
		char *after = mem_printf("%s---file\npack: site\n%s", bundled, cases[i].site);
		char *before = mem_printf("pack: site\n%s---file\n%s", cases[i].site, bundled);

		check_judged(after, cases[i].title, cases[i].expected);
		check_judged(before, cases[i].title, cases[i].expected);
		mem_free(after);
		mem_free(before);
	}
}

static void rules_are_found_by_id_and_by_pack(void **state)
{
	struct analysis *analysis = rules_read(
		"pack: one\n"
		"terms: {a: {en: [aaa]}}\n"
		"rules: [{id: r, title: First, category: x, when: a}]\n"
		"---file\n"
		"pack: two\n"
		"rules: [{id: r, title: Second, category: x, when: one/a}]\n");
	const struct ruleset *ruleset = analysis_ruleset(analysis);

	(void)state;
	assert_int_equal(ruleset_count(ruleset), 2);
	assert_string_equal(rule_title(ruleset_find(ruleset, "r")), "First");
	assert_string_equal(rule_title(ruleset_find(ruleset, "two/r")), "Second");
	assert_string_equal(rule_pack(ruleset_find(ruleset, "two/r")), "two");
	assert_null(ruleset_find(ruleset, "three/r"));
	assert_null(ruleset_find(ruleset, "s"));
	analysis_unref(analysis);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(words_and_logic),
		cmocka_unit_test(near_and_then),
		cmocka_unit_test(where_it_stands),
		cmocka_unit_test(numbers),
		cmocka_unit_test(weights),
		cmocka_unit_test(places),
		cmocka_unit_test(sources_and_languages),
		cmocka_unit_test(a_word_counts_in_items_of_its_language),
		cmocka_unit_test(raise_lifts_and_never_lowers),
		cmocka_unit_test(unless_quiets_and_drafts_say_so),
		cmocka_unit_test(overlays_change_what_is_bundled),
		cmocka_unit_test(rules_are_found_by_id_and_by_pack),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
