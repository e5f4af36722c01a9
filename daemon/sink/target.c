/* The targets: what `sinks:` in kordon.yaml says, and whom an alert is for. */
#include <string.h>

#include "base/hash.h"
#include "base/mem.h"
#include "sink/sink_priv.h"

enum { NAME_MAX_BYTES = 64 };

static const char *const type_names[] = {
	"exec", "webhook", "email", "syslog", "mqtt", "cap", NULL};
static const char *const template_names[] = {"json", "text", NULL};
static const char *const scope_names[] = {"restricted", "public", NULL};
/* As RFC 5424 numbers them; 12 to 15, which are for systems' own, are left out. */
static const char *const facility_names[] = {"kern", "user", "mail", "daemon", "auth", "syslog",
	"lpr", "news", "uucp", "cron", "authpriv", "ftp", "local0", "local1", "local2", "local3",
	"local4", "local5", "local6", "local7", NULL};
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
	if (!sink_names_secret(text))
		return "a secret is named, never written down here: credential:NAME (of systemd's "
		       "LoadCredential=) or file:/path";
	return *text == 'f' || (text[11] && !strchr(text + 11, '/'))
		? NULL
		: "credential: is followed by a name of LoadCredential=";
}

static const char *check_line(const char *text)
{
	return strpbrk(text, "\r\n") ? "this is one line" : NULL;
}

/* Headers that are there to carry a secret. */
static bool is_secret_header(const char *text, size_t len)
{
	static const char *const words[] = {"authorization", "cookie", "token", "secret",
		"password", "api-key", "apikey"};
	CLEANUP(mem_freep) char *name = mem_strndup(text, len);
	size_t i;

	for (i = 0; i < ARRAY_LEN(words); i++)
		if (strcasestr(name, words[i]))
			return true;
	return false;
}

static const char *check_header(const char *text)
{
	const char *colon = strchr(text, ':'), *value;

	if (!colon || colon == text || check_line(text))
		return "a header is one line, Name: value";
	value = colon + 1 + strspn(colon + 1, " \t");
	if (sink_names_secret(value))
		return check_secret(value);
	return is_secret_header(text, (size_t)(colon - text))
		? "a secret is named, never written down here: Name: credential:NAME or "
		  "Name: file:/path"
		: NULL;
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
	return strstr(text, ":") && !text[strcspn(text, " \r\n")]
		? NULL
		: "a URL has a scheme (https://…) and no spaces";
}

/* 6.3.2: name@number of an enterprise. */
static const char *check_sd_id(const char *text)
{
	const char *at = strchr(text, '@');

	return at && at > text && at[1] && !at[1 + strspn(at + 1, "0123456789.")] &&
			       !text[strcspn(text, " =]\"")] && strlen(text) <= 32
		? NULL
		: "structured data has a name of the form kordon@32473: at most 32 characters, "
		  "the number of an enterprise behind the @";
}

static const char *check_topic(const char *text)
{
	if (!*text || *text == '$' || text[strcspn(text, "+#")])
		return "a topic to publish to has no wildcards (+ #) and does not begin with $";
	return alert_pattern_is_known(text) ? NULL : ALERT_MEMBERS_HELP;
}

static const char *check_template(const char *text)
{
	if (!alert_pattern_is_known(text))
		return ALERT_MEMBERS_HELP;
	return alert_pattern_is_honest(text)
		? NULL
		: "a text carries how sure it is: {summary} or {text}, or {incident.status} and "
		  "{incident.origins}";
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
			"posts it; *email* sends mail; *syslog* logs it here or to a log server; "
			"*mqtt* publishes it; *cap* writes it into a folder as a message of the "
			"Common Alerting Protocol 1.2."},
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
		.help = "webhook: where alerts are posted; where the URL itself is a secret, as of "
			"chat servers, *credential:NAME* or *file:/path*. email: the server, as "
			"*smtp://mail.paper.example:587* (STARTTLS) or *smtps://…* (TLS). syslog: "
			"*unix:/dev/log*, or *udp://*, *tcp://* or *tls://* with host and port "
			"(default ports: 514, 601, 6514). mqtt: *mqtts://* (TLS) or *mqtt://* with "
			"host and port (default ports: 8883, 1883)."},
	{OPTION(secret), .type = OPTION_TEXT, .check = check_secret,
		.help = "webhook: what signs the posts (HMAC-SHA256), or for *matrix* and *ntfy* the "
			"access token: *credential:NAME* or *file:/path*."},
	{OPTION(preset), .type = OPTION_CHOICE, .choices = preset_names, .def = "kordon",
		.help = "webhook: the form of the post: the alert line itself, or what Slack and "
			"Mattermost, Matrix, ntfy or CloudEvents 1.0 expect."},
	{OPTION(headers), .type = OPTION_LIST, .check = check_header,
		.help = "webhook: header lines to send along, as *X-Desk: east*. A value may be a "
			"secret: *Authorization: credential:NAME*, whose file holds the whole value "
			"(*Bearer …*)."},
	{OPTION(template), .type = OPTION_TEXT, .check = check_template,
		.help = "webhook: the post in a form of your own instead of a preset's. *{summary}*, "
			"*{text}*, *{incident.status}* and other members of the alert stand for what "
			"it says; it has to say how sure it is."},
	{OPTION(template_type), .type = OPTION_CHOICE, .choices = template_names, .def = "json",
		.help = "webhook: how the template is posted, and what outside text is escaped for."},
	{OPTION(expect), .type = OPTION_TEXT, .check = check_line,
		.help = "webhook: what the answer has to hold (in its first 300 bytes) beside a "
			"status of 2xx, as *\"ok\":true*: for servers that say 200 or 202 and then "
			"what went wrong. Without it the status is all that counts."},
	{OPTION(ca_file), .type = OPTION_PATH,
		.help = "webhook, email, syslog, mqtt: a file of certificates (PEM) that are trusted instead of "
			"the system's; for a server of your own."},
	{OPTION(from), .type = OPTION_TEXT, .check = check_address,
		.help = "email: the sender. cap: who answers for the messages."},
	{OPTION(to), .type = OPTION_LIST, .check = check_address,
		.help = "email: who gets it; each as an address of its own."},
	{OPTION(user), .type = OPTION_TEXT, .check = check_line,
		.help = "email, mqtt: the name at the server, where it wants one."},
	{OPTION(password), .type = OPTION_TEXT, .check = check_secret,
		.help = "email, mqtt: *credential:NAME* or *file:/path*."},
	{OPTION(plain), .type = OPTION_BOOL, .def = "no",
		.help = "email: *yes* sends without TLS; for a server on this machine."},
	{OPTION(topic), .type = OPTION_TEXT, .check = check_topic, .def = "kordon/alerts",
		.help = "mqtt: where it is published. *{category}*, *{severity}*, *{kind}* and "
			"other members of the alert stand for what it says, as in a *template*: "
			"*kordon/{category}/{severity}*."},
	{OPTION(facility), .type = OPTION_CHOICE, .choices = facility_names, .def = "daemon",
		.help = "syslog: what log servers sort by."},
	{OPTION(sd_id), .type = OPTION_TEXT, .check = check_sd_id, .def = "kordon@32473",
		.help = "syslog: the name of the structured data. 32473 is the number that is "
			"kept for examples: state that of your enterprise where you have one."},
	{OPTION(folder), .type = OPTION_PATH,
		.help = "cap: the folder that gets a file for each message."},
	{OPTION(scope), .type = OPTION_CHOICE, .choices = scope_names, .def = "restricted",
		.help = "cap: *public* says that the message is for everybody; what a program made "
			"of media reports is not, unless you answer for it."},
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

/* What each type takes beside what all do, what it wants, and which URLs it knows. */
static const struct type_rule {
	const char *takes; /* with a space around each */
	const char *schemes[5];
	const char *wrong; /* said of another one */
	struct {
		size_t offset;
		const char *name;
		bool list;
	} wants[4];
} type_rules[] = {
#define WANTS(member) {offsetof(struct sink_target, member), #member ":", false}
#define WANTS_LIST(member) {offsetof(struct sink_target, member), #member ":", true}
	[SINK_EXEC] = {.takes = " command ", .wants = {WANTS_LIST(command)}},
	[SINK_WEBHOOK] = {" url secret preset headers template template_type expect ca_file ",
		{"https://", "http://"}, "a webhook is https:// or http://", {WANTS(url)}},
	[SINK_EMAIL] = {" url from to user password plain ca_file ", {"smtp://", "smtps://"},
		"mail is smtp:// or smtps://", {WANTS(url), WANTS(from), WANTS_LIST(to)}},
	[SINK_SYSLOG] = {" url facility sd_id ca_file ", {"unix:/", "udp://", "tcp://", "tls://"},
		"syslog is unix:/path, udp://, tcp:// or tls:// with a host", {WANTS(url)}},
	[SINK_MQTT] = {" url topic user password ca_file ", {"mqtts://", "mqtt://"},
		"mqtt is mqtts:// or mqtt:// with a host", {WANTS(url)}},
	[SINK_CAP] = {.takes = " folder from scope ", .wants = {WANTS(folder), WANTS(from)}},
};

static bool takes(size_t type, const char *key)
{
	CLEANUP(mem_freep) char *word = mem_printf(" %s ", key);

	return strstr(type_rules[type].takes, word) != NULL;
}

/* An option of another type would have no effect, and nobody would know. */
static void check_key(const struct sink_target *target, const struct config_node *key,
	struct diag *diag)
{
	CLEANUP(buf_done) struct buf types = BUF_INIT(BUF_UNBOUND);
	size_t i;

	for (i = 0; i < ARRAY_LEN(type_rules); i++)
		if (takes(i, key->text))
			buf_printf(&types, "%s%s", types.len ? ", " : "", type_names[i]);
	if (types.len && !takes((size_t)target->type, key->text))
		diag_error(diag, key->place,
			"'%s' has no effect on a sink of type %s: it is for %s", key->text,
			type_names[target->type], buf_str(&types));
}

static const char *missing(const struct sink_target *target)
{
	const struct type_rule *rule = &type_rules[target->type];
	const void *member;
	size_t i;

	for (i = 0; rule->wants[i].name; i++) {
		member = *(const void *const *)(const void *)((const char *)target +
							     rule->wants[i].offset);
		if (!member || (rule->wants[i].list && !given(member)))
			return rule->wants[i].name;
	}
	return NULL;
}

/* Host and port alone: these protocols know no path, and a password is named elsewhere. */
static bool is_address(const char *text)
{
	return *text && *text != ':' && !text[strcspn(text, "/?#@")];
}

static bool has_user(const char *rest)
{
	return memchr(rest, '@', strcspn(rest, "/?#"));
}

/* What is wrong with the URL, for this type; NULL: nothing. */
static const char *wrong_url(const struct sink_target *target)
{
	const struct type_rule *rule = &type_rules[target->type];
	const char *const *scheme;

	if (target->type == SINK_WEBHOOK && sink_names_secret(target->url))
		return check_secret(target->url);
	for (scheme = rule->schemes; *scheme; scheme++)
		if (strncmp(target->url, *scheme, strlen(*scheme)) == 0)
			break;
	if (!*scheme)
		return rule->wrong;
	if (strcmp(*scheme, "unix:/") == 0)
		return NULL;
	if (has_user(target->url + strlen(*scheme)))
		return "a URL names no user and no password: state 'user:' and 'password:', or a "
		       "header by its credential:";
	if (target->type != SINK_SYSLOG && target->type != SINK_MQTT)
		return NULL;
	return is_address(target->url + strlen(*scheme)) ? NULL : rule->wrong;
}

char *sink_address(const struct sink_target *target, int port)
{
	const char *address = strstr(target->url, "://") + 3, *host_end = strchr(address, ']');

	return strchr(host_end ? host_end : address, ':') ? mem_strdup(address)
							  : mem_printf("%s:%d", address, port);
}

static void check_target(const struct sink_targets *targets, const struct sink_target *target,
	const struct config_node *node, struct diag *diag)
{
	const char *what = missing(target);
	size_t i;

	for (i = 0; i < node->count; i++)
		check_key(target, node->keys[i], diag);
	if (what)
		diag_error(diag, node->place, "a sink of type '%s' wants '%s'",
			type_names[target->type], what);
	else if (type_rules[target->type].wrong && wrong_url(target))
		diag_error(diag, node->place, "%s", wrong_url(target));
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

char *sink_where(const struct sink *sink)
{
	const char *url = sink->target->url, *host = strstr(url, "://");
	size_t len;

	if (!host || sink_names_secret(url))
		return mem_strdup(url);
	len = (size_t)(host + 3 - url);
	len += strcspn(host + 3, "/?#");
	return mem_printf("%.*s%s", (int)len, url, url[len] && url[len + 1] ? "/…" : "");
}
