/*
 * bench-recognize FILE...: lines of JSON with lang, title and summary. How often the language
 * that the line states is found when it is hidden, title alone and with the summary, and what
 * an item costs, hidden and stated.
 */
#include <json-c/json.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "base/mem.h"
#include "text/text.h"

enum { LANGS_MAX = 32, ROUNDS = 20 };

enum outcome { RIGHT, UNKNOWN, WRONG, OUTCOMES };

struct tally {
	text_lang lang;
	unsigned title[OUTCOMES], whole[OUTCOMES];
};

struct corpus {
	struct arena *arena;
	struct item *items;
	size_t count, cap;
};

static bool add_line(struct corpus *corpus, const char *line)
{
	struct json_object *object = json_tokener_parse(line);
	struct item item;
	const char *why;
	bool good = object && item_from_json(corpus->arena, object, &item, &why);

	json_object_put(object);
	if (!good)
		return false;
	ARENA_GROW(corpus->arena, corpus->items, corpus->count, corpus->cap);
	corpus->items[corpus->count++] = item;
	return true;
}

static bool add_file(struct corpus *corpus, const char *path)
{
	static char line[1 << 20];
	FILE *file = fopen(path, "r");
	bool good = file != NULL;

	while (good && fgets(line, sizeof(line), file))
		good = add_line(corpus, line);
	if (file)
		fclose(file);
	if (!good)
		fprintf(stderr, "%s: cannot be read, or is not lines of items\n", path);
	return good;
}

static struct tally *tally_of(struct tally *tallies, text_lang lang)
{
	size_t i;

	for (i = 0; i < LANGS_MAX - 1 && tallies[i].lang && tallies[i].lang != lang; i++)
		;
	tallies[i].lang = lang;
	return &tallies[i];
}

static enum outcome try_item(const struct item *item, text_lang lang)
{
	text_lang got = text_item_lang(item);

	return got == lang ? RIGHT : got == TEXT_LANG_UNKNOWN ? UNKNOWN : WRONG;
}

static void print_row(const char *name, const struct tally *tally)
{
	printf("| %s | %u | %u | %u | %u | %u | %u |\n", name, tally->title[RIGHT],
		tally->title[UNKNOWN], tally->title[WRONG], tally->whole[RIGHT],
		tally->whole[UNKNOWN], tally->whole[WRONG]);
}

static void print_accuracy(const struct corpus *corpus)
{
	struct tally tallies[LANGS_MAX] = {{0}};
	char name[3];
	size_t i;

	for (i = 0; i < corpus->count; i++) {
		struct item item = corpus->items[i];
		text_lang lang = text_lang_parse(item.lang);
		struct tally *tally = tally_of(tallies, lang);

		item.lang = NULL;
		if (item.field[ITEM_SUMMARY].len || item.field[ITEM_CONTENT].len)
			tally->whole[try_item(&item, lang)]++;
		memset(&item.field[ITEM_SUMMARY], 0, sizeof(item.field[0]));
		memset(&item.field[ITEM_CONTENT], 0, sizeof(item.field[0]));
		tally->title[try_item(&item, lang)]++;
	}
	puts("| language | title: right | unknown | wrong | with summary: right | unknown | wrong |");
	puts("|---|---|---|---|---|---|---|");
	for (i = 0; i < LANGS_MAX && tallies[i].lang; i++)
		print_row(text_lang_name(tallies[i].lang, name), &tallies[i]);
}

static void print_cost(const struct corpus *corpus, bool hidden)
{
	clock_t start = clock();
	size_t i, round;

	for (round = 0; round < ROUNDS; round++)
		for (i = 0; i < corpus->count; i++) {
			struct item item = corpus->items[i];

			if (hidden)
				item.lang = NULL;
			(void)text_item_lang(&item);
		}
	printf("%s: %.2f microseconds of CPU an item\n", hidden ? "hidden" : "stated",
		(double)(clock() - start) / CLOCKS_PER_SEC * 1e6 / ROUNDS /
			(double)corpus->count);
}

int main(int argc, char **argv)
{
	struct corpus corpus = {.arena = arena_new()};
	int i;

	for (i = 1; i < argc; i++)
		if (!add_file(&corpus, argv[i]))
			return 1;
	if (!corpus.count)
		return 1;
	print_accuracy(&corpus);
	print_cost(&corpus, true);
	print_cost(&corpus, false);
	arena_free(corpus.arena);
	return 0;
}
