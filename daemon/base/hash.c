#include "base/hash.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

static uint64_t rotate(uint64_t x, int by)
{
	return x << by | x >> (64 - by);
}

static void rounds(uint64_t v[4], int count)
{
	while (count--) {
		v[0] += v[1];
		v[1] = rotate(v[1], 13) ^ v[0];
		v[0] = rotate(v[0], 32);
		v[2] += v[3];
		v[3] = rotate(v[3], 16) ^ v[2];
		v[0] += v[3];
		v[3] = rotate(v[3], 21) ^ v[0];
		v[2] += v[1];
		v[1] = rotate(v[1], 17) ^ v[2];
		v[2] = rotate(v[2], 32);
	}
}

static uint64_t read_word(const unsigned char *p, size_t len)
{
	uint64_t word = 0;

	while (len--)
		word = word << 8 | p[len];
	return word;
}

uint64_t hash_more(uint64_t seed, const void *data, size_t len)
{
	const unsigned char *p = data;
	uint64_t k0 = seed, k1 = 0x6b6f72646f6e2e31; /* "kordon.1" */
	uint64_t v[4] = {k0 ^ 0x736f6d6570736575, k1 ^ 0x646f72616e646f6d,
		k0 ^ 0x6c7967656e657261, k1 ^ 0x7465646279746573};
	size_t left = len;
	uint64_t word;

	for (; left >= 8; p += 8, left -= 8) {
		word = read_word(p, 8);
		v[3] ^= word;
		rounds(v, 2);
		v[0] ^= word;
	}
	word = read_word(p, left) | (uint64_t)len << 56;
	v[3] ^= word;
	rounds(v, 2);
	v[0] ^= word;
	v[2] ^= 0xff;
	rounds(v, 4);
	return v[0] ^ v[1] ^ v[2] ^ v[3];
}

uint64_t hash_bytes(const void *data, size_t len)
{
	return hash_more(0, data, len);
}

static void random_bytes(void *out, size_t len)
{
	if (getrandom(out, len, 0) == (ssize_t)len)
		return;
	fputs("kordon: the machine gives no random bytes\n", stderr);
	abort();
}

uint32_t random_below(uint32_t bound)
{
	uint32_t value;

	random_bytes(&value, sizeof(value));
	return (uint32_t)((uint64_t)value * bound >> 32);
}

static bool repeatable;
static uint64_t ids_made;

void unique_id_repeatable(void)
{
	repeatable = true;
	ids_made = 0;
}

static void id_bytes(unsigned char out[16])
{
	uint64_t words[2];

	if (!repeatable) {
		random_bytes(out, 16);
		return;
	}
	ids_made++;
	words[0] = hash_bytes(&ids_made, sizeof(ids_made));
	words[1] = hash_more(words[0], &ids_made, sizeof(ids_made));
	memcpy(out, words, sizeof(words));
}

const char *unique_id(int64_t wall_s, char out[UNIQUE_TEXT])
{
	static const char alphabet[] = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
	unsigned char random[16];
	uint64_t ms = (uint64_t)wall_s * 1000;
	int i;

	for (i = 9; i >= 0; i--, ms >>= 5)
		out[i] = alphabet[ms & 31];
	id_bytes(random);
	for (i = 0; i < 16; i++)
		out[10 + i] = alphabet[random[i] & 31];
	out[26] = '\0';
	return out;
}
