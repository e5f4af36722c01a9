/* The journal: the sentence as MESSAGE, what it is about as fields that can be asked for. */
#include <json-c/json.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/uio.h>
#define SD_JOURNAL_SUPPRESS_LOCATION
#include <systemd/sd-journal.h>

#include "base/mem.h"
#include "base/utf8.h"
#include "sink/sink_priv.h"

static const struct {
	const char *field, *path;
} fields[] = {
	{"MESSAGE", "summary"},
	{"KORDON_ALERT_ID", "id"},
	{"KORDON_KIND", "kind"},
	{"KORDON_SEVERITY", "severity"},
	{"KORDON_CATEGORY", "category"},
	{"KORDON_INCIDENT", "incident.id"},
	{"KORDON_STATUS", "incident.status"},
	{"KORDON_ORIGINS", "incident.origins"},
	{"KORDON_RULE", "rule.id"},
	{"KORDON_SOURCE", "item.source"},
	{"KORDON_URL", "item.url"},
};
enum { FIELDS_MAX = ARRAY_LEN(fields) + 3 };

/* Those of syslog: crit, err, warning, notice, info. */
static int priority_of(enum severity severity)
{
	static const int priorities[SEVERITY_COUNT] = {[SEVERITY_INFO] = 6, [SEVERITY_LOW] = 5,
		[SEVERITY_MEDIUM] = 4, [SEVERITY_HIGH] = 3, [SEVERITY_CRITICAL] = 2};

	return priorities[severity];
}

static void add(struct iovec *vector, int *count, char *text)
{
	vector[*count] = (struct iovec){.iov_base = text, .iov_len = strlen(text)};
	(*count)++;
}

static char *make_field(const char *name, const char *value)
{
	struct buf text = BUF_INIT(BUF_UNBOUND);

	buf_printf(&text, "%s=", name);
	utf8_printable(&text, value, strlen(value));
	return buf_take(&text);
}

static int journal_deliver(struct sink *sink, const struct sink_alert *alert)
{
	struct json_object *object = json_tokener_parse(alert->line);
	struct iovec vector[FIELDS_MAX];
	const char *value;
	int count = 0, i, r;

	add(vector, &count, mem_strdup("MESSAGE_ID=" SINK_MESSAGE_ID));
	add(vector, &count, mem_strdup("SYSLOG_IDENTIFIER=kordond"));
	add(vector, &count, mem_printf("PRIORITY=%d", priority_of(alert->severity)));
	for (i = 0; i < (int)ARRAY_LEN(fields); i++)
		if ((value = alert_member(object, fields[i].path)))
			add(vector, &count, make_field(fields[i].field, value));
	r = sd_journal_sendv(vector, count);
	for (i = 0; i < count; i++)
		mem_free(vector[i].iov_base);
	json_object_put(object);
	return r < 0 ? sink_fail(sink, "the journal takes no alerts: %s", strerror(-r)) : 0;
}

/* JOURNAL_STREAM names the device and inode of what systemd gave as standard error. */
static bool under_journal(void)
{
	const char *stream = getenv("JOURNAL_STREAM");
	unsigned long long device, inode;
	struct stat st;

	return stream && sscanf(stream, "%llu:%llu", &device, &inode) == 2 &&
	       fstat(2, &st) == 0 && st.st_dev == device && st.st_ino == inode;
}

bool sink_journal_open(const struct sink_options *options, struct sink *sink)
{
	static const struct sink_kind kind = {.name = "journal", .deliver = journal_deliver};

	if (!options->journal || !under_journal())
		return false;
	*sink = (struct sink){.kind = &kind};
	return true;
}
