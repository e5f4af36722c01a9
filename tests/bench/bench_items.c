/*
 * An item through the bundled rules, the whole way of analysis_item(): fold, words, terms,
 * mentions, conditions, facts. Texts are those of FILEs (lines of JSON), in three mixes: as
 * they are; joined to items of 1 KB, each of one language, in the order of the file (cut there); and those
 * that have a finding alone, filled up to 1 KB with texts that have none.
 *
 * Usage: bench-items CONFIG_FOLDER FILE...
 * With --one MIX ROUNDS before it: one mix alone, so often, for perf and callgrind.
 */
#include <json-c/json.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/mem.h"
#include "base/utf8.h"
#include "settings.h"

enum { ITEM_BYTES = 1024, LANGS_MAX = 64, ROUNDS = 5, LINE_MAX_BYTES = 1 << 20 };

enum mix { MIX_REAL, MIX_JOINED, MIX_FOUND, MIX_COUNT };
static const char *const mix_names[MIX_COUNT] = {"real", "joined", "found"};

struct corpus {
	struct arena *arena;
	struct item *items;
	size_t count, cap;
};

static double cpu_s(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &ts);
	return (double)ts.tv_sec + (double)ts.tv_nsec / 1e9;
}

static void add_item(struct corpus *corpus, const struct item *item)
{
	ARENA_GROW(corpus->arena, corpus->items, corpus->count, corpus->cap);
	corpus->items[corpus->count++] = *item;
}

static bool add_line(struct corpus *corpus, const char *line)
{
	struct json_object *object = json_tokener_parse(line);
	struct item item;
	const char *why;
	bool good = object && item_from_json(corpus->arena, object, &item, &why);

	json_object_put(object);
	if (good)
		add_item(corpus, &item);
	return good;
}

/* False where there is no such file: the corpora stand beside the project. */
static bool add_file(struct corpus *corpus, const char *path)
{
	char *line = mem_alloc(LINE_MAX_BYTES);
	FILE *file = fopen(path, "re");
	bool good = file != NULL;

	while (good && fgets(line, LINE_MAX_BYTES, file))
		good = add_line(corpus, line);
	if (file)
		fclose(file);
	mem_free(line);
	return good;
}

static size_t item_bytes(const struct item *item)
{
	size_t bytes = 0;
	int field;

	for (field = 0; field < ITEM_FIELDS; field++)
		bytes += item->field[field].len;
	return bytes;
}

static bool has_finding(const struct analysis *analysis, const struct item *item)
{
	CLEANUP(arena_freep) struct arena *arena = arena_new();
	size_t count;

	(void)analysis_item(analysis, arena, item, &count);
	return count > 0;
}

/* ---- mixes --------------------------------------------------------------------------- */

/* An item under construction: a title, and paragraphs of other texts behind it. */
struct joining {
	const struct item *first;
	struct buf text;
};

static void put_paragraph(struct buf *out, const struct item_text *text)
{
	if (!text->len)
		return;
	if (out->len)
		buf_puts(out, "\n\n");
	buf_put(out, text->text, text->len);
}

static void join(struct joining *joining, const struct item *item)
{
	if (joining->first)
		put_paragraph(&joining->text, &item->field[ITEM_TITLE]);
	else
		joining->first = item;
	put_paragraph(&joining->text, &item->field[ITEM_SUMMARY]);
	put_paragraph(&joining->text, &item->field[ITEM_CONTENT]);
}

static bool is_full(const struct joining *joining)
{
	return joining->first->field[ITEM_TITLE].len + joining->text.len >= ITEM_BYTES;
}

static void finish(struct corpus *corpus, struct joining *joining)
{
	struct item item = *joining->first;
	size_t room = ITEM_BYTES - MIN((size_t)ITEM_BYTES, (size_t)item.field[ITEM_TITLE].len);

	item.field[ITEM_SUMMARY] = (struct item_text){0};
	item.field[ITEM_CONTENT] = text_from_plain(corpus->arena, buf_str(&joining->text),
		utf8_cut(buf_str(&joining->text), joining->text.len, room), SEGMENT_LEAD);
	add_item(corpus, &item);
	joining->first = NULL;
	buf_clear(&joining->text);
}

static bool same_lang(const struct item *a, const struct item *b)
{
	return strcmp(a->lang ? a->lang : "", b->lang ? b->lang : "") == 0;
}

static struct joining *joining_of(struct joining *list, const struct item *item)
{
	size_t i;

	for (i = 0; i + 1 < LANGS_MAX && list[i].first && !same_lang(list[i].first, item); i++)
		;
	return &list[i];
}

static void make_joined(struct corpus *out, const struct corpus *corpus)
{
	struct joining list[LANGS_MAX] = {{.first = NULL}};
	struct joining *joining;
	size_t i;

	for (i = 0; i < LANGS_MAX; i++)
		list[i].text = BUF_INIT(BUF_UNBOUND);
	for (i = 0; i < corpus->count; i++) {
		joining = joining_of(list, &corpus->items[i]);
		join(joining, &corpus->items[i]);
		if (is_full(joining))
			finish(out, joining);
	}
	for (i = 0; i < LANGS_MAX; i++)
		buf_done(&list[i].text);
}

/* Each text with a finding, with the next ones of its language that have none behind it. */
static void make_found(struct corpus *out, const struct corpus *corpus,
	const struct analysis *analysis)
{
	bool *found = mem_calloc(corpus->count + 1, sizeof(*found));
	struct joining joining = {.text = BUF_INIT(BUF_UNBOUND)};
	size_t i, next;

	for (i = 0; i < corpus->count; i++)
		found[i] = has_finding(analysis, &corpus->items[i]);
	for (i = 0; i < corpus->count; i++) {
		if (!found[i])
			continue;
		join(&joining, &corpus->items[i]);
		for (next = (i + 1) % corpus->count; next != i && !is_full(&joining);
			next = (next + 1) % corpus->count)
			if (!found[next] && same_lang(&corpus->items[i], &corpus->items[next]))
				join(&joining, &corpus->items[next]);
		finish(out, &joining);
	}
	buf_done(&joining.text);
	mem_free(found);
}

/* ---- measuring ------------------------------------------------------------------------- */

static size_t run_once(const struct analysis *analysis, const struct corpus *corpus,
	struct arena *arena)
{
	size_t with_findings = 0, count, i;

	for (i = 0; i < corpus->count; i++) {
		(void)analysis_item(analysis, arena, &corpus->items[i], &count);
		with_findings += count > 0;
		arena_reset(arena);
	}
	return with_findings;
}

static void measure(const char *mix, const struct analysis *analysis,
	const struct corpus *corpus)
{
	CLEANUP(arena_freep) struct arena *arena = arena_new();
	double start, best = 1e9;
	size_t bytes = 0, found = 0, i;
	int round;

	if (!corpus->count)
		return;
	for (i = 0; i < corpus->count; i++)
		bytes += item_bytes(&corpus->items[i]);
	for (round = 0; round < ROUNDS; round++) {
		start = cpu_s();
		found = run_once(analysis, corpus, arena);
		best = MIN(best, cpu_s() - start);
	}
	printf("%-8s %6zu items of %4zu bytes, %5.1f %% with findings: %5.1f us an item, %6.0f "
	       "items a CPU second\n",
		mix, corpus->count, bytes / corpus->count,
		100.0 * (double)found / (double)corpus->count,
		best * 1e6 / (double)corpus->count, (double)corpus->count / best);
}

static struct analysis *load(const char *folder)
{
	CLEANUP(diag_freep) struct diag *diag = diag_new();
	double start = cpu_s();
	struct analysis *analysis = settings_load_analysis(&folder, 1, folder, diag);

	if (!analysis) {
		fprintf(stderr, "%s: no rules\n", folder);
		exit(2);
	}
	printf("rules and gazetteer loaded in %.0f ms\n", (cpu_s() - start) * 1e3);
	return analysis;
}

static void run_only(const struct analysis *analysis, const struct corpus *corpus, long rounds)
{
	CLEANUP(arena_freep) struct arena *arena = arena_new();
	size_t found = 0;

	while (rounds-- > 0)
		found = run_once(analysis, corpus, arena);
	printf("%zu items, %zu with findings\n", corpus->count, found);
}

static struct corpus make_mix(enum mix mix, const struct corpus *real,
	const struct analysis *analysis)
{
	struct corpus corpus = {.arena = arena_new()};

	if (mix == MIX_REAL) {
		corpus.items = real->items;
		corpus.count = real->count;
	} else if (mix == MIX_JOINED) {
		make_joined(&corpus, real);
	} else {
		make_found(&corpus, real, analysis);
	}
	return corpus;
}

static int usage(void)
{
	fputs("usage: bench-items [--one real|joined|found ROUNDS] CONFIG_FOLDER FILE...\n",
		stderr);
	return 2;
}

int main(int argc, char **argv)
{
	struct corpus real = {.arena = arena_new()}, corpus;
	const char *one = NULL;
	struct analysis *analysis;
	long rounds = 0;
	int mix;

	if (argc > 3 && strcmp(argv[1], "--one") == 0) {
		one = argv[2];
		rounds = strtol(argv[3], NULL, 10);
		argv += 3;
		argc -= 3;
	}
	if (argc < 3)
		return usage();
	analysis = load(argv[1]);
	for (argv += 2; *argv; argv++)
		if (!add_file(&real, *argv))
			printf("%s: not there, or not lines of items\n", *argv);
	for (mix = 0; mix < MIX_COUNT; mix++) {
		if (one && strcmp(one, mix_names[mix]) != 0)
			continue;
		corpus = make_mix((enum mix)mix, &real, analysis);
		if (one)
			run_only(analysis, &corpus, rounds);
		else
			measure(mix_names[mix], analysis, &corpus);
		arena_free(corpus.arena);
	}
	arena_free(real.arena);
	analysis_unref(analysis);
	return 0;
}
