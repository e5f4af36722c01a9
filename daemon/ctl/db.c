/*
 * db: the database as a whole. Where a kordond runs it does the work, in small steps; where
 * none does, kordonctl works on the file, and takes the lock that a kordond would take.
 */
#include <errno.h>
#include <json-c/json.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/utf8.h"
#include "ctl/db.h"
#include "model/json.h"
#include "text/text.h"

enum { WAIT_MS = 100, COPY_PAGES = 2048 };

int ctl_db_open(const struct ctl *ctl, const char *path, struct store **out_store)
{
	CLEANUP(mem_freep) char *why = NULL;

	if (access(path, R_OK) < 0)
		return ctl_fail(ctl, "cannot read %s: %s%s", path, strerror(errno),
			errno == EACCES ? "; try sudo -u kordon kordonctl" : "");
	if (store_open_to_read(path, out_store, &why))
		return ctl_fail(ctl, "%s", why);
	return CTL_DONE;
}

/* Opens it to write, which no two may; CTL_DONE or a status after a report. */
static int open_to_write(const struct ctl *ctl, const struct store_options *options,
	struct store **out_store)
{
	CLEANUP(mem_freep) char *why = NULL;

	if (access(options->path, F_OK) < 0)
		return ctl_fail(ctl, "cannot read %s: %s", options->path, strerror(errno));
	if (store_open(options, out_store, &why))
		return ctl_fail(ctl, "%s", why);
	store_set_fold(*out_store, text_fold);
	return CTL_DONE;
}

static struct store_options options_of(const struct settings *settings,
	const struct db_args *args)
{
	struct store_options options = settings->store;

	if (args->db)
		options.path = (char *)(uintptr_t)args->db;
	return options;
}

static void wait_a_little(void)
{
	const struct timespec pause = {.tv_nsec = WAIT_MS * 1000000L};

	nanosleep(&pause, NULL);
}

/* A daemon is there, and it is its database that is meant. */
static bool has_daemon(struct ctl *ctl, const struct db_args *args)
{
	return !args->db && ctl_is_answered(ctl);
}

static void say_size(const char *label, int64_t bytes)
{
	CLEANUP(buf_done) struct buf text = BUF_INIT(BUF_UNBOUND);

	config_show_size(&text, bytes < 1 << 20 ? bytes : bytes / (1 << 20) * (1 << 20));
	printf("%s%s", label, buf_str(&text));
}

/* ---- show ------------------------------------------------------------------------------- */

/* Of a file: how large it is. What it was kept by is the daemon's to tell. */
static int look_at(struct ctl *ctl, const char *path, struct json_object **out_answer)
{
	struct store_space space;
	struct store *store;
	int status = ctl_db_open(ctl, path, &store);

	if (status)
		return status;
	if (store_space(store, &space)) {
		status = ctl_fail(ctl, "%s: %s", path, store_error(store));
	} else {
		*out_answer = json_object_new_object();
		json_object_object_add(*out_answer, "bytes", json_object_new_int64(space.bytes));
		json_object_object_add(
			*out_answer, "unused_bytes", json_object_new_int64(space.unused));
		json_object_object_add(
			*out_answer, "gives_back", json_object_new_boolean(space.gives_back));
	}
	store_close(store);
	return status;
}

static int show(struct ctl *ctl, const struct db_args *args)
{
	static const struct ctl_line lines[] = {
		{"size", "bytes", CTL_BYTES},
		{"of these unused", "unused_bytes", CTL_BYTES},
		{"gives room back", "gives_back", CTL_YES},
		{"last pruned", "prune.ended"},
		{"  texts that went", "prune.removed.text"},
		{"  items that went", "prune.removed.metadata"},
		{"  longest step, ms", "prune.longest_step_ms"},
		{"backup", "backup.state"},
		{"  file", "backup.file"},
		{"  why", "backup.why"},
	};
	struct json_object *answer;
	int status = args->db ? look_at(ctl, args->db, &answer)
			      : ctl_ask(ctl, "/db", false, &answer);

	if (status)
		return status;
	if (ctl->json) {
		ctl_print_json(answer);
		return CTL_DONE;
	}
	ctl_record(answer, lines, ARRAY_LEN(lines));
	json_object_put(answer);
	return CTL_DONE;
}

/* ---- backup ------------------------------------------------------------------------------ */

static void show_progress(int64_t total, int64_t left)
{
	if (isatty(STDERR_FILENO) && total)
		fprintf(stderr, "\r\x1b[K%lld %% copied", (long long)((total - left) * 100 / total));
}

static void end_progress(void)
{
	if (isatty(STDERR_FILENO))
		fputs("\r\x1b[K", stderr);
}

static int tell_backup(const struct ctl *ctl, const char *file, const struct store_totals *totals)
{
	struct json_object *object;

	if (!ctl->json) {
		CLEANUP(mem_freep) char *shown = utf8_show(file, PATH_MAX);

		printf("%s: %lld items, %lld incidents, %lld alerts; checked, and whole\n", shown,
			(long long)totals->items, (long long)totals->incidents,
			(long long)totals->alerts);
		return CTL_DONE;
	}
	object = json_object_new_object();
	json_object_object_add(object, "file", json_text(file));
	json_object_object_add(object, "items", json_object_new_int64(totals->items));
	json_object_object_add(object, "incidents", json_object_new_int64(totals->incidents));
	json_object_object_add(object, "alerts", json_object_new_int64(totals->alerts));
	ctl_print_json(object);
	return CTL_DONE;
}

static int copy_all(struct store_backup *backup, struct store_totals *totals)
{
	struct store_progress progress = {.left = 1};
	int r = 0;

	while (!r && progress.left) {
		r = store_backup_step(backup, COPY_PAGES, &progress);
		show_progress(progress.total, progress.left);
	}
	end_progress();
	return r ? r : store_backup_end(backup, totals);
}

/* Why not, or NULL; caller frees. */
static char *copy_file(struct store *store, const char *file, bool force,
	struct store_totals *totals)
{
	struct store_backup *backup;
	char *why = store_backup_obstacle(store, file, force);

	if (why || store_backup_new(store, file, &backup, &why))
		return why;
	if (copy_all(backup, totals))
		why = mem_strdup(store_backup_error(backup));
	store_backup_free(backup);
	if (!why)
		why = store_backup_fault(file, totals);
	return why ? why : store_backup_keep(store, file, force);
}

static int backup_offline(struct ctl *ctl, const struct db_args *args, const char *file)
{
	CLEANUP(mem_freep) char *why = NULL;
	struct settings *settings = args->db ? NULL : ctl_settings(ctl);
	struct store_totals totals;
	struct store *store = NULL;
	int status;

	if (!args->db && !settings)
		return CTL_USAGE;
	status = ctl_db_open(ctl, args->db ? args->db : settings->store.path, &store);
	settings_free(settings);
	if (status)
		return status;
	why = copy_file(store, file, args->force, &totals);
	store_close(store);
	return why ? ctl_fail(ctl, "no backup: %s", why) : tell_backup(ctl, file, &totals);
}

static int64_t number(struct json_object *object, const char *path)
{
	struct json_object *member = json_find(object, path);

	return member ? json_object_get_int64(member) : 0;
}

/* CTL_DONE, CTL_FAILED after a report; -1: still under way. */
static int look_at_backup(struct ctl *ctl, struct json_object *answer, const char *file)
{
	struct json_object *backup = json_get(answer, "backup");
	const char *state = json_get_text(backup, "state"), *why = json_get_text(backup, "why");
	const struct store_totals totals = {.items = number(backup, "items"),
		.incidents = number(backup, "incidents"), .alerts = number(backup, "alerts")};

	show_progress(number(backup, "pages"), number(backup, "pages_left"));
	if (strcmp(state, "copying") == 0 || strcmp(state, "checking") == 0)
		return -1;
	end_progress();
	if (strcmp(state, "done") != 0)
		return ctl_fail(ctl, "no backup: %s", why ? why : state);
	return tell_backup(ctl, file, &totals);
}

static int backup_online(struct ctl *ctl, const struct db_args *args, const char *file)
{
	struct ctl_query query = {.path = BUF_INIT(BUF_UNBOUND)};
	struct json_object *answer;
	int status, done = -1;

	buf_puts(&query.path, "/db/backup");
	ctl_query_add(&query, "file", file);
	ctl_query_add(&query, "force", args->force ? "1" : NULL);
	status = ctl_query_ask(ctl, &query, true, &answer);
	while (!status && done < 0) {
		done = look_at_backup(ctl, answer, file);
		json_object_put(answer);
		if (done >= 0)
			break;
		wait_a_little();
		status = ctl_ask(ctl, "/db", false, &answer);
	}
	return status ? status : done;
}

static int backup(struct ctl *ctl, const struct db_args *args)
{
	const char *name = ctl->words[1];
	char cwd[PATH_MAX];
	CLEANUP(mem_freep) char *file = NULL;

	if (!name)
		return ctl_misuse(ctl, "db backup wants the FILE to write");
	if (*name == '/')
		file = mem_strdup(name);
	else if (getcwd(cwd, sizeof(cwd)))
		file = mem_printf("%s/%s", cwd, name);
	else
		return ctl_fail(ctl, "where is this folder? %s", strerror(errno));
	return has_daemon(ctl, args) ? backup_online(ctl, args, file)
				     : backup_offline(ctl, args, file);
}

/* ---- prune -------------------------------------------------------------------------------- */

static const char *const class_labels[STORE_CLASS_COUNT] = {
	[STORE_CLASS_TEXT] = "texts", [STORE_CLASS_METADATA] = "items"};

static struct json_object *shares_json(const struct store_share *shares)
{
	struct json_object *object = json_object_new_object(), *share;
	int class;

	for (class = 0; class < STORE_CLASS_COUNT; class ++) {
		share = json_object_new_object();
		json_object_object_add(
			share, "count", json_object_new_int64(shares[class].count));
		json_object_object_add(
			share, "bytes", json_object_new_int64(shares[class].bytes));
		json_object_object_add(
			object, store_class_name((enum store_class)class), share);
	}
	return object;
}

/* For whom "90d" is no date: what was seen or changed last before then. */
static void print_limit(int64_t now, int64_t keep_ms)
{
	char text[TIME_TEXT];

	if (keep_ms)
		printf("not seen new or changed since %s", time_format(now - keep_ms / 1000, text));
	else
		fputs("kept for ever", stdout);
}

static void print_shares(const struct store_share *shares, const struct store_keep *keep,
	int64_t now)
{
	const int64_t keeps[STORE_CLASS_COUNT] = {
		[STORE_CLASS_TEXT] = keep->text_ms, [STORE_CLASS_METADATA] = keep->metadata_ms};
	int class;

	for (class = 0; class < STORE_CLASS_COUNT; class ++) {
		printf("%-10s %10lld  ", class_labels[class], (long long)shares[class].count);
		say_size("about ", shares[class].bytes);
		fputs("  ", stdout);
		print_limit(now, keeps[class]);
		putchar('\n');
	}
	puts("incidents, what they stand on, alerts and identities are kept for ever");
}

static int dry_run(struct ctl *ctl, const struct store_options *options)
{
	struct store_share shares[STORE_CLASS_COUNT];
	struct store *store;
	int64_t now = time(NULL);
	int status = ctl_db_open(ctl, options->path, &store);

	if (status)
		return status;
	if (store_prune_look(store, &options->keep, now, shares))
		status = ctl_fail(ctl, "%s", store_error(store));
	else if (ctl->json)
		ctl_print_json(shares_json(shares));
	else
		print_shares(shares, &options->keep, now);
	store_close(store);
	return status;
}

static int tell_pruned(const struct ctl *ctl, const int64_t *removed)
{
	struct json_object *object;
	int class;

	if (!ctl->json) {
		printf("%lld texts and %lld items were past their time and are gone\n",
			(long long)removed[STORE_CLASS_TEXT],
			(long long)removed[STORE_CLASS_METADATA]);
		return CTL_DONE;
	}
	object = json_object_new_object();
	for (class = 0; class < STORE_CLASS_COUNT; class ++)
		json_object_object_add(object, store_class_name((enum store_class)class),
			json_object_new_int64(removed[class]));
	ctl_print_json(object);
	return CTL_DONE;
}

static int prune_online(struct ctl *ctl)
{
	struct json_object *answer;
	int64_t removed[STORE_CLASS_COUNT];
	int status = ctl_ask(ctl, "/db/prune", true, &answer);

	while (!status && json_object_get_boolean(json_find(answer, "prune.under_way"))) {
		json_object_put(answer);
		wait_a_little();
		status = ctl_ask(ctl, "/db", false, &answer);
	}
	if (status)
		return status;
	removed[STORE_CLASS_TEXT] = number(answer, "prune.removed.text");
	removed[STORE_CLASS_METADATA] = number(answer, "prune.removed.metadata");
	json_object_put(answer);
	return tell_pruned(ctl, removed);
}

static int prune_offline(struct ctl *ctl, const struct store_options *options)
{
	int64_t removed[STORE_CLASS_COUNT] = {0}, done[STORE_CLASS_COUNT], now = time(NULL);
	struct store *store;
	bool more = true;
	int class, r = 0, status = open_to_write(ctl, options, &store);

	if (status)
		return status;
	while (more && !r) {
		r = store_prune_step(store, &options->keep, now, STORE_PRUNE_MAX, done, &more);
		for (class = 0; class < STORE_CLASS_COUNT; class ++)
			removed[class] += done[class];
	}
	if (!r)
		r = store_give_back(store, SIZE_MAX);
	status = r ? ctl_fail(ctl, "%s", store_error(store)) : tell_pruned(ctl, removed);
	store_close(store);
	return status;
}

static int prune(struct ctl *ctl, const struct db_args *args)
{
	struct settings *settings;
	struct store_options options;
	int status;

	if (!args->dry_run && has_daemon(ctl, args))
		return prune_online(ctl);
	settings = ctl_settings(ctl);
	if (!settings)
		return CTL_USAGE;
	options = options_of(settings, args);
	status = args->dry_run ? dry_run(ctl, &options) : prune_offline(ctl, &options);
	settings_free(settings);
	return status;
}

/* ---- rebuild ------------------------------------------------------------------------------ */

static int rebuild(struct ctl *ctl, const struct db_args *args)
{
	struct settings *settings = ctl_settings(ctl);
	struct store_options options;
	struct store_space before, after;
	struct store *store;
	int status, r;

	if (!settings)
		return CTL_USAGE;
	options = options_of(settings, args);
	status = open_to_write(ctl, &options, &store);
	if (!status) {
		r = store_space(store, &before);
		if (!r)
			r = store_rebuild(store);
		if (!r)
			r = store_space(store, &after);
		if (r) {
			status = ctl_fail(ctl, "%s", store_error(store));
		} else {
			say_size("rebuilt: from ", before.bytes);
			say_size(" to ", after.bytes);
			putchar('\n');
		}
		store_close(store);
	}
	settings_free(settings);
	return status;
}

/* ---- the command ---------------------------------------------------------------------------- */

static const struct db_verb {
	const char *name;
	int (*run)(struct ctl *ctl, const struct db_args *args);
	int words; /* at most, behind it */
} verbs[] = {
	{"show", show}, {"check", ctl_db_check, 1}, {"backup", backup, 1}, {"prune", prune},
	{"rebuild", rebuild},
};

static int run(struct ctl *ctl, void *args)
{
	const char *name = ctl->word_count ? ctl->words[0] : "show";
	const char *names[ARRAY_LEN(verbs)];
	CLEANUP(mem_freep) char *near = NULL;
	size_t i;

	for (i = 0; i < ARRAY_LEN(verbs); i++) {
		names[i] = verbs[i].name;
		if (strcmp(name, verbs[i].name) != 0)
			continue;
		if (ctl->word_count > 1 + verbs[i].words)
			return ctl_misuse(
				ctl, "what is '%s' for?", ctl->words[1 + verbs[i].words]);
		return verbs[i].run(ctl, args);
	}
	near = ctl_suggest(name, names, ARRAY_LEN(names));
	return ctl_misuse(ctl, "there is no 'db %s'%s", name, near);
}

static const struct ctl_option options[] = {
	{"db", CTL_TEXT, offsetof(struct db_args, db), "FILE",
		"this database, without asking a daemon (default: as the configuration says)"},
	{"dry-run", CTL_FLAG, offsetof(struct db_args, dry_run), NULL,
		"prune: says what would go, and removes nothing"},
	{"force", CTL_FLAG, offsetof(struct db_args, force), NULL,
		"backup: in the place of an earlier backup of that name"},
};

const struct ctl_command ctl_db = {
	.name = "db",
	.words = "[show | check [FILE] | backup FILE | prune | rebuild]",
	.words_max = 2,
	.help = "The database: its size; whether it is well; a checked copy of it; what is past "
		"its time; all of it written anew",
	.run = run,
	CTL_OPTIONS(options, struct db_args),
};
