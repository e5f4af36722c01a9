#include "control/web.h"

#include <arpa/inet.h>
#include <errno.h>
#include <event2/util.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>
#include <unistd.h>

enum { HOST_MAX = 64, BACKLOG = 64 };

static bool is_loopback(const struct sockaddr_storage *address)
{
	const struct sockaddr_in *four = (const struct sockaddr_in *)address;
	const struct sockaddr_in6 *six = (const struct sockaddr_in6 *)address;

	return address->ss_family == AF_INET
		       ? ntohl(four->sin_addr.s_addr) >> 24 == 127
		       : IN6_IS_ADDR_LOOPBACK(&six->sin6_addr);
}

static bool has_port(const struct sockaddr_storage *address)
{
	return address->ss_family == AF_INET
		       ? ((const struct sockaddr_in *)address)->sin_port != 0
		       : ((const struct sockaddr_in6 *)address)->sin6_port != 0;
}

static bool read_address(const char *text, struct sockaddr_storage *out, int *out_len)
{
	memset(out, 0, sizeof(*out));
	*out_len = sizeof(*out);
	return evutil_parse_sockaddr_port(text, (struct sockaddr *)out, out_len) == 0;
}

const char *web_address_fault(const char *text)
{
	struct sockaddr_storage address;
	int len;

	if (!read_address(text, &address, &len) || !has_port(&address))
		return "an address with a port is wanted: 127.0.0.1:9464 or [::1]:9464";
	return is_loopback(&address)
		       ? NULL
		       : "only addresses of this machine itself are served: 127.0.0.1 or [::1]; "
			 "for others put a web server with a login in front";
}

int web_listen(const char *text, int *out_fd)
{
	struct sockaddr_storage address;
	int len, fd, r, on = 1;

	if (!read_address(text, &address, &len) || !is_loopback(&address))
		return -EADDRNOTAVAIL;
	fd = socket(address.ss_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (fd < 0)
		return -errno;
	setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on));
	/* evhttp writes head and body apart: on a kept connection the second would wait 40 ms. */
	setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
	r = bind(fd, (struct sockaddr *)&address, (socklen_t)len) < 0 ? -errno : 0;
	if (!r && listen(fd, BACKLOG) < 0)
		r = -errno;
	if (r)
		close(fd);
	else
		*out_fd = fd;
	return r;
}

/* Bytes of the name in front of a port. */
static size_t name_length(const char *host)
{
	const char *end = *host == '[' ? strchr(host, ']') : NULL;

	return end ? (size_t)(end + 1 - host) : strcspn(host, ":");
}

bool web_host_is_local(const char *host)
{
	struct sockaddr_storage address;
	char name[HOST_MAX];
	size_t len = host ? name_length(host) : 0;
	const char *port;
	int size;

	if (!len || len >= sizeof(name))
		return false;
	port = host + len;
	if (*port && (*port != ':' || strspn(port + 1, "0123456789") != strlen(port + 1)))
		return false;
	memcpy(name, host, len);
	name[len] = '\0';
	if (strcasecmp(name, "localhost") == 0)
		return true;
	return read_address(name, &address, &size) && is_loopback(&address);
}
