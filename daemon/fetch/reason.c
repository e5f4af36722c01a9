/* How a fetch ended, in a line for people: who, what, and what the machine said of it. */
#include "fetch/fetch_priv.h"

#include <stdio.h>
#include <string.h>

#include "base/mem.h"
#include "base/utf8.h"

enum { FIRST_WORDS = 60 };

void reason_set(struct fetch_job *job, const char *fmt, ...)
{
	CLEANUP(mem_freep) char *text = NULL;
	CLEANUP(mem_freep) char *shown = NULL;
	va_list ap;
	size_t len;

	va_start(ap, fmt);
	text = mem_vprintf(fmt, ap);
	va_end(ap);
	shown = utf8_show(text, sizeof(job->result.reason));
	len = utf8_cut(shown, strlen(shown), sizeof(job->result.reason) - 1);
	memcpy(job->result.reason, shown, len);
	job->result.reason[len] = '\0';
}

/* ---- failures --------------------------------------------------------------------- */

static int64_t getinfo(struct fetch_job *job, CURLINFO what)
{
	curl_off_t value = 0;

	curl_easy_getinfo(job->easy, what, &value);
	return value;
}

static double seconds(int64_t ms)
{
	return (double)ms / 1000;
}

/* On a connection that was kept nothing was connected, but the request was sent. */
static bool is_connected(struct fetch_job *job)
{
	return getinfo(job, CURLINFO_CONNECT_TIME_T) || getinfo(job, CURLINFO_PRETRANSFER_TIME_T);
}

static void reason_of_timeout(struct fetch_job *job)
{
	const char *host = job->hop.host;
	double spent = seconds(clock_mono_ms(job->fetch->clock) - job->hop_started_ms);
	double timeout = MIN(spent, seconds(job->timeout_ms));

	if (!getinfo(job, CURLINFO_NAMELOOKUP_TIME_T))
		reason_set(job, "%s: the name was not looked up within %.3g s (DNS)", host,
			timeout);
	else if (!is_connected(job))
		reason_set(job, "%s: no connection within %.3g s", host, timeout);
	else if (!job->answer.bytes)
		reason_set(job, "%s: connected, but no answer within %.3g s", host, timeout);
	else
		reason_set(job, "%s: the answer was not whole after %.3g s (%zu bytes came)",
			host, timeout, job->body.len);
}

static void reason_of_connect(struct fetch_job *job)
{
	long number = 0;

	curl_easy_getinfo(job->easy, CURLINFO_OS_ERRNO, &number);
	reason_set(job, "%s port %s: no connection (%s)", job->hop.host,
		job->hop.port ? job->hop.port : "?",
		number ? strerror((int)number) : job->error);
}

static const char *detail(const struct fetch_job *job, CURLcode code)
{
	return *job->error ? job->error : curl_easy_strerror(code);
}

void reason_of_curl(struct fetch_job *job, CURLcode code, enum fetch_outcome outcome)
{
	const char *host = job->hop.host;

	switch (outcome) {
	case FETCH_DNS:
		if (code != CURLE_OPERATION_TIMEDOUT) {
			reason_set(job, "%s: no such host (DNS)", host);
			return;
		} /* fallthrough */
	case FETCH_TIMEOUT:
		reason_of_timeout(job);
		return;
	case FETCH_CONNECT:
		reason_of_connect(job);
		return;
	case FETCH_TLS:
		reason_set(job, "%s: no trusted connection (TLS): %s", host,
			detail(job, code));
		return;
	case FETCH_REFUSED:
		reason_set(job,
			"%s: %s is a private address, and this source may not lead there",
			host, job->refused);
		return;
	case FETCH_TOO_LARGE:
		if (job->bomb) {
			reason_set(job, "%s: a bomb: %lld bytes unpack to more than %zu", host,
				(long long)getinfo(job, CURLINFO_SIZE_DOWNLOAD_T),
				job->body.len);
			return;
		}
		reason_set(job, "%s: the document is larger than %zu bytes (body_max)", host,
			job->body.max);
		return;
	case FETCH_TRUNCATED:
		reason_set(job, "%s: the connection ended before the answer did, after %zu "
			"bytes (%s)", host, job->body.len, detail(job, code));
		return;
	default:
		reason_set(job, "%s: no HTTP that can be read: %s", host, detail(job, code));
	}
}

/* ---- answers ---------------------------------------------------------------------- */

/* Our own words: the server's phrase is outside text, and HTTP/2 has none. */
static const struct phrase {
	int status;
	const char *text;
} phrases[] = {
	{204, "No Content"},
	{304, "Not Modified, but nothing was asked conditionally"},
	{400, "Bad Request"},
	{401, "Unauthorized: it wants a password"},
	{402, "Payment Required"},
	{403, "Forbidden"},
	{404, "Not Found"},
	{406, "Not Acceptable"},
	{410, "Gone: it will not come back"},
	{429, "Too Many Requests"},
	{451, "Unavailable For Legal Reasons"},
	{500, "Internal Server Error"},
	{502, "Bad Gateway"},
	{503, "Service Unavailable"},
	{504, "Gateway Timeout"},
};

static const char *phrase_of(int status)
{
	size_t i;

	for (i = 0; i < ARRAY_LEN(phrases); i++)
		if (phrases[i].status == status)
			return phrases[i].text;
	return "a status that brings no document";
}

static void put_way(struct buf *out, const struct fetch_job *job)
{
	CLEANUP(mem_freep) char *to = NULL;

	if (!job->hops)
		return;
	to = fetch_redact_url(job->hop.url);
	buf_printf(out, "; %s %s", job->all_permanent ? "moved permanently to" : "redirected to",
		to);
	if (job->lost_tls)
		buf_puts(out, " (from https to http)");
}

/* What came instead of a document often says why. */
static void put_first_words(struct buf *out, const struct fetch_job *job)
{
	CLEANUP(mem_freep) char *shown = utf8_show(buf_str(&job->body), FIRST_WORDS);

	if (*shown)
		buf_printf(out, "; it begins with \"%s\"", shown);
}

void reason_of_status(struct fetch_job *job, enum fetch_outcome outcome)
{
	CLEANUP(buf_done) struct buf out = BUF_INIT(BUF_UNBOUND);
	const struct fetch_result *result = &job->result;
	int status = job->answer.status;

	if (outcome == FETCH_DONE)
		buf_printf(&out, "200, %zu bytes in %.3g s", job->body.len,
			seconds(job->used_ms));
	else if (outcome == FETCH_NOT_MODIFIED)
		buf_puts(&out, "304, not modified");
	else
		buf_printf(&out, "%s answers %d %s", job->hop.host, status, phrase_of(status));
	if (outcome == FETCH_STATUS && result->retry_after_s >= 0)
		buf_printf(&out, "; asks to wait %lld s", (long long)result->retry_after_s);
	put_way(&out, job);
	if (outcome == FETCH_STATUS)
		put_first_words(&out, job);
	reason_set(job, "%s", buf_str(&out));
}
