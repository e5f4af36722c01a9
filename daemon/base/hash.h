/* SipHash-2-4 (Aumasson, Bernstein 2012) for identities of outside text, and random bytes. */
#ifndef KORDON_BASE_HASH_H
#define KORDON_BASE_HASH_H

#include <stddef.h>
#include <stdint.h>

/* The same bytes give the same value on every machine and in every version. */
uint64_t hash_bytes(const void *data, size_t len);
/* Continues with a former value as the key: hash_more(hash_bytes(a), b). */
uint64_t hash_more(uint64_t seed, const void *data, size_t len);

/* Uniform in [0, bound); not for secrets. */
uint32_t random_below(uint32_t bound);
/* 26 characters, sorted by time, never the same twice (the form of a ULID). */
enum { UNIQUE_TEXT = 27 };
const char *unique_id(int64_t wall_s, char out[UNIQUE_TEXT]);
/* From here on this process makes the same ids in the same order as any other that began so:
 * for replay, whose output is to be compared. */
void unique_id_repeatable(void);

#endif
