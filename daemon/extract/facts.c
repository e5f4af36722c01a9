/*
 * The facts of a finding. Each kind of fact is taken from the nearest circle that has
 * any: the sentences that the condition matched in, then those beside them, then title
 * and lead, then the item. An item that tells of five events so gives each finding its
 * own places; what its far paragraphs say counts only where they all say the same.
 */
#include "extract/extract.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"

enum circle { CIRCLE_MATCH = 1, CIRCLE_BESIDE, CIRCLE_TOP, CIRCLE_ITEM };

struct gather {
	struct arena *arena;
	struct text_doc *doc;
	const struct mentions *mentions;
	const struct gazetteer *gazetteer;
	struct finding *finding;
	uint8_t *circle; /* a byte a sentence: the nearest circle it is in; 0: none */
};

/* ---- circles ----------------------------------------------------------------------- */

/* 0: no fact is taken from it. */
static uint8_t outer_circle(const struct text_sentence *sentence)
{
	if (!segment_is_own((enum segment_kind)sentence->kind) || sentence->retracted)
		return 0;
	return sentence->kind == SEGMENT_TITLE || sentence->kind == SEGMENT_LEAD
		       ? CIRCLE_TOP
		       : CIRCLE_ITEM;
}

static void mark(struct gather *gather, int64_t sentence, enum circle circle)
{
	if (sentence < 0 || sentence >= gather->doc->sentence_count)
		return;
	if (gather->circle[sentence] > circle)
		gather->circle[sentence] = (uint8_t)circle;
}

static void draw_circles(struct gather *gather)
{
	const struct finding *finding = gather->finding;
	uint32_t s;
	size_t i;

	gather->circle = arena_alloc(gather->arena, gather->doc->sentence_count + 1);
	for (s = 0; s < gather->doc->sentence_count; s++)
		gather->circle[s] = outer_circle(&gather->doc->sentences[s]);
	for (i = 0; i < finding->sentence_count; i++) {
		int64_t at = finding->sentences[i];

		/* A rule may ask for captions; then a caption is where it matched. */
		if (at < gather->doc->sentence_count)
			gather->circle[at] = CIRCLE_MATCH;
		mark(gather, at - 1, CIRCLE_BESIDE);
		mark(gather, at + 1, CIRCLE_BESIDE);
	}
}

static bool within(const struct gather *gather, uint32_t sentence, enum circle circle)
{
	return gather->circle[sentence] && gather->circle[sentence] <= circle;
}

/* ---- places and countries ---------------------------------------------------------- */

struct found {
	const void **list;
	size_t count, cap;
};

static void found_add(struct gather *gather, struct found *found, const void *thing)
{
	size_t i;

	for (i = 0; i < found->count; i++)
		if (found->list[i] == thing)
			return;
	ARENA_GROW(gather->arena, found->list, found->count, found->cap);
	found->list[found->count++] = thing;
}

/* "The Baltic states", "the Finnish border" are nowhere in particular: they stand for
 * their countries and are no place on a map. */
static struct found places_within(struct gather *gather, enum circle circle)
{
	const struct mentions *mentions = gather->mentions;
	struct found found = {0};
	size_t i;

	for (i = 0; i < mentions->place_count; i++) {
		const struct mention *mention = &mentions->places[i];

		if (mention->place && !isnan(mention->place->lat) &&
			within(gather, mention->sentence, circle))
			found_add(gather, &found, mention->place);
	}
	return found;
}

static void add_codes(
	struct gather *gather, struct found *found, const char *const *codes)
{
	for (; *codes; codes++) {
		const struct country *country =
			gazetteer_country(gather->gazetteer, *codes);

		if (country)
			found_add(gather, found, country->code);
	}
}

static struct found countries_within(struct gather *gather, enum circle circle)
{
	const struct mentions *mentions = gather->mentions;
	struct found found = {0};
	size_t i;

	for (i = 0; i < mentions->place_count; i++) {
		const struct mention *mention = &mentions->places[i];

		if (!within(gather, mention->sentence, circle))
			continue;
		if (mention->place)
			add_codes(gather, &found, mention->place->countries);
		else
			found_add(gather, &found, mention->country->code);
	}
	return found;
}

static int compare_codes(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* The whole item was asked: of many answers none is known to be the right one. */
static void keep_only_one(struct found *found)
{
	if (found->count > 1)
		found->count = 0;
}

static bool is_capital(const void *place)
{
	return ((const struct place *)place)->kind == PLACE_CAPITAL;
}

/* In capitals things are said that happen elsewhere: beside another place they go. */
static void drop_capitals(struct found *found)
{
	size_t i, kept = 0;

	for (i = 0; i < found->count; i++)
		if (!is_capital(found->list[i]))
			kept++;
	if (!kept || kept == found->count)
		return;
	for (i = kept = 0; i < found->count; i++)
		if (!is_capital(found->list[i]))
			found->list[kept++] = found->list[i];
	found->count = kept;
}

static void take_places(struct gather *gather)
{
	struct facts *facts = &gather->finding->facts;
	struct found found = {0};
	int circle;

	for (circle = CIRCLE_MATCH; circle <= CIRCLE_ITEM && !found.count; circle++)
		found = places_within(gather, (enum circle)circle);
	if (circle > CIRCLE_ITEM)
		keep_only_one(&found);
	drop_capitals(&found);
	facts->places = (const struct place *const *)found.list;
	facts->place_count = found.count;
}

/* A border has two sides: one country alone is looked at with the sentences beside. */
static void take_countries(struct gather *gather)
{
	struct facts *facts = &gather->finding->facts;
	struct found found = countries_within(gather, CIRCLE_MATCH);

	if (found.count < 2)
		found = countries_within(gather, CIRCLE_BESIDE);
	if (!found.count)
		found = countries_within(gather, CIRCLE_TOP);
	if (!found.count)
		found = countries_within(gather, CIRCLE_ITEM);
	if (found.count)
		qsort(found.list, found.count, sizeof(*found.list), compare_codes);
	facts->countries = (const char *const *)found.list;
	facts->country_count = found.count;
}

/* ---- quantities -------------------------------------------------------------------- */

/* A number and the evidence that stands nearest to it. */
struct counted {
	const struct text_number *number;
	const struct evidence *evidence;
	uint32_t first, end; /* words of the evidence */
	uint32_t gap;
};

/* The first word of the field at or behind a byte. */
static uint32_t word_at(const struct text_doc *doc, enum item_field field, uint32_t byte)
{
	uint32_t low = 0, high = doc->word_count;

	while (low < high) {
		uint32_t mid = low + (high - low) / 2;
		const struct text_word *word = &doc->words[mid];

		if (word->field < field || (word->field == field && word->end <= byte))
			low = mid + 1;
		else
			high = mid;
	}
	return low;
}

/* Evidence counts code points, words count bytes. False where it covers no word. */
static bool evidence_words(const struct text_doc *doc, const struct evidence *evidence,
	uint32_t *out_first, uint32_t *out_end)
{
	const struct item_text *text = &doc->item->field[evidence->field];
	size_t start, end;
	uint32_t first, last;

	if (!text->text)
		return false;
	start = utf8_offset(text->text, text->len, evidence->start);
	end = start + utf8_offset(text->text + start, text->len - start,
			      evidence->end - evidence->start);
	first = last = word_at(doc, evidence->field, (uint32_t)start);
	while (last < doc->word_count && doc->words[last].field == evidence->field &&
		doc->words[last].start < end)
		last++;
	if (first == last)
		return false;
	*out_first = first;
	*out_end = last;
	return true;
}

static uint32_t number_gap(const struct text_number *number, uint32_t first, uint32_t end)
{
	if (number->end_word <= first)
		return first - number->end_word;
	return number->first_word >= end ? number->first_word - end : 0;
}

/* "50 buoys on the border" counts buoys: a number belongs to what stands nearest, before
 * it or behind; what stands behind comes first, and of two that begin together the longer:
 * "1,300 asylum seekers" are not 1,300 asylum. */
static bool is_closer(const struct counted *counted, const struct counted *than)
{
	if (counted->gap != than->gap)
		return counted->gap < than->gap;
	if (counted->first != than->first)
		return counted->first > than->first;
	return counted->end > than->end;
}

static void count_one(struct counted *list, size_t *count, struct counted counted)
{
	size_t i;

	for (i = 0; i < *count; i++) {
		if (list[i].number != counted.number)
			continue;
		if (is_closer(&counted, &list[i]))
			list[i] = counted;
		return;
	}
	list[(*count)++] = counted;
}

static size_t count_evidence(struct gather *gather, struct counted *list)
{
	const struct finding *finding = gather->finding;
	size_t i, count = 0;

	for (i = 0; i < finding->evidence_count; i++) {
		struct counted counted = {.evidence = &finding->evidence[i]};

		if (!evidence_words(
			    gather->doc, counted.evidence, &counted.first, &counted.end))
			continue;
		counted.number = text_number_of(gather->doc, counted.first, counted.end);
		if (!counted.number)
			continue;
		counted.gap = number_gap(counted.number, counted.first, counted.end);
		count_one(list, &count, counted);
	}
	return count;
}

static const char *counted_text(struct gather *gather, const struct counted *counted)
{
	uint32_t first = counted->number->first_word, end = counted->number->end_word;
	size_t len;
	const char *text;

	if (counted->first < first)
		first = counted->first;
	if (counted->end > end)
		end = counted->end;
	text = text_span(gather->doc, first, end, &len);
	return arena_strndup(gather->arena, text, len);
}

/* "24 buoys" and "24 of 50 buoys" are one figure. */
static bool same_quantity(const struct quantity *quantity, const struct counted *counted)
{
	const struct text_number *number = counted->number;
	bool same_of = isnan(quantity->of) || isnan(number->of) || quantity->of == number->of;

	return quantity->value == number->value && quantity->max == number->max && same_of &&
	       strcmp(quantity->term, counted->evidence->term) == 0;
}

/* Figures differ by who gives them: the one speaker of the number's sentence. */
static const char *said_by(const struct gather *gather, const struct counted *counted)
{
	const struct mentions *mentions = gather->mentions;
	uint32_t sentence = gather->doc->words[counted->number->first_word].sentence;
	const char *name = NULL;
	size_t i;

	for (i = 0; i < mentions->attribution_count; i++) {
		if (mentions->attributions[i].sentence != sentence)
			continue;
		if (name)
			return NULL;
		name = mentions->attributions[i].name;
	}
	return name;
}

static void add_quantity(
	struct gather *gather, struct quantity *list, const struct counted *counted)
{
	struct facts *facts = &gather->finding->facts;
	size_t i;

	for (i = 0; i < facts->quantity_count && !same_quantity(&list[i], counted); i++)
		;
	/* The one that says of how many is kept. */
	if (i < facts->quantity_count && (isnan(counted->number->of) || !isnan(list[i].of)))
		return;
	facts->quantity_count += i == facts->quantity_count;
	list[i] = (struct quantity){
		.value = counted->number->value,
		.of = counted->number->of,
		.max = counted->number->max,
		.approximate = counted->number->approximate,
		.term = counted->evidence->term,
		.text = counted_text(gather, counted),
		.said_by = said_by(gather, counted),
	};
}

static void take_quantities(struct gather *gather)
{
	size_t room = gather->finding->evidence_count + 1, count, i;
	struct counted *counted = arena_alloc(gather->arena, room * sizeof(*counted));
	struct quantity *list = arena_alloc(gather->arena, room * sizeof(*list));

	gather->finding->facts.quantities = list;
	gather->finding->facts.quantity_count = 0;
	count = count_evidence(gather, counted);
	for (i = 0; i < count; i++)
		add_quantity(gather, list, &counted[i]);
}

/* ---- when --------------------------------------------------------------------------- */

static const char *date_text(struct gather *gather, const struct date_mention *date)
{
	size_t len;
	const char *text =
		text_span(gather->doc, date->first_word, date->end_word, &len);

	return arena_strndup(gather->arena, text, len);
}

static bool same_date(const struct text_date *a, const struct text_date *b)
{
	return a->day == b->day && a->precision == b->precision;
}

static void add_date(
	struct gather *gather, struct text_date *list, const struct date_mention *date)
{
	struct facts *facts = &gather->finding->facts;
	size_t i;

	for (i = 0; i < facts->date_count; i++)
		if (same_date(&list[i], &date->date))
			return;
	list[facts->date_count] = date->date;
	list[facts->date_count++].text = date_text(gather, date);
}

/* Far paragraphs tell of other days: only the match and what stands beside and above it. */
static void take_dates(struct gather *gather)
{
	const struct mentions *mentions = gather->mentions;
	struct facts *facts = &gather->finding->facts;
	struct text_date *list = arena_alloc(
		gather->arena, (mentions->date_count + 1) * sizeof(*list));
	int circle;
	size_t i;

	facts->dates = list;
	facts->date_count = 0;
	for (circle = CIRCLE_MATCH; circle <= CIRCLE_TOP && !facts->date_count; circle++)
		for (i = 0; i < mentions->date_count; i++)
			if (within(gather, mentions->dates[i].sentence,
				    (enum circle)circle))
				add_date(gather, list, &mentions->dates[i]);
}

/* ---- who says it, what is taken back ----------------------------------------------- */

/* Whoever speaks twice is one speaker. */
static void add_speaker(
	struct gather *gather, struct found *found, const struct attribution *speaker)
{
	size_t i;

	for (i = 0; i < found->count; i++) {
		const struct attribution *known = found->list[i];

		if (strcmp(known->name, speaker->name) == 0)
			return;
	}
	found_add(gather, found, speaker);
}

/* The number of the segment that a sentence stands in. */
static uint32_t segment_of(const struct text_doc *doc, uint32_t sentence)
{
	const struct text_word *word = &doc->words[doc->sentences[sentence].first_word];
	const struct item_text *text = &doc->item->field[word->field];
	uint32_t low = 0, high = text->segment_count;

	while (high - low > 1) {
		uint32_t mid = low + (high - low) / 2;

		if (text->segments[mid].start <= word->start)
			low = mid;
		else
			high = mid;
	}
	return low;
}

/* Whether a sentence stands beside a matching one, in its paragraph: "Об этом сообщает …"
 */
static bool beside_in_paragraph(const struct gather *gather, uint32_t sentence)
{
	const struct text_doc *doc = gather->doc;
	const struct finding *finding = gather->finding;
	size_t i;

	for (i = 0; i < finding->sentence_count; i++) {
		uint32_t at = finding->sentences[i];

		if (at < doc->sentence_count &&
			(at + 1 == sentence || at == sentence + 1) &&
			doc->sentences[at].field == doc->sentences[sentence].field &&
			segment_of(doc, at) == segment_of(doc, sentence))
			return true;
	}
	return false;
}

/* Beside the match, but in another paragraph, somebody speaks of something else. */
static bool speaker_counts(
	const struct gather *gather, uint32_t sentence, enum circle circle)
{
	if (!within(gather, sentence, circle))
		return false;
	if (gather->circle[sentence] != CIRCLE_BESIDE || circle == CIRCLE_ITEM)
		return true;
	if (circle == CIRCLE_TOP &&
		outer_circle(&gather->doc->sentences[sentence]) == CIRCLE_TOP)
		return true;
	return beside_in_paragraph(gather, sentence);
}

static struct found speakers_within(struct gather *gather, enum circle circle)
{
	const struct mentions *mentions = gather->mentions;
	struct found found = {0};
	size_t i;

	for (i = 0; i < mentions->attribution_count; i++)
		if (speaker_counts(gather, mentions->attributions[i].sentence, circle))
			add_speaker(gather, &found, &mentions->attributions[i]);
	return found;
}

static const char *const *speaker_names(struct gather *gather, const struct found *found)
{
	const char **names = arena_alloc(gather->arena, (found->count + 1) * sizeof(*names));
	size_t i;

	for (i = 0; i < found->count; i++)
		names[i] = ((const struct attribution *)found->list[i])->name;
	return names;
}

static void take_attribution(struct gather *gather)
{
	struct facts *facts = &gather->finding->facts;
	struct found found = {0};
	int circle;

	for (circle = CIRCLE_MATCH; circle <= CIRCLE_ITEM && !found.count; circle++)
		found = speakers_within(gather, (enum circle)circle);
	if (circle > CIRCLE_ITEM)
		keep_only_one(&found);
	facts->speakers = (const struct attribution *const *)found.list;
	facts->speaker_count = found.count;
	facts->attributed_to = speaker_names(gather, &found);
	facts->attributed_count = found.count;
}

/*
 * "The draft would … . It was later removed from the site." A sentence that takes
 * something back speaks of the nearest document before it, not of whatever else the item
 * tells.
 */
static bool taken_back(const struct gather *gather, uint32_t sentence)
{
	const uint8_t *flags = gather->mentions->sentence_flags;
	uint32_t s;

	if (flags[sentence] & MENTION_WITHDRAWN)
		return true;
	if (!(flags[sentence] & MENTION_DOCUMENT))
		return false;
	for (s = sentence + 1; s < gather->doc->sentence_count; s++) {
		if (flags[s] & MENTION_WITHDRAWN)
			return true;
		/* A title is said again below it. */
		if (flags[s] & MENTION_DOCUMENT &&
			gather->doc->sentences[sentence].kind != SEGMENT_TITLE)
			return false;
	}
	return false;
}

static void take_notices(struct gather *gather)
{
	struct facts *facts = &gather->finding->facts;
	size_t i;

	facts->corrected = gather->mentions->corrected;
	facts->withdrawn = false;
	for (i = 0; i < gather->finding->sentence_count && !facts->withdrawn; i++)
		if (gather->finding->sentences[i] < gather->doc->sentence_count)
			facts->withdrawn =
				taken_back(gather, gather->finding->sentences[i]);
}

void extract_facts(struct arena *arena, struct text_doc *doc,
	const struct mentions *mentions, const struct gazetteer *gazetteer,
	struct finding *finding)
{
	struct gather gather = {arena, doc, mentions, gazetteer, finding, NULL};

	draw_circles(&gather);
	take_places(&gather);
	take_countries(&gather);
	take_quantities(&gather);
	take_dates(&gather);
	take_attribution(&gather);
	take_notices(&gather);
}
