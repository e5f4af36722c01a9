/* items: what was recorded, all of it or what people look for. */
#include <json-c/json.h>
#include <string.h>

#include "base/mem.h"
#include "base/utf8.h"
#include "command/command_priv.h"

static bool term_forms(void *ctx, const char *name, void (*add)(void *add_ctx, const char *form),
	void *add_ctx, char **out_near)
{
	return ruleset_term_forms(analysis_ruleset(ctx), name, add, add_ctx, out_near);
}

/* "at": the code point of the text, for a caret under it. */
static void refuse(struct control_answer *answer, const char *text,
	const struct store_search_fault *fault)
{
	control_refuse(answer, 400, "%s", fault->why);
	json_object_object_add(answer->body, "text", json_object_new_string(text));
	json_object_object_add(answer->body, "at",
		json_object_new_int64((int64_t)utf8_count(text, fault->at)));
}

static bool read_search(const struct command_context *context, const char *text,
	struct buf *match, struct control_answer *answer)
{
	const struct analysis *analysis = pipeline_analysis(context->pipeline);
	struct store_search search = {text, term_forms, (void *)(uintptr_t)analysis};
	struct store *store = pipeline_store(context->pipeline);
	struct store_search_fault fault;
	int r = store_search_parse(store, &search, match, &fault);

	if (r == STORE_NONE)
		refuse(answer, text, &fault);
	else if (r)
		control_refuse(answer, 503, "the store cannot be read: %s", store_error(store));
	mem_free(fault.why);
	return !r;
}

void command_items(void *ctx, const struct control_request *request,
	struct control_answer *answer)
{
	CLEANUP(buf_done) struct buf match = BUF_INIT(BUF_UNBOUND);
	const char *text = request->param(request, "q");
	struct store_query query;

	if (!command_query(request, answer, &query))
		return;
	if (text && !read_search(ctx, text, &match, answer))
		return;
	query.item = request->param(request, "item");
	query.match = text ? buf_str(&match) : NULL;
	query.withdrawn = request->param(request, "withdrawn") != NULL;
	command_answer_rows(ctx, store_query_items, &query, "items", answer);
}
