/* reload: the new configuration, or the mistakes in it. */
#include <json-c/json.h>

#include "base/mem.h"
#include "command/command_priv.h"
#include "model/json.h"

void command_reload(void *ctx, const struct control_request *request,
	struct control_answer *answer)
{
	const struct command_context *context = ctx;
	CLEANUP(mem_freep) char *report = NULL;
	bool done = context->reload(context->daemon, &report);

	(void)request;
	if (!done) {
		control_refuse(answer, 422, "%s", report);
		return;
	}
	answer->body = json_object_new_object();
	json_object_object_add(answer->body, "reloaded", json_object_new_boolean(true));
	json_object_object_add(answer->body, "report", json_text(report));
}
