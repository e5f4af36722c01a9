/*
 * The words that are recorded, each once, beside the full-text index: it finds words by their
 * beginning alone, and a compound is wanted by any part of it. A pattern that begins with a
 * star is looked up among them and becomes the words that it fits. Words of items that are
 * gone stay; they find nothing.
 */
#include "store/search_priv.h"

#include <string.h>

#include "base/mem.h"
#include "base/utf8.h"

enum {
	WORDS_OF_PATTERN_MAX = 512, /* recorded words that one pattern may stand for */
	WORDS_MAX = 16,             /* in a phrase */
	LETTERS_MIN = 3,            /* behind a star */
	BEGINNING_MIN = 3,          /* letters; a shorter word is a word, no beginning of others */
	WORD_BYTES_MAX = 64,        /* longer ones are not noted */
	KNOWN_SLOTS = 1 << 18, /* in sets of KNOWN_WAYS, the latest first */
	KNOWN_WAYS = 4,
};

void search_phrases_add(struct arena *arena, struct search_phrases *phrases, const char *phrase)
{
	ARENA_GROW(arena, phrases->list, phrases->count, phrases->cap);
	phrases->list[phrases->count++] = phrase;
}

/* ---- noting them ---------------------------------------------------------------------------- */

static uint64_t hash_of(const char *word, size_t len)
{
	uint64_t hash = UINT64_C(0xCBF29CE484222325);
	size_t i;

	for (i = 0; i < len; i++)
		hash = (hash ^ (uint8_t)word[i]) * UINT64_C(0x100000001B3);
	return hash;
}

/* True where the word was noted not long ago: most words of a text were. */
static bool known(struct store *store, const char *word, size_t len)
{
	uint64_t hash = hash_of(word, len);
	uint32_t rest = (uint32_t)(hash >> 32) | 1, *set;
	size_t i;

	if (!store->known_words)
		store->known_words = mem_calloc(KNOWN_SLOTS, sizeof(*store->known_words));
	set = &store->known_words[hash % (KNOWN_SLOTS / KNOWN_WAYS) * KNOWN_WAYS];
	for (i = 0; i < KNOWN_WAYS && set[i] != rest; i++)
		;
	if (i == 0)
		return true;
	memmove(set + 1, set, MIN(i, (size_t)KNOWN_WAYS - 1) * sizeof(*set));
	set[0] = rest;
	return i < KNOWN_WAYS;
}

static int note(struct store *store, const char *word, size_t len)
{
	sqlite3_stmt *statement = store_prepare(store, STORE_SEARCH_WORD_PUT_SQL);
	int r;

	if (!statement)
		return STORE_FAILED;
	sqlite3_bind_text(statement, 1, word, (int)len, SQLITE_STATIC);
	r = store_run(store, statement);
	if (!r && store->all_words.len && sqlite3_changes(store->db)) {
		buf_put(&store->all_words, word, len);
		buf_putc(&store->all_words, '\n');
	}
	return r;
}

int search_learn(struct store *store, const char *text)
{
	size_t len;
	int r = 0;

	for (; *text && !r; text += len) {
		text += strspn(text, " \n");
		len = strcspn(text, " \n");
		if (len && len <= WORD_BYTES_MAX && !known(store, text, len))
			r = note(store, text, len);
	}
	return r;
}

void search_rest(struct store *store)
{
	mem_free(store->known_words);
	store->known_words = NULL;
	buf_done(&store->all_words);
	store->all_words = BUF_INIT(BUF_UNBOUND);
}

/* ---- looking them up ------------------------------------------------------------------------- */

/* A word of a pattern: *fold, fold*, *fold*. */
struct pattern_word {
	const char *fold;
	bool before, after;
};

/* All words in one text: a part of a word is found there in one walk. */
static bool read_all(struct store *store)
{
	sqlite3_stmt *statement;

	if (store->all_words.len)
		return true;
	statement = store_prepare(store, STORE_SEARCH_WORDS_SQL);
	if (!statement)
		return false;
	buf_putc(&store->all_words, '\n');
	while (sqlite3_step(statement) == SQLITE_ROW) {
		buf_puts(&store->all_words, column_text(statement, 0));
		buf_putc(&store->all_words, '\n');
	}
	sqlite3_reset(statement);
	return true;
}

/* Line ends stand at both ends of the text. */
static const char *line_start(const char *at)
{
	while (at[-1] != '\n')
		at--;
	return at;
}

static bool look_up(struct store *store, struct arena *arena, const struct pattern_word *word,
	struct search_phrases *out, const char **out_why)
{
	const char *part = arena_printf(arena, "%s%s%s", word->before ? "" : "\n", word->fold,
		word->after ? "" : "\n");
	const char *at, *start, *end;
	size_t len = strlen(part);

	if (!read_all(store))
		return *out_why = "the words that are recorded cannot be read", false;
	at = buf_str(&store->all_words);
	end = at + store->all_words.len;
	while ((at = memmem(at, (size_t)(end - at), part, len))) {
		start = line_start(at + 1);
		at = memchr(start, '\n', (size_t)(end - start));
		search_phrases_add(
			arena, out, arena_strndup(arena, start, (size_t)(at - start)));
		if (out->count > WORDS_OF_PATTERN_MAX) {
			*out_why = "more than 512 recorded words fit this: give more of the word";
			return false;
		}
	}
	return true;
}

/* Whether there is such a word, or one that begins so. */
static bool is_recorded(struct store *store, const struct pattern_word *word)
{
	sqlite3_stmt *statement = store_prepare(store, STORE_SEARCH_WORD_FROM_SQL);
	const char *found;
	bool there = false;

	if (!statement)
		return true;
	bind_text(statement, 1, word->fold);
	if (sqlite3_step(statement) == SQLITE_ROW) {
		found = column_text(statement, 0);
		there = strncmp(found, word->fold, strlen(word->fold)) == 0 &&
			(word->after || !found[strlen(word->fold)]);
	}
	sqlite3_reset(statement);
	return there;
}

/* Each alternative so far, with each of the words behind it. */
static struct search_phrases append(struct arena *arena, const struct search_phrases *so_far,
	const struct search_phrases *words)
{
	struct search_phrases out = {.count = 0};
	size_t i, j;

	for (i = 0; i < so_far->count && out.count <= WORDS_OF_PATTERN_MAX; i++)
		for (j = 0; j < words->count; j++)
			search_phrases_add(arena, &out,
				arena_printf(arena, "%s%s%s", so_far->list[i],
					*so_far->list[i] ? " " : "", words->list[j]));
	return out;
}

/* A word at the end of a phrase may be left open for FTS5; elsewhere it has to be looked up. */
static bool add_word(struct store *store, struct arena *arena, const struct pattern_word *word,
	bool last, struct search_phrases *so_far, const char **out_why)
{
	struct search_phrases words = {.count = 0};

	if (word->before && strlen(word->fold) < LETTERS_MIN)
		return *out_why = "at least three letters have to stand behind a leading '*'", false;
	if (word->before || (word->after && !last)) {
		if (!look_up(store, arena, word, &words, out_why))
			return false;
	} else {
		search_phrases_add(arena, &words, word->fold);
	}
	*so_far = append(arena, so_far, &words);
	if (so_far->count <= WORDS_OF_PATTERN_MAX)
		return true;
	*out_why = "this stands for more than 512 phrases: ask for less";
	return false;
}

/* ---- patterns ----------------------------------------------------------------------------------- */

/* The folded words of one piece of the pattern (without spaces); its stars belong to the first
 * and the last of them. */
static size_t read_piece(struct store *store, struct arena *arena, const char *piece, size_t len,
	struct pattern_word *words, size_t room)
{
	CLEANUP(buf_done) struct buf folded = BUF_INIT(BUF_UNBOUND);
	bool before = len && *piece == '*', after = len > 1 && piece[len - 1] == '*';
	size_t count = 0;
	char *rest, *word;

	if (store->fold)
		store->fold(&folded, piece, len);
	else
		buf_put(&folded, piece, len);
	rest = arena_strndup(arena, buf_str(&folded), folded.len);
	while ((word = strsep(&rest, " \n*\"")) && count < room)
		if (*word)
			words[count++] = (struct pattern_word){.fold = word};
	if (count) {
		words[0].before = before;
		words[count - 1].after = after;
	}
	return count;
}

static size_t read_pattern(struct store *store, struct arena *arena, const char *pattern,
	size_t len, struct pattern_word *words)
{
	const char *end = pattern + len;
	size_t count = 0, piece;

	for (; pattern < end && count < WORDS_MAX; pattern += piece + 1) {
		for (piece = 0; pattern + piece < end && !strchr(" \t\r\n", pattern[piece]); piece++)
			;
		/* =NATO, as rules write it: the index knows no capitals. */
		if (piece && *pattern == '=')
			count += read_piece(store, arena, pattern + 1, piece - 1, words + count,
				WORDS_MAX - count);
		else
			count += read_piece(
				store, arena, pattern, piece, words + count, WORDS_MAX - count);
	}
	return count;
}

bool search_expand(struct store *store, struct arena *arena, const char *pattern, size_t len,
	enum search_how how, struct search_phrases *out, const char **out_why)
{
	struct pattern_word words[WORDS_MAX];
	size_t count = read_pattern(store, arena, pattern, len, words), i;
	struct search_phrases phrases = {.count = 0};
	bool open;

	if (!count)
		return *out_why = "there is no letter and no digit in it", false;
	if (how == SEARCH_BEGINS && !words[count - 1].before &&
		utf8_count(words[count - 1].fold, strlen(words[count - 1].fold)) >= BEGINNING_MIN)
		words[count - 1].after = true;
	for (i = 0; i < count && how == SEARCH_RECORDED; i++)
		if (!words[i].before && !is_recorded(store, &words[i]))
			return true;
	open = words[count - 1].after && !words[count - 1].before;
	search_phrases_add(arena, &phrases, "");
	for (i = 0; i < count; i++)
		if (!add_word(store, arena, &words[i], i + 1 == count, &phrases, out_why))
			return false;
	for (i = 0; i < phrases.count; i++)
		search_phrases_add(arena, out,
			arena_printf(arena, "\"%s\"%s", phrases.list[i], open ? " *" : ""));
	return true;
}
