/* What a word has to begin with: see struct filter. */
#include "match/match_priv.h"

#include "base/mem.h"

enum { ROOT = 1, HEAD_BYTES = sizeof(word_head) };

/* Of a language and a trie at least so many bits, and so many for each beginning. */
enum { SLOT_BITS_MIN = 9, SLOT_BITS_MAX = 24, SLOTS_OF_ONE = 32 };

/* What stands on the way to a state, as far as it is looked at. */
struct way {
	uint64_t before; /* of the full heads */
	word_head head;  /* the last one */
	unsigned heads, length; /* length: bytes in the last one */
};

static void add_byte(struct way *way, uint8_t byte, unsigned heads_max)
{
	if (way->length == HEAD_BYTES && way->heads + 1 < heads_max) {
		way->before = filter_before(way->before, way->head);
		way->head = 0;
		way->length = 0;
		way->heads++;
	}
	if (way->length < HEAD_BYTES)
		way->head |= (word_head)byte << 8 * way->length++;
}

/* By state; the caller frees it. */
static struct way *ways_of(const struct word_trie *trie, unsigned heads_max)
{
	struct way *ways = mem_calloc(trie->count, sizeof(*ways));
	uint32_t state;

	/* A parent is older than its children. */
	for (state = ROOT + 1; state < trie->count; state++) {
		ways[state] = ways[trie->parents[state]];
		add_byte(&ways[state], trie->bytes[state], heads_max);
	}
	return ways;
}

/* An element as its filter knows it. */
struct beginning {
	unsigned filter;
	uint64_t before;
	word_head head;
	unsigned shift;
};

/* Each length that is told apart costs every word a look: of five, seven and nine bytes the
 * last one is left out, and so on. */
static unsigned kept(const struct way *way)
{
	bool rounded = way->length > 3 || (way->heads && way->length > 1);

	return rounded ? way->length & ~1u : way->length;
}

/* Whole words are looked at with the zeros behind them. */
static struct beginning beginning_of(enum trie_kind kind, const struct element *element,
	const struct way *way)
{
	unsigned shift = element->kind == ELEMENT_WHOLE ? 0 : 64 - 8 * kept(way);

	if (kind == TRIE_FORWARD)
		return (struct beginning){way->heads, way->before, way->head, shift};
	return (struct beginning){kind == TRIE_BACKWARD ? FILTER_BACKWARD : FILTER_INFIX, 0,
		way->head, FILTER_PART_SHIFT};
}

static void add_shift(struct filter *filter, unsigned shift)
{
	unsigned i;

	for (i = 0; i < filter->shift_count; i++)
		if (filter->shifts[i] == shift)
			return;
	filter->shifts[filter->shift_count++] = (uint8_t)shift;
}

static void add_beginning(struct filter *filter, const struct beginning *beginning)
{
	uint64_t slot = filter_slot(filter, beginning->before, beginning->head, beginning->shift);

	add_shift(filter, beginning->shift);
	filter->bits[slot / 64] |= UINT64_C(1) << slot % 64;
}

static void make_slots(struct filter *filter, size_t beginnings)
{
	unsigned bits = SLOT_BITS_MIN;

	while (bits < SLOT_BITS_MAX && ((size_t)1 << bits) < beginnings * SLOTS_OF_ONE)
		bits++;
	filter->slot_shift = 64 - bits;
	filter->bits = mem_calloc(((size_t)1 << bits) / 64, sizeof(*filter->bits));
}

/* The elements of a trie, each with its beginning. */
struct beginnings {
	struct {
		lang_bits langs;
		struct beginning beginning;
	} *list;
	size_t count, cap;
};

static struct beginnings beginnings_of(const struct match_set *set, enum trie_kind kind)
{
	const struct word_trie *trie = &set->tries[kind];
	struct way *ways = ways_of(trie, kind == TRIE_FORWARD ? FILTER_HEADS : 1);
	struct beginnings out = {.count = 0};
	uint32_t state, id;

	for (state = ROOT + 1; state < trie->count; state++)
		for (id = trie->outs[state]; id; id = set->elements[id].next) {
			MEM_GROW(out.list, out.count, out.cap);
			out.list[out.count].langs = set->elements[id].langs;
			out.list[out.count++].beginning =
				beginning_of(kind, &set->elements[id], &ways[state]);
		}
	mem_free(ways);
	return out;
}

static void fill(struct filter *filters, const struct beginnings *all, lang_bits langs,
	unsigned which)
{
	size_t count = 0, i;

	for (i = 0; i < all->count; i++)
		count += all->list[i].beginning.filter == which && (all->list[i].langs & langs);
	make_slots(&filters[which], count);
	for (i = 0; i < all->count; i++)
		if (all->list[i].beginning.filter == which && (all->list[i].langs & langs))
			add_beginning(&filters[which], &all->list[i].beginning);
}

static bool is_used(const struct match_set *set, unsigned number)
{
	return number < set->lang_count || number >= LANG_BITS_OWN;
}

static const struct {
	unsigned first, end; /* filters of the trie */
} filters_of[TRIE_COUNT] = {
	[TRIE_FORWARD] = {0, FILTER_HEADS},
	[TRIE_BACKWARD] = {FILTER_BACKWARD, FILTER_BACKWARD + 1},
	[TRIE_INFIX] = {FILTER_INFIX, FILTER_INFIX + 1},
};

static void make_filters(struct match_set *set, enum trie_kind kind)
{
	struct beginnings all = beginnings_of(set, kind);
	unsigned number, which;
	lang_bits langs;

	for (number = 0; number < FILTER_LANGS; number++) {
		langs = number == FILTER_ALL ? LANG_BITS_ALL : UINT32_C(1) << number;
		for (which = filters_of[kind].first; which < filters_of[kind].end; which++)
			if (is_used(set, number))
				fill(set->filters[number], &all, langs, which);
	}
	mem_free(all.list);
}

void filters_make(struct match_set *set)
{
	int kind;

	for (kind = 0; kind < TRIE_COUNT; kind++)
		make_filters(set, (enum trie_kind)kind);
}

void filters_done(struct match_set *set)
{
	unsigned number;
	int i;

	for (number = 0; number < FILTER_LANGS; number++)
		for (i = 0; i < FILTER_COUNT; i++)
			mem_free(set->filters[number][i].bits);
}
