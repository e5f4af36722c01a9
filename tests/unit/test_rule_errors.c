/* Mistakes in rule files: each has its place, says what is wrong, and hints at what was meant. */
#include <stdio.h>

#include "rules.h"

#define HEAD                                                                             \
	"pack: desk\n"                                                                   \
	"terms:\n"                                                                       \
	"  buoy: {en: [buoy*]}\n"                                                         \
	"  remove: {en: [remov*]}\n"                                                      \
	"conditions:\n"                                                                  \
	"  ours: place(area:baltic)\n"

struct mistake {
	const char *text;
	const char *error; /* "line:column: error: …" */
	const char *hint;  /* NULL: none */
};

/* The message with its hint stands in the report as people see it. */
static void check_mistake(const char *yaml, const struct mistake *mistake)
{
	char *report = rules_report(yaml);
	char *line = mem_printf("a.yaml:%s\n", mistake->error);
	char *hint = mem_printf("hint: %s", mistake->hint ? mistake->hint : "");
	const char *at = strstr(report, line), *next;

	if (!at || !strstr(report, mistake->hint ? hint : ""))
		fail_msg("%s\nwants %s%s\ngives %s", yaml, line, mistake->hint ? hint : "",
			report);
	/* Below it the line of the file, and a caret under the column. */
	next = strchr(at, '\n') + 1;
	assert_non_null(next = strchr(next, '\n'));
	assert_int_equal(next[1 + strspn(next + 1, " ")], '^');
	mem_free(report);
	mem_free(line);
	mem_free(hint);
}

static void check_mistakes(const char *before, const struct mistake *mistakes, size_t count,
	const char *behind)
{
	size_t i;

	for (i = 0; i < count; i++) {
		char *yaml = mem_printf("%s%s%s", before, mistakes[i].text, behind);

		check_mistake(yaml, &mistakes[i]);
		mem_free(yaml);
	}
}

static void mistakes_in_conditions(void **state)
{
	static const struct mistake mistakes[] = {
		{"bouy and remove",
			"11:11: error: no term or condition is called 'bouy'",
			"did you mean 'buoy'?"},
		{"buoy and",
			"11:19: error: expected a term or a condition, found the end",
			NULL},
		{"buoy remove",
			"11:16: error: expected 'and', 'or', 'near/N' or the end, found 'remove'",
			NULL},
		{"buoy near remove",
			"11:19: error: near wants a number of words, as in near/8",
			NULL},
		{"buoy near/0 remove",
			"11:23: error: near: the number of words is from 1 to 200",
			NULL},
		{"buoy near/500 remove",
			"11:25: error: near: the number of words is from 1 to 200",
			NULL},
		{"buoy neer/8 remove",
			"11:16: error: expected 'and', 'or', 'near/N' or the end, found 'neer'",
			"did you mean 'near'?"},
		{"(buoy and remove",
			"11:27: error: expected ')' to close the bracket, found the end",
			NULL},
		{"buoy and remove)",
			"11:26: error: expected 'and', 'or', 'near/N' or the end, found ')'",
			NULL},
		{"sentence buoy",
			"11:11: error: sentence wants its brackets: sentence(…)",
			NULL},
		{"sentense(buoy and remove)",
			"11:11: error: no term or condition is called 'sentense'",
			"did you mean 'sentence'?"},
		{"sentence()",
			"11:20: error: expected a term or a condition, found ')'",
			NULL},
		{"sentence(buoy and modality(hapened))",
			"11:38: error: 'hapened' is none of happened, announced, proposed, "
			"threatened, denied and hypothetical",
			"did you mean 'happened'?"},
		{"buoy and modality", "11:20: error: modality wants its brackets: modality(…)",
			NULL},
		{"weight(buoy) >= 5", "11:18: error: expected a number and a term, as in "
				      "weight(3 buoy, -4 sports) >= 5, found 'buoy'",
			NULL},
		{"weight(3 buoy, -4) >= 5",
			"11:28: error: expected a term or a condition, found ')'", NULL},
		{"weight(3 bouy) >= 5", "11:20: error: no term or condition is called 'bouy'",
			"did you mean 'buoy'?"},
		{"weight(3 buoy)", "11:25: error: expected a comparison, as in weight(3 buoy, "
				   "-4 sports) >= 5, found the end",
			NULL},
		{"weight(3 buoy 2 remove) >= 5",
			"11:25: error: expected ')' at the end of the weights, found '2'", NULL},
		{"count(buoy)",
			"11:22: error: expected a comparison, as in count(buoy) >= 20, found the "
			"end",
			NULL},
		{"count(buoy) >= many",
			"11:26: error: expected a number, as in count(buoy) >= 20, found 'many'",
			NULL},
		{"count(buoy and remove) >= 3",
			"11:16: error: count() is for words; 'buoy and remove' stands at no place "
			"in the text",
			NULL},
		{"2 of buoy",
			"11:16: error: expected '(' behind 'of', found 'buoy'",
			NULL},
		{"3 of (buoy, remove)",
			"11:11: error: 3 of 2: a number from 1 to 2 is wanted",
			NULL},
		{"0 of (buoy, remove)",
			"11:11: error: 0 of 2: a number from 1 to 2 is wanted",
			NULL},
		{"2 (buoy, remove)",
			"11:13: error: expected 'of' behind the number, as in 2 of (a, b, c), "
			"found '('",
			NULL},
		{"\"buoy",
			"11:11: error: this quote is never closed",
			NULL},
		{"'\"*\" and buoy'",
			"11:13: error: \"*\": a '*' has to stand at a word, not alone",
			NULL},
		{"'\"sea b*\" and buoy'",
			"11:17: error: \"sea b*\": at least two letters have to stand before '*'",
			NULL},
		{"lang(english)",
			"11:16: error: 'english' is no language (two letters of ISO 639-1, as in "
			"lang(et, ru))",
			"did you mean 'en'?"},
		{"lang(e)",
			"11:16: error: 'e' is no language (two letters of ISO 639-1, as in "
			"lang(et, ru))",
			NULL},
		{"country(EST)",
			"11:19: error: the gazetteer has no country 'EST' (two letters of ISO "
			"3166-1, as in country(EE, FI))",
			NULL},
		{"country(area:x)",
			"11:19: error: country() takes codes, as in country(EE, FI)",
			NULL},
		{"place(narva-rivr)",
			"11:17: error: the gazetteer has no place 'narva-rivr'",
			"did you mean 'narva-river'?"},
		{"place(area:baltik)",
			"11:17: error: the gazetteer has no area 'baltik'",
			"did you mean 'baltic'?"},
		{"place(kind:rivr)",
			"11:17: error: there is no kind of place 'rivr'",
			"did you mean 'river'?"},
		{"place(border:EE-FR)",
			"11:17: error: no place of the gazetteer lies on a border 'EE-FR' (two "
			"country codes, as in border:EE-RU)",
			NULL},
		{"place(town:narva)",
			"11:17: error: place() knows an id, border:, kind: and area:, not 'town:'",
			NULL},
		{"place()",
			"11:17: error: expected one more, as in place(narva-river, kind:crossing)",
			NULL},
		{"place",
			"11:11: error: place wants its brackets: place(…)",
			NULL},
		{"source(official)",
			"11:18: error: source() wants tag:, country: or id: before 'official'",
			"did you mean 'tag:official'?"},
		{"source(tags:official)",
			"11:18: error: source() knows tag:, country: and id:, not 'tags:'",
			"did you mean 'tag'?"},
		{"source(country:Estonia)",
			"11:18: error: 'Estonia' is no country code",
			"did you mean 'EE' (Estonia)?"},
		{"(buoy and remove) near/8 lang(et)",
			"11:29: error: near is for words; 'buoy and remove' stands at no place in "
			"the text",
			NULL},
		{"not buoy near/8 remove",
			"11:20: error: near is for words; 'not buoy' stands at no place in the text",
			NULL},
		{"buoy && remove",
			"11:16: error: expected 'and', 'or', 'near/N' or the end, found '&'",
			"did you mean 'and'?"},
		{"buoy AND remove",
			"11:16: error: expected 'and', 'or', 'near/N' or the end, found 'AND'",
			"did you mean 'and'?"},
		{"other/buoy and remove",
			"11:11: error: no term or condition is called 'other/buoy'",
			NULL},
		{"\"buoy and \\\"narva\\\" and bouy\"",
			"11:35: error: no term or condition is called 'bouy'",
			"did you mean 'buoy'?"},
		{"[buoy, remove]",
			"11:11: error: a condition has to be one text, not a list",
			NULL},
		{"",
			"11:10: error: a condition has no value: it has to be one text",
			NULL},
		{"buoy near/8 withdrawn",
			"11:16: error: near is for words; 'withdrawn' stands at no place in the "
			"text",
			NULL},
		{"buoy, remove",
			"11:15: error: expected 'and', 'or', 'near/N' or the end, found ','",
			NULL},
		{"near/8 remove",
			"11:11: error: expected a term or a condition, found 'near'",
			"did you mean 'near'?"},
		{"buoy and and remove",
			"11:20: error: expected a term or a condition, found 'and'",
			"did you mean 'and'?"},
		{"café and buoy",
			"11:11: error: no term or condition is called 'café'",
			NULL},
		{"buoy near/8 ",
			"11:22: error: expected a term or a condition, found the end",
			NULL},
		{"count(buoy) => 3",
			"11:23: error: expected a comparison, as in count(buoy) >= 20, found '='",
			"did you mean '>='?"},
	};

	(void)state;
	check_mistakes(HEAD "rules:\n  - id: r\n    title: R\n    category: own\n    when: ",
		mistakes, ARRAY_LEN(mistakes), "\n    examples: [{alert: Buoys removed}]\n");
}

static void mistakes_in_rules(void **state)
{
	static const struct mistake mistakes[] = {
		{"id: r, title: R, category: own, when: 2 of (buoy, remove)",
			"8:54: error: expected ')' at the end of the list, found the end",
			"inside of { } a comma ends a text: put the condition in quotes"},
		{"id: r, title: R, category: own, when: sentence(buoy",
			"8:57: error: expected ')' to close the bracket, found the end",
			NULL},
		{"id: r, title: R, category: border-markr, when: buoy and remove",
			"8:33: error: there is no category 'border-markr'",
			"did you mean 'border-marker'? (a category of your own may have any name "
			"that is not so near to a bundled one)"},
		{"id: r, title: R, category: own, severity: hihg, when: buoy and remove",
			"8:48: error: 'hihg' is no severity: info, low, medium, high or critical",
			"did you mean 'high'?"},
		{"id: r, title: R, category: own, status: drafft, when: buoy and remove",
			"8:46: error: 'drafft' is no status: draft, live or retired",
			"did you mean 'draft'?"},
		{"id: r, title: R, category: own, wen: buoy and remove",
			"8:38: error: unknown key 'wen' in a rule",
			"did you mean 'when'?"},
		{"title: R, category: own, when: buoy and remove",
			"8:5: error: a rule needs an 'id'",
			NULL},
		{"id: r, when: buoy and remove",
			"8:10: error: rule 'r' has no 'title'",
			NULL},
		{"id: r r, title: R, category: own, when: buoy and remove",
			"8:10: error: 'r r' is no name: letters, digits, '-' and '_', a letter "
			"first",
			NULL},
		{"id: r, title: R, category: own, when: buoy and remove, incident: {by: "
			"planet}",
			"8:76: error: incidents go by category, place or country, not by 'planet'",
			"did you mean 'place'?"},
		{"id: r, title: R, category: own, when: buoy and remove, incident: {window: "
			"3}",
			"8:80: error: 'window' has to be a duration: '3' has no unit",
			"a duration looks like 30s, 15m, 1h30m or 7d"},
		{"id: r, title: R, category: own, when: buoy and remove, raise: {to: "
			"critical}",
			"8:68: error: one of 'raise' needs 'to' and 'when', as in {to: critical, "
			"when: count(buoy) >= 20}",
			NULL},
		{"id: r, title: R, category: own, when: buoy and remove, raise: [{to: top, "
			"when: buoy}]",
			"8:74: error: 'top' is no severity: info, low, medium, high or critical",
			NULL},
		{"id: r, title: R, category: own, when: buoy and remove, examples: [Buoys]",
			"8:72: error: an example has to be a map of 'key: value' lines, not a text",
			NULL},
		{"id: r, title: R, category: own, when: buoy and remove, examples: [{alert: "
			"a, quiet: b}]",
			"8:72: error: an example is either 'alert: …' or 'quiet: …'",
			NULL},
		{"id: r, title: R, category: own, when: buoy and remove, examples: [{alert: "
			"a, lang: english}]",
			"8:89: error: 'english' is no language (two letters of ISO 639-1)",
			"did you mean 'en'?"},
		{"id: r, title: R, category: own, when: buoy and remove, examples: [{alert: "
			"a, source: {country: Narnia}}]",
			"8:101: error: 'country' has to be a country code of two letters (ISO "
			"3166), not 'Narnia'",
			"Estonia is EE, Norway is NO"},
	};

	(void)state;
	check_mistakes(HEAD "rules:\n  - {", mistakes, ARRAY_LEN(mistakes), "}\n");
}

static void mistakes_in_terms(void **state)
{
	static const struct mistake mistakes[] = {
		{"buoy: {en: [buoy*, \"*\"]}",
			"3:23: error: '*': a '*' has to stand at a word, not alone",
			NULL},
		{"buoy: {english: [buoy*]}",
			"3:10: error: 'english' is no language: two letters of ISO 639-1, 'any' or "
			"'uses'",
			"did you mean 'en'?"},
		{"buoy: {en: [bu*oy]}",
			"3:17: error: 'bu*oy': a '*' cannot stand inside a word",
			NULL},
		{"buoy: {en: [\"(buoy|mark\"]}",
			"3:16: error: '(buoy|mark': ')' is missing",
			NULL},
		{"buoy: {en: [*poi]}",
			"3:15: error: '*poi' would be a YAML alias, which is not supported",
			"put a text that begins with '*' in quotes: \"*poi\""},
		{"buoy: {en: [a b c d e f g h i j k l m n o p q]}",
			"3:47: error: 'a b c d e f g h i j k l m n o p q': more than 16 words in a "
			"row",
			NULL},
		{"buoy: {en: [\"(a|b)(a|b)(a|b)(a|b)(a|b)(a|b)(a|b)(a|b)(a|b)\"]}",
			"3:16: error: '(a|b)(a|b)(a|b)(a|b)(a|b)(a|b)(a|b)(a|b)(a|b)': its "
			"alternatives make more than 256 phrases",
			NULL},
		{"buoy: {en: {x: y}}",
			"3:14: error: a list of words has to be a list ('- ' lines, or [a, b]), "
			"not a map",
			NULL},
		{"buoy: {uses: bouy}",
			"3:16: error: no term is called 'bouy'",
			"did you mean 'buoy'?"},
		{"buoy buoy: {en: [buoy*]}",
			"3:3: error: 'buoy buoy' is no name: letters, digits, '-' and '_', a "
			"letter first",
			NULL},
		{"buoy: [buoy]",
			"3:9: error: a term (languages with their words) has to be a map of 'key: "
			"value' lines, not a list",
			NULL},
	};

	(void)state;
	check_mistakes("pack: desk\nterms:\n  ", mistakes, ARRAY_LEN(mistakes),
		"\n  remove: {en: [remov*]}\n");
}

static void mistakes_in_packs(void **state)
{
	static const struct mistake mistakes[] = {
		{"rules:\n  - id: r\n    title: R\n    category: own\n    when: buoy "
			"or\n      (remove and\n       bouy)\n    examples: [{alert: Buoys "
			"removed}]\n",
			"13:8: error: no term or condition is called 'bouy'",
			"did you mean 'buoy'?"},
		{"rules:\n  - id: r\n    title: R\n    category: own\n    when: >-\n      "
			"buoy and\n      bouy\n    examples: [{alert: Buoys removed}]\n",
			"13:7: error: no term or condition is called 'bouy'",
			"did you mean 'buoy'?"},
		{"rules:\n  - {id: r, title: R, category: own, when: buoy}\n  - {id: r, "
			"title: R, category: own, when: buoy}\n",
			"9:10: error: 'r' is there already in pack 'desk': a.yaml:8",
			NULL},
		{"rules: {r: {title: R}}\n",
			"7:8: error: 'rules' has to be a list ('- ' lines, or [a, b]), not a map",
			NULL},
		{"  ring: ring\n",
			"7:9: error: condition 'ring' names itself",
			NULL},
		{"  a: b\n  b: a\n",
			"8:6: error: condition 'a' names itself",
			NULL},
		{"  buoy: remove\n",
			"7:3: error: 'buoy' is there already in pack 'desk': a.yaml:3",
			NULL},
		{"disable: [desk/nothing]\n",
			"7:11: error: no rule, term or condition is called 'desk/nothing'",
			NULL},
		{"extend: {desk/bouy: {en: [x]}}\n",
			"7:10: error: no rule, term or condition is called 'desk/bouy'",
			"did you mean 'desk/buoy'?"},
		{"extend: {desk/ours: buoy}\n",
			"7:10: error: 'desk/ours' is a condition: it can be replaced, not extended",
			NULL},
		{"replace: {buoy: {en: a}}\nextra: 1\n",
			"8:1: error: unknown key 'extra' in a pack",
			NULL},
		{"waves: [{id: w, title: W, of: {category: c}, over: 48h}]\n",
			"7:9: error: a wave needs 'when'", NULL},
		{"waves: {id: w}\n", "7:8: error: 'waves' has to be a list ('- ' lines, or [a, "
				     "b]), not a map",
			NULL},
		{"waves: [{id: w, sevrity: high}]\n",
			"7:17: error: unknown key 'sevrity' in a wave",
			"did you mean 'severity'?"},
		{"waves: [{id: w, of: {category: c, by: contry}}]\n",
			"7:39: error: 'by' cannot be 'contry'", "did you mean 'country'?"},
		{"waves: [{id: w, over: 48}]\n",
			"7:23: error: 'over' has to be a duration: '48' has no unit", NULL},
		{"waves: [{id: w, when: origin >= 3}]\n",
			"7:23: error: expected items, origins, rate or sources, as in origins >= 3 "
			"and rate >= 3 x baseline(28d)",
			"did you mean 'origins'?"},
		{"waves: [{id: w, when: rate >= 3 x baselin(28d)}]\n",
			"7:35: error: expected 'baseline(…)' behind 'x', as in origins >= 3 and "
			"rate >= 3 x baseline(28d)",
			NULL},
		{"waves: [{id: w, when: rate >= 3}]\n",
			"7:32: error: expected 'x baseline(…)': rate is told by what is "
			"usual, as in origins >= 3 and rate >= 3 x baseline(28d)",
			NULL},
		{"waves: [{id: w, when: items >= 2..5}]\n", "7:32: error: expected a number, as in origins >= 3 and rate >= 3 x "
			"baseline(28d)",
			NULL},
		{"waves: [{id: w, when: items > 2 x baseline(28d) or rate > 2 x baseline(7d)}]\n",
			"7:72: error: a wave has one baseline: another duration stands before",
			NULL},
		{"waves: [{id: w, over: 48h, when: rate > 2 x baseline(7d)}]\n",
			"7:34: error: the baseline holds fewer than 4 windows of 'over': "
			"what is usual cannot be told from them",
			NULL},
		{"waves: [{id: w, title: W, of: {category: c}, over: 1h, when: items > 2},\n"
		 "        {id: w, title: W, of: {category: c}, over: 1h, when: items > 2}]\n",
			"8:14: error: there is a wave 'desk/w' already", NULL},
	};

	(void)state;
	check_mistakes(HEAD, mistakes, ARRAY_LEN(mistakes), "");
}

static void a_pack_needs_a_name(void **state)
{
	static const struct mistake mistakes[] = {
		{"pack: my desk", "1:7: error: 'my desk' is no name of a pack: letters, digits, "
				  "'-' and '_', a letter first",
			NULL},
		{"pack: [a]", "1:7: error: 'pack' has to be one text, not a list", NULL},
		{"pack: a\nversion: one", "2:10: error: 'version' has to be a whole number, not "
					  "'one'",
			NULL},
		{"pack: a\nterm: {}", "2:1: error: unknown key 'term' in a pack",
			"did you mean 'terms'?"},
		{"pack: a\npack: b", "2:1: error: duplicate key 'pack': it stands in line 1 "
				     "already",
			NULL},
	};

	(void)state;
	check_mistakes("", mistakes, ARRAY_LEN(mistakes), "\n");
}

/* ---- many mistakes, hostile files ---------------------------------------------------------- */

static void ten_thousand_mistakes_are_counted_and_the_first_are_shown(void **state)
{
	struct buf yaml = BUF_INIT(BUF_UNBOUND);
	const char *at;
	char *report;
	size_t lines = 0;
	int i;

	(void)state;
	buf_puts(&yaml, "pack: desk\nterms:\n");
	for (i = 0; i < 20000; i++)
		buf_printf(&yaml, "  word-number-%d: {en: [word%d]}\n", i, i);
	buf_puts(&yaml, "conditions:\n");
	for (i = 0; i < 10000; i++)
		buf_printf(&yaml, "  c%d: wort-number-%d near/3 word-number-1\n", i, i);
	report = rules_report(buf_str(&yaml));
	for (at = report; (at = strstr(at, ": error: ")); at++)
		lines++;
	assert_int_equal(lines, 1000);
	assert_non_null(strstr(report, "a.yaml:20004:7: error: no term or condition is called "
				       "'wort-number-0'"));
	assert_non_null(strstr(report, "did you mean 'word-number-0'?"));
	assert_non_null(strstr(report, "… and 9000 more"));
	mem_free(report);
	buf_done(&yaml);
}

static char *repeat(const char *piece, size_t count)
{
	struct buf out = BUF_INIT(BUF_UNBOUND);
	char *text;

	while (count--)
		buf_puts(&out, piece);
	text = mem_strdup(buf_str(&out));
	buf_done(&out);
	return text;
}

static void hostile_conditions_are_refused_with_their_place(void **state)
{
	static const struct {
		const char *before, *piece;
		size_t count;
		const char *behind, *error;
	} cases[] = {
		{"", "(", 100000, "buoy", ":11:75: error: the condition is nested more than 64 deep"},
		{"", "not ", 100000, "buoy", "the condition is nested more than 64 deep"},
		{"", "sentence(", 100000, "buoy", "the condition is nested more than 64 deep"},
		{"", "2 of (buoy, ", 100000, "buoy", "the condition is nested more than 64 deep"},
		{"", "buoy and ", 100000, "buoy", "the condition has more than 4096 parts"},
		{"", "buoy near/3 ", 100000, "buoy", "the condition is nested more than 64 deep"},
		{"buoy or ", "", 0, "'", "expected a term or a condition"},
		{"place(", "narva-river, ", 100000, "narva-river)", "too many, at most 256"},
		{"", "x", 1000000, "", "no term or condition is called 'xxx"},
		{"'\"", "x", 1000000, "\"'", "longer than 512 bytes"},
		{"'\"", "(a|b)", 100, "\"'", "make more than 256 phrases"},
		{"'\"", "*", 300, "\"'", "a '*' has to stand at a word, not alone"},
		{"'\"", "*a* ", 10, "\"'", "at least three letters"},
		{"count(buoy) >= ", "9", 100000, "", NULL}, /* a number, if a large one */
		{"buoy near/", "9", 100000, " remove", "the number of words is from 1 to 200"},
		{"", "9", 100000, " of (buoy)", "a number from 1 to 1 is wanted"},
		{"buoy", " ", 1000000, "and remove", NULL},
		{"[", "[", 100000, "", "nested more than 64 deep"},
		{"&a [", "*a, ", 100000, "]", "would be a YAML anchor"},
	};
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_LEN(cases); i++) {
		char *many = repeat(cases[i].piece, cases[i].count);
		char *yaml = mem_printf(HEAD "rules:\n  - id: r\n    title: R\n    category: "
					     "own\n    when: %s%s%s\n",
			cases[i].before, many, cases[i].behind);
		char *report = rules_report(yaml);

		if (cases[i].error ? !strstr(report, cases[i].error) :
				     strstr(report, "error:") != NULL)
			fail_msg("%zu (%s…) gives %.300s", i, cases[i].piece, report);
		if (cases[i].error)
			assert_non_null(strstr(report, "a.yaml:11:"));
		mem_free(report);
		mem_free(yaml);
		mem_free(many);
	}
}

static void conditions_that_multiply_by_their_names_are_refused(void **state)
{
	struct buf yaml = BUF_INIT(BUF_UNBOUND);
	char *report;
	int i;

	(void)state;
	buf_puts(&yaml, "pack: desk\nterms: {c0: {en: [buoy]}}\nconditions:\n");
	for (i = 1; i < 60; i++)
		buf_printf(&yaml, "  c%d: c%d and c%d\n", i, i - 1, i - 1);
	report = rules_report(buf_str(&yaml));
	assert_non_null(strstr(report, "a.yaml:14:8: error: the condition has more than 4096 "
				       "parts, with the conditions that it names written out"));
	mem_free(report);
	buf_done(&yaml);
}

static void a_file_of_too_many_words_is_refused(void **state)
{
	struct buf yaml = BUF_INIT(BUF_UNBOUND);
	char *report;
	int i;

	(void)state;
	buf_puts(&yaml, "pack: desk\nterms:\n");
	for (i = 0; i < 100000; i++)
		buf_printf(&yaml, "  t%d: {en: w%d}\n", i, i);
	buf_puts(&yaml, "rules: [{id: r, title: R, category: own, when: t1 near/8 t2}]\n");
	report = rules_report(buf_str(&yaml));
	assert_non_null(strstr(report, "a.yaml:3:3: error: more than 50000 words in one file"));
	assert_non_null(strstr(report, "part it: each file may hold so many"));
	/* That the rules know none of them is its echo. */
	assert_null(strstr(report, "no term or condition is called"));
	mem_free(report);
	buf_done(&yaml);
}

/* Each term uses the next: all of them together would hold a billion. */
static void terms_that_use_each_other_too_often_are_refused(void **state)
{
	struct buf yaml = BUF_INIT(BUF_UNBOUND);
	char *report;
	int i;

	(void)state;
	buf_puts(&yaml, "pack: desk\nterms:\n");
	for (i = 0; i < 20000; i++)
		buf_printf(&yaml, "  t%d: {uses: t%d, en: w%d}\n", i, (i + 1) % 20000, i);
	report = rules_report(buf_str(&yaml));
	assert_non_null(strstr(report, "terms use each other more often than 2000000 times"));
	mem_free(report);
	buf_done(&yaml);
}

static void hostile_words_are_refused_or_cost_little(void **state)
{
	static const char *const words[] = {"*", "**", "*a*", "***", "* *", "=", "(", "()", "(|)",
		"(a|b)(c|d)(a|b)(c|d)(a|b)(c|d)(a|b)(c|d)(a|b)", "a*b*c", "=*", "-", "\\u202e"};
	struct buf yaml = BUF_INIT(BUF_UNBOUND);
	struct diag *diag = diag_new();
	size_t i;

	(void)state;
	buf_puts(&yaml, "pack: desk\nterms:\n  t:\n    en:\n");
	for (i = 0; i < 1000 * ARRAY_LEN(words); i++)
		buf_printf(&yaml, "    - \"%s\"\n", words[i % ARRAY_LEN(words)]);
	assert_null(rules_try(buf_str(&yaml), diag));
	assert_int_equal(diag_errors(diag), 1000 * ARRAY_LEN(words));
	assert_int_equal(diag_message(diag, 0)->place.line, 5);
	diag_free(diag);
	buf_done(&yaml);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(mistakes_in_conditions),
		cmocka_unit_test(mistakes_in_rules),
		cmocka_unit_test(mistakes_in_terms),
		cmocka_unit_test(mistakes_in_packs),
		cmocka_unit_test(a_pack_needs_a_name),
		cmocka_unit_test(ten_thousand_mistakes_are_counted_and_the_first_are_shown),
		cmocka_unit_test(hostile_conditions_are_refused_with_their_place),
		cmocka_unit_test(conditions_that_multiply_by_their_names_are_refused),
		cmocka_unit_test(a_file_of_too_many_words_is_refused),
		cmocka_unit_test(terms_that_use_each_other_too_often_are_refused),
		cmocka_unit_test(hostile_words_are_refused_or_cost_little),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
