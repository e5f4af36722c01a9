/*
 * The store alone: documents of new items, then the same documents again, each one
 * transaction, with and without the full-text index; then all texts past their time, in the
 * steps that the daemon takes. A real file, removed afterwards.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>

#include "base/hash.h"
#include "base/mem.h"
#include "store/store.h"
#include "text/text.h"

enum { DOCUMENTS = 400, ITEMS = 50, WORDS = 170, NOW = 1717200000 };

/* ---- items -------------------------------------------------------------------------- */

static uint32_t dice(void)
{
	static uint32_t state = 2463534242u;

	state ^= state << 13;
	state ^= state >> 17;
	return state ^= state << 5;
}

/* About 1.2 KB of words, some of them frequent. */
static char *make_text(struct arena *arena, int words)
{
	CLEANUP(buf_done) struct buf out = BUF_INIT(BUF_UNBOUND);
	int i;

	for (i = 0; i < words; i++)
		buf_printf(&out, "%sw%u", i ? " " : "", dice() % 3 ? dice() % 20000 : dice() % 50);
	return arena_strdup(arena, buf_str(&out));
}

static struct item make_item(struct arena *arena, int number)
{
	struct item item = {
		.id = arena_printf(arena, "item-%d", number),
		.url = arena_printf(arena, "https://news.example/%d", number),
		.lang = "en",
		.published = NOW - DOCUMENTS * ITEMS + number,
		.updated = TIME_NONE,
	};

	item.field[ITEM_TITLE] = item_text_plain(arena, make_text(arena, 10), SEGMENT_TITLE);
	item.field[ITEM_CONTENT] = item_text_plain(arena, make_text(arena, WORDS), SEGMENT_BODY);
	return item;
}

static struct item_identity identity_of(const struct item *item)
{
	const struct item_text *title = &item->field[ITEM_TITLE];
	const struct item_text *content = &item->field[ITEM_CONTENT];
	uint64_t hash = hash_bytes(title->text, title->len);

	return (struct item_identity){
		.guid = hash_bytes(item->id, strlen(item->id)),
		.url = hash_bytes(item->url, strlen(item->url)),
		.title_date = hash ^ (uint64_t)item->published,
		.title = hash,
		.content = hash_bytes(content->text, content->len),
	};
}

/* ---- measuring ---------------------------------------------------------------------- */

static double cpu_s(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &ts);
	return (double)ts.tv_sec + (double)ts.tv_nsec / 1e9;
}

static void need(struct store *store, int r, const char *what)
{
	if (!r)
		return;
	fprintf(stderr, "%s: %s\n", what, store_error(store));
	exit(1);
}

static void put_all(struct store *store, const struct item *items,
	const struct item_identity *identities)
{
	struct store_item rows[ITEMS];
	size_t left;
	int i;

	for (i = 0; i < DOCUMENTS; i++) {
		need(store, store_begin(store), "begin");
		need(store,
			store_items_put(store, "bench", items + i * ITEMS, identities + i * ITEMS,
				ITEMS, NOW, rows),
			"put");
		need(store, store_commit(store), "commit");
		do {
			need(store, store_index_some(store, 200, &left), "index");
		} while (left);
	}
}

static void show(const char *what, bool full_text, double used)
{
	printf("store, full text %-3s  %-14s %8.1f us CPU/item  %8.0f items/s\n",
		full_text ? "on" : "off", what, used * 1e6 / (DOCUMENTS * ITEMS),
		DOCUMENTS * ITEMS / used);
}

static double wall_s(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return (double)ts.tv_sec + (double)ts.tv_nsec / 1e9;
}

/* As upkeep.c does: what a step takes follows from how long the one before took. */
static void prune_all(struct store *store, bool full_text)
{
	const struct store_keep keep = {.text_ms = 86400 * 1000LL};
	int64_t done[STORE_CLASS_COUNT];
	double before = cpu_s(), start, took, longest = 0;
	size_t batch = 16;
	bool more = true;

	while (more) {
		start = wall_s();
		need(store, store_prune_step(store, &keep, NOW + 2 * 86400, batch, done, &more),
			"prune");
		took = wall_s() - start;
		longest = took > longest ? took : longest;
		if (took > 0.010)
			batch = batch > 1 ? batch / 2 : 1;
		else if (took < 0.003)
			batch = MIN(batch * 2, (size_t)32);
	}
	show("texts pruned", full_text, cpu_s() - before);
	printf("store, full text %-3s  longest step of pruning %.1f ms\n",
		full_text ? "on" : "off", longest * 1e3);
}

static void measure(const struct item *items, const struct item_identity *identities,
	bool full_text)
{
	char folder[] = "/tmp/kordon-bench-XXXXXX";
	CLEANUP(mem_freep) char *path = NULL, *why = NULL, *remove = NULL;
	struct store_options options = {.full_text = full_text};
	struct store *store;
	double before;

	if (!mkdtemp(folder)) {
		perror(folder);
		exit(1);
	}
	options.path = path = mem_printf("%s/kordon.db", folder);
	if (store_open(&options, &store, &why)) {
		fprintf(stderr, "%s: %s\n", path, why);
		exit(1);
	}
	store_set_fold(store, text_fold_words);
	before = cpu_s();
	put_all(store, items, identities);
	show("new items", full_text, cpu_s() - before);
	before = cpu_s();
	put_all(store, items, identities);
	show("known items", full_text, cpu_s() - before);
	prune_all(store, full_text);
	store_close(store);
	remove = mem_printf("rm -r %s", folder);
	if (system(remove))
		exit(1);
}

int main(void)
{
	CLEANUP(arena_freep) struct arena *arena = arena_new();
	struct item *items = mem_calloc(DOCUMENTS * ITEMS, sizeof(*items));
	struct item_identity *identities = mem_calloc(DOCUMENTS * ITEMS, sizeof(*identities));
	struct rusage usage;
	int i;

	for (i = 0; i < DOCUMENTS * ITEMS; i++) {
		items[i] = make_item(arena, i);
		identities[i] = identity_of(&items[i]);
	}
	measure(items, identities, false);
	measure(items, identities, true);
	getrusage(RUSAGE_SELF, &usage);
	printf("peak memory %ld MiB\n", usage.ru_maxrss / 1024);
	mem_free(items);
	mem_free(identities);
	return 0;
}
