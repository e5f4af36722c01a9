/*
 * The web listener's address and who may speak to it. Loopback alone: whoever has a login on
 * the machine can read; a web page in somebody's browser cannot, for it does not get past the
 * Host header whatever name it has made lead here.
 */
#ifndef KORDON_CONTROL_WEB_H
#define KORDON_CONTROL_WEB_H

#include <stdbool.h>

#include "base/attr.h"

/* NULL, or what is wrong with "127.0.0.1:9464" or "[::1]:9464", as the end of a sentence. */
const char *web_address_fault(const char *text);
/* A socket that listens there, not blocking, closed on exec. 0 or -errno. */
int web_listen(const char *text, int *out_fd) MUST_CHECK;
/* A Host header that names this machine: localhost, 127.x.y.z or [::1], with any port. */
bool web_host_is_local(const char *host);

#endif
