/*
 * One hop: a GET over HTTP/1.1 or 2. Redirects are not libcurl's to follow: what each hop
 * says, where it leads, and what may be sent along is decided in fetch.c. Ceilings are kept
 * where bytes arrive, after decompression, so that a bomb stops at them.
 */
#include "fetch/fetch_priv.h"

#include <errno.h>
#include <string.h>

#include "base/mem.h"

enum {
	HEAD_MAX = 64 * 1024,
	KEPT_MAX = 2 * 1024,       /* of a body that is no document */
	IGNORED_MAX = 64 * 1024,   /* of such a body is waited for, for the connection's sake */
	BOMB_LEAST = 1024 * 1024,  /* unpacked, and … */
	BOMB_TIMES = 100,          /* … so many times what came is a bomb */
	PIECE = 16 * 1024,         /* that libcurl may have read and not counted yet */
	IDLE_CONNECTION_S = 60,
};

#define ACCEPT                                                                           \
	"Accept: application/atom+xml, application/rss+xml, application/rdf+xml, "       \
	"application/feed+json, application/xml;q=0.9, text/xml;q=0.9, */*;q=0.5"

/* ---- what libcurl asks ------------------------------------------------------------ */

static size_t take_head(char *line, size_t size, size_t count, void *ctx)
{
	struct fetch_job *job = ctx;

	answer_take_line(&job->answer, line, size * count);
	job->head_too_large = job->answer.bytes > HEAD_MAX;
	return job->head_too_large ? 0 : size * count;
}

/*
 * No feed shrinks like this, and unpackers keep as much again as they gave: ended early. What
 * has come in is counted before it is unpacked.
 */
static bool is_bomb(struct fetch_job *job, size_t len)
{
	curl_off_t came = 0;

	if (job->body.len + len < BOMB_LEAST)
		return false;
	curl_easy_getinfo(job->easy, CURLINFO_SIZE_DOWNLOAD_T, &came);
	return (curl_off_t)((job->body.len + len) / BOMB_TIMES) > came + PIECE;
}

static bool take_document(struct fetch_job *job, const char *data, size_t len)
{
	curl_off_t said = -1;

	if (!job->body.len)
		curl_easy_getinfo(job->easy, CURLINFO_CONTENT_LENGTH_DOWNLOAD_T, &said);
	job->bomb = is_bomb(job, len);
	job->too_large = job->bomb || said > (curl_off_t)job->body.max ||
			 buf_add(&job->body, data, len);
	return !job->too_large;
}

static bool take_other(struct fetch_job *job, const char *data, size_t len)
{
	curl_off_t came = 0;

	if (job->body.len < KEPT_MAX)
		(void)!buf_add(&job->body, data, MIN(len, KEPT_MAX - job->body.len));
	curl_easy_getinfo(job->easy, CURLINFO_SIZE_DOWNLOAD_T, &came);
	job->enough = came > IGNORED_MAX;
	return !job->enough;
}

static size_t take_body(char *data, size_t size, size_t count, void *ctx)
{
	struct fetch_job *job = ctx;
	size_t len = size * count;
	bool go_on = job->answer.status == 200 ? take_document(job, data, len)
					       : take_other(job, data, len);

	return go_on ? len : CURL_WRITEFUNC_ERROR;
}

static bool is_allowed(struct fetch_job *job, const struct sockaddr *address)
{
	const struct fetch_options *options = &job->fetch->options;

	if (options->proxy ||
		address_allowed(address, job->own_host, job->hop.host, options->private_hosts))
		return true;
	address_show(address, job->refused);
	return false;
}

/* False: it is given one that is to come, and hop_ended lets it wait for that. */
static bool has_turn(struct fetch_job *job, const struct sockaddr *address)
{
	if (!job->has_turn && !job->fetch->options.proxy) {
		job->has_turn = true;
		job->later_ms = neighbour_wait_ms(job->fetch, address);
	}
	return !job->later_ms;
}

static curl_socket_t open_socket(void *ctx, curlsocktype purpose, struct curl_sockaddr *address)
{
	(void)purpose;
	if (!is_allowed(ctx, &address->addr) || !has_turn(ctx, &address->addr))
		return CURL_SOCKET_BAD;
	return socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
}

/* Connections are shared: this one may have been made for a source that may go there. */
static int before_request(void *ctx, char *to, char *from, int to_port, int from_port)
{
	struct fetch_job *job = ctx;
	struct sockaddr_storage address;

	(void)from;
	(void)to_port;
	(void)from_port;
	if (address_parse(to, &address) && is_allowed(job, (struct sockaddr *)&address))
		return CURL_PREREQFUNC_OK;
	if (!*job->refused)
		strcpy(job->refused, "this");
	return CURL_PREREQFUNC_ABORT;
}

/* ---- set-up ----------------------------------------------------------------------- */

/* What a header line can hold: what came in one. */
static bool is_sendable(const char *value)
{
	const unsigned char *p = (const unsigned char *)value;

	if (!value || !*value)
		return false;
	for (; *p; p++)
		if ((*p < 0x20 && *p != '\t') || *p == 0x7F)
			return false;
	return true;
}

static void add_line(struct fetch_job *job, const char *name, const char *value)
{
	CLEANUP(mem_freep) char *line = NULL;

	if (!is_sendable(value))
		return;
	line = mem_printf("%s: %s", name, value);
	job->lines = curl_slist_append(job->lines, line);
	job->conditional = true;
}

static void add_lines(struct fetch_job *job)
{
	job->conditional = false;
	job->lines = curl_slist_append(NULL, ACCEPT);
	if (strcmp(job->validators_url, job->hop.url) != 0)
		return;
	add_line(job, "If-None-Match", job->etag);
	add_line(job, "If-Modified-Since", job->last_modified);
}

static void set_limits(struct fetch_job *job, CURL *easy)
{
	const struct fetch_options *options = &job->fetch->options;
	int64_t left_ms = MAX(job->timeout_ms - job->used_ms, 1);

	curl_easy_setopt(easy, CURLOPT_TIMEOUT_MS, (long)left_ms);
	curl_easy_setopt(easy, CURLOPT_CONNECTTIMEOUT_MS, (long)options->connect_timeout_ms);
	curl_easy_setopt(easy, CURLOPT_LOW_SPEED_LIMIT, 1L);
	curl_easy_setopt(easy, CURLOPT_LOW_SPEED_TIME, (long)(options->stall_ms + 999) / 1000);
	/* libcurl walks all names it remembers at every end; no name is asked again so soon. */
	curl_easy_setopt(easy, CURLOPT_DNS_CACHE_TIMEOUT, 0L);
	curl_easy_setopt(easy, CURLOPT_MAXAGE_CONN, (long)IDLE_CONNECTION_S);
	/* libcurl walks all hosts it ever kept a connection to when it has to close one. */
	curl_easy_setopt(easy, CURLOPT_FORBID_REUSE,
		job->keep_connection || queue_has_more(job) ? 0L : 1L);
	/* A name that is still being looked up when time is over does not hold up the loop. */
	curl_easy_setopt(easy, CURLOPT_QUICK_EXIT, 1L);
	curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
}

static void set_security(struct fetch_job *job, CURL *easy)
{
	const struct fetch_options *options = &job->fetch->options;

	curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "http,https");
	curl_easy_setopt(easy, CURLOPT_PROXY, options->proxy ? options->proxy : "");
	curl_easy_setopt(easy, CURLOPT_SUPPRESS_CONNECT_HEADERS, 1L);
	curl_easy_setopt(easy, CURLOPT_OPENSOCKETFUNCTION, open_socket);
	curl_easy_setopt(easy, CURLOPT_OPENSOCKETDATA, job);
	curl_easy_setopt(easy, CURLOPT_PREREQFUNCTION, before_request);
	curl_easy_setopt(easy, CURLOPT_PREREQDATA, job);
	/* A path of certificates would switch off libcurl's cache of them: 20 ms a connection. */
	curl_easy_setopt(easy, CURLOPT_CAPATH, NULL);
	if (job->fetch->ca_file)
		curl_easy_setopt(easy, CURLOPT_CAINFO, job->fetch->ca_file);
	if (job->hop.user || job->hop.password) {
		curl_easy_setopt(easy, CURLOPT_HTTPAUTH, CURLAUTH_BASIC);
		curl_easy_setopt(easy, CURLOPT_USERNAME, job->hop.user ? job->hop.user : "");
		curl_easy_setopt(easy, CURLOPT_PASSWORD,
			job->hop.password ? job->hop.password : "");
	}
}

static void set_request(struct fetch_job *job, CURL *easy)
{
	curl_easy_setopt(easy, CURLOPT_PRIVATE, job);
	curl_easy_setopt(easy, CURLOPT_URL, job->hop.url);
	curl_easy_setopt(easy, CURLOPT_USERAGENT, job->fetch->agent);
	curl_easy_setopt(easy, CURLOPT_HTTPHEADER, job->lines);
	curl_easy_setopt(easy, CURLOPT_ACCEPT_ENCODING, "");
	curl_easy_setopt(easy, CURLOPT_HEADERFUNCTION, take_head);
	curl_easy_setopt(easy, CURLOPT_HEADERDATA, job);
	curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, take_body);
	curl_easy_setopt(easy, CURLOPT_WRITEDATA, job);
	curl_easy_setopt(easy, CURLOPT_ERRORBUFFER, job->error);
}

static CURL *take_handle(struct fetch *fetch)
{
	return fetch->pool_count ? fetch->pool[--fetch->pool_count] : curl_easy_init();
}

static void forget_answer(struct fetch_job *job)
{
	answer_reset(&job->answer);
	buf_clear(&job->body);
	*job->error = *job->refused = '\0';
	job->too_large = job->bomb = job->head_too_large = job->enough = false;
}

int transfer_start(struct fetch_job *job)
{
	job->easy = take_handle(job->fetch);
	if (!job->easy)
		return -ENOMEM;
	forget_answer(job);
	add_lines(job);
	set_request(job, job->easy);
	set_limits(job, job->easy);
	set_security(job, job->easy);
	job->hop_started_ms = clock_mono_ms(job->fetch->clock);
	return mux_add(job->fetch->mux, job->easy);
}

void transfer_stop(struct fetch_job *job)
{
	struct fetch *fetch = job->fetch;

	if (!job->easy)
		return;
	mux_remove(fetch->mux, job->easy);
	curl_easy_reset(job->easy);
	MEM_GROW(fetch->pool, fetch->pool_count, fetch->pool_cap);
	fetch->pool[fetch->pool_count++] = job->easy;
	job->easy = NULL;
	curl_slist_free_all(job->lines);
	job->lines = NULL;
}

/* ---- the end ---------------------------------------------------------------------- */

static const struct failure {
	CURLcode code;
	enum fetch_outcome outcome;
} failures[] = {
	{CURLE_COULDNT_RESOLVE_HOST, FETCH_DNS},
	{CURLE_COULDNT_RESOLVE_PROXY, FETCH_DNS},
	{CURLE_COULDNT_CONNECT, FETCH_CONNECT},
	{CURLE_SEND_ERROR, FETCH_CONNECT},
	{CURLE_OPERATION_TIMEDOUT, FETCH_TIMEOUT},
	{CURLE_SSL_CONNECT_ERROR, FETCH_TLS},
	{CURLE_PEER_FAILED_VERIFICATION, FETCH_TLS},
	{CURLE_SSL_CACERT_BADFILE, FETCH_TLS},
	{CURLE_SSL_CERTPROBLEM, FETCH_TLS},
	{CURLE_SSL_CIPHER, FETCH_TLS},
	{CURLE_SSL_ENGINE_INITFAILED, FETCH_TLS},
	{CURLE_SSL_ISSUER_ERROR, FETCH_TLS},
	{CURLE_SSL_CRL_BADFILE, FETCH_TLS},
	{CURLE_SSL_INVALIDCERTSTATUS, FETCH_TLS},
	{CURLE_PARTIAL_FILE, FETCH_TRUNCATED},
	{CURLE_RECV_ERROR, FETCH_TRUNCATED},
	{CURLE_GOT_NOTHING, FETCH_TRUNCATED},
	{CURLE_HTTP2_STREAM, FETCH_TRUNCATED},
};

/* One code for a connection that broke and for chunks that are none; the text tells. */
static bool is_bad_chunk(const struct fetch_job *job, CURLcode code)
{
	return code == CURLE_RECV_ERROR && strstr(job->error, "chunked-encoding");
}

/* libcurl has no memory for a line of 100 KiB, on purpose. */
static bool is_endless_line(const struct fetch_job *job, CURLcode code)
{
	return code == CURLE_OUT_OF_MEMORY && !job->body.len;
}

static bool is_looking_up(struct fetch_job *job)
{
	curl_off_t done = 0;

	curl_easy_getinfo(job->easy, CURLINFO_NAMELOOKUP_TIME_T, &done);
	return !done;
}

/* Beside an address that was refused there may be another that failed by itself. */
static bool is_refusal(CURLcode code)
{
	return code == CURLE_COULDNT_CONNECT || code == CURLE_ABORTED_BY_CALLBACK;
}

static enum fetch_outcome outcome_of_code(struct fetch_job *job, CURLcode code)
{
	size_t i;

	if (*job->refused && is_refusal(code))
		return FETCH_REFUSED;
	if (job->too_large)
		return FETCH_TOO_LARGE;
	if (code == CURLE_OPERATION_TIMEDOUT && is_looking_up(job))
		return FETCH_DNS;
	if (is_bad_chunk(job, code))
		return FETCH_PROTOCOL;
	for (i = 0; i < ARRAY_LEN(failures); i++)
		if (failures[i].code == code)
			return failures[i].outcome;
	return FETCH_PROTOCOL;
}

enum fetch_outcome transfer_outcome(struct fetch_job *job, CURLcode code)
{
	enum fetch_outcome outcome;

	if (code == CURLE_OK || (code == CURLE_WRITE_ERROR && job->enough))
		return job->answer.status == 200 ? FETCH_DONE : FETCH_STATUS;
	outcome = outcome_of_code(job, code);
	if (job->head_too_large || is_endless_line(job, code))
		strcpy(job->error, "its head is larger than 64 KiB");
	reason_of_curl(job, code, outcome);
	return outcome;
}
