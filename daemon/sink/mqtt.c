#include "sink/mqtt.h"

#include <string.h>

#include "base/mem.h"

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
	LENGTH_BYTES = 4,
};

/* ---- out ---------------------------------------------------------------------------- */

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

static void put_packet(struct buf *out, int type, const struct buf *body)
{
	buf_putc(out, (char)type);
	put_length(out, body->len);
	buf_put(out, buf_str(body), body->len);
}

void mqtt_put_connect(struct buf *out, const char *client, const char *user,
	const char *password)
{
	CLEANUP(buf_done) struct buf body = BUF_INIT(BUF_UNBOUND);

	put_string(&body, "MQTT");
	buf_putc(&body, LEVEL);
	buf_putc(&body, (char)(FLAG_CLEAN | (user ? FLAG_USER : 0) |
			       (user && password ? FLAG_PASSWORD : 0)));
	put_short(&body, KEEP_ALIVE_S);
	put_string(&body, client);
	if (user)
		put_string(&body, user);
	if (user && password)
		put_string(&body, password);
	put_packet(out, CONNECT, &body);
}

void mqtt_put_publish(struct buf *out, const char *topic, uint16_t number, const char *text)
{
	CLEANUP(buf_done) struct buf body = BUF_INIT(BUF_UNBOUND);

	put_string(&body, topic);
	put_short(&body, number);
	buf_puts(&body, text);
	put_packet(out, PUBLISH_QOS1, &body);
}

/* ---- in ------------------------------------------------------------------------------- */

static int read_length(const struct buf *in, size_t *out_len, size_t *out_body)
{
	size_t len = 0, pos;

	for (pos = 1; pos <= LENGTH_BYTES; pos++) {
		if (pos >= in->len)
			return MQTT_MORE;
		len |= (size_t)(in->data[pos] & 0x7F) << 7 * (pos - 1);
		if (in->data[pos] & 0x80)
			continue;
		*out_len = len;
		*out_body = pos + 1;
		return 0;
	}
	return MQTT_BAD;
}

static struct mqtt_packet read_packet(const unsigned char *data, size_t body, size_t len)
{
	struct mqtt_packet packet = {.type = MQTT_OTHER};

	if (len < 2)
		return packet;
	if (data[0] == CONNACK) {
		packet.type = MQTT_CONNACK;
		packet.number = data[body + 1];
	} else if (data[0] == PUBACK) {
		packet.type = MQTT_PUBACK;
		packet.number = (unsigned)data[body] << 8 | data[body + 1];
	}
	return packet;
}

int mqtt_take(struct buf *in, struct mqtt_packet *out_packet)
{
	size_t len, body;
	int r = in->len ? read_length(in, &len, &body) : MQTT_MORE;

	if (r)
		return r;
	if (body + len > MQTT_IN_MAX)
		return MQTT_BAD;
	if (in->len < body + len)
		return MQTT_MORE;
	*out_packet = read_packet((const unsigned char *)in->data, body, len);
	in->len -= body + len;
	memmove(in->data, in->data + body + len, in->len + 1); /* with the NUL */
	return 0;
}

const char *mqtt_refusal(unsigned code)
{
	static const char *const said[] = {[1] = "it does not speak MQTT 3.1.1",
		[2] = "it refuses the client id", [3] = "it is not available",
		[4] = "bad user name or password", [5] = "not authorized"};

	return code < ARRAY_LEN(said) && said[code] ? said[code] : "an unknown reason";
}
