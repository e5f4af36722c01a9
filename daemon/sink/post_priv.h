/* One transfer of libcurl at a time, for the sinks that speak HTTP and SMTP. */
#ifndef KORDON_SINK_POST_PRIV_H
#define KORDON_SINK_POST_PRIV_H

#include <curl/curl.h>
#include <stdbool.h>

#include "event/event.h"
#include "sink/sink.h"

struct post;
/* done: code of libcurl, status of HTTP or SMTP (0: none came), seconds of Retry-After (-1:
 * none), the beginning of the answer. */
struct post_answer {
	CURLcode code;
	long status;
	int64_t retry_after_s;
	const char *text, *error;
	const char *refused; /* SMTP: the first answer that was a refusal; "" */
};
typedef void post_done(void *ctx, const struct post_answer *answer);
struct post *post_new(struct loop *loop, post_done *done, void *ctx) MUST_CHECK;
void post_free(struct post *post);
/* A handle with kordon's ways set (protocols, TLS, time limit, ceiling of the answer); set what
 * is to be sent, then start. The lists are freed when it has ended. */
CURL *post_handle(struct post *post, const struct sink_target *target, const char *protocols);
void post_keep(struct post *post, struct curl_slist *headers, struct curl_slist *recipients,
	curl_mime *mime);
bool post_start(struct post *post);
/* Appends a header line; takes (frees) the line. */
void post_add_line(struct curl_slist **headers, char *line);

#endif
