/* Markup to paragraphs: what a reader of the page would take for the text, and as what. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"
#include "check.h"
#include "text/text.h"

static const char letters[] = "TLBQCYKN"; /* kinds in their order; K: links, N: correction */

/* "L:first|B:second": the segments with the letter of their kind. */
static char *show(const struct item_text *text)
{
	static char out[8192];
	size_t used = 0;

	out[0] = '\0';
	for (uint32_t i = 0; i < text->segment_count; i++) {
		const struct segment *segment = &text->segments[i];

		used += (size_t)snprintf(out + used, sizeof(out) - used, "%s%c:%.*s",
			i ? "|" : "", letters[segment->kind],
			(int)(segment->end - segment->start), text->text + segment->start);
	}
	return out;
}

struct sample {
	const char *html, *want;
};

static void check_kind(const struct sample *samples, size_t count, enum segment_kind kind)
{
	struct arena *arena = arena_new();

	for (size_t i = 0; i < count; i++) {
		struct item_text text = text_from_html(arena, samples[i].html,
			strlen(samples[i].html), kind);

		if (strcmp(show(&text), samples[i].want) != 0)
			print_message("of: %s\n", samples[i].html);
		assert_string_equal(show(&text), samples[i].want);
	}
	arena_free(arena);
}

#define CHECK(samples) check_kind(samples, sizeof(samples) / sizeof(*(samples)), SEGMENT_LEAD)

static void block_tags_part_paragraphs_and_inline_tags_part_nothing(void **state)
{
	static const struct sample samples[] = {
		{"<p>Vene piirivalve eemaldas <b>poid</b>.</p><p>Neid oli 24.</p>",
			"L:Vene piirivalve eemaldas poid.|B:Neid oli 24."},
		{"24 <b>bu</b>oys", "L:24 buoys"},
		{"gr<span class=x>ä</span>ns<wbr>övergång", "L:gränsövergång"},
		{"one<br>two<br/>three", "L:one two three"},
		{"one<br><br />two<br>&nbsp;<br>three", "L:one|B:two|B:three"},
		{"<h2>Narva</h2>text", "L:Narva|B:text"},
		{"<table><tr><td>a</td><td>b</td></tr><tr><td>c</table>", "L:a b|B:c"},
		{"<ul><li>one<li>two</ul>three", "L:one|B:two|B:three"},
		{"<DIV>a</DIV >b<P\n>c", "L:a|B:b|B:c"},
		{"<p>  a \n\t b\u00A0\u2003c </p>\n\n", "L:a b c"},
		{"a<p></p><p> </p>b", "L:a|B:b"},
		{"word<img src=x>word", "L:word word"},
	};

	(void)state;
	CHECK(samples);
}

static void what_is_no_text_goes(void **state)
{
	static const struct sample samples[] = {
		{"<script>if (a < b) x();</script>seen", "L:seen"},
		{"a<style>p { color: red }</STYLE>b", "L:ab"},
		{"a<!-- no <b>text</b> -->b<!---->c<!-->d", "L:abcd"},
		{"<!DOCTYPE html><html><head><title>No</title><meta x></head><body>Yes",
			"L:Yes"},
		{"<?xml version='1.0'?>Yes", "L:Yes"},
		{"a<iframe src=x>none</iframe> b<noscript><img alt=c></noscript>", "L:a b"},
		{"<p>before</p><script>var cut = '<p>no", "L:before"},
		{"<video>Your browser is old</video>text", "L:text"},
		{"<![CDATA[<p>wrapped <b>twice</b></p>]]> on", "L:wrapped twice|B:on"},
	};

	(void)state;
	CHECK(samples);
}

static void an_angle_bracket_that_begins_no_tag_is_text(void **state)
{
	static const struct sample samples[] = {
		{"5 < 6 & 7 > 6", "L:5 < 6 & 7 > 6"},
		{"i <3 Narva, </3", "L:i <3 Narva, </3"},
		{"mail <mari@mail.example> now", "L:mail <mari@mail.example> now"},
		{"see <http://a.example/x> now", "L:see <http://a.example/x> now"},
		{"if x<y and y<z", "L:if x<y and y<z"},
		{"x<y <b>bold</b>", "L:x<y bold"},
		{"<foo>known</foo> to nobody", "L:known to nobody"},
		{"the end <", "L:the end <"},
	};

	(void)state;
	CHECK(samples);
}

static void damage_loses_no_text_around_it(void **state)
{
	static const struct sample samples[] = {
		{"cut in a tag <a href=\"http://a.exa", "L:cut in a tag"},
		{"<a href=\"x>text</a> on", "L:text on"},
		{"<a title='5 > 4'>text</a>", "L:text"},
		{"<p class=\"a\" class=b title=\"c>d\">text", "L:text"},
		{"a<!-- never closed b", "L:a"},
		{"a<!-- never > closed", "L:a closed"},
		{"</p></div>text</b></i>", "L:text"},
		{"<noscript>never closed", "L:never closed"},
		{"<b><i>a</b></i>", "L:a"},
		{"<p <p>text", "L:text"},
	};

	(void)state;
	CHECK(samples);
}

static void references_are_decoded_as_browsers_do(void **state)
{
	static const struct sample samples[] = {
		{"Võru&nbsp;&amp; P&otilde;lva", "L:Võru & Põlva"},
		{"R&auml;ttelse &ampx; &copy2024", "L:Rättelse &x; ©2024"},
		{"&#1041;&#x443;&#X439;", "L:Буй"},
		{"12 &#150; 14 &#132;a&#147; &#128;", "L:12 – 14 „a“ €"},
		{"&#65 &#65x", "L:A Ax"},
		{"AT&T &unknown; & &; &#; &#x;", "L:AT&T &unknown; & &; &#; &#x;"},
		{"&notin; &notit; &NotEqualTilde;", "L:∉ ¬it; ≂̸"},
		{"&lt;b&gt;", "L:<b>"},
		{"&#0;&#xD800;&#x110000;&#99999999999;", "L:\uFFFD\uFFFD\uFFFD\uFFFD"},
		{"&CounterClockwiseContourIntegral;", "L:∳"},
		{"&hellip;&mdash;&laquo;&raquo;&Scaron;&zcaron;&emacr;", "L:…—«»Šžē"},
	};

	(void)state;
	CHECK(samples);
}

static void bytes_that_are_no_text_become_replacement_marks(void **state)
{
	struct arena *arena = arena_new();
	struct item_text text = text_from_html(arena, "a\xFF<b>\0b\xC3", 8, SEGMENT_LEAD);

	(void)state;
	assert_string_equal(text.text, "a\uFFFD b\uFFFD");
	text = text_from_html(arena, NULL, 0, SEGMENT_LEAD);
	assert_int_equal(text.len, 0);
	assert_int_equal(text.segment_count, 0);
	arena_free(arena);
}

static void figures_give_captions_and_images_nothing(void **state)
{
	static const struct sample samples[] = {
		{"<p>Text <img alt='Poid J&otilde;el'> goes on.</p><p>More.</p>",
			"L:Text goes on.|B:More."},
		{"<img alt='IMG_0080.jpg'><img alt=''><img alt='A boat'><img alt='A boat'>T",
			"L:T"},
		{"<figure><img src=x alt='A boat'><figcaption>Narva river</figcaption></figure>"
		 "<p>Text</p>",
			"C:Narva river|L:Text"},
		{"<figure><figcaption>Not closed</figure>Text", "C:Not closed|L:Text"},
		{"<p class='wp-caption-text'>The river</p><p>Text</p>", "C:The river|L:Text"},
	};

	(void)state;
	CHECK(samples);
}

static void quotes_are_quotes_however_they_nest(void **state)
{
	static const struct sample samples[] = {
		{"<p>a</p><blockquote><p>b</p><blockquote>c</blockquote>d</blockquote>e",
			"L:a|Q:b|Q:c|Q:d|B:e"},
		{"<blockquote>a</blockquote><p>b</p>", "Q:a|L:b"},
	};

	(void)state;
	CHECK(samples);
}

static void lists_of_further_reading_are_links(void **state)
{
	static const struct sample samples[] = {
		{"<p>Text.</p><p>Read more: Buoys vanish</p>", "L:Text.|K:Read more: Buoys vanish"},
		{"<p>Text.</p><p>Loe lisaks</p><ul><li><a href=x>Poid kadusid</a></ul><p>On.</p>",
			"L:Text.|K:Loe lisaks|K:Poid kadusid|B:On."},
		{"<p>Text.</p><p><a href=x>Lue myös: Poijut katosivat</a></p>",
			"L:Text.|K:Lue myös: Poijut katosivat"},
		{"<p>Text.</p><a href=x>Подробнее на сайте</a>", "L:Text.|K:Подробнее на сайте"},
		{"<p>Подробнее о случае рассказал губернатор.</p>",
			"L:Подробнее о случае рассказал губернатор."},
		{"<p>a</p><div class='x related-posts'><div><h3>b</h3></div>c</div>d",
			"L:a|K:b|K:c|B:d"},
		{"<p>Text.</p><nav>Home</nav><aside><p>Other</p></aside>On",
			"L:Text.|K:Home|K:Other|B:On"},
		{"<p>T.</p><p>The post <a>Buoys</a> appeared first on <a>News</a>.</p>",
			"L:T.|K:The post Buoys appeared first on News."},
		{"<p>Text.</p><ul><li><a>A</a></li><li><a>B</a></li></ul><ul><li>C</li></ul>",
			"L:Text.|K:A|K:B|B:C"},
		{"<p>Related work went on at Narva.</p>", "L:Related work went on at Narva."},
	};

	(void)state;
	CHECK(samples);
}

static void bylines_are_no_lead(void **state)
{
	static const struct sample samples[] = {
		{"<p>By Mari Maasikas</p><p>Text.</p>", "Y:By Mari Maasikas|L:Text."},
		{"<p>Автор: Иван Петров</p><p>Текст.</p>", "Y:Автор: Иван Петров|L:Текст."},
		{"<div class=byline>Anna Berg, TT</div>Text", "Y:Anna Berg, TT|L:Text"},
		{"<p>By Tuesday the buoys were gone</p>", "L:By Tuesday the buoys were gone"},
		{"<p>By Tuesday, Russia had taken 24 buoys.</p>",
			"L:By Tuesday, Russia had taken 24 buoys."},
	};

	(void)state;
	CHECK(samples);
}

static void correction_notices_are_known_in_twelve_languages(void **state)
{
	static const struct sample samples[] = {
		{"<p>Correction: there were 23.</p>", "N:Correction: there were 23."},
		{"<p>This article was amended on 5 May.</p>",
			"N:This article was amended on 5 May."},
		{"<p>Parandus: poisid oli 23.</p>", "N:Parandus: poisid oli 23."},
		{"<p>Labojums: bojas bija 23.</p>", "N:Labojums: bojas bija 23."},
		{"<p>Patikslinimas: buvo 23.</p>", "N:Patikslinimas: buvo 23."},
		{"<p>Oikaisu 21.5. klo 12: poijuja oli 23.</p>",
			"N:Oikaisu 21.5. klo 12: poijuja oli 23."},
		{"<p>Rättelse: bojarna var 23.</p>", "N:Rättelse: bojarna var 23."},
		{"<p>Presisering – bøyene var 23.</p>", "N:Presisering – bøyene var 23."},
		{"<p>Præcisering: bøjerne var 23.</p>", "N:Præcisering: bøjerne var 23."},
		{"<p>SPROSTOWANIE: boje były 23.</p>", "N:SPROSTOWANIE: boje były 23."},
		{"<p>In einer früheren Version hieß es 24.</p>",
			"N:In einer früheren Version hieß es 24."},
		{"<p>Уточнение: буёв было 23.</p>", "N:Уточнение: буёв было 23."},
		{"<p>Спростування: буїв було 23.</p>", "N:Спростування: буїв було 23."},
		{"<p>Correction officers were at the border.</p>",
			"L:Correction officers were at the border."},
		{"<p>Поправка к закону о границе принята.</p>",
			"L:Поправка к закону о границе принята."},
	};

	(void)state;
	CHECK(samples);
}

static void a_title_is_nothing_but_title(void **state)
{
	static const struct sample samples[] = {
		{"Correction: <i>Buoys</i><br><br>again", "T:Correction: Buoys|T:again"},
	};

	(void)state;
	check_kind(samples, 1, SEGMENT_TITLE);
}

static void empty_lines_part_plain_text(void **state)
{
	static const struct sample samples[] = {
		{"one\ntwo\n \r\nthree\n\n\n", "L:one two|B:three"},
		{"\n\n  one", "L:one"},
		{"", ""},
	};

	(void)state;
	CHECK(samples);
}

static struct item_text repeated(struct arena *arena, const char *piece, size_t times)
{
	struct buf html = BUF_INIT((size_t)1 << 30);
	struct item_text text;

	for (size_t i = 0; i < times; i++)
		buf_puts(&html, piece);
	buf_puts(&html, "<p>end</p>");
	text = text_from_html(arena, html.data, html.len, SEGMENT_LEAD);
	buf_done(&html);
	return text;
}

static void depth_and_hostile_repetition_are_survived(void **state)
{
	static const char *const pieces[] = {"<div>", "<blockquote>", "<div class=related>",
		"<ul><li>", "<a href=\"", "<!--", "<![CDATA[", "<noscript>", "<svg>", "</div>",
		"<x ", "<b '", "&", "<", "<table><tr><td>", "<img alt='a b'>", "<br>", "&#"};
	struct arena *arena = arena_new();

	(void)state;
	for (size_t i = 0; i < sizeof(pieces) / sizeof(*pieces); i++) {
		struct item_text text = repeated(arena, pieces[i], 100000);

		assert_true(utf8_valid(text.text, text.len));
		arena_reset(arena);
	}
	assert_string_equal(repeated(arena, "<div>", 100000).text, "end");
	arena_free(arena);
}

static void a_field_beyond_the_ceiling_is_cut(void **state)
{
	struct arena *arena = arena_new();

	(void)state;
	assert_in_range(repeated(arena, "<p>Буй</p>", 1000000).len, 1000000, 4 * 1024 * 1024);
	arena_free(arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(block_tags_part_paragraphs_and_inline_tags_part_nothing),
		cmocka_unit_test(what_is_no_text_goes),
		cmocka_unit_test(an_angle_bracket_that_begins_no_tag_is_text),
		cmocka_unit_test(damage_loses_no_text_around_it),
		cmocka_unit_test(references_are_decoded_as_browsers_do),
		cmocka_unit_test(bytes_that_are_no_text_become_replacement_marks),
		cmocka_unit_test(figures_give_captions_and_images_nothing),
		cmocka_unit_test(quotes_are_quotes_however_they_nest),
		cmocka_unit_test(lists_of_further_reading_are_links),
		cmocka_unit_test(bylines_are_no_lead),
		cmocka_unit_test(correction_notices_are_known_in_twelve_languages),
		cmocka_unit_test(a_title_is_nothing_but_title),
		cmocka_unit_test(empty_lines_part_plain_text),
		cmocka_unit_test(depth_and_hostile_repetition_are_survived),
		cmocka_unit_test(a_field_beyond_the_ceiling_is_cut),
	};

	return cmocka_run_group_tests_name("html", tests, NULL, NULL);
}
