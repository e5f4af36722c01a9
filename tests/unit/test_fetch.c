/* fetch against a scripted server on the same loop. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "check.h"
#include "http_script.h"

#include "base/buf.h"
#include "base/mem.h"
#include "fetch/fetch.h"

/* ---- the client ------------------------------------------------------------------- */

static struct clock hands; /* of the clock that fetch reads; system unless a test turns it */
static struct fetch_options options;
static struct fetch *fetch;

struct got {
	int calls;
	struct fetch_result result;
	char *body, *content_type, *etag, *last_modified, *final_url;
};

static void forget(struct got *got)
{
	mem_free(got->body);
	mem_free(got->content_type);
	mem_free(got->etag);
	mem_free(got->last_modified);
	mem_free(got->final_url);
	*got = (struct got){0};
}

static void take(void *ctx, const struct fetch_result *result)
{
	struct got *got = ctx;

	got->calls++;
	got->result = *result;
	got->body = result->body ? mem_strndup(result->body, result->body_len) : NULL;
	got->content_type = mem_strdup(result->content_type);
	got->etag = mem_strdup(result->etag);
	got->last_modified = mem_strdup(result->last_modified);
	got->final_url = mem_strdup(result->final_url);
}

static char url_text[256];

static const char *url_at(const char *host, const char *path)
{
	snprintf(url_text, sizeof(url_text), "http://%s:%d%s", host, port, path);
	return url_text;
}

static const char *url(const char *path)
{
	return url_at("127.0.0.1", path);
}

static struct got got;

static const struct fetch_result *ask(const struct fetch_request *request)
{
	forget(&got);
	fetch_start(fetch, request, take, &got);
	assert_int_equal(got.calls, 0); /* never from inside */
	while (!got.calls)
		assert_int_equal(loop_pass(loop, 1), 0);
	assert_int_equal(got.calls, 1);
	return &got.result;
}

static const struct fetch_result *ask_url(const char *text)
{
	return ask(&(struct fetch_request){.url = text});
}

static void assert_outcome(const struct fetch_result *result, enum fetch_outcome outcome)
{
	if (result->outcome != outcome)
		print_message("got %s: %s\n", fetch_outcome_name(result->outcome),
			result->reason);
	assert_string_equal(fetch_outcome_name(result->outcome), fetch_outcome_name(outcome));
	assert_true(*result->reason);
}

static void assert_asked(const char *part, bool wanted)
{
	bool there = strstr(buf_str(&asked), part) != NULL;

	if (there != wanted)
		print_message("looked for %s in:\n%s", part, buf_str(&asked));
	assert_int_equal(there, wanted);
}

static void assert_reason(const char *part)
{
	if (!strstr(got.result.reason, part))
		print_message("looked for '%s' in: %s\n", part, got.result.reason);
	assert_non_null(strstr(got.result.reason, part));
}

static int set_up(void **state)
{
	(void)state;
	server_start();
	hands = clock_system;
	config_defaults(&fetch_table, &options);
	options.host_gap_ms = 0;
	assert_int_equal(fetch_new(loop, &hands, &options, &fetch), 0);
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	fetch_free(fetch);
	fetch = NULL;
	config_release(&fetch_table, &options);
	forget(&got);
	server_stop();
	return 0;
}

/* ---- documents -------------------------------------------------------------------- */

static void a_document_comes_whole_with_what_its_head_says(void **state)
{
	const struct fetch_result *result;

	(void)state;
	script("/feed", "200 OK",
		"ETag: W/\"a\\b:c\"\r\nLast-Modified: Thu, 23 May 2024 06:00:00 GMT\r\n"
		"Content-Type: application/rss+xml; charset=utf-8\r\n",
		"<rss>Narva j\xC3\xB5gi</rss>");
	result = ask_url(url("/feed"));
	assert_outcome(result, FETCH_DONE);
	assert_int_equal(result->status, 200);
	assert_string_equal(got.body, "<rss>Narva j\xC3\xB5gi</rss>");
	assert_string_equal(got.etag, "W/\"a\\b:c\"");
	assert_string_equal(got.last_modified, "Thu, 23 May 2024 06:00:00 GMT");
	assert_string_equal(got.content_type, "application/rss+xml; charset=utf-8");
	assert_string_equal(got.final_url, url("/feed"));
	assert_false(result->moved_permanently);
	assert_int_equal(result->retry_after_s, -1);
	assert_int_equal(result->max_age_s, -1);
	assert_true(result->wire_bytes > 20);
}

static void an_empty_document_is_a_document(void **state)
{
	(void)state;
	script("/feed", "200 OK", "", "");
	assert_outcome(ask_url(url("/feed")), FETCH_DONE);
	assert_string_equal(got.body, "");
}

static void requests_say_who_asks_and_nothing_else_of_us(void **state)
{
	(void)state;
	script("/feed", "200 OK", "Set-Cookie: id=1\r\n", "x");
	mem_replace(&options.contact, "desk@paper.example");
	fetch_set_options(fetch, &options);
	ask_url(url("/feed"));
	ask_url(url("/feed"));
	assert_asked("User-Agent: kordon/" KORDON_VERSION " (+desk@paper.example)\r\n", true);
	assert_asked("If-None-Match", false);
	assert_asked("If-Modified-Since", false);
	assert_asked("Cookie", false);
	assert_asked("Authorization", false);
	assert_asked("Referer", false);
}

static void validators_are_sent_byte_for_byte(void **state)
{
	struct fetch_request request = {
		.url = url("/feed"), .etag = "W/\"x, y\xE4\"", .last_modified = "yesterday, maybe"};

	(void)state;
	script_raw("/feed", "HTTP/1.1 304 Not Modified\r\nETag: \"new\"\r\n\r\n", KEEP);
	assert_outcome(ask(&request), FETCH_NOT_MODIFIED);
	assert_asked("If-None-Match: W/\"x, y\xE4\"\r\n", true);
	assert_asked("If-Modified-Since: yesterday, maybe\r\n", true);
	assert_string_equal(got.etag, "\"new\"");
	assert_null(got.last_modified);
}

static void a_304_that_nobody_asked_for_is_no_answer(void **state)
{
	(void)state;
	script_raw("/feed", "HTTP/1.1 304 Not Modified\r\n\r\n", KEEP);
	assert_outcome(ask_url(url("/feed")), FETCH_STATUS);
	assert_int_equal(got.result.status, 304);
}

static void validators_cannot_bring_lines_of_their_own(void **state)
{
	(void)state;
	script("/feed", "200 OK", "", "x");
	ask(&(struct fetch_request){.url = url("/feed"), .etag = "\"a\"\r\nX-Evil: 1"});
	assert_asked("X-Evil", false);
}

static void environment_proxies_are_not_used(void **state)
{
	(void)state;
	setenv("http_proxy", "http://127.0.0.1:9", 1);
	script("/feed", "200 OK", "", "x");
	assert_outcome(ask_url(url("/feed")), FETCH_DONE);
	unsetenv("http_proxy");
}

static void connections_are_kept_for_hosts_that_are_asked_again(void **state)
{
	struct fetch_request request = {.url = url("/feed"), .keep_connection = true};

	(void)state;
	script("/feed", "200 OK", "", "x");
	ask(&request);
	ask(&request);
	assert_int_equal(count_asked("GET /feed "), 2);
	assert_int_equal(connection_count, 1);
	request.keep_connection = false;
	ask(&request); /* takes what is there, and closes it */
	assert_int_equal(connection_count, 1);
	ask(&request);
	assert_int_equal(connection_count, 2);
}

/* ---- redirects -------------------------------------------------------------------- */

static void redirects_are_followed_and_told(void **state)
{
	(void)state;
	script("/a/feed", "301 Moved", "Location: ../b/feed?x=1#top\r\n", "moved");
	script("/b/feed?x=1", "308 Moved", "Location: /c\r\n", "moved");
	script("/c", "200 OK", "", "here");
	assert_outcome(ask_url(url("/a/feed")), FETCH_DONE);
	assert_string_equal(got.body, "here");
	assert_string_equal(got.final_url, url("/c"));
	assert_true(got.result.moved_permanently);
	assert_reason("moved permanently to http://127.0.0.1");
}

static void one_temporary_hop_makes_the_way_temporary(void **state)
{
	(void)state;
	script("/a", "301 Moved", "Location: /b\r\n", "");
	script("/b", "307 Go", "Location: /c\r\n", "");
	script("/c", "200 OK", "", "here");
	assert_outcome(ask_url(url("/a")), FETCH_DONE);
	assert_false(got.result.moved_permanently);
}

static void redirects_that_lead_nowhere_are_named(void **state)
{
	static const struct {
		const char *path, *head, *reason;
	} cases[] = {
		{"/circle", "Location: /circle\r\n", "in a circle"},
		{"/ftp", "Location: ftp://files.example/feed\r\n", "ftp://files.example/feed"},
		{"/file", "Location: file:///etc/passwd\r\n", "where we do not follow"},
		{"/none", "", "no Location"},
		{"/script", "Location: javascript:alert(1)\r\n", "nowhere"},
	};
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_LEN(cases); i++) {
		script(cases[i].path, "302 Found", cases[i].head, "");
		assert_outcome(ask_url(url(cases[i].path)), FETCH_REDIRECT);
		assert_reason(cases[i].reason);
	}
}

static void a_long_way_ends_at_the_ceiling(void **state)
{
	(void)state;
	options.redirects = 2;
	fetch_set_options(fetch, &options);
	script("/1", "302 Found", "Location: /2\r\n", "");
	script("/2", "302 Found", "Location: /3\r\n", "");
	script("/3", "302 Found", "Location: /4\r\n", "");
	script("/4", "200 OK", "", "too far");
	assert_outcome(ask_url(url("/1")), FETCH_REDIRECT);
	assert_reason("more than 2 redirects");
	assert_asked("GET /4", false);
}

static void validators_go_to_the_url_that_gave_them(void **state)
{
	CLEANUP(mem_freep) char *first = mem_strdup(url("/old"));
	CLEANUP(mem_freep) char *last = mem_strdup(url("/new"));

	(void)state;
	script("/old", "302 Found", "Location: /new\r\nETag: \"of-old\"\r\n", "");
	script("/new", "200 OK", "ETag: \"of-new\"\r\n", "news");
	ask(&(struct fetch_request){.url = first, .validators_url = first});
	assert_string_equal(got.etag, "\"of-new\"");
	assert_string_equal(got.final_url, last);
	buf_clear(&asked);
	ask(&(struct fetch_request){
		.url = first, .etag = "\"of-new\"", .validators_url = last});
	assert_int_equal(count_asked("If-None-Match"), 1);
	assert_null(strstr(strstr(buf_str(&asked), "If-None-Match"), "GET"));
}

static void a_caller_that_keeps_one_url_gets_no_validators_of_another(void **state)
{
	(void)state;
	script("/old", "302 Found", "Location: /new\r\n", "");
	script("/new", "200 OK", "ETag: \"of-new\"\r\n", "news");
	assert_outcome(ask_url(url("/old")), FETCH_DONE);
	assert_null(got.etag);
	buf_clear(&asked);
	ask(&(struct fetch_request){.url = url("/old"), .etag = "\"of-old\""});
	assert_int_equal(count_asked("If-None-Match"), 1);
	assert_non_null(strstr(strstr(buf_str(&asked), "If-None-Match"), "GET /new"));
}

static void a_password_stays_with_its_host(void **state)
{
	CLEANUP(mem_freep) char *away = mem_printf("Location: %s\r\n", url("/away"));

	(void)state;
	script("/feed", "302 Found", "Location: /same\r\n", "");
	script("/same", "302 Found", away, "");
	script("/away", "200 OK", "", "x");
	assert_outcome(ask_url(url_at("us%65r:p%40ss@localhost", "/feed")), FETCH_DONE);
	/* Basic dXNlcjpwQHNz is user:p@ss */
	assert_int_equal(count_asked("Authorization: Basic dXNlcjpwQHNz\r\n"), 2);
	assert_int_equal(count_asked("GET "), 3);
	assert_string_equal(got.final_url, url("/away"));
	assert_null(strstr(got.result.reason, "ss@"));
}

/* ---- addresses -------------------------------------------------------------------- */

static void redirects_into_private_networks_are_refused(void **state)
{
	static const char *const targets[] = {
		"[::1]", "[::]", "0.0.0.0", "10.1.2.3", "172.31.255.1", "192.168.0.1",
		"169.254.169.254", "100.64.0.1", "127.0.0.2", "224.0.0.1", "255.255.255.255",
		"[::ffff:127.0.0.2]", "[::ffff:10.0.0.1]", "[fe80::1]", "[fd00::1]",
		"[ff02::1]", "[64:ff9b::10.0.0.1]", "[2002:7f00:1::]", "2130706434", "0x7f.2",
	};
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_LEN(targets); i++) {
		CLEANUP(mem_freep) char *head =
			mem_printf("Location: http://%s:9/\r\n", targets[i]);

		script_count = 0;
		script("/feed", "302 Found", head, "");
		assert_outcome(ask_url(url("/feed")), FETCH_REFUSED);
		assert_reason("private address");
		mem_free(scripts[0].bytes);
	}
	script_count = 0;
}

static void the_hosts_own_address_may_be_asked_by_any_of_its_names(void **state)
{
	CLEANUP(mem_freep) char *head = mem_printf("Location: %s\r\n", url("/b"));

	(void)state;
	script("/a", "302 Found", head, "");
	script("/b", "200 OK", "", "x");
	assert_outcome(ask_url(url_at("localhost", "/a")), FETCH_DONE);
}


static void only_http_is_spoken(void **state)
{
	static const char *const urls[] = {"ftp://127.0.0.1/x", "gopher://127.0.0.1/",
		"file:///etc/hostname", "dict://127.0.0.1:1/", "no url at all", ""};
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_LEN(urls); i++)
		assert_outcome(ask_url(urls[i]), FETCH_REFUSED);
}

/* ---- times ------------------------------------------------------------------------ */

static void retry_after_is_read_as_seconds_and_as_a_date(void **state)
{
	static const struct {
		const char *head;
		int64_t seconds;
	} cases[] = {
		{"Retry-After: 120\r\n", 120},
		{"Retry-After: 0\r\n", 0},
		{"Retry-After: Thu, 23 May 2024 07:00:00 GMT\r\n"
		 "Date: Thu, 23 May 2024 06:00:00 GMT\r\n", 3600},
		{"Retry-After: Thu, 23 May 2024 05:00:00 GMT\r\n"
		 "Date: Thu, 23 May 2024 06:00:00 GMT\r\n", 0},
		{"Retry-After: Mon, 01 Jan 2024 00:00:00 GMT\r\n", 0},
		{"Retry-After: soon\r\n", -1},
		{"Retry-After: -5\r\n", -1},
		{"", -1},
	};
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_LEN(cases); i++) {
		script("/feed", "503 Busy", cases[i].head, "busy");
		assert_outcome(ask_url(url("/feed")), FETCH_STATUS);
		assert_int_equal(got.result.status, 503);
		assert_int_equal(got.result.retry_after_s, cases[i].seconds);
		mem_free(scripts[--script_count].bytes);
	}
}

static void freshness_is_read(void **state)
{
	static const struct {
		const char *head;
		int64_t seconds;
	} cases[] = {
		{"Cache-Control: public, max-age=600\r\n", 600},
		{"Cache-Control: MAX-AGE=\"60\"\r\n", 60},
		{"Cache-Control: public\r\nCache-Control: max-age=30\r\n", 30},
		{"Cache-Control: max-age=600\r\nAge: 100\r\n", 500},
		{"Cache-Control: s-maxage=600\r\n", -1},
		{"Cache-Control: no-cache, max-age=600\r\n", -1},
		{"Cache-Control: max-age=x\r\n", -1},
		{"Expires: Thu, 23 May 2024 06:10:00 GMT\r\n"
		 "Date: Thu, 23 May 2024 06:00:00 GMT\r\n", 600},
		{"Cache-Control: max-age=5\r\nExpires: Thu, 23 May 2024 06:10:00 GMT\r\n", 5},
		{"Expires: 0\r\n", 0},
		{"", -1},
	};
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_LEN(cases); i++) {
		script("/feed", "200 OK", cases[i].head, "x");
		assert_outcome(ask_url(url("/feed")), FETCH_DONE);
		assert_int_equal(got.result.max_age_s, cases[i].seconds);
		mem_free(scripts[--script_count].bytes);
	}
}

/* ---- bad days --------------------------------------------------------------------- */

static void bytes_that_are_no_whole_answer_are_named(void **state)
{
	static const struct {
		const char *path, *bytes;
		enum after after;
		enum fetch_outcome outcome;
	} cases[] = {
		{"/short", "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n<rss>", CLOSE,
			FETCH_TRUNCATED},
		{"/chunk", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n<rss>\r\n",
			CLOSE, FETCH_TRUNCATED},
		{"/reset", "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n<rss>", RESET,
			FETCH_TRUNCATED},
		{"/nothing", "", CLOSE, FETCH_TRUNCATED},
		{"/ssh", "SSH-2.0-OpenSSH_9.2\r\n\r\n", CLOSE, FETCH_PROTOCOL},
		{"/binary", "\x01\xFF\x02\r\n\r\n", CLOSE, FETCH_PROTOCOL},
		{"/gzip", "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 5\r\n\r\n"
			  "<rss>", KEEP, FETCH_PROTOCOL},
		{"/odd", "HTTP/1.1 200 OK\r\nContent-Encoding: rot13\r\nContent-Length: 5\r\n\r\n"
			 "<eff>", KEEP, FETCH_PROTOCOL},
	};
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_LEN(cases); i++) {
		script_raw(cases[i].path, cases[i].bytes, cases[i].after);
		assert_outcome(ask_url(url(cases[i].path)), cases[i].outcome);
	}
}

static void statuses_come_with_their_first_bytes(void **state)
{
	(void)state;
	script("/gone", "410 Gone", "", "It is gone.");
	assert_outcome(ask_url(url("/gone")), FETCH_STATUS);
	assert_int_equal(got.result.status, 410);
	assert_string_equal(got.body, "It is gone.");
	assert_reason("127.0.0.1 answers 410 Gone");
}

static void a_document_beyond_the_ceiling_is_given_up(void **state)
{
	static char big[5000];

	(void)state;
	options.body_max = 4096;
	fetch_set_options(fetch, &options);
	memset(big, 'x', sizeof(big) - 1);
	script_raw("/said", "HTTP/1.1 200 OK\r\nContent-Length: 104857600\r\n\r\n<rss>", HANG);
	assert_outcome(ask_url(url("/said")), FETCH_TOO_LARGE);
	script("/big", "200 OK", "", big);
	assert_outcome(ask_url(url("/big")), FETCH_TOO_LARGE);
	script_raw("/endless", "HTTP/1.1 200 OK\r\n\r\n", HANG);
	big[4096] = '\0';
	script("/fits", "200 OK", "", big);
	assert_outcome(ask_url(url("/fits")), FETCH_DONE);
	assert_int_equal(got.result.body_len, 4096);
}

static void a_bomb_stops_at_the_ceiling(void **state)
{
	CLEANUP(buf_done) struct buf bytes = BUF_INIT(BUF_UNBOUND);
	FILE *gzip = popen("head -c 20000000 /dev/zero | gzip -c", "r");
	char piece[4096];
	size_t n;

	(void)state;
	assert_non_null(gzip);
	buf_puts(&bytes, "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\n");
	while ((n = fread(piece, 1, sizeof(piece), gzip)) > 0)
		buf_put(&bytes, piece, n);
	pclose(gzip);
	script_bytes("/bomb", bytes.data, bytes.len, CLOSE);
	assert_outcome(ask_url(url("/bomb")), FETCH_TOO_LARGE);
	assert_true(got.result.body_len <= (size_t)options.body_max);
	assert_reason("a bomb: ");
}

static void a_head_without_end_is_given_up(void **state)
{
	CLEANUP(buf_done) struct buf bytes = BUF_INIT(BUF_UNBOUND);
	int i;

	(void)state;
	buf_puts(&bytes, "HTTP/1.1 200 OK\r\n");
	for (i = 0; i < 3000; i++)
		buf_printf(&bytes, "X-Filler-%04d: abcdefghijklmnopqrst\r\n", i);
	buf_puts(&bytes, "Content-Length: 1\r\n\r\nx");
	script_raw("/head", buf_str(&bytes), KEEP);
	assert_outcome(ask_url(url("/head")), FETCH_PROTOCOL);
	assert_reason("head is larger");
}

static void a_server_that_says_nothing_is_given_up(void **state)
{
	(void)state;
	options.timeout_ms = 60;
	fetch_set_options(fetch, &options);
	script_raw("/silent", "", HANG);
	assert_outcome(ask_url(url("/silent")), FETCH_TIMEOUT);
	assert_reason("no answer within");
	script_raw("/half", "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n<rss>", HANG);
	assert_outcome(ask_url(url("/half")), FETCH_TIMEOUT);
	assert_reason("not whole");
}

static void nobody_there_is_named(void **state)
{
	int closed = socket(AF_INET, SOCK_STREAM, 0);
	struct sockaddr_in address = {
		.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	socklen_t len = sizeof(address);
	char text[64];

	(void)state;
	/* Bound and not listening: nobody else gets this port. */
	assert_int_equal(bind(closed, (struct sockaddr *)&address, sizeof(address)), 0);
	getsockname(closed, (struct sockaddr *)&address, &len);
	snprintf(text, sizeof(text), "http://127.0.0.1:%d/", ntohs(address.sin_port));
	assert_outcome(ask_url(text), FETCH_CONNECT);
	assert_reason("Connection refused");
	close(closed);
	assert_outcome(ask_url("http://lists.kordon-test.invalid/feed?key=secret"), FETCH_DNS);
	assert_reason("lists.kordon-test.invalid");
	assert_null(strstr(got.result.reason, "secret"));
}

static void a_server_without_tls_is_not_trusted(void **state)
{
	char text[64];

	(void)state;
	snprintf(text, sizeof(text), "https://127.0.0.1:%d/", port);
	script_raw("/", "HTTP/1.1 400 Bad\r\n\r\n", CLOSE);
	options.timeout_ms = 2000;
	fetch_set_options(fetch, &options);
	ask_url(text);
	assert_true(got.result.outcome == FETCH_TLS || got.result.outcome == FETCH_TIMEOUT);
}

/* ---- files ------------------------------------------------------------------------ */

static char folder[] = "/tmp/kordon-test-fetch-XXXXXX";

static const struct fetch_result *ask_file(const char *name, const char *etag)
{
	CLEANUP(mem_freep) char *text = mem_printf("file://%s/%s", folder, name);

	return ask(&(struct fetch_request){.url = text, .etag = etag, .allow_file = true});
}

static char *path_in_folder(const char *name)
{
	return mem_printf("%s/%s", folder, name);
}

static void put_file(const char *name, const char *text)
{
	CLEANUP(mem_freep) char *path = path_in_folder(name);
	FILE *file = fopen(path, "w");

	assert_non_null(file);
	fputs(text, file);
	fclose(file);
}

static void files_are_read_and_other_things_are_not(void **state)
{
	CLEANUP(mem_freep) char *pipe_path = NULL;
	CLEANUP(mem_freep) char *feed_path = NULL;
	CLEANUP(mem_freep) char *etag = NULL;

	(void)state;
	assert_non_null(mkdtemp(folder));
	pipe_path = path_in_folder("pipe");
	feed_path = path_in_folder("a feed.xml");
	put_file("a feed.xml", "<rss>file</rss>");
	assert_outcome(ask_file("a%20feed.xml", NULL), FETCH_DONE);
	assert_string_equal(got.body, "<rss>file</rss>");
	etag = mem_strdup(got.etag);
	assert_outcome(ask_file("a%20feed.xml", etag), FETCH_NOT_MODIFIED);
	put_file("a feed.xml", "<rss>another</rss>");
	assert_outcome(ask_file("a%20feed.xml", etag), FETCH_DONE);
	assert_outcome(ask_file("missing.xml", NULL), FETCH_FILE);
	assert_reason("No such file");
	assert_outcome(ask_file("", NULL), FETCH_FILE);
	assert_reason("folder");
	assert_int_equal(mkfifo(pipe_path, 0600), 0);
	assert_outcome(ask_file("pipe", NULL), FETCH_FILE);
	assert_reason("no regular file");
	options.body_max = 4;
	fetch_set_options(fetch, &options);
	assert_outcome(ask_file("a%20feed.xml", NULL), FETCH_TOO_LARGE);
	unlink(pipe_path);
	unlink(feed_path);
	rmdir(folder);
}

/* ---- turns ------------------------------------------------------------------------ */

static void pass_until_asked(const char *part, size_t count)
{
	while (count_asked(part) < count)
		assert_int_equal(loop_pass(loop, 1), 0);
}

static void jobs_wait_for_their_turn(void **state)
{
	struct fetch_request here = {0}, there = {0};
	CLEANUP(mem_freep) char *here_url = mem_strdup(url("/slow"));
	CLEANUP(mem_freep) char *there_url = mem_strdup(url_at("localhost", "/slow"));
	struct got results[4] = {0};
	size_t i;

	(void)state;
	options.per_host = 1;
	options.concurrency = 2;
	fetch_set_options(fetch, &options);
	script_raw("/slow", "", HANG);
	here.url = here_url;
	there.url = there_url;
	fetch_start(fetch, &here, take, &results[0]);
	fetch_start(fetch, &here, take, &results[1]);
	fetch_start(fetch, &there, take, &results[2]);
	fetch_start(fetch, &there, take, &results[3]);
	assert_int_equal(fetch_queued(fetch), 4);
	pass_until_asked("GET /slow", 2);
	assert_int_equal(fetch_in_flight(fetch), 2);
	assert_int_equal(fetch_queued(fetch), 2);
	assert_asked("Host: localhost", true);
	fetch_free(fetch);
	fetch = NULL;
	for (i = 0; i < ARRAY_LEN(results); i++) {
		assert_int_equal(results[i].calls, 1);
		assert_int_equal(results[i].result.outcome, FETCH_CANCELLED);
		forget(&results[i]);
	}
}

static void a_host_is_left_in_peace_between_two_requests(void **state)
{
	struct fetch_request request = {0};
	CLEANUP(mem_freep) char *text = mem_strdup(url("/feed"));
	struct got results[2] = {0};
	int i;

	(void)state;
	hands = clock_virtual(1716444000);
	options.host_gap_ms = 60000;
	fetch_set_options(fetch, &options);
	script("/feed", "200 OK", "", "x");
	request.url = text;
	fetch_start(fetch, &request, take, &results[0]);
	fetch_start(fetch, &request, take, &results[1]);
	while (!results[0].calls)
		assert_int_equal(loop_pass(loop, 1), 0);
	for (i = 0; i < 5; i++)
		assert_int_equal(loop_pass(loop, 0), 0);
	assert_int_equal(fetch_queued(fetch), 1);
	clock_turn(&hands, 60);
	fetch_set_options(fetch, &options); /* looks at the queue again */
	while (!results[1].calls)
		assert_int_equal(loop_pass(loop, 1), 0);
	assert_int_equal(results[1].result.outcome, FETCH_DONE);
	forget(&results[0]);
	forget(&results[1]);
}

static void a_job_can_be_given_up(void **state)
{
	struct got waiting = {0}, running = {0};
	struct fetch_job *first, *second;
	struct fetch_request request = {.url = url("/slow")};

	(void)state;
	script_raw("/slow", "", HANG);
	first = fetch_start(fetch, &request, take, &running);
	pass_until_asked("GET /slow", 1);
	second = fetch_start(fetch, &request, take, &waiting);
	fetch_cancel(second);
	fetch_cancel(first);
	assert_int_equal(waiting.calls, 1);
	assert_int_equal(waiting.result.outcome, FETCH_CANCELLED);
	assert_int_equal(running.calls, 1);
	assert_int_equal(running.result.outcome, FETCH_CANCELLED);
	assert_int_equal(fetch_in_flight(fetch) + fetch_queued(fetch), 0);
	forget(&waiting);
	forget(&running);
}

/* ---- logs ------------------------------------------------------------------------- */

static void urls_are_shown_without_secrets(void **state)
{
	static const char *const cases[][2] = {
		{"http://user:pass@host/?key=secret", "http://host/?key=…"},
		{"https://host/a/b.xml", "https://host/a/b.xml"},
		{"https://host/feed?a=1&token=x&b=#frag", "https://host/feed?a=…&token=…&b="},
		{"https://host/feed?5f4dcc3b5aa765d6", "https://host/feed?…"},
		{"https://a@b@host:8080/", "https://host:8080/"},
		{"https://host/@name", "https://host/@name"},
		{"https://user:p/ss@host/", "https://user:p/ss@host/"},
		{"https://host?key=1", "https://host?key=…"},
		{"no url", "no url"},
		{"", ""},
	};
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_LEN(cases); i++) {
		CLEANUP(mem_freep) char *shown = fetch_redact_url(cases[i][0]);

		assert_string_equal(shown, cases[i][1]);
	}
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_document_comes_whole_with_what_its_head_says),
		TEST(an_empty_document_is_a_document),
		TEST(requests_say_who_asks_and_nothing_else_of_us),
		TEST(validators_are_sent_byte_for_byte),
		TEST(a_304_that_nobody_asked_for_is_no_answer),
		TEST(validators_cannot_bring_lines_of_their_own),
		TEST(environment_proxies_are_not_used),
		TEST(connections_are_kept_for_hosts_that_are_asked_again),
		TEST(redirects_are_followed_and_told),
		TEST(one_temporary_hop_makes_the_way_temporary),
		TEST(redirects_that_lead_nowhere_are_named),
		TEST(a_long_way_ends_at_the_ceiling),
		TEST(validators_go_to_the_url_that_gave_them),
		TEST(a_caller_that_keeps_one_url_gets_no_validators_of_another),
		TEST(a_password_stays_with_its_host),
		TEST(redirects_into_private_networks_are_refused),
		TEST(the_hosts_own_address_may_be_asked_by_any_of_its_names),
		TEST(only_http_is_spoken),
		TEST(retry_after_is_read_as_seconds_and_as_a_date),
		TEST(freshness_is_read),
		TEST(bytes_that_are_no_whole_answer_are_named),
		TEST(statuses_come_with_their_first_bytes),
		TEST(a_document_beyond_the_ceiling_is_given_up),
		TEST(a_bomb_stops_at_the_ceiling),
		TEST(a_head_without_end_is_given_up),
		TEST(a_server_that_says_nothing_is_given_up),
		TEST(nobody_there_is_named),
		TEST(a_server_without_tls_is_not_trusted),
		TEST(files_are_read_and_other_things_are_not),
		TEST(jobs_wait_for_their_turn),
		TEST(a_host_is_left_in_peace_between_two_requests),
		TEST(a_job_can_be_given_up),
		TEST(urls_are_shown_without_secrets),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
