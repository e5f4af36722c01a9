/*
 * A copy of the database, made while the daemon goes on: a few pages a step. Whether it is
 * whole is looked at by a process of its own, which then gives it its name; reading a large
 * copy would hold up the loop.
 */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/log.h"
#include "base/mem.h"
#include "pipeline_priv.h"
#include "upkeep.h"

enum { PAGES = 128, PAUSE_MS = 5, LOOK_MS = 50, WHY_MAX = 2048 };

struct copying {
	struct pipeline *pipeline;
	struct loop_timer *timer;
	struct store_backup *backup;
	struct upkeep_copy copy;
	char *path, *why;
	bool force;
	pid_t checker; /* 0: none */
	int said;      /* what the checker says, read end; -1: none */
};

static const char *const kind_names[] = {"none", "copying", "checking", "done", "failed"};

const char *upkeep_copy_kind_name(enum upkeep_copy_kind kind)
{
	return kind_names[kind];
}

static void end(struct copying *copying, const char *why)
{
	store_backup_free(copying->backup);
	copying->backup = NULL;
	mem_replace(&copying->why, why);
	copying->copy.why = copying->why;
	copying->copy.kind = why ? COPY_FAILED : COPY_DONE;
	if (why)
		log_error("store: no backup in %s: %s", copying->path, why);
	else
		log_notice("store: backup in %s: %lld items, %lld incidents, %lld alerts",
			copying->path, (long long)copying->copy.totals.items,
			(long long)copying->copy.totals.incidents,
			(long long)copying->copy.totals.alerts);
}

/* ---- the checker ---------------------------------------------------------------------- */

/*
 * The child outlives no daemon: neither the database's lock nor a socket that listens may be
 * held by it, and no copy gets its name when the next daemon runs already.
 */
static void leave_parent(pid_t parent, int out)
{
	if (prctl(PR_SET_PDEATHSIG, SIGKILL) < 0 || getppid() != parent)
		_exit(2);
	if (out > STDERR_FILENO + 1)
		(void)close_range(STDERR_FILENO + 1, (unsigned)out - 1, 0);
	(void)close_range((unsigned)out + 1, ~0U, 0);
}

/* In the child: the handlers that the parent set up speak to the parent's loop. */
static void check(const struct copying *copying, pid_t parent, int out)
{
	static const int signals[] = {SIGTERM, SIGINT, SIGHUP, SIGUSR1};
	char *why;
	size_t i;

	for (i = 0; i < ARRAY_LEN(signals); i++)
		signal(signals[i], SIG_DFL);
	leave_parent(parent, out);
	why = store_backup_fault(copying->path, &copying->copy.totals);
	if (!why)
		why = store_backup_keep(
			copying->pipeline->store, copying->path, copying->force);
	if (why && write(out, why, MIN(strlen(why), (size_t)WHY_MAX)) < 0)
		_exit(2);
	_exit(why ? 1 : 0);
}

static void start_checker(struct copying *copying)
{
	const pid_t parent = getpid();
	int ends[2];

	if (pipe2(ends, O_CLOEXEC | O_NONBLOCK) < 0) {
		end(copying, strerror(errno));
		return;
	}
	copying->checker = fork();
	if (copying->checker == 0)
		check(copying, parent, ends[1]);
	close(ends[1]);
	copying->said = ends[0];
	copying->copy.kind = COPY_CHECKING;
	if (copying->checker > 0) {
		loop_timer_set(copying->timer, LOOK_MS);
		return;
	}
	copying->checker = 0;
	end(copying, strerror(errno));
}

static void reap_checker(struct copying *copying)
{
	char why[WHY_MAX + 1];
	ssize_t len;
	int status;
	pid_t pid = waitpid(copying->checker, &status, WNOHANG);

	if (pid == 0) {
		loop_timer_set(copying->timer, LOOK_MS);
		return;
	}
	copying->checker = 0;
	len = read(copying->said, why, WHY_MAX);
	why[MAX(len, 0)] = '\0';
	close(copying->said);
	copying->said = -1;
	if (pid > 0 && WIFEXITED(status) && WEXITSTATUS(status) == 0)
		end(copying, NULL);
	else
		end(copying, len > 0 ? why : "the check of the copy was cut off");
}

/* ---- steps ---------------------------------------------------------------------------- */

static void copy_step(struct copying *copying)
{
	int r = store_backup_step(copying->backup, PAGES, &copying->copy.progress);
	bool whole = !r && copying->copy.progress.left == 0;

	if (whole)
		r = store_backup_end(copying->backup, &copying->copy.totals);
	if (r) {
		CLEANUP(mem_freep) char *why = mem_strdup(store_backup_error(copying->backup));

		end(copying, why);
	} else if (whole) {
		store_backup_free(copying->backup);
		copying->backup = NULL;
		start_checker(copying);
	} else {
		loop_timer_set(copying->timer, PAUSE_MS);
	}
}

static void timer_fired(void *ctx)
{
	struct copying *copying = ctx;

	if (copying->checker)
		reap_checker(copying);
	else if (copying->backup)
		copy_step(copying);
}

char *upkeep_copy_begin(struct pipeline *pipeline, const char *path, bool force)
{
	struct copying *copying = pipeline->copying;
	char *why;

	if (copying->backup || copying->checker)
		return mem_printf("the backup in %s is under way", copying->path);
	why = store_backup_obstacle(pipeline->store, path, force);
	if (why)
		return why;
	if (store_backup_new(pipeline->store, path, &copying->backup, &why))
		return why;
	mem_replace(&copying->path, path);
	copying->force = force;
	copying->copy = (struct upkeep_copy){.kind = COPY_COPYING, .path = copying->path};
	loop_timer_set(copying->timer, 0);
	return NULL;
}

const struct upkeep_copy *upkeep_copy(const struct pipeline *pipeline)
{
	return &pipeline->copying->copy;
}

/* ---- life ------------------------------------------------------------------------------ */

void copying_new(struct pipeline *pipeline)
{
	struct copying *copying = mem_alloc(sizeof(*copying));

	*copying = (struct copying){.pipeline = pipeline, .said = -1};
	copying->timer = loop_timer_new(pipeline->loop, timer_fired, copying);
	pipeline->copying = copying;
}

void copying_free(struct pipeline *pipeline)
{
	struct copying *copying = pipeline->copying;

	if (!copying)
		return;
	if (copying->checker) {
		kill(copying->checker, SIGKILL);
		waitpid(copying->checker, NULL, 0);
	}
	if (copying->said >= 0)
		close(copying->said);
	store_backup_free(copying->backup);
	loop_timer_free(copying->timer);
	mem_free(copying->path);
	mem_free(copying->why);
	mem_free(copying);
}
