/*
 * An alert as a syslog message (RFC 5424): what machines sort by as structured data, the
 * sentence for people behind it. To a socket of this machine, by UDP (RFC 5426), or by TCP and
 * TLS with octet counting (RFC 6587, RFC 5425). Syslog has no receipts: by UDP a message may
 * be lost unseen; by TCP and TLS it is done when the other machine has all of it.
 */
#include <errno.h>
#include <json-c/json.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/utf8.h"
#include "sink/datagram_priv.h"
#include "sink/sink_priv.h"
#include "sink/stream_priv.h"

enum {
	DATAGRAM_MAX = 2048, /* RFC 5426 3.2: what each receiver should take */
	VALUE_MAX = 300,     /* code points of a value */
	NAME_MAX_BYTES = 255,
	PORT_UDP = 514,
	PORT_TCP = 601,
	PORT_TLS = 6514,
};

struct syslog {
	struct stream *stream;
	struct datagram *datagram;
	struct buf message;
};

/* ---- the message ---------------------------------------------------------------------- */

/* Severities of syslog: crit, err, warning, notice, info. */
static int priority_of(const struct sink_target *target, enum severity severity)
{
	static const int severities[SEVERITY_COUNT] = {[SEVERITY_INFO] = 6, [SEVERITY_LOW] = 5,
		[SEVERITY_MEDIUM] = 4, [SEVERITY_HIGH] = 3, [SEVERITY_CRITICAL] = 2};
	/* As in target.c: kern to ftp as they are numbered, local0 from 16. */
	int facility = target->facility < 12 ? target->facility : target->facility + 4;

	return facility * 8 + severities[severity];
}

/* 6.2: printable ASCII without spaces; "-" where there is none. */
static void put_name(struct buf *out, const char *name)
{
	size_t i;

	buf_putc(out, ' ');
	for (i = 0; name && name[i] && i < NAME_MAX_BYTES; i++)
		buf_putc(out, name[i] > ' ' && name[i] < 0x7F ? name[i] : '?');
	if (!i)
		buf_putc(out, '-');
}

/* 6.3.3: '"', '\' and ']' are escaped. */
static void put_value(struct buf *out, const char *value)
{
	CLEANUP(mem_freep) char *shown = utf8_show(value, VALUE_MAX);
	const char *p;

	for (p = shown; *p; p++) {
		if (strchr("\"\\]", *p))
			buf_putc(out, '\\');
		buf_putc(out, *p);
	}
}

static void put_data(struct buf *out, const struct sink_target *target,
	struct json_object *alert)
{
	static const struct {
		const char *name, *path;
	} params[] = {
		{"id", "id"}, {"kind", "kind"}, {"severity", "severity"},
		{"category", "category"}, {"incident", "incident.id"},
		{"status", "incident.status"}, {"origins", "incident.origins"},
		{"sources", "incident.sources"}, {"reports", "incident.items"},
		{"rule", "rule.id"}, {"source", "item.source"}, {"url", "item.url"},
	};
	const char *value;
	size_t i;

	buf_printf(out, " [%s", target->sd_id);
	for (i = 0; i < ARRAY_LEN(params); i++) {
		value = alert_member(alert, params[i].path);
		if (!value)
			continue;
		buf_printf(out, " %s=\"", params[i].name);
		put_value(out, value);
		buf_putc(out, '"');
	}
	buf_putc(out, ']');
}

/* 6.4: UTF-8 is said by a byte order mark. */
static void put_text(struct buf *out, struct json_object *alert)
{
	CLEANUP(buf_done) struct buf text = BUF_INIT(BUF_UNBOUND);

	alert_subject(&text, alert);
	buf_puts(out, " \xEF\xBB\xBF");
	buf_put(out, buf_str(&text), text.len);
}

static void make_message(struct buf *out, const struct sink_target *target,
	const struct sink_alert *alert)
{
	struct json_object *object = json_tokener_parse(alert->line);
	char host[NAME_MAX_BYTES + 1] = "", process[16];

	(void)gethostname(host, sizeof(host) - 1);
	snprintf(process, sizeof(process), "%d", (int)getpid());
	buf_printf(out, "<%d>1", priority_of(target, alert->severity));
	put_name(out, alert_member(object, "time"));
	put_name(out, host);
	put_name(out, "kordond");
	put_name(out, process);
	put_name(out, alert_member(object, "kind"));
	put_data(out, target, object);
	put_text(out, object);
	json_object_put(object);
}

/* ---- by datagram ------------------------------------------------------------------------ */

static void cut(struct buf *message)
{
	message->len = utf8_cut(message->data, message->len, DATAGRAM_MAX);
	message->data[message->len] = '\0';
}

static void sent_to_host(void *ctx, const char *why)
{
	struct sink *sink = ctx;

	sink_ended(sink, why ? sink_fail(sink, "%s: %s", sink->target->url, why) : 0);
}

static int deliver_local(struct sink *sink, const char *path)
{
	struct syslog *syslog = sink->state;
	int r;

	cut(&syslog->message);
	r = datagram_to_path(path, buf_str(&syslog->message), syslog->message.len);
	return r ? sink_fail(sink, "%s: %s", sink->target->url, strerror(-r)) : 0;
}

static int deliver_udp(struct sink *sink)
{
	CLEANUP(mem_freep) char *address = sink_address(sink->target, PORT_UDP);
	struct syslog *syslog = sink->state;

	cut(&syslog->message);
	datagram_to_host(syslog->datagram, address, buf_str(&syslog->message),
		syslog->message.len, sink->target->timeout_ms);
	return SINK_STARTED;
}

/* ---- by TCP and TLS ----------------------------------------------------------------------- */

/* RFC 6587 3.4.1: the length in bytes, a space, the message. */
static void send_frame(struct syslog *syslog)
{
	CLEANUP(buf_done) struct buf frame = BUF_INIT(BUF_UNBOUND);

	buf_printf(&frame, "%zu ", syslog->message.len);
	buf_put(&frame, buf_str(&syslog->message), syslog->message.len);
	stream_send(syslog->stream, frame.data, frame.len);
}

static void ready(void *ctx)
{
	send_frame(((struct sink *)ctx)->state);
}

static void sent(void *ctx)
{
	struct sink *sink = ctx;

	stream_rest(((struct syslog *)sink->state)->stream);
	sink_ended(sink, 0);
}

static void ended(void *ctx, const char *why)
{
	struct sink *sink = ctx;

	sink_ended(sink, sink_fail(sink, "%s: %s", sink->target->url, why));
}

static int deliver_stream(struct sink *sink, bool tls)
{
	struct syslog *syslog = sink->state;
	CLEANUP(mem_freep) char *address = sink_address(sink->target, tls ? PORT_TLS : PORT_TCP);

	if (stream_is_open(syslog->stream)) {
		send_frame(syslog);
		return SINK_STARTED;
	}
	return stream_open(syslog->stream, sink->target, address, tls)
		? SINK_STARTED
		: sink_fail(sink, "no connection can be begun");
}

/* ---- the sink ------------------------------------------------------------------------------- */

static int syslog_deliver(struct sink *sink, const struct sink_alert *alert)
{
	const char *url = sink->target->url;
	struct syslog *syslog = sink->state;

	buf_clear(&syslog->message);
	make_message(&syslog->message, sink->target, alert);
	if (strncmp(url, "unix:", 5) == 0)
		return deliver_local(sink, url + 5);
	return *url == 'u' ? deliver_udp(sink) : deliver_stream(sink, strncmp(url, "tls", 3) == 0);
}

static bool syslog_open(struct sink *sink)
{
	const struct stream_calls calls = {
		.ready = ready, .sent = sent, .ended = ended, .ctx = sink};
	struct stream *stream = stream_new(sink_loop(sink), &calls);
	struct syslog *syslog;

	if (!stream)
		return sink_fail(sink, "libcurl does not start") == 0;
	syslog = mem_alloc(sizeof(*syslog));
	*syslog = (struct syslog){.stream = stream, .message = BUF_INIT(BUF_UNBOUND)};
	syslog->datagram = datagram_new(sink_loop(sink), sent_to_host, sink);
	sink->state = syslog;
	return true;
}

static void syslog_close(struct sink *sink)
{
	struct syslog *syslog = sink->state;

	stream_free(syslog->stream);
	datagram_free(syslog->datagram);
	buf_done(&syslog->message);
	mem_free(syslog);
}

const struct sink_kind sink_syslog_kind = {
	.name = "syslog", .open = syslog_open, .close = syslog_close, .deliver = syslog_deliver};
