/* The control protocol, used by both ends: HTTP/1.1 with JSON on a unix socket. */
#ifndef KORDON_CONTROL_PROTO_H
#define KORDON_CONTROL_PROTO_H

#define CONTROL_VERSION "1"
/* Every answer carries it; every path begins with it. */
#define CONTROL_HEADER "Kordon-Control"
#define CONTROL_PREFIX "/v1"
#define CONTROL_DEFAULT_SOCKET "/run/kordon/control.sock"

/* Errors come as {"error":"one line for people"} with a status of RFC 9110. */

#endif
