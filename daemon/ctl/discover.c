/* sources discover: one GET, and the feeds that what comes is or names. */
#include <json-c/json.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "base/mem.h"
#include "ctl/lists.h"
#include "event/event.h"
#include "fetch/fetch.h"
#include "model/json.h"

struct discovery {
	struct ctl *ctl;
	struct loop *loop;
	const char *url;
	int status;
};

static const struct ctl_column columns[] = {
	{"FEED", "url", true}, {"TYPE", "type"}, {"TITLE", "title", true}};

/* Section `fetch` alone: who asks, through which proxy, trusting whom. */
static int read_options(const struct ctl *ctl, struct fetch_options *options)
{
	CLEANUP(diag_freep) struct diag *diag = diag_new();
	CLEANUP(config_tree_freep) struct config_tree *tree = config_read_file(ctl->config, diag);
	const struct config_node *section = tree ? config_get(config_root(tree), "fetch") : NULL;

	if (!tree && ctl->config_given)
		return ctl_report(diag, CTL_USAGE);
	config_defaults(&fetch_table, options);
	if (section)
		config_apply(&fetch_table, section, options, diag);
	return CTL_DONE;
}

static struct json_object *links_json(const struct feed_link *links, size_t count)
{
	struct json_object *rows = json_object_new_array(), *row;
	size_t i;

	for (i = 0; i < count; i++) {
		row = json_object_new_object();
		json_object_object_add(row, "url", json_text(links[i].url));
		json_object_object_add(row, "type", json_text(links[i].type));
		json_object_object_add(row, "title", json_text(links[i].title));
		json_object_array_add(rows, row);
	}
	return rows;
}

static int show(struct ctl *ctl, const struct feed_link *links, size_t count)
{
	struct json_object *rows = links_json(links, count), *answer;

	if (ctl->json) {
		answer = json_object_new_object();
		json_object_object_add(answer, "feeds", rows);
		ctl_print_json(answer);
		return CTL_DONE;
	}
	ctl_table(ctl, rows, columns, ARRAY_LEN(columns));
	json_object_put(rows);
	return CTL_DONE;
}

static int look(struct discovery *discovery, const struct fetch_result *result)
{
	struct arena *arena = arena_new();
	struct feed_request request = {.data = result->body,
		.len = result->body_len,
		.content_type = result->content_type,
		.base_url = result->final_url,
		.now = clock_wall_s(&clock_system)};
	struct feed_link *links;
	size_t count = feed_discover(arena, &request, &links);
	int status;

	if (count || discovery->ctl->json)
		status = show(discovery->ctl, links, count);
	else
		status = ctl_fail(discovery->ctl, "%s is no feed and names none "
			"(rel=\"alternate\"); look on the page for a link to RSS or Atom, and "
			"give that", discovery->url);
	arena_free(arena);
	return status == CTL_DONE && !count ? CTL_FAILED : status;
}

static void answered(void *ctx, const struct fetch_result *result)
{
	struct discovery *discovery = ctx;

	if (result->outcome == FETCH_DONE)
		discovery->status = look(discovery, result);
	else if (result->outcome != FETCH_CANCELLED)
		discovery->status = ctl_fail(discovery->ctl, "%s", result->reason);
	loop_stop(discovery->loop);
}

static int ask(struct discovery *discovery, const struct fetch_options *options)
{
	struct fetch_request request = {.url = discovery->url};
	struct fetch *fetch;
	int r = loop_new(&discovery->loop);

	if (!r)
		r = fetch_new(discovery->loop, &clock_system, options, &fetch);
	if (r) {
		if (discovery->loop)
			loop_free(discovery->loop);
		return ctl_fail(discovery->ctl, "cannot ask: %s", strerror(-r));
	}
	fetch_start(fetch, &request, answered, discovery);
	r = loop_run(discovery->loop);
	fetch_free(fetch);
	loop_free(discovery->loop);
	return r ? ctl_fail(discovery->ctl, "cannot ask: %s", strerror(-r)) : discovery->status;
}

int ctl_verb_discover(struct ctl *ctl, const struct ctl_list *list, const struct ctl_verb *verb,
	const void *args)
{
	struct discovery discovery = {.ctl = ctl, .url = ctl->words[1], .status = CTL_FAILED};
	struct fetch_options options;
	int status;

	(void)list;
	(void)verb;
	(void)args;
	if (strncasecmp(discovery.url, "http://", 7) != 0 &&
		strncasecmp(discovery.url, "https://", 8) != 0)
		return strstr(discovery.url, "://")
			       ? ctl_misuse(ctl, "'%s' is no URL that begins with https:// or http://",
					 discovery.url)
			       : ctl_misuse(ctl, "'%s' is no URL; did you mean https://%s?",
					 discovery.url, discovery.url);
	status = read_options(ctl, &options);
	if (status)
		return status;
	status = ask(&discovery, &options);
	config_release(&fetch_table, &options);
	return status;
}
