/*
 * An alert as a mail (RFC 5322, MIME), one a recipient list: plain text and HTML. Mails of one
 * incident make a thread. libcurl speaks SMTP (RFC 5321) with TLS; what outlets wrote reaches
 * headers only as an encoded word (RFC 2047), so that no headline adds a header.
 */
#include <json-c/json.h>
#include <openssl/evp.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "base/mem.h"
#include "base/utf8.h"
#include "base/xml.h"
#include "model/json.h"
#include "sink/post_priv.h"
#include "sink/sink_priv.h"

enum { SUBJECT_MAX = 200, WORD_BYTES = 42 /* of text in an encoded word of 75 characters */ };

/*
 * Where the server has a recipient wait (4yz), the mail waits for all of them. Where it refuses
 * one for good (5yz), the mail is sent once more to those it takes.
 */
struct email {
	struct post *post;
	struct sink_alert alert; /* under way; id and line are owned */
	bool lenient; /* the second time */
};

/* ---- headers -------------------------------------------------------------------------- */

/* The text as encoded words, folded; each holds whole code points. */
static char *encoded(const char *text)
{
	struct buf out = BUF_INIT(BUF_UNBOUND);
	size_t len = strlen(text), pos = 0, part;
	unsigned char word[WORD_BYTES * 2];

	while (pos < len) {
		part = utf8_cut(text + pos, len - pos, WORD_BYTES);
		if (!part)
			part = MIN(len - pos, (size_t)WORD_BYTES);
		EVP_EncodeBlock(word, (const unsigned char *)text + pos, (int)part);
		buf_printf(&out, "%s=?utf-8?B?%s?=", pos ? "\r\n " : "", (const char *)word);
		pos += part;
	}
	return out.data ? buf_take(&out) : mem_strdup("");
}

static void add_subject(struct curl_slist **headers, struct json_object *alert)
{
	struct buf subject = BUF_INIT(BUF_UNBOUND);
	char *cut, *words;

	alert_subject(&subject, alert);
	cut = utf8_show(buf_str(&subject), SUBJECT_MAX);
	words = encoded(cut);
	post_add_line(headers, mem_printf("Subject: %s", words));
	buf_done(&subject);
	mem_free(cut);
	mem_free(words);
}

static void add_date(struct curl_slist **headers, int64_t now)
{
	/* Names of days and months are English whatever the locale. */
	static const char days[] = "SunMonTueWedThuFriSat";
	static const char months[] = "JanFebMarAprMayJunJulAugSepOctNovDec";
	time_t time = (time_t)now;
	struct tm tm;

	gmtime_r(&time, &tm);
	post_add_line(headers, mem_printf("Date: %.3s, %d %.3s %d %02d:%02d:%02d +0000",
			     days + 3 * tm.tm_wday, tm.tm_mday, months + 3 * tm.tm_mon,
			     tm.tm_year + 1900, tm.tm_hour, tm.tm_min, tm.tm_sec));
}

/* A digest of several incidents belongs to the thread of none. */
static bool is_mixed(struct json_object *object)
{
	struct json_object *incidents = json_find(object, "digest.incidents");

	return incidents && json_object_array_length(incidents) > 1;
}

/* Mails of an incident refer to a first one that has its number, sent or not. */
static void add_thread(struct curl_slist **headers, const struct sink_target *target,
	const struct sink_alert *alert, struct json_object *object)
{
	const char *host = strchr(target->from, '@') + 1;
	const char *incident = alert_member(object, "incident.id");

	post_add_line(headers, mem_printf("Message-ID: <%s@%s>", alert->id, host));
	if (!incident || is_mixed(object))
		return;
	post_add_line(headers, mem_printf("In-Reply-To: <incident-%s@%s>", incident, host));
	post_add_line(headers, mem_printf("References: <incident-%s@%s>", incident, host));
}

static struct curl_slist *make_headers(const struct sink_target *target,
	const struct sink_alert *alert, struct json_object *object)
{
	struct buf to = BUF_INIT(BUF_UNBOUND);
	struct curl_slist *headers = NULL;
	size_t i;

	for (i = 0; target->to[i]; i++)
		buf_printf(&to, "%s%s", i ? ", " : "", target->to[i]);
	add_date(&headers, alert->now);
	post_add_line(&headers, mem_printf("From: kordon <%s>", target->from));
	post_add_line(&headers, mem_printf("To: %s", buf_str(&to)));
	add_subject(&headers, object);
	add_thread(&headers, target, alert, object);
	post_add_line(&headers, mem_strdup("Auto-Submitted: auto-generated"));
	buf_done(&to);
	return headers;
}

/* ---- text ------------------------------------------------------------------------------ */

static void put_html(struct buf *out, const char *text)
{
	size_t len;

	for (; *text; text += len) {
		len = strcspn(text, "\n");
		xml_text(out, text, len);
		if (!text[len])
			return;
		buf_puts(out, "<br>\n");
		len++;
	}
}

/* Lines of a mail end in CRLF; quoted-printable would keep a bare LF as '=0A', inside a line. */
static void put_lines(struct buf *out, const char *text)
{
	for (; *text; text++)
		if (*text == '\n')
			buf_puts(out, "\r\n");
		else
			buf_putc(out, *text);
}

static void add_part(curl_mime *mime, const char *text, const char *type)
{
	CLEANUP(buf_done) struct buf lines = BUF_INIT(BUF_UNBOUND);
	curl_mimepart *part = curl_mime_addpart(mime);

	put_lines(&lines, text);
	curl_mime_data(part, buf_str(&lines), CURL_ZERO_TERMINATED);
	curl_mime_type(part, type);
	curl_mime_encoder(part, "quoted-printable");
}

static curl_mime *make_body(CURL *easy, struct json_object *object)
{
	CLEANUP(buf_done) struct buf text = BUF_INIT(BUF_UNBOUND);
	CLEANUP(buf_done) struct buf html = BUF_INIT(BUF_UNBOUND);
	curl_mime *mime = curl_mime_init(easy), *both = curl_mime_init(easy);
	curl_mimepart *part;

	alert_body(&text, object);
	buf_puts(&html, "<!DOCTYPE html>\n<p>");
	put_html(&html, buf_str(&text));
	buf_puts(&html, "</p>\n");
	add_part(both, buf_str(&text), "text/plain; charset=utf-8");
	add_part(both, buf_str(&html), "text/html; charset=utf-8");
	part = curl_mime_addpart(mime);
	curl_mime_subparts(part, both);
	curl_mime_type(part, "multipart/alternative");
	return mime;
}

/* ---- how it ended ----------------------------------------------------------------------- */

/* The server took the mail for some of the recipients. */
static void note_refusal(struct sink *sink, const struct post_answer *answer)
{
	CLEANUP(mem_freep) char *said = utf8_show(answer->refused, 200);

	if (*said) {
		mem_free(sink->note);
		sink->note = mem_printf("%s takes mail for some recipients, but answers: %s",
			sink->target->url, said);
	}
}

static int send_mail(struct sink *sink);

static int outcome_of(struct sink *sink, const struct post_answer *answer)
{
	struct email *email = sink->state;
	bool refused = answer->status >= 550 && answer->code != CURLE_LOGIN_DENIED;

	if (answer->code == CURLE_OK) {
		note_refusal(sink, answer);
		return 0;
	}
	sink_fail(sink, "%s: %s", sink->target->url,
		*answer->error ? answer->error : curl_easy_strerror(answer->code));
	if (!refused)
		return SINK_LATER;
	if (email->lenient || !sink->target->to[1])
		return SINK_REFUSED;
	email->lenient = true;
	return send_mail(sink);
}

static void posted(void *ctx, const struct post_answer *answer)
{
	struct sink *sink = ctx;
	int outcome = outcome_of(sink, answer);

	if (outcome != SINK_STARTED)
		sink_ended(sink, outcome);
}

/* ---- the sink ----------------------------------------------------------------------------- */

static bool set_login(struct sink *sink, CURL *easy)
{
	const struct sink_target *target = sink->target;
	CLEANUP(mem_freep) char *password = NULL;

	if (!target->user)
		return true;
	password = target->password ? sink_secret(sink, target->password) : NULL;
	if (target->password && !password)
		return false;
	curl_easy_setopt(easy, CURLOPT_USERNAME, target->user);
	curl_easy_setopt(easy, CURLOPT_PASSWORD, password ? password : "");
	return true;
}

static struct curl_slist *recipients(const struct sink_target *target)
{
	struct curl_slist *list = NULL;
	size_t i;

	for (i = 0; target->to[i]; i++)
		list = curl_slist_append(list, target->to[i]);
	return list;
}

static int send_mail(struct sink *sink)
{
	const struct sink_target *target = sink->target;
	struct email *email = sink->state;
	CURL *easy = post_handle(email->post, target, "smtp,smtps");
	struct json_object *object;
	struct curl_slist *headers, *to;
	curl_mime *mime;

	if (!set_login(sink, easy))
		return SINK_LATER;
	object = json_tokener_parse(email->alert.line);
	headers = make_headers(target, &email->alert, object);
	to = recipients(target);
	mime = make_body(easy, object);
	json_object_put(object);
	curl_easy_setopt(easy, CURLOPT_MAIL_FROM, target->from);
	curl_easy_setopt(easy, CURLOPT_MAIL_RCPT, to);
	curl_easy_setopt(easy, CURLOPT_MAIL_RCPT_ALLLOWFAILS, (long)email->lenient);
	curl_easy_setopt(easy, CURLOPT_HTTPHEADER, headers);
	curl_easy_setopt(easy, CURLOPT_MIMEPOST, mime);
	curl_easy_setopt(easy, CURLOPT_USE_SSL,
		(long)(target->plain ? CURLUSESSL_NONE : CURLUSESSL_ALL));
	post_keep(email->post, headers, to, mime);
	return post_start(email->post) ? SINK_STARTED
				       : sink_fail(sink, "no transfer can be started");
}

static void forget_alert(struct email *email)
{
	mem_free((char *)(uintptr_t)email->alert.id);
	mem_free((char *)(uintptr_t)email->alert.line);
	email->alert.id = email->alert.line = NULL;
}

static int email_deliver(struct sink *sink, const struct sink_alert *alert)
{
	struct email *email = sink->state;

	forget_alert(email);
	email->alert = *alert;
	email->alert.id = mem_strdup(alert->id);
	email->alert.line = mem_strdup(alert->line);
	email->lenient = false;
	return send_mail(sink);
}

static bool email_open(struct sink *sink)
{
	struct post *post = post_new(sink_loop(sink), posted, sink);
	struct email *email;

	if (!post)
		return sink_fail(sink, "libcurl does not start") == 0;
	email = mem_alloc(sizeof(*email));
	email->post = post;
	sink->state = email;
	return true;
}

static void email_close(struct sink *sink)
{
	struct email *email = sink->state;

	post_free(email->post);
	forget_alert(email);
	mem_free(email);
}

const struct sink_kind sink_email_kind = {
	.name = "email", .open = email_open, .close = email_close, .deliver = email_deliver};
