/*
 * Places and countries: of all names that the match pass found, those that count.
 * Publishers are among them to take the words of their names; offices stand for their
 * countries.
 *
 * What its `not` names is never that place: "Narva Trans" is not Narva. Of the others the
 * longest wins over the shorter inside it ("Gulf of Finland" over "Finland"). Of two
 * names on the same words a place comes before a country, then the one whose pattern says
 * more ("Gotlandskabel*" before "Gotland*"); of two that say as much, the one whose need
 * is met before the one without a need. A need is met by the certain names of the item's
 * own text, never by another uncertain one.
 */
#include "extract/extract_priv.h"

#include <stdlib.h>
#include <string.h>

/* What is known of a need; asked once an item, however often its names occur. */
enum met { MET_UNKNOWN, MET_YES, MET_NO };

struct candidate {
	const struct match_hit *hit;
	const struct name *name;
};

struct search {
	struct extraction *work;
	struct candidate *candidates;
	size_t count;
	uint8_t *taken; /* a byte a word */
	uint8_t *met;   /* a byte a need: enum met */
	struct mention *certain;
	size_t certain_count;
};

/* The country whose office a publisher is; NULL where it is none. */
static const struct country *office_country(
	const struct lexicon *lexicon, const struct name *name)
{
	const struct publisher *publisher = &lexicon->gazetteer.publishers[name->index];

	if (publisher->kind != PUBLISHER_OFFICIAL || !publisher->country)
		return NULL;
	return gazetteer_country(&lexicon->gazetteer, publisher->country);
}

/* An office stands for its country: "Straż Graniczna" is Poland's. Other publishers take the
 * words of their names and stand for nothing: "The Moscow Times" is not Moscow. */
static bool is_mention(const struct lexicon *lexicon, const struct name *name)
{
	return name->kind == NAME_PLACE || name->kind == NAME_COUNTRY ||
	       (name->kind == NAME_PUBLISHER && office_country(lexicon, name));
}

static bool is_name(enum name_kind kind)
{
	return kind == NAME_PLACE || kind == NAME_COUNTRY || kind == NAME_PUBLISHER;
}

static uint32_t name_need(const struct lexicon *lexicon, const struct name *name)
{
	if (name->kind == NAME_PUBLISHER)
		return NO_NEED;
	return name->kind == NAME_PLACE ? lexicon->place_need[name->index]
					: lexicon->country_need[name->index];
}

/* ---- candidates -------------------------------------------------------------------- */

static bool denies(enum name_kind kind)
{
	return kind == NAME_NOT_PLACE || kind == NAME_NOT_COUNTRY;
}

static bool about_same(const struct name *denial, const struct name *name)
{
	return denial->index == name->index &&
	       (denial->kind == NAME_NOT_PLACE) == (name->kind == NAME_PLACE);
}

/* The hit, around another, says that it is not what it seems. */
static bool denies_name(const struct extraction *work, const struct match_hit *hit,
	const struct match_hit *other)
{
	const struct name *denial = hit_name(work, hit), *name = hit_name(work, other);

	return denies(denial->kind) && hit->end_word >= other->end_word &&
	       about_same(denial, name);
}

/* Hits stand in order of their first words: those around hits[at] are before it, or begin
 * where it begins. */
static bool denied(const struct extraction *work, size_t at)
{
	const struct match_hit *hits = work->hits.hits, *hit = &hits[at];
	size_t i;

	for (i = at + 1; i < work->hits.count && hits[i].first_word == hit->first_word;
		i++)
		if (denies_name(work, &hits[i], hit))
			return true;
	for (i = at;
		i-- > 0 && hits[i].first_word + MATCH_PATTERN_WORDS > hit->first_word;)
		if (denies_name(work, &hits[i], hit))
			return true;
	return false;
}

static void collect(struct search *search)
{
	struct extraction *work = search->work;
	size_t i;

	search->candidates = arena_alloc(
		work->arena, (work->hits.count + 1) * sizeof(*search->candidates));
	for (i = 0; i < work->hits.count; i++) {
		const struct match_hit *hit = &work->hits.hits[i];
		const struct name *name = hit_name(work, hit);

		if (name->kind == NAME_NEEDED && own_word(work->doc, hit->first_word))
			search->met[name->index] = MET_YES;
		if (!is_name(name->kind))
			continue;
		if (name->capital &&
			!capital_word(work->doc, hit->first_word, hit->end_word))
			continue;
		if (denied(work, i))
			continue;
		search->candidates[search->count++] = (struct candidate){hit, name};
	}
}

static uint32_t length(const struct match_hit *hit)
{
	return hit->end_word - hit->first_word;
}

/* Longest first, then in order of the text; on the same words places come before
 * countries because of the order of enum name_kind. */
static int compare_candidates(const void *a, const void *b)
{
	const struct candidate *x = a, *y = b;

	if (length(x->hit) != length(y->hit))
		return length(x->hit) > length(y->hit) ? -1 : 1;
	if (x->hit->first_word != y->hit->first_word)
		return x->hit->first_word < y->hit->first_word ? -1 : 1;
	if (x->name->kind != y->name->kind)
		return x->name->kind < y->name->kind ? -1 : 1;
	if (x->name->detail != y->name->detail)
		return x->name->detail > y->name->detail ? -1 : 1;
	return x->name->index < y->name->index ? -1 : x->name->index > y->name->index;
}

static bool same_words(const struct match_hit *a, const struct match_hit *b)
{
	return a->first_word == b->first_word && a->end_word == b->end_word;
}

/*
 * Drops what overlaps something longer. A shorter name cannot lie around a longer one, so
 * that its first and last words tell.
 */
static void keep_longest(struct search *search)
{
	const struct match_hit *last = NULL;
	size_t i, kept = 0;

	if (search->count)
		qsort(search->candidates, search->count, sizeof(*search->candidates),
			compare_candidates);
	for (i = 0; i < search->count; i++) {
		const struct match_hit *hit = search->candidates[i].hit;

		if (!last || !same_words(last, hit)) {
			if (search->taken[hit->first_word] ||
				search->taken[hit->end_word - 1])
				continue;
			memset(search->taken + hit->first_word, 1, length(hit));
			last = hit;
		}
		search->candidates[kept++] = search->candidates[i];
	}
	search->count = kept;
}

/* ---- needs ------------------------------------------------------------------------- */

static struct mention make_mention(
	const struct search *search, const struct candidate *candidate)
{
	const struct gazetteer *gazetteer = &search->work->lexicon->gazetteer;
	const struct match_hit *hit = candidate->hit;
	struct mention mention = {
		.first_word = hit->first_word,
		.end_word = hit->end_word,
		.sentence = search->work->doc->words[hit->first_word].sentence,
	};

	if (candidate->name->kind == NAME_PLACE)
		mention.place = &gazetteer->places[candidate->name->index];
	else if (candidate->name->kind == NAME_COUNTRY)
		mention.country = &gazetteer->countries[candidate->name->index];
	else
		mention.country =
			office_country(search->work->lexicon, candidate->name);
	return mention;
}

static const char *const *mention_areas(const struct mention *mention)
{
	return mention->place ? mention->place->areas : mention->country->areas;
}

static bool stands_for(const struct mention *mention, const char *code)
{
	if (mention->place)
		return names_hold(mention->place->countries, code);
	return strcmp(mention->country->code, code) == 0;
}

static bool sign_of(const struct need *need, const struct mention *mention)
{
	const char *const *s;

	for (s = need->countries; *s; s++)
		if (stands_for(mention, *s))
			return true;
	for (s = need->areas; *s; s++)
		if (names_hold(mention_areas(mention), *s))
			return true;
	return false;
}

/* A source of the country speaks of its own places. */
static bool source_meets(const struct search *search, const struct need *need)
{
	const struct item_source *source = search->work->doc->item->source;

	return source && source->country && names_hold(need->countries, source->country);
}

static bool find_sign(const struct search *search, const struct need *need)
{
	size_t i;

	if (source_meets(search, need))
		return true;
	for (i = 0; i < search->certain_count; i++)
		if (sign_of(need, &search->certain[i]))
			return true;
	return false;
}

static bool need_met(const struct search *search, uint32_t number)
{
	if (search->met[number] == MET_UNKNOWN)
		search->met[number] =
			find_sign(search, &search->work->lexicon->needs[number]) ? MET_YES
										 : MET_NO;
	return search->met[number] == MET_YES;
}

/* What needs nothing and stands in the item's own text. */
static void collect_certain(struct search *search)
{
	const struct lexicon *lexicon = search->work->lexicon;
	size_t i;

	search->certain = arena_alloc(
		search->work->arena, (search->count + 1) * sizeof(*search->certain));
	for (i = 0; i < search->count; i++) {
		const struct candidate *candidate = &search->candidates[i];

		if (is_mention(lexicon, candidate->name) &&
			name_need(lexicon, candidate->name) == NO_NEED &&
			own_word(search->work->doc, candidate->hit->first_word))
			search->certain[search->certain_count++] =
				make_mention(search, candidate);
	}
}

static bool says_as_much(const struct candidate *a, const struct candidate *b)
{
	return a->name->kind == b->name->kind && a->name->detail == b->name->detail;
}

/* The best of candidates [first, end) on the same words; NULL where none counts. */
static const struct candidate *choose(
	const struct search *search, size_t first, size_t end)
{
	const struct candidate *plain = NULL;
	size_t i;

	for (i = first; i < end; i++) {
		const struct candidate *candidate = &search->candidates[i];
		uint32_t need = name_need(search->work->lexicon, candidate->name);

		if (!is_mention(search->work->lexicon, candidate->name) ||
			(plain && !says_as_much(plain, candidate)))
			break;
		if (need == NO_NEED)
			plain = plain ? plain : candidate;
		else if (need_met(search, need))
			return candidate;
	}
	return plain;
}

/* ---- result ------------------------------------------------------------------------ */

static int compare_mentions(const void *a, const void *b)
{
	const struct mention *x = a, *y = b;

	return x->first_word < y->first_word ? -1 : x->first_word > y->first_word;
}

static void settle(struct search *search)
{
	struct mentions *out = search->work->mentions;
	struct mention *list =
		arena_alloc(search->work->arena, (search->count + 1) * sizeof(*list));
	size_t first, end, count = 0;

	for (first = 0; first < search->count; first = end) {
		const struct candidate *chosen;

		for (end = first + 1; end < search->count; end++)
			if (!same_words(search->candidates[first].hit,
				    search->candidates[end].hit))
				break;
		chosen = choose(search, first, end);
		if (chosen)
			list[count++] = make_mention(search, chosen);
	}
	if (count)
		qsort(list, count, sizeof(*list), compare_mentions);
	out->places = list;
	out->place_count = count;
}

void find_places(struct extraction *work)
{
	struct search search = {.work = work};

	search.taken = arena_alloc(work->arena, work->doc->word_count + 1);
	search.met = arena_alloc(work->arena, work->lexicon->need_count + 1);
	collect(&search);
	keep_longest(&search);
	collect_certain(&search);
	settle(&search);
}
