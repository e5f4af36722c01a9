/* A file's bytes and where its lines begin, for the excerpts under messages. */
#include "config/config_priv.h"

#include <string.h>

#include "base/mem.h"
#include "base/utf8.h"

struct config_file *config_file_new(const char *name)
{
	struct config_file *file = mem_alloc(sizeof(*file));

	file->refs = 1;
	file->name = mem_strdup(name);
	return file;
}

struct config_file *config_file_ref(struct config_file *file)
{
	file->refs++;
	return file;
}

void config_file_unref(struct config_file *file)
{
	if (!file || --file->refs)
		return;
	mem_free(file->name);
	mem_free(file->data);
	mem_free(file->lines);
	mem_free(file);
}

/* Length of the line break at s: those that libyaml counts, so that its lines are ours. */
static size_t break_length(const char *s, size_t len)
{
	if (*s == '\n')
		return 1;
	if (*s == '\r')
		return len > 1 && s[1] == '\n' ? 2 : 1;
	if (len > 1 && !memcmp(s, "\xc2\x85", 2))
		return 2;
	if (len > 2 && (!memcmp(s, "\xe2\x80\xa8", 3) || !memcmp(s, "\xe2\x80\xa9", 3)))
		return 3;
	return 0;
}

static void index_lines(struct config_file *file)
{
	size_t cap = 0, pos = 0, step;

	MEM_GROW(file->lines, file->line_count, cap);
	file->lines[file->line_count++] = 0;
	while (pos < file->len) {
		step = break_length(file->data + pos, file->len - pos);
		pos += step ? step : 1;
		if (!step)
			continue;
		MEM_GROW(file->lines, file->line_count, cap);
		file->lines[file->line_count++] = pos;
	}
}

const char *config_file_line(struct config_file *file, int line, size_t *out_len)
{
	const char *start;
	size_t len = 0, rest;

	if (!file->data || line < 1)
		return NULL;
	if (!file->lines)
		index_lines(file);
	if ((size_t)line > file->line_count)
		return NULL;
	start = file->data + file->lines[line - 1];
	rest = file->len - file->lines[line - 1];
	while (len < rest && !break_length(start + len, rest - len))
		len++;
	*out_len = len;
	return start;
}

struct diag_place config_file_place(struct config_file *file, size_t offset)
{
	size_t low = 0, high, middle;

	if (!file->lines)
		index_lines(file);
	high = file->line_count;
	while (high - low > 1) {
		middle = low + (high - low) / 2;
		if (file->lines[middle] <= offset)
			low = middle;
		else
			high = middle;
	}
	return (struct diag_place){.file = file->name,
		.line = (int)low + 1,
		.column = (int)utf8_count(file->data + file->lines[low],
				  offset - file->lines[low]) + 1};
}
