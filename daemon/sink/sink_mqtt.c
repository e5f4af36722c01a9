/*
 * An alert published to a broker: MQTT 3.1.1 (OASIS, 2014), QoS 1, so that the broker says
 * that it has it. libcurl's own mqtt:// knows QoS 0 alone, which loses an alert without a
 * word, and no TLS; so libcurl connects, and what is said over the connection stands here:
 * CONNECT and PUBLISH, and what they are answered with, are all that one who publishes needs.
 */
#include <json-c/json.h>
#include <string.h>

#include "base/hash.h"
#include "base/mem.h"
#include "sink/sink_priv.h"
#include "sink/stream_priv.h"

enum {
	CONNECT = 0x10,
	CONNACK = 0x20,
	PUBLISH_QOS1 = 0x32,
	PUBACK = 0x40,
	FLAG_CLEAN = 0x02,
	FLAG_PASSWORD = 0x40,
	FLAG_USER = 0x80,
	LEVEL = 4,         /* 3.1.1 */
	KEEP_ALIVE_S = 60, /* longer than a connection rests */
	ANSWER_MAX = 1024,
	TOPIC_MAX = 1000,
	ULID_TIME = 10, /* characters */
	PORT = 1883,
	PORT_TLS = 8883,
};

struct mqtt {
	struct stream *stream;
	char *client, *topic, *line; /* line NULL: nothing is under way */
	uint16_t packet;
	bool greeted; /* the broker took the connection */
	struct buf in;
};

/* ---- packets ------------------------------------------------------------------------ */

static void put_short(struct buf *out, size_t value)
{
	buf_putc(out, (char)(value >> 8 & 0xFF));
	buf_putc(out, (char)(value & 0xFF));
}

static void put_string(struct buf *out, const char *text)
{
	size_t len = MIN(strlen(text), (size_t)UINT16_MAX);

	put_short(out, len);
	buf_put(out, text, len);
}

/* 2.2.3: seven bits a byte, the lowest first. */
static void put_length(struct buf *out, size_t len)
{
	do {
		buf_putc(out, (char)((len & 0x7F) | (len > 0x7F ? 0x80 : 0)));
		len >>= 7;
	} while (len);
}

static void send_packet(struct mqtt *mqtt, int type, const struct buf *body)
{
	CLEANUP(buf_done) struct buf packet = BUF_INIT(BUF_UNBOUND);

	buf_putc(&packet, (char)type);
	put_length(&packet, body->len);
	buf_put(&packet, buf_str(body), body->len);
	stream_send(mqtt->stream, packet.data, packet.len);
}

static void send_connect(struct sink *sink, const char *password)
{
	const char *user = sink->target->user;
	CLEANUP(buf_done) struct buf body = BUF_INIT(BUF_UNBOUND);
	struct mqtt *mqtt = sink->state;

	put_string(&body, "MQTT");
	buf_putc(&body, LEVEL);
	buf_putc(&body, (char)(FLAG_CLEAN | (user ? FLAG_USER : 0) |
			       (user && password ? FLAG_PASSWORD : 0)));
	put_short(&body, KEEP_ALIVE_S);
	put_string(&body, mqtt->client);
	if (user)
		put_string(&body, user);
	if (user && password)
		put_string(&body, password);
	send_packet(mqtt, CONNECT, &body);
}

static void send_publish(struct mqtt *mqtt)
{
	CLEANUP(buf_done) struct buf body = BUF_INIT(BUF_UNBOUND);

	mqtt->packet = mqtt->packet == UINT16_MAX ? 1 : mqtt->packet + 1;
	put_string(&body, mqtt->topic);
	put_short(&body, mqtt->packet);
	buf_puts(&body, mqtt->line);
	send_packet(mqtt, PUBLISH_QOS1, &body);
}

/* ---- the topic ---------------------------------------------------------------------- */

/* A level of a topic: no separators, wildcards or control characters of outside text. */
static void put_level(struct buf *out, const char *text)
{
	if (!*text)
		buf_puts(out, "none");
	for (; *text; text++)
		buf_putc(out, strchr("/+#", *text) || (unsigned char)*text <= ' ' ? '-' : *text);
}

static char *make_topic(const char *pattern, struct json_object *alert)
{
	struct buf out = BUF_INIT(BUF_UNBOUND);

	alert_fill(&out, pattern, alert, put_level);
	return buf_take(&out);
}

/* ---- what the broker says ------------------------------------------------------------- */

static void end(struct sink *sink, int outcome)
{
	struct mqtt *mqtt = sink->state;

	mem_replace(&mqtt->line, NULL);
	if (outcome)
		stream_close(mqtt->stream);
	else
		stream_rest(mqtt->stream);
	sink_ended(sink, outcome);
}

static const char *refusal(unsigned char code)
{
	static const char *const said[] = {[1] = "it does not speak MQTT 3.1.1",
		[2] = "it refuses the client id", [3] = "it is not available",
		[4] = "bad user name or password", [5] = "not authorized"};

	return code < ARRAY_LEN(said) ? said[code] : "an unknown reason";
}

/* False: that was the end of it, and mqtt may be busy with the next alert. */
static bool take_packet(struct sink *sink, unsigned char type, const char *body, size_t len)
{
	struct mqtt *mqtt = sink->state;

	if (type == CONNACK && len >= 2 && !mqtt->greeted) {
		if (body[1]) {
			end(sink, sink_fail(sink, "%s refuses the connection: %s",
					  sink->target->url, refusal((unsigned char)body[1])));
			return false;
		}
		mqtt->greeted = true;
		send_publish(mqtt);
	} else if (type == PUBACK && len >= 2 && mqtt->line &&
		   ((unsigned char)body[0] << 8 | (unsigned char)body[1]) == mqtt->packet) {
		end(sink, 0);
		return false;
	}
	return true;
}

/* Length of the packet at the beginning of in, its body from *body; 0: not whole yet. */
static size_t whole_packet(const struct buf *in, size_t *out_body)
{
	size_t len = 0, pos;

	for (pos = 1; pos < in->len && pos <= 4; pos++) {
		len |= (size_t)(in->data[pos] & 0x7F) << 7 * (pos - 1);
		if (in->data[pos] & 0x80)
			continue;
		*out_body = pos + 1;
		return in->len - *out_body >= len ? *out_body + len : 0;
	}
	return 0;
}

static void came(void *ctx, const char *data, size_t len)
{
	struct sink *sink = ctx;
	struct mqtt *mqtt = sink->state;
	size_t whole, body;
	char packet[ANSWER_MAX];

	if (buf_add(&mqtt->in, data, len)) {
		end(sink, sink_fail(sink, "%s answers with no MQTT", sink->target->url));
		return;
	}
	while ((whole = whole_packet(&mqtt->in, &body))) {
		memcpy(packet, mqtt->in.data, whole);
		mqtt->in.len -= whole;
		memmove(mqtt->in.data, mqtt->in.data + whole, mqtt->in.len);
		if (!take_packet(sink, (unsigned char)packet[0] & 0xF0, packet + body,
			    whole - body))
			return;
	}
}

static void ready(void *ctx)
{
	struct sink *sink = ctx;
	const struct sink_target *target = sink->target;
	CLEANUP(mem_freep) char *password =
		target->password ? sink_secret(sink, target->password) : NULL;

	if (target->password && !password)
		end(sink, SINK_LATER);
	else
		send_connect(sink, password);
}

static void ended(void *ctx, const char *why)
{
	struct sink *sink = ctx;

	end(sink, sink_fail(sink, "%s: %s", sink->target->url, why));
}

/* ---- the sink ------------------------------------------------------------------------- */

static int mqtt_deliver(struct sink *sink, const struct sink_alert *alert)
{
	struct mqtt *mqtt = sink->state;
	struct json_object *object = json_tokener_parse(alert->line);
	bool tls = strncmp(sink->target->url, "mqtts:", 6) == 0;
	CLEANUP(mem_freep) char *address =
		sink_address(sink->target, tls ? PORT_TLS : PORT);

	mem_free(mqtt->topic);
	mqtt->topic = make_topic(sink->target->topic, object);
	json_object_put(object);
	if (strlen(mqtt->topic) > TOPIC_MAX) {
		sink_fail(sink, "the topic is longer than %d bytes", TOPIC_MAX);
		return SINK_REFUSED;
	}
	mem_replace(&mqtt->line, alert->line);
	if (stream_is_open(mqtt->stream) && mqtt->greeted) {
		send_publish(mqtt);
		return SINK_STARTED;
	}
	mqtt->greeted = false;
	buf_clear(&mqtt->in);
	return stream_open(mqtt->stream, sink->target, address, tls)
		? SINK_STARTED
		: sink_fail(sink, "no connection can be begun");
}

static bool mqtt_open(struct sink *sink)
{
	const struct stream_calls calls = {
		.ready = ready, .came = came, .ended = ended, .ctx = sink};
	struct stream *stream = stream_new(sink_loop(sink), &calls);
	char id[UNIQUE_TEXT];
	struct mqtt *mqtt;

	if (!stream)
		return sink_fail(sink, "libcurl does not start") == 0;
	mqtt = mem_alloc(sizeof(*mqtt));
	*mqtt = (struct mqtt){.stream = stream, .in = BUF_INIT(ANSWER_MAX)};
	/* Its own: of two connections with one id a broker ends the older. Of the ULID the
	 * random part: 23 characters are what each broker takes. */
	mqtt->client = mem_printf("kordon%s", unique_id(0, id) + ULID_TIME);
	sink->state = mqtt;
	return true;
}

static void mqtt_close(struct sink *sink)
{
	struct mqtt *mqtt = sink->state;

	stream_free(mqtt->stream);
	mem_free(mqtt->client);
	mem_free(mqtt->topic);
	mem_free(mqtt->line);
	buf_done(&mqtt->in);
	mem_free(mqtt);
}

const struct sink_kind sink_mqtt_kind = {
	.name = "mqtt", .open = mqtt_open, .close = mqtt_close, .deliver = mqtt_deliver};
