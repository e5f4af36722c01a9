/*
 * UDP. glibc looks names up in a thread of its own (getaddrinfo_a), by all that the machine
 * knows: hosts, DNS, systemd-resolved; a timer asks whether it has ended. One that cannot be
 * called back keeps its memory until it is over. What was sent is watched for a moment: where
 * nobody listens, this machine or a near one says so.
 */
#include "sink/datagram_priv.h"

#include <errno.h>
#include <netdb.h>
#include <stdbool.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/mem.h"

enum { LOOK_MS = 10, DOUBT_MS = 100 };

/* Lives as long as glibc looks. */
struct lookup {
	struct gaicb request;
	struct addrinfo hints;
	char *host, *port;
};

struct datagram {
	struct loop_timer *timer;
	struct lookup *lookup; /* NULL: nothing is looked up */
	int fd;                /* what was sent through it may be refused; -1 */
	struct buf data;
	int64_t left_ms;
	datagram_done *done;
	void *ctx;
};

/* ---- names -------------------------------------------------------------------------- */

static void free_lookup(struct lookup *lookup)
{
	if (lookup->request.ar_result)
		freeaddrinfo(lookup->request.ar_result);
	mem_free(lookup->host);
	mem_free(lookup->port);
	mem_free(lookup);
}

/* What glibc still works on is its own until it ends, and nobody waits for that. */
static void give_up(struct datagram *datagram)
{
	struct lookup *lookup = datagram->lookup;

	datagram->lookup = NULL;
	loop_timer_stop(datagram->timer);
	if (lookup && gai_cancel(&lookup->request) != EAI_NOTCANCELED)
		free_lookup(lookup);
}

static struct lookup *make_lookup(const char *address)
{
	struct lookup *lookup = mem_alloc(sizeof(*lookup));
	const char *colon = strrchr(address, ':');
	size_t len = (size_t)(colon - address);
	bool bracketed = *address == '[' && len > 1;

	*lookup = (struct lookup){.hints = {.ai_socktype = SOCK_DGRAM}};
	lookup->host = bracketed ? mem_strndup(address + 1, len - 2) : mem_strndup(address, len);
	lookup->port = mem_strdup(colon + 1);
	lookup->request = (struct gaicb){.ar_name = lookup->host,
		.ar_service = lookup->port,
		.ar_request = &lookup->hints};
	return lookup;
}

/* ---- sending ------------------------------------------------------------------------ */

/* A connected socket that took the bytes, or -errno. */
static int send_to(const struct sockaddr *address, socklen_t address_len, const void *data,
	size_t len)
{
	int fd = socket(address->sa_family, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0), r;

	if (fd < 0)
		return -errno;
	if (connect(fd, address, address_len) == 0 && send(fd, data, len, MSG_NOSIGNAL) >= 0)
		return fd;
	r = -errno;
	close(fd);
	return r;
}

static int send_to_any(const struct datagram *datagram, const struct addrinfo *found)
{
	int fd = -EADDRNOTAVAIL;

	for (; found && fd < 0; found = found->ai_next)
		fd = send_to(found->ai_addr, found->ai_addrlen, buf_str(&datagram->data),
			datagram->data.len);
	return fd;
}

int datagram_to_path(const char *path, const void *data, size_t len)
{
	struct sockaddr_un address = {.sun_family = AF_UNIX};
	int fd;

	if (strlen(path) >= sizeof(address.sun_path))
		return -ENAMETOOLONG;
	memcpy(address.sun_path, path, strlen(path) + 1);
	fd = send_to((const struct sockaddr *)(const void *)&address, sizeof(address), data, len);
	if (fd < 0)
		return fd;
	close(fd);
	return 0;
}

static void looked_up(struct datagram *datagram, int error)
{
	struct lookup *lookup = datagram->lookup;
	int fd = error ? -1 : send_to_any(datagram, lookup->request.ar_result);

	datagram->lookup = NULL;
	free_lookup(lookup);
	if (fd < 0) {
		datagram->done(datagram->ctx, error ? gai_strerror(error) : strerror(-fd));
		return;
	}
	datagram->fd = fd;
	loop_timer_set(datagram->timer, DOUBT_MS);
}

static void close_socket(struct datagram *datagram)
{
	if (datagram->fd >= 0)
		close(datagram->fd);
	datagram->fd = -1;
}

/* An ICMP message (RFC 1122 4.1.3.3) is the socket's error. */
static void doubt_is_over(struct datagram *datagram)
{
	int error = 0;
	socklen_t len = sizeof(error);

	(void)getsockopt(datagram->fd, SOL_SOCKET, SO_ERROR, &error, &len);
	close_socket(datagram);
	datagram->done(datagram->ctx, error ? strerror(error) : NULL);
}

static void look(void *ctx)
{
	struct datagram *datagram = ctx;
	int error;

	if (datagram->fd >= 0) {
		doubt_is_over(datagram);
		return;
	}
	error = gai_error(&datagram->lookup->request);
	if (error != EAI_INPROGRESS) {
		looked_up(datagram, error);
		return;
	}
	datagram->left_ms -= LOOK_MS;
	if (datagram->left_ms > 0) {
		loop_timer_set(datagram->timer, LOOK_MS);
		return;
	}
	give_up(datagram);
	datagram->done(datagram->ctx, "its name is not found in time");
}

void datagram_to_host(struct datagram *datagram, const char *address, const void *data,
	size_t len, int64_t timeout_ms)
{
	struct gaicb *requests[1];

	give_up(datagram);
	buf_clear(&datagram->data);
	buf_put(&datagram->data, data, len);
	datagram->left_ms = timeout_ms;
	datagram->lookup = make_lookup(address);
	requests[0] = &datagram->lookup->request;
	(void)getaddrinfo_a(GAI_NOWAIT, requests, 1, NULL); /* gai_error tells */
	loop_timer_set(datagram->timer, 0);
}

struct datagram *datagram_new(struct loop *loop, datagram_done *done, void *ctx)
{
	struct datagram *datagram = mem_alloc(sizeof(*datagram));

	*datagram = (struct datagram){
		.fd = -1, .done = done, .ctx = ctx, .data = BUF_INIT(BUF_UNBOUND)};
	datagram->timer = loop_timer_new(loop, look, datagram);
	return datagram;
}

void datagram_free(struct datagram *datagram)
{
	if (!datagram)
		return;
	give_up(datagram);
	close_socket(datagram);
	loop_timer_free(datagram->timer);
	buf_done(&datagram->data);
	mem_free(datagram);
}
