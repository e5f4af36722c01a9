/* The control server: evhttp on a unix socket and on loopback, JSON in nearly every answer. */
#include "control/control.h"

#include <errno.h>
#include <event2/buffer.h>
#include <event2/event.h>
#include <event2/http.h>
#include <event2/keyvalq_struct.h>
#include <event2/listener.h>
#include <json-c/json.h>
#include <stddef.h>
#include <string.h>
#include <sys/queue.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "base/log.h"
#include "base/mem.h"
#include "base/utf8.h"
#include "control/web.h"

enum { BODY_MAX = 64 * 1024, HEAD_MAX = 16 * 1024, TIMEOUT_S = 30, SOCKET_MODE = 0660,
	REST_MS = 1000, NAME_SHOWN = 80 };

_Static_assert(CONTROL_SOCKET_MAX + 1 == sizeof(((struct sockaddr_un *)0)->sun_path),
	"this system's sockets");

static const char *check_socket(const char *text)
{
	return strlen(text) > CONTROL_SOCKET_MAX ? "a socket's path has at most 107 bytes" : NULL;
}

static const struct config_option options[] = {
	{.name = "socket", .type = OPTION_PATH, .offset = offsetof(struct control_options, socket),
		.def = CONTROL_DEFAULT_SOCKET, .check = check_socket,
		.help = "The unix socket that kordonctl talks to; ~ for none.", .restart = true},
	{.name = "listen", .type = OPTION_TEXT, .offset = offsetof(struct control_options, listen),
		.check = web_address_fault,
		.help = "Answers questions over HTTP there, too, for a browser, a script or "
			"Prometheus (/metrics): 127.0.0.1:9464 or [::1]:9464. Only reading, only "
			"from this machine; every user of the machine can read it.",
		.restart = true},
};

const struct config_table control_table = {
	.name = "control",
	.help = "How the running daemon is asked and steered.",
	.options = options,
	.count = ARRAY_LEN(options),
	.size = sizeof(struct control_options),
};

/* One of the two listeners. */
struct server {
	struct control *control;
	struct evhttp *http;
	struct evconnlistener *listener; /* owned by http */
	struct loop_timer *rest;
	bool web;  /* on loopback: reading alone */
	bool full;  /* no connection could be taken: said once */
	bool taken; /* one was since */
};

enum { SERVERS = 2 };

struct control {
	struct server servers[SERVERS];
	char *path; /* of the socket; NULL: none */
	const struct control_route *routes;
	size_t route_count;
	void *ctx;
};

/* ---- answers ----------------------------------------------------------------------------- */

void control_refuse(struct control_answer *answer, int status, const char *fmt, ...)
{
	va_list ap;
	char *text;

	va_start(ap, fmt);
	text = mem_vprintf(fmt, ap);
	va_end(ap);
	json_object_put(answer->body);
	answer->status = status;
	answer->body = json_object_new_object();
	json_object_object_add(answer->body, "error", json_object_new_string(text));
	mem_free(text);
}

static const char *status_text(int status)
{
	static const struct {
		int status;
		const char *text;
	} texts[] = {{200, "OK"}, {400, "Bad Request"}, {403, "Forbidden"}, {404, "Not Found"},
		{405, "Method Not Allowed"}, {409, "Conflict"}, {422, "Unprocessable Content"},
		{500, "Internal Server Error"}, {503, "Service Unavailable"}};
	size_t i;

	for (i = 0; i < ARRAY_LEN(texts); i++)
		if (texts[i].status == status)
			return texts[i].text;
	return "Answer";
}

/* Fills the body of an answer; returns its type. */
static const char *write_body(struct evbuffer *body, struct control_answer *answer)
{
	const char *text = answer->text;

	if (text) {
		evbuffer_add(body, text, strlen(text));
		return answer->type;
	}
	if (!answer->body)
		answer->body = json_object_new_object();
	text = json_object_to_json_string_ext(
		answer->body, JSON_C_TO_STRING_PLAIN | JSON_C_TO_STRING_NOSLASHESCAPE);
	evbuffer_add(body, text, strlen(text));
	evbuffer_add(body, "\n", 1);
	return "application/json";
}

/* evhttp would send the body that HEAD does not want, and no length. */
static void take_back_body(struct evkeyvalq *headers, struct evbuffer *body)
{
	char length[24];

	evutil_snprintf(length, sizeof(length), "%zu", evbuffer_get_length(body));
	evhttp_add_header(headers, "Content-Length", length);
	evbuffer_drain(body, evbuffer_get_length(body));
}

static void send_answer(struct evhttp_request *http_request, struct control_answer *answer,
	bool web)
{
	struct evkeyvalq *headers = evhttp_request_get_output_headers(http_request);
	struct evbuffer *body = evbuffer_new();
	int status = answer->status ? answer->status : 200;

	evhttp_add_header(headers, "Content-Type", write_body(body, answer));
	evhttp_add_header(headers, "Cache-Control", "no-store");
	evhttp_add_header(headers, CONTROL_HEADER, CONTROL_VERSION);
	if (web) {
		evhttp_add_header(headers, "X-Content-Type-Options", "nosniff");
		evhttp_add_header(headers, "Cross-Origin-Resource-Policy", "same-origin");
	}
	if (evhttp_request_get_command(http_request) == EVHTTP_REQ_HEAD)
		take_back_body(headers, body);
	evhttp_send_reply(http_request, status, status_text(status), body);
	evbuffer_free(body);
	json_object_put(answer->body);
	mem_free(answer->text);
}

/* ---- requests ---------------------------------------------------------------------------- */

static const char *param(const struct control_request *request, const char *name)
{
	return evhttp_find_header(request->priv, name);
}

/* Values are recorded, and stand in answers, which are JSON. */
static bool params_are_text(const struct evkeyvalq *params, struct control_answer *answer)
{
	const struct evkeyval *pair;

	TAILQ_FOREACH(pair, params, next) {
		CLEANUP(mem_freep) char *name = utf8_show(pair->key, NAME_SHOWN);

		if (utf8_valid(pair->key, strlen(pair->key)) &&
			utf8_valid(pair->value, strlen(pair->value)))
			continue;
		control_refuse(answer, 400, "%s is not text in UTF-8: state it in that encoding",
			name);
		return false;
	}
	return true;
}

static const struct control_route *find_route(const struct control *control, const char *path,
	bool *out_known, bool post)
{
	size_t i;

	*out_known = false;
	for (i = 0; i < control->route_count; i++) {
		if (strcmp(control->routes[i].path, path) != 0)
			continue;
		*out_known = true;
		if (control->routes[i].post == post)
			return &control->routes[i];
	}
	return NULL;
}

static void refuse_route(struct evhttp_request *http_request, struct control_answer *answer,
	bool known, bool post, const char *path)
{
	if (!known) {
		control_refuse(answer, 404, "there is no '%s' here", path);
		return;
	}
	evhttp_add_header(evhttp_request_get_output_headers(http_request), "Allow",
		post ? "GET" : "POST");
	control_refuse(answer, 405, "'%s' wants %s", path, post ? "GET" : "POST");
}

/* What comes over the web: from this machine, under its own name, to read. */
static bool web_may_ask(struct evhttp_request *http_request, const struct evhttp_uri *uri,
	struct control_answer *answer)
{
	const char *host =
		evhttp_find_header(evhttp_request_get_input_headers(http_request), "Host");
	enum evhttp_cmd_type method = evhttp_request_get_command(http_request);

	if (!web_host_is_local(host) ||
		(evhttp_uri_get_host(uri) && !web_host_is_local(evhttp_uri_get_host(uri)))) {
		control_refuse(answer, 403, "ask for localhost or the address itself: under "
					    "another name nothing is answered here");
		return false;
	}
	if (method == EVHTTP_REQ_GET || method == EVHTTP_REQ_HEAD)
		return true;
	evhttp_add_header(
		evhttp_request_get_output_headers(http_request), "Allow", "GET, HEAD");
	control_refuse(answer, 405, "here is only reading; to change something use kordonctl");
	return false;
}

static void answer_route(const struct server *server, struct evhttp_request *http_request,
	struct control_request *request, struct control_answer *answer)
{
	const struct control *control = server->control;
	const struct control_route *route;
	bool known;

	if (strncmp(request->path, CONTROL_PREFIX "/", sizeof(CONTROL_PREFIX)) == 0)
		request->path += sizeof(CONTROL_PREFIX) - 1;
	route = find_route(control, request->path, &known, request->post);
	if (route)
		route->handle(control->ctx, request, answer);
	else if (known && server->web)
		control_refuse(answer, 405,
			"'%s' changes something, and here is only reading; use kordonctl",
			request->path);
	else
		refuse_route(http_request, answer, known, request->post, request->path);
}

static void handle(struct evhttp_request *http_request, void *ctx)
{
	const struct server *server = ctx;
	const struct evhttp_uri *uri = evhttp_request_get_evhttp_uri(http_request);
	const char *path = evhttp_uri_get_path(uri), *query = evhttp_uri_get_query(uri);
	struct control_answer answer = {0};
	struct evkeyvalq params;
	struct control_request request = {
		.post = evhttp_request_get_command(http_request) == EVHTTP_REQ_POST,
		.path = path ? path : "",
		.accept = evhttp_find_header(
			evhttp_request_get_input_headers(http_request), "Accept"),
		.web = server->web,
		.param = param,
		.priv = &params};

	if (!query || evhttp_parse_query_str(query, &params) < 0)
		TAILQ_INIT(&params);
	if ((!server->web || web_may_ask(http_request, uri, &answer)) &&
		params_are_text(&params, &answer))
		answer_route(server, http_request, &request, &answer);
	send_answer(http_request, &answer, server->web);
	evhttp_clear_headers(&params);
}

/* ---- the socket -------------------------------------------------------------------------- */

static int set_address(struct sockaddr_un *address, const char *path)
{
	*address = (struct sockaddr_un){.sun_family = AF_UNIX};
	if (strlen(path) > CONTROL_SOCKET_MAX)
		return -ENAMETOOLONG;
	strcpy(address->sun_path, path);
	return 0;
}

/* A socket that nobody listens on was left by a daemon that died. Anything else stays. */
static int clear_abandoned(const char *path, const struct sockaddr_un *address)
{
	struct stat st;
	int fd, r;

	if (lstat(path, &st) < 0)
		return errno == ENOENT ? 0 : -errno;
	if (!S_ISSOCK(st.st_mode))
		return -EEXIST;
	fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (fd < 0)
		return -errno;
	r = connect(fd, (const struct sockaddr *)address, sizeof(*address)) < 0 ? -errno : 0;
	close(fd);
	if (r != -ECONNREFUSED)
		return r && r != -EAGAIN ? r : -EADDRINUSE;
	return unlink(path) < 0 ? -errno : 0;
}

static int listen_on(const char *path, int *out_fd)
{
	struct sockaddr_un address;
	mode_t mask;
	int r = set_address(&address, path), fd;

	if (!r)
		r = clear_abandoned(path, &address);
	if (r)
		return r;
	fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (fd < 0)
		return -errno;
	mask = umask(0777 & ~SOCKET_MODE); /* never for a moment open to all */
	r = bind(fd, (struct sockaddr *)&address, sizeof(address)) < 0 ? -errno : 0;
	umask(mask);
	if (!r && listen(fd, 64) < 0)
		r = -errno;
	if (r) {
		close(fd);
		return r;
	}
	*out_fd = fd;
	return 0;
}

/* The listener's own argument is evhttp's: the servers of the process are kept here. */
static struct control *serving;

static void say_full(struct server *server)
{
	if (!server->full)
		log_warning("control: no more connections can be taken (%s): too many stand open, "
			    "see ss -xp and ss -tp; it is tried again every second",
			strerror(errno));
	server->full = true;
	server->taken = false;
}

/* At the ceiling of descriptors accept() fails at once, again and again: it rests. */
static void accept_failed(struct evconnlistener *listener, void *ctx)
{
	size_t i;

	(void)ctx;
	for (i = 0; i < SERVERS; i++) {
		if (serving->servers[i].listener != listener)
			continue;
		say_full(&serving->servers[i]);
		loop_timer_set(serving->servers[i].rest, REST_MS);
	}
	evconnlistener_disable(listener);
}

/* evhttp makes its own bufferevent where it gets none. */
static struct bufferevent *note_taken(struct event_base *base, void *ctx)
{
	(void)base;
	((struct server *)ctx)->taken = true;
	return NULL;
}

/* It is over when connections were taken, and none failed, for as long as a rest. */
static void accept_again(void *ctx)
{
	struct server *server = ctx;

	evconnlistener_enable(server->listener);
	if (!server->taken) {
		loop_timer_set(server->rest, REST_MS);
		return;
	}
	log_notice("control: connections are taken again");
	server->full = false;
}

/* Takes the descriptor. */
static int start_http(struct server *server, struct loop *loop, int fd)
{
	struct evhttp_bound_socket *bound;

	server->http = evhttp_new(loop_base(loop));
	bound = server->http ? evhttp_accept_socket_with_handle(server->http, fd) : NULL;
	if (!bound) {
		close(fd);
		return -ENOMEM;
	}
	server->listener = evhttp_bound_socket_get_listener(bound);
	server->rest = loop_timer_new(loop, accept_again, server);
	evconnlistener_set_error_cb(server->listener, accept_failed);
	evhttp_set_bevcb(server->http, note_taken, server);
	evhttp_set_max_body_size(server->http, BODY_MAX);
	evhttp_set_max_headers_size(server->http, HEAD_MAX);
	evhttp_set_timeout(server->http, TIMEOUT_S);
	/* On the web every method gets an answer that says what is possible. */
	evhttp_set_allowed_methods(server->http,
		server->web ? EVHTTP_REQ_GET | EVHTTP_REQ_HEAD | EVHTTP_REQ_POST |
				      EVHTTP_REQ_PUT | EVHTTP_REQ_DELETE | EVHTTP_REQ_OPTIONS |
				      EVHTTP_REQ_PATCH
			    : EVHTTP_REQ_GET | EVHTTP_REQ_POST);
	evhttp_set_gencb(server->http, handle, server);
	return 0;
}

static int start(struct control *control, struct loop *loop, const char *socket,
	const char *address)
{
	struct server *server = &control->servers[address != NULL];
	int fd = -1, r = address ? web_listen(address, &fd) : listen_on(socket, &fd);

	if (r)
		return r;
	if (socket)
		control->path = mem_strdup(socket);
	*server = (struct server){.control = control, .web = address != NULL};
	return start_http(server, loop, fd);
}

int control_new(struct loop *loop, const struct control_options *opts,
	const struct control_route *routes, size_t route_count, void *ctx,
	struct control **out_control, const char **out_what)
{
	struct control *control = mem_alloc(sizeof(*control));
	int r = 0;

	*control = (struct control){.routes = routes, .route_count = route_count, .ctx = ctx};
	serving = control;
	*out_what = opts->socket;
	if (opts->socket && *opts->socket)
		r = start(control, loop, opts->socket, NULL);
	if (!r && opts->listen) {
		*out_what = opts->listen;
		r = start(control, loop, NULL, opts->listen);
	}
	if (r) {
		control_free(control);
		return r;
	}
	*out_control = control;
	return 0;
}

void control_free(struct control *control)
{
	size_t i;

	if (!control)
		return;
	for (i = 0; i < SERVERS; i++) {
		if (control->servers[i].http)
			evhttp_free(control->servers[i].http);
		loop_timer_free(control->servers[i].rest);
	}
	if (control->path)
		unlink(control->path);
	mem_free(control->path);
	mem_free(control);
}
