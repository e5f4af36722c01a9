/*
 * Diagnostics. Messages are kept in order: by file as loaded, line, column; warnings are printed
 * before errors, which then stand where the reader looks first. The diag holds on to the files it has messages about, so that trees may go first.
 */
#include "config/config_priv.h"

#include <stdarg.h>
#include <string.h>

#include "base/mem.h"
#include "base/utf8.h"

/* Of errors and of warnings each, so that a thousand warnings hide no error. */
enum { KEPT_MAX = 1000, TEXT_MAX = 600 };

struct kept {
	struct diag_message message;
	size_t file; /* number in diag->files, plus 1; 0: no file */
};

struct diag {
	struct config_file **files;
	size_t file_count, file_cap;
	struct kept **kept; /* sorted */
	size_t count, cap;
	size_t errors, warnings; /* all, kept or not */
	size_t kept_errors, kept_warnings;
	bool untidy; /* asked for */
	struct kept *last; /* whom a hint belongs to; NULL: it was not kept */
};

struct diag *diag_new(void)
{
	return mem_alloc(sizeof(struct diag));
}

static void kept_free(struct kept *kept)
{
	mem_free((char *)kept->message.text);
	mem_free((char *)kept->message.hint);
	mem_free(kept);
}

void diag_free(struct diag *diag)
{
	size_t i;

	if (!diag)
		return;
	for (i = 0; i < diag->count; i++)
		kept_free(diag->kept[i]);
	for (i = 0; i < diag->file_count; i++)
		config_file_unref(diag->files[i]);
	mem_free(diag->kept);
	mem_free(diag->files);
	mem_free(diag);
}

void diag_add_file(struct diag *diag, struct config_file *file)
{
	MEM_GROW(diag->files, diag->file_count, diag->file_cap);
	diag->files[diag->file_count++] = config_file_ref(file);
}

/* A file of ours is known by the address of its name; a name from elsewhere is copied. */
static size_t file_number(struct diag *diag, const char *name)
{
	struct config_file *file;
	size_t i;

	if (!name)
		return 0;
	for (i = 0; i < diag->file_count; i++)
		if (diag->files[i]->name == name)
			return i + 1;
	for (i = 0; i < diag->file_count; i++)
		if (!strcmp(diag->files[i]->name, name))
			return i + 1;
	file = config_file_new(name);
	diag_add_file(diag, file);
	config_file_unref(file);
	return diag->file_count;
}

static int compare(const struct kept *a, const struct kept *b)
{
	const struct diag_place *p = &a->message.place, *q = &b->message.place;

	if (a->file != b->file)
		return a->file < b->file ? -1 : 1;
	if (p->line != q->line)
		return p->line < q->line ? -1 : 1;
	return p->column < q->column ? -1 : p->column > q->column;
}

/* Behind its equals, which were said before. */
static size_t position(const struct diag *diag, const struct kept *kept)
{
	size_t at = diag->count;

	while (at && compare(kept, diag->kept[at - 1]) < 0)
		at--;
	return at;
}

static bool said_already(const struct diag *diag, const struct kept *kept, size_t at)
{
	for (; at && !compare(kept, diag->kept[at - 1]); at--)
		if (!strcmp(diag->kept[at - 1]->message.text, kept->message.text))
			return true;
	return false;
}

static struct kept *kept_new(struct diag *diag, struct diag_place place, bool warning,
	const char *fmt, va_list ap)
{
	CLEANUP(mem_freep) char *raw = mem_vprintf(fmt, ap);
	struct kept *kept = mem_alloc(sizeof(*kept));

	kept->file = file_number(diag, place.file);
	kept->message.place = place;
	if (kept->file)
		kept->message.place.file = diag->files[kept->file - 1]->name;
	kept->message.warning = warning;
	kept->message.text = utf8_show(raw, TEXT_MAX);
	return kept;
}

/* Two rooms may look at one thing; the user hears of it once. */
static bool keep(struct diag *diag, struct kept *kept)
{
	size_t at = position(diag, kept);

	if (said_already(diag, kept, at)) {
		kept_free(kept);
		return false;
	}
	MEM_GROW(diag->kept, diag->count, diag->cap);
	memmove(diag->kept + at + 1, diag->kept + at,
		(diag->count - at) * sizeof(*diag->kept));
	diag->kept[at] = diag->last = kept;
	diag->count++;
	return true;
}

void diag_error(struct diag *diag, struct diag_place place, const char *fmt, ...)
{
	va_list ap;

	diag->last = NULL;
	if (diag->kept_errors == KEPT_MAX) {
		diag->errors++;
		return;
	}
	va_start(ap, fmt);
	if (keep(diag, kept_new(diag, place, false, fmt, ap))) {
		diag->errors++;
		diag->kept_errors++;
	}
	va_end(ap);
}

void diag_warning(struct diag *diag, struct diag_place place, const char *fmt, ...)
{
	va_list ap;

	diag->last = NULL;
	if (diag->kept_warnings == KEPT_MAX) {
		diag->warnings++;
		return;
	}
	va_start(ap, fmt);
	if (keep(diag, kept_new(diag, place, true, fmt, ap))) {
		diag->warnings++;
		diag->kept_warnings++;
	}
	va_end(ap);
}

void diag_hint(struct diag *diag, const char *fmt, ...)
{
	CLEANUP(mem_freep) char *raw = NULL;
	va_list ap;

	if (!diag->last)
		return;
	va_start(ap, fmt);
	raw = mem_vprintf(fmt, ap);
	va_end(ap);
	mem_free((char *)diag->last->message.hint);
	diag->last->message.hint = utf8_show(raw, TEXT_MAX);
}

void diag_hint_nearest(struct diag *diag, const char *word, const char *const *candidates,
	size_t count)
{
	const char *nearest = diag->last ? config_nearest(word, candidates, count) : NULL;

	if (nearest)
		diag_hint(diag, "did you mean '%s'?", nearest);
}

void diag_ask_untidy(struct diag *diag)
{
	diag->untidy = true;
}

bool diag_wants_untidy(const struct diag *diag)
{
	return diag->untidy;
}

bool diag_hint_wanted(const struct diag *diag)
{
	return diag->last != NULL;
}

size_t diag_errors(const struct diag *diag)
{
	return diag->errors;
}

size_t diag_warnings(const struct diag *diag)
{
	return diag->warnings;
}

size_t diag_count(const struct diag *diag)
{
	return diag->count;
}

const struct diag_message *diag_message(const struct diag *diag, size_t i)
{
	return &diag->kept[i]->message;
}

static void print_place(const struct diag_place *place, struct buf *out, bool color)
{
	CLEANUP(buf_done) struct buf text = BUF_INIT(BUF_UNBOUND);

	if (!place->file)
		return;
	utf8_printable(&text, place->file, strlen(place->file));
	if (place->line > 0)
		buf_printf(&text, ":%d:%d", place->line, place->column);
	buf_puts(&text, ": ");
	paint(out, color, paint_bold, buf_str(&text));
}

static void print_excerpt(const struct diag *diag, const struct kept *kept, struct buf *out,
	bool color)
{
	const char *line;
	size_t len = 0;

	if (!kept->file)
		return;
	line = config_file_line(diag->files[kept->file - 1], kept->message.place.line, &len);
	if (line)
		excerpt_put(out, line, len, kept->message.place.column, color);
}

static void print_one(const struct diag *diag, const struct kept *kept, struct buf *out,
	bool color)
{
	const struct diag_message *message = &kept->message;

	print_place(&message->place, out, color);
	if (message->warning)
		paint(out, color, paint_magenta, "warning: ");
	else
		paint(out, color, paint_red, "error: ");
	buf_printf(out, "%s\n", message->text);
	print_excerpt(diag, kept, out, color);
	if (!message->hint)
		return;
	paint(out, color, paint_cyan, "  hint: ");
	buf_printf(out, "%s\n", message->hint);
}

void diag_print(const struct diag *diag, struct buf *out, bool color)
{
	size_t i, more = diag->errors + diag->warnings - diag->count;

	for (i = 0; i < diag->count; i++)
		if (diag->kept[i]->message.warning)
			print_one(diag, diag->kept[i], out, color);
	for (i = 0; i < diag->count; i++)
		if (!diag->kept[i]->message.warning)
			print_one(diag, diag->kept[i], out, color);
	if (more)
		buf_printf(out, "… and %zu more\n", more);
}
