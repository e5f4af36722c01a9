/* The options of a source and of section `source`. */
#include "source/source.h"

#include <string.h>
#include <sys/stat.h>

#include "base/mem.h"

#define ZONES "/usr/share/zoneinfo"

enum { ID_MAX = 64, MINUTE_MS = 60 * 1000, HOUR_MS = 60 * MINUTE_MS, DAY_MS = 24 * HOUR_MS };

#define WORD_CHARACTERS "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_."

static const char *check_id(const char *text)
{
	if (strlen(text) > ID_MAX)
		return "an id has at most 64 characters";
	if (text[strspn(text, WORD_CHARACTERS)])
		return "an id is made of letters (a to z), digits, '-', '_' and '.'";
	return NULL;
}

/* What rules write between parentheses: source(tag:official). */
static const char *check_tag(const char *text)
{
	if (!*text || strpbrk(text, "(), \t\r\n:\""))
		return "a tag is one word without commas, colons, quotes or parentheses";
	return NULL;
}

/* Where the machine has no list of zones the form alone is looked at. */
static const char *check_timezone(const char *text)
{
	CLEANUP(mem_freep) char *path = mem_printf(ZONES "/%s", text);
	struct stat info;

	if (*text == '/' || strstr(text, "..") || text[strspn(text, WORD_CHARACTERS "/+")])
		return "a time zone has the form Europe/Tallinn or UTC";
	if (!stat(ZONES "/UTC", &info) && (stat(path, &info) || !S_ISREG(info.st_mode)))
		return "there is no such time zone (they are named as Europe/Tallinn)";
	return NULL;
}

static const char *const type_names[] = {"feed", "page", NULL};

#define OPTION(member) .name = #member, .offset = offsetof(struct source_options, member)

static const struct config_option entry_options[] = {
	{OPTION(id), .type = OPTION_TEXT, .required = true, .check = check_id,
		.help = "The name of the source in rules, logs, alerts and commands. It is never "
			"changed: what is known of the source hangs on it."},
	{OPTION(url), .type = OPTION_URL, .required = true,
		.help = "Where the feed is: http:, https: or file:. *file:name.xml* is beside the "
			"file that names it."},
	{OPTION(name), .type = OPTION_TEXT, .help = "The name for people."},
	{OPTION(lang), .type = OPTION_LANG,
		.help = "The language of the feed; stands in front of what the feed itself says. An item "
			"whose text is in another script, or surely in another language, has its own."},
	{OPTION(country), .type = OPTION_COUNTRY,
		.help = "The country that the source speaks from, for *source(country:EE)*."},
	{OPTION(publisher), .type = OPTION_TEXT,
		.help = "Who publishes it. Sources of one publisher are not independent of each "
			"other."},
	{OPTION(timezone), .type = OPTION_TEXT, .check = check_timezone,
		.help = "The time zone of dates that state none, as *Europe/Tallinn*."},
	{OPTION(tags), .type = OPTION_LIST, .check = check_tag,
		.help = "Words for rules to ask for: *source(tag:official)*."},
	{.name = "interval", .offset = offsetof(struct source_options, interval_ms),
		.type = OPTION_DURATION, .max = 30LL * DAY_MS,
		.help = "How often it is asked. Default: *interval* of section *source*."},
	{.name = "alert_max_age",
		.offset = offsetof(struct source_options, alert_max_age_ms),
		.type = OPTION_DURATION, .max = 36525LL * DAY_MS,
		.help = "What was published longer ago raises no alert. Default: *max_age* of "
			"section *alert*."},
	{OPTION(type), .type = OPTION_CHOICE, .choices = type_names, .def = "feed",
		.help = "What is found at the URL: a feed of items, or a web page that is watched as "
			"an item of its own. Pages are asked for only where the site's robots.txt "
			"allows it."},
	{OPTION(xpath), .type = OPTION_TEXT,
		.help = "Of a page: the part that is watched, as *//div[@id='text']*. Default: its "
			"main part."},
	{OPTION(control_url), .type = OPTION_URL,
		.help = "Of a page: another page of the same site. A page that is gone was taken "
			"away only where this one is there. Default: the front page of the site."},
	{OPTION(enabled), .type = OPTION_BOOL, .def = "yes",
		.help = "*no*: the source is kept, but not asked."},
};

const struct config_table source_entry_table = {
	.name = "sources",
	.help = "A list; each entry is one source.",
	.options = entry_options,
	.count = ARRAY_LEN(entry_options),
	.size = sizeof(struct source_options),
};

static const struct config_option section_options[] = {
	{.name = "interval", .offset = offsetof(struct source_defaults, interval_ms),
		.type = OPTION_DURATION, .min = 1000, .max = 30LL * DAY_MS, .def = "15m",
		.help = "How often a source is asked that has no *interval* of its own. One that "
			"publishes rarely is asked up to four times more rarely."},
	{.name = "interval_min", .offset = offsetof(struct source_defaults, interval_min_ms),
		.type = OPTION_DURATION, .min = 1000, .max = DAY_MS, .def = "1m",
		.help = "No source is asked more often than this, whatever it or a command says."},
	{.name = "backoff_max", .offset = offsetof(struct source_defaults, backoff_max_ms),
		.type = OPTION_DURATION, .min = MINUTE_MS, .max = 30LL * DAY_MS, .def = "1d",
		.help = "The longest pause of a failing source, and the longest *Retry-After* that "
			"is kept. A source that is gone is asked this often."},
	{.name = "max_age_max", .offset = offsetof(struct source_defaults, max_age_max_ms),
		.type = OPTION_DURATION, .max = DAY_MS, .def = "6h",
		.help = "What a publisher says of freshness (*Cache-Control: max-age*, *Expires*, "
			"*ttl*, *sy:updatePeriod*) is waited for, up to this."},
	{.name = "jitter", .offset = offsetof(struct source_defaults, jitter),
		.type = OPTION_REAL, .real_max = 0.5, .def = "0.1",
		.help = "A part of the interval by which polls are spread at random; 0 switches "
			"all spreading off, also that of the sources of one host."},
	{.name = "blind", .offset = offsetof(struct source_defaults, blind),
		.type = OPTION_REAL, .real_max = 1, .def = "0.5",
		.help = "A rule is told to be blind where this part of the sources that it reads "
			"fails."},
};

const struct config_table source_table = {
	.name = "source",
	.help = "When sources are asked.",
	.options = section_options,
	.count = ARRAY_LEN(section_options),
	.size = sizeof(struct source_defaults),
};
