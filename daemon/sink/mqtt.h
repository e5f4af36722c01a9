/*
 * Packets of MQTT 3.1.1 (OASIS, 2014), as far as one who publishes needs them: CONNECT and
 * PUBLISH out, CONNACK and PUBACK in.
 */
#ifndef KORDON_SINK_MQTT_H
#define KORDON_SINK_MQTT_H

#include <stddef.h>
#include <stdint.h>

#include "base/attr.h"
#include "base/buf.h"

/* user, password: NULL for none. */
void mqtt_put_connect(struct buf *out, const char *client, const char *user,
	const char *password);
/* With QoS 1: the broker answers with a PUBACK of that number. */
void mqtt_put_publish(struct buf *out, const char *topic, uint16_t number, const char *text);

enum mqtt_type { MQTT_OTHER, MQTT_CONNACK, MQTT_PUBACK };
struct mqtt_packet {
	enum mqtt_type type;
	unsigned number; /* CONNACK: the return code, 0 is yes; PUBACK: of what was published */
};
enum mqtt_outcome {
	MQTT_MORE = 1, /* no whole packet is there yet */
	MQTT_BAD,      /* no MQTT, or a packet that nobody sends to a publisher */
};
enum { MQTT_IN_MAX = 1024 }; /* room for what a broker says to a publisher; more is MQTT_BAD */
/* Takes the packet at the beginning of in away. 0, MQTT_MORE or MQTT_BAD. */
int mqtt_take(struct buf *in, struct mqtt_packet *out_packet) MUST_CHECK;
/* Why a CONNACK refuses. */
const char *mqtt_refusal(unsigned code);

#endif
