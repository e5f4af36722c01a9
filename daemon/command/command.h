/*
 * Commands: what control can be asked; one file a command, one row in the table.
 */
#ifndef KORDON_COMMAND_COMMAND_H
#define KORDON_COMMAND_COMMAND_H

#include "control/control.h"
#include "pipeline.h"

/* What commands may ask the daemon for. ctx of every route. */
struct command_context {
	struct pipeline *pipeline;
	/* Reloads; false with the diagnostics as text (caller frees) where the new one is bad. */
	bool (*reload)(void *daemon, char **out_report);
	void *daemon;
	int64_t started; /* Unix seconds */
};

extern const struct control_route command_routes[];
extern const size_t command_route_count;

#endif
