/*
 * Fetching, against a server in a process of its own: requests a second, and CPU of our side
 * alone. Kept connections, new ones, 1,000 and 10,000 names, and TLS: every new connection
 * needs the trusted certificates, and reading them anew is the dearest thing that can happen
 * here. Names are looked up by libcurl's threads as always; what they ask is answered here.
 *
 * The TLS part needs the `openssl` program; without it that part is left out.
 * Usage: bench-fetch [PART-OF-A-NAME]
 */
#include <arpa/inet.h>
#include <curl/curl.h>
#include <errno.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/mem.h"
#include "fetch/fetch.h"

enum { DOCUMENT = 23 * 1024, AT_A_TIME = 256 };

/* ---- the server ------------------------------------------------------------------- */

static char document[DOCUMENT + 256];
static size_t document_len;

static void answer(int fd, const char *request)
{
	static const char unchanged[] = "HTTP/1.1 304 Not Modified\r\nETag: \"1\"\r\n\r\n";
	bool whole = strncmp(request, "GET /304", 8) != 0;
	const char *bytes = whole ? document : unchanged;
	size_t len = whole ? document_len : sizeof(unchanged) - 1;

	while (len) {
		ssize_t n = write(fd, bytes, len);

		if (n < 0 && errno == EAGAIN)
			continue;
		if (n <= 0)
			break;
		bytes += n;
		len -= (size_t)n;
	}
	if (!strncmp(request, "GET /close", 10))
		shutdown(fd, SHUT_WR);
}

static void serve_one(int fd)
{
	char request[4096];
	ssize_t n = read(fd, request, sizeof(request) - 1);

	if (n <= 0) {
		close(fd);
		return;
	}
	request[n] = '\0';
	answer(fd, request);
}

static void accept_all(int listener, int set)
{
	struct epoll_event event = {.events = EPOLLIN};
	int one = 1;

	while ((event.data.fd = accept4(listener, NULL, NULL, SOCK_NONBLOCK)) >= 0) {
		setsockopt(event.data.fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof(one));
		epoll_ctl(set, EPOLL_CTL_ADD, event.data.fd, &event);
	}
}

static void serve(int listener)
{
	int set = epoll_create1(0), count, i;
	struct epoll_event events[64], first = {.events = EPOLLIN, .data.fd = listener};

	document_len = (size_t)sprintf(document,
		"HTTP/1.1 200 OK\r\nETag: \"1\"\r\nContent-Type: application/rss+xml\r\n"
		"Content-Length: %d\r\n\r\n", DOCUMENT);
	memset(document + document_len, 'x', DOCUMENT);
	document_len += DOCUMENT;
	epoll_ctl(set, EPOLL_CTL_ADD, listener, &first);
	for (;;) {
		count = epoll_wait(set, events, 64, -1);
		for (i = 0; i < count; i++)
			if (events[i].data.fd == listener)
				accept_all(listener, set);
			else
				serve_one(events[i].data.fd);
	}
}

static int listen_somewhere(int *out_port)
{
	struct sockaddr_in address = {.sin_family = AF_INET};
	socklen_t len = sizeof(address);
	int listener = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);

	if (bind(listener, (struct sockaddr *)&address, sizeof(address)) ||
		listen(listener, 1024) ||
		getsockname(listener, (struct sockaddr *)&address, &len)) {
		perror("bench-fetch");
		exit(1);
	}
	*out_port = ntohs(address.sin_port);
	return listener;
}

static pid_t start_server(int *out_port)
{
	int listener = listen_somewhere(out_port);
	pid_t child = fork();

	if (!child)
		serve(listener);
	close(listener);
	return child;
}

/* ---- names ------------------------------------------------------------------------ */

/*
 * In the place of libc's: feeds-N.internal is the Nth loopback address (the kernel looks long
 * for a free port where all connections lead to one), addresses are themselves.
 */
int getaddrinfo(const char *name, const char *service, const struct addrinfo *hints,
	struct addrinfo **out)
{
	struct place {
		struct addrinfo info;
		struct sockaddr_in address;
	} *place = mem_alloc(sizeof(*place));
	unsigned int number;

	(void)hints;
	place->address = (struct sockaddr_in){.sin_family = AF_INET,
		.sin_port = htons((uint16_t)(service ? atoi(service) : 0)),
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	if (sscanf(name, "feeds-%u.internal", &number) == 1)
		place->address.sin_addr.s_addr = htonl(INADDR_LOOPBACK + number);
	else
		(void)inet_pton(AF_INET, name, &place->address.sin_addr);
	place->info = (struct addrinfo){.ai_family = AF_INET, .ai_socktype = SOCK_STREAM,
		.ai_protocol = IPPROTO_TCP, .ai_addrlen = sizeof(place->address),
		.ai_addr = (struct sockaddr *)&place->address};
	*out = &place->info;
	return 0;
}

void freeaddrinfo(struct addrinfo *info)
{
	mem_free(info);
}

/* ---- the client ------------------------------------------------------------------- */

struct run {
	struct fetch *fetch;
	const char *path;
	const char *etag;
	const char *scheme;
	int port, hosts; /* as many names are asked in turn; 1: the address alone */
	size_t total, started, ended, failed;
};

static void start_more(struct run *run);

static void took(void *ctx, const struct fetch_result *result)
{
	struct run *run = ctx;

	run->ended++;
	if (result->outcome > FETCH_NOT_MODIFIED && !run->failed++)
		fprintf(stderr, "bench-fetch: %s\n", result->reason);
	start_more(run);
}

static void start_more(struct run *run)
{
	struct fetch_request request = {.etag = run->etag, .keep_connection = run->hosts == 1};
	char url[128];

	while (run->started < run->total && run->started - run->ended < AT_A_TIME) {
		size_t host = run->started % (size_t)run->hosts;

		if (run->hosts == 1)
			snprintf(url, sizeof(url), "%s://127.0.0.1:%d%s", run->scheme, run->port,
				run->path);
		else
			snprintf(url, sizeof(url), "%s://feeds-%zu.internal:%d%s", run->scheme,
				host, run->port, run->path);
		request.url = url;
		run->started++;
		fetch_start(run->fetch, &request, took, run);
	}
}

static const char *only; /* NULL, or a part of the names of what is measured */

static double cpu_us(void)
{
	struct rusage usage;

	getrusage(RUSAGE_SELF, &usage);
	return (double)(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) * 1e6 +
	       (double)(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec);
}

static void report(const char *name, size_t count, double wall_ms, double cpu)
{
	printf("%-44s %9.0f requests/s %9.1f us CPU\n", name, (double)count * 1000 / wall_ms,
		cpu / (double)count);
	fflush(stdout);
}

static void measure(const char *name, struct run run, const struct fetch_options *options)
{
	struct loop *loop;
	int64_t begun;
	double cpu;

	if (only && !strstr(name, only))
		return;
	if (loop_new(&loop) || fetch_new(loop, &clock_system, options, &run.fetch))
		exit(1);
	begun = clock_mono_ms(&clock_system);
	cpu = cpu_us();
	start_more(&run);
	while (run.ended < run.total)
		if (loop_pass(loop, 1))
			exit(1);
	report(name, run.total, (double)(clock_mono_ms(&clock_system) - begun), cpu_us() - cpu);
	fetch_free(run.fetch);
	loop_free(loop);
}

/* ---- TLS -------------------------------------------------------------------------- */

static char folder[] = "/tmp/kordon-bench-XXXXXX";

static bool shell(const char *command)
{
	return system(command) == 0;
}

/* A bundle of the usual size that trusts our server too. */
static char *make_bundle(void)
{
	CLEANUP(mem_freep) char *command = NULL;

	if (!mkdtemp(folder))
		return NULL;
	command = mem_printf(
		"cd %s && openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=127.0.0.1 "
		"-addext subjectAltName=IP:127.0.0.1 -keyout key.pem -out cert.pem 2>/dev/null && "
		"cat cert.pem /etc/ssl/certs/ca-certificates.crt > bundle.pem && "
		"head -c %d /dev/zero > document", folder, DOCUMENT);

	if (!shell(command))
		return NULL;
	return mem_printf("%s/bundle.pem", folder);
}

static pid_t start_tls_server(int port)
{
	char accept[32];
	pid_t child = fork();

	if (child)
		return child;
	snprintf(accept, sizeof(accept), "127.0.0.1:%d", port);
	if (!chdir(folder))
		execlp("openssl", "openssl", "s_server", "-quiet", "-accept", accept, "-cert",
			"cert.pem", "-key", "key.pem", "-WWW", NULL);
	_exit(1);
}

static size_t ignore(char *data, size_t size, size_t count, void *ctx)
{
	(void)data;
	(void)ctx;
	return size * count;
}

static bool answers(const char *url, const char *bundle)
{
	CURL *easy = curl_easy_init();
	bool good = false;
	int tries;

	curl_easy_setopt(easy, CURLOPT_URL, url);
	curl_easy_setopt(easy, CURLOPT_CAINFO, bundle);
	curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, ignore);
	curl_easy_setopt(easy, CURLOPT_TIMEOUT_MS, 1000L);
	for (tries = 0; tries < 100 && !good; tries++) {
		good = curl_easy_perform(easy) == CURLE_OK;
		if (!good)
			usleep(20000);
	}
	curl_easy_cleanup(easy);
	return good;
}

/* As libcurl is set up by default in Debian 12. */
static void measure_plain_libcurl(const char *url, const char *bundle, size_t total)
{
	int64_t begun = clock_mono_ms(&clock_system);
	double cpu = cpu_us();
	CURL *easy = curl_easy_init();
	size_t i;

	curl_easy_setopt(easy, CURLOPT_URL, url);
	curl_easy_setopt(easy, CURLOPT_CAINFO, bundle);
	curl_easy_setopt(easy, CURLOPT_CAPATH, "/etc/ssl/certs");
	curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, ignore);
	for (i = 0; i < total; i++)
		(void)curl_easy_perform(easy);
	report("https, new connections, libcurl's own defaults", total,
		(double)(clock_mono_ms(&clock_system) - begun), cpu_us() - cpu);
	curl_easy_cleanup(easy);
}

static void measure_tls(struct fetch_options options)
{
	int port, listener = listen_somewhere(&port), closed = close(listener);
	CLEANUP(mem_freep) char *bundle = make_bundle();
	CLEANUP(mem_freep) char *clean = mem_printf("rm -rf %s", folder); /* made by now */
	CLEANUP(mem_freep) char *url = mem_printf("https://127.0.0.1:%d/document", port);
	struct run run = {.path = "/document", .scheme = "https", .port = port, .hosts = 1,
		.total = 400};
	pid_t server = bundle ? start_tls_server(port) : -1;

	(void)closed; /* its port is free for the openssl program */
	options.ca_file = bundle;
	options.per_host = 1; /* the server takes one at a time */
	if (!bundle || !answers(url, bundle)) {
		printf("https: left out, the openssl program serves nothing here\n");
	} else {
		measure("https, new connections, fetch", run, &options);
		measure_plain_libcurl(url, bundle, 100);
	}
	if (server > 0) {
		kill(server, SIGTERM);
		waitpid(server, NULL, 0);
	}
	(void)shell(clean);
}

int main(int argc, char **argv)
{
	struct fetch_options options;
	int port;
	pid_t server;
	struct run run = {.path = "/304", .etag = "\"1\"", .scheme = "http", .hosts = 1,
		.total = 40000};
	struct rusage usage;

	only = argc > 1 ? argv[1] : NULL;
	signal(SIGPIPE, SIG_IGN); /* of the server too */
	server = start_server(&port);
	run.port = port;
	config_defaults(&fetch_table, &options);
	options.host_gap_ms = 0;
	options.per_host = options.concurrency;
	measure("304, kept connections", run, &options);
	run.path = "/200";
	measure("200 with 23 KiB, kept connections", run, &options);
	run.path = "/close";
	run.total = 10000;
	measure("200 with 23 KiB, new connections", run, &options);
	run.path = "/304";
	run.total = 20000;
	run.hosts = 1000;
	measure("304, 1,000 names in turn", run, &options);
	run.hosts = 10000;
	measure("304, 10,000 names in turn", run, &options);
	kill(server, SIGTERM);
	waitpid(server, NULL, 0);
	if (!only || strstr("https", only))
		measure_tls(options);
	getrusage(RUSAGE_SELF, &usage);
	printf("peak memory %ld MiB\n", usage.ru_maxrss / 1024);
	config_release(&fetch_table, &options);
	return 0;
}
