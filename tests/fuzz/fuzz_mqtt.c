/* What a broker says, in pieces of whatever size: packets are found whole, and no others. */
#include <stdlib.h>
#include <string.h>

#include "sink/mqtt.h"

/* A sum of what was found, and how it ended. */
static unsigned read_all(const uint8_t *data, size_t size, size_t step)
{
	struct buf in = BUF_INIT(2 * MQTT_IN_MAX);
	struct mqtt_packet packet;
	unsigned sum = 0;
	size_t pos, len;
	int r = 0;

	for (pos = 0; pos < size && r != MQTT_BAD; pos += len) {
		len = size - pos < step ? size - pos : step;
		r = buf_add(&in, data + pos, len) ? MQTT_BAD : 0;
		while (!r) {
			r = mqtt_take(&in, &packet);
			if (!r)
				sum = sum * 31 + (unsigned)packet.type * 7 + packet.number + 1;
		}
		if (in.len > MQTT_IN_MAX + step && r != MQTT_BAD)
			abort(); /* it grows, and nothing comes of it */
	}
	buf_done(&in);
	return sum * 2 + (r == MQTT_BAD);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	if (read_all(data, size, 1) != read_all(data, size, 100))
		abort();
	return 0;
}
