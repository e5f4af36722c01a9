/*
 * Jobs: queued, started when it is their turn, led from hop to hop, ended with one callback.
 * See the way of a job in fetch_priv.h.
 */
#include "fetch/fetch.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>
#include <utlist.h>

#include "base/mem.h"
#include "fetch/fetch_priv.h"

enum { CONNECTIONS_MIN = 16 };

static const char *const outcome_names[] = {
	[FETCH_DONE] = "done",
	[FETCH_NOT_MODIFIED] = "not-modified",
	[FETCH_STATUS] = "status",
	[FETCH_DNS] = "dns",
	[FETCH_CONNECT] = "connect",
	[FETCH_TLS] = "tls",
	[FETCH_TIMEOUT] = "timeout",
	[FETCH_TOO_LARGE] = "too-large",
	[FETCH_TRUNCATED] = "truncated",
	[FETCH_REDIRECT] = "redirect",
	[FETCH_REFUSED] = "refused",
	[FETCH_PROTOCOL] = "protocol",
	[FETCH_FILE] = "file",
	[FETCH_CANCELLED] = "cancelled",
};

const char *fetch_outcome_name(enum fetch_outcome outcome)
{
	return outcome_names[outcome];
}

/* ---- the end of a job ------------------------------------------------------------- */

static void job_free(struct fetch_job *job)
{
	size_t i;

	for (i = 0; i < job->hops; i++)
		mem_free(job->visited[i]);
	mem_free(job->visited);
	mem_free(job->etag);
	mem_free(job->last_modified);
	mem_free(job->validators_url);
	mem_free(job->own_host);
	hop_done(&job->hop);
	answer_reset(&job->answer);
	buf_done(&job->body);
	mem_free(job);
}

char *fetch_take_body(struct fetch_job *job)
{
	return buf_take(&job->body);
}

/* The validators of a redirected answer belong to a URL that this caller does not keep. */
static bool gives_validators(const struct fetch_job *job, enum fetch_outcome outcome)
{
	return (outcome == FETCH_DONE || outcome == FETCH_NOT_MODIFIED) &&
	       !(job->own_validators && job->hops);
}

static void fill_result(struct fetch_job *job, enum fetch_outcome outcome)
{
	struct fetch_result *result = &job->result;
	const struct answer *answer = &job->answer;
	bool validators = gives_validators(job, outcome);

	result->outcome = outcome;
	result->status = answer->status;
	result->body = job->body.len || outcome == FETCH_DONE ? buf_str(&job->body) : NULL;
	result->body_len = job->body.len;
	result->content_type = answer->content_type;
	result->etag = validators ? answer->etag : NULL;
	result->last_modified = validators ? answer->last_modified : NULL;
	result->final_url = job->hop.url;
	result->redirected = job->hops > 0;
	result->moved_permanently = job->hops && job->all_permanent;
	result->wire_bytes = job->wire_bytes;
	result->duration_ms = job->used_ms;
}

static void leave(struct fetch_job *job)
{
	struct fetch *fetch = job->fetch;

	if (job->phase == JOB_WAITING) {
		queue_remove(job);
	} else if (job->phase == JOB_RUNNING) {
		transfer_stop(job);
		DL_DELETE(fetch->running, job);
		fetch->in_flight--;
		queue_release(job);
	}
	job->phase = JOB_ENDING;
}

static void end(struct fetch_job *job, enum fetch_outcome outcome)
{
	leave(job);
	fill_result(job, outcome);
	job->callback(job->ctx, &job->result);
	job_free(job);
}

void fetch_cancel(struct fetch_job *job)
{
	if (job->phase == JOB_ENDING)
		return;
	reason_set(job, "given up by us");
	end(job, FETCH_CANCELLED);
}

/* ---- from hop to hop -------------------------------------------------------------- */

static bool is_redirect(int status)
{
	return status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
}

static bool was_visited(const struct fetch_job *job, const char *url)
{
	size_t i;

	if (!strcmp(job->hop.url, url))
		return true;
	for (i = 0; i < job->hops; i++)
		if (!strcmp(job->visited[i], url))
			return true;
	return false;
}

/* Says why the next hop is not taken; false then. */
static bool may_follow(struct fetch_job *job, const struct hop *next)
{
	CLEANUP(mem_freep) char *shown = fetch_redact_url(next->url);

	if (!hop_is_http(next))
		reason_set(job, "%s: redirects to %s, where we do not follow", job->hop.host,
			shown);
	else if (was_visited(job, next->url))
		reason_set(job, "%s: redirects in a circle, back to %s", job->hop.host, shown);
	else if ((int64_t)job->hops >= job->fetch->options.redirects)
		reason_set(job, "%s: more than %zu redirects, the last one to %s", job->hop.host,
			job->hops, shown);
	else
		return true;
	return false;
}

static void step(struct fetch_job *job, struct hop *next)
{
	int status = job->answer.status;

	job->all_permanent = (status == 301 || status == 308) &&
			     (!job->hops || job->all_permanent);
	if (!strcmp(job->hop.scheme, "https") && !strcmp(next->scheme, "http"))
		job->lost_tls = true;
	job->visited = mem_realloc(job->visited, (job->hops + 1) * sizeof(*job->visited));
	job->visited[job->hops++] = mem_steal(&job->hop.url);
	hop_done(&job->hop);
	job->hop = *next;
	job->has_turn = false;
}

static void run(struct fetch_job *job);

/* The same host goes on at once; another has a queue of its own. */
static void go_on(struct fetch_job *job, bool same_host)
{
	if (same_host) {
		run(job);
		return;
	}
	DL_DELETE(job->fetch->running, job);
	job->fetch->in_flight--;
	queue_release(job);
	queue_add(job);
}

static void follow(struct fetch_job *job)
{
	const char *location = job->answer.location, *fault;
	struct hop next;
	bool same_host;

	fault = location ? hop_follow(&job->hop, location, &next) : "it has no Location";
	if (fault) {
		reason_set(job, "%s: %d redirects, but nowhere (%s)", job->hop.host,
			job->answer.status, fault);
		end(job, FETCH_REDIRECT);
		return;
	}
	if (!may_follow(job, &next)) {
		hop_done(&next);
		end(job, FETCH_REDIRECT);
		return;
	}
	same_host = !strcmp(job->hop.host, next.host);
	step(job, &next);
	go_on(job, same_host);
}

static void read_times(struct fetch_job *job)
{
	int64_t now = clock_wall_s(job->fetch->clock);

	job->result.retry_after_s = answer_retry_after_s(&job->answer, now);
	job->result.max_age_s = answer_max_age_s(&job->answer, now);
}

static void count_bytes(struct fetch_job *job)
{
	curl_off_t body = 0;
	long head = 0;

	curl_easy_getinfo(job->easy, CURLINFO_SIZE_DOWNLOAD_T, &body);
	curl_easy_getinfo(job->easy, CURLINFO_HEADER_SIZE, &head);
	job->wire_bytes += body + head;
	job->used_ms += clock_mono_ms(job->fetch->clock) - job->hop_started_ms;
}

/* It was not connected: others are asked at that address first. */
static void come_later(struct fetch_job *job)
{
	int64_t wait_ms = job->later_ms;

	job->later_ms = 0;
	transfer_stop(job);
	DL_DELETE(job->fetch->running, job);
	job->fetch->in_flight--;
	queue_postpone(job, wait_ms);
}

static void hop_ended(void *ctx, CURL *easy, CURLcode code)
{
	enum fetch_outcome outcome;
	struct fetch_job *job;

	(void)ctx;
	curl_easy_getinfo(easy, CURLINFO_PRIVATE, &job);
	count_bytes(job);
	if (job->later_ms) {
		come_later(job);
		return;
	}
	outcome = transfer_outcome(job, code);
	transfer_stop(job);
	read_times(job);
	if (outcome == FETCH_STATUS && is_redirect(job->answer.status)) {
		follow(job);
		return;
	}
	if (outcome == FETCH_STATUS && job->answer.status == 304 && job->conditional)
		outcome = FETCH_NOT_MODIFIED;
	if (outcome <= FETCH_STATUS)
		reason_of_status(job, outcome);
	end(job, outcome);
}

/* ---- turns ------------------------------------------------------------------------ */

static bool is_file(const struct fetch_job *job)
{
	return !strcmp(job->hop.scheme, "file");
}

/* Why this URL is not asked for at all, or NULL. */
static const char *refusal(const struct fetch_job *job)
{
	struct sockaddr_storage address;

	if (is_file(job))
		return job->allow_file ? NULL : "a file may not be read here";
	if (!hop_is_http(&job->hop))
		return "only http: and https: are spoken here";
	/* Behind a proxy this is the one look at an address that we have. */
	if (address_parse(job->hop.host, &address) &&
		!address_allowed((struct sockaddr *)&address, job->own_host, job->hop.host,
			job->fetch->options.private_hosts))
		return "a private address, and this source may not lead there";
	return NULL;
}

static void run_transfer(struct fetch_job *job)
{
	int r = transfer_start(job);

	if (!r)
		return;
	reason_set(job, "%s: no transfer could be started (%s)", job->hop.host, strerror(-r));
	end(job, FETCH_CONNECT);
}

static void run(struct fetch_job *job)
{
	const char *no = refusal(job);

	if (no) {
		CLEANUP(mem_freep) char *shown = fetch_redact_url(job->hop.url);

		reason_set(job, "%s: %s", shown, no);
		end(job, FETCH_REFUSED);
	} else if (is_file(job)) {
		end(job, file_read(job));
	} else {
		run_transfer(job);
	}
}

/* Where all are busy the next end is waited for, not a time. */
static void set_turn(struct fetch *fetch, bool at_once)
{
	bool busy = (int64_t)fetch->in_flight >= fetch->options.concurrency;
	int64_t wait_ms = at_once ? 0 : busy ? -1 : queue_wait_ms(fetch);

	if (wait_ms >= 0)
		loop_timer_set(fetch->turn, wait_ms);
	else
		loop_timer_stop(fetch->turn);
}

static void take_turns(void *ctx)
{
	struct fetch *fetch = ctx;
	struct fetch_job *job;
	bool read_file = false;

	while (!read_file && (int64_t)fetch->in_flight < fetch->options.concurrency) {
		job = queue_next(fetch);
		if (!job)
			break;
		job->phase = JOB_RUNNING;
		DL_APPEND(fetch->running, job);
		fetch->in_flight++;
		read_file = is_file(job); /* one a pass: reading keeps the loop */
		run(job);
	}
	set_turn(fetch, read_file);
}

/* ---- start ------------------------------------------------------------------------ */

static void set_validators(struct fetch_job *job, const struct fetch_request *request)
{
	struct hop hop;

	job->etag = mem_strdup(request->etag);
	job->last_modified = mem_strdup(request->last_modified);
	job->own_validators = !request->validators_url;
	if (job->own_validators || hop_parse(request->validators_url, &hop)) {
		job->validators_url = mem_strdup(job->hop.url);
		return;
	}
	job->validators_url = mem_steal(&hop.url);
	hop_done(&hop);
}

/* A text that is no URL goes the same way, and is refused when its turn comes. */
static void set_hop(struct fetch_job *job, const char *url)
{
	if (hop_parse(url, &job->hop))
		job->hop = (struct hop){
			.url = mem_strdup(url), .scheme = mem_strdup("?"), .host = mem_strdup("")};
	job->own_host = mem_strdup(job->hop.host);
}

struct fetch_job *fetch_start(struct fetch *fetch, const struct fetch_request *request,
	fetch_callback *callback, void *ctx)
{
	struct fetch_job *job = mem_alloc(sizeof(*job));

	job->fetch = fetch;
	job->callback = callback;
	job->ctx = ctx;
	job->allow_file = request->allow_file;
	job->keep_connection = request->keep_connection;
	job->timeout_ms = fetch->options.timeout_ms;
	job->body = BUF_INIT((size_t)fetch->options.body_max);
	job->result.retry_after_s = job->result.max_age_s = -1;
	set_hop(job, request->url);
	set_validators(job, request);
	queue_add(job);
	loop_timer_set(fetch->turn, 0);
	return job;
}

/* ---- the whole -------------------------------------------------------------------- */

static const char *system_ca_file(void)
{
	static const char *const usual[] = {
		"/etc/ssl/certs/ca-certificates.crt",
		"/etc/pki/tls/certs/ca-bundle.crt",
		"/etc/ssl/ca-bundle.pem",
		"/etc/ssl/cert.pem",
	};
	const curl_version_info_data *info = curl_version_info(CURLVERSION_NOW);
	size_t i;

	if (info->cainfo && !access(info->cainfo, R_OK))
		return info->cainfo;
	for (i = 0; i < ARRAY_LEN(usual); i++)
		if (!access(usual[i], R_OK))
			return usual[i];
	return NULL;
}

static void apply_options(struct fetch *fetch)
{
	const struct fetch_options *options = &fetch->options;

	fetch->ca_file = options->ca_file ? options->ca_file : system_ca_file();
	mem_free(fetch->agent);
	fetch->agent = options->contact
			       ? mem_printf("kordon/" KORDON_VERSION " (+%s)", options->contact)
			       : mem_strdup("kordon/" KORDON_VERSION);
	mux_set_connections(fetch->mux, MAX(options->concurrency, CONNECTIONS_MIN));
}

void fetch_set_options(struct fetch *fetch, const struct fetch_options *options)
{
	struct fetch_options old = fetch->options;

	options_copy(&fetch->options, options);
	options_free(&old);
	apply_options(fetch);
	loop_timer_set(fetch->turn, 0);
}

int fetch_new(struct loop *loop, const struct clock *clock, const struct fetch_options *options,
	struct fetch **out_fetch)
{
	struct fetch *fetch;
	int r;

	if (curl_global_init(CURL_GLOBAL_DEFAULT))
		return -ENOMEM;
	fetch = mem_alloc(sizeof(*fetch));
	r = mux_new(loop, hop_ended, take_turns, fetch, &fetch->mux);
	if (r) {
		mem_free(fetch);
		curl_global_cleanup();
		return r;
	}
	fetch->loop = loop;
	fetch->clock = clock;
	fetch->turn = loop_timer_new(loop, take_turns, fetch);
	options_copy(&fetch->options, options);
	apply_options(fetch);
	*out_fetch = fetch;
	return 0;
}

void fetch_rest(struct fetch *fetch)
{
	while (fetch->pool_count)
		curl_easy_cleanup(fetch->pool[--fetch->pool_count]);
}

static void cancel_waiting(struct fetch *fetch)
{
	struct fetch_job *job;

	while (fetch->queued && (job = queue_any(fetch)))
		fetch_cancel(job);
}

void fetch_free(struct fetch *fetch)
{
	if (!fetch)
		return;
	while (fetch->running)
		fetch_cancel(fetch->running);
	cancel_waiting(fetch);
	fetch_rest(fetch);
	mem_free(fetch->pool);
	mux_free(fetch->mux);
	loop_timer_free(fetch->turn);
	queue_free(fetch);
	neighbour_free(fetch);
	options_free(&fetch->options);
	mem_free(fetch->agent);
	mem_free(fetch);
	curl_global_cleanup();
}

size_t fetch_in_flight(const struct fetch *fetch)
{
	return fetch->in_flight;
}

size_t fetch_queued(const struct fetch *fetch)
{
	return fetch->queued;
}
