/* Lists of feeds (OPML) and the feeds that a page names. */
#include <string.h>

#include "check.h"

#include "base/mem.h"
#include "feed/feed.h"

static struct arena *arena;

static int set_up(void **state)
{
	(void)state;
	arena = arena_new();
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	arena_free(arena);
	return 0;
}

/* ---- OPML ------------------------------------------------------------------------- */

static struct feed_list *read_list(const char *body)
{
	const char *text = arena_printf(arena,
		"<?xml version='1.0'?><opml version='2.0'><head/><body>%s</body></opml>", body);
	struct feed_list *list = NULL;
	const char *why = "?";

	if (feed_read_list(arena, text, strlen(text), &list, &why))
		fail_msg("%s", why);
	return list;
}

static const char *tags_of(const struct feed_list_entry *entry)
{
	const char *text = "";
	size_t i;

	for (i = 0; i < entry->tag_count; i++)
		text = arena_printf(arena, "%s%s%s", text, i ? "|" : "", entry->tags[i]);
	return text;
}

static void folders_and_categories_are_tags(void **state)
{
	static const struct {
		const char *body, *title, *url, *tags;
	} cases[] = {
		{"<outline text='ERR' xmlUrl='https://news.err.ee/rss'/>", "ERR",
			"https://news.err.ee/rss", ""},
		{"<outline title='A &amp; B' text='x' xmlUrl=' https://h/?a=1&amp;b=2\n'/>",
			"A & B", "https://h/?a=1&b=2", ""},
		{"<outline text='Baltic'><outline text='Estonia'>"
		 "<outline text='ERR' XMLURL='http://h/'/></outline></outline>", "ERR",
			"http://h/", "Baltic|Estonia"},
		{"<outline><outline text='n' xmlUrl='http://h/'/></outline>", "n", "http://h/",
			""},
		{"<outline text='f' xmlUrl='http://h/' category='/Boston/Weather, news,f'/>", "f",
			"http://h/", "Boston|Weather|news|f"},
		{"<outline text='a'><outline text='a'><outline xmlUrl='http://h/'/></outline>"
		 "</outline>", NULL, "http://h/", "a"},
	};
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_LEN(cases); i++) {
		struct feed_list *list = read_list(cases[i].body);

		assert_int_equal(list->count, 1);
		if (cases[i].title)
			assert_string_equal(list->entries[0].title, cases[i].title);
		else
			assert_null(list->entries[0].title);
		assert_string_equal(list->entries[0].url, cases[i].url);
		assert_string_equal(tags_of(&list->entries[0]), cases[i].tags);
	}
}

static void what_is_not_on_the_network_is_left_out(void **state)
{
	struct feed_list *list = read_list("<outline xmlUrl='file:///etc/passwd'/>"
		"<outline xmlUrl='javascript:alert(1)'/><outline xmlUrl='ftp://h/f'/>"
		"<outline xmlUrl='http://h/a b'/><outline xmlUrl=''/><outline text='none'/>"
		"<outline xmlUrl='https://h/'/>");

	(void)state;
	assert_int_equal(list->count, 1);
	assert_int_equal(list->left_out, 4);
}

static const char *repeated(const char *text, size_t times)
{
	struct buf out = BUF_INIT(BUF_UNBOUND);
	const char *copy;

	while (times--)
		buf_puts(&out, text);
	copy = arena_strdup(arena, buf_str(&out));
	buf_done(&out);
	return copy;
}

static void hostile_lists_are_refused_as_a_whole(void **state)
{
	const struct {
		const char *text, *why;
	} cases[] = {
		{"", "empty"},
		{"  \n", "empty"},
		{"not at all", "damaged"},
		{"<html><body>x</body></html>", "its root is <html>"},
		{"<opml><head/></opml>", "no <body>"},
		{"<opml><body><outline xmlUrl='http://h/'></body></opml>", "damaged: line 1"},
		{"<!DOCTYPE opml [<!ENTITY a 'ha'>]><opml><body><outline xmlUrl='http://h/&a;'/>"
		 "</body></opml>", "document type"},
		{"<!doctype opml SYSTEM 'file:///etc/passwd'><opml><body/></opml>",
			"document type"},
		{arena_printf(arena, "<opml><body>%s", repeated("<outline text='x'>", 100)),
			"damaged"},
		{arena_printf(arena, "<opml><body>%s%s</body></opml>",
			 repeated("<outline text='x'>", 100), repeated("</outline>", 100)),
			"deeper than 16"},
		{arena_printf(arena, "<opml><body>%s</body></opml>",
			 repeated("<outline xmlUrl='http://h/'/>", FEED_LIST_MAX + 1)),
			"more than 20,000"},
	};
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_LEN(cases); i++) {
		struct feed_list *list;
		const char *why = NULL;

		assert_int_not_equal(feed_read_list(arena, cases[i].text,
					     strlen(cases[i].text), &list, &why), 0);
		if (!strstr(why, cases[i].why))
			fail_msg("looked for '%s' in: %s", cases[i].why, why);
	}
}

static void what_is_written_is_read_again(void **state)
{
	const char *first[] = {"official", "a \"b\" <c> & d"}, *second[] = {"official"};
	struct feed_list_entry entries[] = {
		{"https://h/?a=1&b=2", "Uudised — \xC3\x95htu \"leht\"", first, 2},
		{"https://h/plain", "Plain", NULL, 0},
		{"https://h/2", "Second", second, 1},
	};
	struct feed_list list = {.entries = entries, .count = ARRAY_LEN(entries)}, *again;
	CLEANUP(buf_done) struct buf out = BUF_INIT(BUF_UNBOUND);
	const char *why;

	(void)state;
	feed_write_list(&list, "Test", &out);
	assert_int_equal(feed_read_list(arena, buf_str(&out), out.len, &again, &why), 0);
	assert_int_equal(again->count, 3);
	assert_string_equal(again->entries[0].url, entries[0].url);
	assert_string_equal(again->entries[0].title, entries[0].title);
	assert_string_equal(tags_of(&again->entries[0]), "official|a \"b\" <c> & d");
	assert_string_equal(again->entries[1].title, "Second"); /* in the folder of the first */
	assert_string_equal(tags_of(&again->entries[2]), "");
}

/* ---- pages ------------------------------------------------------------------------ */

static size_t discover(const char *text, const char *type, struct feed_link **out_links)
{
	struct feed_request request = {.data = text, .len = strlen(text), .content_type = type,
		.base_url = "https://news.example/a/page", .now = 1716444000};

	return feed_discover(arena, &request, out_links);
}

static void a_page_names_its_feeds(void **state)
{
	static const struct {
		const char *markup, *urls;
	} cases[] = {
		{"<link rel=alternate type=application/rss+xml href=/feed title='News &amp; more'>",
			"https://news.example/feed"},
		{"<LINK REL='home Alternate' TYPE='Application/Atom+XML; charset=utf-8' "
		 "HREF='x.atom'>", "https://news.example/a/x.atom"},
		{"<base href='https://other.example/b/'><link rel=alternate "
		 "type=application/feed+json href=f.json>", "https://other.example/b/f.json"},
		{"<link rel=alternate type=text/xml href=/1><link rel=alternate "
		 "type=application/rdf+xml href=/2><link rel=alternate type=text/xml href=/1>",
			"https://news.example/1 https://news.example/2"},
		{"<p>text <a rel=alternate type=application/rss+xml href=/feed>RSS</a>",
			"https://news.example/feed"},
		{"<link rel=stylesheet type=text/css href=/c>", ""},
		{"<link rel=alternate hreflang=fi href=/fi>", ""},
		{"<link rel=alternate type=application/json href=/wp-json/wp/v2/pages/1>", ""},
		{"<link rel=alternate type=application/json href=/feed.json>",
			"https://news.example/feed.json"},
		{"<link rel=alternate type=application/rss+xml href='javascript:x'>", ""},
		{"<link rel=alternate type=application/rss+xml href='file:///etc/passwd'>", ""},
		{"<link rel=alternate type=application/rss+xml href=''>", ""},
		{"<a href=/feed>RSS</a><a href=/rss.xml>feed</a>", ""}, /* nothing is guessed */
		{"<!-- <link rel=alternate type=application/rss+xml href=/no> -->", ""},
	};
	size_t i, j;

	(void)state;
	for (i = 0; i < ARRAY_LEN(cases); i++) {
		struct feed_link *links;
		size_t count = discover(arena_printf(arena, "<!DOCTYPE html><html><head>%s",
			cases[i].markup), "text/html", &links);
		const char *urls = "";

		for (j = 0; j < count; j++)
			urls = arena_printf(arena, "%s%s%s", urls, j ? " " : "", links[j].url);
		assert_string_equal(urls, cases[i].urls);
	}
}

static void titles_of_links_are_decoded(void **state)
{
	struct feed_link *links;

	(void)state;
	assert_int_equal(discover("<html><link rel=alternate type=application/rss+xml href=/f "
		"title='\xD0\x9D\xD0\xBE\xD0\xB2\xD0\xBE\xD1\x81\xD1\x82\xD0\xB8 &amp;\n co'>",
		"text/html; charset=utf-8", &links), 1);
	assert_string_equal(links[0].title,
		"\xD0\x9D\xD0\xBE\xD0\xB2\xD0\xBE\xD1\x81\xD1\x82\xD0\xB8 & co");
}

static void a_feed_is_its_own(void **state)
{
	struct feed_link *links;

	(void)state;
	assert_int_equal(discover("<rss version='2.0'><channel><title>News</title></channel></rss>",
		"text/html", &links), 1);
	assert_string_equal(links[0].url, "https://news.example/a/page");
	assert_string_equal(links[0].type, "application/rss+xml");
	assert_string_equal(links[0].title, "News");
	assert_int_equal(discover("{\"version\":\"https://jsonfeed.org/version/1.1\","
		"\"title\":\"J\",\"items\":[]}", NULL, &links), 1);
	assert_string_equal(links[0].type, "application/feed+json");
}

static void a_page_without_end_names_a_hundred(void **state)
{
	CLEANUP(buf_done) struct buf page = BUF_INIT(BUF_UNBOUND);
	struct feed_link *links;
	int i;

	(void)state;
	buf_puts(&page, "<html>");
	for (i = 0; i < 5000; i++)
		buf_printf(&page, "<link rel=alternate type=text/xml href=/%d>", i);
	assert_int_equal(discover(buf_str(&page), NULL, &links), 100);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(folders_and_categories_are_tags),
		TEST(what_is_not_on_the_network_is_left_out),
		TEST(hostile_lists_are_refused_as_a_whole),
		TEST(what_is_written_is_read_again),
		TEST(a_page_names_its_feeds),
		TEST(titles_of_links_are_decoded),
		TEST(a_feed_is_its_own),
		TEST(a_page_without_end_names_a_hundred),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
