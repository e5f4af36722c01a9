#include "sink/stream_priv.h"

#include <curl/curl.h>
#include <errno.h>
#include <event2/event.h>
#include <linux/sockios.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>

#include "base/buf.h"
#include "base/mem.h"
#include "fetch/mux.h"

enum {
	REST_MS = 10000,     /* how long a connection is kept for the next alert */
	ACK_FIRST_MS = 2,    /* how soon it is looked whether all has arrived; doubles … */
	ACK_MAX_MS = 200,    /* … up to this */
	DOUBT_MS = 250,      /* how long a new connection may turn out to be refused */
};

/*
 * closed ──stream_open──> connecting ──ready──> open ──stream_close, ended──> closed
 */
struct stream {
	struct stream_calls calls;
	struct loop *loop;
	struct mux *mux;
	CURL *easy;
	bool connecting, open, resting;
	bool sending; /* `sent` is owed */
	bool doubted; /* nothing was taken over it so far */
	int64_t timeout_ms, look_ms;
	struct event *readable, *writable;
	struct loop_timer *limit, *look;
	struct buf out;
	size_t done; /* of out */
	char error[CURL_ERROR_SIZE];
};

/* ---- its end ------------------------------------------------------------------------ */

static void free_event(struct event **event)
{
	if (*event)
		event_free(*event);
	*event = NULL;
}

void stream_close(struct stream *stream)
{
	loop_timer_stop(stream->limit);
	loop_timer_stop(stream->look);
	free_event(&stream->readable);
	free_event(&stream->writable);
	if (stream->connecting || stream->open)
		mux_remove(stream->mux, stream->easy); /* and closes it */
	stream->connecting = stream->open = stream->resting = stream->sending = false;
	buf_clear(&stream->out);
	stream->done = 0;
}

/* One that rests may be closed by whom it likes. */
static void fail(struct stream *stream, const char *why)
{
	bool resting = stream->resting;

	stream_close(stream);
	if (!resting)
		stream->calls.ended(stream->calls.ctx, why);
}

static void limit_reached(void *ctx)
{
	struct stream *stream = ctx;
	CLEANUP(mem_freep) char *why = mem_printf("%s within %lld s",
		stream->connecting ? "no connection" : "no answer",
		(long long)stream->timeout_ms / 1000);

	fail(stream, why);
}

/* ---- out ---------------------------------------------------------------------------- */

static int socket_of(const struct stream *stream)
{
	curl_socket_t fd = CURL_SOCKET_BAD;

	curl_easy_getinfo(stream->easy, CURLINFO_ACTIVESOCKET, &fd);
	return fd;
}

/* TCP's state of the connection: TCP_CLOSE after a reset. */
static int tcp_state(int fd)
{
	struct tcp_info info = {.tcpi_state = TCP_CLOSE};
	socklen_t len = sizeof(info);

	if (fd < 0 || getsockopt(fd, IPPROTO_TCP, TCP_INFO, &info, &len) < 0)
		return TCP_CLOSE;
	return info.tcpi_state;
}

/*
 * The kernel of the other machine takes bytes before its program has said that it takes none:
 * a server that refuses us, or dies, resets a new connection a moment later.
 */
static bool still_doubted(struct stream *stream)
{
	bool doubted = stream->doubted;

	stream->doubted = false;
	if (doubted)
		loop_timer_set(stream->look, DOUBT_MS);
	return doubted;
}

/* What was written is not what has arrived: the kernel knows what the other one acknowledged. */
static void look(void *ctx)
{
	struct stream *stream = ctx;
	int fd = socket_of(stream), left = 0;

	if (tcp_state(fd) == TCP_CLOSE) {
		fail(stream, "the server has reset the connection");
		return;
	}
	if (ioctl(fd, SIOCOUTQ, &left) == 0 && !left) {
		if (still_doubted(stream))
			return;
		stream->sending = false;
		if (stream->calls.sent)
			stream->calls.sent(stream->calls.ctx);
		return;
	}
	stream->look_ms = MIN(stream->look_ms * 2, ACK_MAX_MS);
	loop_timer_set(stream->look, stream->look_ms);
}

static void flush(struct stream *stream)
{
	CURLcode code;
	size_t sent = 0;

	while (stream->done < stream->out.len) {
		code = curl_easy_send(stream->easy, stream->out.data + stream->done,
			stream->out.len - stream->done, &sent);
		if (code == CURLE_AGAIN) {
			event_add(stream->writable, NULL);
			return;
		}
		if (code) {
			fail(stream, *stream->error ? stream->error : curl_easy_strerror(code));
			return;
		}
		stream->done += sent;
	}
	buf_clear(&stream->out);
	stream->done = 0;
	if (!stream->sending)
		return;
	stream->look_ms = ACK_FIRST_MS;
	loop_timer_set(stream->look, 0);
}

static void socket_writable(evutil_socket_t fd, short what, void *ctx)
{
	(void)fd;
	(void)what;
	flush(ctx);
}

/* From the loop, not from the caller: it may be about to do something else. */
void stream_send(struct stream *stream, const void *data, size_t len)
{
	buf_put(&stream->out, data, len);
	stream->sending = true;
	stream->resting = false;
	loop_timer_set(stream->limit, stream->timeout_ms);
	event_add(stream->writable, NULL);
}

void stream_rest(struct stream *stream)
{
	stream->resting = true;
	loop_timer_set(stream->limit, REST_MS);
}

/* ---- in ----------------------------------------------------------------------------- */

static void socket_readable(evutil_socket_t fd, short what, void *ctx)
{
	struct stream *stream = ctx;
	char piece[4096];
	size_t got = 0;
	CURLcode code = curl_easy_recv(stream->easy, piece, sizeof(piece), &got);

	(void)fd;
	(void)what;
	if (code == CURLE_AGAIN)
		return;
	if (code)
		fail(stream, *stream->error ? stream->error : curl_easy_strerror(code));
	else if (got && stream->calls.came)
		stream->calls.came(stream->calls.ctx, piece, got);
	else if (!got && stream->sending && !stream->calls.came)
		event_del(stream->readable); /* it may have read all before: `look` tells */
	else if (!got)
		fail(stream, "the server has closed the connection");
}

/* ---- its beginning ------------------------------------------------------------------ */

static void connected(void *ctx, CURL *easy, CURLcode code)
{
	struct stream *stream = ctx;
	struct event_base *base = loop_base(stream->loop);
	int fd;

	(void)easy;
	if (code) {
		fail(stream, *stream->error ? stream->error : curl_easy_strerror(code));
		return;
	}
	fd = socket_of(stream);
	stream->connecting = false;
	stream->open = stream->doubted = true;
	stream->readable = event_new(base, fd, EV_READ | EV_PERSIST, socket_readable, stream);
	stream->writable = event_new(base, fd, EV_WRITE, socket_writable, stream);
	event_add(stream->readable, NULL);
	stream->calls.ready(stream->calls.ctx);
}

static void drained(void *ctx)
{
	(void)ctx;
}

/* libcurl connects and hands the connection over; of HTTP nothing is ever spoken. */
bool stream_open(struct stream *stream, const struct sink_target *target, const char *address,
	bool tls)
{
	CLEANUP(mem_freep) char *url = mem_printf("http%s://%s/", tls ? "s" : "", address);
	CURL *easy = stream->easy;

	stream_close(stream);
	curl_easy_reset(easy);
	stream->error[0] = '\0';
	stream->timeout_ms = target->timeout_ms;
	curl_easy_setopt(easy, CURLOPT_URL, url);
	curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "http,https");
	curl_easy_setopt(easy, CURLOPT_CONNECT_ONLY, 1L);
	curl_easy_setopt(easy, CURLOPT_PROXY, ""); /* one for the web knows no other protocols */
	curl_easy_setopt(easy, CURLOPT_SSL_ENABLE_ALPN, 0L);
	curl_easy_setopt(easy, CURLOPT_CONNECTTIMEOUT_MS, (long)target->timeout_ms);
	curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
	curl_easy_setopt(easy, CURLOPT_CAPATH, NULL); /* as in post.c */
	if (target->ca_file)
		curl_easy_setopt(easy, CURLOPT_CAINFO, target->ca_file);
	curl_easy_setopt(easy, CURLOPT_ERRORBUFFER, stream->error);
	stream->connecting = mux_add(stream->mux, easy) == 0;
	if (stream->connecting)
		loop_timer_set(stream->limit, stream->timeout_ms);
	return stream->connecting;
}

bool stream_is_open(struct stream *stream)
{
	return stream->open && tcp_state(socket_of(stream)) == TCP_ESTABLISHED;
}

struct stream *stream_new(struct loop *loop, const struct stream_calls *calls)
{
	struct stream *stream = mem_alloc(sizeof(*stream));

	*stream = (struct stream){.calls = *calls, .loop = loop, .out = BUF_INIT(BUF_UNBOUND)};
	stream->easy = curl_easy_init();
	if (!stream->easy || mux_new(loop, connected, drained, stream, &stream->mux)) {
		curl_easy_cleanup(stream->easy);
		mem_free(stream);
		return NULL;
	}
	stream->limit = loop_timer_new(loop, limit_reached, stream);
	stream->look = loop_timer_new(loop, look, stream);
	return stream;
}

void stream_free(struct stream *stream)
{
	if (!stream)
		return;
	stream_close(stream);
	loop_timer_free(stream->limit);
	loop_timer_free(stream->look);
	curl_easy_cleanup(stream->easy);
	mux_free(stream->mux);
	buf_done(&stream->out);
	mem_free(stream);
}
