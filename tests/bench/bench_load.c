/*
 * Loading rules: a pack of 1,000 to 50,000 words, more than one file may hold, as many in two
 * files, and a file in which everything is wrong.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "analysis/analysis.h"
#include "base/mem.h"
#include "words.h"

enum { WORDS_OF_TERM = 20, ERRORS = 10000 };

static double cpu_s(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &ts);
	return (double)ts.tv_sec + (double)ts.tv_nsec / 1e9;
}

/* Terms of twenty words in one language, and for every two of them a rule. */
static char *make_pack(const char *name, size_t words)
{
	struct buf text = BUF_INIT(BUF_UNBOUND);
	size_t i, terms = words / WORDS_OF_TERM;

	buf_printf(&text, "pack: %s\nterms:\n", name);
	for (i = 0; i < words; i++) {
		if (i % WORDS_OF_TERM == 0)
			buf_printf(&text, "%s  t%zu: {%s: [", i ? "]}\n" : "",
				i / WORDS_OF_TERM, words_langs[i / WORDS_OF_TERM % WORDS_LANGS]);
		buf_puts(&text, i % WORDS_OF_TERM ? ", \"" : "\"");
		words_term(&text, (int)(i / WORDS_OF_TERM % WORDS_LANGS), true);
		buf_putc(&text, '"');
	}
	buf_puts(&text, "]}\nrules:\n");
	for (i = 0; i + 1 < terms && i < RULE_RULES_MAX; i += 2)
		buf_printf(&text, "  - {id: r%zu, title: R, category: own, when: t%zu near/8 "
				  "t%zu, examples: []}\n",
			i, i, i + 1);
	return buf_take(&text);
}

static char *make_errors(void)
{
	struct buf text = BUF_INIT(BUF_UNBOUND);
	int i;

	buf_puts(&text, "pack: wrong\nterms: {buoy: {en: [buoy]}}\nrules:\n");
	for (i = 0; i < ERRORS / 2; i++)
		buf_printf(&text, "  - {id: r%d, titel: R, category: own, when: buoi near/8 "
				  "remove}\n",
			i);
	return buf_take(&text);
}

static void load(const char *what, const char *const *texts, size_t count)
{
	CLEANUP(diag_freep) struct diag *diag = diag_new();
	struct config_tree *trees[2];
	const struct config_node *roots[2];
	double start = cpu_s(), parsed;
	struct analysis *analysis;
	size_t i;

	for (i = 0; i < count; i++) {
		trees[i] = config_read_text("bench.yaml", texts[i], strlen(texts[i]), diag);
		roots[i] = config_root(trees[i]);
	}
	parsed = cpu_s();
	analysis = analysis_new(roots, count, diag);
	printf("%s: %.0f ms, of which reading YAML %.0f; %zu errors", what,
		(cpu_s() - start) * 1e3, (parsed - start) * 1e3, diag_errors(diag));
	if (diag_errors(diag))
		printf("; the first one: %s", diag_message(diag, 0)->text);
	putchar('\n');
	analysis_unref(analysis);
	for (i = 0; i < count; i++)
		config_tree_free(trees[i]);
}

static void load_words(size_t words)
{
	CLEANUP(mem_freep) char *text = make_pack("bench", words);
	CLEANUP(mem_freep) char *what = mem_printf("%6zu words", words);

	load(what, (const char *const *)&text, 1);
}

int main(void)
{
	char *texts[2];

	words_prepare();
	load_words(1000);
	load_words(5000);
	load_words(50000);
	load_words(100000);
	texts[0] = make_pack("one", 50000);
	texts[1] = make_pack("two", 50000);
	load("100000 words in two files", (const char *const *)texts, 2);
	mem_free(texts[0]);
	mem_free(texts[1]);
	texts[0] = make_errors();
	load("a file of mistakes", (const char *const *)texts, 1);
	mem_free(texts[0]);
	return 0;
}
