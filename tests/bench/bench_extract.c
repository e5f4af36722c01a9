/*
 * Extraction with the bundled gazetteer: how long it takes to load, and what an item
 * costs on top of its words. The text is news of the kind that kordon reads, little of it
 * about the theatre.
 *
 * Usage: bench-extract PLACES_FOLDER
 */
#include <glob.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "extract/extract.h"

enum { ITEMS = 20000, ITEM_BYTES = 1200 };

static const struct {
	const char *lang, *text;
} news[] = {
	{"en", "The city council voted on the budget for schools and libraries after a "
	       "debate. "},
	{"en", "Police ask for witnesses of an accident on the ring road on Monday "
	       "evening. "},
	{"en", "Estonian border guards said Russia removed 24 buoys on the Narva "
	       "River. "},
	{"fi", "Kaupunginvaltuusto päätti koulujen ja kirjastojen rahoista pitkän "
	       "keskustelun. "},
	{"et", "Linnavolikogu arutas koolide ja raamatukogude eelarvet pärast pikka "
	       "vaidlust. "},
	{"de", "Der Stadtrat beschloss nach langer Debatte den Haushalt für Schulen. "},
	{"pl", "Rada miasta uchwaliła po długiej dyskusji budżet szkół i bibliotek. "},
	{"ru", "Городской совет после долгих споров принял бюджет школ и библиотек. "},
};

static double cpu_s(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &ts);
	return (double)ts.tv_sec + (double)ts.tv_nsec / 1e9;
}

static void add_folder(
	struct lexicon_builder *builder, const char *folder, struct diag *diag)
{
	char pattern[4096];
	glob_t files;
	size_t i;

	snprintf(pattern, sizeof(pattern), "%s/*.yaml", folder);
	if (glob(pattern, 0, NULL, &files) != 0)
		exit(2);
	for (i = 0; i < files.gl_pathc; i++) {
		struct config_tree *tree = config_read_file(files.gl_pathv[i], diag);

		if (tree)
			lexicon_add(builder, config_root(tree), diag);
		config_tree_free(tree);
	}
	globfree(&files);
}

static struct lexicon *load(char *const *folders)
{
	struct lexicon_builder *builder = lexicon_builder_new();
	struct diag *diag = diag_new();
	struct lexicon *lexicon;

	for (; *folders; folders++)
		add_folder(builder, *folders, diag);
	lexicon = lexicon_compile(builder, diag);
	lexicon_builder_free(builder);
	if (diag_errors(diag))
		exit(2);
	diag_free(diag);
	return lexicon;
}

/* CPU seconds for the words of all items, or words and mentions. */
static double run(const struct lexicon *lexicon, size_t *out_mentions)
{
	struct arena *arena = arena_new();
	double start = cpu_s();
	size_t i, mentions = 0;

	for (i = 0; i < ITEMS; i++) {
		size_t kind = i % (sizeof(news) / sizeof(*news)), len = 0;
		struct item item = {.lang = news[kind].lang};
		char text[ITEM_BYTES + 200];
		struct text_doc *doc;

		while (len < ITEM_BYTES)
			len += (size_t)sprintf(text + len, "%s", news[kind].text);
		item.field[ITEM_SUMMARY] = item_text_plain(arena, text, SEGMENT_LEAD);
		doc = text_doc_new(arena, &item);
		if (lexicon)
			mentions += extract_mentions(lexicon, arena, doc)->place_count;
		arena_reset(arena);
	}
	arena_free(arena);
	*out_mentions = mentions;
	return cpu_s() - start;
}

int main(int argc, char **argv)
{
	double start = cpu_s(), words_s, all_s;
	struct lexicon *lexicon;
	size_t mentions;

	if (argc < 2)
		return 2;
	lexicon = load(argv + 1);
	printf("gazetteer: %zu places loaded in %.1f ms\n",
		lexicon_gazetteer(lexicon)->place_count, (cpu_s() - start) * 1e3);
	words_s = run(NULL, &mentions);
	all_s = run(lexicon, &mentions);
	printf("words:     %.1f us an item\n", words_s * 1e6 / ITEMS);
	printf("mentions:  %.1f us an item, %.1f found in each\n",
		(all_s - words_s) * 1e6 / ITEMS, (double)mentions / ITEMS);
	lexicon_free(lexicon);
	return 0;
}
