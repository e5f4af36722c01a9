/* Who has it from whom: which reports are origins, whatever the order they come in. */
#include "check.h"

#include <string.h>

#include "incident/origins.h"

#define SPIEGEL {TRACE_CITES, "Der Spiegel", "DE", false, false, false}
#define BNS_MARK {TRACE_MARK, "BNS", "LT", false, false, false}
#define BNS_CITED {TRACE_CITES, "BNS", "LT", false, false, false}
#define PAP_MARK {TRACE_MARK, "PAP", "PL", false, false, false}
#define GUARD {TRACE_SAYS, "Estonian border guard", "EE", true, false, false}
#define GUARD_TOLD {TRACE_SAYS, "Estonian border guard", "EE", true, true, false}
#define GUARD_DENIES {TRACE_SAYS, "Estonian border guard", "EE", true, false, true}
#define KREMLIN {TRACE_SAYS, "Kremlin", "RU", true, false, false}
#define SOMEBODY {TRACE_SAYS, "Jane Doe", NULL, false, false, false}
#define ANONYMOUS {TRACE_NAMELESS, "anonymous officials", NULL, false, false, false}
#define SAW {TRACE_SAW, "ERR", "EE", false, false, false}
#define LINK_SPIEGEL {TRACE_LINK, "spiegel.example", NULL, false, false, false}

struct told {
	const char *outlet, *country;
	struct trace_source sources[4]; /* ended by one without a name */
	bool official;
	const char *host;
	int64_t copy_of; /* number of the report, from 1 on */
	double containment;
};

enum { TOLD_MAX = 6 };

struct sample {
	const char *what;
	struct told told[TOLD_MAX]; /* ended by one without an outlet */
	size_t origins;
	const char *names; /* as the summary says them */
};

static const struct sample samples[] = {
	{"one report that names nobody", {{"ERR", "EE"}}, 1, "ERR"},
	{"one report with nameless officials", {{"ERR", "EE", {ANONYMOUS}}}, 1,
		"ERR, anonymous officials"},
	{"two that name nobody", {{"ERR", "EE"}, {"LRT", "LT"}}, 1, "ERR"},
	{"two that cite one", {{"ERR", "EE", {SPIEGEL}}, {"LRT", "LT", {SPIEGEL}}}, 1,
		"Der Spiegel"},
	{"what is cited is here", {{"Der Spiegel", "DE", {ANONYMOUS}}, {"ERR", "EE", {SPIEGEL}}},
		1, "Der Spiegel, anonymous officials"},
	{"who names nobody came first", {{"LRT", "LT"}, {"ERR", "EE", {SPIEGEL}}}, 1, "Der Spiegel"},
	{"an agency passes it on",
		{{"ERR", "EE", {BNS_MARK, SPIEGEL}}, {"LRT", "LT", {BNS_MARK}},
			{"Delfi", "EE", {SPIEGEL}}},
		1, "Der Spiegel"},
	{"an agency's text that names nobody", {{"ERR", "EE"}, {"LRT", "LT", {BNS_MARK}}}, 1,
		"ERR"},
	{"two agencies that are cited", {{"ERR", "EE", {SPIEGEL}}, {"LRT", "LT", {BNS_CITED}}}, 2,
		"Der Spiegel + BNS"},
	{"an office of its own", {{"LRT", "LT", {SPIEGEL}}, {"ERR", "EE", {GUARD}}}, 2,
		"Der Spiegel + Estonian border guard"},
	{"one office, two outlets", {{"LRT", "LT", {GUARD}}, {"ERR", "EE", {GUARD}}}, 1,
		"Estonian border guard"},
	{"an office beside a foreign medium, of its own country",
		{{"LRT", "LT", {SPIEGEL}}, {"ERR", "EE", {SPIEGEL, GUARD}}}, 2,
		"Der Spiegel + Estonian border guard"},
	{"an office beside a foreign medium, of another country",
		{{"LRT", "LT", {SPIEGEL}}, {"ERR", "EE", {SPIEGEL, KREMLIN}}}, 1, "Der Spiegel"},
	{"an office that told this outlet", {{"LRT", "LT", {SPIEGEL, GUARD_TOLD}}}, 2,
		"Der Spiegel + Estonian border guard"},
	{"an office in an agency's text", {{"LRT", "LT", {BNS_MARK, GUARD}}, {"ERR", "EE", {GUARD}}},
		1, "BNS"},
	{"the office first, then an agency with it",
		{{"ERR", "EE", {GUARD}}, {"LRT", "LT", {BNS_MARK, GUARD}}}, 1,
		"Estonian border guard"},
	{"who denies it is no origin of it", {{"LRT", "LT", {SPIEGEL}}, {"ERR", "EE", {GUARD_DENIES}}},
		1, "Der Spiegel"},
	{"a person without a post is none", {{"LRT", "LT", {SPIEGEL}}, {"ERR", "EE", {SOMEBODY}}}, 1,
		"Der Spiegel"},
	{"its own reporter was there", {{"LRT", "LT", {SPIEGEL}}, {"ERR", "EE", {SAW}}}, 2,
		"Der Spiegel + ERR, own reporter"},
	{"an office's own page", {{"LRT", "LT", {SPIEGEL}}, {"Kapo", "EE", {{0}}, true}}, 2,
		"Der Spiegel + Kapo"},
	{"an outlet that cites an outlet that cites",
		{{"Delfi", "EE", {SPIEGEL}},
			{"LRT", "LT", {{TRACE_CITES, "Delfi", "EE", false, false, false}}}},
		1, "Der Spiegel"},
	{"two that cite each other",
		{{"Delfi", "EE", {{TRACE_CITES, "LRT", "LT", false, false, false}}},
			{"LRT", "LT", {{TRACE_CITES, "Delfi", "EE", false, false, false}}}},
		1, NULL},
	{"a link to a report that is here",
		{{"Der Spiegel", "DE", {{0}}, false, "spiegel.example"},
			{"ERR", "EE", {LINK_SPIEGEL}, false, "err.example"}},
		1, "Der Spiegel"},
	{"a link to nobody we know", {{"ERR", "EE", {LINK_SPIEGEL}}}, 1, "ERR"},
	{"a copy brings its offices along",
		{{"LRT", "LT", {GUARD}}, {"ERR", "EE", {GUARD, KREMLIN}, false, NULL, 1, 0.9}}, 1,
		"Estonian border guard"},
	{"what only resembles is no copy",
		{{"LRT", "LT", {GUARD}}, {"ERR", "EE", {KREMLIN}, false, NULL, 1, 0.5}}, 2,
		"Estonian border guard + Kremlin"},
};

static size_t read_told(const struct told *told, struct report *out)
{
	size_t count = 0, i;

	for (; count < TOLD_MAX && told[count].outlet; count++) {
		struct report *report = &out[count];

		*report = (struct report){.item = (int64_t)count + 1, .time = (int64_t)count,
			.copy_of = told[count].copy_of, .containment = told[count].containment};
		report->trace = (struct trace){.outlet = told[count].outlet,
			.country = told[count].country, .host = told[count].host,
			.official = told[count].official, .sources = told[count].sources};
		for (i = 0; i < 4 && told[count].sources[i].name; i++)
			report->trace.source_count++;
	}
	return count;
}

static const char *join(struct arena *arena, const struct origins *origins)
{
	const char *text = "";
	size_t i;

	for (i = 0; i < origins->name_count; i++)
		text = arena_printf(arena, "%s%s%s", text, i ? " + " : "", origins->names[i]);
	return text;
}

static void reports_lean_on_what_they_say(void **state)
{
	struct arena *arena = arena_new();
	size_t i, j, count;

	(void)state;
	for (i = 0; i < sizeof(samples) / sizeof(*samples); i++) {
		struct report reports[TOLD_MAX];
		struct origins origins;

		count = read_told(samples[i].told, reports);
		origins = origins_of(arena, reports, count);
		if (origins.count != samples[i].origins ||
			(samples[i].names &&
				strcmp(join(arena, &origins), samples[i].names) != 0))
			fail_msg("%s: %zu origins: %s", samples[i].what, origins.count,
				join(arena, &origins));
		for (j = 0; j < count; j++)
			if (!origins.of_reports[j].origin || !origins.of_reports[j].why)
				fail_msg("%s: report %zu says nothing", samples[i].what, j);
	}
	arena_free(arena);
}

static void no_reports_are_no_origins(void **state)
{
	struct arena *arena = arena_new();

	(void)state;
	assert_int_equal(origins_of(arena, NULL, 0).count, 0);
	arena_free(arena);
}

/* A chain of five hundred that each cite the one before: one origin, and no deep waters. */
static void a_long_chain_ends_at_its_first(void **state)
{
	enum { LONG = 500 };
	struct arena *arena = arena_new();
	struct report *reports = arena_alloc(arena, LONG * sizeof(*reports));
	struct trace_source *sources = arena_alloc(arena, LONG * sizeof(*sources));
	struct origins origins;
	size_t i;

	(void)state;
	for (i = 0; i < LONG; i++) {
		reports[i].item = (int64_t)i + 1;
		reports[i].trace.outlet = arena_printf(arena, "outlet %zu", i);
		sources[i] = (struct trace_source){.kind = TRACE_CITES,
			.name = arena_printf(arena, "outlet %zu", i - 1)};
		reports[i].trace.sources = &sources[i];
		reports[i].trace.source_count = i > 0;
	}
	origins = origins_of(arena, reports, LONG);
	assert_int_equal(origins.count, 1);
	assert_int_equal(origins.outlets, LONG);
	assert_string_equal(origins.of_reports[LONG - 1].origin, "outlet 0");
	arena_free(arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(reports_lean_on_what_they_say),
		cmocka_unit_test(no_reports_are_no_origins),
		cmocka_unit_test(a_long_chain_ends_at_its_first),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
