/*
 * db check: is the database well, and does the alert log say the same? Reads the file by
 * itself, also while a kordond writes it.
 */
#include <json-c/json.h>
#include <stdio.h>
#include <string.h>
#include <uthash.h>

#include "base/mem.h"
#include "ctl/db.h"
#include "model/json.h"
#include "sink/chain.h"

struct outcome {
	const struct ctl *ctl;
	struct json_object *checks; /* --json */
	size_t faults;
	const char *last; /* the check that spoke last */
};

static void tell(void *ctx, const char *check, const char *fault, const char *advice)
{
	struct outcome *report = ctx;
	struct json_object *object;

	report->faults += fault != NULL;
	if (report->ctl->json) {
		object = json_object_new_object();
		json_object_object_add(object, "check", json_text(check));
		json_object_object_add(object, "ok", json_object_new_boolean(!fault));
		json_object_object_add(object, "fault", json_text(fault));
		json_object_object_add(object, "advice", json_text(advice));
		json_object_array_add(report->checks, object);
		return;
	}
	printf("%-8s %s%s%s\n", fault ? "DAMAGED" : "ok", check, fault ? ": " : "",
		fault ? fault : "");
	if (fault && report->last != advice)
		printf("%-8s what to do: %s\n", "", advice);
	report->last = advice;
	fflush(stdout);
}

/* ---- the alert log ---------------------------------------------------------------------- */

struct told {
	UT_hash_handle hh;
	char id[];
};

struct log_check {
	struct outcome *report;
	struct store *store;
	struct arena *arena;
	struct told *told;
	const char *file;
	size_t number, faults;
	int64_t first; /* time of the oldest line; TIME_NONE: none */
	bool from_start; /* nothing was rotated away: the oldest line is the first ever */
};

enum { LOG_FAULTS_MAX = 20 };
static const char log_check[] = "alert log and alerts";

static void log_fault(struct log_check *check, char *fault)
{
	if (check->faults++ < LOG_FAULTS_MAX)
		tell(check->report, log_check, fault,
			"see where the log was changed: kordonctl log verify; the database has "
			"the alert as it was raised: kordonctl alerts");
	mem_free(fault);
}

static void remember(struct log_check *check, const char *id)
{
	size_t len = strlen(id);
	struct told *told = mem_alloc(sizeof(*told) + len + 1);

	memcpy(told->id, id, len + 1);
	HASH_ADD_KEYPTR(hh, check->told, told->id, len, told);
}

/* The log has the alert's line with one member more: the hash of the line before. */
static bool is_same(const char *line, size_t len, const char *alert)
{
	size_t own = strlen(alert);

	return own && len >= own && memcmp(line, alert, own - 1) == 0 &&
	       (line[own - 1] == ',' || line[own - 1] == '}');
}

static void compare(struct log_check *check, const char *line, size_t len, const char *id)
{
	const char *alert;
	int r;

	arena_reset(check->arena);
	r = store_alert_line(check->store, check->arena, id, &alert);
	if (r == STORE_NONE)
		log_fault(check, mem_printf("%s:%zu: alert %s is not in the database (which "
					    "may be an older one than the log)",
			check->file, check->number, id));
	else if (!r && !is_same(line, len, alert))
		log_fault(check, mem_printf("%s:%zu: alert %s says something else than the "
					    "database",
			check->file, check->number, id));
}

static bool take_line(void *ctx, const char *line, size_t len, bool torn)
{
	struct log_check *check = ctx;
	struct json_object *object;
	const char *id, *time;
	char previous[CHAIN_HASH];
	int64_t at;

	check->number++;
	if (torn)
		return false;
	check->from_start |= chain_previous(line, len, previous) &&
			     strcmp(previous, chain_start) == 0;
	object = json_tokener_parse(line);
	id = object ? json_get_text(object, "id") : NULL;
	time = object ? json_get_text(object, "time") : NULL;
	if (id) {
		remember(check, id);
		compare(check, line, len, id);
		if (time && time_parse(time, &at))
			check->first = check->first == TIME_NONE ? at : MIN(check->first, at);
	}
	json_object_put(object);
	return true;
}

static void find_told(void *ctx, const char *id, int64_t time)
{
	struct log_check *check = ctx;
	struct told *told;

	(void)time;
	HASH_FIND(hh, check->told, id, strlen(id), told);
	if (!told)
		log_fault(check, mem_printf("alert %s was written to the log and is not there",
			id));
}

static void forget(struct log_check *check)
{
	struct told *told, *next;

	HASH_ITER(hh, check->told, told, next)
	{
		HASH_DEL(check->told, told);
		mem_free(told);
	}
}

/* What was rotated away for good is not missed: only what is younger than the oldest line. */
static int check_log(struct outcome *report, struct store *store, const char *log)
{
	CLEANUP(arena_freep) struct arena *arena = arena_new();
	struct log_check check = {
		.report = report, .store = store, .arena = arena, .first = TIME_NONE};
	const struct chain_reader reader = {.line = take_line, .ctx = &check};
	char **files = chain_files(log);
	size_t i;
	int r = 0;

	for (i = 0; files[i] && !r; i++) {
		check.file = files[i];
		check.number = 0;
		r = chain_read(files[i], &reader);
		if (r)
			ctl_fail(report->ctl, "cannot read %s: %s; the alert log was not compared",
				files[i], strerror(-r));
	}
	if (!r && check.first != TIME_NONE)
		r = store_alerts_delivered(store, "log", check.first + !check.from_start,
			find_told, &check);
	if (!r && !check.faults)
		tell(report, log_check, NULL, NULL);
	forget(&check);
	chain_files_free(files);
	return r;
}

/* ---- the command --------------------------------------------------------------------------- */

static int end(const struct outcome *report, const char *file)
{
	struct json_object *object;

	if (report->ctl->json) {
		object = json_object_new_object();
		json_object_object_add(object, "file", json_text(file));
		json_object_object_add(object, "checks", report->checks);
		json_object_object_add(
			object, "faults", json_object_new_int64((int64_t)report->faults));
		ctl_print_json(object);
	} else {
		printf("%s: %zu faults\n", file, report->faults);
	}
	return report->faults ? CTL_FAILED : CTL_DONE;
}

int ctl_db_check(struct ctl *ctl, const struct db_args *args)
{
	const char *file = ctl->word_count > 1 ? ctl->words[1] : args->db;
	struct settings *settings = file ? NULL : ctl_settings(ctl);
	struct outcome report = {.ctl = ctl};
	struct store *store = NULL;
	int status, r;

	if (!file && !settings)
		return CTL_USAGE;
	status = ctl_db_open(ctl, file ? file : settings->store.path, &store);
	if (!status) {
		report.checks = ctl->json ? json_object_new_array() : NULL;
		r = store_check(store, tell, &report);
		if (r)
			tell(&report, "reading", store_error(store),
				"stop kordond, keep a copy of the file, and restore the last "
				"backup");
		else if (settings && settings->sink.log)
			r = check_log(&report, store, settings->sink.log);
		status = end(&report, file ? file : settings->store.path);
		status = r ? CTL_FAILED : status;
	}
	store_close(store);
	settings_free(settings);
	return status;
}
