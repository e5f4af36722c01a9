/* The web listener: which addresses it may have, and which names it answers to. */
#include "check.h"

#include "base/attr.h"
#include "control/web.h"

static void only_addresses_of_this_machine_are_served(void **state)
{
	static const char *const good[] = {"127.0.0.1:9464", "127.1.2.3:80", "[::1]:9464"};
	static const char *const bad[] = {"", "9464", "127.0.0.1", "127.0.0.1:0", "[::1]", "::1",
		"0.0.0.0:9464", "192.168.0.1:9464", "10.0.0.1:80", "[::]:9464", "[2001:db8::1]:80",
		"localhost:9464", "127.0.0.1:99999", "[::ffff:127.0.0.1]:80"};
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_LEN(good); i++)
		assert_null(web_address_fault(good[i]));
	for (i = 0; i < ARRAY_LEN(bad); i++)
		if (!web_address_fault(bad[i]))
			fail_msg("'%s' is taken", bad[i]);
}

static void only_names_of_this_machine_are_answered(void **state)
{
	static const char *const good[] = {"localhost", "LOCALHOST:9464", "127.0.0.1",
		"127.0.0.1:80", "[::1]", "[::1]:9464"};
	static const char *const bad[] = {NULL, "", "evil.example", "evil.example:9464",
		"localhost.evil.example", "127.0.0.1.evil.example", "127.0.0.1:80:90", "[::1",
		"[::2]:80", "0.0.0.0:80", "localhost:evil", "10.0.0.1", "@localhost",
		"localhost@evil.example",
		"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"};
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_LEN(good); i++)
		if (!web_host_is_local(good[i]))
			fail_msg("'%s' is refused", good[i]);
	for (i = 0; i < ARRAY_LEN(bad); i++)
		if (web_host_is_local(bad[i]))
			fail_msg("'%s' is answered", bad[i]);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(only_addresses_of_this_machine_are_served),
		cmocka_unit_test(only_names_of_this_machine_are_answered),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
