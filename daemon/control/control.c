/* The control server: evhttp on a unix socket, JSON in every answer. */
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

#include "base/mem.h"

enum { BODY_MAX = 64 * 1024, HEAD_MAX = 16 * 1024, TIMEOUT_S = 30, SOCKET_MODE = 0660,
	REST_MS = 1000 };

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
};

const struct config_table control_table = {
	.name = "control",
	.help = "How the running daemon is asked and steered.",
	.options = options,
	.count = ARRAY_LEN(options),
	.size = sizeof(struct control_options),
};

struct control {
	struct evhttp *http;
	struct evconnlistener *listener; /* owned by http */
	struct loop_timer *rest;
	char *path;
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
	} texts[] = {{200, "OK"}, {400, "Bad Request"}, {404, "Not Found"},
		{405, "Method Not Allowed"}, {409, "Conflict"}, {422, "Unprocessable Content"},
		{500, "Internal Server Error"}, {503, "Service Unavailable"}};
	size_t i;

	for (i = 0; i < ARRAY_LEN(texts); i++)
		if (texts[i].status == status)
			return texts[i].text;
	return "Answer";
}

static void send_answer(struct evhttp_request *http_request, struct control_answer *answer)
{
	struct evkeyvalq *headers = evhttp_request_get_output_headers(http_request);
	struct evbuffer *body = evbuffer_new();
	const char *text;

	if (!answer->body)
		answer->body = json_object_new_object();
	text = json_object_to_json_string_ext(
		answer->body, JSON_C_TO_STRING_PLAIN | JSON_C_TO_STRING_NOSLASHESCAPE);
	evbuffer_add(body, text, strlen(text));
	evbuffer_add(body, "\n", 1);
	evhttp_add_header(headers, "Content-Type", "application/json");
	evhttp_add_header(headers, "Cache-Control", "no-store");
	evhttp_add_header(headers, CONTROL_HEADER, CONTROL_VERSION);
	evhttp_send_reply(http_request, answer->status ? answer->status : 200,
		status_text(answer->status ? answer->status : 200), body);
	evbuffer_free(body);
	json_object_put(answer->body);
}

/* ---- requests ---------------------------------------------------------------------------- */

static const char *param(const struct control_request *request, const char *name)
{
	return evhttp_find_header(request->priv, name);
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

static void handle(struct evhttp_request *http_request, void *ctx)
{
	struct control *control = ctx;
	const struct evhttp_uri *uri = evhttp_request_get_evhttp_uri(http_request);
	const char *path = evhttp_uri_get_path(uri), *query = evhttp_uri_get_query(uri);
	struct control_answer answer = {0};
	struct control_request request = {
		.post = evhttp_request_get_command(http_request) == EVHTTP_REQ_POST,
		.param = param};
	const struct control_route *route;
	struct evkeyvalq params;
	bool known;

	if (!query || evhttp_parse_query_str(query, &params) < 0)
		TAILQ_INIT(&params);
	request.priv = &params;
	path = path ? path : "";
	if (strncmp(path, CONTROL_PREFIX "/", sizeof(CONTROL_PREFIX)) == 0)
		path += sizeof(CONTROL_PREFIX) - 1;
	request.path = path;
	route = find_route(control, path, &known, request.post);
	if (route)
		route->handle(control->ctx, &request, &answer);
	else
		refuse_route(http_request, &answer, known, request.post, path);
	send_answer(http_request, &answer);
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

/* The listener's own argument is evhttp's: the one server of the process is kept here. */
static struct control *serving;

/* At the ceiling of descriptors accept() fails at once, again and again: it rests. */
static void accept_failed(struct evconnlistener *listener, void *ctx)
{
	(void)ctx;
	evconnlistener_disable(listener);
	loop_timer_set(serving->rest, REST_MS);
}

static void accept_again(void *ctx)
{
	evconnlistener_enable(((struct control *)ctx)->listener);
}

static int start_http(struct control *control, struct loop *loop, int fd)
{
	struct evhttp_bound_socket *bound;

	control->http = evhttp_new(loop_base(loop));
	bound = control->http ? evhttp_accept_socket_with_handle(control->http, fd) : NULL;
	if (!bound) {
		close(fd);
		return -ENOMEM;
	}
	control->listener = evhttp_bound_socket_get_listener(bound);
	serving = control;
	control->rest = loop_timer_new(loop, accept_again, control);
	evconnlistener_set_error_cb(control->listener, accept_failed);
	evhttp_set_max_body_size(control->http, BODY_MAX);
	evhttp_set_max_headers_size(control->http, HEAD_MAX);
	evhttp_set_timeout(control->http, TIMEOUT_S);
	evhttp_set_allowed_methods(control->http, EVHTTP_REQ_GET | EVHTTP_REQ_POST);
	evhttp_set_gencb(control->http, handle, control);
	return 0;
}

int control_new(struct loop *loop, const struct control_options *opts,
	const struct control_route *routes, size_t route_count, void *ctx,
	struct control **out_control)
{
	struct control *control;
	int fd = -1, r;

	if (!opts->socket) {
		*out_control = NULL;
		return 0;
	}
	r = listen_on(opts->socket, &fd);
	if (r)
		return r;
	control = mem_alloc(sizeof(*control));
	*control = (struct control){.path = mem_strdup(opts->socket),
		.routes = routes, .route_count = route_count, .ctx = ctx};
	r = start_http(control, loop, fd);
	if (r) {
		control_free(control);
		return r;
	}
	*out_control = control;
	return 0;
}

void control_free(struct control *control)
{
	if (!control)
		return;
	if (control->http)
		evhttp_free(control->http);
	loop_timer_free(control->rest);
	unlink(control->path);
	mem_free(control->path);
	mem_free(control);
}
