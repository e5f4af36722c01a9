/*
 * A program for each alert: the JSON line on standard input, a process group of its own, a
 * time limit, an environment of its own. What it prints is kept as the reason where it fails.
 * When it has ended, or its time is up, the whole group is ended: nothing it left behind runs
 * on.
 */
#include <errno.h>
#include <event2/event.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/mem.h"
#include "sink/sink_priv.h"

enum { SAID_MAX = 300, STATUS_REFUSED = 65 /* EX_DATAERR of sysexits */ };

struct exec_sink {
	pid_t pid; /* 0: none runs */
	int pidfd, output;
	struct event *ended, *printed;
	struct loop_timer *limit;
	struct buf said;
	bool timed_out;
};

/* ---- the child ---------------------------------------------------------------------- */

/* The line as a file in memory: however slowly it is read, nobody waits. */
static int make_input(const char *line)
{
	int fd = memfd_create("alert", MFD_CLOEXEC);
	size_t len = strlen(line);

	if (fd < 0)
		return -1;
	if (write(fd, line, len) != (ssize_t)len || write(fd, "\n", 1) != 1 ||
		lseek(fd, 0, SEEK_SET) < 0) {
		close(fd);
		return -1;
	}
	return fd;
}

static void become(const struct sink_target *target, int input, int output,
	char *const *environment)
{
	setpgid(0, 0);
	if (dup2(input, STDIN_FILENO) < 0 || dup2(output, STDOUT_FILENO) < 0 ||
		dup2(output, STDERR_FILENO) < 0)
		_exit(126);
	if (chdir("/") < 0)
		_exit(126);
	signal(SIGPIPE, SIG_DFL);
	signal(SIGXFSZ, SIG_DFL);
	execve(target->command[0], target->command, environment);
	dprintf(STDERR_FILENO, "%s: %s", target->command[0], strerror(errno));
	_exit(127);
}

static pid_t start_child(const struct sink_target *target, const struct sink_alert *alert,
	int output)
{
	CLEANUP(mem_freep) char *id = mem_printf("KORDON_ALERT_ID=%s", alert->id);
	CLEANUP(mem_freep) char *severity =
		mem_printf("KORDON_SEVERITY=%s", severity_name(alert->severity));
	char *const environment[] = {
		(char *)"PATH=/usr/local/bin:/usr/bin:/bin", (char *)"LANG=C.UTF-8", id, severity,
		NULL};
	int input = make_input(alert->line);
	pid_t pid = input < 0 ? -1 : fork();

	if (pid == 0)
		become(target, input, output, environment);
	if (pid > 0)
		setpgid(pid, pid); /* whoever comes first: the group is there before it is ended */
	if (input >= 0)
		close(input);
	return pid;
}

/* ---- its end ------------------------------------------------------------------------ */

static void forget_child(struct exec_sink *exec)
{
	event_free(exec->ended);
	event_free(exec->printed);
	close(exec->pidfd);
	close(exec->output);
	exec->ended = exec->printed = NULL;
	exec->pid = 0;
	loop_timer_stop(exec->limit);
}

static void read_output(struct exec_sink *exec)
{
	char piece[4096];
	ssize_t got;

	while ((got = read(exec->output, piece, sizeof(piece))) > 0)
		if (exec->said.len < SAID_MAX)
			buf_put(&exec->said, piece,
				MIN((size_t)got, SAID_MAX - exec->said.len));
}

/* What it printed, behind a colon and without the line's end; "" for nothing. Caller frees. */
static char *last_words(const struct exec_sink *exec)
{
	size_t len = exec->said.len;

	while (len && strchr(" \t\r\n", exec->said.data[len - 1]))
		len--;
	return mem_printf("%s%.*s", len ? ": " : "", (int)len, buf_str(&exec->said));
}

static int outcome_of(struct sink *sink, int status)
{
	struct exec_sink *exec = sink->state;
	CLEANUP(mem_freep) char *said = last_words(exec);
	const char *program = sink->target->command[0];

	if (exec->timed_out)
		return sink_fail(sink, "%s did not end within %lld s and was ended", program,
			(long long)(sink->target->timeout_ms / 1000));
	if (WIFSIGNALED(status))
		return sink_fail(sink, "%s was ended by signal %d%s", program,
			WTERMSIG(status), said);
	if (WEXITSTATUS(status) == 0)
		return 0;
	sink_fail(sink, "%s ended with status %d%s", program, WEXITSTATUS(status), said);
	return WEXITSTATUS(status) == STATUS_REFUSED ? SINK_REFUSED : SINK_LATER;
}

static void child_ended(evutil_socket_t fd, short what, void *ctx)
{
	struct sink *sink = ctx;
	struct exec_sink *exec = sink->state;
	int status = 0;
	pid_t pid = exec->pid;

	(void)fd;
	(void)what;
	if (waitpid(pid, &status, WNOHANG) == 0)
		return;
	kill(-pid, SIGKILL);
	read_output(exec);
	forget_child(exec);
	sink_ended(sink, outcome_of(sink, status));
}

static void child_printed(evutil_socket_t fd, short what, void *ctx)
{
	struct sink *sink = ctx;

	(void)fd;
	(void)what;
	read_output(sink->state);
}

static void time_is_up(void *ctx)
{
	struct sink *sink = ctx;
	struct exec_sink *exec = sink->state;

	exec->timed_out = true;
	kill(-exec->pid, SIGKILL);
}

/* ---- the sink ----------------------------------------------------------------------- */

static void watch(struct sink *sink, pid_t pid, int output)
{
	struct event_base *base = loop_base(sink_loop(sink));
	struct exec_sink *exec = sink->state;

	exec->pid = pid;
	exec->output = output;
	exec->timed_out = false;
	buf_clear(&exec->said);
	exec->pidfd = (int)syscall(SYS_pidfd_open, pid, 0);
	exec->ended = event_new(base, exec->pidfd, EV_READ | EV_PERSIST, child_ended, sink);
	/* Edge-triggered: a grandchild that holds the pipe open does not spin the loop. */
	exec->printed =
		event_new(base, output, EV_READ | EV_PERSIST | EV_ET, child_printed, sink);
	event_add(exec->ended, NULL);
	event_add(exec->printed, NULL);
	loop_timer_set(exec->limit, sink->target->timeout_ms);
}

static int exec_deliver(struct sink *sink, const struct sink_alert *alert)
{
	int pipes[2];
	pid_t pid;

	if (pipe2(pipes, O_CLOEXEC) < 0)
		return sink_fail(sink, "no pipe: %s", strerror(errno));
	fcntl(pipes[0], F_SETFL, O_NONBLOCK);
	pid = start_child(sink->target, alert, pipes[1]);
	close(pipes[1]);
	if (pid < 0) {
		close(pipes[0]);
		return sink_fail(sink, "%s cannot be started: %s", sink->target->command[0],
			strerror(errno));
	}
	watch(sink, pid, pipes[0]);
	return SINK_STARTED;
}

static bool exec_open(struct sink *sink)
{
	struct exec_sink *exec = mem_alloc(sizeof(*exec));

	*exec = (struct exec_sink){.said = BUF_INIT(SAID_MAX + 1)};
	exec->limit = loop_timer_new(sink_loop(sink), time_is_up, sink);
	sink->state = exec;
	return true;
}

static void exec_close(struct sink *sink)
{
	struct exec_sink *exec = sink->state;

	if (exec->pid) {
		kill(-exec->pid, SIGKILL);
		waitpid(exec->pid, NULL, 0);
		forget_child(exec);
	}
	loop_timer_free(exec->limit);
	buf_done(&exec->said);
	mem_free(exec);
}

const struct sink_kind sink_exec_kind = {
	.name = "exec", .open = exec_open, .close = exec_close, .deliver = exec_deliver};
