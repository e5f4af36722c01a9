#include "sink/chain.h"

#include <errno.h>
#include <glob.h>
#include <openssl/evp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

#include "base/mem.h"

enum { LINE_MAX_BYTES = 4 * 1024 * 1024, HASH_BYTES = 32, READ_BYTES = 64 * 1024 };

#define MEMBER ",\"previous\":\""

const char chain_start[CHAIN_HASH] =
	"0000000000000000000000000000000000000000000000000000000000000000";

void chain_hash(const char *line, size_t len, char out[CHAIN_HASH])
{
	unsigned char hash[HASH_BYTES];
	size_t i;

	if (!EVP_Digest(line, len, hash, NULL, EVP_sha256(), NULL))
		memset(hash, 0, sizeof(hash));
	for (i = 0; i < sizeof(hash); i++)
		snprintf(out + 2 * i, 3, "%02x", hash[i]);
}

void chain_line(struct buf *out, const char *line, const char *previous)
{
	size_t len = strlen(line);

	if (!len || line[len - 1] != '}') {
		buf_puts(out, line); /* no object: nothing to put it into */
		return;
	}
	buf_put(out, line, len - 1);
	buf_printf(out, MEMBER "%s\"}", previous);
}

bool chain_previous(const char *line, size_t len, char out[CHAIN_HASH])
{
	const size_t member = sizeof(MEMBER) - 1, tail = member + CHAIN_HASH - 1 + 2;
	const char *hash;

	if (len < tail || memcmp(line + len - tail, MEMBER, member) != 0 ||
		memcmp(line + len - 2, "\"}", 2) != 0)
		return false;
	hash = line + len - tail + member;
	if (strspn(hash, "0123456789abcdef") < CHAIN_HASH - 1)
		return false;
	memcpy(out, hash, CHAIN_HASH - 1);
	out[CHAIN_HASH - 1] = '\0';
	return true;
}

/* ---- files of a log ------------------------------------------------------------------ */

/* 3 for path.3 and path.3.gz; 0 where the name ends in no number. */
static long rotation_of(const char *path)
{
	size_t len = strlen(path);
	const char *dot;

	if (len > 3 && strcmp(path + len - 3, ".gz") == 0)
		len -= 3;
	dot = memrchr(path, '.', len);
	return dot ? strtol(dot + 1, NULL, 10) : 0;
}

/* path.3 is older than path.2; a date in the name is older the smaller it is. */
static int by_age(const void *left, const void *right)
{
	const char *a = *(char *const *)left, *b = *(char *const *)right;
	long rotation_a = rotation_of(a), rotation_b = rotation_of(b);

	if (rotation_a != rotation_b)
		return rotation_a > rotation_b ? -1 : 1;
	return strcmp(a, b);
}

char **chain_files(const char *path)
{
	CLEANUP(mem_freep) char *pattern = mem_printf("%s[-.]*[0-9]*", path);
	glob_t found = {.gl_pathc = 0};
	char **files;
	size_t count = 0, i;

	if (glob(pattern, 0, NULL, &found))
		found.gl_pathc = 0;
	files = mem_calloc(found.gl_pathc + 2, sizeof(*files));
	for (i = 0; i < found.gl_pathc; i++)
		files[count++] = mem_strdup(found.gl_pathv[i]);
	if (count)
		qsort(files, count, sizeof(*files), by_age);
	files[count] = mem_strdup(path);
	globfree(&found);
	return files;
}

void chain_files_free(char **files)
{
	size_t i;

	for (i = 0; files && files[i]; i++)
		mem_free(files[i]);
	mem_free(files);
}

/* ---- lines ---------------------------------------------------------------------------- */

/* Hands the whole lines of a piece on; what is behind the last end stays in line. */
static int take_piece(const struct chain_reader *reader, struct buf *line, const char *piece,
	size_t len, bool *stopped)
{
	const char *end;

	while (len && !*stopped) {
		end = memchr(piece, '\n', len);
		if (buf_add(line, piece, end ? (size_t)(end - piece) : len))
			return -EMSGSIZE;
		if (!end)
			return 0;
		*stopped = !reader->line(reader->ctx, buf_str(line), line->len, false);
		buf_clear(line);
		len -= (size_t)(end - piece) + 1;
		piece = end + 1;
	}
	return 0;
}

int chain_read(const char *path, const struct chain_reader *reader)
{
	CLEANUP(buf_done) struct buf line = BUF_INIT(LINE_MAX_BYTES);
	CLEANUP(mem_freep) char *piece = mem_alloc(READ_BYTES);
	gzFile file = gzopen(path, "rbe");
	bool stopped = false;
	int got, r = 0;

	if (!file)
		return errno ? -errno : -ENOMEM;
	while (!r && !stopped && (got = gzread(file, piece, READ_BYTES)) > 0)
		r = take_piece(reader, &line, piece, (size_t)got, &stopped);
	if (!r && !stopped && got < 0)
		r = -EIO;
	gzclose(file);
	if (!r && !stopped && line.len)
		(void)reader->line(reader->ctx, buf_str(&line), line.len, true);
	return r;
}
