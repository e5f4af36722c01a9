/*
 * Control: an HTTP+JSON server (evhttp) on a unix socket, and, where it is wanted, the same for
 * reading on a loopback address. Knows how to route and answer; what can be asked is the command
 * room's.
 */
#ifndef KORDON_CONTROL_CONTROL_H
#define KORDON_CONTROL_CONTROL_H

#include <stdbool.h>

#include "config/config.h"
#include "control/proto.h"
#include "event/event.h"

struct json_object;

/* The longest path that a unix socket may have, in bytes. */
enum { CONTROL_SOCKET_MAX = 107 };

struct control_options {
	char *socket; /* path; NULL: none */
	char *listen; /* "127.0.0.1:9464"; NULL: none */
};
extern const struct config_table control_table; /* section "control" */

/* A request as a handler sees it. Borrowed for the time of the call. */
struct control_request {
	bool post;
	const char *path; /* behind CONTROL_PREFIX: "/incidents" */
	const char *accept; /* the header Accept; NULL: none */
	bool web;           /* it came by the loopback address */
	/* Value of a query parameter, decoded; NULL where it is missing. */
	const char *(*param)(const struct control_request *request, const char *name);
	void *priv;
};

struct control_answer {
	int status;                /* 200 unless set */
	struct json_object *body;  /* taken over */
	/* Instead of a body: text (taken over) of that type. */
	char *text;
	const char *type;
};

struct control_route {
	const char *path;
	bool post;      /* changes something: POST only */
	void (*handle)(void *ctx, const struct control_request *request,
		struct control_answer *answer);
	const char *help;
};

struct control;

/*
 * Listens on the socket (mode 0660, an abandoned one is replaced, a live one is an error:
 * -EADDRINUSE, anything else that stands there -EEXIST, a path that is too long
 * -ENAMETOOLONG), and on the loopback address, where only what is read is answered. Routes
 * and ctx are borrowed. 0 or -errno; *out_what is then the path or address that failed.
 */
int control_new(struct loop *loop, const struct control_options *options,
	const struct control_route *routes, size_t route_count, void *ctx,
	struct control **out_control, const char **out_what) MUST_CHECK;
void control_free(struct control *control); /* removes the socket */

/* answer with {"error": text}. */
void control_refuse(struct control_answer *answer, int status, const char *fmt, ...)
	PRINTF_LIKE(3, 4);

#endif
