#include <json-c/json.h>
#include <math.h>
#include <string.h>

#include "check.h"

#include "base/mem.h"
#include "model/incident.h"
#include "model/source_state.h"

/* Compares an object's line with what is wanted, and releases it. */
static void json_is(struct json_object *object, const char *want)
{
	CLEANUP(buf_done) struct buf line = BUF_INIT(BUF_UNBOUND);

	json_line(&line, object);
	assert_string_equal(buf_str(&line), want);
	json_object_put(object);
}

/* ---- the model week's buoys -------------------------------------------------------- */

static const char *const ee_ru[] = {"EE", "RU", NULL};
static const struct place narva_river = {
	.id = "narva-river",
	.name = "Narva River",
	.kind = PLACE_RIVER,
	.countries = ee_ru,
	.lat = 59.4,
	.lon = 28.2,
};
static const struct place *const places[] = {&narva_river};
static const struct quantity buoys = {
	.value = 24, .of = 50, .term = "buoy", .text = "24 of 50 buoys"};
static const char *const spiegel[] = {"Der Spiegel"};
static const struct evidence evidence = {
	.field = ITEM_TITLE, .start = 12, .end = 17, .text = "buoys", .term = "buoy"};

static struct finding finding(void)
{
	return (struct finding){
		.rule = "border-buoys-removed",
		.title = "Border buoys removed, moved or disputed",
		.pack = "baltic-nordic",
		.category = "border-marker",
		.severity = SEVERITY_HIGH,
		.evidence = &evidence,
		.evidence_count = 1,
		.facts = {
			.places = places,
			.place_count = 1,
			.countries = ee_ru,
			.country_count = 2,
			.quantities = &buoys,
			.quantity_count = 1,
			.attributed_to = spiegel,
			.attributed_count = 1,
		},
	};
}

static void finding_has_the_form_of_match(void **state)
{
	struct finding sample = finding();

	(void)state;
	json_is(finding_json(&sample),
		"{\"rule\":\"border-buoys-removed\",\"category\":\"border-marker\","
		"\"severity\":\"high\",\"evidence\":[{\"field\":\"title\",\"start\":12,"
		"\"end\":17,\"text\":\"buoys\",\"term\":\"buoy\"}],\"facts\":{"
		"\"places\":[{\"id\":\"narva-river\",\"name\":\"Narva River\","
		"\"lat\":59.4,\"lon\":28.2}],\"countries\":[\"EE\",\"RU\"],"
		"\"quantities\":[{\"value\":24,\"of\":50,\"term\":\"buoy\","
		"\"text\":\"24 of 50 buoys\"}],\"attributed_to\":[\"Der Spiegel\"],"
		"\"modality\":\"happened\"}}");
}

static struct incident incident(void)
{
	return (struct incident){
		.id = 17,
		.title = "Venemaa eemaldas poid",
		.category = "border-marker",
		.status = INCIDENT_REPORTED,
		.severity = SEVERITY_CRITICAL,
		.first_seen = 1716451200,
		.last_seen = 1716454800,
		.countries = ee_ru,
		.country_count = 2,
		.places = places,
		.place_count = 1,
		.quantities = &buoys,
		.quantity_count = 1,
		.items = 3,
		.sources = 3,
		.outlets = 2,
		.origins = 1,
		.origin_names = spiegel,
		.origin_name_count = 1,
		.official = true,
	};
}

#define INCIDENT_LINE                                                                    \
	"{\"id\":17,\"title\":\"Venemaa eemaldas poid\",\"status\":\"reported\","             \
	"\"category\":\"border-marker\",\"severity\":\"critical\","                       \
	"\"first_seen\":\"2024-05-23T08:00:00Z\",\"last_seen\":\"2024-05-23T09:00:00Z\"," \
	"\"countries\":[\"EE\",\"RU\"],\"places\":[{\"id\":\"narva-river\","              \
	"\"name\":\"Narva River\",\"country\":\"EE\",\"lat\":59.4,\"lon\":28.2}],"        \
	"\"quantities\":[{\"value\":24,\"of\":50,\"term\":\"buoy\","                      \
	"\"text\":\"24 of 50 buoys\"}],\"items\":3,\"sources\":3,\"outlets\":2,\"origins\":1,"   \
	"\"origin_names\":[\"Der Spiegel\"],\"official\":true}"

static void incident_has_the_form_of_the_contract(void **state)
{
	struct incident sample = incident();

	(void)state;
	json_is(incident_json(&sample), INCIDENT_LINE);
}

static void alert_line_has_the_form_of_the_contract(void **state)
{
	struct incident event = incident();
	struct finding why = finding();
	struct item_source source = {.id = "err-news", .name = "ERR News", .country = "EE"};
	struct item item = {
		.url = "https://news.err.ee/1",
		.lang = "en",
		.field[ITEM_TITLE] = {.text = "Russia takes buoys", .len = 18},
		.published = 1716451200,
		.updated = TIME_NONE,
		.source = &source,
	};
	struct alert alert = {
		.id = "01HYH0000000000000000000AB",
		.time = 1716455000,
		.kind = ALERT_NEW,
		.incident = &event,
		.finding = &why,
		.item = &item,
		.item_id = "01HYH0000000000000000000CD",
		.summary = "Border buoys removed",
	};

	(void)state;
	json_is(alert_json(&alert),
		"{\"schema\":\"kordon.alert/1\",\"id\":\"01HYH0000000000000000000AB\","
		"\"time\":\"2024-05-23T09:03:20Z\",\"kind\":\"new\","
		"\"severity\":\"critical\",\"category\":\"border-marker\","
		"\"summary\":\"Border buoys removed\",\"incident\":" INCIDENT_LINE ","
		"\"rule\":{\"id\":\"border-buoys-removed\","
		"\"title\":\"Border buoys removed, moved or disputed\","
		"\"pack\":\"baltic-nordic\"},"
		"\"item\":{\"id\":\"01HYH0000000000000000000CD\",\"source\":\"err-news\","
		"\"publisher\":\"ERR News\",\"url\":\"https://news.err.ee/1\","
		"\"title\":\"Russia takes buoys\",\"summary\":null,"
		"\"published\":\"2024-05-23T08:00:00Z\",\"lang\":\"en\","
		"\"attributed_to\":[\"Der Spiegel\"]},"
		"\"evidence\":[{\"field\":\"title\",\"start\":12,\"end\":17,"
		"\"text\":\"buoys\",\"term\":\"buoy\"}],\"modality\":\"happened\"}");
}

static void offline_items_have_no_source(void **state)
{
	struct incident event = incident();
	struct finding why = finding();
	struct item item = {.published = TIME_NONE, .updated = TIME_NONE};
	struct alert alert = {.incident = &event, .finding = &why, .item = &item};
	struct json_object *object = alert_json(&alert), *shown = json_get(object, "item");

	(void)state;
	assert_non_null(shown);
	assert_null(json_get_text(shown, "source"));
	assert_null(json_get_text(shown, "published"));
	json_object_put(object);
}

/* ---- pieces ------------------------------------------------------------------------ */

static void numbers_are_short(void **state)
{
	(void)state;
	json_is(json_number(24), "24");
	json_is(json_number(59.4), "59.4");
	json_is(json_number(-0.125), "-0.125");
	json_is(json_number(1300000), "1300000");
	assert_null(json_number(NAN));
	assert_null(json_number(INFINITY));
}

static void lines_cannot_move_a_cursor(void **state)
{
	(void)state;
	json_is(json_text("Нарва\x1b[31m\r\n"), "\"Нарва\\u001b[31m\\r\\n\"");
	json_is(json_text("\xc2\x9b" "31m \x7f"), "\"\\u009b31m \\u007f\"");
	json_is(json_text("a\xe2\x80\xae_\xe2\x80\xa8"), "\"a\\u202e_\\u2028\"");
	json_is(json_text("\xf3\xa0\x81\xa7"), "\"\\udb40\\udc67\"");
	json_is(json_text("bad \xff"), "\"bad \\ufffd\"");
}

static void long_texts_are_cut_between_letters(void **state)
{
	(void)state;
	json_is(json_text_cut("Жуковка", 3), "\"Жук…\"");
	json_is(json_text_cut("Жук", 3), "\"Жук\"");
	assert_null(json_text_cut(NULL, 3));
}

static void names_are_read_back(void **state)
{
	enum severity severity;
	enum incident_status status;
	enum source_state_kind kind;
	enum poll_class class;
	int i;

	(void)state;
	for (i = 0; i < SEVERITY_COUNT; i++) {
		assert_true(severity_parse(severity_name((enum severity)i), &severity));
		assert_int_equal(severity, i);
	}
	for (i = 0; i < POLL_CLASS_COUNT; i++) {
		assert_true(poll_class_parse(poll_class_name((enum poll_class)i), &class));
		assert_int_equal(class, i);
	}
	assert_true(incident_status_parse("withdrawn", &status));
	assert_int_equal(status, INCIDENT_WITHDRAWN);
	assert_true(source_state_parse("gone", &kind));
	assert_int_equal(kind, SOURCE_GONE);
	assert_false(severity_parse("urgent", &severity));
	assert_string_equal(alert_kind_name(ALERT_ESCALATED), "escalated");
	assert_string_equal(item_field_name(ITEM_CONTENT), "content");
	assert_string_equal(segment_kind_name(SEGMENT_CAPTION), "caption");
	assert_string_equal(place_kind_name(PLACE_SEA), "sea-area");
}

static void own_text_is_title_lead_body_and_quote(void **state)
{
	(void)state;
	assert_true(segment_is_own(SEGMENT_TITLE));
	assert_true(segment_is_own(SEGMENT_QUOTE));
	assert_false(segment_is_own(SEGMENT_CAPTION));
	assert_false(segment_is_own(SEGMENT_CORRECTION));
}

/* ---- items from JSON --------------------------------------------------------------- */

/* NULL where the item is taken, else why not. The item lives in the arena. */
static const char *read_item(struct arena *arena, const char *text, struct item *out_item)
{
	struct json_object *object = json_tokener_parse(text);
	const char *why;
	bool taken = item_from_json(arena, object, out_item, &why);

	json_object_put(object);
	return taken ? NULL : why;
}

static void items_are_read_from_json(void **state)
{
	struct arena *arena = arena_new();
	struct item item;

	(void)state;
	assert_null(read_item(arena,
		"{\"id\":\"n1\",\"title\":\" Poid\\n eemaldati \",\"lang\":\"et\","
		"\"published\":\"2024-05-23T08:00:00Z\",\"summary\":null,\"labels\":[1]}",
		&item));
	assert_string_equal(item.id, "n1");
	assert_string_equal(item.field[ITEM_TITLE].text, "Poid eemaldati");
	assert_int_equal(item.field[ITEM_TITLE].segment_count, 1);
	assert_null(item.field[ITEM_SUMMARY].text);
	assert_int_equal(item.published, 1716451200);
	assert_non_null(read_item(arena, "{\"title\":\"no id\"}", &item));
	assert_non_null(read_item(arena, "{\"id\":5}", &item));
	assert_non_null(read_item(arena, "[]", &item));
	assert_non_null(read_item(arena, "{\"id\":\"a\",\"published\":\"May\"}", &item));
	arena_free(arena);
}

static void gazetteer_is_looked_up_by_id(void **state)
{
	const struct country countries[] = {{.code = "EE"}, {.code = "FI"}, {.code = "NO"}};
	const struct gazetteer gazetteer = {
		.places = &narva_river,
		.place_count = 1,
		.countries = countries,
		.country_count = 3,
	};

	(void)state;
	assert_ptr_equal(gazetteer_place(&gazetteer, "narva-river"), &narva_river);
	assert_null(gazetteer_place(&gazetteer, "narva"));
	assert_ptr_equal(gazetteer_country(&gazetteer, "NO"), &countries[2]);
	assert_null(gazetteer_area(&gazetteer, "baltic-nordic"));
	assert_true(names_hold(ee_ru, "RU"));
	assert_false(names_hold(NULL, "RU"));
}

static void source_state_releases_what_it_owns(void **state)
{
	struct source_state source = {.id = mem_strdup("err"), .etag = mem_strdup("\"x\"")};

	(void)state;
	source_state_done(&source);
	assert_null(source.id);
	source_state_done(&source);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(finding_has_the_form_of_match),
		cmocka_unit_test(incident_has_the_form_of_the_contract),
		cmocka_unit_test(alert_line_has_the_form_of_the_contract),
		cmocka_unit_test(offline_items_have_no_source),
		cmocka_unit_test(numbers_are_short),
		cmocka_unit_test(lines_cannot_move_a_cursor),
		cmocka_unit_test(long_texts_are_cut_between_letters),
		cmocka_unit_test(names_are_read_back),
		cmocka_unit_test(own_text_is_title_lead_body_and_quote),
		cmocka_unit_test(items_are_read_from_json),
		cmocka_unit_test(gazetteer_is_looked_up_by_id),
		cmocka_unit_test(source_state_releases_what_it_owns),
	};

	return cmocka_run_group_tests_name("model", tests, NULL, NULL);
}
