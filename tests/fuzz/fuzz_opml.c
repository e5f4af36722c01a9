/* Any bytes: a list that can be written and read again, or a reason; and links with URLs. */
#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"
#include "feed/feed.h"

static void check_list(struct arena *arena, const struct feed_list *list)
{
	struct buf out = BUF_INIT(BUF_UNBOUND);
	struct feed_list *again;
	const char *why;

	feed_write_list(list, "fuzz", &out);
	if (feed_read_list(arena, buf_str(&out), out.len, &again, &why) ||
		again->count != list->count || again->left_out)
		abort();
	buf_done(&out);
}

static void check_links(struct arena *arena, const char *text, size_t len)
{
	struct feed_request request = {
		.data = text, .len = len, .base_url = "https://news.example/"};
	struct feed_link *links;
	size_t count = feed_discover(arena, &request, &links), i;

	if (count > 100)
		abort();
	for (i = 0; i < count; i++)
		if (strncasecmp(links[i].url, "http", 4) != 0 || !links[i].type)
			abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *arena = arena_new();
	struct feed_list *list;
	const char *why = NULL;
	int r = feed_read_list(arena, (const char *)data, size, &list, &why);

	if (r && (!why || !utf8_valid(why, strlen(why))))
		abort();
	if (!r)
		check_list(arena, list);
	check_links(arena, (const char *)data, size);
	arena_free(arena);
	return 0;
}
