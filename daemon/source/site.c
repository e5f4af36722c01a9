/*
 * Who else is there: sources of one host share it, and of two sources that lead to one URL
 * one is asked, for two would be asked twice and raise everything twice.
 */
#include "source/source_priv.h"

#include <ctype.h>
#include <string.h>

#include "base/mem.h"

static bool cut_end(char *text, const char *end)
{
	size_t len = strlen(text), end_len = strlen(end);

	if (len < end_len || strcmp(text + len - end_len, end) != 0)
		return false;
	text[len - end_len] = '\0';
	return true;
}

/* Behind user and password, which lead nowhere else. */
static char *without_user(char *head)
{
	char *host = strstr(head, "://") + 3, *at = strrchr(host, '@');

	if (at)
		memmove(host, at + 1, strlen(at + 1) + 1);
	return head;
}

char *source_comparable_url(const char *url)
{
	CLEANUP(mem_freep) char *head = mem_strndup(url, strcspn(url, "#"));
	char *rest = strstr(head, "://"), *path, *p;
	CLEANUP(mem_freep) char *tail = NULL;

	path = rest ? rest + 3 + strcspn(rest + 3, "/?") : NULL;
	if (!path)
		return mem_strdup(head);
	tail = mem_strdup(path);
	*path = '\0';
	for (p = without_user(head); *p; p++)
		*p = (char)tolower((unsigned char)*p);
	if (!strncmp(head, "https:", 6))
		cut_end(head, ":443");
	else
		cut_end(head, ":80");
	return mem_printf("%s%s%s", head, *tail == '/' ? "" : "/", tail);
}

/* ---- one URL, one request --------------------------------------------------------- */

static struct entry *find_key(struct sources *sources, const char *key)
{
	struct entry *entry;

	HASH_FIND(hh_url, sources->by_url, key, strlen(key), entry);
	return entry;
}

struct source *sources_find_url(struct sources *sources, const char *url)
{
	CLEANUP(mem_freep) char *key = source_comparable_url(url);
	struct entry *entry = find_key(sources, key);

	return entry ? &entry->source : NULL;
}

struct source *site_claim_url(struct sources *sources, struct entry *entry, const char *url)
{
	CLEANUP(mem_freep) char *key = source_comparable_url(url);
	struct entry *there = find_key(sources, key);

	if (there)
		return there == entry ? NULL : &there->source;
	site_release_url(sources, entry);
	entry->url_key = mem_steal(&key);
	HASH_ADD_KEYPTR(hh_url, sources->by_url, entry->url_key, strlen(entry->url_key), entry);
	return NULL;
}

void site_release_url(struct sources *sources, struct entry *entry)
{
	if (!entry->url_key)
		return;
	HASH_DELETE(hh_url, sources->by_url, entry);
	mem_free(entry->url_key);
	entry->url_key = NULL;
}

/* ---- hosts ------------------------------------------------------------------------ */

/* "" for what has none: files. */
static char *host_of(const char *url)
{
	CLEANUP(mem_freep) char *key = source_comparable_url(url);
	char *rest = strstr(key, "://");
	size_t len = rest ? strcspn(rest + 3, "/?") : 0;

	return mem_strndup(rest ? rest + 3 : "", len);
}

void site_join(struct sources *sources, struct entry *entry)
{
	CLEANUP(mem_freep) char *host = host_of(entry->source.options.url);
	struct site *site;

	HASH_FIND_STR(sources->sites, host, site);
	if (!site) {
		site = mem_alloc(sizeof(*site));
		site->host = mem_steal(&host);
		HASH_ADD_KEYPTR(hh, sources->sites, site->host, strlen(site->host), site);
	}
	site->count += entry->source.options.enabled;
	entry->site = site;
}

void site_free_all(struct sources *sources)
{
	struct site *site, *next;

	HASH_ITER(hh, sources->sites, site, next) {
		HASH_DEL(sources->sites, site);
		mem_free(site->host);
		mem_free(site);
	}
}
