#include "robots.h"

#include <string.h>
#include <strings.h>
#include <uthash.h>

#include "base/mem.h"

#define OURS "kordon"

enum { KEPT_S = 86400, ILL_S = 3600, TEXT_MAX = 512 * 1024, SITES_MAX = 10000 };

struct site {
	UT_hash_handle hh;
	char *origin, *text;
	struct robots_site says; /* points to both */
};

struct robots {
	struct site *sites;
};

struct robots *robots_new(void)
{
	return mem_alloc(sizeof(struct robots));
}

static void forget(struct robots *robots, struct site *site)
{
	HASH_DEL(robots->sites, site);
	mem_free(site->origin);
	mem_free(site->text);
	mem_free(site);
}

void robots_free(struct robots *robots)
{
	struct site *site, *next;

	if (!robots)
		return;
	HASH_ITER(hh, robots->sites, site, next)
		forget(robots, site);
	mem_free(robots);
}

/* "https://host:port" of a URL; 0 for what is not http. */
static size_t origin_len(const char *url)
{
	const char *host = strstr(url, "://");

	if (!host || strncasecmp(url, "http", 4) != 0)
		return 0;
	return (size_t)(host + 3 - url) + strcspn(host + 3, "/?#");
}

char *robots_url(const char *url)
{
	size_t len = origin_len(url);

	return len ? mem_printf("%.*s/robots.txt", (int)len, url) : NULL;
}

static struct site *find(const struct robots *robots, const char *url)
{
	struct site *site;

	HASH_FIND(hh, robots->sites, url, origin_len(url), site);
	return site;
}

void robots_restore(struct robots *robots, const struct robots_site *says)
{
	struct site *site = find(robots, says->origin), *fresh = mem_alloc(sizeof(*fresh));

	fresh->origin = mem_strdup(says->origin);
	fresh->text = says->text ? mem_strdup(says->text) : NULL;
	fresh->says = (struct robots_site){.origin = fresh->origin,
		.text = fresh->text,
		.allowed = says->allowed,
		.until = says->until};
	if (site)
		forget(robots, site);
	if (HASH_COUNT(robots->sites) >= SITES_MAX)
		forget(robots, robots->sites);
	HASH_ADD_KEYPTR(hh, robots->sites, fresh->origin, strlen(fresh->origin), fresh);
}

struct robots_site robots_note(struct robots *robots, const char *url, const char *text,
	size_t len, bool missing, int64_t now)
{
	CLEANUP(mem_freep) char *origin = mem_strndup(url, origin_len(url));
	CLEANUP(mem_freep) char *copy =
		text ? mem_strndup(text, MIN(len, (size_t)TEXT_MAX)) : NULL;
	const struct site *known = find(robots, url);
	struct robots_site says = {.origin = origin,
		.text = copy,
		.allowed = missing,
		.until = now + (text || missing ? KEPT_S : ILL_S)};

	if (!text && !missing && known) {
		says.text = known->says.text;
		says.allowed = known->says.allowed;
	}
	robots_restore(robots, &says);
	return find(robots, url)->says;
}

/* ---- the rules ------------------------------------------------------------------------- */

/* A pattern of robots.txt at the beginning of a path: '*' any bytes, '$' the end. */
static bool matches(const char *pattern, size_t len, const char *path)
{
	const char *end = pattern + len, *star = NULL, *back = NULL;

	while (pattern < end) {
		if (*pattern == '*') {
			star = ++pattern;
			back = path;
		} else if ((*pattern == '$' && pattern + 1 == end) ? !*path : *path == *pattern) {
			pattern++;
			path += *path != '\0';
		} else if (star && *back) {
			pattern = star;
			path = ++back;
		} else {
			return false;
		}
	}
	return true;
}

/* One line: "name: value # comment". */
struct line {
	const char *name, *value;
	size_t name_len, value_len;
};

static const char *read_line(const char *text, struct line *out)
{
	size_t len = strcspn(text, "\r\n"), used = strcspn(text, "#\r\n");
	const char *colon = memchr(text, ':', used), *end = text + used;

	*out = (struct line){.name = text + strspn(text, " \t\xEF\xBB\xBF")};
	if (colon && out->name < colon) {
		out->name_len = strcspn(out->name, " \t:");
		out->value = colon + 1;
		while (out->value < end && strchr(" \t", *out->value))
			out->value++;
		while (end > out->value && strchr(" \t", end[-1]))
			end--;
		out->value_len = (size_t)(end - out->value);
	}
	return text + len + strspn(text + len, "\r\n");
}

static bool is_named(const struct line *line, const char *name)
{
	return line->name_len == strlen(name) && strncasecmp(line->name, name, line->name_len) == 0;
}

static bool is_for(const struct line *line, const char *agent)
{
	size_t len = strlen(agent);

	return line->value_len >= len && strncasecmp(line->value, agent, len) == 0 &&
	       (line->value_len == len || strchr("/ *", line->value[len]));
}

/* The longest rule of the groups for agent decides; *out_found: there is such a group. */
static bool group_allows(const char *text, const char *agent, const char *path, bool *out_found)
{
	bool naming = false, ours = false, allows = true;
	size_t longest = 0;
	struct line line;

	*out_found = false;
	while (*text) {
		text = read_line(text, &line);
		if (is_named(&line, "user-agent")) {
			ours = (naming && ours) || is_for(&line, agent);
			naming = true;
			*out_found |= ours;
			continue;
		}
		if (!is_named(&line, "allow") && !is_named(&line, "disallow"))
			continue;
		naming = false;
		if (!ours || !line.value_len || line.value_len < longest ||
			!matches(line.value, line.value_len, path))
			continue;
		/* Of two that are equally long the one that allows. */
		allows = is_named(&line, "allow") || (line.value_len == longest && allows);
		longest = line.value_len;
	}
	return allows;
}

static bool text_allows(const char *text, const char *path)
{
	bool found, allows = group_allows(text, OURS, path, &found);

	return found ? allows : group_allows(text, "*", path, &found);
}

enum robots_answer robots_ask(const struct robots *robots, const char *url, int64_t now)
{
	size_t origin = origin_len(url);
	const char *path = url + origin;
	const struct site *site;
	bool allowed;

	if (!origin)
		return ROBOTS_ALLOWED;
	site = find(robots, url);
	if (!site || site->says.until <= now)
		return ROBOTS_UNKNOWN;
	allowed = site->text ? text_allows(site->text, *path == '/' ? path : "/")
			     : site->says.allowed;
	return allowed ? ROBOTS_ALLOWED : ROBOTS_DENIED;
}
