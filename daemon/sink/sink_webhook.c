/*
 * An alert posted to a URL: as the line it is, or in the form that a chat server expects. The
 * post is signed with the secret, and carries the alert's id as its Idempotency-Key, the same
 * at every try.
 */
#include <inttypes.h>
#include <json-c/json.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <stdio.h>
#include <string.h>

#include "base/mem.h"
#include "base/utf8.h"
#include "sink/post_priv.h"
#include "sink/sink_priv.h"

enum { HASH_BYTES = 32 };

struct webhook {
	struct post *post;
	char *body; /* while under way */
};

/* ---- the forms of a post ------------------------------------------------------------- */

static char *line_of(struct json_object *object)
{
	struct buf line = BUF_INIT(BUF_UNBOUND);

	json_line(&line, object);
	json_object_put(object);
	return buf_take(&line);
}

static char *text_of(struct json_object *alert)
{
	struct buf text = BUF_INIT(BUF_UNBOUND);

	alert_subject(&text, alert);
	buf_putc(&text, '\n');
	alert_body(&text, alert);
	return buf_take(&text);
}

static char *form_kordon(const struct sink_alert *alert, struct json_object *object)
{
	(void)object;
	return mem_strdup(alert->line);
}

/* One member that holds the text: Slack and Mattermost "text", Matrix "body". Their markup
 * is taken out of outside text, or a headline could call everybody. */
static char *form_slack(const struct sink_alert *alert, struct json_object *object)
{
	CLEANUP(mem_freep) char *text = text_of(object);
	struct json_object *post = json_object_new_object();
	struct buf safe = BUF_INIT(BUF_UNBOUND);
	const char *p;

	(void)alert;
	for (p = text; *p; p++)
		if (*p == '&')
			buf_puts(&safe, "&amp;");
		else if (*p == '<')
			buf_puts(&safe, "&lt;");
		else if (*p == '>')
			buf_puts(&safe, "&gt;");
		else if (*p == '@')
			buf_puts(&safe, "@\xe2\x80\x8b"); /* @here is no call with a zero-width space */
		else
			buf_putc(&safe, *p);
	json_object_object_add(post, "text", json_object_new_string(buf_str(&safe)));
	buf_done(&safe);
	return line_of(post);
}

static char *form_matrix(const struct sink_alert *alert, struct json_object *object)
{
	CLEANUP(mem_freep) char *text = text_of(object);
	struct json_object *post = json_object_new_object();

	(void)alert;
	json_object_object_add(post, "msgtype", json_object_new_string("m.notice"));
	json_object_object_add(post, "body", json_object_new_string(text));
	return line_of(post);
}

static char *form_ntfy(const struct sink_alert *alert, struct json_object *object)
{
	struct buf text = BUF_INIT(BUF_UNBOUND);

	(void)alert;
	alert_body(&text, object);
	return buf_take(&text);
}

/* CloudEvents 1.0, structured mode. */
static char *form_cloudevents(const struct sink_alert *alert, struct json_object *object)
{
	struct json_object *event = json_object_new_object();
	const char *kind = alert_member(object, "kind");
	CLEANUP(mem_freep) char *type =
		mem_printf("kordon.alert.%s", kind ? kind : "new");

	json_object_object_add(event, "specversion", json_object_new_string("1.0"));
	json_object_object_add(event, "id", json_object_new_string(alert->id));
	json_object_object_add(event, "source", json_object_new_string("/kordon"));
	json_object_object_add(event, "type", json_object_new_string(type));
	json_object_object_add(event, "time",
		json_text(alert_member(object, "time")));
	json_object_object_add(event, "subject",
		json_text(alert_member(object, "incident.id")));
	json_object_object_add(event, "datacontenttype",
		json_object_new_string("application/json"));
	json_object_object_add(event, "data", json_object_get(object));
	return line_of(event);
}

/* ---- a form of the user's own --------------------------------------------------------- */

/* Inside the quotes of a JSON string. */
static void put_json(struct buf *out, const char *text)
{
	struct json_object *string = json_object_new_string(text);
	struct buf line = BUF_INIT(BUF_UNBOUND);

	json_line(&line, string);
	buf_put(out, line.data + 1, line.len - 2);
	json_object_put(string);
	buf_done(&line);
}

static void put_plain(struct buf *out, const char *text)
{
	buf_puts(out, text);
}

static char *fill(const struct sink_target *target, struct json_object *alert)
{
	struct buf text = BUF_INIT(BUF_UNBOUND);

	alert_fill(&text, target->template, alert,
		target->template_type == TEMPLATE_JSON ? put_json : put_plain);
	return buf_take(&text);
}

static const struct form {
	char *(*make)(const struct sink_alert *alert, struct json_object *object);
	const char *content_type;
	bool token; /* the secret is an access token, not a key to sign with */
} forms[] = {
	[PRESET_KORDON] = {form_kordon, "application/json", false},
	[PRESET_SLACK] = {form_slack, "application/json", false},
	[PRESET_MATRIX] = {form_matrix, "application/json", true},
	[PRESET_NTFY] = {form_ntfy, "text/plain; charset=utf-8", true},
	[PRESET_CLOUDEVENTS] = {form_cloudevents, "application/cloudevents+json", false},
};

static const struct form *form_of(const struct sink_target *target)
{
	static const struct form own[] = {
		[TEMPLATE_JSON] = {NULL, "application/json", false},
		[TEMPLATE_TEXT] = {NULL, "text/plain; charset=utf-8", false},
	};

	return target->template ? &own[target->template_type] : &forms[target->preset];
}

static char *make_body(const struct sink_target *target, const struct sink_alert *alert,
	struct json_object *object)
{
	return target->template ? fill(target, object)
				: forms[target->preset].make(alert, object);
}

/* ---- headers -------------------------------------------------------------------------- */

/* HMAC-SHA256 (RFC 2104) over "timestamp.body": a copy sent again later is told by its age. */
static void add_signature(struct curl_slist **headers, const char *secret, const char *body,
	int64_t now)
{
	CLEANUP(mem_freep) char *text = mem_printf("%" PRId64 ".%s", now, body);
	unsigned char hash[EVP_MAX_MD_SIZE];
	char hex[2 * HASH_BYTES + 1];
	unsigned int len = 0, i;

	if (!HMAC(EVP_sha256(), secret, (int)strlen(secret), (const unsigned char *)text,
		    strlen(text), hash, &len))
		return;
	for (i = 0; i < HASH_BYTES; i++)
		snprintf(hex + 2 * i, 3, "%02x", hash[i]);
	post_add_line(headers, mem_printf("Kordon-Timestamp: %" PRId64, now));
	post_add_line(headers, mem_printf("Kordon-Signature: sha256=%s", hex));
}

/* What stands in a header line of its own: no line break, nothing beyond ASCII. */
static char *header_text(const char *text)
{
	struct buf out = BUF_INIT(BUF_UNBOUND);

	for (; *text; text++)
		buf_putc(&out, *text >= ' ' && *text < 0x7f ? *text : '?');
	return out.data ? buf_take(&out) : mem_strdup("");
}

static void add_ntfy(struct curl_slist **headers, const struct sink_alert *alert,
	struct json_object *object)
{
	static const int priorities[SEVERITY_COUNT] = {1, 2, 3, 4, 5};
	const char *url = alert_member(object, "item.url");
	struct buf subject = BUF_INIT(BUF_UNBOUND);
	char *text;

	alert_subject(&subject, object);
	text = header_text(buf_str(&subject));
	buf_done(&subject);
	post_add_line(headers, mem_printf("Title: %s", text));
	mem_free(text);
	post_add_line(headers, mem_printf("Priority: %d", priorities[alert->severity]));
	if (url) {
		text = header_text(url);
		post_add_line(headers, mem_printf("Click: %s", text));
		mem_free(text);
	}
}

/* A header of the configuration, whose value may be the name of a secret. */
static bool add_own(struct sink *sink, struct curl_slist **headers, const char *line)
{
	const char *colon = strchr(line, ':'), *value = colon + 1 + strspn(colon + 1, " \t");
	CLEANUP(mem_freep) char *secret = NULL;

	if (!sink_names_secret(value)) {
		post_add_line(headers, mem_strdup(line));
		return true;
	}
	secret = sink_secret(sink, value);
	if (secret)
		post_add_line(headers, mem_printf("%.*s: %s", (int)(colon - line), line, secret));
	return secret != NULL;
}

/* NULL after sink_fail: the secret is not to be had. */
static struct curl_slist *make_headers(struct sink *sink, const struct sink_alert *alert,
	struct json_object *object, const char *body)
{
	const struct sink_target *target = sink->target;
	const struct form *form = form_of(target);
	CLEANUP(mem_freep) char *secret = target->secret ? sink_secret(sink, target->secret) : NULL;
	struct curl_slist *headers = NULL;
	char **line;

	if (target->secret && !secret)
		return NULL;
	post_add_line(&headers, mem_printf("Content-Type: %s", form->content_type));
	post_add_line(&headers, mem_printf("Idempotency-Key: %s", alert->id));
	post_add_line(&headers, mem_strdup("User-Agent: kordon/" KORDON_VERSION));
	post_add_line(&headers, mem_strdup("Expect:"));
	if (secret && form->token)
		post_add_line(&headers, mem_printf("Authorization: Bearer %s", secret));
	else if (secret)
		add_signature(&headers, secret, body, alert->now);
	if (target->preset == PRESET_NTFY)
		add_ntfy(&headers, alert, object);
	for (line = target->headers; line && *line; line++)
		if (!add_own(sink, &headers, *line)) {
			curl_slist_free_all(headers);
			return NULL;
		}
	return headers;
}

/* ---- how it ended ---------------------------------------------------------------------- */

/* What is wrong with this alert, and would be at every try. */
static bool is_refusal(long status)
{
	return status == 400 || status == 413 || status == 415 || status == 422;
}

/* A server may accept with its status and refuse in words. */
static int keeps_its_word(struct sink *sink, const struct post_answer *answer, const char *said)
{
	const char *expect = sink->target->expect;
	CLEANUP(mem_freep) char *where = sink_where(sink);

	if (!expect || strstr(answer->text, expect))
		return 0;
	return sink_fail(sink, "%s answers %ld, but not with '%s'%s%s", where,
		answer->status, expect, *said ? ": " : "", said);
}

static int outcome_of(struct sink *sink, const struct post_answer *answer)
{
	CLEANUP(mem_freep) char *said = utf8_show(answer->text, 200);
	CLEANUP(mem_freep) char *where = sink_where(sink);

	if (answer->code != CURLE_OK)
		return sink_fail(sink, "%s: %s", where,
			*answer->error ? answer->error : curl_easy_strerror(answer->code));
	if (answer->status >= 200 && answer->status < 300)
		return keeps_its_word(sink, answer, said);
	sink_fail(sink, "%s answers %ld%s%s", where, answer->status,
		*said ? ": " : "", said);
	sink->wait_s = MAX(answer->retry_after_s, 0);
	return is_refusal(answer->status) ? SINK_REFUSED : SINK_LATER;
}

static void posted(void *ctx, const struct post_answer *answer)
{
	struct sink *sink = ctx;
	struct webhook *webhook = sink->state;

	mem_replace(&webhook->body, NULL);
	sink_ended(sink, outcome_of(sink, answer));
}

/* ---- the sink ---------------------------------------------------------------------------- */

/* The URL, which may be the name of a secret; NULL after sink_fail. Caller frees. */
static char *make_url(struct sink *sink, const struct sink_alert *alert)
{
	const char *url = sink->target->url;
	CLEANUP(mem_freep) char *secret = NULL;

	if (sink_names_secret(url)) {
		secret = sink_secret(sink, url);
		if (!secret)
			return NULL;
		url = secret;
		if (strncmp(url, "https://", 8) != 0 && strncmp(url, "http://", 7) != 0) {
			sink_fail(sink, "what %s holds is no URL (https://…)", sink->target->url);
			return NULL;
		}
	}
	/* Matrix puts under a transaction id: again is no second message. */
	return sink->target->preset == PRESET_MATRIX ? mem_printf("%s/%s", url, alert->id)
						     : mem_strdup(url);
}

static void set_request(struct sink *sink, CURL *easy, const char *url)
{
	struct webhook *webhook = sink->state;

	curl_easy_setopt(easy, CURLOPT_URL, url);
	if (sink->target->preset == PRESET_MATRIX)
		curl_easy_setopt(easy, CURLOPT_CUSTOMREQUEST, "PUT");
	curl_easy_setopt(easy, CURLOPT_POSTFIELDS, webhook->body);
	curl_easy_setopt(easy, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)strlen(webhook->body));
}

static int webhook_deliver(struct sink *sink, const struct sink_alert *alert)
{
	struct webhook *webhook = sink->state;
	CLEANUP(mem_freep) char *url = make_url(sink, alert);
	struct json_object *object;
	struct curl_slist *headers;
	CURL *easy;

	if (!url)
		return SINK_LATER;
	object = json_tokener_parse(alert->line);
	mem_free(webhook->body);
	webhook->body = make_body(sink->target, alert, object);
	headers = make_headers(sink, alert, object, webhook->body);
	json_object_put(object);
	if (!headers)
		return SINK_LATER;
	easy = post_handle(webhook->post, sink->target, "http,https");
	curl_easy_setopt(easy, CURLOPT_HTTPHEADER, headers);
	set_request(sink, easy, url);
	post_keep(webhook->post, headers, NULL, NULL);
	return post_start(webhook->post) ? SINK_STARTED
					 : sink_fail(sink, "no transfer can be started");
}

static bool webhook_open(struct sink *sink)
{
	struct post *post = post_new(sink_loop(sink), posted, sink);
	struct webhook *webhook;

	if (!post)
		return sink_fail(sink, "libcurl does not start") == 0;
	webhook = mem_alloc(sizeof(*webhook));
	webhook->post = post;
	sink->state = webhook;
	return true;
}

static void webhook_close(struct sink *sink)
{
	struct webhook *webhook = sink->state;

	post_free(webhook->post);
	mem_free(webhook->body);
	mem_free(webhook);
}

const struct sink_kind sink_webhook_kind = {
	.name = "webhook", .open = webhook_open, .close = webhook_close, .deliver = webhook_deliver};
