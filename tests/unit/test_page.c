/* Web pages: what is read of them, and how they say that they are gone. */
#include <string.h>

#include "base/buf.h"
#include "base/mem.h"
#include "check.h"
#include "feed/feed.h"

static int read_page(struct arena *arena, const char *html, const char *xpath,
	struct item *out_item, const char **out_why)
{
	const struct feed_request request = {.data = html, .len = strlen(html),
		.content_type = "text/html; charset=utf-8", .base_url = "https://gov.example/d/1"};

	struct feed_document *document;
	int r = feed_page(arena, &request, xpath, &document, out_why);

	if (!r)
		*out_item = document->items[0];
	return r;
}

static void the_watched_part_is_the_item(void **state)
{
	static const struct {
		const char *what, *html, *xpath, *title, *content;
	} cases[] = {
		{"a page", "<title>Draft 1 | Gov</title><body><h1>Draft 1</h1><p>Text.</p></body>",
			NULL, "Draft 1", "Draft 1 Text."},
		{"without a heading", "<title>Draft 1</title><p>Text.", NULL, "Draft 1", "Text."},
		{"its main part", "<title>D</title><nav>Menu</nav><main><p>Text.</p></main>"
				  "<footer>2024</footer>", NULL, "D", "Text."},
		{"a part by id", "<title>D</title><div id=a>Ads</div><div id=doc><p>Text.</div>",
			"//*[@id='doc']", "D", "Text."},
		{"all that is found", "<title>D</title><li class=x>One<li>Two<li class=x>Three",
			"//li[@class='x']", "D", "One Three"},
		{"no scripts", "<title>D</title><body><script>var x</script><p>Text.", NULL, "D",
			"Text."},
		{"a page about pages", "<title>Missing page found in archive</title><p>Text.", NULL,
			"Missing page found in archive", "Text."},
		{"a number that is news", "<title>404 people crossed the border</title><p>Text.",
			NULL, "404 people crossed the border", "Text."},
		{"gone people", "<title>Gone fishing: border guards on the lake</title><p>Text.",
			NULL, "Gone fishing: border guards on the lake", "Text."},
		{"words of the text", "<title>Search</title><p>Page not found in the annex.", NULL,
			"Search", "Page not found in the annex."},
	};
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_LEN(cases); i++) {
		struct arena *arena = arena_new();
		struct item item;
		const char *why;
		int r = read_page(arena, cases[i].html, cases[i].xpath, &item, &why);

		if (r)
			fail_msg("%s: %s", cases[i].what, why);
		assert_string_equal(item.field[ITEM_TITLE].text, cases[i].title);
		assert_string_equal(item.field[ITEM_CONTENT].text, cases[i].content);
		arena_free(arena);
	}
}

static void a_page_may_say_that_it_is_not_there(void **state)
{
	static const char *const titles[] = {"404", "404 | Government", "404 – Valitsus",
		"404 Not Found", "Not Found", "Error 404", "Page not found - News",
		"Sorry, this page doesn't exist", "Lehekülge ei leitud | ERR", "Sivua ei löytynyt",
		"Lapa nav atrasta", "Puslapis nerastas", "Siden finnes ikke – NRK",
		"Sidan kunde inte hittas", "Siden blev ikke fundet", "Strona nie istnieje",
		"Seite nicht gefunden", "Страница не найдена", "Сторінку не знайдено",
		"СТРАНИЦА НЕ НАЙДЕНА"};
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_LEN(titles); i++) {
		struct arena *arena = arena_new();
		char *by_title = mem_printf("<title>%s</title><p>Look elsewhere.", titles[i]);
		char *by_heading = mem_printf("<title>Site</title><h1>%s</h1>", titles[i]);
		struct item item;
		const char *why = "";

		if (read_page(arena, by_title, NULL, &item, &why) != FEED_PAGE_ABSENT ||
			read_page(arena, by_heading, NULL, &item, &why) != FEED_PAGE_ABSENT)
			fail_msg("%s: is there", titles[i]);
		mem_free(by_title);
		mem_free(by_heading);
		arena_free(arena);
	}
}

static void a_part_that_is_gone_is_an_absence(void **state)
{
	struct arena *arena = arena_new();
	struct item item;
	const char *why;

	(void)state;
	assert_int_equal(read_page(arena, "<title>D</title><p>Text.", "//*[@id='doc']", &item,
				 &why), FEED_PAGE_ABSENT);
	assert_non_null(strstr(why, "//*[@id='doc']"));
	assert_int_equal(read_page(arena, "<title>D</title><div id=doc> </div>",
				 "//*[@id='doc']", &item, &why), FEED_PAGE_ABSENT);
	assert_int_equal(read_page(arena, " \n", NULL, &item, &why), FEED_EMPTY);
	arena_free(arena);
}

static void hostile_pages_and_expressions_end(void **state)
{
	enum { DEEP = 200000 };
	struct arena *arena = arena_new();
	struct buf html = BUF_INIT(BUF_UNBOUND);
	struct item item;
	const char *why;
	int i;

	(void)state;
	buf_puts(&html, "<title>D</title>");
	for (i = 0; i < DEEP; i++)
		buf_puts(&html, "<div>");
	buf_puts(&html, "Text.");
	(void)!read_page(arena, buf_str(&html), NULL, &item, &why);
	(void)!read_page(arena, buf_str(&html), "//div//div", &item, &why);
	buf_done(&html);
	arena_free(arena);
	assert_null(feed_xpath_fault("//div[@id='a']/p[1]"));
	assert_non_null(feed_xpath_fault("//div["));
	assert_non_null(feed_xpath_fault(""));
	assert_null(feed_xpath_fault("//div//p"));
	assert_non_null(feed_xpath_fault("//div//div//div"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_watched_part_is_the_item),
		cmocka_unit_test(a_page_may_say_that_it_is_not_there),
		cmocka_unit_test(a_part_that_is_gone_is_an_absence),
		cmocka_unit_test(hostile_pages_and_expressions_end),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
