/*
 * near and then, with words inside of words and spans inside of spans: cases in real
 * languages, and any texts against a plain comparison of every word with every other one.
 */
#include <stdio.h>

#include "rules.h"

/* ---- cases ------------------------------------------------------------------------------- */

static const char pack[] =
	"pack: desk\n"
	"terms:\n"
	"  border: {en: [border*], fi: [raja*, \"*raja*\"], et: [piir*], de: [grenz*]}\n"
	"  buoy: {en: [buoy*], fi: [poiju*, \"*poiju*\"], et: [\"*poi\", \"*poid\"]}\n"
	"  fence: {en: [fence*, wall], fi: [aita*, \"*aita*\"], de: [\"*zaun\"]}\n"
	"  wall: {en: [wall, \"drone wall\"]}\n"
	"  guard: {en: [guard*, \"border guard*\"]}\n"
	"  remove: {en: [remov*], fi: [poist*]}\n"
	"  thing: {uses: [buoy]}\n"
	"rules:\n"
	"  - {id: r, title: R, category: own, when: '%s'}\n";

struct near_case {
	bool fires;
	const char *when, *lang, *title;
};

static bool fires(const char *when, const char *lang, const char *title)
{
	char *yaml = mem_printf(pack, when);
	struct analysis *analysis = rules_read(yaml);
	struct arena *arena = arena_new();
	size_t count;

	analysis_item(analysis, arena, rules_item(arena, lang, title, NULL), &count);
	arena_free(arena);
	analysis_unref(analysis);
	mem_free(yaml);
	return count > 0;
}

static void words_in_one_another_stand_together(void **state)
{
	static const struct near_case cases[] = {
		/* Two terms in one compound. */
		{true, "border near/3 buoy", "fi", "Rajapoiju katosi"},
		{true, "sentence(border and buoy)", "fi", "Rajapoiju katosi"},
		{true, "sentence(border near/1 buoy)", "fi", "Venäjä poisti rajapoijun joelta"},
		{true, "border then/1 buoy", "fi", "Rajapoiju katosi"},
		{true, "border near/1 fence", "de", "Der Grenzzaun steht"},
		{true, "(border near/2 buoy) near/3 remove", "fi", "Rajapoijut poistettiin"},
		{false, "border near/3 buoy", "fi", "Raja on kiinni"},
		/* A term inside of another one's phrase, and phrases that overlap. */
		{true, "fence near/3 wall", "en", "A drone wall rises"},
		{true, "border near/3 guard", "en", "A border guard spoke"},
		{true, "border then/3 guard", "en", "A border guard spoke"},
		{false, "guard then/3 border", "en", "A border guard spoke"},
		/* Between the two of a pair. */
		{true, "(buoy near/8 border) near/2 remove", "en",
			"Buoys were all removed from that border"},
		{true, "remove near/2 (buoy near/8 border)", "en",
			"Buoys were all removed from that border"},
		{false, "(buoy near/2 border) near/8 remove", "en",
			"Buoys were all removed from that border"},
		/* No word is near itself, by whatever name it is asked for. */
		{false, "fence near/5 wall", "en", "The wall rises"},
		{true, "fence near/5 wall", "en", "The wall and the fence"},
		{false, "border near/3 place(narva-river)", "en", "On the Narva River"},
		{false, "buoy near/5 buoy", "en", "One buoy"},
		{false, "thing near/5 buoy", "en", "One buoy"},
		{false, "guard near/5 guard", "en", "One border guard"},
		{false, "(buoy near/5 remove) near/5 buoy", "en", "One buoy removed"},
		{true, "(buoy near/5 remove) near/5 buoy", "en", "One buoy removed, one buoy left"},
		{false, "place(narva-river) near/5 country(EE)", "en", "On the Narva River"},
	};
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_LEN(cases); i++)
		if (fires(cases[i].when, cases[i].lang, cases[i].title) != cases[i].fires)
			fail_msg("%s on '%s' should be %s", cases[i].when, cases[i].title,
				cases[i].fires ? "true" : "false");
}

/* ---- any texts ----------------------------------------------------------------------------- */

enum { WORDS_MAX = 14, SPANS_MAX = 1 << 12, TEXTS = 2000 };

/* A pair of the plain comparison; a word has no parts. */
struct plain {
	uint32_t first, end;
	char term;
	const struct plain *parts[2];
};

struct plains {
	struct plain list[SPANS_MAX];
	size_t count;
};

static const char *const vocabulary[] = {
	"alfa", "beta", "gamma", "alfabeta", "alfa gamma", "alfabetagamma", "x", "y"};
static const char random_pack[] =
	"pack: desk\n"
	"terms: {a: {en: [\"*alfa*\"]}, b: {en: [\"*beta*\"]}, c: {en: [\"*gamma\", \"alfa "
	"gamma\"]}}\n"
	"rules: [{id: r, title: R, category: own, when: '%s'}]\n";

static uint32_t dice(uint32_t sides)
{
	static uint32_t state = 2463534242u;

	state ^= state << 13;
	state ^= state >> 17;
	state ^= state << 5;
	return state % sides;
}

/* A text of words parted by one space: its words. */
static size_t make_text(struct buf *out, const char *words[WORDS_MAX])
{
	static char copy[WORDS_MAX * 32];
	size_t count = 0;
	char *word, *rest = copy;

	buf_clear(out);
	while (count < WORDS_MAX - 2) {
		const char *next = vocabulary[dice(ARRAY_LEN(vocabulary))];

		buf_printf(out, "%s%s", out->len ? " " : "", next);
		count += 1 + (strchr(next, ' ') != NULL);
		if (dice(6) == 0)
			break;
	}
	snprintf(copy, sizeof(copy), "%s", buf_str(out));
	for (count = 0; (word = strsep(&rest, " ")); count++)
		words[count] = word;
	return count;
}

static void add(struct plains *plains, struct plain plain)
{
	assert_true(plains->count < SPANS_MAX);
	plains->list[plains->count++] = plain;
}

static void words_of(char term, const char **words, size_t count, struct plains *out)
{
	const char *text = term == 'a' ? "alfa" : term == 'b' ? "beta" : "gamma", *found;
	uint32_t i;

	out->count = 0;
	for (i = 0; i < count; i++) {
		found = strstr(words[i], text);
		if (found && (term != 'c' || !found[5]))
			add(out, (struct plain){i, i + 1, term, {NULL, NULL}});
		if (term == 'c' && i + 1 < count && strcmp(words[i], "alfa") == 0 &&
			strcmp(words[i + 1], "gamma") == 0)
			add(out, (struct plain){i, i + 2, term, {NULL, NULL}});
	}
}

static bool apart(const struct plain *a, const struct plain *b)
{
	return a->end <= b->first || b->end <= a->first;
}

static bool share(const struct plain *a, const struct plain *b)
{
	if (apart(a, b))
		return false;
	if (a->parts[0])
		return share(a->parts[0], b) || share(a->parts[1], b);
	if (b->parts[0])
		return share(a, b->parts[0]) || share(a, b->parts[1]);
	return a->term == b->term;
}

static bool pairs(const struct plain *a, const struct plain *b, uint32_t distance, bool ordered)
{
	if (a->end <= b->first)
		return b->first - (a->end - 1) <= distance;
	if (b->end <= a->first)
		return !ordered && a->first - (b->end - 1) <= distance;
	return !share(a, b) && (!ordered || (a->first <= b->first && a->end <= b->end));
}

static void near_plain(const struct plains *a, const struct plains *b, uint32_t distance,
	bool ordered, struct plains *out)
{
	size_t i, j;

	out->count = 0;
	for (i = 0; i < a->count; i++)
		for (j = 0; j < b->count; j++)
			if (pairs(&a->list[i], &b->list[j], distance, ordered))
				add(out, (struct plain){
						 MIN(a->list[i].first, b->list[j].first),
						 MAX(a->list[i].end, b->list[j].end), 0,
						 {&a->list[i], &b->list[j]}});
}

/* x OP/n y, or (x OP/n y) near/m z. */
struct shape {
	char x, y, z; /* z 0: two words alone */
	bool ordered;
	uint32_t n, m;
};

static bool expected(const struct shape *shape, const char **words, size_t count)
{
	static struct plains x, y, z, pair, all;

	words_of(shape->x, words, count, &x);
	words_of(shape->y, words, count, &y);
	near_plain(&x, &y, shape->n, shape->ordered, &pair);
	if (!shape->z)
		return pair.count > 0;
	words_of(shape->z, words, count, &z);
	near_plain(&pair, &z, shape->m, false, &all);
	return all.count > 0;
}

static void check_shape(const struct shape *shape)
{
	CLEANUP(buf_done) struct buf text = BUF_INIT(BUF_UNBOUND);
	CLEANUP(arena_freep) struct arena *arena = arena_new();
	CLEANUP(mem_freep) char *pair = mem_printf("%c %s/%u %c", shape->x,
		shape->ordered ? "then" : "near", shape->n, shape->y);
	CLEANUP(mem_freep) char *when = shape->z ? mem_printf("(%s) near/%u %c", pair, shape->m,
							   shape->z) :
						   mem_strdup(pair);
	CLEANUP(mem_freep) char *yaml = mem_printf(random_pack, when);
	struct analysis *analysis = rules_read(yaml);
	const char *words[WORDS_MAX];
	size_t count, findings, i;
	bool wanted;

	for (i = 0; i < TEXTS; i++) {
		arena_reset(arena);
		count = make_text(&text, words);
		wanted = expected(shape, words, count);
		analysis_item(analysis, arena, rules_item(arena, "en", buf_str(&text), NULL),
			&findings);
		if ((findings > 0) != wanted)
			fail_msg("%s on '%s' should be %s", when, buf_str(&text),
				wanted ? "true" : "false");
	}
	analysis_unref(analysis);
}

static void any_text_is_judged_as_a_plain_comparison_does(void **state)
{
	static const struct shape shapes[] = {
		{'a', 'b', 0, false, 1, 0}, {'a', 'b', 0, false, 3, 0},
		{'a', 'b', 0, true, 1, 0}, {'a', 'b', 0, true, 3, 0},
		{'b', 'a', 0, true, 2, 0}, {'a', 'a', 0, false, 2, 0},
		{'a', 'c', 0, false, 2, 0}, {'c', 'a', 0, true, 2, 0},
		{'a', 'b', 'c', false, 3, 1}, {'a', 'b', 'c', false, 8, 2},
		{'a', 'b', 'c', true, 4, 1}, {'a', 'c', 'b', false, 2, 2},
		{'a', 'b', 'b', false, 3, 2}, {'a', 'b', 'a', false, 1, 1},
	};
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_LEN(shapes); i++)
		check_shape(&shapes[i]);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(words_in_one_another_stand_together),
		cmocka_unit_test(any_text_is_judged_as_a_plain_comparison_does),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
