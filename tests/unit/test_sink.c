/*
 * Sinks as their readers see them: the alert log as a file, the journal as the datagrams
 * that reach its socket, the terminal as a pseudo terminal that a child of ours writes to.
 */
#include "sink/sink.h"

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/mem.h"
#include "check.h"

static char folder[] = "/tmp/kordon-test-sink-XXXXXX";
static char log_path[100];

static int set_up(void **state)
{
	(void)state;
	if (!mkdtemp(folder))
		return -1;
	snprintf(log_path, sizeof(log_path), "%s/alerts.jsonl", folder);
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	unlink(log_path);
	return rmdir(folder);
}

static struct sinks *open_log(void)
{
	struct sink_options options = {.log = log_path, .terminal = 2 /* never */};
	struct sinks *sinks = sinks_open(&options, NULL, NULL);

	assert_int_equal(sinks_count(sinks), 1);
	assert_string_equal(sink_name(sinks, 0), "log");
	return sinks;
}

static void write_file(const char *text)
{
	FILE *file = fopen(log_path, "w");

	fputs(text, file);
	fclose(file);
}

static char *read_file(const char *path)
{
	struct buf text = BUF_INIT(BUF_UNBOUND);
	FILE *file = fopen(path, "r");
	int c;

	assert_non_null(file);
	while ((c = getc(file)) != EOF)
		buf_putc(&text, (char)c);
	fclose(file);
	return text.data ? buf_take(&text) : mem_strdup("");
}

/* Takes the chain out of the lines: tests/e2e/test_log.py looks at that. */
static void unchain(char *text)
{
	char *link;

	while ((link = strstr(text, ",\"previous\":\"")))
		memmove(link, link + 78, strlen(link + 78) + 1);
}

static void expect_log(const char *text)
{
	CLEANUP(mem_freep) char *held = read_file(log_path);

	unchain(held);
	assert_string_equal(held, text);
}

/* Delivers {"id": id, "n": 1}. */
static int deliver(struct sinks *sinks, const char *id)
{
	CLEANUP(mem_freep) char *line = mem_printf("{\"id\":\"%s\",\"n\":1}", id);
	struct sink_alert alert = {.id = id, .line = line, .severity = SEVERITY_HIGH};

	return sink_deliver(sinks, 0, &alert);
}

#define A "{\"id\":\"a\",\"n\":1}\n"
#define B "{\"id\":\"b\",\"n\":1}\n"
#define C "{\"id\":\"c\",\"n\":1}\n"

/* ---- the log ----------------------------------------------------------------------- */

static void the_log_holds_no_id_twice(void **state)
{
	struct sinks *sinks;

	(void)state;
	unlink(log_path);
	sinks = open_log();
	assert_int_equal(deliver(sinks, "a"), 0);
	assert_int_equal(deliver(sinks, "b"), 0);
	assert_int_equal(deliver(sinks, "a"), 0);
	assert_true(sink_holds(sinks, 0, "a"));
	assert_false(sink_holds(sinks, 0, "c"));
	assert_int_equal(sink_flush(sinks, 0), 0);
	sinks_close(sinks);
	/* Not across a restart either. */
	sinks = open_log();
	assert_true(sink_holds(sinks, 0, "b"));
	assert_int_equal(deliver(sinks, "b"), 0);
	assert_int_equal(deliver(sinks, "c"), 0);
	sinks_close(sinks);
	expect_log(A B C);
}

static void what_a_crash_left_of_a_line_is_cut_off(void **state)
{
	static const struct {
		const char *what, *before, *after;
	} cases[] = {
		{"half a line", A "{\"id\":\"b\",\"n\"", A B C},
		{"half a line alone", "{\"id\":\"b\"", B C},
		{"a line without its end", A "{\"id\":\"b\",\"n\":1}", A B C},
		{"nothing", "", B C},
		{"whole lines", A B, A B C},
		{"lines of something else", "hello\n\n[1]\n7\n" A, "hello\n\n[1]\n7\n" A B C},
	};
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_LEN(cases); i++) {
		struct sinks *sinks;

		write_file(cases[i].before);
		sinks = open_log();
		assert_int_equal(deliver(sinks, "b"), 0);
		assert_int_equal(deliver(sinks, "c"), 0);
		sinks_close(sinks);
		expect_log(cases[i].after);
	}
}

static void a_moved_log_is_opened_anew(void **state)
{
	struct sinks *sinks;
	char moved[120];

	(void)state;
	unlink(log_path);
	snprintf(moved, sizeof(moved), "%s.1", log_path);
	sinks = open_log();
	assert_int_equal(deliver(sinks, "a"), 0);
	assert_int_equal(rename(log_path, moved), 0);
	/* Before the signal the line goes where logrotate put the file. */
	assert_int_equal(deliver(sinks, "b"), 0);
	sinks_reopen(sinks);
	assert_int_equal(deliver(sinks, "c"), 0);
	sinks_close(sinks);
	expect_log(C);
	assert_int_equal(rename(moved, log_path), 0);
	expect_log(A B);
}

static void a_log_that_cannot_be_opened_is_said_and_tried_again(void **state)
{
	struct sinks *sinks;

	(void)state;
	unlink(log_path);
	assert_int_equal(mkdir(log_path, 0700), 0); /* a folder stands there */
	sinks = open_log();
	assert_int_equal(deliver(sinks, "a"), SINK_LATER);
	assert_non_null(strstr(sink_why(sinks, 0), log_path));
	assert_int_equal(rmdir(log_path), 0);
	assert_int_equal(deliver(sinks, "a"), 0);
	sinks_close(sinks);
	expect_log(A);
}

static void a_full_disk_leaves_no_half_line(void **state)
{
	struct sink_options options = {.log = (char *)"/dev/full", .terminal = 2};
	struct sinks *sinks = sinks_open(&options, NULL, NULL);

	(void)state;
	assert_int_equal(deliver(sinks, "a"), SINK_LATER);
	assert_non_null(strstr(sink_why(sinks, 0), strerror(ENOSPC)));
	assert_false(sink_holds(sinks, 0, "a"));
	sinks_close(sinks);
}

static void a_pipe_that_nobody_reads_is_not_waited_for(void **state)
{
	struct sinks *sinks;
	char bytes[256] = "";
	int reader;

	(void)state;
	unlink(log_path);
	assert_int_equal(mkfifo(log_path, 0600), 0);
	sinks = open_log();
	assert_int_equal(deliver(sinks, "a"), SINK_LATER);
	reader = open(log_path, O_RDONLY | O_NONBLOCK);
	assert_int_equal(deliver(sinks, "a"), 0);
	assert_int_equal(sink_flush(sinks, 0), 0);
	assert_true(read(reader, bytes, sizeof(bytes) - 1) > 0);
	unchain(bytes);
	assert_string_equal(bytes, A);
	close(reader);
	sinks_close(sinks);
	unlink(log_path);
}

/* ---- the line for people ------------------------------------------------------------ */

static const char evil_line[] =
	"{\"id\":\"x\",\"time\":\"2024-05-23T06:00:00Z\",\"kind\":\"new\","
	"\"category\":\"border-marker\",\"summary\":\"Buoys \\u001b[2J\\u202e\\u0085gone\\n\\rX\","
	"\"incident\":{\"id\":17},\"rule\":{\"id\":\"buoys\"},\"item\":{\"source\":\"err\","
	"\"publisher\":\"E\\u0007RR\",\"url\":\"https://e.example/\\u001b]0;x\\u0007\"}}";

static const struct sink_alert evil = {
	.id = "x", .line = evil_line, .severity = SEVERITY_CRITICAL};

/* Everything but the colours that we write ourselves. */
static bool is_harmless(const char *text)
{
	for (; *text; text++) {
		if (*text == '\x1b' && text[1] == '[' && strchr("0123456789", text[2])) {
			text += strcspn(text, "m");
			continue;
		}
		if ((unsigned char)*text < 0x20 || *text == 0x7f)
			return false;
	}
	return true;
}

static void a_line_for_people_moves_no_cursor(void **state)
{
	CLEANUP(buf_done) struct buf plain = BUF_INIT(BUF_UNBOUND);
	CLEANUP(buf_done) struct buf colored = BUF_INIT(BUF_UNBOUND);

	(void)state;
	sink_terminal_line(&plain, &evil, false);
	assert_string_equal(buf_str(&plain),
		"2024-05-23 06:00Z critical new border-marker  Buoys \\x1b[2J\\u202e\\x85gone"
		"\\x0a\\x0dX  E\\x07RR https://e.example/\\x1b]0;x\\x07");
	sink_terminal_line(&colored, &evil, true);
	assert_non_null(strchr(buf_str(&colored), '\x1b'));
	assert_true(is_harmless(buf_str(&colored)));
}

static void a_line_that_is_no_alert_does_no_harm(void **state)
{
	static const char *const lines[] = {"", "[]", "7", "{\"item\":[]}", "{\"summary\":{}}"};
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_LEN(lines); i++) {
		CLEANUP(buf_done) struct buf out = BUF_INIT(BUF_UNBOUND);
		struct sink_alert alert = {.id = "x", .line = lines[i]};

		sink_terminal_line(&out, &alert, false);
		assert_non_null(strstr(buf_str(&out), "info"));
	}
}

/* What a child prints whose standard output is fd, under an environment. */
static void print_as(int fd, const char *no_color, const char *term, int when)
{
	struct sink_options options = {.terminal = when};
	struct sinks *sinks;

	dup2(fd, STDOUT_FILENO);
	no_color ? setenv("NO_COLOR", no_color, 1) : unsetenv("NO_COLOR");
	setenv("TERM", term, 1);
	sinks = sinks_open(&options, NULL, NULL);
	if (sinks_count(sinks))
		(void)!sink_deliver(sinks, 0, &evil);
	fflush(stdout);
	_exit(0);
}

static char *read_all(int fd)
{
	struct buf text = BUF_INIT(BUF_UNBOUND);
	char bytes[512];
	ssize_t len;

	/* A pseudo terminal whose other end is closed says EIO. */
	while ((len = read(fd, bytes, sizeof(bytes))) > 0)
		buf_put(&text, bytes, (size_t)len);
	return text.data ? buf_take(&text) : mem_strdup("");
}

/* False where this machine opens no terminal: /dev/pts is not mounted in every chroot. */
static bool open_ends(bool terminal, int *out_read, int *out_write)
{
	int ends[2];

	if (!terminal) {
		assert_int_equal(pipe(ends), 0);
		*out_read = ends[0];
		*out_write = ends[1];
		return true;
	}
	*out_read = posix_openpt(O_RDWR | O_NOCTTY);
	if (*out_read < 0)
		return false;
	assert_int_equal(grantpt(*out_read), 0);
	assert_int_equal(unlockpt(*out_read), 0);
	*out_write = open(ptsname(*out_read), O_RDWR | O_NOCTTY);
	assert_true(*out_write >= 0);
	return true;
}

static void colour_is_for_terminals_that_want_it(void **state)
{
	static const struct {
		const char *what;
		bool terminal;
		const char *no_color, *term;
		int when; /* auto, always, never */
		bool printed, colored;
	} cases[] = {
		{"a terminal", true, NULL, "xterm", 0, true, true},
		{"NO_COLOR", true, "1", "xterm", 0, true, false},
		{"an empty NO_COLOR", true, "", "xterm", 0, true, true},
		{"a dumb terminal", true, NULL, "dumb", 0, true, false},
		{"a pipe", false, NULL, "xterm", 0, false, false},
		{"a pipe, always", false, NULL, "xterm", 1, true, false},
		{"a terminal, never", true, NULL, "xterm", 2, false, false},
	};
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_LEN(cases); i++) {
		CLEANUP(mem_freep) char *shown = NULL;
		int read_end, write_end;
		pid_t child;

		if (!open_ends(cases[i].terminal, &read_end, &write_end)) {
			print_message("# left out, no terminal can be opened: %s\n",
				cases[i].what);
			continue;
		}
		child = fork();
		if (child == 0)
			print_as(write_end, cases[i].no_color, cases[i].term, cases[i].when);
		close(write_end);
		shown = read_all(read_end);
		close(read_end);
		waitpid(child, NULL, 0);
		if ((strstr(shown, "border-marker") != NULL) != cases[i].printed ||
			(strchr(shown, '\x1b') != NULL) != cases[i].colored)
			fail_msg("%s: %s", cases[i].what, shown);
	}
}

/* ---- the journal -------------------------------------------------------------------- */

static void the_journal_is_for_daemons_of_systemd(void **state)
{
	struct sink_options options = {.journal = true, .terminal = 2};
	struct sinks *sinks;

	(void)state;
	unsetenv("JOURNAL_STREAM");
	sinks = sinks_open(&options, NULL, NULL);
	assert_int_equal(sinks_count(sinks), 0);
	sinks_close(sinks);
	setenv("JOURNAL_STREAM", "1:1", 1); /* another service's: we were started by hand */
	sinks = sinks_open(&options, NULL, NULL);
	assert_int_equal(sinks_count(sinks), 0);
	sinks_close(sinks);
	unsetenv("JOURNAL_STREAM");
}

/*
 * The journal's socket has a fixed path: a child gets a /run of its own, with a socket in it
 * that we read. Its exit status is 77 where this user may not do so.
 */
enum { CANNOT = 77 };

static int own_journal(void)
{
	struct sockaddr_un address = {.sun_family = AF_UNIX,
		.sun_path = "/run/systemd/journal/socket"};
	int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);

	if (unshare(CLONE_NEWNS) || mount("none", "/", "none", MS_REC | MS_PRIVATE, NULL) ||
		mount("tmpfs", "/run", "tmpfs", 0, NULL))
		_exit(CANNOT);
	mkdir("/run/systemd", 0700);
	mkdir("/run/systemd/journal", 0700);
	if (bind(fd, (struct sockaddr *)&address, sizeof(address)))
		_exit(1);
	return fd;
}

/* As systemd does it: standard error is a stream, and its name is in the environment. */
static void set_stream(void)
{
	char name[64];
	struct stat st;
	int ends[2];

	if (pipe(ends) || dup2(ends[1], STDERR_FILENO) < 0 || fstat(STDERR_FILENO, &st))
		_exit(1);
	snprintf(name, sizeof(name), "%llu:%llu", (unsigned long long)st.st_dev,
		(unsigned long long)st.st_ino);
	setenv("JOURNAL_STREAM", name, 1);
}

/* Sends the evil alert to the journal and hands over what arrives there. */
static void send_to_own_journal(int out)
{
	struct sink_options options = {.journal = true, .terminal = 2};
	char entry[4096];
	int journal = own_journal();
	struct sinks *sinks;
	ssize_t len;

	set_stream();
	sinks = sinks_open(&options, NULL, NULL);
	if (sinks_count(sinks) != 1 || sink_deliver(sinks, 0, &evil))
		_exit(1);
	len = recv(journal, entry, sizeof(entry), MSG_DONTWAIT);
	sinks_close(sinks);
	_exit(len > 0 && write(out, entry, (size_t)len) == len ? 0 : 1);
}

static void the_journal_gets_fields_that_can_be_asked_for(void **state)
{
	static const char *const lines[] = {("MESSAGE_ID=" SINK_MESSAGE_ID), "PRIORITY=2",
		"SYSLOG_IDENTIFIER=kordond", "MESSAGE=Buoys \\x1b[2J\\u202e\\x85gone\\x0a\\x0dX",
		"KORDON_ALERT_ID=x", "KORDON_KIND=new", "KORDON_CATEGORY=border-marker",
		"KORDON_INCIDENT=17", "KORDON_RULE=buoys", "KORDON_SOURCE=err",
		"KORDON_URL=https://e.example/\\x1b]0;x\\x07"};
	CLEANUP(mem_freep) char *entry = NULL;
	int ends[2], status;
	pid_t child;
	size_t i;

	(void)state;
	assert_int_equal(pipe(ends), 0);
	child = fork();
	if (child == 0)
		send_to_own_journal(ends[1]);
	close(ends[1]);
	entry = read_all(ends[0]);
	close(ends[0]);
	waitpid(child, &status, 0);
	if (WEXITSTATUS(status) == CANNOT) {
		/* cmocka's skip() reads as a failure in TAP */
		print_message("# left out, a /run of one's own is not to be had here\n");
		return;
	}
	assert_int_equal(status, 0);
	for (i = 0; i < ARRAY_LEN(lines); i++)
		if (!strstr(entry, lines[i]))
			fail_msg("no %s in:\n%s", lines[i], entry);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_log_holds_no_id_twice),
		cmocka_unit_test(what_a_crash_left_of_a_line_is_cut_off),
		cmocka_unit_test(a_moved_log_is_opened_anew),
		cmocka_unit_test(a_log_that_cannot_be_opened_is_said_and_tried_again),
		cmocka_unit_test(a_full_disk_leaves_no_half_line),
		cmocka_unit_test(a_pipe_that_nobody_reads_is_not_waited_for),
		cmocka_unit_test(a_line_for_people_moves_no_cursor),
		cmocka_unit_test(a_line_that_is_no_alert_does_no_harm),
		cmocka_unit_test(colour_is_for_terminals_that_want_it),
		cmocka_unit_test(the_journal_is_for_daemons_of_systemd),
		cmocka_unit_test(the_journal_gets_fields_that_can_be_asked_for),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
