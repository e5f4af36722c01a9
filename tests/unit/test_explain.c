/* Why a rule stays silent, in plain words: the nearest miss. */
#include <json-c/json.h>
#include <stdio.h>

#include "rules.h"

static const char head[] =
	"pack: desk\n"
	"terms:\n"
	"  buoy: {en: [buoy*], et: [poi]}\n"
	"  remove: {en: [remov*]}\n"
	"  border: {en: [border*]}\n"
	"  sport: {en: [regatta*]}\n"
	"conditions:\n"
	"  theatre: place(area:baltic) or country(FI)\n"
	"rules:\n"
	"  - id: r\n"
	"    title: R\n"
	"    category: own\n"
	"    unless: sport\n"
	"    when: >-\n"
	"      ";

struct miss_case {
	const char *when, *title, *html;
	const char *miss; /* NULL: it fires */
};

static struct rule_verdict verdict_of(struct arena *arena, struct analysis *analysis,
	const char *title, const char *html)
{
	return analysis_explain(analysis, arena, rules_item(arena, "en", title, html),
		ruleset_rule(analysis_ruleset(analysis), 0));
}

static void the_nearest_miss_is_told_in_plain_words(void **state)
{
	static const char caption[] = "<p>News of the day</p><figure><figcaption>Buoys"
				      "</figcaption></figure>";
	static const struct miss_case cases[] = {
		{"buoy and remove", "Buoys removed", NULL, NULL},
		{"buoy and remove", "Buoys counted", NULL, "remove: not in the text"},
		{"buoy and remove", "News", NULL,
			"buoy: not in the text; remove: not in the text"},
		{"buoy near/3 remove", "Buoys were seen before some of them were removed", NULL,
			"buoy and remove are 8 words apart; near/3 wants 3"},
		{"buoy then/3 remove", "Removed buoys", NULL,
			"buoy stands behind remove; then/3 wants it before"},
		{"buoy near/3 remove", "Buoys", "<p>Removed</p>",
			"buoy and remove are never two words of one text"},
		{"buoy and remove", "Removed", caption, "buoy: only in a caption"},
		{"sentence(buoy and remove)", "Buoys. All removed", NULL,
			"sentence(buoy and remove): all of it is there, but in no one sentence"},
		{"sentence(buoy and remove and border)", "Old buoys removed. The border", NULL,
			"sentence(buoy and remove and border): all of it is there, but in no one "
			"sentence"},
		{"title(buoy)", "News", "<p>Buoys</p>", "title(buoy): not in the title"},
		{"buoy and theatre", "Buoys in the Rio Grande", NULL,
			"theatre: place(area:baltic): no place is named"},
		{"buoy and theatre", "Moscow has buoys", NULL,
			"theatre: place(area:baltic): none of these; named are RU"},
		/* Of alternatives the one that lacks least. */
		{"buoy and remove and border or sport and buoy", "Buoys removed", NULL,
			"border: not in the text"},
		{"2 of (buoy, remove and border, sport)", "Buoys removed", NULL,
			"border: not in the text"},
		{"count(buoy) >= 20", "12 buoys", NULL,
			"count(buoy) >= 20: the largest number beside it is 12"},
		{"weight(3 buoy, 2 border) >= 5", "Buoys", NULL,
			"weight(3 buoy, 2 border) >= 5: the weights make 3: 3 buoy"},
		{"buoy and not remove", "Buoys removed", NULL,
			"'not remove' does not hold because of 'removed'"},
		{"sentence(buoy and remove and modality(happened))", "Moscow denied it removed buoys",
			NULL, "modality(happened): it is told as denied: \"denied\""},
		{"buoy and lang(et)", "Buoys", NULL, "lang(et): the item's language is 'en'"},
		{"buoy", "Regatta around the buoys", NULL,
			"it would be raised, but 'unless: sport' holds because of 'Regatta'"},
	};
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_LEN(cases); i++) {
		char *yaml = mem_printf("%s%s\n", head, cases[i].when);
		struct analysis *analysis = rules_read(yaml);
		struct arena *arena = arena_new();
		struct rule_verdict verdict =
			verdict_of(arena, analysis, cases[i].title, cases[i].html);

		if (verdict.fires != !cases[i].miss ||
			(verdict.miss ? !cases[i].miss || strcmp(verdict.miss, cases[i].miss) != 0 :
					cases[i].miss != NULL))
			fail_msg("%s on '%s': %s, not %s", cases[i].when, cases[i].title,
				verdict.miss ? verdict.miss : "fires",
				cases[i].miss ? cases[i].miss : "fires");
		arena_free(arena);
		analysis_unref(analysis);
		mem_free(yaml);
	}
}

static void a_long_list_of_misses_is_cut(void **state)
{
	struct analysis *analysis = rules_read(
		"pack: desk\nterms: {t: {en: [alpha beta]}}\nrules:\n  - id: r\n    title: R\n"
		"    category: own\n    when: t and \"aa\" and \"bb\" and \"cc\" and \"dd\" and \"ee\"\n");
	struct arena *arena = arena_new();
	struct rule_verdict verdict = verdict_of(arena, analysis, "News", NULL);

	(void)state;
	assert_string_equal(verdict.miss, "t: not in the text; \"aa\": not in the text; "
					  "\"bb\": not in the text; \"cc\": not in the text");
	assert_int_equal(verdict.when.misses, 6);
	arena_free(arena);
	analysis_unref(analysis);
}

static void a_part_shows_the_places_that_it_matched(void **state)
{
	char *yaml = mem_printf("%s%s\n", head, "buoy and place(narva-river)");
	struct analysis *analysis = rules_read(yaml);
	struct arena *arena = arena_new();
	struct rule_verdict verdict =
		verdict_of(arena, analysis, "Buoys on the Narva River", NULL);

	(void)state;
	assert_true(verdict.fires);
	assert_int_equal(verdict.when.part_count, 2);
	assert_int_equal(verdict.when.parts[1].evidence_count, 1);
	assert_string_equal(verdict.when.parts[1].evidence[0].text, "Narva River");
	/* And yet the evidence of the whole are its words. */
	assert_int_equal(verdict.when.evidence_count, 1);
	arena_free(arena);
	analysis_unref(analysis);
	mem_free(yaml);
}

/* ---- kept with a finding ------------------------------------------------------------------ */

static const char *kept_of(struct arena *arena, const char *when, const char *title)
{
	char *yaml = mem_printf("%s%s\n", head, when);
	struct analysis *analysis = rules_read(yaml);
	struct item *item = rules_item(arena, "en", title, NULL);
	struct json_object *json;
	struct finding *findings;
	const char *text;
	size_t count;

	findings = analysis_item(analysis, arena, item, &count);
	assert_int_equal(count, 1);
	assert_null(finding_why_json(&findings[0])); /* not asked for yet */
	findings = analysis_read(analysis, arena, item).findings;
	json = finding_why_json(&findings[0]);
	text = arena_strdup(arena, json_object_to_json_string_ext(json, 0));
	json_object_put(json);
	analysis_unref(analysis);
	mem_free(yaml);
	return text;
}

static void what_held_is_kept_with_its_words(void **state)
{
	struct arena *arena = arena_new();

	(void)state;
	assert_string_equal(kept_of(arena, "buoy and (border or remove)", "Buoys removed"),
		"{\"when\":{\"text\":\"buoy and (border or remove)\",\"kind\":\"all\","
		"\"value\":true,\"parts\":["
		"{\"text\":\"buoy\",\"kind\":\"part\",\"value\":true,\"evidence\":["
		"{\"field\":\"title\",\"start\":0,\"end\":5,\"text\":\"Buoys\",\"term\":"
		"\"buoy\"}]},"
		"{\"text\":\"border or remove\",\"kind\":\"any\",\"value\":true,\"parts\":["
		"{\"text\":\"remove\",\"kind\":\"part\",\"value\":true,\"evidence\":["
		"{\"field\":\"title\",\"start\":6,\"end\":13,\"text\":\"removed\",\"term\":"
		"\"remove\"}]}],\"others\":1}]},\"unless\":\"sport\"}");
	arena_free(arena);
}

static void what_is_kept_has_a_ceiling(void **state)
{
	struct buf when = BUF_INIT(BUF_UNBOUND), title = BUF_INIT(BUF_UNBOUND);
	struct arena *arena = arena_new();
	const char *kept;
	int i;

	(void)state;
	for (i = 0; i < 300; i++) {
		buf_printf(&when, "%s(buoy and not sport)", i ? " and " : "");
		buf_puts(&title, "buoys and buoys of the harbour ");
	}
	kept = kept_of(arena, buf_str(&when), buf_str(&title));
	assert_true(strlen(kept) < EXPLANATION_KEPT_BYTES + 1000);
	assert_non_null(strstr(kept, "\"cut\":true"));
	buf_done(&when);
	buf_done(&title);
	arena_free(arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_nearest_miss_is_told_in_plain_words),
		cmocka_unit_test(a_long_list_of_misses_is_cut),
		cmocka_unit_test(a_part_shows_the_places_that_it_matched),
		cmocka_unit_test(what_held_is_kept_with_its_words),
		cmocka_unit_test(what_is_kept_has_a_ceiling),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
