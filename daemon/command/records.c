/* items: what the store remembers. */
#include "command/command_priv.h"

void command_items(void *ctx, const struct control_request *request,
	struct control_answer *answer)
{
	struct store_query query;

	if (!command_query(request, answer, &query))
		return;
	query.item = request->param(request, "item");
	command_answer_rows(ctx, store_query_items, &query, "items", answer);
}
