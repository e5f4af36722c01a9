/* Questions to a running daemon: HTTP with JSON over its unix socket, by libcurl. */
#include <curl/curl.h>
#include <errno.h>
#include <grp.h>
#include <json-c/json.h>
#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/utf8.h"
#include "ctl/ctl.h"
#include "model/json.h"

enum { ANSWER_MAX = 256 * 1024 * 1024, TIMEOUT_S = 60 };

/* ---- why not ------------------------------------------------------------------------------ */

/* Why the socket cannot be used, as errno; 0: it can. libcurl does not tell. */
static int try_socket(const char *path)
{
	struct sockaddr_un address = {.sun_family = AF_UNIX};
	int fd, why;

	if (strlen(path) >= sizeof(address.sun_path))
		return ENAMETOOLONG;
	strcpy(address.sun_path, path);
	fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (fd < 0)
		return errno;
	why = connect(fd, (struct sockaddr *)&address, sizeof(address)) ? errno : 0;
	close(fd);
	return why;
}

static int not_permitted(const struct ctl *ctl, const char *socket)
{
	struct stat st;
	struct group *group = stat(socket, &st) == 0 ? getgrgid(st.st_gid) : NULL;

	if (!group || st.st_gid == 0) /* nobody should become a member of root's */
		return ctl_fail(ctl, "you may not talk to kordond (%s); try sudo kordonctl", socket);
	return ctl_fail(ctl, "you may not talk to kordond (%s); try sudo kordonctl, or ask to "
			     "become a member of group %s",
		socket, group->gr_name);
}

static int cannot_reach(const struct ctl *ctl, const char *socket, CURLcode code)
{
	int why = try_socket(socket);

	if (why == EACCES || why == EPERM)
		return not_permitted(ctl, socket);
	if (why == ENOENT || why == ECONNREFUSED)
		return ctl_fail(ctl, "no kordond answers (%s: %s); is kordond running? "
				     "systemctl status kordond",
			socket, why == ENOENT ? "there is no such socket" :
						"nobody listens there");
	return ctl_fail(ctl, "%s: %s", socket, why ? strerror(why) : curl_easy_strerror(code));
}

/* Where the mistake stands in what was asked, where the answer says it. */
static void print_caret(struct json_object *answer)
{
	const char *text = json_get_text(answer, "text");
	struct json_object *at = json_get(answer, "at");
	CLEANUP(buf_done) struct buf before = BUF_INIT(BUF_UNBOUND);
	CLEANUP(mem_freep) char *whole = text ? utf8_show(text, SIZE_MAX) : NULL;
	size_t offset;

	if (!text || !at || !*text)
		return;
	offset = utf8_offset(text, strlen(text), (size_t)json_object_get_int64(at));
	utf8_printable(&before, text, offset);
	fprintf(stderr, "    %s\n    %*s^\n", whole,
		(int)utf8_count(buf_str(&before), before.len), "");
}

/* The error of an answer is written for people. */
static int refused(const struct ctl *ctl, struct json_object *answer, long status)
{
	struct json_object *error = NULL;

	if (json_object_object_get_ex(answer, "error", &error)) {
		ctl_fail(ctl, "%s", json_object_get_string(error));
		print_caret(answer);
		return CTL_FAILED;
	}
	return ctl_fail(ctl, "the daemon answers with status %ld", status);
}

/* ---- asking ------------------------------------------------------------------------------- */

static size_t take_bytes(char *data, size_t size, size_t count, void *ctx)
{
	return buf_add(ctx, data, size * count) ? 0 : count;
}

static CURLcode transfer(const char *socket, const char *path, bool post, struct buf *body,
	long *out_status)
{
	CLEANUP(mem_freep) char *url = mem_printf("http://kordon" CONTROL_PREFIX "%s", path);
	CURL *curl = curl_easy_init();
	CURLcode code;

	curl_easy_setopt(curl, CURLOPT_UNIX_SOCKET_PATH, socket);
	curl_easy_setopt(curl, CURLOPT_URL, url);
	curl_easy_setopt(curl, CURLOPT_PROXY, "");
	curl_easy_setopt(curl, CURLOPT_TIMEOUT, (long)TIMEOUT_S);
	curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, take_bytes);
	curl_easy_setopt(curl, CURLOPT_WRITEDATA, body);
	if (post)
		curl_easy_setopt(curl, CURLOPT_POSTFIELDS, "");
	code = curl_easy_perform(curl);
	curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, out_status);
	curl_easy_cleanup(curl);
	return code;
}

static int ask_socket(const struct ctl *ctl, const char *socket, const char *path, bool post,
	struct json_object **out_answer)
{
	CLEANUP(buf_done) struct buf body = BUF_INIT(ANSWER_MAX);
	struct json_object *answer;
	long status = 0;
	CURLcode code = transfer(socket, path, post, &body, &status);
	int result = CTL_DONE;

	if (code)
		return cannot_reach(ctl, socket, code);
	answer = json_tokener_parse(buf_str(&body));
	if (status != 200)
		result = refused(ctl, answer, status);
	else if (!answer)
		result = ctl_fail(ctl, "%s: the answer is no JSON", socket);
	if (result)
		json_object_put(answer);
	else
		*out_answer = answer;
	return result;
}

/* Section `control` alone: the rest of the configuration may be large, or just being mended. */
static int read_socket(struct ctl *ctl, bool quiet)
{
	CLEANUP(diag_freep) struct diag *diag = diag_new();
	CLEANUP(config_tree_freep) struct config_tree *tree = config_read_file(ctl->config, diag);
	const struct config_node *section = tree ? config_get(config_root(tree), "control") : NULL;
	struct control_options options;

	if (!tree && ctl->config_given)
		return quiet ? CTL_USAGE : ctl_report(diag, CTL_USAGE);
	config_defaults(&control_table, &options);
	if (section)
		config_apply(&control_table, section, &options, diag);
	if (!options.socket)
		return quiet ? CTL_FAILED : ctl_fail(ctl, "%s switches the control socket off (control: socket: ~)",
			ctl->config);
	ctl->found_socket = mem_strdup(options.socket);
	ctl->socket = ctl->found_socket;
	config_release(&control_table, &options);
	return CTL_DONE;
}

int ctl_ask(struct ctl *ctl, const char *path, bool post, struct json_object **out_answer)
{
	int status = ctl->socket ? CTL_DONE : read_socket(ctl, false);

	return status ? status : ask_socket(ctl, ctl->socket, path, post, out_answer);
}

int ctl_ask_text(struct ctl *ctl, const char *path, struct buf *out)
{
	int result = ctl->socket ? CTL_DONE : read_socket(ctl, false);
	struct json_object *answer;
	long status = 0;
	CURLcode code;

	if (result)
		return result;
	code = transfer(ctl->socket, path, false, out, &status);
	if (code)
		return cannot_reach(ctl, ctl->socket, code);
	if (status == 200)
		return CTL_DONE;
	answer = json_tokener_parse(buf_str(out));
	result = refused(ctl, answer, status);
	json_object_put(answer);
	return result;
}

bool ctl_is_answered(struct ctl *ctl)
{
	return (ctl->socket || read_socket(ctl, true) == CTL_DONE) && try_socket(ctl->socket) == 0;
}

void ctl_query_add(struct ctl_query *query, const char *name, const char *value)
{
	char *escaped;

	if (!value)
		return;
	escaped = curl_easy_escape(NULL, value, 0);
	buf_printf(&query->path, "%c%s=%s", query->any ? '&' : '?', name, escaped);
	query->any = true;
	curl_free(escaped);
}

int ctl_query_ask(struct ctl *ctl, struct ctl_query *query, bool post,
	struct json_object **out_answer)
{
	int status = ctl_ask(ctl, buf_str(&query->path), post, out_answer);

	buf_done(&query->path);
	return status;
}

const char *ctl_author(const char *given)
{
	const char *sudo = getenv("SUDO_USER");
	const struct passwd *account;

	if (given)
		return given;
	if (sudo && *sudo)
		return sudo;
	account = getpwuid(getuid());
	return account ? account->pw_name : NULL;
}
