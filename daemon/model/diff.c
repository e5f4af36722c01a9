/*
 * Both texts are cut into pieces of about a sentence, and the pieces compared
 * (diff_compare.c); then the words of the pieces that differ. What comes of it is tidied up
 * for people.
 */
#include "model/diff_priv.h"

#include <ctype.h>
#include <json-c/json.h>
#include <stdint.h>
#include <string.h>

#include "base/buf.h"
#include "base/utf8.h"

enum {
	PIECE_MIN = 32, /* bytes; a piece ends with the sentence behind it, … */
	PIECE_LONG = 512,  /* … or at the next space behind this, */
	PIECE_MAX = 2048,  /* … or here */
	WORDS_MAX = 8192,  /* of a gap that is told word by word */
	WORDS_ALL = 65536, /* of all gaps together */
	WEAK_MAX = 64,    /* bytes between two changes that may be taken for an accident */
	CONTEXT_MAX = 60, /* bytes shown of either end of what stays */
};

/* ---- cutting ----------------------------------------------------------------------------- */

static bool is_blank(char c)
{
	return c == ' ' || (c >= '\t' && c <= '\r');
}

static bool is_letter(char c)
{
	return isalnum((unsigned char)c) || (unsigned char)c >= 0x80;
}

/* A word, a number with its point or comma, or one other character. */
static size_t next_word(const char *text, size_t len)
{
	size_t end = 1;

	if (!is_letter(*text))
		return end;
	while (end < len &&
		(is_letter(text[end]) ||
			(strchr(".,'-", text[end]) && text[end] && end + 1 < len &&
				is_letter(text[end - 1]) && is_letter(text[end + 1]))))
		end++;
	return end;
}

static size_t next_piece(const char *text, size_t len)
{
	size_t end;

	for (end = 1; end < len && end < PIECE_MAX; end++)
		if (is_blank(text[end]) &&
			(end >= PIECE_LONG || (end >= PIECE_MIN && text[end - 1] &&
						      strchr(".!?:;", text[end - 1]))))
			return end;
	/* Not inside of a character. */
	while (end < len && ((unsigned char)text[end] & 0xC0) == 0x80)
		end++;
	return end;
}

/* Text in tokens, at most max; false where it has more. */
static bool cut(struct arena *arena, const char *text, size_t len,
	size_t (*next)(const char *, size_t), size_t max, struct diff_side *side)
{
	struct diff_token token;
	size_t at, cap = 0;

	*side = (struct diff_side){.text = text};
	for (at = 0; at < len; at += token.len + token.blanks) {
		if (side->count == max)
			return false;
		token = (struct diff_token){
			.start = (uint32_t)at, .len = (uint32_t)next(text + at, len - at)};
		while (at + token.len + token.blanks < len &&
			is_blank(text[at + token.len + token.blanks]))
			token.blanks++;
		ARENA_GROW(arena, side->tokens, side->count, cap);
		side->tokens[side->count++] = token;
	}
	side->lone = arena_alloc(arena, side->count + 1);
	memset(side->lone, 1, side->count + 1);
	return true;
}

/* ---- steps ------------------------------------------------------------------------------- */

struct steps {
	struct arena *arena;
	struct diff_field *field;
	struct diff_step *list;
	size_t count, cap;
	size_t words; /* that may still be told one by one */
};

static struct diff_step *next_step(struct steps *steps)
{
	ARENA_GROW(steps->arena, steps->list, steps->count, steps->cap);
	steps->list[steps->count] = (struct diff_step){.keep = 0};
	return &steps->list[steps->count++];
}

static void put_keep(struct steps *steps, size_t len)
{
	struct diff_step *last = steps->count ? &steps->list[steps->count - 1] : NULL;

	if (!last || last->del || last->ins)
		last = next_step(steps);
	last->keep += len;
}

static void put_change(struct steps *steps, size_t del, size_t ins)
{
	struct diff_step *last = steps->count ? &steps->list[steps->count - 1] : NULL;

	if (!last)
		last = next_step(steps);
	last->del += del;
	last->ins += ins;
}

/* Two tokens that are the same, but perhaps for the blanks behind them. */
static void put_pair(struct steps *steps, const char *before, const struct diff_token *a,
	const char *after, const struct diff_token *b)
{
	bool same_blanks = a->blanks == b->blanks &&
			   memcmp(before + a->len, after + b->len, a->blanks) == 0;

	put_keep(steps, a->len + (same_blanks ? a->blanks : 0));
	if (!same_blanks)
		put_change(steps, a->blanks, b->blanks);
}

/* The stretch of tokens from i on that all are, or all are not, alone. */
static size_t stretch(const struct diff_side *side, size_t *i, bool lone)
{
	size_t len = 0;

	for (; *i < side->count && side->lone[*i] == lone; (*i)++)
		len += side->tokens[*i].len + side->tokens[*i].blanks;
	return len;
}

typedef void gap_fn(struct steps *steps, const char *before, size_t del, const char *after,
	size_t ins);

static void walk(struct steps *steps, const struct diff_side *before, const struct diff_side *after,
	gap_fn *gap)
{
	size_t i = 0, j = 0, at = 0, to = 0, del, ins;

	while (i < before->count || j < after->count) {
		while (i < before->count && j < after->count && !before->lone[i] &&
			!after->lone[j]) {
			put_pair(steps, before->text + at, &before->tokens[i],
				after->text + to, &after->tokens[j]);
			at += before->tokens[i].len + before->tokens[i].blanks;
			to += after->tokens[j].len + after->tokens[j].blanks;
			i++;
			j++;
		}
		del = stretch(before, &i, true);
		ins = stretch(after, &j, true);
		if (del || ins)
			gap(steps, before->text + at, del, after->text + to, ins);
		at += del;
		to += ins;
	}
}

static void put_gap(struct steps *steps, const char *before, size_t del, const char *after,
	size_t ins)
{
	(void)before;
	(void)after;
	put_change(steps, del, ins);
}

static void tell_gap(struct steps *steps, const char *before, size_t del, const char *after,
	size_t ins)
{
	size_t max = MIN(steps->words, (size_t)WORDS_MAX);
	struct diff_side a, b;

	if (!del || !ins || !cut(steps->arena, before, del, next_word, max, &a) ||
		!cut(steps->arena, after, ins, next_word, max, &b)) {
		put_change(steps, del, ins);
		return;
	}
	steps->words -= MIN(steps->words, a.count + b.count);
	diff_compare(steps->field, &a, &b);
	walk(steps, &a, &b, put_gap);
}

/* ---- accidents --------------------------------------------------------------------------- */

/* Blanks and commas, or a word or two amid much that changed: nobody left them there. */
static bool is_weak(const char *text, const struct diff_step *left,
	const struct diff_step *right)
{
	size_t len = right->keep, i;
	bool says = false;

	if (len >= WEAK_MAX)
		return false;
	for (i = 0; i < len; i++)
		says |= is_letter(text[i]);
	return !says ||
	       2 * len < MIN(left->del + left->ins, right->del + right->ins);
}

static void join_weak(struct steps *steps, const char *before)
{
	size_t i, last = 0, at;

	if (!steps->count)
		return;
	at = steps->list[0].keep + steps->list[0].del;
	for (i = 1; i < steps->count; i++) {
		struct diff_step *left = &steps->list[last], *right = &steps->list[i];
		size_t ends = at + right->keep + right->del;

		if ((right->del || right->ins) && (left->del || left->ins) &&
			is_weak(before + at, left, right)) {
			left->del += right->keep + right->del;
			left->ins += right->keep + right->ins;
		} else {
			steps->list[++last] = *right;
		}
		at = ends;
	}
	steps->count = last + 1;
}

/* "24 " for "30 ": the blank stays. */
static void keep_blanks(struct steps *steps, const char *before, const char *after)
{
	size_t count = steps->count, i, blanks;

	for (i = 0; i < count; i++) {
		struct diff_step *step = &steps->list[i];

		before += step->keep + step->del;
		after += step->keep + step->ins;
		for (blanks = 0; blanks < MIN(step->del, step->ins) &&
			is_blank(before[-1 - (ptrdiff_t)blanks]) &&
			before[-1 - (ptrdiff_t)blanks] == after[-1 - (ptrdiff_t)blanks];)
			blanks++;
		if (!blanks)
			continue;
		step->del -= blanks;
		step->ins -= blanks;
		before -= blanks;
		after -= blanks;
		if (i + 1 < count)
			steps->list[i + 1].keep += blanks;
		else
			put_keep(steps, blanks);
	}
}

struct diff diff_words(struct arena *arena, const char *before, size_t before_len,
	const char *after, size_t after_len)
{
	struct steps steps = {
		.arena = arena, .field = diff_field_new(arena), .words = WORDS_ALL};
	struct diff_side a, b;

	(void)cut(arena, before, before_len, next_piece, SIZE_MAX, &a);
	(void)cut(arena, after, after_len, next_piece, SIZE_MAX, &b);
	diff_compare(steps.field, &a, &b);
	walk(&steps, &a, &b, tell_gap);
	join_weak(&steps, before);
	keep_blanks(&steps, before, after);
	return (struct diff){.before = before, .after = after, .steps = steps.list,
		.count = steps.count};
}

/* ---- JSON -------------------------------------------------------------------------------- */

static void put_number(struct json_object *script, int64_t number)
{
	if (number)
		json_object_array_add(script, json_object_new_int64(number));
}

struct json_object *diff_pack(const struct diff *diff)
{
	struct json_object *script;
	const char *after = diff->after;
	size_t comes = 0, i;

	for (i = 0; i < diff->count; i++)
		comes += diff->steps[i].ins;
	if (comes > DIFF_KEPT_MAX)
		return NULL;
	script = json_object_new_array();
	for (i = 0; i < diff->count; i++) {
		const struct diff_step *step = &diff->steps[i];

		put_number(script, (int64_t)step->keep);
		put_number(script, -(int64_t)step->del);
		after += step->keep;
		if (step->ins)
			json_object_array_add(
				script, json_object_new_string_len(after, (int)step->ins));
		after += step->ins;
	}
	return script;
}

/* shown is what is told of the text, of len bytes. */
static void put_op(struct json_object *ops, const char *name, size_t len, const char *shown,
	size_t shown_len)
{
	struct json_object *op = json_object_new_object();

	json_object_object_add(op, "op", json_object_new_string(name));
	json_object_object_add(op, "bytes", json_object_new_int64((int64_t)len));
	json_object_object_add(op, "text", json_object_new_string_len(shown, (int)shown_len));
	json_object_array_add(ops, op);
}

/* The end of it begins with a whole character. */
static void put_kept(struct json_object *ops, const char *text, size_t len)
{
	CLEANUP(buf_done) struct buf shown = BUF_INIT(BUF_UNBOUND);
	size_t tail = len - MIN(len, (size_t)CONTEXT_MAX);

	while (tail < len && ((unsigned char)text[tail] & 0xC0) == 0x80)
		tail++;
	if (len > 3 * CONTEXT_MAX) {
		buf_put(&shown, text, utf8_cut(text, len, CONTEXT_MAX));
		buf_puts(&shown, " … ");
		buf_put(&shown, text + tail, len - tail);
	} else {
		buf_put(&shown, text, len);
	}
	put_op(ops, "keep", len, buf_str(&shown), shown.len);
}

struct json_object *diff_json(struct json_object *script, const char *before, size_t len)
{
	struct json_object *ops = json_object_new_array(), *one;
	size_t count = json_object_is_type(script, json_type_array)
			       ? json_object_array_length(script) : 0;
	size_t i, at = 0, size;
	int64_t number;

	for (i = 0; i < count; i++) {
		one = json_object_array_get_idx(script, i);
		if (json_object_is_type(one, json_type_string)) {
			size = (size_t)json_object_get_string_len(one);
			put_op(ops, "insert", size, json_object_get_string(one), size);
			continue;
		}
		number = json_object_get_int64(one);
		size = (size_t)(number < 0 ? -number : number);
		if (size > len - at)
			break;
		if (number < 0)
			put_op(ops, "delete", size, before + at, size);
		else
			put_kept(ops, before + at, size);
		at += size;
	}
	if (i == count && at == len)
		return ops;
	json_object_put(ops);
	return NULL;
}
