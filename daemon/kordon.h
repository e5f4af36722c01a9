/*
 * The daemon: who owns what, start and stop, signals, and what systemd is told.
 *
 *   start ──> READY ──SIGHUP──> RELOADING ──> READY (the old one stays where the new is bad)
 *               └──SIGTERM/SIGINT──> STOPPING: what is in flight ends, alerts leave, exit 0
 */
#ifndef KORDON_KORDON_H
#define KORDON_KORDON_H

#include <stdbool.h>

#include "base/attr.h"

/* Exit status of both programs (INTERFACE). */
enum { EXIT_DONE = 0, EXIT_WORK = 1, EXIT_CONFIG = 2 };

/* Runs until stopped, or with once until every source was polled. Returns the exit status. */
int kordon_run(const char *config_path, bool once) MUST_CHECK;
/* Checks the whole configuration and reports it. Returns the exit status. */
int kordon_check(const char *config_path) MUST_CHECK;

#endif
