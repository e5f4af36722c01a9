/*
 * The fold: NFKD, marks dropped, case folded, and letters with a stroke or a ligature taken
 * to their plain ones. Once marks are dropped it is a function of single code points, so
 * utf8proc is asked once for each and the answer kept.
 */
#include "text/fold_priv.h"

#include <string.h>
#include <utf8proc.h>

#include "base/mem.h"
#include "base/utf8.h"
#include "text/text.h"

/* What has no decomposition in Unicode and yet reads as the plain letter. */
static const struct {
	uint32_t cp;
	const char *plain;
} plain_letters[] = {
	{0x00E6, "ae"}, /* æ */
	{0x00F0, "d"},	/* ð */
	{0x00F8, "o"},	/* ø */
	{0x00FE, "th"}, /* þ */
	{0x0111, "d"},	/* đ */
	{0x0127, "h"},	/* ħ */
	{0x0131, "i"},	/* ı */
	{0x0142, "l"},	/* ł */
	{0x0153, "oe"}, /* œ */
	{0x0167, "t"},	/* ŧ */
	{0x014B, "n"},	/* ŋ */
	{0x0491, "г"},	/* ґ */
};

struct fold *fold_blocks[FOLD_BLOCKS];

static bool vanishes(uint32_t cp)
{
	return cp == 0x00AD || (cp >= 0x200B && cp <= 0x200F) ||
	       (cp >= 0x202A && cp <= 0x202E) || (cp >= 0x2060 && cp <= 0x2064) ||
	       (cp >= 0x2066 && cp <= 0x2069) || cp == 0xFEFF ||
	       (cp >= 0xFE00 && cp <= 0xFE0F) || (cp >= 0xE0100 && cp <= 0xE01EF);
}

static bool is_apostrophe(uint32_t cp)
{
	return cp == '\'' || cp == 0x2019 || cp == 0x02BC || cp == 0x02B9 || cp == 0x2018 ||
	       cp == 0x00B4 || cp == '`';
}

static enum char_class class_of(uint32_t cp)
{
	if (vanishes(cp))
		return CHAR_NOTHING;
	if (is_apostrophe(cp))
		return CHAR_APOSTROPHE;
	switch (utf8proc_category((utf8proc_int32_t)cp)) {
	case UTF8PROC_CATEGORY_LU:
	case UTF8PROC_CATEGORY_LL:
	case UTF8PROC_CATEGORY_LT:
	case UTF8PROC_CATEGORY_LM:
	case UTF8PROC_CATEGORY_LO:
	case UTF8PROC_CATEGORY_MN:
	case UTF8PROC_CATEGORY_MC:
	case UTF8PROC_CATEGORY_ME:
	case UTF8PROC_CATEGORY_ND:
	case UTF8PROC_CATEGORY_NL:
	case UTF8PROC_CATEGORY_NO:
		return CHAR_WORD;
	default:
		return CHAR_OTHER;
	}
}

static void put_plain(struct fold *fold, uint32_t cp)
{
	size_t i, len;
	char bytes[4];

	for (i = 0; i < ARRAY_LEN(plain_letters); i++)
		if (plain_letters[i].cp == cp) {
			len = strlen(plain_letters[i].plain);
			memcpy(fold->bytes + fold->len, plain_letters[i].plain, len);
			fold->len = (uint8_t)(fold->len + len);
			return;
		}
	len = utf8_put(bytes, cp);
	if (fold->len + len > FOLD_BYTES)
		return;
	memcpy(fold->bytes + fold->len, bytes, len);
	fold->len = (uint8_t)(fold->len + len);
}

static void make(struct fold *fold, uint32_t cp)
{
	utf8proc_int32_t parts[32];
	utf8proc_ssize_t count, i;
	utf8proc_category_t category = utf8proc_category((utf8proc_int32_t)cp);
	int boundary = 0;

	memset(fold, 0, sizeof(*fold));
	fold->class = class_of(cp);
	fold->upper = category == UTF8PROC_CATEGORY_LU || category == UTF8PROC_CATEGORY_LT;
	fold->lower = category == UTF8PROC_CATEGORY_LL;
	fold->digit = category == UTF8PROC_CATEGORY_ND;
	fold->cyrillic = cp >= 0x0400 && cp <= 0x052F;
	if (fold->class == CHAR_NOTHING)
		return;
	count = utf8proc_decompose_char((utf8proc_int32_t)cp, parts, ARRAY_LEN(parts),
		UTF8PROC_DECOMPOSE | UTF8PROC_COMPAT | UTF8PROC_CASEFOLD | UTF8PROC_STRIPMARK,
		&boundary);
	if (count < 0 || count > (utf8proc_ssize_t)ARRAY_LEN(parts))
		put_plain(fold, cp);
	else
		for (i = 0; i < count; i++)
			put_plain(fold, (uint32_t)parts[i]);
}

static const struct fold *make_block(uint32_t cp)
{
	struct fold *block = mem_calloc(256, sizeof(*block));
	uint32_t i;

	for (i = 0; i < 256; i++)
		make(&block[i], (cp & ~(uint32_t)0xFF) + i);
	fold_blocks[cp >> 8] = block;
	return &block[cp & 0xFF];
}

const struct fold *fold_of_rare(uint32_t cp)
{
	static struct fold rare;

	if (cp < FOLD_CACHED)
		return make_block(cp);
	make(&rare, cp);
	return &rare;
}

void text_fold(struct buf *out, const char *s, size_t len)
{
	const struct fold *fold;
	char chunk[512];
	size_t pos = 0, used = 0;

	while (pos < len) {
		fold = fold_of(utf8_next(s, len, &pos));
		memcpy(chunk + used, fold->bytes, fold->len);
		used += fold->len;
		if (used > sizeof(chunk) - FOLD_BYTES || pos == len) {
			buf_put(out, chunk, used);
			used = 0;
		}
	}
}

bool fold_joins(const char *text, size_t len, size_t pos, bool cyrillic_before)
{
	const struct fold *next;

	if (!cyrillic_before || pos >= len)
		return false;
	next = fold_of(utf8_next(text, len, &pos));
	return next->class == CHAR_WORD && next->cyrillic;
}

void text_fold_words(struct buf *out, const char *s, size_t len)
{
	bool begun = false, apart = false, cyrillic = false;
	const struct fold *fold;
	char chunk[512], plain;
	size_t pos = 0, used = 0;

	while (pos < len) {
		if (used > sizeof(chunk) - FOLD_BYTES - 1) {
			buf_put(out, chunk, used);
			used = 0;
		}
		if ((plain = fold_ascii(s[pos]))) { /* most letters of most texts */
			if (apart && begun)
				chunk[used++] = ' ';
			chunk[used++] = plain;
			begun = true;
			apart = cyrillic = false;
			pos++;
			continue;
		}
		fold = fold_of(utf8_next(s, len, &pos));
		if (fold->class == CHAR_NOTHING ||
			(fold->class == CHAR_APOSTROPHE && fold_joins(s, len, pos, cyrillic)))
			continue;
		cyrillic = fold->class == CHAR_WORD && fold->cyrillic;
		apart |= fold->class != CHAR_WORD;
		if (fold->class != CHAR_WORD || !fold->len)
			continue;
		if (apart && begun)
			chunk[used++] = ' ';
		memcpy(chunk + used, fold->bytes, fold->len);
		used += fold->len;
		begun = true;
		apart = false;
	}
	buf_put(out, chunk, used);
}
