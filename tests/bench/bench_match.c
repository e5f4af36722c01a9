/*
 * The pass over an item's words: what it costs with 100 to 50,000 terms, and whether the cost
 * of an item grows with its length alone. Items are 1.2 KB of words in ten languages.
 *
 * With --one TERMS: words and one pass with so many terms, for callgrind (instructions.py).
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "analysis/analysis.h"
#include "base/mem.h"
#include "words.h"

enum { ITEMS = 1000, ITEM_BYTES = 1200, LANGS = WORDS_LANGS, ROUNDS = 5 };

static double cpu_s(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &ts);
	return (double)ts.tv_sec + (double)ts.tv_nsec / 1e9;
}

static struct match_set *make_set(size_t terms, bool compounds, double *out_load_s)
{
	struct match_builder *builder = match_builder_new();
	struct buf term = BUF_INIT(BUF_UNBOUND);
	double start = cpu_s();
	struct match_set *set;
	const char *why;
	size_t i, at;

	for (i = 0; i < terms; i++) {
		term.len = 0;
		words_term(&term, (int)(i % LANGS), compounds);
		if (!match_add(builder, buf_str(&term), text_lang_parse(words_langs[i % LANGS]),
			    (uint32_t)i, &why, &at))
			exit(2);
	}
	set = match_compile(builder);
	match_builder_free(builder);
	buf_done(&term);
	*out_load_s = cpu_s() - start;
	return set;
}

static void bench_terms(struct text_doc *const *docs, size_t terms, bool compounds)
{
	double load_s, start, best = 1e9;
	struct match_set *set = make_set(terms, compounds, &load_s);
	struct arena *arena = arena_new();
	size_t hits = 0, i;
	int round;

	for (round = 0; round < ROUNDS; round++) {
		hits = 0;
		start = cpu_s();
		for (i = 0; i < ITEMS; i++) {
			hits += match_scan(set, arena, docs[i]).count;
			arena_reset(arena);
		}
		if (cpu_s() - start < best)
			best = cpu_s() - start;
	}
	printf("%6zu terms%s: %5.1f us an item, %8.0f items a second, %4.1f hits; loaded in "
	       "%.0f ms\n",
		terms, compounds ? ", compounds" : "", best * 1e6 / ITEMS, ITEMS / best,
		(double)hits / ITEMS, load_s * 1e3);
	arena_free(arena);
	match_set_free(set);
}

/* ---- one long item ----------------------------------------------------------------------- */

static const char rules[] =
	"pack: bench\n"
	"terms:\n"
	"  buoy: {en: [buoy*]}\n"
	"  remove: {en: [remov*]}\n"
	"rules:\n"
	"  - {id: near, title: A, category: own, when: buoy near/12 remove}\n"
	"  - {id: sentence, title: B, category: own, when: sentence(buoy and remove)}\n"
	"  - {id: count, title: C, category: own, when: count(buoy) >= 20}\n"
	"  - {id: many, title: D, category: own, when: \"2 of (buoy, remove, title(buoy))\"}\n";

static struct analysis *read_rules(void)
{
	struct diag *diag = diag_new();
	struct config_tree *tree = config_read_text("bench", rules, strlen(rules), diag);
	const struct config_node *root = config_root(tree);
	struct analysis *analysis = analysis_new(&root, 1, diag);

	config_tree_free(tree);
	diag_free(diag);
	if (!analysis)
		exit(2);
	return analysis;
}

/* The whole way of an item in which one term stands over and over. */
static void bench_length(const struct analysis *analysis, size_t hits)
{
	struct buf text = BUF_INIT(BUF_UNBOUND);
	struct item item = {.lang = "en", .published = TIME_NONE, .updated = TIME_NONE};
	struct arena *arena = arena_new();
	double start;
	size_t count, i;

	for (i = 0; i < hits; i++)
		buf_printf(&text, "%zu buoys were seen, and %s again by the shore.%s", i % 40,
			i % 3 ? "left" : "removed", i % 9 ? " " : "\n\n");
	item.field[ITEM_CONTENT] =
		text_from_plain(arena, buf_str(&text), text.len, SEGMENT_LEAD);
	start = cpu_s();
	analysis_item(analysis, arena, &item, &count);
	printf("%6zu matches in %4.1f MB: %6.1f ms, %zu findings\n", hits,
		(double)text.len / 1e6, (cpu_s() - start) * 1e3, count);
	arena_free(arena);
	buf_done(&text);
}

/* An item as the rules meet it first: fold, words, terms. */
__attribute__((noinline)) static size_t words_and_terms(const struct match_set *set, struct arena *arena,
	const struct item *item)
{
	return match_scan(set, arena, text_doc_new(arena, item)).count;
}

static void bench_words(struct text_doc *const *docs)
{
	struct arena *arena = arena_new();
	double start = cpu_s();
	size_t words = 0, i;
	int round;

	for (round = 0; round < ROUNDS; round++)
		for (i = 0; i < ITEMS; i++) {
			words += text_doc_new(arena, docs[i]->item)->word_count;
			arena_reset(arena);
		}
	printf("fold and words: %.1f us an item of %zu words\n",
		(cpu_s() - start) * 1e6 / ITEMS / ROUNDS, words / ITEMS / ROUNDS);
	arena_free(arena);
}

static int run_one(struct text_doc *const *docs, size_t terms)
{
	struct arena *arena = arena_new();
	double load_s;
	struct match_set *set = make_set(terms, false, &load_s);
	size_t hits = 0, i;

	for (i = 0; i < ITEMS; i++) {
		hits += words_and_terms(set, arena, docs[i]->item);
		arena_reset(arena);
	}
	printf("%d items, %zu hits\n", ITEMS, hits);
	arena_free(arena);
	match_set_free(set);
	return 0;
}

static void run_all(struct text_doc *const *docs)
{
	static const size_t terms[] = {100, 1000, 10000, 50000};
	struct analysis *analysis = read_rules();
	size_t i;

	bench_words(docs);
	for (i = 0; i < ARRAY_LEN(terms); i++)
		bench_terms(docs, terms[i], false);
	for (i = 0; i < ARRAY_LEN(terms); i++)
		bench_terms(docs, terms[i], true);
	for (i = 12500; i <= 100000; i *= 2)
		bench_length(analysis, i);
	analysis_unref(analysis);
}

int main(int argc, char **argv)
{
	struct text_doc *docs[ITEMS];
	struct arena *arena = arena_new();
	int status = 0;
	size_t i;

	words_prepare();
	for (i = 0; i < ITEMS; i++)
		docs[i] = words_doc(arena, (int)(i % LANGS), ITEM_BYTES);
	if (argc == 3 && strcmp(argv[1], "--one") == 0)
		status = run_one(docs, strtoul(argv[2], NULL, 10));
	else
		run_all(docs);
	arena_free(arena);
	return status;
}
