#include "kordon.h"

#include <errno.h>
#include <inttypes.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <systemd/sd-daemon.h>
#include <unistd.h>

#include "base/log.h"
#include "base/mem.h"
#include "command/command.h"
#include "control/control.h"
#include "pipeline.h"

struct kordon {
	const char *config_path;
	struct clock clock;
	struct loop *loop;
	struct settings *settings;
	struct store *store;
	struct sinks *sinks;
	struct pipeline *pipeline;
	struct control *control;
	struct command_context commands;
	struct loop_signal *signals[5];
	struct loop_timer *status_timer, *watchdog_timer;
	int64_t watchdog_ms; /* half of what systemd allows; 0: none asked for */
	bool stopping;
};

enum { STATUS_MS = 5000 };

/* ---- configuration ---------------------------------------------------------------- */

static bool colored(void)
{
	return isatty(STDERR_FILENO);
}

/* NULL after the report was made. out_report gets it when wanted, else standard error. */
static struct settings *load(const char *path, char **out_report)
{
	CLEANUP(diag_freep) struct diag *diag = diag_new();
	CLEANUP(buf_done) struct buf report = BUF_INIT(BUF_UNBOUND);
	struct settings *settings = settings_load(path, diag);

	diag_print(diag, &report, !out_report && colored());
	if (out_report)
		*out_report = buf_take(&report);
	else
		fputs(buf_str(&report), stderr);
	return settings;
}

int kordon_check(const char *config_path)
{
	struct settings *settings = load(config_path, NULL);

	if (!settings)
		return EXIT_CONFIG;
	printf("%s: %zu files, %zu sources, %zu rules, %zu places: no errors\n", config_path,
		settings->files, sources_count(settings->sources),
		ruleset_count(analysis_ruleset(settings->analysis)),
		analysis_gazetteer(settings->analysis)->place_count);
	settings_free(settings);
	return EXIT_DONE;
}

/* ---- systemd ---------------------------------------------------------------------- */

static void tell_status(struct kordon *kordon)
{
	struct sources_tally tally = sources_tally(pipeline_sources(kordon->pipeline));
	const char *trouble = pipeline_trouble(kordon->pipeline);

	sd_notifyf(0, "STATUS=%zu sources, %zu failing%s%s", tally.total,
		tally.failing + tally.gone, trouble ? "; " : "", trouble ? trouble : "");
}

static void status_timer_fired(void *ctx)
{
	struct kordon *kordon = ctx;

	tell_status(kordon);
	pipeline_rest(kordon->pipeline);
	loop_timer_set(kordon->status_timer, STATUS_MS);
}

/* Fed from the loop: a loop that hangs is a daemon that systemd restarts. */
static void watchdog_timer_fired(void *ctx)
{
	struct kordon *kordon = ctx;

	sd_notify(0, "WATCHDOG=1");
	loop_timer_set(kordon->watchdog_timer, kordon->watchdog_ms);
}

static void start_watchdog(struct kordon *kordon)
{
	uint64_t allowed_us = 0;

	if (sd_watchdog_enabled(0, &allowed_us) <= 0)
		return;
	kordon->watchdog_ms = MAX((int64_t)(allowed_us / 1000 / 2), 1);
	watchdog_timer_fired(kordon);
}

static void tell_reloading(const struct kordon *kordon)
{
	sd_notifyf(0, "RELOADING=1\nMONOTONIC_USEC=%" PRId64,
		clock_mono_ms(&kordon->clock) * 1000);
}

/* ---- reload ----------------------------------------------------------------------- */

static bool same(const char *a, const char *b)
{
	return a && b ? strcmp(a, b) == 0 : a == b;
}

static void note_restart(struct buf *notes, const char *section)
{
	buf_printf(notes, "kordon: section '%s' has changed: restart to apply it\n", section);
}

/* What is opened once, at start, stays open as it was. */
static void note_fixed(const struct kordon *kordon, const struct settings *fresh,
	struct buf *notes)
{
	const struct settings *old = kordon->settings;

	if (!same(old->store.path, fresh->store.path) ||
		old->store.full_text != fresh->store.full_text)
		note_restart(notes, "store");
	if (!same(old->sink.log, fresh->sink.log) || old->sink.journal != fresh->sink.journal ||
		old->sink.terminal != fresh->sink.terminal)
		note_restart(notes, "sink");
	if (!same(old->control.socket, fresh->control.socket) ||
		!same(old->control.listen, fresh->control.listen))
		note_restart(notes, "control");
}

static void swap(struct kordon *kordon, struct settings *fresh)
{
	struct settings *old = kordon->settings;

	log_set_level((enum log_level)(LOG_LEVEL_ERROR + fresh->log.level));
	pipeline_swap(kordon->pipeline, fresh);
	kordon->settings = fresh;
	settings_free(old);
	mem_trim(); /* the trees that it was read from are much larger */
}

static void log_lines(enum log_level level, char *text)
{
	char *line, *rest = text;

	while ((line = strsep(&rest, "\n")))
		if (*line)
			log_write(level, "%s", line);
}

static void tell_reload(const struct kordon *kordon, bool done, const char *report)
{
	CLEANUP(mem_freep) char *lines = mem_strdup(report);

	log_lines(done ? LOG_LEVEL_WARNING : LOG_LEVEL_ERROR, lines);
	if (done)
		log_notice("kordon: configuration reloaded: %zu sources, %zu rules",
			sources_count(pipeline_sources(kordon->pipeline)),
			ruleset_count(analysis_ruleset(kordon->settings->analysis)));
	else
		log_error("kordon: the new configuration is refused, the old one stays in force; "
			"mend it, try it with 'kordond --check', and reload again");
}

static bool reload(void *ctx, char **out_report)
{
	CLEANUP(buf_done) struct buf text = BUF_INIT(BUF_UNBOUND);
	CLEANUP(mem_freep) char *found = NULL;
	struct kordon *kordon = ctx;
	struct settings *fresh;

	tell_reloading(kordon);
	fresh = load(kordon->config_path, &found);
	buf_puts(&text, found);
	if (fresh) {
		note_fixed(kordon, fresh, &text);
		swap(kordon, fresh);
	}
	tell_reload(kordon, fresh != NULL, buf_str(&text));
	sd_notify(0, "READY=1");
	tell_status(kordon);
	*out_report = buf_take(&text);
	return fresh != NULL;
}

static void reload_signalled(void *ctx)
{
	CLEANUP(mem_freep) char *report = NULL;

	(void)reload(ctx, &report);
}

/* ---- stop ------------------------------------------------------------------------- */

static void settled(void *ctx)
{
	struct kordon *kordon = ctx;

	loop_stop(kordon->loop);
}

static void once_done(void *ctx)
{
	struct kordon *kordon = ctx;

	pipeline_look_at_time(kordon->pipeline);
	pipeline_index(kordon->pipeline);
	pipeline_settle(kordon->pipeline, true, settled, kordon);
}

static void stopped(void *ctx)
{
	struct kordon *kordon = ctx;

	pipeline_settle(kordon->pipeline, false, settled, kordon);
}

static void stop_signalled(void *ctx)
{
	struct kordon *kordon = ctx;

	if (kordon->stopping) {
		loop_stop(kordon->loop); /* asked twice: at once */
		return;
	}
	kordon->stopping = true;
	sd_notify(0, "STOPPING=1");
	log_notice("kordon: stopping, what is in flight may end");
	pipeline_stop(kordon->pipeline, stopped, kordon);
}

static void reopen_signalled(void *ctx)
{
	struct kordon *kordon = ctx;

	sinks_reopen(kordon->sinks);
	log_notice("kordon: logs reopened");
	pipeline_deliver(kordon->pipeline);
}

/* ---- start ------------------------------------------------------------------------ */

static int open_store(struct kordon *kordon)
{
	CLEANUP(mem_freep) char *why = NULL;
	int r = store_open(&kordon->settings->store, &kordon->store, &why);

	if (r)
		log_error("store: %s", why);
	return r;
}

static void say_control(const struct kordon *kordon, const char *what, int r)
{
	if (what == kordon->settings->control.listen)
		log_error("control: %s: %s; another program may listen there: state another "
			  "port (control: listen:)", what, strerror(-r));
	else if (r == -EADDRINUSE)
		log_error("control: %s: another process answers there; stop it, or give this "
			"one a socket of its own (control: socket:)", what);
	else if (r == -EEXIST)
		log_error("control: %s: something that is no socket stands there; move it away, "
			"or set another path (control: socket:)", what);
	else if (r == -ENAMETOOLONG)
		log_error("control: %s: a socket's path has at most %d bytes; set a shorter one "
			"(control: socket:)", what, CONTROL_SOCKET_MAX);
	else
		log_error("control: %s: %s; make its folder, or set another path (control: "
			"socket:)", what, strerror(-r));
}

static int open_control(struct kordon *kordon)
{
	const char *what;
	int r;

	kordon->commands = (struct command_context){
		.pipeline = kordon->pipeline,
		.reload = reload,
		.daemon = kordon,
		.started = clock_wall_s(&kordon->clock),
	};
	r = control_new(kordon->loop, &kordon->settings->control, command_routes,
		command_route_count, &kordon->commands, &kordon->control, &what);
	if (r)
		say_control(kordon, what, r);
	else if (kordon->settings->control.listen)
		log_notice("control: answers on http://%s/v1/status, to read",
			kordon->settings->control.listen);
	return r;
}

static void watch_signals(struct kordon *kordon)
{
	kordon->signals[0] = loop_signal_new(kordon->loop, SIGTERM, stop_signalled, kordon);
	kordon->signals[1] = loop_signal_new(kordon->loop, SIGINT, stop_signalled, kordon);
	kordon->signals[2] = loop_signal_new(kordon->loop, SIGHUP, reload_signalled, kordon);
	kordon->signals[3] = loop_signal_new(kordon->loop, SIGUSR1, reopen_signalled, kordon);
	signal(SIGPIPE, SIG_IGN);
	signal(SIGXFSZ, SIG_IGN); /* a limit of size is a write that fails, as a full disk is */
}

static int start(struct kordon *kordon, bool once)
{
	int r = loop_new(&kordon->loop);

	if (r) {
		log_error("kordon: no event loop: %s", strerror(-r));
		return r;
	}
	r = open_store(kordon);
	if (r)
		return r;
	kordon->sinks = sinks_open(&kordon->settings->sink, &kordon->settings->targets,
		kordon->loop);
	watch_signals(kordon);
	r = pipeline_new(kordon->loop, &kordon->clock, kordon->store, kordon->sinks,
		kordon->settings, &kordon->pipeline);
	if (r) {
		log_error("kordon: the pipeline does not start: %s",
			r < 0 ? strerror(-r) : store_error(kordon->store));
		return r;
	}
	return once ? 0 : open_control(kordon);
}

static void begin(struct kordon *kordon, bool once)
{
	struct sources_tally tally = sources_tally(pipeline_sources(kordon->pipeline));

	log_notice("kordon: " KORDON_VERSION " started, %zu sources, %zu rules, %zu places",
		tally.total, ruleset_count(analysis_ruleset(kordon->settings->analysis)),
		analysis_gazetteer(kordon->settings->analysis)->place_count);
	if (once) {
		pipeline_once(kordon->pipeline, once_done, kordon);
		return;
	}
	kordon->status_timer = loop_timer_new(kordon->loop, status_timer_fired, kordon);
	kordon->watchdog_timer = loop_timer_new(kordon->loop, watchdog_timer_fired, kordon);
	start_watchdog(kordon);
	pipeline_start(kordon->pipeline);
	sd_notify(0, "READY=1");
	status_timer_fired(kordon);
	mem_trim(); /* the trees that the configuration was read from */
}

static void finish(struct kordon *kordon)
{
	size_t i;

	control_free(kordon->control);
	pipeline_free(kordon->pipeline);
	if (kordon->sinks)
		sinks_close(kordon->sinks);
	if (kordon->store)
		store_close(kordon->store);
	loop_timer_free(kordon->status_timer);
	loop_timer_free(kordon->watchdog_timer);
	for (i = 0; i < ARRAY_LEN(kordon->signals); i++)
		loop_signal_free(kordon->signals[i]);
	if (kordon->loop)
		loop_free(kordon->loop);
	settings_free(kordon->settings);
}

/*
 * What starting again would not mend is a mistake of the configuration to systemd, which
 * leaves it at that; a full disk, or another kordond, may be gone in five seconds.
 */
static int start_status(int r)
{
	return store_is_final(r) || r == -EEXIST || r == -ENAMETOOLONG ? EXIT_CONFIG
								       : EXIT_WORK;
}

/* --once fails when nothing could be asked at all, or the store took nothing. */
static int once_status(const struct kordon *kordon)
{
	struct sources_tally tally = sources_tally(pipeline_sources(kordon->pipeline));
	const char *trouble = pipeline_trouble(kordon->pipeline);

	if (trouble) {
		log_error("kordon: not all is done: %s", trouble);
		return EXIT_WORK;
	}
	if (!tally.total || tally.failing + tally.gone < tally.total)
		return EXIT_DONE;
	log_error("kordon: not one of %zu sources could be read", tally.total);
	return EXIT_WORK;
}

int kordon_run(const char *config_path, bool once)
{
	struct kordon kordon = {.config_path = config_path, .clock = clock_system};
	int status = EXIT_WORK, r;

	mem_one_heap();
	kordon.settings = load(config_path, NULL);
	if (!kordon.settings) {
		log_error("kordon: %s: not started: the configuration has errors", config_path);
		return EXIT_CONFIG;
	}
	log_set_level((enum log_level)(LOG_LEVEL_ERROR + kordon.settings->log.level));
	r = start(&kordon, once);
	if (r) {
		status = start_status(r);
	} else {
		begin(&kordon, once);
		if (loop_run(kordon.loop) == 0)
			status = once ? once_status(&kordon) : EXIT_DONE;
		log_notice("kordon: stopped");
	}
	finish(&kordon);
	return status;
}
