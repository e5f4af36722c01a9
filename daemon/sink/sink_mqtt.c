/*
 * An alert published to a broker with QoS 1, so that the broker says that it has it. libcurl's
 * own mqtt:// knows QoS 0 alone, which loses an alert without a word, and no TLS; so libcurl
 * connects (stream.c), and mqtt.c speaks over the connection.
 */
#include <json-c/json.h>
#include <string.h>

#include "base/hash.h"
#include "base/mem.h"
#include "sink/mqtt.h"
#include "sink/sink_priv.h"
#include "sink/stream_priv.h"

enum {
	TOPIC_MAX = 1000,
	ULID_TIME = 10, /* characters */
	PORT = 1883,
	PORT_TLS = 8883,
};

struct mqtt {
	struct stream *stream;
	char *client, *topic, *line; /* line NULL: nothing is under way */
	uint16_t number;
	bool greeted; /* the broker took the connection */
	struct buf in;
};

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

/* ---- what is said ---------------------------------------------------------------------- */

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

static void publish(struct mqtt *mqtt)
{
	CLEANUP(buf_done) struct buf packet = BUF_INIT(BUF_UNBOUND);

	mqtt->number = mqtt->number == UINT16_MAX ? 1 : mqtt->number + 1;
	mqtt_put_publish(&packet, mqtt->topic, mqtt->number, mqtt->line);
	stream_send(mqtt->stream, packet.data, packet.len);
}

static void ready(void *ctx)
{
	CLEANUP(buf_done) struct buf packet = BUF_INIT(BUF_UNBOUND);
	struct sink *sink = ctx;
	const struct sink_target *target = sink->target;
	struct mqtt *mqtt = sink->state;
	CLEANUP(mem_freep) char *password =
		target->password ? sink_secret(sink, target->password) : NULL;

	if (target->password && !password) {
		end(sink, SINK_LATER);
		return;
	}
	mqtt_put_connect(&packet, mqtt->client, target->user, password);
	stream_send(mqtt->stream, packet.data, packet.len);
}

/* False: that was the end of it, and mqtt may be busy with the next alert. */
static bool take_packet(struct sink *sink, const struct mqtt_packet *packet)
{
	struct mqtt *mqtt = sink->state;

	if (packet->type == MQTT_CONNACK && !mqtt->greeted) {
		if (packet->number) {
			end(sink, sink_fail(sink, "%s refuses the connection: %s",
					  sink->target->url, mqtt_refusal(packet->number)));
			return false;
		}
		mqtt->greeted = true;
		publish(mqtt);
	} else if (packet->type == MQTT_PUBACK && mqtt->line && packet->number == mqtt->number) {
		end(sink, 0);
		return false;
	}
	return true;
}

static void came(void *ctx, const char *data, size_t len)
{
	struct sink *sink = ctx;
	struct mqtt *mqtt = sink->state;
	struct mqtt_packet packet;
	int r = buf_add(&mqtt->in, data, len) ? MQTT_BAD : 0;

	while (!r) {
		r = mqtt_take(&mqtt->in, &packet);
		if (!r && !take_packet(sink, &packet))
			return;
	}
	if (r == MQTT_BAD)
		end(sink, sink_fail(sink, "%s answers with no MQTT", sink->target->url));
}

static void ended(void *ctx, const char *why)
{
	struct sink *sink = ctx;

	end(sink, sink_fail(sink, "%s: %s", sink->target->url, why));
}

/* ---- the sink ------------------------------------------------------------------------- */

static int connect_and_publish(struct sink *sink)
{
	struct mqtt *mqtt = sink->state;
	bool tls = strncmp(sink->target->url, "mqtts:", 6) == 0;
	CLEANUP(mem_freep) char *address = sink_address(sink->target, tls ? PORT_TLS : PORT);

	mqtt->greeted = false;
	buf_clear(&mqtt->in);
	return stream_open(mqtt->stream, sink->target, address, tls)
		? SINK_STARTED
		: sink_fail(sink, "no connection can be begun");
}

static int mqtt_deliver(struct sink *sink, const struct sink_alert *alert)
{
	struct mqtt *mqtt = sink->state;
	struct json_object *object = json_tokener_parse(alert->line);

	mem_free(mqtt->topic);
	mqtt->topic = make_topic(sink->target->topic, object);
	json_object_put(object);
	if (strlen(mqtt->topic) > TOPIC_MAX) {
		sink_fail(sink, "the topic is longer than %d bytes", TOPIC_MAX);
		return SINK_REFUSED;
	}
	mem_replace(&mqtt->line, alert->line);
	if (!stream_is_open(mqtt->stream) || !mqtt->greeted)
		return connect_and_publish(sink);
	publish(mqtt);
	return SINK_STARTED;
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
	*mqtt = (struct mqtt){.stream = stream, .in = BUF_INIT(2 * MQTT_IN_MAX)};
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
