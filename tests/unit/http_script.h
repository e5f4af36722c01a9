/*
 * A scripted HTTP server on the loop of the test: for each path it sends the bytes that were
 * written down, and keeps what it was asked.
 */
#ifndef KORDON_TESTS_HTTP_SCRIPT_H
#define KORDON_TESTS_HTTP_SCRIPT_H

#include <arpa/inet.h>
#include <event2/buffer.h>
#include <event2/bufferevent.h>
#include <event2/event.h>
#include <event2/listener.h>
#include <netinet/in.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/mem.h"
#include "event/event.h"

enum after { KEEP, CLOSE, RESET, HANG };

struct script {
	const char *path;
	char *bytes;
	size_t len;
	enum after after;
	bool used;
};

static struct loop *loop;
static struct evconnlistener *listener;
static int port;
static struct script scripts[32];
static size_t script_count;
static const char *script_else =
	"HTTP/1.1 404 No\r\nContent-Length: 0\r\n\r\n"; /* where no script is */
static struct buf asked; /* every request, as it came */
static struct bufferevent *connections[64]; /* that are open; NULL: room */
static size_t connection_count;         /* that were made */
static const struct clock *server_clock; /* NULL: visits have no time */
static struct visit {
	char path[64], host[64];
	int64_t at_ms;
} visits[1024];
static size_t visit_count;

static struct script *script_of(const char *request, size_t len)
{
	struct script *last = NULL;
	size_t i;

	for (i = 0; i < script_count; i++) {
		size_t path_len = strlen(scripts[i].path);

		if (len < path_len + 5 || memcmp(request + 4, scripts[i].path, path_len) ||
			request[4 + path_len] != ' ')
			continue;
		last = &scripts[i];
		if (!last->used)
			break;
	}
	return last;
}

static void hang_up(struct bufferevent *connection, bool reset)
{
	struct linger linger = {.l_onoff = 1};
	size_t i;

	if (reset)
		setsockopt(bufferevent_getfd(connection), SOL_SOCKET, SO_LINGER, &linger,
			sizeof(linger));
	for (i = 0; i < ARRAY_LEN(connections); i++)
		if (connections[i] == connection)
			connections[i] = NULL;
	bufferevent_free(connection);
}

static void written(struct bufferevent *connection, void *ctx)
{
	const struct script *script = ctx;

	if (script && (script->after == CLOSE || script->after == RESET))
		hang_up(connection, script->after == RESET);
}

static void came(struct bufferevent *connection, void *ctx);

static void ended(struct bufferevent *connection, short what, void *ctx)
{
	(void)what;
	(void)ctx;
	hang_up(connection, false);
}

static void note_visit(const char *request)
{
	struct visit *visit = &visits[visit_count++ % ARRAY_LEN(visits)];
	const char *host = strstr(request, "\r\nHost: ");

	snprintf(visit->path, sizeof(visit->path), "%.*s", (int)strcspn(request + 4, " "),
		request + 4);
	snprintf(visit->host, sizeof(visit->host), "%.*s",
		host ? (int)strcspn(host + 8, "\r:") : 0, host ? host + 8 : "");
	visit->at_ms = server_clock ? clock_mono_ms(server_clock) : 0;
}

static void came(struct bufferevent *connection, void *ctx)
{
	struct evbuffer *in = bufferevent_get_input(connection);
	struct evbuffer_ptr end = evbuffer_search(in, "\r\n\r\n", 4, NULL);
	char request[8192];
	struct script *script;
	size_t len;

	(void)ctx;
	if (end.pos < 0)
		return;
	len = (size_t)end.pos + 4;
	assert_true(len + 1 < sizeof(request));
	evbuffer_remove(in, request, len);
	buf_put(&asked, request, len);
	request[len] = '\0';
	note_visit(request);
	script = script_of(request, len);
	if (!script) {
		bufferevent_write(connection, script_else, strlen(script_else));
		return;
	}
	script->used = true;
	bufferevent_setcb(connection, came, written, ended, script);
	if (script->len)
		bufferevent_write(connection, script->bytes, script->len);
	else
		written(connection, script);
}

static void accepted(struct evconnlistener *of, evutil_socket_t fd, struct sockaddr *address,
	int len, void *ctx)
{
	struct bufferevent *connection =
		bufferevent_socket_new(loop_base(loop), fd, BEV_OPT_CLOSE_ON_FREE);
	size_t i;

	(void)of;
	(void)address;
	(void)len;
	(void)ctx;
	for (i = 0; i < ARRAY_LEN(connections) && connections[i]; i++)
		;
	assert_true(i < ARRAY_LEN(connections));
	connections[i] = connection;
	connection_count++;
	bufferevent_setcb(connection, came, NULL, ended, NULL);
	bufferevent_enable(connection, EV_READ | EV_WRITE);
}

static void script_bytes(const char *path, const char *bytes, size_t len, enum after after)
{
	char *copy = mem_alloc(len + 1);

	assert_true(script_count < ARRAY_LEN(scripts));
	memcpy(copy, bytes, len);
	scripts[script_count++] =
		(struct script){.path = path, .bytes = copy, .len = len, .after = after};
}

static void script_raw(const char *path, const char *bytes, enum after after)
{
	script_bytes(path, bytes, strlen(bytes), after);
}

/* head: field lines, each with its line end. */
static void script(const char *path, const char *status, const char *head, const char *body)
{
	CLEANUP(mem_freep) char *bytes = mem_printf("HTTP/1.1 %s\r\n%sContent-Length: %zu\r\n\r\n%s",
		status, head, strlen(body), body);

	script_raw(path, bytes, KEEP);
}

static size_t count_asked(const char *part)
{
	const char *p = buf_str(&asked);
	size_t count = 0;

	for (; (p = strstr(p, part)); p++)
		count++;
	return count;
}

static void server_start(void)
{
	struct sockaddr_in address = {
		.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	socklen_t len = sizeof(address);

	assert_int_equal(loop_new(&loop), 0);
	listener = evconnlistener_new_bind(loop_base(loop), accepted, NULL,
		LEV_OPT_CLOSE_ON_FREE | LEV_OPT_REUSEABLE, 16, (struct sockaddr *)&address,
		sizeof(address));
	assert_non_null(listener);
	getsockname(evconnlistener_get_fd(listener), (struct sockaddr *)&address, &len);
	port = ntohs(address.sin_port);
	asked = BUF_INIT(BUF_UNBOUND);
}

static void scripts_forget(void)
{
	while (script_count)
		mem_free(scripts[--script_count].bytes);
}

/* After everything that uses the loop. */
static void server_stop(void)
{
	size_t i;

	for (i = 0; i < ARRAY_LEN(connections); i++) {
		if (connections[i])
			bufferevent_free(connections[i]);
		connections[i] = NULL;
	}
	connection_count = visit_count = 0;
	server_clock = NULL;
	scripts_forget();
	evconnlistener_free(listener);
	buf_done(&asked);
	loop_free(loop);
}

#endif
