/*
 * The chain of the alert log: each line carries the hash of the line before it, so that a
 * line that was changed, taken out or put elsewhere is found. What a chain cannot show is
 * that its end was cut off: for that keep the last hash, which verification prints.
 *
 * "previous" is the SHA-256 (FIPS 180-4) of the line before without its line end, in hex;
 * sixty-four zeros in the first line. It is always the last member of the line.
 */
#ifndef KORDON_SINK_CHAIN_H
#define KORDON_SINK_CHAIN_H

#include <stdbool.h>
#include <stddef.h>

#include "base/attr.h"
#include "base/buf.h"

enum { CHAIN_HASH = 65 }; /* hex and NUL */
extern const char chain_start[CHAIN_HASH];

void chain_hash(const char *line, size_t len, char out[CHAIN_HASH]);
/* Appends the JSON object `line` with `previous` as its last member; no line end. */
void chain_line(struct buf *out, const char *line, const char *previous);
/* What a line says of the one before it; false where it says nothing (an older log). */
bool chain_previous(const char *line, size_t len, char out[CHAIN_HASH]) MUST_CHECK;

/*
 * The files of a log, oldest first: path.3.gz, path.2, path.1, path; and path-20240523 and the
 * like by name. Caller frees each and the list, which ends with NULL.
 */
char **chain_files(const char *path) MUST_CHECK;
void chain_files_free(char **files);

/* Reads the lines of a file, plain or gzip (RFC 1952), without their ends. */
struct chain_reader {
	/* torn: the line has no end, as a crash leaves it. False stops. */
	bool (*line)(void *ctx, const char *line, size_t len, bool torn);
	void *ctx;
};
/* 0 or -errno. A line beyond 4 MiB is -EMSGSIZE: no alert is as long. */
int chain_read(const char *path, const struct chain_reader *reader) MUST_CHECK;

#endif
