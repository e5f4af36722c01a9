/* The targets: what `sinks:` in kordon.yaml says, whom an alert is for, and their secrets. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/hash.h"
#include "base/mem.h"
#include "sink/sink_priv.h"

enum { SECRET_MAX = 4096, NAME_MAX_BYTES = 64 };

static const char *const type_names[] = {"exec", "webhook", "email", NULL};
static const char *const preset_names[] = {
	"kordon", "slack", "matrix", "ntfy", "cloudevents", NULL};
static const char *const severity_choices[] = {
#define X(name, text) text,
	SEVERITIES(X)
#undef X
	NULL};

/* ---- checks ------------------------------------------------------------------------- */

static const char *check_name(const char *text)
{
	static const char *const taken[] = {"log", "journal", "terminal"};
	size_t i;

	if (strlen(text) > NAME_MAX_BYTES ||
		text[strspn(text, "abcdefghijklmnopqrstuvwxyz0123456789-_")] || !*text)
		return "a name is made of small letters, digits, '-' and '_', at most 64";
	for (i = 0; i < ARRAY_LEN(taken); i++)
		if (strcmp(text, taken[i]) == 0)
			return "that is the name of one of kordon's own sinks";
	return NULL;
}

static const char *check_secret(const char *text)
{
	if (strncmp(text, "credential:", 11) == 0)
		return text[11] && !strchr(text + 11, '/')
			? NULL
			: "credential: is followed by a name of LoadCredential=";
	if (strncmp(text, "file:/", 6) == 0)
		return NULL;
	return "a secret is named, never written down here: credential:NAME (of systemd's "
	       "LoadCredential=) or file:/path";
}

static const char *check_line(const char *text)
{
	return strpbrk(text, "\r\n") ? "this is one line" : NULL;
}

static const char *check_header(const char *text)
{
	const char *colon = strchr(text, ':');

	if (!colon || colon == text || check_line(text))
		return "a header is one line, Name: value";
	return NULL;
}

static const char *check_address(const char *text)
{
	const char *at = strchr(text, '@');

	if (!at || at == text || !at[1] || text[strcspn(text, "\r\n<>, ")])
		return "an address has the form desk@paper.example";
	return NULL;
}

static const char *check_url(const char *text)
{
	static const char *const schemes[] = {"https://", "http://", "smtp://", "smtps://"};
	size_t i;

	for (i = 0; i < ARRAY_LEN(schemes); i++)
		if (strncmp(text, schemes[i], strlen(schemes[i])) == 0)
			return text[strcspn(text, " \r\n")] ? "a URL has no spaces" : NULL;
	return "a webhook is https:// or http://, mail is smtp:// or smtps://";
}

/* ---- the table ---------------------------------------------------------------------- */

#define OPTION(member) .name = #member, .offset = offsetof(struct sink_target, member)
#define SECOND_MS 1000LL
#define DAY_MS (86400 * SECOND_MS)

static const struct config_option options[] = {
	{OPTION(name), .type = OPTION_TEXT, .required = true, .check = check_name,
		.help = "The name of the sink in logs and commands; what waits for it hangs on it."},
	{OPTION(type), .type = OPTION_CHOICE, .choices = type_names, .def = "exec",
		.required = true,
		.help = "*exec* starts a program with the alert on its standard input; *webhook* "
			"posts it; *email* sends mail."},
	{OPTION(min_severity), .type = OPTION_CHOICE, .choices = severity_choices, .def = "info",
		.help = "It gets nothing below."},
	{OPTION(categories), .type = OPTION_LIST,
		.help = "It gets these categories alone. Default: all."},
	{OPTION(countries), .type = OPTION_LIST,
		.help = "It gets incidents of these countries alone (EE, FI). Default: all."},
	{.name = "give_up_after", .offset = offsetof(struct sink_target, give_up_after_ms),
		.type = OPTION_DURATION, .min = 60 * SECOND_MS, .max = 365 * DAY_MS, .def = "3d",
		.help = "An alert that could not be delivered for so long is put aside; it is kept, "
			"and *kordonctl outbox replay* sends it after all."},
	{.name = "timeout", .offset = offsetof(struct sink_target, timeout_ms),
		.type = OPTION_DURATION, .min = SECOND_MS, .max = 600 * SECOND_MS, .def = "30s",
		.help = "How long one try may take."},
	{.name = "pause", .offset = offsetof(struct sink_target, pause_ms),
		.type = OPTION_DURATION, .min = SECOND_MS, .max = 3600 * SECOND_MS, .def = "5s",
		.help = "How long an alert waits after a first failure. Doubles with each, up to 15 "
			"minutes or this, whichever is longer."},
	{OPTION(command), .type = OPTION_LIST, .check = check_line,
		.help = "exec: the program with its whole path, and its arguments. No shell is "
			"between. Exit status 0: taken; 65: refused for good; any other: later."},
	{OPTION(url), .type = OPTION_TEXT, .check = check_url,
		.help = "webhook: where alerts are posted. email: the server, as "
			"*smtp://mail.paper.example:587* (STARTTLS) or *smtps://…* (TLS)."},
	{OPTION(secret), .type = OPTION_TEXT, .check = check_secret,
		.help = "webhook: what signs the posts (HMAC-SHA256), or for *matrix* and *ntfy* the "
			"access token: *credential:NAME* or *file:/path*."},
	{OPTION(preset), .type = OPTION_CHOICE, .choices = preset_names, .def = "kordon",
		.help = "webhook: the form of the post: the alert line itself, or what Slack and "
			"Mattermost, Matrix, ntfy or CloudEvents 1.0 expect."},
	{OPTION(headers), .type = OPTION_LIST, .check = check_header,
		.help = "webhook: header lines to send along, as *X-Desk: east*."},
	{OPTION(ca_file), .type = OPTION_PATH,
		.help = "webhook, email: a file of certificates (PEM) that are trusted instead of "
			"the system's; for a server of your own."},
	{OPTION(from), .type = OPTION_TEXT, .check = check_address, .help = "email: the sender."},
	{OPTION(to), .type = OPTION_LIST, .check = check_address,
		.help = "email: who gets it; each as an address of its own."},
	{OPTION(user), .type = OPTION_TEXT, .check = check_line,
		.help = "email: the name at the server, where it wants one."},
	{OPTION(password), .type = OPTION_TEXT, .check = check_secret,
		.help = "email: *credential:NAME* or *file:/path*."},
	{OPTION(plain), .type = OPTION_BOOL, .def = "no",
		.help = "email: *yes* sends without TLS; for a server on this machine."},
};

const struct config_table sink_target_table = {
	.name = "sinks",
	.help = "A list; each entry is one more place where alerts go.",
	.options = options,
	.count = ARRAY_LEN(options),
	.size = sizeof(struct sink_target),
};

/* ---- loading ------------------------------------------------------------------------ */

static bool given(char *const *list)
{
	return list && *list;
}

/* What its type wants; NULL: nothing is missing. */
static const char *missing(const struct sink_target *target)
{
	switch (target->type) {
	case SINK_EXEC:
		return given(target->command) ? NULL : "'exec' wants 'command:'";
	case SINK_WEBHOOK:
		return target->url ? NULL : "'webhook' wants 'url:'";
	default:
		if (!target->url)
			return "'email' wants 'url:'";
		return target->from && given(target->to) ? NULL
							 : "'email' wants 'from:' and 'to:'";
	}
}

static void check_target(const struct sink_targets *targets, const struct sink_target *target,
	const struct config_node *node, struct diag *diag)
{
	const char *what = missing(target);
	size_t i;

	if (what)
		diag_error(diag, node->place, "a sink of type %s", what);
	if (target->type == SINK_EXEC && given(target->command) && *target->command[0] != '/')
		diag_error(diag, node->place, "'command' begins with the whole path of a program");
	for (i = 0; i + 1 < targets->count; i++)
		if (target->name && targets->list[i].name &&
			strcmp(targets->list[i].name, target->name) == 0)
			diag_error(diag, node->place, "there is a sink '%s' already",
				target->name);
}

/* Goes on with everything that stands in a node. */
static uint64_t print_of(uint64_t seed, const struct config_node *node)
{
	size_t i;

	if (node->text)
		seed = hash_more(seed, node->text, strlen(node->text) + 1);
	for (i = 0; i < node->count; i++) {
		if (node->kind == CONFIG_MAP)
			seed = print_of(seed, node->keys[i]);
		seed = print_of(seed, node->values[i]);
	}
	return seed;
}

static void load_list(struct sink_targets *targets, size_t *cap,
	const struct config_node *list, struct diag *diag)
{
	struct sink_target *target;
	size_t i;

	if (config_is_empty(list) || !config_want(list, CONFIG_LIST, "'sinks'", diag))
		return;
	for (i = 0; i < list->count; i++) {
		if (!config_want(list->values[i], CONFIG_MAP, "a sink", diag))
			continue;
		MEM_GROW(targets->list, targets->count, *cap);
		target = &targets->list[targets->count++];
		config_defaults(&sink_target_table, target);
		config_apply(&sink_target_table, list->values[i], target, diag);
		target->print = print_of(0, list->values[i]);
		check_target(targets, target, list->values[i], diag);
	}
}

struct sink_targets sink_targets_load(const struct config_node *const *roots, size_t count,
	struct diag *diag)
{
	struct sink_targets targets = {.list = NULL};
	const struct config_node *list;
	size_t cap = 0, i;

	for (i = 0; i < count; i++) {
		list = config_get(roots[i], "sinks");
		if (list)
			load_list(&targets, &cap, list, diag);
	}
	return targets;
}

void sink_targets_forget(struct sink_targets *targets)
{
	mem_free(targets->list);
	*targets = (struct sink_targets){.list = NULL};
}

void sink_targets_release(struct sink_targets *targets)
{
	size_t i;

	for (i = 0; i < targets->count; i++)
		config_release(&sink_target_table, &targets->list[i]);
	sink_targets_forget(targets);
}

/* ---- whom an alert is for ------------------------------------------------------------ */

static bool in_list(char *const *list, const char *word)
{
	for (; *list; list++)
		if (strcmp(*list, word) == 0)
			return true;
	return false;
}

static bool names_country(char *const *list, const struct incident *incident)
{
	size_t i;

	for (i = 0; i < incident->country_count; i++)
		if (in_list(list, incident->countries[i]))
			return true;
	return false;
}

bool sink_wants(const struct sinks *sinks, size_t i, const struct incident *incident,
	enum severity severity)
{
	const struct sink_target *target = sink_target(sinks, i);

	if (!target)
		return true;
	return (int)severity >= target->min_severity &&
	       (!given(target->categories) || in_list(target->categories, incident->category)) &&
	       (!given(target->countries) || names_country(target->countries, incident));
}

/* ---- secrets ------------------------------------------------------------------------- */

static char *secret_path(const char *named)
{
	const char *folder = getenv("CREDENTIALS_DIRECTORY");

	if (strncmp(named, "file:", 5) == 0)
		return mem_strdup(named + 5);
	return folder ? mem_printf("%s/%s", folder, named + 11) : NULL;
}

char *sink_secret(struct sink *sink, const char *named)
{
	CLEANUP(mem_freep) char *path = secret_path(named);
	char text[SECRET_MAX + 1];
	size_t len;
	FILE *file;

	if (!path) {
		sink_fail(sink, "there is no %s: systemd gave no credentials (LoadCredential=)",
			named);
		return NULL;
	}
	file = fopen(path, "re");
	if (!file) {
		sink_fail(sink, "cannot read the secret %s: %s", path, strerror(errno));
		return NULL;
	}
	len = fread(text, 1, SECRET_MAX, file);
	fclose(file);
	text[len] = '\0';
	text[strcspn(text, "\r\n")] = '\0';
	if (!*text)
		sink_fail(sink, "the secret %s is empty", path);
	return *text ? mem_strdup(text) : NULL;
}
