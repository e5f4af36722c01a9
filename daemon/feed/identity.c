/*
 * What an item is known by inside its source. The canonical URL has no fragment and none of
 * the parameters that only tell where a reader came from.
 */
#include <ctype.h>
#include <string.h>
#include <strings.h>

#include "base/hash.h"
#include "feed/feed_priv.h"

/* Parameters that change from one reader to the next; a '*' ends what they begin with. */
static const char *const tracking[] = {"utm_*", "fbclid", "gclid", "dclid", "msclkid", "yclid",
	"mc_cid", "mc_eid", "igshid", "ref_src", "cmpid", "at_medium", "at_campaign",
	"wt_mc", "wt_zmc", "xtor", "ns_*", "pk_*", "piwik_*", "mtm_*", "matomo_*", "_ga",
	"icid", "ncid", "traffic_source", "guccounter"};

static bool is_tracking(const char *name, size_t len)
{
	size_t i, want;

	for (i = 0; i < ARRAY_LEN(tracking); i++) {
		want = strlen(tracking[i]);
		if (tracking[i][want - 1] == '*' ?
				len >= want && strncasecmp(tracking[i], name, want - 1) == 0 :
				len == want && strncasecmp(tracking[i], name, want) == 0)
			return true;
	}
	return false;
}

static void put_query(struct buf *out, const char *query, size_t len)
{
	const char *end = query + len, *next;
	char sign = '?';

	for (; query < end; query = next + (next < end)) {
		next = memchr(query, '&', (size_t)(end - query));
		next = next ? next : end;
		if (next == query ||
			is_tracking(query, strcspn(query, "=&#")))
			continue;
		buf_putc(out, sign);
		buf_put(out, query, (size_t)(next - query));
		sign = '&';
	}
}

/* http and https are one page, and so are a path with and without its last '/'. */
static void put_canonical(struct buf *out, const char *url)
{
	size_t main_len = strcspn(url, "?#"), host, i;
	const char *query = url + main_len;

	if (strncasecmp(url, "https:", 6) == 0 || strncasecmp(url, "http:", 5) == 0) {
		i = strcspn(url, ":") + 1;
		url += i;
		main_len -= i;
	}
	host = strncmp(url, "//", 2) == 0 ? 2 + strcspn(url + 2, "/?#") : 0;
	for (i = 0; i < host; i++)
		buf_putc(out, (char)tolower((unsigned char)url[i]));
	while (main_len > host && url[main_len - 1] == '/')
		main_len--;
	buf_put(out, url + host, main_len - host);
	if (*query == '?')
		put_query(out, query + 1, strcspn(query + 1, "#"));
}

static uint64_t never_zero(uint64_t hash)
{
	return hash ? hash : 1;
}

static uint64_t hash_url(uint64_t seed, const char *url)
{
	struct buf canonical = BUF_INIT(BUF_UNBOUND);
	uint64_t hash;

	put_canonical(&canonical, url);
	hash = hash_more(seed, buf_str(&canonical), canonical.len);
	buf_done(&canonical);
	return never_zero(hash);
}

static uint64_t hash_fold(uint64_t seed, const struct item_text *text)
{
	struct buf fold = BUF_INIT(BUF_UNBOUND);
	uint64_t hash;

	if (text->text)
		text_fold(&fold, text->text, text->len);
	hash = hash_more(seed, buf_str(&fold), fold.len);
	buf_done(&fold);
	return never_zero(hash);
}

/*
 * Hashes of one source share their upper bits, so that they stand side by side in the store:
 * a document of fifty items touches a page or two of that index instead of two hundred. Of the
 * others 48 are left, and what they tell apart are the items of one source.
 */
static uint64_t side_by_side(uint64_t seed, uint64_t hash)
{
	return hash ? (seed & 0xFFFF000000000000u) | never_zero(hash & 0x0000FFFFFFFFFFFFu) : 0;
}

struct item_identity feed_identity(const char *source_id, const struct item *item)
{
	uint64_t seed = hash_bytes(source_id, strlen(source_id));
	const struct item_text *title = &item->field[ITEM_TITLE];
	int64_t date = item->published != TIME_NONE ? item->published : item->updated;
	struct item_identity identity = {0};

	if (item->id && *item->id)
		identity.guid = never_zero(hash_more(seed, item->id, strlen(item->id)));
	if (item->url && *item->url)
		identity.url = hash_url(seed, item->url);
	if (title->len) {
		identity.title = hash_fold(seed, title);
		if (date != TIME_NONE)
			identity.title_date = never_zero(
				hash_more(identity.title, &date, sizeof(date)));
	}
	identity.content = hash_fold(hash_fold(hash_fold(seed, title),
					     &item->field[ITEM_SUMMARY]),
		&item->field[ITEM_CONTENT]);
	return (struct item_identity){
		.guid = side_by_side(seed, identity.guid),
		.url = side_by_side(seed, identity.url),
		.title_date = side_by_side(seed, identity.title_date),
		.title = side_by_side(seed, identity.title),
		.content = side_by_side(seed, identity.content),
	};
}
