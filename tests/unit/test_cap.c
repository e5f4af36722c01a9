/* What an alert becomes as a message of CAP 1.2: its sort, and how sure it is. */
#include <json-c/json.h>
#include <string.h>

#include "base/mem.h"
#include "check.h"
#include "sink/cap.h"

static char *message(const char *status, const char *category, const char *references)
{
	CLEANUP(mem_freep) char *line = mem_printf(
		"{\"id\":\"A1\",\"time\":\"2024-05-23T09:30:00Z\",\"kind\":\"update\","
		"\"severity\":\"medium\",\"category\":\"%s\",\"summary\":\"What <b> & so on\","
		"\"incident\":{\"id\":17,\"status\":\"%s\",\"items\":3,\"origins\":2,"
		"\"countries\":[\"EE\"],\"places\":[{\"name\":\"Narva\",\"lat\":59.4,\"lon\":28.2}]},"
		"\"rule\":{\"title\":\"Buoys\"},\"item\":{\"title\":\"T\"}}",
		category, status);
	const struct cap_options options = {.sender = "desk@paper.example"};
	struct json_object *alert = json_tokener_parse(line);
	struct buf out = BUF_INIT(BUF_UNBOUND);

	cap_message(&out, alert, &options, references);
	json_object_put(alert);
	return buf_take(&out);
}

static void test_certainty_follows_the_status(void **state)
{
	static const char *const expected[][2] = {{"reported", "Possible"},
		{"corroborated", "Likely"}, {"confirmed", "Observed"}, {"disputed", "Possible"},
		{"denied", "Unlikely"}, {"corrected", "Possible"}, {"withdrawn", "Unlikely"},
		{"something new", "Unknown"}};
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_LEN(expected); i++) {
		CLEANUP(mem_freep) char *text = message(expected[i][0], "border-marker", NULL);
		CLEANUP(mem_freep) char *certainty =
			mem_printf("<certainty>%s</certainty>", expected[i][1]);
		CLEANUP(mem_freep) char *said = mem_printf("<value>%s</value>", expected[i][0]);

		assert_non_null(strstr(text, certainty));
		assert_non_null(strstr(text, said));
	}
}

/* An update or a cancel refers to something; what is alone is an alert, whatever it says. */
static void test_sort_of_message(void **state)
{
	static const char earlier[] = "desk@paper.example,A0,2024-05-23T09:00:00-00:00";
	static const struct {
		const char *status, *references, *type;
	} expected[] = {
		{"reported", NULL, "Alert"}, {"withdrawn", "", "Alert"},
		{"corroborated", earlier, "Update"}, {"corrected", earlier, "Update"},
		{"withdrawn", earlier, "Cancel"}, {"denied", earlier, "Cancel"},
	};
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_LEN(expected); i++) {
		CLEANUP(mem_freep) char *text =
			message(expected[i].status, "border-marker", expected[i].references);
		CLEANUP(mem_freep) char *type =
			mem_printf("<msgType>%s</msgType>", expected[i].type);

		assert_non_null(strstr(text, type));
		assert_int_equal(strstr(text, "<references>") != NULL,
			expected[i].references && *expected[i].references);
		assert_int_equal(strstr(text, "<note>") != NULL,
			strcmp(expected[i].type, "Cancel") == 0);
	}
}

static void test_what_it_is_about(void **state)
{
	CLEANUP(mem_freep) char *text = message("reported", "gnss-jamming", NULL);
	CLEANUP(mem_freep) char *test = message("reported", "test", NULL);

	(void)state;
	assert_non_null(strstr(text, "<category>Transport</category>"));
	assert_non_null(strstr(text, "<status>Actual</status>"));
	assert_non_null(strstr(text, "<sent>2024-05-23T09:30:00-00:00</sent>"));
	assert_non_null(strstr(text, "<incidents>kordon-17</incidents>"));
	assert_non_null(strstr(text, "<areaDesc>Narva, EE</areaDesc>"));
	assert_non_null(strstr(text, "<circle>59.4,28.2 0</circle>"));
	assert_non_null(strstr(text, "What &lt;b&gt; &amp; so on"));
	assert_non_null(strstr(test, "<status>Test</status>"));
}

static void test_a_digest_names_all_its_incidents(void **state)
{
	static const char line[] =
		"{\"id\":\"A1\",\"time\":\"2024-05-23T09:30:00Z\",\"summary\":\"two\","
		"\"incident\":{\"id\":17},\"digest\":{\"incidents\":[3,17]}}";
	const struct cap_options options = {.sender = "desk@paper.example", .is_public = true};
	CLEANUP(buf_done) struct buf out = BUF_INIT(BUF_UNBOUND);
	struct json_object *alert = json_tokener_parse(line);

	(void)state;
	cap_message(&out, alert, &options, NULL);
	json_object_put(alert);
	assert_non_null(strstr(buf_str(&out), "<incidents>kordon-3 kordon-17</incidents>"));
	assert_non_null(strstr(buf_str(&out), "<scope>Public</scope>"));
	assert_null(strstr(buf_str(&out), "<restriction>"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_certainty_follows_the_status),
		cmocka_unit_test(test_sort_of_message),
		cmocka_unit_test(test_what_it_is_about),
		cmocka_unit_test(test_a_digest_names_all_its_incidents),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
