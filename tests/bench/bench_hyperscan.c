/*
 * The pass over the terms beside Hyperscan's literals, with the same terms and the same folded
 * text. A literal begins with a space, which stands for the beginning of a word, and ends with
 * one where no wildcard follows, so that both find the same. Hyperscan gets the terms of all
 * languages at once, as kordon does, and then those of each language apart.
 *
 * Built where libhyperscan-dev is installed; nothing else of kordon needs it.
 */
#include <hs.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/mem.h"
#include "match/match.h"
#include "words.h"

enum { ITEMS = 1000, ITEM_BYTES = 1200, LANGS = WORDS_LANGS, ROUNDS = 40 };

static double cpu_s(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &ts);
	return (double)ts.tv_sec + (double)ts.tv_nsec / 1e9;
}

struct terms {
	char **list;
	size_t count;
};

static struct terms make_terms(size_t count)
{
	struct terms terms = {mem_calloc(count, sizeof(*terms.list)), count};
	struct buf term = BUF_INIT(BUF_UNBOUND);
	size_t i;

	for (i = 0; i < count; i++) {
		buf_clear(&term);
		words_term(&term, (int)(i % LANGS), false);
		terms.list[i] = mem_strdup(buf_str(&term));
	}
	buf_done(&term);
	return terms;
}

static void free_terms(struct terms *terms)
{
	size_t i;

	for (i = 0; i < terms->count; i++)
		mem_free(terms->list[i]);
	mem_free(terms->list);
}

static void print(const char *name, size_t terms, double seconds, size_t hits)
{
	printf("%6zu terms, %-24s %5.1f us an item, %5.1f hits\n", terms, name,
		seconds * 1e6 / ITEMS, (double)hits / ITEMS);
}

/* ---- kordon --------------------------------------------------------------------------- */

static struct match_set *make_set(const struct terms *terms)
{
	struct match_builder *builder = match_builder_new();
	struct match_set *set;
	const char *why;
	size_t i, at;

	for (i = 0; i < terms->count; i++)
		if (!match_add(builder, terms->list[i], text_lang_parse(words_langs[i % LANGS]),
			    (uint32_t)i, &why, &at))
			exit(2);
	set = match_compile(builder);
	match_builder_free(builder);
	return set;
}

static void run_kordon(const struct terms *terms, struct text_doc *const *docs)
{
	struct match_set *set = make_set(terms);
	struct arena *arena = arena_new();
	double start, best = 1e9;
	size_t hits = 0, i;
	int round;

	for (round = 0; round < ROUNDS; round++) {
		start = cpu_s();
		for (hits = i = 0; i < ITEMS; i++) {
			hits += match_scan(set, arena, docs[i]).count;
			arena_reset(arena);
		}
		best = MIN(best, cpu_s() - start);
	}
	print("kordon:", terms->count, best, hits);
	arena_free(arena);
	match_set_free(set);
}

/* ---- Hyperscan ------------------------------------------------------------------------ */

/* Words with one space before each and one at the end. */
static char *folded(const struct text_doc *doc)
{
	struct buf text = BUF_INIT(BUF_UNBOUND);
	uint32_t i;

	for (i = 0; i < doc->word_count; i++) {
		buf_putc(&text, ' ');
		buf_put(&text, doc->words[i].fold, doc->words[i].fold_len);
	}
	buf_putc(&text, ' ');
	return buf_take(&text);
}

static char *literal_of(const char *term)
{
	struct buf text = BUF_INIT(BUF_UNBOUND);
	size_t len = strlen(term);
	bool prefix = term[len - 1] == '*';

	buf_putc(&text, ' ');
	text_fold(&text, term, len - prefix);
	if (!prefix)
		buf_putc(&text, ' ');
	return buf_take(&text);
}

/* Every step-th term from the first one on. */
static hs_database_t *make_database(const struct terms *terms, size_t first, size_t step)
{
	size_t count = (terms->count - first + step - 1) / step, i;
	char **literals = mem_calloc(count, sizeof(*literals));
	unsigned *flags = mem_calloc(count, sizeof(*flags));
	unsigned *ids = mem_calloc(count, sizeof(*ids));
	size_t *lens = mem_calloc(count, sizeof(*lens));
	hs_database_t *database;
	hs_compile_error_t *error;

	for (i = 0; i < count; i++) {
		literals[i] = literal_of(terms->list[first + i * step]);
		lens[i] = strlen(literals[i]);
		ids[i] = (unsigned)i;
	}
	if (hs_compile_lit_multi((const char *const *)literals, flags, ids, lens,
		    (unsigned)count, HS_MODE_BLOCK, NULL, &database, &error) != HS_SUCCESS)
		exit(2);
	for (i = 0; i < count; i++)
		mem_free(literals[i]);
	mem_free(literals);
	mem_free(flags);
	mem_free(ids);
	mem_free(lens);
	return database;
}

static int take_hit(unsigned id, unsigned long long from, unsigned long long to, unsigned flags,
	void *context)
{
	(void)id;
	(void)from;
	(void)to;
	(void)flags;
	++*(size_t *)context;
	return 0;
}

static void run_hyperscan(const struct terms *terms, char *const *texts, size_t databases)
{
	hs_database_t *database[LANGS];
	hs_scratch_t *scratch = NULL;
	double start, best = 1e9;
	size_t hits = 0, i;
	int round;

	for (i = 0; i < databases; i++) {
		database[i] = make_database(terms, i, databases);
		if (hs_alloc_scratch(database[i], &scratch) != HS_SUCCESS)
			exit(2);
	}
	for (round = 0; round < ROUNDS; round++) {
		start = cpu_s();
		for (hits = i = 0; i < ITEMS; i++)
			hs_scan(database[i % databases], texts[i], (unsigned)strlen(texts[i]),
				0, scratch, take_hit, &hits);
		best = MIN(best, cpu_s() - start);
	}
	print(databases == 1 ? "Hyperscan, all languages:" : "Hyperscan, one language:",
		terms->count, best, hits);
	for (i = 0; i < databases; i++)
		hs_free_database(database[i]);
	hs_free_scratch(scratch);
}

/* ---- the whole ------------------------------------------------------------------------- */

int main(void)
{
	static const size_t sizes[] = {100, 1000, 10000, 50000};
	struct text_doc *docs[ITEMS];
	struct arena *arena = arena_new();
	char *texts[ITEMS];
	struct terms terms;
	size_t i;

	words_prepare();
	for (i = 0; i < ITEMS; i++) {
		docs[i] = words_doc(arena, (int)(i % LANGS), ITEM_BYTES);
		texts[i] = folded(docs[i]);
	}
	for (i = 0; i < ARRAY_LEN(sizes); i++) {
		terms = make_terms(sizes[i]);
		run_kordon(&terms, docs);
		run_hyperscan(&terms, texts, 1);
		run_hyperscan(&terms, texts, LANGS);
		free_terms(&terms);
	}
	for (i = 0; i < ITEMS; i++)
		mem_free(texts[i]);
	arena_free(arena);
	return 0;
}
