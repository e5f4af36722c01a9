/* Packets of MQTT 3.1.1, byte by byte as the standard has them. */
#include "sink/mqtt.h"

#include <string.h>

#include "base/mem.h"
#include "check.h"

#define assert_bytes(buf, text)                                                          \
	do {                                                                             \
		assert_int_equal((buf)->len, sizeof(text) - 1);                          \
		assert_memory_equal((buf)->data, text, sizeof(text) - 1);                \
	} while (0)

static void connect_names_the_client_and_who_it_is(void **state)
{
	CLEANUP(buf_done) struct buf bare = BUF_INIT(BUF_UNBOUND);
	CLEANUP(buf_done) struct buf named = BUF_INIT(BUF_UNBOUND);
	CLEANUP(buf_done) struct buf secret = BUF_INIT(BUF_UNBOUND);

	(void)state;
	mqtt_put_connect(&bare, "c", NULL, "a password without a user is none");
	assert_bytes(&bare, "\x10\x0d\0\4MQTT\4\x02\0\x3c\0\1c");
	mqtt_put_connect(&named, "c", "me", NULL);
	assert_bytes(&named, "\x10\x11\0\4MQTT\4\x82\0\x3c\0\1c\0\2me");
	mqtt_put_connect(&secret, "c", "me", "pw");
	assert_bytes(&secret, "\x10\x15\0\4MQTT\4\xc2\0\x3c\0\1c\0\2me\0\2pw");
}

static void publish_has_a_number_and_a_length_of_seven_bits_a_byte(void **state)
{
	CLEANUP(buf_done) struct buf small = BUF_INIT(BUF_UNBOUND);
	CLEANUP(buf_done) struct buf large = BUF_INIT(BUF_UNBOUND);
	char text[20001];

	(void)state;
	mqtt_put_publish(&small, "a/b", 258, "{}");
	assert_bytes(&small, "\x32\x09\0\3a/b\1\2{}");
	memset(text, 'x', sizeof(text) - 1);
	text[sizeof(text) - 1] = '\0';
	mqtt_put_publish(&large, "a", 1, text); /* 3 + 2 + 20000 = 20005 = 156 * 128 + 37 */
	assert_memory_equal(large.data, "\x32\xa5\x9c\x01\0\1a\0\1xx", 11);
	assert_int_equal(large.len, 4 + 20005);
}

struct step {
	int outcome;
	enum mqtt_type type;
	unsigned number;
};

static void take_all(const char *data, size_t len, const struct step *steps)
{
	CLEANUP(buf_done) struct buf in = BUF_INIT(BUF_UNBOUND);
	struct mqtt_packet packet;

	buf_put(&in, data, len);
	for (; !steps->outcome; steps++) {
		assert_int_equal(mqtt_take(&in, &packet), 0);
		assert_int_equal(packet.type, steps->type);
		if (packet.type != MQTT_OTHER)
			assert_int_equal(packet.number, steps->number);
	}
	assert_int_equal(mqtt_take(&in, &packet), steps->outcome);
}

static void what_a_broker_says_is_taken_packet_by_packet(void **state)
{
	(void)state;
	take_all("", 0, (struct step[]){{MQTT_MORE, 0, 0}});
	take_all("\x20\x02\0\5", 4, (struct step[]){{0, MQTT_CONNACK, 5}, {MQTT_MORE, 0, 0}});
	take_all("\x20\x02\0\0\x40\x02\1\2\x40", 9,
		(struct step[]){{0, MQTT_CONNACK, 0}, {0, MQTT_PUBACK, 258}, {MQTT_MORE, 0, 0}});
	take_all("\xd0\0\x40\1\7", 5,
		(struct step[]){{0, MQTT_OTHER, 0}, {0, MQTT_OTHER, 0}, {MQTT_MORE, 0, 0}});
	take_all("\x20\xff\xff\xff\xff\xff", 6, (struct step[]){{MQTT_BAD, 0, 0}});
	take_all("HTTP/1.1 400", 12, (struct step[]){{MQTT_MORE, 0, 0}}); /* 84 bytes are to come */
	take_all("\x30\xff\x7f", 3, (struct step[]){{MQTT_BAD, 0, 0}});
}

static void a_refusal_has_a_reason(void **state)
{
	unsigned code;

	(void)state;
	assert_string_equal(mqtt_refusal(4), "bad user name or password");
	for (code = 0; code < 256; code++)
		assert_true(strlen(mqtt_refusal(code)) > 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(connect_names_the_client_and_who_it_is),
		cmocka_unit_test(publish_has_a_number_and_a_length_of_seven_bits_a_byte),
		cmocka_unit_test(what_a_broker_says_is_taken_packet_by_packet),
		cmocka_unit_test(a_refusal_has_a_reason),
	};

	return cmocka_run_group_tests_name("mqtt", tests, NULL, NULL);
}
