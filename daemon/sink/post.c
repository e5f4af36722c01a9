/*
 * One transfer of libcurl at a time, with kordon's ways: only the protocols named, TLS
 * checked, a time limit, a ceiling on the answer. For sinks that speak HTTP or SMTP.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/buf.h"
#include "base/mem.h"
#include "fetch/mux.h"
#include "sink/post_priv.h"

enum { ANSWER_MAX = 64 * 1024, ANSWER_KEPT = 300 };

struct post {
	struct mux *mux;
	CURL *easy;
	bool running;
	post_done *done;
	void *ctx;
	struct curl_slist *headers, *recipients;
	curl_mime *mime;
	struct buf answer;
	size_t came;
	int64_t retry_after_s;
	char error[CURL_ERROR_SIZE];
	char refused[ANSWER_KEPT];
};

/* ---- what comes back ---------------------------------------------------------------- */

static size_t take_answer(char *data, size_t size, size_t count, void *ctx)
{
	struct post *post = ctx;
	size_t len = size * count;

	post->came += len;
	if (post->answer.len < ANSWER_KEPT)
		buf_put(&post->answer, data, MIN(len, ANSWER_KEPT - post->answer.len));
	/* The status is known by now: nothing more of the answer is wanted. */
	return post->came > ANSWER_MAX ? CURL_WRITEFUNC_ERROR : len;
}

static size_t take_header(char *line, size_t size, size_t count, void *ctx)
{
	static const char name[] = "retry-after:";
	struct post *post = ctx;
	size_t len = size * count;

	if (len > sizeof(name) && strncasecmp(line, name, sizeof(name) - 1) == 0)
		post->retry_after_s = atoll(line + sizeof(name) - 1);
	/* What an SMTP server answers comes here too. */
	if (len > 4 && (*line == '4' || *line == '5') && !*post->refused)
		snprintf(post->refused, sizeof(post->refused), "%.*s",
			(int)strcspn(line, "\r\n"), line);
	return len;
}

/* ---- one transfer ------------------------------------------------------------------- */

static void release(struct post *post)
{
	if (post->running)
		mux_remove(post->mux, post->easy);
	post->running = false;
	curl_slist_free_all(post->headers);
	curl_slist_free_all(post->recipients);
	curl_mime_free(post->mime);
	post->headers = post->recipients = NULL;
	post->mime = NULL;
}

/*
 * The status of HTTP comes before the body and says all. A body that never ends, or breaks off,
 * would bring the same alert again and again to somebody who has taken it.
 */
static bool is_answered(const struct post *post, CURLcode code)
{
	return post->came && (code == CURLE_WRITE_ERROR || code == CURLE_OPERATION_TIMEDOUT ||
				     code == CURLE_PARTIAL_FILE);
}

static void ended(void *ctx, CURL *easy, CURLcode code)
{
	struct post *post = ctx;
	struct post_answer answer = {
		.code = code,
		.retry_after_s = post->retry_after_s,
		.error = post->error,
		.refused = post->refused,
	};

	curl_easy_getinfo(easy, CURLINFO_RESPONSE_CODE, &answer.status);
	if (is_answered(post, code))
		answer.code = CURLE_OK;
	release(post);
	answer.text = buf_str(&post->answer);
	post->done(post->ctx, &answer);
}

static void drained(void *ctx)
{
	(void)ctx;
}

CURL *post_handle(struct post *post, const struct sink_target *target, const char *protocols)
{
	CURL *easy = post->easy;

	curl_easy_reset(easy);
	buf_clear(&post->answer);
	post->came = 0;
	post->retry_after_s = -1;
	post->error[0] = post->refused[0] = '\0';
	curl_easy_setopt(easy, CURLOPT_URL, target->url);
	curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, protocols);
	curl_easy_setopt(easy, CURLOPT_TIMEOUT_MS, (long)target->timeout_ms);
	curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
	/* The bundle alone: a folder of certificates switches libcurl's cache off. */
	curl_easy_setopt(easy, CURLOPT_CAPATH, NULL);
	if (target->ca_file)
		curl_easy_setopt(easy, CURLOPT_CAINFO, target->ca_file);
	curl_easy_setopt(easy, CURLOPT_ERRORBUFFER, post->error);
	curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, take_answer);
	curl_easy_setopt(easy, CURLOPT_WRITEDATA, post);
	curl_easy_setopt(easy, CURLOPT_HEADERFUNCTION, take_header);
	curl_easy_setopt(easy, CURLOPT_HEADERDATA, post);
	return easy;
}

void post_keep(struct post *post, struct curl_slist *headers, struct curl_slist *recipients,
	curl_mime *mime)
{
	post->headers = headers;
	post->recipients = recipients;
	post->mime = mime;
}

void post_add_line(struct curl_slist **headers, char *line)
{
	*headers = curl_slist_append(*headers, line);
	mem_free(line);
}

bool post_start(struct post *post)
{
	post->running = mux_add(post->mux, post->easy) == 0;
	if (!post->running)
		release(post);
	return post->running;
}

struct post *post_new(struct loop *loop, post_done *done, void *ctx)
{
	struct post *post = mem_alloc(sizeof(*post));

	*post = (struct post){.done = done, .ctx = ctx, .answer = BUF_INIT(ANSWER_KEPT + 1)};
	post->easy = curl_easy_init();
	if (!post->easy || mux_new(loop, ended, drained, post, &post->mux)) {
		curl_easy_cleanup(post->easy);
		buf_done(&post->answer);
		mem_free(post);
		return NULL;
	}
	return post;
}

void post_free(struct post *post)
{
	if (!post)
		return;
	release(post);
	curl_easy_cleanup(post->easy);
	mux_free(post->mux);
	buf_done(&post->answer);
	mem_free(post);
}
