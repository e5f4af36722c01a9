/* import and export: sources from and to OPML, the lists that feed readers exchange. */
#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <json-c/json.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>
#include <uthash.h>

#include "base/mem.h"
#include "base/utf8.h"
#include "ctl/ctl.h"
#include "ctl/export.h"
#include "model/json.h"
#include "text/text.h"

enum { SLUG_MAX = 48, UNFIT_SHOWN = 100, OPML_MAX = 32 * 1024 * 1024 };

/* ---- ids -------------------------------------------------------------------------------- */

struct used {
	char *id;
	UT_hash_handle hh;
};

struct importing {
	struct ctl *ctl;
	struct settings *settings; /* what is configured already; NULL: nothing is known */
	struct used *used;         /* ids and URLs that are taken */
	struct buf yaml;
	size_t written, known;
};

/* False where it was taken already. */
static bool take(struct importing *import, const char *id)
{
	struct used *used;

	HASH_FIND_STR(import->used, id, used);
	if (used)
		return false;
	used = mem_alloc(sizeof(*used));
	used->id = mem_strdup(id);
	HASH_ADD_KEYPTR(hh, import->used, used->id, strlen(used->id), used);
	return true;
}

static void forget_used(struct importing *import)
{
	struct used *used, *next;

	HASH_ITER(hh, import->used, used, next) {
		HASH_DEL(import->used, used);
		mem_free(used->id);
		mem_free(used);
	}
}

/* Letters and digits of Latin script, the rest as single hyphens. */
static char *slug(const char *text, size_t len)
{
	CLEANUP(buf_done) struct buf folded = BUF_INIT(BUF_UNBOUND);
	struct buf out = BUF_INIT(BUF_UNBOUND);
	size_t i;

	text_fold(&folded, text, len);
	for (i = 0; i < folded.len && out.len < SLUG_MAX; i++) {
		unsigned char c = (unsigned char)folded.data[i];

		if (c < 0x80 && isalnum(c))
			buf_putc(&out, (char)c);
		else if (out.len && out.data[out.len - 1] != '-')
			buf_putc(&out, '-');
	}
	while (out.len && out.data[out.len - 1] == '-')
		out.data[--out.len] = '\0';
	return buf_take(&out);
}

static char *slug_of_host(const char *url)
{
	const char *host = strstr(url, "://") + 3;

	if (strncmp(host, "www.", 4) == 0)
		host += 4;
	return slug(host, strcspn(host, ":/?#"));
}

/* By its title where that says enough in Latin letters, else by its host; never one twice. */
static char *make_id(struct importing *import, const struct feed_list_entry *entry)
{
	CLEANUP(mem_freep) char *base =
		slug(entry->title ? entry->title : "", entry->title ? strlen(entry->title) : 0);
	char *id;
	int i;

	if (strlen(base) < 3) {
		mem_free(base);
		base = slug_of_host(entry->url);
	}
	if (!*base)
		mem_replace(&base, "source");
	for (i = 1;; i++) {
		id = i == 1 ? mem_strdup(base) : mem_printf("%s-%d", base, i);
		if (take(import, id))
			return id;
		mem_free(id);
	}
}

/* ---- YAML ------------------------------------------------------------------------------- */

/* A JSON string is a YAML string. */
static void put_text(struct buf *out, const char *text)
{
	struct json_object *string = json_object_new_string(text);

	json_line(out, string);
	json_object_put(string);
}

/* Other programs than kordon take "yes" for true, and 123 for a number. */
static void put_id(struct buf *out, const char *id)
{
	static const char *const words[] = {"yes", "no", "true", "false", "on", "off", "null"};
	bool quoted = isdigit((unsigned char)*id);
	size_t i;

	for (i = 0; i < ARRAY_LEN(words); i++)
		quoted |= strcmp(id, words[i]) == 0;
	buf_printf(out, quoted ? "\"%s\"" : "%s", id);
}

/* One word, as rules write it between parentheses: "Baltics & North" is "Baltics-North". */
static void put_tag(struct buf *out, const char *tag)
{
	CLEANUP(buf_done) struct buf word = BUF_INIT(BUF_UNBOUND);
	const char *p;

	for (p = tag; *p; p++)
		if (!strchr(" \t\r\n(),:;&\"'#*!|<>{}[]`", *p))
			buf_putc(&word, *p);
		else if (word.len && word.data[word.len - 1] != '-')
			buf_putc(&word, '-');
	while (word.len && word.data[word.len - 1] == '-')
		word.data[--word.len] = '\0';
	put_text(out, word.len ? buf_str(&word) : "untitled");
}

static void put_source(struct importing *import, const struct feed_list_entry *entry)
{
	CLEANUP(mem_freep) char *id = make_id(import, entry);
	struct buf *out = &import->yaml;
	size_t i;

	buf_puts(out, "  - id: ");
	put_id(out, id);
	buf_puts(out, "\n    url: ");
	put_text(out, entry->url);
	if (entry->title) {
		buf_puts(out, "\n    name: ");
		put_text(out, entry->title);
	}
	for (i = 0; i < entry->tag_count; i++) {
		buf_puts(out, i ? ", " : "\n    tags: [");
		put_tag(out, entry->tags[i]);
	}
	buf_puts(out, entry->tag_count ? "]\n" : "\n");
	import->written++;
}

/* ---- import ----------------------------------------------------------------------------- */

static void note_configured(struct importing *import)
{
	struct sources *sources = import->settings ? import->settings->sources : NULL;
	size_t i;

	for (i = 0; sources && i < sources_count(sources); i++)
		(void)take(import, sources_at(sources, i)->options.id);
}

static bool is_configured(const struct importing *import, const char *url)
{
	return import->settings && sources_find_url(import->settings->sources, url);
}

static void put_list(struct importing *import, const struct feed_list *list)
{
	size_t i;

	buf_puts(&import->yaml, "sources:\n");
	for (i = 0; i < list->count; i++) {
		/* No id holds a colon: ids and URLs are in one set. */
		CLEANUP(mem_freep) char *key = source_comparable_url(list->entries[i].url);

		if (!take(import, key) || is_configured(import, key))
			import->known++;
		else
			put_source(import, &list->entries[i]);
	}
	if (!import->written) {
		buf_clear(&import->yaml);
		buf_puts(&import->yaml, "sources: []\n");
	}
}

/* A new file, whole or not at all; what is there is never touched. */
static int write_file(const struct ctl *ctl, const char *path, const struct buf *text)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0644);
	ssize_t n = 0;
	size_t at;

	if (fd < 0)
		return errno == EEXIST
			       ? ctl_fail(ctl, "%s is there already, and is not overwritten: "
					       "give another name", path)
			       : ctl_fail(ctl, "%s: %s", path, strerror(errno));
	for (at = 0; at < text->len && n >= 0; at += n > 0 ? (size_t)n : 0)
		n = write(fd, text->data + at, text->len - at);
	if (n < 0 || fsync(fd)) {
		ctl_fail(ctl, "%s: %s", path, strerror(errno));
		close(fd);
		unlink(path);
		return CTL_FAILED;
	}
	close(fd);
	return CTL_DONE;
}

struct import_args {
	const char *output;
};

static void name_unfit(const struct feed_list *list)
{
	size_t i;

	for (i = 0; i < list->left_out && i < FEED_UNFIT_MAX; i++) {
		CLEANUP(mem_freep) char *url = utf8_show(list->unfit[i], UNFIT_SHOWN);

		fprintf(stderr, "  no feed on the network: %s\n", url);
	}
	if (list->left_out > FEED_UNFIT_MAX)
		fprintf(stderr, "  … and %zu more\n", list->left_out - FEED_UNFIT_MAX);
}

static int give(struct importing *import, const struct feed_list *list, const char *output)
{
	int status = CTL_DONE;

	if (output)
		status = write_file(import->ctl, output, &import->yaml);
	else
		fputs(buf_str(&import->yaml), stdout);
	if (status)
		return status;
	fflush(stdout);
	fprintf(stderr, "%zu sources", import->written);
	if (import->known)
		fprintf(stderr, ", %zu left out that are there already", import->known);
	if (list->left_out)
		fprintf(stderr, ", %zu left out that are no feeds on the network", list->left_out);
	fputs(output ? "; look at it, then: kordonctl check, kordonctl reload\n" : "\n", stderr);
	name_unfit(list);
	return CTL_DONE;
}

/* What is configured is looked at where it can be: an import may be the first step. */
static struct settings *load_settings(const struct ctl *ctl)
{
	CLEANUP(diag_freep) struct diag *diag = diag_new();

	return settings_load(ctl->config, diag);
}

static int import_list(struct ctl *ctl, const struct feed_list *list, const char *output)
{
	struct importing import = {.ctl = ctl, .yaml = BUF_INIT(BUF_UNBOUND)};
	int status;

	import.settings = load_settings(ctl);
	note_configured(&import);
	put_list(&import, list);
	status = give(&import, list, output);
	forget_used(&import);
	settings_free(import.settings);
	buf_done(&import.yaml);
	return status;
}

static int import(struct ctl *ctl, void *args)
{
	const struct import_args *options = args;
	CLEANUP(buf_done) struct buf input = BUF_INIT(0);
	struct arena *arena;
	struct feed_list *list;
	const char *why;
	int status;

	if (strcmp(ctl->words[0], "opml") != 0)
		return ctl_misuse(ctl, "'%s' cannot be imported; opml can", ctl->words[0]);
	if (!ctl_read(ctl, ctl->words[1], &input))
		return CTL_FAILED;
	if (input.len > OPML_MAX)
		return ctl_fail(ctl, "%s is larger than %d MiB", ctl->words[1], OPML_MAX >> 20);
	arena = arena_new();
	if (feed_read_list(arena, buf_str(&input), input.len, &list, &why))
		status = ctl_fail(ctl, "%s: %s", ctl->words[1], why);
	else
		status = import_list(ctl, list, options->output);
	arena_free(arena);
	return status;
}

static const struct ctl_option import_options[] = {
	{"output", CTL_TEXT, offsetof(struct import_args, output), "PATH",
		"write a new file, for instance sources.d/imported.yaml; one that is there is "
		"never overwritten (default: standard output)"},
};

const struct ctl_command ctl_import = {
	.name = "import",
	.words = "opml FILE|-",
	.words_min = 2,
	.words_max = 2,
	.help = "Makes sources of a list that a feed reader exported: YAML for sources.d, with "
		"folders as tags; nothing is polled",
	.run = import,
	CTL_OPTIONS(import_options, struct import_args),
};

/* ---- export ----------------------------------------------------------------------------- */

/* A list is made to be given away: user and password stay here. */
static const char *without_user(struct arena *arena, const char *url)
{
	const char *host = strstr(url, "://"), *at;

	if (!host)
		return url;
	host += 3;
	at = memrchr(host, '@', strcspn(host, "/?#"));
	return at ? arena_printf(arena, "%.*s%s", (int)(host - url), url, at + 1) : url;
}

static void add_entry(struct arena *arena, struct feed_list *list,
	const struct source_options *options)
{
	struct feed_list_entry *entry = &list->entries[list->count++];

	entry->url = without_user(arena, options->url);
	entry->title = options->name ? options->name : options->id;
	entry->tags = (const char **)options->tags;
	for (entry->tag_count = 0; entry->tags && entry->tags[entry->tag_count];)
		entry->tag_count++;
}

/* Web pages and files are no feeds that a reader could subscribe to. */
static bool is_for_readers(const struct source_options *options)
{
	return options->type == SOURCE_FEED && strncmp(options->url, "http", 4) == 0;
}

int export_opml(struct ctl *ctl)
{
	struct settings *settings = ctl_settings(ctl);
	CLEANUP(buf_done) struct buf out = BUF_INIT(BUF_UNBOUND);
	struct feed_list list = {0};
	struct arena *arena;
	size_t count, i;

	if (!settings)
		return CTL_USAGE;
	arena = arena_new();
	count = sources_count(settings->sources);
	list.entries = arena_alloc(arena, (count + 1) * sizeof(*list.entries));
	for (i = 0; i < count; i++)
		if (is_for_readers(&sources_at(settings->sources, i)->options))
			add_entry(arena, &list, &sources_at(settings->sources, i)->options);
	feed_write_list(&list, "Sources of kordon", &out);
	fputs(buf_str(&out), stdout);
	fflush(stdout);
	fprintf(stderr, "%zu sources", list.count);
	if (count > list.count)
		fprintf(stderr, ", %zu left out that are pages or files", count - list.count);
	fputc('\n', stderr);
	arena_free(arena);
	settings_free(settings);
	return CTL_DONE;
}
