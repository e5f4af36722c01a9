/* robots.txt as sites write it: what may be asked for. */
#include <stdio.h>
#include <string.h>

#include "check.h"
#include "robots.h"

enum { NOW = 1716444000, DAY = 86400 };

static void rules_are_read_as_the_rfc_says(void **state)
{
	static const struct {
		const char *text, *path;
		bool allowed;
	} cases[] = {
		{"", "/a", true},
		{"User-agent: *\nDisallow: /", "/a", false},
		{"User-agent: *\nDisallow:", "/a", true},
		{"User-agent: *\nDisallow: /private/", "/private/a", false},
		{"User-agent: *\nDisallow: /private/", "/public", true},
		{"User-agent: other\nDisallow: /", "/a", true},
		{"User-agent: kordon\nDisallow: /", "/a", false},
		{"User-agent: Kordon/1.0\nDisallow: /", "/a", false},
		{"User-agent: kordonbleu\nDisallow: /", "/a", true},
		{"User-agent: *\nDisallow: /\n\nUser-agent: kordon\nAllow: /", "/a", true},
		{"User-agent: a\nUser-agent: kordon\nDisallow: /x", "/x", false},
		{"User-agent: kordon\nDisallow: /x\nUser-agent: b\nDisallow: /y", "/y", true},
		{"user-agent : *\r\ndisallow : /x # why\r\n", "/x/y", false},
		{"User-agent: *\nDisallow: /a\nAllow: /a/b", "/a/b/c", true},
		{"User-agent: *\nAllow: /a/b\nDisallow: /a", "/a/c", false},
		{"User-agent: *\nDisallow: /a\nAllow: /a", "/a", true},
		{"User-agent: *\nDisallow: /*.pdf$", "/x/y.pdf", false},
		{"User-agent: *\nDisallow: /*.pdf$", "/x/y.pdf?a", true},
		{"User-agent: *\nDisallow: /*/draft", "/x/y/draft/1", false},
		{"Disallow: /", "/a", true},
		{"\xEF\xBB\xBFUser-agent: *\nDisallow: /", "/a", false},
		{"<!DOCTYPE html><title>404</title>", "/a", true},
	};
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_LEN(cases); i++) {
		struct robots *robots = robots_new();
		char url[100];

		snprintf(url, sizeof(url), "https://gov.example%s", cases[i].path);
		assert_int_equal(robots_ask(robots, url, NOW), ROBOTS_UNKNOWN);
		robots_note(robots, url, cases[i].text, strlen(cases[i].text), false, NOW);
		if ((robots_ask(robots, url, NOW) == ROBOTS_ALLOWED) != cases[i].allowed)
			fail_msg("%s of %s", cases[i].path, cases[i].text);
		assert_int_equal(robots_ask(robots, "http://gov.example/a", NOW), ROBOTS_UNKNOWN);
		robots_free(robots);
	}
}

static void what_a_site_says_is_kept_for_a_day(void **state)
{
	static const char url[] = "https://gov.example/a";
	struct robots *robots = robots_new();

	(void)state;
	robots_note(robots, url, NULL, 0, false, NOW - DAY); /* a server that is ill */
	assert_int_equal(robots_ask(robots, url, NOW - DAY), ROBOTS_DENIED);
	robots_note(robots, url, NULL, 0, true, NOW);
	assert_int_equal(robots_ask(robots, url, NOW + DAY - 1), ROBOTS_ALLOWED);
	assert_int_equal(robots_ask(robots, url, NOW + DAY), ROBOTS_UNKNOWN);
	robots_note(robots, url, NULL, 0, false, NOW); /* ill, but what it said is known */
	assert_int_equal(robots_ask(robots, url, NOW), ROBOTS_ALLOWED);
	assert_int_equal(robots_ask(robots, url, NOW + 3600), ROBOTS_UNKNOWN);
	assert_int_equal(robots_ask(robots, "file:///etc/page.html", NOW), ROBOTS_ALLOWED);
	robots_free(robots);
}

static void what_was_kept_is_known_again(void **state)
{
	static const char url[] = "https://gov.example:8443/a";
	static const char text[] = "User-agent: *\nDisallow: /a\n";
	struct robots *robots = robots_new(), *later = robots_new();
	struct robots_site site = robots_note(robots, url, text, strlen(text), false, NOW);

	(void)state;
	assert_string_equal(site.origin, "https://gov.example:8443");
	robots_restore(later, &site);
	robots_restore(later, &site);
	assert_int_equal(robots_ask(later, url, NOW), ROBOTS_DENIED);
	assert_int_equal(robots_ask(later, "https://gov.example:8443/b", NOW), ROBOTS_ALLOWED);
	assert_int_equal(robots_ask(later, url, NOW + DAY), ROBOTS_UNKNOWN);
	robots_free(robots);
	robots_free(later);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(rules_are_read_as_the_rfc_says),
		cmocka_unit_test(what_a_site_says_is_kept_for_a_day),
		cmocka_unit_test(what_was_kept_is_known_again),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
