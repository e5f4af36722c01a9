/* What the files of the command room share. */
#ifndef KORDON_COMMAND_COMMAND_PRIV_H
#define KORDON_COMMAND_COMMAND_PRIV_H

#include "command/command.h"

#include <json-c/json.h>

typedef void command_handler(void *ctx, const struct control_request *request,
	struct control_answer *answer);

command_handler command_status, command_sources, command_source_poll, command_incidents,
	command_incident_ack, command_incident_close, command_incident_note,
	command_incident_merge, command_incident_split, command_alerts, command_items, command_reload,
	command_sinks, command_sink_test, command_outbox, command_outbox_replay,
	command_outbox_drop, command_outbox_move, command_alert_why, command_silences,
	command_silence_add, command_silence_remove;
command_handler command_db, command_db_prune, command_db_backup, command_metrics;

/* Reads `limit`, `since`, `until`, `category`, `source`, `status`, `id`, `q`; false after a refusal. */
bool command_query(const struct control_request *request, struct control_answer *answer,
	struct store_query *out_query);
/* The same of a request that has to name an id. */
bool command_query_one(const struct control_request *request, struct control_answer *answer,
	struct store_query *out_query);
/* Runs one of the store's queries into {"name": [rows]}. */
typedef int store_query_call(struct store *store, const struct store_query *query,
	store_row_callback *callback, void *ctx);
void command_answer_rows(const struct command_context *context, store_query_call *call,
	const struct store_query *query, const char *name, struct control_answer *answer);

#endif
