/*
 * The items of a file in order of time, of files that are larger than memory: a first walk
 * checks every line and notes when it speaks and where it stands, a second one reads one
 * after the other. A feed is read whole.
 */
#include <errno.h>
#include <json-c/json.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/mem.h"
#include "ctl/ctl.h"

struct place_of {
	int64_t time;
	off_t offset;
	uint32_t len, number; /* of the line */
};

struct ctl_stream {
	const struct ctl *ctl;
	const char *path;
	FILE *file;
	struct place_of *places;
	size_t count, cap, at;
	char *line;
	size_t line_cap;
	struct arena *arena;
	struct ctl_items feed; /* of a feed: all of them, sorted by places */
};

static int64_t time_of(const struct item *item)
{
	return item->published != TIME_NONE ? item->published : item->updated;
}

static int by_time(const void *left, const void *right)
{
	const struct place_of *a = left, *b = right;

	if (a->time != b->time)
		return a->time < b->time ? -1 : 1;
	return a->offset < b->offset ? -1 : a->offset > b->offset;
}

static void add_place(struct ctl_stream *stream, const struct place_of *place)
{
	MEM_GROW(stream->places, stream->count, stream->cap);
	stream->places[stream->count++] = *place;
}

/* ---- the first walk ---------------------------------------------------------------------- */

/* Standard input cannot be read twice: it is kept in a file that nobody else sees. */
static FILE *spool(FILE *in)
{
	FILE *out = tmpfile();
	char chunk[65536];
	size_t got;

	while (out && (got = fread(chunk, 1, sizeof(chunk), in)))
		if (fwrite(chunk, 1, got, out) != got)
			break;
	if (out && (ferror(in) || ferror(out) || fflush(out))) {
		fclose(out);
		return NULL;
	}
	if (out)
		rewind(out);
	return out;
}

static bool note_line(struct ctl_stream *stream, off_t offset, size_t len, uint32_t number)
{
	struct item item;

	arena_reset(stream->arena);
	if (len > UINT32_MAX || !ctl_line_item(stream->ctl, stream->arena, stream->path, number,
					stream->line, len, &item))
		return false;
	add_place(stream, &(struct place_of){time_of(&item), offset, (uint32_t)len, number});
	return true;
}

static bool note_lines(struct ctl_stream *stream)
{
	off_t offset = 0;
	uint32_t number = 0;
	ssize_t got;
	size_t len;

	while ((got = getline(&stream->line, &stream->line_cap, stream->file)) > 0) {
		len = (size_t)got - (stream->line[got - 1] == '\n');
		number++;
		if (strspn(stream->line, " \t\r") < len &&
			!note_line(stream, offset, len, number))
			return false;
		offset += got;
	}
	if (!ferror(stream->file))
		return true;
	ctl_fail(stream->ctl, "cannot read %s: %s", stream->path, strerror(errno));
	return false;
}

/* What is no JSONL is a feed, which has a ceiling. */
static bool read_feed(struct ctl_stream *stream)
{
	struct buf input = BUF_INIT(CTL_INPUT_MAX);
	char chunk[65536];
	size_t got, i;
	bool good;

	while ((got = fread(chunk, 1, sizeof(chunk), stream->file)))
		if (buf_add(&input, chunk, got))
			break;
	good = ctl_items(stream->ctl, stream->arena, stream->path, &input, &stream->feed);
	for (i = 0; good && i < stream->feed.count; i++)
		add_place(stream, &(struct place_of){time_of(&stream->feed.items[i]), (off_t)i, 0, 0});
	buf_done(&input);
	return good;
}

/* Whether it is JSONL shows in its first line. */
static bool read_all(struct ctl_stream *stream)
{
	ssize_t got = getline(&stream->line, &stream->line_cap, stream->file);
	bool jsonl = got > 0 && ctl_looks_like_jsonl(stream->line);

	rewind(stream->file);
	return jsonl ? note_lines(stream) : read_feed(stream);
}

struct ctl_stream *ctl_stream_open(const struct ctl *ctl, const char *path)
{
	bool standard = strcmp(path, "-") == 0;
	FILE *file = standard ? spool(stdin) : fopen(path, "re");
	struct ctl_stream *stream;

	if (!file) {
		ctl_fail(ctl, "cannot read %s: %s", path, strerror(errno));
		return NULL;
	}
	stream = mem_alloc(sizeof(*stream));
	*stream = (struct ctl_stream){
		.ctl = ctl, .path = path, .file = file, .arena = arena_new()};
	if (!read_all(stream)) {
		ctl_stream_close(stream);
		return NULL;
	}
	if (stream->count)
		qsort(stream->places, stream->count, sizeof(*stream->places), by_time);
	return stream;
}

/* ---- the second walk ----------------------------------------------------------------------- */

size_t ctl_stream_count(const struct ctl_stream *stream)
{
	return stream->count;
}

int64_t ctl_stream_begins(const struct ctl_stream *stream)
{
	size_t i;

	for (i = 0; i < stream->count && stream->places[i].time == TIME_NONE; i++)
		;
	return i < stream->count ? stream->places[i].time : TIME_NONE;
}

void ctl_stream_rewind(struct ctl_stream *stream)
{
	stream->at = 0;
}

static bool read_place(struct ctl_stream *stream, const struct place_of *place, struct item *out)
{
	ssize_t got;

	if (stream->line_cap < (size_t)place->len + 1) {
		stream->line_cap = (size_t)place->len + 1;
		stream->line = realloc(stream->line, stream->line_cap);
		if (!stream->line)
			return false;
	}
	got = pread(fileno(stream->file), stream->line, place->len, place->offset);
	if (got != (ssize_t)place->len) {
		ctl_fail(stream->ctl, "%s changed while it was read", stream->path);
		return false;
	}
	stream->line[got] = '\0';
	arena_reset(stream->arena);
	return ctl_line_item(stream->ctl, stream->arena, stream->path, place->number,
		stream->line, place->len, out);
}

int ctl_stream_next(struct ctl_stream *stream, struct item *out_item)
{
	const struct place_of *place;

	if (stream->at == stream->count)
		return CTL_STREAM_END;
	place = &stream->places[stream->at++];
	if (!stream->feed.items)
		return read_place(stream, place, out_item) ? 0 : -EIO;
	*out_item = stream->feed.items[place->offset];
	return 0;
}

void ctl_stream_close(struct ctl_stream *stream)
{
	if (!stream)
		return;
	fclose(stream->file);
	mem_free(stream->places);
	free(stream->line);
	arena_free(stream->arena);
	mem_free(stream);
}
