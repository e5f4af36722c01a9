/* Documents to items: every dialect, whatever damage, and what a hostile publisher sends. */
#include <iconv.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

#include "base/buf.h"
#include "base/mem.h"
#include "base/utf8.h"
#include "check.h"
#include "feed/feed.h"

static const int64_t now = 1732545005; /* 2024-11-25T14:30:05Z */

/* ---- showing ------------------------------------------------------------------------ */

static const char *or_dash(const char *text)
{
	return text ? text : "-";
}

static void show_item(struct buf *out, const struct item *item)
{
	char date[TIME_TEXT] = "-";

	if (item->published != TIME_NONE)
		time_format(item->published, date);
	buf_printf(out, " [%s|%s|%s|%s|%s]", or_dash(item->id), or_dash(item->url),
		or_dash(item->field[ITEM_TITLE].text), or_dash(item->field[ITEM_SUMMARY].text),
		date);
}

/* "rss strict: [id|url|title|summary|date] …", or "outcome 1: why". */
static char *show(const struct feed_request *request)
{
	struct buf out = BUF_INIT(BUF_UNBOUND);
	struct arena *arena = arena_new();
	struct feed_document *document;
	const char *why;
	int outcome = feed_parse(arena, request, &document, &why);

	if (outcome) {
		buf_printf(&out, "outcome %d: %s", outcome, why);
	} else {
		buf_printf(&out, "%s %s:", feed_format_name(document->format),
			feed_reading_name(document->reading));
		for (size_t i = 0; i < document->item_count; i++)
			show_item(&out, &document->items[i]);
	}
	arena_free(arena);
	return buf_take(&out);
}

struct sample {
	const char *text, *want;
};

static void check_all(const struct sample *samples, size_t count, const char *before,
	const char *after)
{
	for (size_t i = 0; i < count; i++) {
		struct buf text = BUF_INIT(BUF_UNBOUND);
		struct feed_request request = {.base_url = "http://a.ee/feeds/x.xml", .now = now};
		char *shown;

		buf_printf(&text, "%s%s%s", before, samples[i].text, after);
		request.data = buf_str(&text);
		request.len = text.len;
		shown = show(&request);
		if (strcmp(shown, samples[i].want) != 0)
			print_message("of: %s\n", samples[i].text);
		assert_string_equal(shown, samples[i].want);
		mem_free(shown);
		buf_done(&text);
	}
}
#define CHECK(samples) check_all(samples, ARRAY_LEN(samples), "", "")
/* The samples are what stands inside of one item of RSS. */
#define CHECK_ITEM(samples)                                                              \
	check_all(samples, ARRAY_LEN(samples),                                           \
		"<rss version=\"2.0\"><channel><title>t</title><item>",                  \
		"</item></channel></rss>")

/* ---- dialects ----------------------------------------------------------------------- */

#define RDF "xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\""
#define ATOM "<feed xmlns=\"http://www.w3.org/2005/Atom\">"

static void every_dialect_gives_items(void **state)
{
	static const struct sample samples[] = {
		{"<?xml version=\"1.0\"?><rss version=\"0.91\"><channel><title>t</title><item>"
		 "<title>One</title><link>http://a.ee/1</link><description>d</description>"
		 "</item></channel></rss>",
			"rss strict: [-|http://a.ee/1|One|d|-]"},
		{"<rss version=\"2.0\"><channel><item><guid>http://a.ee/1</guid><pubDate>Mon, 25 "
		 "Nov 2024 10:00:00 +0200</pubDate></item></channel></rss>",
			"rss strict: [http://a.ee/1|http://a.ee/1|-|-|2024-11-25T08:00:00Z]"},
		{"<rdf:RDF " RDF " xmlns=\"http://purl.org/rss/1.0/\" "
		 "xmlns:dc=\"http://purl.org/dc/elements/1.1/\"><channel rdf:about=\"c\">"
		 "<title>t</title><items/></channel><item rdf:about=\"http://a.ee/1\"><title>One"
		 "</title><link>http://a.ee/1</link><dc:date>2024-11-25</dc:date></item></rdf:RDF>",
			"rdf strict: [http://a.ee/1|http://a.ee/1|One|-|2024-11-25T00:00:00Z]"},
		{"<rdf:RDF " RDF " xmlns=\"http://my.netscape.com/rdf/simple/0.9/\"><channel/>"
		 "<item><title>One</title><link>http://a.ee/1</link></item></rdf:RDF>",
			"rdf strict: [-|http://a.ee/1|One|-|-]"},
		{ATOM "<entry><id>urn:1</id><title>One</title><link href=\"/1\"/>"
		      "<published>2024-11-25T10:00:00Z</published><summary>s</summary></entry>"
		      "</feed>",
			"atom strict: [urn:1|http://a.ee/1|One|s|2024-11-25T10:00:00Z]"},
		{"<feed version=\"0.3\" xmlns=\"http://purl.org/atom/ns#\"><entry><id>1</id>"
		 "<title mode=\"escaped\">a &lt;b&gt;b&lt;/b&gt;</title><issued>2024-11-25"
		 "</issued></entry></feed>",
			"atom strict: [1|-|a b|-|2024-11-25T00:00:00Z]"},
		{"<channel><item><title>bare</title></item></channel>", "rss strict: [-|-|bare|-|-]"},
		{"<rss><channel></channel></rss>", "rss strict:"},
		{ATOM "</feed>", "atom strict:"},
	};

	(void)state;
	CHECK(samples);
}

static void links_are_found_where_each_dialect_puts_them(void **state)
{
	static const struct sample items[] = {
		{"<guid isPermaLink=\"false\">1</guid>", "rss strict: [1|-|-|-|-]"},
		{"<guid isPermaLink=\"true\">http://a.ee/1</guid>",
			"rss strict: [http://a.ee/1|http://a.ee/1|-|-|-]"},
		{"<link>1.html</link><guid>http://a.ee/g</guid>",
			"rss strict: [http://a.ee/g|http://a.ee/feeds/1.html|-|-|-]"},
		{"<link>http://a.ee/?a=1&amp;amp;b=2</link>",
			"rss strict: [-|http://a.ee/?a=1&b=2|-|-|-]"},
		{"<link>/1</link><link>/2</link><link/>", "rss strict: [-|http://a.ee/2|-|-|-]"},
		{"<link href=\"/1\"/><link rel=\"self\" href=\"/2\"/>",
			"rss strict: [-|http://a.ee/1|-|-|-]"},
		{"<link>\n  http://a.ee/1\n</link>", "rss strict: [-|http://a.ee/1|-|-|-]"},
		{"<a:link xmlns:a=\"http://www.w3.org/2005/Atom\" href=\"http://a.ee/2\"/>",
			"rss strict: [-|http://a.ee/2|-|-|-]"},
		{"<a:link xmlns:a=\"http://www.w3.org/2005/Atom\" rel=\"self\" href=\"/s\"/>"
		 "<link>/1</link>",
			"rss strict: [-|http://a.ee/1|-|-|-]"},
	};
	static const struct sample samples[] = {
		{ATOM "<entry><link rel=\"self\" href=\"/s\"/><link rel=\"enclosure\" href=\"/e\"/>"
		      "<link rel=\"alternate\" href=\"/1\"/></entry></feed>",
			"atom strict: [-|http://a.ee/1|-|-|-]"},
		{ATOM "<entry><link rel=\"replies\" href=\"/s\"/></entry></feed>",
			"atom strict: [-|-|-|-|-]"},
		{"<feed xmlns=\"http://www.w3.org/2005/Atom\" xml:base=\"http://b.ee/x/\"><entry "
		 "xml:base=\"y/\"><link href=\"1\"/><id>z</id></entry></feed>",
			"atom strict: [http://b.ee/x/y/z|http://b.ee/x/y/1|-|-|-]"},
		{ATOM "<entry xml:base=\"//b.ee\"><link href=\"?q#f\"/></entry></feed>",
			"atom strict: [-|http://b.ee?q#f|-|-|-]"},
	};

	(void)state;
	CHECK_ITEM(items);
	CHECK(samples);
}

static void texts_are_plain_whatever_carries_them(void **state)
{
	static const struct sample items[] = {
		{"<title>a &amp;lt;b&amp;gt; &amp;amp; c</title>", "rss strict: [-|-|a <b> & c|-|-]"},
		{"<title>bor&lt;b&gt;der&lt;/b&gt;</title>", "rss strict: [-|-|border|-|-]"},
		{"<title><![CDATA[R&auml;ttelse & <i>mer</i>]]></title>",
			"rss strict: [-|-|Rättelse & mer|-|-]"},
		{"<title>AT&amp;amp;T</title>", "rss strict: [-|-|AT&T|-|-]"},
		{"<description>&lt;p&gt;a&lt;/p&gt;&lt;p&gt;b&lt;/p&gt;</description>",
			"rss strict: [-|-|-|a b|-]"},
		{"<c:encoded xmlns:c=\"http://purl.org/rss/1.0/modules/content/\">full</c:encoded>",
			"rss strict: [-|-|-|full|-]"},
		{"<c:encoded xmlns:c=\"http://purl.org/rss/1.0/modules/content/\">full</c:encoded>"
		 "<description>short</description>",
			"rss strict: [-|-|-|short|-]"},
		{"<description></description><c:encoded "
		 "xmlns:c=\"http://purl.org/rss/1.0/modules/content/\">full</c:encoded>",
			"rss strict: [-|-|-|full|-]"},
		{"<description>a<br/>b <b>c</b></description>", "rss strict: [-|-|-|a b c|-]"},
	};
	static const struct sample samples[] = {
		{ATOM "<entry><title type=\"text\">a &lt;b&gt;</title><summary type=\"html\">&lt;p"
		      "&gt;x&lt;/p&gt;</summary></entry></feed>",
			"atom strict: [-|-|a <b>|x|-]"},
		{ATOM "<entry><content type=\"xhtml\"><div xmlns=\"http://www.w3.org/1999/xhtml\">"
		      "<p>a</p><p>b &amp;amp; c</p></div></content></entry></feed>",
			"atom strict: [-|-|-|a b &amp; c|-]"},
		{ATOM "<entry><content>&lt;p&gt;untyped&lt;/p&gt;</content></entry></feed>",
			"atom strict: [-|-|-|untyped|-]"},
		{ATOM "<entry><summary>1 &lt; 2 &amp;amp;</summary></entry></feed>",
			"atom strict: [-|-|-|1 < 2 &amp;|-]"},
		{ATOM "<entry><content type=\"image/png\">iVBORw0KGgo=</content></entry></feed>",
			"atom strict: [-|-|-|-|-]"},
		{ATOM "<entry><title type=\"html\">&amp;lt;b&amp;gt;</title></entry></feed>",
			"atom strict: [-|-|<b>|-|-]"},
	};

	(void)state;
	CHECK_ITEM(items);
	CHECK(samples);
}

static void names_count_in_their_own_namespace_alone(void **state)
{
	static const struct sample items[] = {
		{"<m:title xmlns:m=\"http://search.yahoo.com/mrss/\">no</m:title><title>yes</title>",
			"rss strict: [-|-|yes|-|-]"},
		{"<m:group xmlns:m=\"http://search.yahoo.com/mrss/\"><m:title>no</m:title>"
		 "<m:description>no</m:description></m:group>",
			"rss strict: [-|-|-|-|-]"},
		{"<itunes:title>no</itunes:title><title>yes</title><itunes:summary>no"
		 "</itunes:summary>",
			"rss strict: [-|-|yes|-|-]"},
		{"<dc:title xmlns:dc=\"http://purl.org/dc/elements/1.1/\">second</dc:title>",
			"rss strict: [-|-|second|-|-]"},
		{"<x:title xmlns:x=\"http://purl.org/dc/elements/1.1/\">dc</x:title><title>own"
		 "</title>",
			"rss strict: [-|-|own|-|-]"},
		{"<content:encoded>undeclared</content:encoded>",
			"rss strict: [-|-|-|undeclared|-]"},
		{"<dc:date>2024-11-25</dc:date>", "rss strict: [-|-|-|-|2024-11-25T00:00:00Z]"},
		{"<image><title>no</title><link>http://no.ee</link></image><title>yes</title>",
			"rss strict: [-|-|yes|-|-]"},
	};
	static const struct sample samples[] = {
		{"<r:rss xmlns:r=\"http://backend.userland.com/rss2\"><r:channel><r:item><r:title>"
		 "prefixed</r:title></r:item></r:channel></r:rss>",
			"rss strict: [-|-|prefixed|-|-]"},
		{"<a:feed xmlns:a=\"http://www.w3.org/2005/Atom\" xmlns=\"http://other.ee/\"><title>"
		 "no</title><a:entry><title>no</title><a:title>yes</a:title></a:entry></a:feed>",
			"atom strict: [-|-|yes|-|-]"},
		{"<rss><channel><image><title>no</title></image><textInput><title>no</title>"
		 "</textInput><item><title>yes</title></item></channel></rss>",
			"rss strict: [-|-|yes|-|-]"},
	};

	(void)state;
	CHECK_ITEM(items);
	CHECK(samples);
}

static void dates_stand_where_each_dialect_puts_them(void **state)
{
	static const struct sample items[] = {
		{"<pubDate>2024-11-25T10:00:00Z</pubDate>",
			"rss strict: [-|-|-|-|2024-11-25T10:00:00Z]"},
		{"<pubDate>no date</pubDate><dc:date>2024-11-25</dc:date>",
			"rss strict: [-|-|-|-|2024-11-25T00:00:00Z]"},
		{"<pubDate>someday</pubDate>", "rss strict: [-|-|-|-|-]"},
		{"<pubDate><time datetime=\"2024-11-25T10:00:00+02:00\">Mon, 11/25/2024 - 10:00"
		 "</time></pubDate>",
			"rss strict: [-|-|-|-|2024-11-25T08:00:00Z]"},
	};

	(void)state;
	CHECK_ITEM(items);
}

static void the_source_s_zone_is_that_of_dates_without_one(void **state)
{
	static const char text[] = "<rss><channel><item><pubDate>25. november 2024 14:30"
				   "</pubDate></item></channel></rss>";
	struct feed_request request = {.data = text, .len = sizeof(text) - 1, .now = now,
		.timezone = "Europe/Tallinn"};
	char *shown = show(&request);

	(void)state;
	assert_string_equal(shown, "rss strict: [-|-|-|-|2024-11-25T12:30:00Z]");
	mem_free(shown);
}

/* ---- damage ------------------------------------------------------------------------- */

static void damage_inside_an_item_spoils_nothing_around_it(void **state)
{
	static const struct sample items[] = {
		{"<title>a & b</title>", "rss recovered: [-|-|a & b|-|-]"},
		/* References behind the first error stay what they are. */
		{"<title>& p &amp; q &lt;b&gt;r&lt;/b&gt; &quot;s&quot;</title>",
			"rss recovered: [-|-|& p & q r \"s\"|-|-]"},
		{"<title>1&nbsp;300 p&otilde;genikku &hellip;</title>",
			"rss recovered: [-|-|1 300 põgenikku …|-|-]"},
		{"<title>5 < 6 and i <3 Narva</title>", "rss recovered: [-|-|5 < 6 and i <3 Narva|-|-]"},
		{"<title>a ]]> b</title>", "rss recovered: [-|-|a ]]> b|-|-]"},
		{"<title>a\x01\x0B b &#1; &#xFFFF;</title>", "rss recovered: [-|-|a b|-|-]"},
		{"<title>a</TITLE><link>http://a.ee/1</link>",
			"rss recovered: [-|http://a.ee/1|a|-|-]"},
		{"<title a=1 b a=\"2\">a</title>", "rss recovered: [-|-|a|-|-]"},
		{"<title a=\"1>a</title><link>/1</link>", "rss recovered: [-|http://a.ee/1|a|-|-]"},
		{"<link>http://a.ee/?a=1&b=2&copy=3</link>",
			"rss recovered: [-|http://a.ee/?a=1&b=2&copy=3|-|-|-]"},
		{"<description><p>raw <b>html</p> it<br>is<img src=x> & on</description><link>/1"
		 "</link>",
			"rss recovered: [-|http://a.ee/1|-|raw html it is & on|-]"},
		{"<description>a</div></b> b</description><title>t</title>",
			"rss recovered: [-|-|t|a b|-]"},
		{"<description>never closed<title>t</title><guid>1</guid>",
			"rss recovered: [1|http://a.ee/feeds/1|t|never closed|-]"},
		{"<title><![CDATA[never closed</title><description><![CDATA[d]]></description>",
			"rss recovered: [-|-|never closed|d|-]"},
		{"<title>a<!-- -- never closed</title>", "rss recovered: [-|-|a|-|-]"},
		{"<title>caf\xE9 õ ä</title>", "rss recovered: [-|-|caf\uFFFD õ ä|-|-]"},
	};

	(void)state;
	CHECK_ITEM(items);
}

static void items_stay_apart_whatever_is_left_open(void **state)
{
	static const struct sample samples[] = {
		{"<rss><channel><item><title>a</title><item><title>b</title></item></channel></rss>",
			"rss recovered: [-|-|a|-|-] [-|-|b|-|-]"},
		{"<rss><channel><item><description><div><p>a</item><item><title>b</title></item>"
		 "</channel></rss>",
			"rss recovered: [-|-|-|a|-] [-|-|b|-|-]"},
		{ATOM "<entry><content type=\"html\">a</b><entry><title>b</title></entry></feed>",
			"atom recovered: [-|-|-|a|-] [-|-|b|-|-]"},
		{"<rss><channel><item><title>a</title></item></channel><item><title>b</title>"
		 "</item></rss>",
			"rss strict: [-|-|a|-|-] [-|-|b|-|-]"},
	};

	(void)state;
	CHECK(samples);
}

static void what_stands_around_the_root_is_looked_past(void **state)
{
#define FEED "<rss><channel><item><title>a</title></item></channel></rss>"
	static const struct sample samples[] = {
		{"<br />\n<b>Warning</b>: include(x.php): failed in <b>/var/www/x.php</b> on line "
		 "<b>3</b><br />\n<?xml version=\"1.0\"?>" FEED,
			"rss recovered: [-|-|a|-|-]"},
		{"\xEF\xBB\xBF\xEF\xBB\xBF<?xml version=\"1.0\"?>" FEED,
			"rss strict: [-|-|a|-|-]"},
		{"\n\n <?xml version=\"1.0\"?>" FEED, "rss strict: [-|-|a|-|-]"},
		{"<!-- cached -->" FEED, "rss strict: [-|-|a|-|-]"},
		{"HTTP/1.1 200 OK\r\nServer: x\r\n\r\n" FEED, "rss recovered: [-|-|a|-|-]"},
		{FEED "<!-- 0.3 s --><script>x & y</script>", "rss recovered: [-|-|a|-|-]"},
		{"<?xml version=\"1.1\"?>" FEED, "rss strict: [-|-|a|-|-]"},
		{"<!DOCTYPE rss [<!ENTITY maa \"Eesti\">]><rss><channel><item><title>&maa;</title>"
		 "</item></channel></rss>",
			"rss strict: [-|-|Eesti|-|-]"},
		{"<!DOCTYPE rss PUBLIC \"-//Netscape Communications//DTD RSS 0.91//EN\" "
		 "\"http://127.0.0.1:1/rss-0.91.dtd\"><rss><channel><item><title>p&otilde;gen"
		 "</title></item></channel></rss>",
			"rss strict: [-|-|põgen|-|-]"},
	};

	(void)state;
	CHECK(samples);
}

static void a_document_that_was_cut_off_is_salvaged(void **state)
{
	static const struct sample samples[] = {
		{"<rss><channel><item><title>a</title></item><item><title>b</ti",
			"rss salvaged: [-|-|a|-|-] [-|-|b</ti|-|-]"},
		{"<rss><channel><item><title>a</title></item>", "rss salvaged: [-|-|a|-|-]"},
		{ATOM "<entry><title>a</title><link href=\"http://a.e",
			"atom salvaged: [-|-|a|-|-]"},
		{"<rss><channel><item><title>a</title><description><![CDATA[<p>b",
			"rss salvaged: [-|-|a|b|-]"},
	};

	(void)state;
	CHECK(samples);
}

static void check_damage(const char *text, const char *want)
{
	struct feed_request request = {.data = text, .len = strlen(text), .now = now};
	struct arena *arena = arena_new();
	struct feed_document *document;
	const char *why;

	assert_int_equal(feed_parse(arena, &request, &document, &why), 0);
	if (!want)
		assert_null(document->damage);
	else if (strncmp(or_dash(document->damage), want, strlen(want)) != 0)
		assert_string_equal(or_dash(document->damage), want);
	arena_free(arena);
}

static void damage_is_named_with_its_line(void **state)
{
	(void)state;
	check_damage("<rss><channel/></rss>", NULL);
	check_damage("<?xml version=\"1.0\"?>\n<rss>\n<channel>\n<title>a & b</title></channel></rss>",
		"line 4: ");
	check_damage("\n\n<?xml version=\"1.0\"\n?>\n<rss><channel><title>&x</title></channel></rss>",
		"line 5: ");
	check_damage("<rss>\n<channel><b></channel></rss>", "line 2: ");
	check_damage("<rss>\n<channel>\n<title>\xFF õä</title></channel></rss>",
		"line 3: bytes that are no UTF-8");
}

static void check_outcome(const char *text, size_t len, int outcome, const char *why_part)
{
	struct feed_request request = {.data = text, .len = len, .now = now};
	struct arena *arena = arena_new();
	struct feed_document *document;
	const char *why = "";

	assert_int_equal(feed_parse(arena, &request, &document, &why), outcome);
	if (!strstr(why, why_part))
		assert_string_equal(why, why_part);
	arena_free(arena);
}

static void what_is_no_feed_says_what_it_is(void **state)
{
	static const struct {
		const char *text;
		int outcome;
		const char *why;
	} samples[] = {
		{"", FEED_EMPTY, "empty"},
		{" \r\n\t ", FEED_EMPTY, "empty"},
		{"\xEF\xBB\xBF", FEED_EMPTY, "empty"},
		{"<!DOCTYPE html><html><body>Just a moment…</body></html>", FEED_NOT_A_FEED,
			"a web page"},
		{"<HTML><HEAD></HEAD></HTML>", FEED_NOT_A_FEED, "a web page"},
		{"<html xmlns=\"http://www.w3.org/1999/xhtml\"><p><rss></rss></p></html>",
			FEED_NOT_A_FEED, "a web page"},
		{"Too many requests", FEED_NOT_A_FEED, "begins with \"Too many"},
		{"\x1B[31mred", FEED_NOT_A_FEED, "begins with \"\\x1b[31m"},
		{"<opml version=\"2.0\"><body/></opml>", FEED_NOT_A_FEED, "begins with \"<opml"},
		{"<sitemapindex/>", FEED_NOT_A_FEED, "begins with"},
		{"{\"error\": \"not found\"}", FEED_NOT_A_FEED, "no JSON Feed"},
		{"{\"version\": \"https://jsonfeed.org/version/1\", \"items\": [", FEED_NOT_A_FEED,
			"cut off"},
		{"{\"version\": }", FEED_NOT_A_FEED, "damaged JSON"},
		{"%PDF-1.4", FEED_NOT_A_FEED, "begins with"},
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(samples); i++)
		check_outcome(samples[i].text, strlen(samples[i].text), samples[i].outcome,
			samples[i].why);
	check_outcome("\0\0\0", 3, FEED_EMPTY, "empty");
	check_outcome("\x1F\x8B\x08\0gzip", 8, FEED_NOT_A_FEED, "begins with");
}

static void zero_bytes_hide_nothing_behind_them(void **state)
{
	static const char text[] = "<rss><channel><item><title>a\0b</title></item>\0</channel></rss>\0";
	static const char json[] =
		"{\"version\": \"https://jsonfeed.org/version/1\", \0\"items\": [{\"id\": 1}]}";
	struct feed_request request = {.data = text, .len = sizeof(text), .now = now};
	char *shown = show(&request);

	(void)state;
	assert_string_equal(shown, "rss recovered: [-|-|ab|-|-]");
	mem_free(shown);
	request.data = json;
	request.len = sizeof(json);
	shown = show(&request);
	assert_string_equal(shown, "json recovered: [1|-|-|-|-]");
	mem_free(shown);
}

/* ---- encodings ---------------------------------------------------------------------- */

/* Words of news in each language, with its letters. */
static const struct {
	const char *lang, *text, *charsets; /* parted by spaces */
} scripts[] = {
	{"et", "Piirivalve eemaldas Narva jõest kümme poid, ütles õppuse ülem šokis, žürii öö",
		"WINDOWS-1257 ISO-8859-13 ISO-8859-15 ISO-8859-4"},
	{"lv", "Robežsargi novērsa ārvalstnieku mēģinājumu šķērsot robežu pie Pļaviņām, ziņo",
		"WINDOWS-1257 ISO-8859-13 ISO-8859-4"},
	{"lt", "Pasieniečiai neįleido į Lietuvą neteisėtų migrantų, ši žinia pasiekė Šalčininkus",
		"WINDOWS-1257 ISO-8859-13 ISO-8859-4"},
	{"pl", "Straż Graniczna udaremniła próbę przekroczenia granicy, żołnierz ranny w głowę",
		"WINDOWS-1250 ISO-8859-2"},
	{"sv", "Gränsövergången är stängd på grund av åskväder över Östersjön",
		"WINDOWS-1252 ISO-8859-15"},
	{"no", "Grensen ble stengt på grunn av økt trafikk ved Sør-Varanger, sier øvrigheten",
		"WINDOWS-1252"},
	{"de", "Die Übergänge nach Königsberg wurden für größere Züge geschlossen",
		"WINDOWS-1252 ISO-8859-15"},
	{"ru", "Пограничники убрали буи с реки Нарвы, подъезд к мосту закрыт, сообщили в Ёлках",
		"WINDOWS-1251 KOI8-R ISO-8859-5 IBM866"},
	{"uk", "Прикордонники повідомили про затримання групи осіб, її їжа та ґанок",
		"WINDOWS-1251 KOI8-U"},
};

/* (caller frees) */
static char *convert(const char *text, const char *charset, size_t *out_len)
{
	iconv_t cd = iconv_open(charset, "UTF-8");
	size_t left = strlen(text), room = left * 4 + 16;
	char *out = mem_alloc(room), *to = out, *from = (char *)(uintptr_t)text;

	assert_true(cd != (iconv_t)-1);
	assert_true(iconv(cd, &from, &left, &to, &room) != (size_t)-1);
	iconv_close(cd);
	*out_len = (size_t)(to - out);
	return out;
}

/* The document with the text, in a charset, with what HTTP and the declaration say of it. */
static void check_charset(const char *text, const char *charset, const char *http,
	const char *declared)
{
	struct buf xml = BUF_INIT(BUF_UNBOUND), want = BUF_INIT(BUF_UNBOUND);
	char header[100];
	struct feed_request request = {.now = now};
	char *data, *shown;

	buf_puts(&xml, "<?xml version=\"1.0\"");
	if (declared)
		buf_printf(&xml, " encoding=\"%s\"", declared);
	buf_printf(&xml, "?><rss><channel><item><title>%s</title></item></channel></rss>", text);
	snprintf(header, sizeof(header), "text/xml; charset=%s", http ? http : "");
	data = convert(buf_str(&xml), charset, &request.len);
	request.data = data;
	request.content_type = http ? header : NULL;
	shown = show(&request);
	buf_printf(&want, "rss strict: [-|-|%s|-|-]", text);
	if (strcmp(shown, buf_str(&want)) != 0)
		print_message("%s, http %s, declared %s\n", charset, or_dash(http),
			or_dash(declared));
	assert_string_equal(shown, buf_str(&want));
	mem_free(shown);
	mem_free(data);
	buf_done(&xml);
	buf_done(&want);
}

static void check_charsets(void (*check)(const char *text, const char *charset))
{
	char charset[40];

	for (size_t i = 0; i < ARRAY_LEN(scripts); i++) {
		for (const char *at = scripts[i].charsets; *at; at += strspn(at, " ")) {
			size_t len = strcspn(at, " ");

			snprintf(charset, sizeof(charset), "%.*s", (int)len, at);
			check(scripts[i].text, charset);
			at += len;
		}
		check(scripts[i].text, "UTF-8");
	}
}

static void check_said(const char *text, const char *charset)
{
	check_charset(text, charset, charset, NULL);
	check_charset(text, charset, NULL, charset);
	check_charset(text, charset, charset, "utf-8");
	check_charset(text, charset, "utf-8", charset);
	check_charset(text, charset, "x-unknown", charset);
}

static void a_charset_that_is_said_is_used(void **state)
{
	(void)state;
	check_charsets(check_said);
}

/* A web server's habit, or an old template's: no mojibake reaches the reader. */
static void check_lied(const char *text, const char *charset)
{
	check_charset(text, charset, "iso-8859-1", NULL);
	check_charset(text, charset, NULL, "windows-1252");
	check_charset(text, charset, "iso-8859-1", charset);
}

static void latin_1_is_not_believed_where_it_gives_no_words(void **state)
{
	(void)state;
	check_charsets(check_lied);
}

static void check_unsaid(const char *text, const char *charset)
{
	check_charset(text, charset, NULL, NULL);
	check_charset(text, charset, NULL, "utf-8");
	check_charset(text, charset, "x-unknown", NULL);
}

static void a_charset_that_nobody_says_is_recognised(void **state)
{
	(void)state;
	check_charsets(check_unsaid);
}

static void utf_16_is_seen_by_its_bytes(void **state)
{
	static const char *const wide[] = {"UTF-16", "UTF-16LE", "UTF-16BE", "UTF-32"};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(wide); i++) {
		check_charset(scripts[7].text, wide[i], NULL, NULL);
		check_charset(scripts[1].text, wide[i], "utf-8", "utf-16");
	}
	check_charset(scripts[1].text, "UTF-8", NULL, "utf-16");
	check_charset(scripts[1].text, "UTF-8", "utf-16", NULL);
}

static void names_of_charsets_are_read_as_they_are_written(void **state)
{
	(void)state;
	check_charset(scripts[7].text, "WINDOWS-1251", "\"cp1251\"", NULL);
	check_charset(scripts[7].text, "WINDOWS-1251", "Win-1251", NULL);
	check_charset(scripts[7].text, "WINDOWS-1251", NULL, "x-cp1251");
	check_charset(scripts[7].text, "UTF-8", "UTF8", NULL);
	check_charset("„Grenze“ – 5 €, größer, Übergänge", "WINDOWS-1252", "iso-8859-1", NULL);
	check_charset("„Grenze“ – 5 €, größer, Übergänge", "WINDOWS-1252", NULL, "us-ascii");
}

/* Words of other languages that only look strange to the twelve. */
static void other_languages_keep_their_charset(void **state)
{
	(void)state;
	check_charset("Les forces françaises à l'est, près de la frontière, être prêtes où ça",
		"WINDOWS-1252", "iso-8859-1", NULL);
	check_charset("La situación en la frontera será difícil según el año próximo, señaló",
		"WINDOWS-1252", NULL, NULL);
	check_charset("Ελληνικά σύνορα και ακτοφυλακή, λένε οι αρχές σήμερα", "WINDOWS-1253",
		"windows-1253", NULL);
	check_charset("Türkiye sınırında güvenlik güçleri, şüpheli kişiler yakalandı", "WINDOWS-1254",
		NULL, "iso-8859-9");
	check_charset("Příliš žluťoučký kůň úpěl ďábelské ódy na hranici", "WINDOWS-1250",
		"windows-1250", NULL);
}

static void utf_8_made_twice_is_unmade(void **state)
{
	static const char *const texts[] = {
		"GrÃ¤nsÃ¶vergÃ¥ngen Ã¤r stÃ¤ngd",
		"VÃµru ja PÃµlva, Ã¶Ã¶bikud",
	};
	static const char *const want[] = {
		"rss strict: [-|-|Gränsövergången är stängd|-|-]",
		"rss strict: [-|-|Võru ja Põlva, ööbikud|-|-]",
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(texts); i++) {
		struct sample sample = {texts[i], want[i]};

		check_all(&sample, 1, "<rss><channel><item><title>",
			"</title></item></channel></rss>");
	}
}

/* ---- identity ----------------------------------------------------------------------- */

static struct item make_item(struct arena *arena, const char *id, const char *url,
	const char *title, int64_t published)
{
	struct item item = {.id = id, .url = url, .published = published, .updated = TIME_NONE};

	item.field[ITEM_TITLE] = item_text_plain(arena, title, SEGMENT_TITLE);
	return item;
}

static void identity_outlives_what_changes(void **state)
{
	struct arena *arena = arena_new();
	struct item a = make_item(arena, "1", "http://a.ee/x?utm_source=rss&id=5#top", "Poid  OTSAS", now);
	struct item b = make_item(arena, "2", "https://A.ee/x/?id=5&fbclid=z", "poid otsas", now);
	struct item_identity one = feed_identity("s", &a), two = feed_identity("s", &b);

	(void)state;
	assert_int_equal(one.url, two.url);
	assert_int_equal(one.title, two.title);
	assert_int_equal(one.title_date, two.title_date);
	assert_int_equal(one.content, two.content);
	assert_int_not_equal(one.guid, two.guid);
	assert_int_not_equal(one.guid, feed_identity("other", &a).guid);
	b.published = now + 1;
	assert_int_not_equal(one.title_date, feed_identity("s", &b).title_date);
	b.url = "https://a.ee/x?id=6";
	assert_int_not_equal(one.url, feed_identity("s", &b).url);
	b = make_item(arena, NULL, NULL, NULL, TIME_NONE);
	two = feed_identity("s", &b);
	assert_int_equal(two.guid, 0);
	assert_int_equal(two.url, 0);
	assert_int_equal(two.title_date, 0);
	arena_free(arena);
}

static void references_resolve_as_rfc_3986_says(void **state)
{
	static const struct sample samples[] = {
		{"g", "http://a/b/c/g"}, {"./g", "http://a/b/c/g"}, {"g/", "http://a/b/c/g/"},
		{"/g", "http://a/g"}, {"//g", "http://g"}, {"?y", "http://a/b/c/d;p?y"},
		{"g?y", "http://a/b/c/g?y"}, {"#s", "http://a/b/c/d;p?q#s"},
		{"g#s", "http://a/b/c/g#s"}, {";x", "http://a/b/c/;x"}, {"", "http://a/b/c/d;p?q"},
		{".", "http://a/b/c/"}, {"..", "http://a/b/"}, {"../g", "http://a/b/g"},
		{"../..", "http://a/"}, {"../../g", "http://a/g"}, {"../../../g", "http://a/g"},
		{"/./g", "http://a/g"}, {"/../g", "http://a/g"}, {"g.", "http://a/b/c/g."},
		{"..g", "http://a/b/c/..g"}, {"./g/.", "http://a/b/c/g/"},
		{"g/../h", "http://a/b/c/h"}, {"g?y/../x", "http://a/b/c/g?y/../x"},
		{"mailto:x@a.ee", "mailto:x@a.ee"}, {"  http://b.ee/ ", "http://b.ee/"},
	};
	struct arena *arena = arena_new();

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(samples); i++)
		assert_string_equal(feed_resolve_url(arena, "http://a/b/c/d;p?q", samples[i].text),
			samples[i].want);
	assert_string_equal(feed_resolve_url(arena, NULL, " x "), "x");
	assert_string_equal(feed_resolve_url(arena, "not absolute", "x"), "x");
	arena_free(arena);
}

/* ---- JSON Feed ---------------------------------------------------------------------- */

static void json_feeds_are_read_by_their_specification(void **state)
{
	static const struct sample samples[] = {
		{"\"id\": \"1\", \"url\": \"/1\", \"title\": \"One &amp; two\", \"summary\": \"s\", "
		 "\"content_html\": \"<p>c</p>\", \"date_published\": \"2024-11-25T10:00:00+02:00\"",
			"json strict: [1|http://a.ee/1|One &amp; two|s|2024-11-25T08:00:00Z]"},
		{"\"id\": 17, \"content_html\": \"<p>a</p><p>b &amp; c</p>\"",
			"json strict: [17|-|-|a b & c|-]"},
		{"\"id\": \"1\", \"content_text\": \"1 < 2 &amp;\"",
			"json strict: [1|-|-|1 < 2 &amp;|-]"},
		{"\"id\": \"1\", \"external_url\": \"http://b.ee/\"",
			"json strict: [1|http://b.ee/|-|-|-]"},
		{"\"id\": null, \"title\": null, \"url\": {}, \"summary\": [1]",
			"json strict: [-|-|-|-|-]"},
		{"\"id\": \"\\u00f5\\ud83d\\ude00\", \"title\": \"\\ud83d x\"",
			"json strict: [õ😀|-|\uFFFD x|-|-]"},
		{"\"title\": \"a\\u0000b\"", "json strict: [-|-|a|-|-]"},
	};

	(void)state;
	check_all(samples, ARRAY_LEN(samples),
		"{\"version\": \"https://jsonfeed.org/version/1.1\", \"items\": [{", "}]}");
	check_all(samples, 1,
		"\xEF\xBB\xBF{\"version\": \"https://jsonfeed.org/version/1\", \"items\": [{", "}]}\n");
}

/* ---- ceilings and hostility --------------------------------------------------------- */

/* Sanitizers keep what was freed, and more beside it. */
#ifdef __SANITIZE_ADDRESS__
enum { MEMORY_KIB = 2048 * 1024 };
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
enum { MEMORY_KIB = 2048 * 1024 };
#else
enum { MEMORY_KIB = 32 * 1024 };
#endif
#else
enum { MEMORY_KIB = 32 * 1024 };
#endif

static long peak_kib(void)
{
	struct rusage usage;

	getrusage(RUSAGE_SELF, &usage);
	return usage.ru_maxrss;
}

static void put_times(struct buf *out, size_t times, const char *text)
{
	while (times--)
		buf_puts(out, text);
}

/* What comes of a document: "outcome 3" or "rss strict 2 cut", and not for any price. */
static void check_hostile(struct buf *text, const char *want)
{
	struct feed_request request = {.data = buf_str(text), .len = text->len, .now = now};
	struct arena *arena = arena_new();
	struct feed_document *document;
	const char *why = NULL;
	char shown[80];
	long before = peak_kib();
	int outcome = feed_parse(arena, &request, &document, &why);

	if (outcome)
		snprintf(shown, sizeof(shown), "outcome %d", outcome);
	else
		snprintf(shown, sizeof(shown), "%s %s %zu%s", feed_format_name(document->format),
			feed_reading_name(document->reading), document->item_count,
			document->items_cut ? " cut" : "");
	assert_string_equal(shown, want);
	assert_true(!outcome || (why && *why));
	/* All items stay in memory here; what is made of them is no more than that. */
	assert_true(peak_kib() - before < (long)(text->len / 1024) * 2 + MEMORY_KIB);
	arena_free(arena);
	buf_done(text);
}

#define NEW_BUF BUF_INIT(BUF_UNBOUND)

static void a_million_items_are_cut_at_the_ceiling(void **state)
{
	struct buf text = NEW_BUF;

	(void)state;
	buf_puts(&text, "<rss><channel>");
	put_times(&text, 1000000, "<item/>");
	buf_puts(&text, "</channel></rss>");
	check_hostile(&text, "rss strict 10000 cut");
	buf_puts(&text, "<rss><channel>");
	put_times(&text, FEED_ITEMS_MAX + 10, "<item><title>a</title></item>");
	buf_puts(&text, "</channel></rss>");
	check_hostile(&text, "rss strict 10000 cut");
	buf_puts(&text, "{\"version\":\"https://jsonfeed.org/version/1\",\"items\":[{}");
	put_times(&text, FEED_ITEMS_MAX + 10, ",{\"title\":\"of some length\"}");
	buf_puts(&text, "]}");
	check_hostile(&text, "json strict 10000 cut");
}

static void a_million_nested_elements_are_no_deeper_than_the_ceiling(void **state)
{
	struct buf text = NEW_BUF;

	(void)state;
	buf_puts(&text, "<rss><channel><item><title>a</title>");
	put_times(&text, 1000000, "<a>");
	put_times(&text, 1000000, "</a>");
	buf_puts(&text, "</item></channel></rss>");
	check_hostile(&text, "rss salvaged 1 cut");
	buf_puts(&text, "<rss><channel><item><title>a</title>");
	put_times(&text, 1000000, "<a>");
	check_hostile(&text, "rss salvaged 1 cut");
	buf_puts(&text, "<rss><channel>");
	put_times(&text, 100000, "<item><description><p><b>");
	check_hostile(&text, "rss recovered 10000 cut");
}

/* Of what is beyond the ceilings the beginning is kept, and the item behind it. */
static void a_title_of_fifty_megabytes_is_cut(void **state)
{
	struct buf text = NEW_BUF;
	struct feed_request request = {.now = now};
	struct arena *arena = arena_new();
	struct feed_document *document;
	const char *why;

	(void)state;
	buf_puts(&text, "<rss><channel><item><title>");
	put_times(&text, 5000000, "Narva jõgi ");
	buf_puts(&text, "</title></item><item><link>http://a.ee/2</link></item></channel></rss>");
	request.data = buf_str(&text);
	request.len = text.len;
	assert_int_equal(feed_parse(arena, &request, &document, &why), 0);
	assert_int_equal(document->item_count, 2);
	assert_true(document->items[0].field[ITEM_TITLE].len <= FEED_LINE_MAX);
	assert_true(document->items[0].field[ITEM_TITLE].len > FEED_LINE_MAX / 2);
	assert_string_equal(document->items[1].url, "http://a.ee/2");
	assert_true(document->items_cut && document->fields_cut);
	arena_free(arena);
	check_hostile(&text, "rss recovered 2 cut");
}

static void a_field_beyond_its_ceiling_is_cut_and_said_so(void **state)
{
	static const struct {
		const char *name;
		size_t len;
		bool cut;
	} fields[] = {
		{"title", FEED_LINE_MAX, false}, {"title", FEED_LINE_MAX + 1, true},
		{"guid", FEED_LINE_MAX, false}, {"guid", FEED_LINE_MAX + 1, true},
		{"description", FEED_TEXT_MAX, false}, {"description", FEED_TEXT_MAX + 1, true},
	};
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_LEN(fields); i++) {
		struct buf text = NEW_BUF;
		struct feed_request request = {.now = now};
		struct arena *arena = arena_new();
		struct feed_document *document;
		const char *why;

		buf_printf(&text, "<rss><channel><item><%s>", fields[i].name);
		put_times(&text, fields[i].len, "a");
		buf_printf(&text, "</%s></item></channel></rss>", fields[i].name);
		request.data = buf_str(&text);
		request.len = text.len;
		assert_int_equal(feed_parse(arena, &request, &document, &why), 0);
		assert_int_equal(document->fields_cut, fields[i].cut);
		assert_int_equal(document->reading, FEED_STRICT);
		arena_free(arena);
		buf_done(&text);
	}
}

/* ---- slices -------------------------------------------------------------------------- */

/* A whole document and the same in slices of a few items say the same. */
static void check_sliced(const char *text, size_t len, const char *content_type)
{
	struct feed_request request = {.data = text, .len = len, .now = now,
		.content_type = content_type, .base_url = "https://n.ee/"};
	CLEANUP(mem_freep) char *whole = show(&request);
	size_t bytes;

	for (bytes = 1; bytes < 1000; bytes *= 3) {
		CLEANUP(mem_freep) char *sliced = NULL;

		request.slice_bytes = bytes;
		sliced = show(&request);
		assert_string_equal(sliced, whole);
	}
}

static void a_document_says_the_same_in_slices(void **state)
{
	static const char *const documents[] = {
		"<?xml version='1.0'?>\n<rss version='2.0' xmlns:dc='http://purl.org/dc/elements/1.1/'>"
		"<channel xml:base='/a/'><title>t</title><!-- <item> --><item><guid>1</guid><link>x</link>"
		"<dc:date>2024-11-25</dc:date></item><item><title><![CDATA[<item><item>]]></title>"
		"</item>\n<item><title>z</title></item></channel></rss>",
		"<rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#' "
		"xmlns='http://purl.org/rss/1.0/'><channel><title>t</title><items><rdf:Seq/></items>"
		"</channel><item rdf:about='http://a.ee/1'><title>a</title></item>"
		"<item rdf:about='http://a.ee/2'><title>b</title></item></rdf:RDF>",
		"<feed xmlns='http://www.w3.org/2005/Atom' xml:lang='et'><title>t</title><entry>"
		"<id>1</id><title type='html'>&lt;b>a&lt;/b></title></entry><entry><id>2</id>"
		"<content type='xhtml'><div xmlns='http://www.w3.org/1999/xhtml'><p>b</p></div>"
		"</content></entry><entry><id>3</id></entry></feed>",
		"<!DOCTYPE rss [<!ENTITY n 'Narva'>]><rss><channel><item><title>&n; & Ivangorod"
		"</title></item><item><title>&n;</title></item></channel></rss>",
		"<rss><channel><item><title>a</title><item><title>b</title></channel>"
		"<channel><item><title>c</title></item></channel></rss>",
		"<rss><channel><item><title>a</title></item><item><title>b & c</title></item><item>"
		"<title>cut o",
		"<rss><channel><title>empty</title></channel></rss>",
		"{\"version\":\"https://jsonfeed.org/version/1.1\",\"title\":\"t\",\"items\":[{\"id\":"
		"\"]},{\",\"title\":\"a \\\" b\"},{\"id\":2,\"tags\":[1,[2]]}, {\"id\":\"3\"}]}",
		"{\"items\":[{\"id\":\"1\"},{\"id\":\"2\"}],\"version\":"
		"\"https://jsonfeed.org/version/1\"}",
		"{\"version\":\"https://jsonfeed.org/version/1\",\"items\":[]}",
		"{\"items\":[{\"id\":\"1\"},{\"id\":\"2\"}]}",
		"{\"version\":\"1\",\"items\":[{\"id\":\"1\"},{\"id\":\"2\"}]}",
		"<!DOCTYPE html><html><body><p>Nothing here</p></body></html>",
		"some words",
	};
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_LEN(documents); i++)
		check_sliced(documents[i], strlen(documents[i]), NULL);
}

static void slices_are_read_in_the_encoding_of_the_whole(void **state)
{
	static const char windows[] =
		"<?xml version='1.0' encoding='windows-1251'?><rss><channel><item><title>plain"
		"</title></item><item><title>\xC3\xF0\xE0\xED\xE8\xF6\xE0 \xE7\xE0\xEA\xF0\xFB\xF2\xE0"
		"</title></item></channel></rss>";
	static const char wide[] =
		"\xFF\xFE<\0r\0s\0s\0>\0<\0i\0t\0e\0m\0>\0<\0t\0i\0t\0l\0e\0>\0\x3C\x04<\0/\0t\0i"
		"\0t\0l\0e\0>\0<\0/\0i\0t\0e\0m\0>\0<\0i\0t\0e\0m\0/\0>\0<\0/\0r\0s\0s\0>";

	(void)state;
	check_sliced(windows, sizeof(windows) - 1, NULL);
	check_sliced(wide, sizeof(wide), NULL);
}

/* The line is that of the document, not of the slice. */
static void damage_in_a_slice_names_its_line(void **state)
{
	struct buf text = NEW_BUF;
	struct feed_request request = {.now = now, .slice_bytes = 10};
	struct arena *arena = arena_new();
	struct feed_document *document;
	const char *why;

	(void)state;
	buf_puts(&text, "<?xml version='1.0'?>\n<rss\n version='2.0'>\n<channel>\n");
	put_times(&text, 7, "<item>\n<title>a</title>\n</item>\n");
	buf_puts(&text, "<item>\n<title>a & b</title></item></channel></rss>");
	request.data = buf_str(&text);
	request.len = text.len;
	assert_int_equal(feed_parse(arena, &request, &document, &why), 0);
	assert_int_equal(document->item_count, 8);
	assert_int_equal(strncmp(document->damage, "line 27: ", 9), 0);
	arena_free(arena);
	buf_done(&text);
}

static void what_a_document_declares_is_no_damage(void **state)
{
	static const struct sample samples[] = {
		{"<!DOCTYPE rss [<!ENTITY n \"Narva\"><!ENTITY nbsp \"&#160;\">]><rss><channel>"
		 "<item><title>&n;&nbsp;&n;</title><guid>&n;</guid></item></channel></rss>",
			"rss strict: [Narva|http://a.ee/feeds/Narva|Narva Narva|-|-]"},
		{"<!DOCTYPE rss [<!ENTITY h \"https://a.ee/\">]><rss><channel xml:base=\"&h;\"><item>"
		 "<link>b</link></item></channel></rss>",
			"rss strict: [-|https://a.ee/b|-|-|-]"},
		{"<!DOCTYPE rss [<!ENTITY n \"Narva\">]><rss><channel><item><title>&m;</title></item>"
		 "</channel></rss>",
			"rss recovered: [-|-|&m;|-|-]"},
	};

	(void)state;
	CHECK(samples);
}

static void entities_explode_nothing_and_fetch_nothing(void **state)
{
	static const struct sample samples[] = {
		{"<!DOCTYPE rss [<!ENTITY a \"ha\"><!ENTITY b \"&a;&a;&a;&a;&a;&a;&a;&a;\"><!ENTITY c "
		 "\"&b;&b;&b;&b;&b;&b;&b;&b;\">]><rss><channel><item><title>x&c;</title></item>"
		 "</channel></rss>",
			"rss recovered: [-|-|x&c;|-|-]"},
		{"<!DOCTYPE rss [<!ENTITY x SYSTEM \"file:///etc/passwd\">]><rss><channel><item>"
		 "<title>x&x;</title></item></channel></rss>",
			"rss recovered: [-|-|x&x;|-|-]"},
		{"<!DOCTYPE rss [<!ENTITY % x SYSTEM \"http://127.0.0.1:1/x.dtd\"> %x;]><rss>"
		 "<channel><item><title>x</title></item></channel></rss>",
			"rss recovered: [-|-|x|-|-]"},
		{"<rss xmlns:xi=\"http://www.w3.org/2001/XInclude\"><channel><item><title>x"
		 "<xi:include href=\"file:///etc/passwd\" parse=\"text\"/></title></item></channel>"
		 "</rss>",
			"rss strict: [-|-|x|-|-]"},
	};
	struct buf text = NEW_BUF;

	(void)state;
	CHECK(samples);
	buf_puts(&text, "<!DOCTYPE rss [<!ENTITY a \"");
	put_times(&text, 100000, "a");
	buf_puts(&text, "\">]><rss><channel><item><title>");
	put_times(&text, 40000, "&a;");
	buf_puts(&text, "</title></item></channel></rss>");
	check_hostile(&text, "rss recovered 1");
	buf_puts(&text, "<!DOCTYPE rss [<!ENTITY a \"");
	put_times(&text, 990, "a");
	buf_puts(&text, "\">]><rss><channel><item><title>");
	put_times(&text, 80000, "&a;");
	buf_puts(&text, "</title></item></channel></rss>");
	check_hostile(&text, "rss recovered 1");
}

static void braces_in_the_text_of_json_count_for_nothing(void **state)
{
	struct buf text = NEW_BUF;

	(void)state;
	buf_puts(&text, "{\"version\":\"https://jsonfeed.org/version/1\",\"items\":[{\"title\":\"");
	put_times(&text, 30000, "{,[\\\"\\\\");
	buf_puts(&text, "\"}]}");
	check_hostile(&text, "json strict 1");
}

static void json_is_no_deeper_and_no_larger_than_it_need_be(void **state)
{
	struct buf text = NEW_BUF;

	(void)state;
	put_times(&text, 3000, "{\"a\":");
	check_hostile(&text, "outcome 1");
	buf_puts(&text, "{\"version\":\"https://jsonfeed.org/version/1\",\"items\":");
	put_times(&text, 10000, "[");
	check_hostile(&text, "outcome 1");
	buf_puts(&text, "{\"version\":\"https://jsonfeed.org/version/1\",\"items\":[");
	put_times(&text, 1000000, "{\"a\":1},");
	buf_puts(&text, "{}]}");
	check_hostile(&text, "json strict 10000 cut");
	buf_puts(&text, "{\"version\":\"https://jsonfeed.org/version/1\",\"items\":[{\"a\":[");
	put_times(&text, 80000, "{},");
	buf_puts(&text, "{}]}]}");
	check_hostile(&text, "outcome 3");
	buf_puts(&text, "{\"version\":\"https://jsonfeed.org/version/1\",\"items\":[{\"a\":[");
	put_times(&text, 1000000, "{},");
	buf_puts(&text, "{}]},{}]}");
	check_hostile(&text, "json strict 1 cut");
	buf_puts(&text, "{\"version\":\"https://jsonfeed.org/version/1\",\"items\":[");
	put_times(&text, 4000000, "1,");
	buf_puts(&text, "{}]}");
	check_hostile(&text, "json strict 0 cut");
}

/* Each begins something that never ends, again and again: none may be searched for twice. */
static void what_never_ends_costs_no_more_than_its_bytes(void **state)
{
	static const char *const pieces[] = {"<!--", "<![CDATA[", "<a><![CDATA[x</a>", "<?x ",
		"<a href=\"", "<a b='c", "<a", "</a>", "&#", "&amp", "<", "]]>", "<item ", "<x:y>",
		"<!DOCTYPE [", "<title>", "<item><title a=\"<", "<b></i>", "<!ENTITY a \"", "\x80"};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(pieces); i++) {
		struct buf text = NEW_BUF;
		struct feed_request request = {.now = now};
		struct arena *arena = arena_new();
		struct feed_document *document;
		const char *why = NULL;

		buf_puts(&text, "<rss><channel><item><title>a</title><description>&");
		put_times(&text, 2000000 / strlen(pieces[i]), pieces[i]);
		request.data = buf_str(&text);
		request.len = text.len;
		if (feed_parse(arena, &request, &document, &why))
			assert_non_null(why);
		else
			assert_string_not_equal(feed_reading_name(document->reading), "strict");
		arena_free(arena);
		buf_done(&text);
	}
}

/* What reaches the model is UTF-8, whatever stood in the document. */
static void no_bytes_make_a_text_that_is_not_utf_8(void **state)
{
	static const char text[] = "<rss><channel><item><title>\xED\xA0\x80\xC0\x80\xF8\xFF\xE2\x82"
				   "</title><guid>\xFF\xFE\x80</guid></item></channel></rss>";
	struct feed_request request = {.data = text, .len = sizeof(text) - 1, .now = now,
		.content_type = "text/xml; charset=utf-8"};
	struct arena *arena = arena_new();
	struct feed_document *document;
	const char *why;

	(void)state;
	assert_int_equal(feed_parse(arena, &request, &document, &why), 0);
	assert_true(utf8_valid(document->items[0].id, strlen(document->items[0].id)));
	assert_true(utf8_valid(document->items[0].field[ITEM_TITLE].text,
		document->items[0].field[ITEM_TITLE].len));
	arena_free(arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_dialect_gives_items),
		cmocka_unit_test(links_are_found_where_each_dialect_puts_them),
		cmocka_unit_test(texts_are_plain_whatever_carries_them),
		cmocka_unit_test(names_count_in_their_own_namespace_alone),
		cmocka_unit_test(dates_stand_where_each_dialect_puts_them),
		cmocka_unit_test(the_source_s_zone_is_that_of_dates_without_one),
		cmocka_unit_test(damage_inside_an_item_spoils_nothing_around_it),
		cmocka_unit_test(items_stay_apart_whatever_is_left_open),
		cmocka_unit_test(what_stands_around_the_root_is_looked_past),
		cmocka_unit_test(a_document_that_was_cut_off_is_salvaged),
		cmocka_unit_test(damage_is_named_with_its_line),
		cmocka_unit_test(what_is_no_feed_says_what_it_is),
		cmocka_unit_test(zero_bytes_hide_nothing_behind_them),
		cmocka_unit_test(a_charset_that_is_said_is_used),
		cmocka_unit_test(latin_1_is_not_believed_where_it_gives_no_words),
		cmocka_unit_test(a_charset_that_nobody_says_is_recognised),
		cmocka_unit_test(utf_16_is_seen_by_its_bytes),
		cmocka_unit_test(names_of_charsets_are_read_as_they_are_written),
		cmocka_unit_test(other_languages_keep_their_charset),
		cmocka_unit_test(utf_8_made_twice_is_unmade),
		cmocka_unit_test(identity_outlives_what_changes),
		cmocka_unit_test(references_resolve_as_rfc_3986_says),
		cmocka_unit_test(json_feeds_are_read_by_their_specification),
		cmocka_unit_test(a_million_items_are_cut_at_the_ceiling),
		cmocka_unit_test(a_million_nested_elements_are_no_deeper_than_the_ceiling),
		cmocka_unit_test(a_title_of_fifty_megabytes_is_cut),
		cmocka_unit_test(a_field_beyond_its_ceiling_is_cut_and_said_so),
		cmocka_unit_test(a_document_says_the_same_in_slices),
		cmocka_unit_test(slices_are_read_in_the_encoding_of_the_whole),
		cmocka_unit_test(damage_in_a_slice_names_its_line),
		cmocka_unit_test(what_a_document_declares_is_no_damage),
		cmocka_unit_test(entities_explode_nothing_and_fetch_nothing),
		cmocka_unit_test(braces_in_the_text_of_json_count_for_nothing),
		cmocka_unit_test(json_is_no_deeper_and_no_larger_than_it_need_be),
		cmocka_unit_test(what_never_ends_costs_no_more_than_its_bytes),
		cmocka_unit_test(no_bytes_make_a_text_that_is_not_utf_8),
	};

	return cmocka_run_group_tests_name("feed", tests, NULL, NULL);
}
