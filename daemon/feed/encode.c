/*
 * Which bytes are which characters: a byte order mark, the charset of HTTP, the XML
 * declaration, UTF-8, windows-1252. What the bytes contradict gives way to the next: they
 * cannot be so, they are UTF-8, or they would give no language's words (recognize.c).
 */
#include <ctype.h>
#include <iconv.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "base/utf8.h"
#include "feed/feed_priv.h"

enum { CHARSET_MAX = 40, HEAD = 1024 };

/* Behind the name of a charset: what was read so was UTF-8 once more. */
static const char twice[] = ", twice";

/* Names that stand for more than they say, or that iconv has under another name. */
static const struct {
	const char *name, *really;
} aliases[] = {
	{"iso-8859-1", "CP1252"}, {"iso8859-1", "CP1252"}, {"iso_8859-1", "CP1252"},
	{"latin1", "CP1252"}, {"latin-1", "CP1252"}, {"us-ascii", "CP1252"},
	{"ascii", "CP1252"}, {"windows-1252", "CP1252"}, {"iso-8859-9", "CP1254"},
	{"iso-8859-11", "CP874"}, {"tis-620", "CP874"}, {"gb2312", "GB18030"},
	{"gbk", "GB18030"}, {"x-gbk", "GB18030"}, {"ks_c_5601-1987", "CP949"},
	{"euc-kr", "CP949"}, {"shift_jis", "CP932"}, {"shift-jis", "CP932"},
	{"sjis", "CP932"}, {"x-sjis", "CP932"}, {"big5", "BIG5-HKSCS"}, {"utf8", "UTF-8"},
	{"win-1251", "CP1251"}, {"x-cp1251", "CP1251"}, {"windows1251", "CP1251"},
	{"koi8", "KOI8-R"}, {"x-mac-cyrillic", "MAC-CYRILLIC"}, {"x-mac-roman", "MACINTOSH"},
};

static const char *real_name(const char *charset)
{
	size_t i;

	for (i = 0; i < ARRAY_LEN(aliases); i++)
		if (strcasecmp(aliases[i].name, charset) == 0)
			return aliases[i].really;
	return charset;
}

/* ---- what is said -------------------------------------------------------------------- */

/* The word behind at, in quotes or not. */
static bool take_word(const char *at, const char *end, char out[CHARSET_MAX])
{
	size_t len = 0;

	while (at < end && strchr(" \t=\"'", *at))
		at++;
	while (at + len < end && len < CHARSET_MAX - 1 &&
		(isalnum((unsigned char)at[len]) || strchr("-_.:+", at[len])))
		len++;
	memcpy(out, at, len);
	out[len] = '\0';
	return len > 0;
}

static bool said_by_http(const char *content_type, char out[CHARSET_MAX])
{
	const char *at = content_type ? strcasestr(content_type, "charset") : NULL;

	return at && take_word(at + 7, content_type + strlen(content_type), out);
}

static bool said_by_declaration(const char *data, size_t len, char out[CHARSET_MAX])
{
	const char *end = data + MIN(len, (size_t)HEAD), *start, *close, *at;

	start = memmem(data, (size_t)(end - data), "<?xml", 5);
	if (!start)
		return false;
	close = memmem(start, (size_t)(end - start), "?>", 2);
	at = close ? memmem(start, (size_t)(close - start), "encoding", 8) : NULL;
	return at && take_word(at + 8, close, out);
}

static const struct {
	const char *mark;
	size_t len;
	const char *charset;
} marks[] = {
	{"\xFF\xFE\0\0", 4, "UTF-32LE"}, {"\0\0\xFE\xFF", 4, "UTF-32BE"},
	{"\xEF\xBB\xBF", 3, "UTF-8"}, {"\xFF\xFE", 2, "UTF-16LE"}, {"\xFE\xFF", 2, "UTF-16BE"},
};

/* Without a mark, by where the zeroes of the first '<' are. */
static const struct {
	const char *start;
	size_t len;
	const char *charset;
} starts[] = {
	{"<\0\0\0", 4, "UTF-32LE"}, {"\0\0\0<", 4, "UTF-32BE"}, {"<\0?\0", 4, "UTF-16LE"},
	{"\0<\0?", 4, "UTF-16BE"}, {"<\0r\0", 4, "UTF-16LE"}, {"\0<\0r", 4, "UTF-16BE"},
	{"<\0f\0", 4, "UTF-16LE"}, {"\0<\0f", 4, "UTF-16BE"},
};

/* ---- reading so ---------------------------------------------------------------------- */

struct tally {
	size_t good, bad; /* beyond ASCII */
};

static struct tally tally_utf8(const char *data, size_t len)
{
	struct tally tally = {0};
	size_t pos = 0, before;
	uint32_t cp;

	while (pos < len) {
		before = pos;
		cp = utf8_next(data, len, &pos);
		if (cp == UTF8_BAD && pos == before + 1)
			tally.bad++;
		else if (cp >= 0x80)
			tally.good++;
	}
	return tally;
}

/* Every invalid byte becomes U+FFFD. */
static void put_utf8(const char *data, size_t len, struct buf *out)
{
	size_t pos = 0, before;
	char bytes[4];

	while (pos < len) {
		before = pos;
		if (utf8_next(data, len, &pos) != UTF8_BAD || pos != before + 1)
			buf_put(out, data + before, pos - before);
		else
			buf_put(out, bytes, utf8_put(bytes, UTF8_BAD));
	}
}

/* A few damaged bytes do not make another encoding of it. */
static bool read_utf8(const char *data, size_t len, struct buf *out, size_t *out_bad)
{
	struct tally tally = tally_utf8(data, len);

	if (tally.bad > tally.good)
		return false;
	*out_bad = tally.bad;
	put_utf8(data, len, out);
	return true;
}

/* Every byte that cannot be read becomes U+FFFD; how many of them is told. */
static bool read_iconv(const char *charset, const char *data, size_t len, struct buf *out,
	size_t *out_bad)
{
	iconv_t cd = iconv_open("UTF-8", charset);
	char chunk[8192], *to;
	char *from = (char *)(uintptr_t)data;
	size_t room;

	*out_bad = 0;
	if (cd == (iconv_t)-1)
		return false;
	while (len) {
		to = chunk;
		room = sizeof(chunk);
		size_t r = iconv(cd, &from, &len, &to, &room);
		buf_put(out, chunk, (size_t)(to - chunk));
		if (r == (size_t)-1 && len && room >= 16) {
			buf_puts(out, "\xEF\xBF\xBD");
			(*out_bad)++;
			from++;
			len--;
		}
	}
	iconv_close(cd);
	return true;
}

static bool is_wide(const char *charset)
{
	return strncasecmp(charset, "UTF-16", 6) == 0 || strncasecmp(charset, "UTF-32", 6) == 0 ||
	       strncasecmp(charset, "UCS-", 4) == 0;
}

/* Bytes on their way to UTF-8. */
struct decoding {
	const char *data;
	size_t len;
	struct buf out;
	size_t bad; /* of those read last */
	bool as_it_is; /* data is UTF-8 already: out stays empty */
};

/* Can the bytes be so? Then out has them as UTF-8. */
static bool try_charset(struct decoding *decoding, const char *charset)
{
	const char *data = decoding->data;
	size_t len = decoding->len;
	struct buf *out = &decoding->out;

	charset = real_name(charset);
	buf_clear(out);
	if (strcasecmp(charset, "UTF-8") == 0 && utf8_valid(data, len)) {
		decoding->as_it_is = true;
		decoding->bad = 0;
		return true;
	}
	if (strcasecmp(charset, "UTF-8") == 0)
		return read_utf8(data, len, out, &decoding->bad);
	if (is_wide(charset) && !memchr(data, '\0', MIN(len, (size_t)64)))
		return false;
	if (!is_wide(charset) && memchr(data, '\0', MIN(len, (size_t)64)))
		return false;
	return read_iconv(charset, data, len, out, &decoding->bad) &&
	       decoding->bad * 100 <= len;
}

static bool begins_with(const struct decoding *decoding, const char *start, size_t len)
{
	return decoding->len >= len && memcmp(decoding->data, start, len) == 0;
}

static bool try_marks(struct decoding *decoding, const char **encoding)
{
	size_t i;

	for (i = 0; i < ARRAY_LEN(marks); i++) {
		if (!begins_with(decoding, marks[i].mark, marks[i].len))
			continue;
		decoding->data += marks[i].len;
		decoding->len -= marks[i].len;
		*encoding = marks[i].charset;
		return try_charset(decoding, marks[i].charset);
	}
	for (i = 0; i < ARRAY_LEN(starts); i++) {
		*encoding = starts[i].charset;
		if (begins_with(decoding, starts[i].start, starts[i].len))
			return try_charset(decoding, starts[i].charset);
	}
	return false;
}

/* So many characters of UTF-8 do not come about by chance in another charset. */
enum { UTF8_PROOF = 3 };

static bool is_utf8(const char *data, size_t len)
{
	struct tally tally = tally_utf8(data, len);

	return !tally.bad && tally.good >= UTF8_PROOF;
}

static bool is_ascii(const char *data, size_t len)
{
	size_t i;

	for (i = 0; i < len; i++)
		if (data[i] & 0x80)
			return false;
	return true;
}

/* Can the bytes be what is said, and do they make sense so? Then out has them. */
static bool try_said(struct decoding *decoding, const char *said)
{
	const char *charset = real_name(said), *data = decoding->data;
	size_t len = decoding->len;

	if (strcasecmp(charset, "UTF-8") != 0 && !is_wide(charset) && !is_ascii(data, len) &&
		(is_utf8(data, len) || feed_recognize(data, len, charset)))
		return false;
	return try_charset(decoding, said);
}

/* What nobody has said; the last resort reads everything. */
static const char *guess(struct decoding *decoding, const char *said)
{
	const char *found;

	if (try_charset(decoding, "UTF-8"))
		return "UTF-8";
	found = feed_recognize(decoding->data, decoding->len, "CP1252");
	if (found && try_charset(decoding, found))
		return found;
	if (*said && try_charset(decoding, said))
		return said;
	buf_clear(&decoding->out);
	(void)read_iconv("CP1252", decoding->data, decoding->len, &decoding->out,
		&decoding->bad);
	return "windows-1252";
}

/* ---- read twice ------------------------------------------------------------------------- */

/* The byte that windows-1252 would have made the character of; -1: none. */
static int byte_of(uint32_t cp)
{
	uint32_t byte;

	if (cp < 0x100)
		return (int)cp;
	for (byte = 0x80; byte < 0xA0; byte++)
		if (scrub_mend_code(byte) == cp)
			return (int)byte;
	return -1;
}

/* The first character beyond ASCII of such a text is read as a lead byte with its tail. */
static bool may_be_twice(const char *text, size_t len)
{
	size_t pos = 0;
	int lead, tail;

	while (pos < len && !(text[pos] & 0x80))
		pos++;
	if (pos == len)
		return false;
	lead = byte_of(utf8_next(text, len, &pos));
	tail = pos < len ? byte_of(utf8_next(text, len, &pos)) : -1;
	return lead >= 0xC2 && lead < 0xF5 && tail >= 0x80 && tail < 0xC0;
}

/*
 * UTF-8 that somebody took for windows-1252 and made UTF-8 of again ("GrÃ¤nsen"): all
 * characters of such a document turn into bytes that are UTF-8 once more.
 */
static bool read_twice(const char *text, size_t len, struct buf *out)
{
	size_t pos = 0;
	int byte;

	if (!may_be_twice(text, len))
		return false;
	while (pos < len) {
		byte = byte_of(utf8_next(text, len, &pos));
		if (byte < 0)
			return false;
		buf_putc(out, (char)byte);
	}
	return is_utf8(buf_str(out), out->len);
}

static char *hand_over(struct arena *arena, const struct decoding *decoding, size_t *out_len,
	const char **encoding)
{
	const char *text = decoding->as_it_is ? decoding->data : buf_str(&decoding->out);
	size_t len = decoding->as_it_is ? decoding->len : decoding->out.len;
	struct buf once = BUF_INIT(BUF_UNBOUND);
	char *out;

	if (read_twice(text, len, &once)) {
		text = buf_str(&once);
		len = once.len;
		*encoding = arena_printf(arena, "%s%s", *encoding, twice);
	}
	out = arena_strndup(arena, text, len);
	*out_len = len;
	buf_done(&once);
	return out;
}

char *feed_decode(struct arena *arena, const struct feed_request *request, size_t *out_len,
	size_t *out_bad, const char **out_encoding)
{
	struct decoding decoding = {.data = request->data, .len = request->len,
		.out = BUF_INIT(BUF_UNBOUND)};
	char http[CHARSET_MAX] = "", declared[CHARSET_MAX] = "";
	const char *encoding = NULL;
	char *text;

	if (!try_marks(&decoding, &encoding)) {
		(void)said_by_http(request->content_type, http);
		(void)said_by_declaration(decoding.data, decoding.len, declared);
		if (*http && try_said(&decoding, http))
			encoding = http;
		else if (*declared && try_said(&decoding, declared))
			encoding = declared;
		else
			encoding = guess(&decoding, *http ? http : declared);
	}
	*out_encoding = arena_strdup(arena, encoding);
	*out_bad = decoding.bad;
	text = hand_over(arena, &decoding, out_len, out_encoding);
	buf_done(&decoding.out);
	return text;
}

/* ---- documents in slices --------------------------------------------------------------- */

enum { SAMPLE_BYTES = 256 * 1024 };

static size_t find_beyond_ascii(const char *data, size_t len)
{
	size_t i = 0;

	while (i < len && !(data[i] & 0x80))
		i++;
	return i;
}

const char *feed_choose_encoding(struct arena *arena, const struct feed_request *request)
{
	CLEANUP(buf_done) struct buf sample = BUF_INIT(BUF_UNBOUND);
	struct feed_request beginning = *request;
	size_t at = find_beyond_ascii(request->data, request->len), len, bad;
	CLEANUP(arena_freep) struct arena *scratch = arena_new();
	const char *encoding;

	at = at > HEAD && at < request->len ? at : MIN(request->len, (size_t)HEAD);
	buf_put(&sample, request->data, MIN(at, (size_t)HEAD));
	len = utf8_cut(request->data + at, request->len - at, SAMPLE_BYTES);
	buf_put(&sample, request->data + at, len);
	beginning.data = buf_str(&sample);
	beginning.len = sample.len;
	(void)feed_decode(scratch, &beginning, &len, &bad, &encoding);
	return arena_strdup(arena, encoding);
}

/* The charset that the name of an encoding begins with. */
static void charset_of(const char *encoding, char out[CHARSET_MAX])
{
	const char *end = strstr(encoding, twice);

	snprintf(out, CHARSET_MAX, "%.*s",
		(int)(end ? (size_t)(end - encoding) : strlen(encoding)), encoding);
}

char *feed_decode_as(struct arena *arena, const char *encoding, const char *data, size_t len,
	size_t *out_len, size_t *out_bad)
{
	struct decoding decoding = {.data = data, .len = len, .out = BUF_INIT(BUF_UNBOUND)};
	CLEANUP(buf_done) struct buf once = BUF_INIT(BUF_UNBOUND);
	char charset[CHARSET_MAX], *text;

	charset_of(encoding, charset);
	if (strcasecmp(real_name(charset), "UTF-8") != 0) {
		(void)read_iconv(real_name(charset), data, len, &decoding.out, &decoding.bad);
	} else if (utf8_valid(data, len)) {
		decoding.as_it_is = true;
	} else {
		decoding.bad = tally_utf8(data, len).bad;
		put_utf8(data, len, &decoding.out);
	}
	text = decoding.as_it_is ? arena_strndup(arena, data, len)
				 : arena_strndup(arena, buf_str(&decoding.out), decoding.out.len);
	*out_len = decoding.as_it_is ? len : decoding.out.len;
	*out_bad = decoding.bad;
	buf_done(&decoding.out);
	if (!strstr(encoding, twice) || !read_twice(text, *out_len, &once))
		return text;
	*out_len = once.len;
	return arena_strndup(arena, buf_str(&once), once.len);
}

bool feed_encoding_is_plain(const char *encoding)
{
	static const char *const others[] = {"ISO-2022", "HZ", "UTF-7", "UTF7", "CSISO2022", "IBM",
		"EBCDIC", "UNICODE", "CP037", "UCS"};
	char charset[CHARSET_MAX];
	size_t i;

	charset_of(encoding, charset);
	for (i = 0; i < ARRAY_LEN(others); i++)
		if (strncasecmp(real_name(charset), others[i], strlen(others[i])) == 0)
			return false;
	return !is_wide(real_name(charset));
}
