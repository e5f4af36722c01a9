/* log verify: is the alert log whole, over its rotations? */
#include <errno.h>
#include <json-c/json.h>
#include <stdio.h>
#include <string.h>
#include <uthash.h>

#include "base/mem.h"
#include "ctl/ctl.h"
#include "model/json.h"
#include "sink/chain.h"

struct log_args {
	struct ctl_paths files;
};

/* The walk through the files, oldest first. */
struct verify {
	const struct ctl *ctl;
	const char *file;
	size_t number; /* of the line in its file */
	size_t lines, unchained, mistakes;
	bool begun; /* a chained line was seen: from here on each has to be */
	bool joined; /* a line before this one was read */
	bool headless; /* the first line follows one that is in none of the files */
	bool rotated; /* there is more than one file: the oldest ones may be gone for good */
	char last[CHAIN_HASH];
	struct seen_id *ids;
};

struct seen_id {
	UT_hash_handle hh;
	char id[];
};

/* Beside JSON, not within. */
static void remark(const struct verify *verify, const char *what)
{
	fprintf(verify->ctl->json ? stderr : stdout, "%s:%zu: %s\n", verify->file,
		verify->number, what);
}

static void mistake(struct verify *verify, const char *what)
{
	verify->mistakes++;
	remark(verify, what);
}

/* What rotation has thrown away is no mistake, but the same to see as what somebody cut off. */
static void begin_headless(struct verify *verify)
{
	verify->headless = true;
	if (verify->rotated)
		remark(verify, "lines before it are missing: rotated away, or taken out");
	else
		mistake(verify, "lines before it are missing: they were taken out, or stand in "
				"a file that was rotated away (--file OLDER --file NEWER)");
}

/* A line names the one before it. */
static void check_link(struct verify *verify, const char *previous)
{
	if (strcmp(previous, verify->last) == 0)
		return;
	if (verify->joined)
		mistake(verify, "does not follow the line before it: one of the two was "
				"changed, or lines between them were taken out or moved");
	else
		begin_headless(verify);
}

/* Each line is an alert, and no alert stands in the log twice. */
static void check_id(struct verify *verify, const char *line)
{
	struct json_object *object = json_tokener_parse(line);
	const char *id = json_object_is_type(object, json_type_object)
				 ? json_get_text(object, "id") : NULL;
	size_t len = id ? strlen(id) : 0;
	struct seen_id *seen = NULL;

	if (!id)
		mistake(verify, "is no alert: changed, or not written by kordond");
	else
		HASH_FIND(hh, verify->ids, id, len, seen);
	if (seen)
		mistake(verify, "the alert stands in the log already: its id is there twice");
	if (id && !seen) {
		seen = mem_alloc(sizeof(*seen) + len + 1);
		memcpy(seen->id, id, len + 1);
		HASH_ADD_KEYPTR(hh, verify->ids, seen->id, len, seen);
	}
	json_object_put(object);
}

static void forget_ids(struct verify *verify)
{
	struct seen_id *seen, *next;

	HASH_ITER(hh, verify->ids, seen, next)
	{
		HASH_DEL(verify->ids, seen);
		mem_free(seen);
	}
}

static bool verify_line(void *ctx, const char *line, size_t len, bool torn)
{
	struct verify *verify = ctx;
	char previous[CHAIN_HASH];

	verify->number++;
	if (torn) {
		mistake(verify, "the last line has no end: cut off by a crash (kordond mends "
				"it when it starts), or being written now");
		return false;
	}
	verify->lines++;
	if (chain_previous(line, len, previous)) {
		verify->begun = true;
		check_link(verify, previous);
	} else if (verify->begun) {
		mistake(verify, "carries no hash of the line before it: changed, or not "
				"written by kordond");
	} else {
		verify->unchained++;
	}
	check_id(verify, line);
	chain_hash(line, len, verify->last);
	verify->joined = true;
	return true;
}

static int verify_file(struct verify *verify, const char *path)
{
	const struct chain_reader reader = {.line = verify_line, .ctx = verify};
	int r;

	verify->file = path;
	verify->number = 0;
	r = chain_read(path, &reader);
	if (r)
		ctl_fail(verify->ctl, "cannot read %s: %s", path,
			r == -EMSGSIZE ? "it holds a line beyond 4 MiB, which is no alert"
			: r == -EIO    ? "it is damaged: what is packed in it cannot be unpacked, or "
					 "the disk cannot be read"
				       : strerror(-r));
	return r;
}

static int tell(const struct verify *verify)
{
	if (verify->ctl->json) {
		struct json_object *object = json_object_new_object();

		json_object_object_add(object, "lines",
			json_object_new_int64((int64_t)verify->lines));
		json_object_object_add(object, "unchained",
			json_object_new_int64((int64_t)verify->unchained));
		json_object_object_add(object, "mistakes",
			json_object_new_int64((int64_t)verify->mistakes));
		json_object_object_add(object, "last", json_object_new_string(verify->last));
		json_object_object_add(object, "headless",
			json_object_new_boolean(verify->headless));
		ctl_print_json(object);
	} else {
		if (verify->unchained && verify->begun)
			printf("warning: %zu lines at the beginning are older than the chain: "
			       "they are not protected, changes in them are not found\n",
				verify->unchained);
		printf("%zu lines, %zu mistakes; the last has the hash %s\n", verify->lines,
			verify->mistakes, verify->last);
	}
	return verify->mistakes ? CTL_FAILED : CTL_DONE;
}

/* Where no line is chained, nothing shows whether the log is as it was written. */
static void check_chained(struct verify *verify)
{
	if (!verify->lines || verify->begun)
		return;
	verify->mistakes++;
	fprintf(verify->ctl->json ? stderr : stdout,
		"%s: no line carries a hash of the line before it: the chain was taken out, or "
		"this is no alert log, or one from before the chain\n", verify->file);
}

/* The log that the configuration names, with what rotation has made of it. */
static char **configured_files(const struct ctl *ctl)
{
	struct settings *settings = ctl_settings(ctl);
	char **files = NULL;

	if (settings && settings->sink.log)
		files = chain_files(settings->sink.log);
	else if (settings)
		ctl_fail(ctl, "%s names no alert log (sink: log:)", ctl->config);
	settings_free(settings);
	return files;
}

static int verify_files(const struct ctl *ctl, const char *const *files, size_t count)
{
	struct verify verify = {.ctl = ctl, .rotated = count > 1};
	int status = CTL_DONE;
	size_t i;

	memcpy(verify.last, chain_start, CHAIN_HASH);
	for (i = 0; i < count && !status; i++)
		status = verify_file(&verify, files[i]) ? CTL_FAILED : CTL_DONE;
	if (!status) {
		check_chained(&verify);
		status = tell(&verify);
	}
	forget_ids(&verify);
	return status;
}

static int run(struct ctl *ctl, void *args)
{
	const struct ctl_paths *given = &((struct log_args *)args)->files;
	char **files;
	size_t count = 0;
	int status;

	if (strcmp(ctl->words[0], "verify") != 0)
		return ctl_misuse(ctl, "there is no 'log %s'; did you mean 'log verify'?",
			ctl->words[0]);
	if (given->count)
		return verify_files(ctl, given->list, given->count);
	files = configured_files(ctl);
	if (!files)
		return CTL_USAGE;
	while (files[count])
		count++;
	status = verify_files(ctl, (const char *const *)files, count);
	chain_files_free(files);
	return status;
}

static const struct ctl_option options[] = {
	{"file", CTL_PATHS, offsetof(struct log_args, files), "FILE",
		"this file of the log, plain or .gz; may be given more than once, the oldest "
		"first (default: the configured log and its rotated files)"},
};

const struct ctl_command ctl_log = {
	.name = "log",
	.words = "verify",
	.words_min = 1,
	.words_max = 1,
	.help = "Checks the chain of the alert log: finds lines that were changed, taken out or "
		"moved",
	.run = run,
	CTL_OPTIONS(options, struct log_args),
};
