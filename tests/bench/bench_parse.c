/*
 * Documents to items: all fields, and their text as segments. CPU of the parser alone; the
 * files are read before.
 *
 * Usage: bench-parse [FILE…]; without files a feed of its own, of 50 items of about 1.2 KB.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/buf.h"
#include "base/mem.h"
#include "feed/feed.h"

enum { ITEMS = 50, PARAGRAPHS = 5, CPU_SECONDS = 2 };

static double cpu_s(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &ts);
	return (double)ts.tv_sec + (double)ts.tv_nsec / 1e9;
}

static void put_item(struct buf *out, int number)
{
	static const char *const sentences[] = {
		"Piirivalve teatas, et Narva jõest eemaldati öösel kakskümmend neli poid. ",
		"Ministeerium kutsus saadiku selgitusi andma ja jätkab olukorra jälgimist. ",
		"Городской совет после долгих споров принял бюджет школ и библиотек. ",
		"Rajavartiolaitos kertoi, että tilanne itärajalla on pysynyt rauhallisena. ",
	};
	int i;

	buf_printf(out,
		"<item><title>Poid eemaldati &amp; asendati %d</title>"
		"<link>https://example.ee/uudised/%d?utm_source=rss</link>"
		"<guid isPermaLink=\"false\">item-%d</guid>"
		"<pubDate>Mon, 25 Nov 2024 14:%02d:05 +0200</pubDate><category>Eesti</category>"
		"<description><![CDATA[",
		number, number, number, number % 60);
	for (i = 0; i < PARAGRAPHS; i++)
		buf_printf(out, "<p>%s<b>%s</b> &ndash; %s</p>", sentences[i % 4],
			sentences[(i + number) % 4], sentences[(i + 1) % 4]);
	buf_puts(out, "]]></description></item>");
}

static void make_feed(struct buf *out)
{
	int i;

	buf_puts(out, "<?xml version=\"1.0\" encoding=\"utf-8\"?><rss version=\"2.0\"><channel>"
		      "<title>Uudised</title><link>https://example.ee/</link>");
	for (i = 0; i < ITEMS; i++)
		put_item(out, i);
	buf_puts(out, "</channel></rss>");
}

static void read_file(const char *path, struct buf *out)
{
	FILE *file = fopen(path, "rb");
	char chunk[65536];
	size_t len;

	if (!file) {
		perror(path);
		exit(2);
	}
	while ((len = fread(chunk, 1, sizeof(chunk), file)) > 0)
		buf_put(out, chunk, len);
	fclose(file);
}

/* Returns the count of items. */
static size_t parse(struct arena *arena, const struct buf *text)
{
	struct feed_request request = {.data = buf_str(text), .len = text->len,
		.base_url = "https://example.ee/rss", .now = 1732545005};
	struct feed_document *document;
	const char *why;

	arena_reset(arena);
	if (feed_parse(arena, &request, &document, &why)) {
		fprintf(stderr, "bench-parse: %s\n", why);
		exit(1);
	}
	return document->item_count;
}

int main(int argc, char **argv)
{
	size_t count = argc > 1 ? (size_t)argc - 1 : 1, items = 0, bytes = 0, i;
	struct buf *texts = mem_calloc(count, sizeof(*texts));
	struct arena *arena = arena_new();
	double start, used;

	for (i = 0; i < count; i++) {
		texts[i] = BUF_INIT(BUF_UNBOUND);
		if (argc > 1)
			read_file(argv[i + 1], &texts[i]);
		else
			make_feed(&texts[i]);
	}
	start = cpu_s();
	do {
		for (i = 0; i < count; i++) {
			items += parse(arena, &texts[i]);
			bytes += texts[i].len;
		}
		used = cpu_s() - start;
	} while (used < CPU_SECONDS);
	printf("%.2f us CPU/item, %.0f MB/s, %.0f bytes/item, %zu items\n", used * 1e6 / (double)items,
		(double)bytes / used / 1e6, (double)bytes / (double)items, items);
	for (i = 0; i < count; i++)
		buf_done(&texts[i]);
	mem_free(texts);
	arena_free(arena);
	return 0;
}
