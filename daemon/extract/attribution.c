/*
 * Who says it. A cue of speech ("said", "по данным", "mukaan") looks to the sides on
 * which its language puts the speaker, and takes the nearest: a known publisher, an
 * office, people without a name, or else a name in capitals. Publishers are also known by
 * punctuation alone: "Reuters: …", "… (PAP)", "… — Bloomberg".
 */
#include "extract/extract_priv.h"

#include <stdlib.h>
#include <string.h>

enum {
	ATTRIBUTIONS_MAX = 64, /* in an item; more is noise */
	SPEAKER_GAP = 4,       /* words between a cue and a known speaker */
	NAME_GAP = 3,          /* "said the prime minister …": words before the name */
	NAME_WORDS = 4,        /* a longer run of capitals is a headline */
	NAMELESS_GAP = 3,      /* "unnamed senior Baltic officials" */
	HEADLINE_WORDS = 30,   /* looked at to tell a headline in capitals */
	HEADLINE_LETTERS = 4,  /* shorter words are small in headlines as well */
	HEADLINE_LONG_WORDS = 5,
	NONE = UINT32_MAX,
};

/* What is known of a word. */
enum {
	WORD_SAYS = 1,
	WORD_NO_NAME = 2,
	WORD_NAMELESS = 4,
	WORD_PLACE = 8,
};

struct speaker {
	enum name_kind kind; /* PUBLISHER or CUE */
	uint32_t index, first, end;
	bool taken;
};

struct hearing {
	struct extraction *work;
	uint8_t *marks;       /* WORD_* a word */
	uint32_t *speaker_of; /* number of the speaker that covers a word, plus 1 */
	struct speaker *speakers;
	uint32_t count;
	struct attribution *out;
	uint32_t *out_word; /* where each stands, for their order */
	size_t out_count;
};

/* ---- what stands where ------------------------------------------------------------- */

static void mark_words(
	struct hearing *hearing, uint32_t first, uint32_t end, uint8_t mark)
{
	for (; first < end; first++)
		hearing->marks[first] |= mark;
}

static uint8_t cue_mark(enum cue cue)
{
	switch (cue) {
	case CUE_SAYS:
	case CUE_SAYS_AHEAD:
	case CUE_SAYS_BEHIND:
		return WORD_SAYS;
	case CUE_NAMELESS:
		return WORD_NAMELESS;
	case CUE_NO_NAME:
		return WORD_NO_NAME;
	default:
		return 0;
	}
}

/* "the paper", "the agency": speaks for a publisher that was named before. */
static bool is_pronoun(uint32_t cue)
{
	return cue == CUE_OUTLET || cue == CUE_AGENCY || cue == CUE_BROADCASTER;
}

static bool is_speaker(const struct name *name)
{
	return name->kind == NAME_PUBLISHER ||
	       (name->kind == NAME_CUE &&
		       (name->index == CUE_BODY || name->index == CUE_SOURCES ||
			       name->index == CUE_OFFICIALS || is_pronoun(name->index)));
}

/* Publishers displace offices, longer speakers shorter ones. */
static bool stronger(const struct speaker *a, const struct speaker *b)
{
	if (a->kind != b->kind)
		return a->kind == NAME_PUBLISHER;
	return a->end - a->first > b->end - b->first;
}

static void add_speaker(
	struct hearing *hearing, const struct name *name, const struct match_hit *hit)
{
	struct speaker *speaker = &hearing->speakers[hearing->count];
	uint32_t w;

	*speaker = (struct speaker){
		name->kind, name->index, hit->first_word, hit->end_word, false};
	for (w = speaker->first; w < speaker->end; w++) {
		uint32_t old = hearing->speaker_of[w];

		if (old && !stronger(speaker, &hearing->speakers[old - 1]))
			return;
	}
	hearing->count++;
	for (w = speaker->first; w < speaker->end; w++)
		hearing->speaker_of[w] = hearing->count;
}

static void listen_to(struct hearing *hearing, const struct match_hit *hit)
{
	const struct text_doc *doc = hearing->work->doc;
	const struct name *name = hit_name(hearing->work, hit);

	if (name->capital && !capital_word(doc, hit->first_word, hit->end_word))
		return;
	if (is_speaker(name))
		add_speaker(hearing, name, hit);
	else if (name->kind == NAME_CUE)
		mark_words(hearing, hit->first_word, hit->end_word,
			cue_mark((enum cue)name->index));
}

static void listen(struct hearing *hearing)
{
	const struct extraction *work = hearing->work;
	size_t i;

	for (i = 0; i < work->hits.count; i++)
		listen_to(hearing, &work->hits.hits[i]);
	for (i = 0; i < work->mentions->place_count; i++)
		mark_words(hearing, work->mentions->places[i].first_word,
			work->mentions->places[i].end_word, WORD_PLACE);
}

/* ---- what stands between words ----------------------------------------------------- */

/* The bytes between a word and the one before it; *out_len 0 where there is no such word
 * in the field. */
static const char *gap_before(const struct text_doc *doc, uint32_t word, size_t *out_len)
{
	const struct text_word *to = &doc->words[word];
	uint32_t start = 0;

	if (word && doc->words[word - 1].field == to->field)
		start = doc->words[word - 1].end;
	*out_len = to->start - start;
	return doc->item->field[to->field].text + start;
}

static bool gap_has(const struct text_doc *doc, uint32_t word, const char *sign)
{
	size_t len;
	const char *gap = gap_before(doc, word, &len);

	return len && memmem(gap, len, sign, strlen(sign)) != NULL;
}

/* Words of one name: a space, a hyphen, the point of an initial. */
static bool closely_behind(const struct text_doc *doc, uint32_t word)
{
	size_t len;
	const char *gap = gap_before(doc, word, &len);

	return (len == 1 && strchr(" -'", *gap)) ||
	       (len == 2 && memcmp(gap, ". ", 2) == 0 &&
		       doc->words[word - 1].end - doc->words[word - 1].start <= 2);
}

static const struct text_sentence *sentence_of(const struct text_doc *doc, uint32_t word)
{
	return &doc->sentences[doc->words[word].sentence];
}

/* ---- taking a speaker down --------------------------------------------------------- */

static const char *span_text(const struct hearing *hearing, uint32_t first, uint32_t end)
{
	size_t len;
	const char *text = text_span(hearing->work->doc, first, end, &len);

	return arena_strndup(hearing->work->arena, text, len);
}

static void attribute(
	struct hearing *hearing, struct attribution attribution, uint32_t word)
{
	size_t i;

	attribution.sentence = hearing->work->doc->words[word].sentence;
	for (i = 0; i < hearing->out_count; i++)
		if (hearing->out[i].sentence == attribution.sentence &&
			strcmp(hearing->out[i].name, attribution.name) == 0)
			return;
	if (hearing->out_count == ATTRIBUTIONS_MAX)
		return;
	/* In order of the text: cues are met in order, their speakers almost. */
	for (i = hearing->out_count++; i > 0 && hearing->out_word[i - 1] > word; i--) {
		hearing->out[i] = hearing->out[i - 1];
		hearing->out_word[i] = hearing->out_word[i - 1];
	}
	hearing->out[i] = attribution;
	hearing->out_word[i] = word;
}

/* "unnamed Baltic officials", "officials … on condition of anonymity" */
static bool nameless(const struct hearing *hearing, const struct speaker *speaker)
{
	const struct text_sentence *sentence =
		sentence_of(hearing->work->doc, speaker->first);
	uint32_t w = speaker->first, end = speaker->end;

	for (; w > sentence->first_word && speaker->first - w < NAMELESS_GAP; w--)
		if (hearing->marks[w - 1] & WORD_NAMELESS)
			return true;
	for (; end < sentence->end_word && end - speaker->end < 2 * NAMELESS_GAP; end++)
		if (hearing->marks[end] & WORD_NAMELESS)
			return true;
	return false;
}

/* An office with whose it is: "Finnish Border Guard". */
static const char *office_name(
	const struct hearing *hearing, const struct speaker *speaker)
{
	const struct text_doc *doc = hearing->work->doc;
	uint32_t first = speaker->first;

	while (first > sentence_of(doc, speaker->first)->first_word &&
		speaker->first - first < NAMELESS_GAP &&
		hearing->marks[first - 1] & WORD_PLACE && closely_behind(doc, first))
		first--;
	return span_text(hearing, first, speaker->end);
}

static const struct publisher *publisher_of(
	const struct hearing *hearing, const struct speaker *speaker)
{
	return &hearing->work->lexicon->gazetteer.publishers[speaker->index];
}

static void name_publisher(
	struct attribution *attribution, const struct publisher *publisher)
{
	attribution->publisher = publisher;
	attribution->name = publisher->name;
	attribution->country = publisher->country;
	attribution->official = publisher->kind == PUBLISHER_OFFICIAL;
}

/* ---- "the German outlet" ------------------------------------------------------------- */

/* Which kinds of publishers a pronoun may stand for. */
static bool fits_kind(uint32_t cue, enum publisher_kind kind)
{
	if (kind == PUBLISHER_OFFICIAL)
		return false;
	if (cue == CUE_AGENCY)
		return kind == PUBLISHER_AGENCY || kind == PUBLISHER_STATE;
	if (cue == CUE_BROADCASTER)
		return kind != PUBLISHER_AGENCY;
	return kind == PUBLISHER_PRESS || kind == PUBLISHER_LOCAL ||
	       kind == PUBLISHER_PUBLIC || kind == PUBLISHER_STATE;
}

/* The country that the word before says: "the *German* outlet"; NULL: none. */
static const char *country_before(const struct hearing *hearing, uint32_t word)
{
	const struct mentions *mentions = hearing->work->mentions;
	size_t i;

	if (!word || !(hearing->marks[word - 1] & WORD_PLACE))
		return NULL;
	for (i = 0; i < mentions->place_count; i++)
		if (mentions->places[i].end_word == word && mentions->places[i].country)
			return mentions->places[i].country->code;
	return NULL;
}

/* The last publisher before the pronoun that it may stand for; NONE where there is none. */
static uint32_t antecedent(const struct hearing *hearing, const struct speaker *pronoun)
{
	const char *country = country_before(hearing, pronoun->first);
	uint32_t i, best = NONE;

	for (i = 0; i < hearing->count; i++) {
		const struct speaker *speaker = &hearing->speakers[i];
		const struct publisher *publisher;

		if (speaker->kind != NAME_PUBLISHER || speaker->end > pronoun->first ||
			hearing->speaker_of[speaker->first] != i + 1)
			continue;
		publisher = publisher_of(hearing, speaker);
		if (fits_kind(pronoun->index, publisher->kind) &&
			(!country || (publisher->country &&
					     !strcmp(publisher->country, country))))
			best = i;
	}
	return best;
}

/* "the newspaper Postimees": the publisher itself stands beside. */
static uint32_t named_beside(const struct hearing *hearing, const struct speaker *pronoun)
{
	const struct text_sentence *sentence =
		sentence_of(hearing->work->doc, pronoun->first);
	uint32_t number = pronoun->end < sentence->end_word
				  ? hearing->speaker_of[pronoun->end]
				  : 0;

	if (!number && pronoun->first > sentence->first_word)
		number = hearing->speaker_of[pronoun->first - 1];
	return number && hearing->speakers[number - 1].kind == NAME_PUBLISHER ? number - 1
									      : NONE;
}

/* True where the publisher was found. */
static bool resolve(const struct hearing *hearing, const struct speaker *pronoun,
	struct attribution *attribution)
{
	uint32_t number = named_beside(hearing, pronoun);

	if (number == NONE)
		number = antecedent(hearing, pronoun);
	if (number == NONE)
		return false;
	name_publisher(attribution, publisher_of(hearing, &hearing->speakers[number]));
	return true;
}

/* Nobody of that sort was named: with its country it is a speaker still. */
static bool stands_alone(const struct hearing *hearing, const struct speaker *pronoun,
	struct attribution *attribution)
{
	attribution->country = country_before(hearing, pronoun->first);
	if (!attribution->country)
		return false;
	attribution->name = office_name(hearing, pronoun);
	return true;
}

static void take_speaker(struct hearing *hearing, uint32_t number)
{
	struct speaker *speaker = &hearing->speakers[number];
	struct attribution attribution = {0};

	if (speaker->taken)
		return;
	speaker->taken = true;
	if (speaker->kind == NAME_PUBLISHER) {
		name_publisher(&attribution, publisher_of(hearing, speaker));
	} else if (is_pronoun(speaker->index)) {
		if (!resolve(hearing, speaker, &attribution) &&
			!stands_alone(hearing, speaker, &attribution))
			return;
	} else if (speaker->index == CUE_SOURCES) {
		attribution.name = "anonymous sources";
		attribution.anonymous = true;
	} else if (speaker->index == CUE_OFFICIALS) {
		attribution.anonymous = nameless(hearing, speaker);
		attribution.official = true;
		attribution.name =
			attribution.anonymous ? "anonymous officials" : "officials";
	} else {
		attribution.name = office_name(hearing, speaker);
		attribution.country = country_before(hearing, speaker->first);
		attribution.official = true;
	}
	attribute(hearing, attribution, speaker->first);
}

/* ---- looking for a known speaker --------------------------------------------------- */

static uint32_t speaker_behind(
	const struct hearing *hearing, uint32_t first, uint32_t gap)
{
	const struct text_sentence *sentence = sentence_of(hearing->work->doc, first);
	uint32_t w;

	for (w = first; w > sentence->first_word && first - w <= gap; w--) {
		if (hearing->speaker_of[w - 1])
			return hearing->speaker_of[w - 1] - 1;
		if (hearing->marks[w - 1] & WORD_SAYS)
			break;
	}
	return NONE;
}

static uint32_t speaker_ahead(const struct hearing *hearing, uint32_t end, uint32_t gap)
{
	const struct text_sentence *sentence = sentence_of(hearing->work->doc, end - 1);
	uint32_t w;

	for (w = end; w < sentence->end_word && w - end <= gap; w++) {
		if (hearing->speaker_of[w])
			return hearing->speaker_of[w] - 1;
		if (hearing->marks[w] & WORD_SAYS)
			break;
	}
	return NONE;
}

/* Those who are told; offices tell. */
static bool is_medium(const struct hearing *hearing, const struct speaker *speaker)
{
	return speaker->kind == NAME_PUBLISHER &&
	       publisher_of(hearing, speaker)->kind != PUBLISHER_OFFICIAL;
}

/* "said the border guard to ERR", "teatas piirivalve ERR-ile": who was told. */
static void take_publisher_ahead(struct hearing *hearing, uint32_t end)
{
	const struct text_sentence *sentence = sentence_of(hearing->work->doc, end - 1);
	uint32_t w;

	for (w = end; w < sentence->end_word && w - end <= 2 * SPEAKER_GAP; w++) {
		uint32_t number = hearing->speaker_of[w];

		if (number && is_medium(hearing, &hearing->speakers[number - 1])) {
			take_speaker(hearing, number - 1);
			return;
		}
	}
}

static uint32_t nearer(const struct hearing *hearing, const struct match_hit *cue,
	uint32_t behind, uint32_t ahead)
{
	if (behind == NONE || ahead == NONE)
		return behind == NONE ? ahead : behind;
	return cue->first_word - hearing->speakers[behind].end <=
			       hearing->speakers[ahead].first - cue->end_word
		       ? behind
		       : ahead;
}

/* ---- looking for a name ------------------------------------------------------------ */

/* A headline in capitals hides its names. */
static bool all_in_capitals(const struct text_doc *doc, uint32_t word)
{
	const struct text_sentence *sentence = sentence_of(doc, word);
	uint32_t w, end = sentence->end_word, long_words = 0, capitals = 0;

	if (end - sentence->first_word > HEADLINE_WORDS)
		end = sentence->first_word + HEADLINE_WORDS;
	for (w = sentence->first_word; w < end; w++) {
		if (doc->words[w].end - doc->words[w].start < HEADLINE_LETTERS)
			continue;
		long_words++;
		capitals += capital_word(doc, w, w + 1);
	}
	return long_words >= HEADLINE_LONG_WORDS && capitals * 10 >= long_words * 8;
}

static bool names(const struct hearing *hearing, uint32_t word)
{
	return capital_word(hearing->work->doc, word, word + 1) &&
	       !(hearing->marks[word] & (WORD_SAYS | WORD_NO_NAME)) &&
	       !hearing->speaker_of[word];
}

/* German writes every noun with a capital, and any sentence its first word. */
static bool too_thin(const struct hearing *hearing, uint32_t first, uint32_t end)
{
	const struct text_doc *doc = hearing->work->doc;

	if (end - first > 1)
		return false;
	return doc->lang == text_lang_parse("de") ||
	       first == sentence_of(doc, first)->first_word ||
	       doc->words[first].end - doc->words[first].start < 3;
}

/* "Estonian Prime Minister Kaja Kallas": the name is what no place or office claims. */
static bool take_name(struct hearing *hearing, uint32_t first, uint32_t end)
{
	if (end - first > NAME_WORDS || all_in_capitals(hearing->work->doc, first))
		return false;
	while (first < end && hearing->marks[first] & WORD_PLACE)
		first++;
	while (end > first && hearing->marks[end - 1] & WORD_PLACE)
		end--;
	if (first == end || too_thin(hearing, first, end))
		return false;
	attribute(hearing, (struct attribution){.name = span_text(hearing, first, end)},
		first);
	return true;
}

static bool name_behind(struct hearing *hearing, uint32_t end)
{
	const struct text_doc *doc = hearing->work->doc;
	const struct text_sentence *sentence = sentence_of(doc, end);
	uint32_t first = end;

	/* "… of the Joint Expeditionary Force (JEF), said …": an abbreviation */
	if (gap_has(doc, end, ")"))
		return false;

	while (first > sentence->first_word && names(hearing, first - 1) &&
		(first == end || closely_behind(doc, first)))
		first--;
	return first < end && take_name(hearing, first, end);
}

static bool name_ahead(struct hearing *hearing, uint32_t from)
{
	const struct text_doc *doc = hearing->work->doc;
	const struct text_sentence *sentence = sentence_of(doc, from - 1);
	uint32_t first = from, end;

	while (first < sentence->end_word && first - from < NAME_GAP &&
		hearing->marks[first] & (WORD_NO_NAME | WORD_PLACE))
		first++;
	end = first;
	while (end < sentence->end_word && names(hearing, end) &&
		(end == first || closely_behind(doc, end)))
		end++;
	return first < end && take_name(hearing, first, end);
}

/* ---- cues -------------------------------------------------------------------------- */

/* "Polen meldet Hunderte Versuche": a country speaks itself, what follows is what it says. */
static bool country_speaks(const struct hearing *hearing, uint32_t cue)
{
	const struct text_doc *doc = hearing->work->doc;
	uint32_t first = sentence_of(doc, cue)->first_word, word = cue;

	while (word > first && hearing->marks[word - 1] & WORD_PLACE &&
		closely_behind(doc, word))
		word--;
	return word == first && word < cue;
}

static void hear_says(struct hearing *hearing, const struct match_hit *cue)
{
	uint32_t behind = speaker_behind(hearing, cue->first_word, SPEAKER_GAP);
	uint32_t ahead = speaker_ahead(hearing, cue->end_word, SPEAKER_GAP);
	uint32_t speaker = nearer(hearing, cue, behind, ahead);

	if (speaker != NONE)
		take_speaker(hearing, speaker);
	else if (!name_behind(hearing, cue->first_word) &&
		!country_speaks(hearing, cue->first_word))
		name_ahead(hearing, cue->end_word);
	take_publisher_ahead(hearing, cue->end_word);
}

static void hear_behind(struct hearing *hearing, const struct match_hit *cue)
{
	uint32_t speaker = speaker_behind(hearing, cue->first_word, SPEAKER_GAP);

	if (speaker != NONE)
		take_speaker(hearing, speaker);
	else
		name_behind(hearing, cue->first_word);
}

static void hear_ahead(struct hearing *hearing, const struct match_hit *cue)
{
	uint32_t speaker = speaker_ahead(hearing, cue->end_word, SPEAKER_GAP);

	if (speaker != NONE)
		take_speaker(hearing, speaker);
	else
		name_ahead(hearing, cue->end_word);
}

static void hear_told(struct hearing *hearing, const struct match_hit *cue)
{
	uint32_t speaker = speaker_ahead(hearing, cue->end_word, 1);

	if (speaker != NONE && is_medium(hearing, &hearing->speakers[speaker]))
		take_speaker(hearing, speaker);
}

/* The adjective alone says that somebody speaks who is not named. */
static void hear_nameless(struct hearing *hearing, const struct match_hit *cue)
{
	uint32_t speaker = speaker_ahead(hearing, cue->end_word, NAMELESS_GAP - 1);

	if (speaker != NONE && hearing->speakers[speaker].kind == NAME_CUE &&
		hearing->speakers[speaker].index != CUE_BODY)
		take_speaker(hearing, speaker);
}

static void (*const hear[])(struct hearing *hearing, const struct match_hit *cue) = {
	[CUE_SAYS] = hear_says,
	[CUE_SAYS_BEHIND] = hear_behind,
	[CUE_SAYS_AHEAD] = hear_ahead,
	[CUE_SAYS_TO] = hear_told,
	[CUE_NAMELESS] = hear_nameless,
};

static void hear_cues(struct hearing *hearing)
{
	const struct extraction *work = hearing->work;
	size_t i;

	for (i = 0; i < work->hits.count; i++) {
		const struct match_hit *hit = &work->hits.hits[i];
		const struct name *name = hit_name(work, hit);

		if (name->kind == NAME_CUE && name->index < ARRAY_LEN(hear) &&
			own_word(work->doc, hit->first_word))
			hear[name->index](hearing, hit);
	}
}

/* ---- punctuation ------------------------------------------------------------------- */

static bool follows(const struct text_doc *doc, uint32_t end, const char *sign)
{
	const struct text_word *last = &doc->words[end - 1];
	const struct item_text *text = &doc->item->field[last->field];

	return text->len - last->end >= strlen(sign) &&
	       memcmp(text->text + last->end, sign, strlen(sign)) == 0;
}

static bool in_brackets(const struct text_doc *doc, const struct speaker *speaker)
{
	return (gap_has(doc, speaker->first, "(") && follows(doc, speaker->end, ")")) ||
	       (gap_has(doc, speaker->first, "/") && follows(doc, speaker->end, "/"));
}

static bool signs_off(const struct text_doc *doc, const struct speaker *speaker)
{
	return speaker->end == sentence_of(doc, speaker->first)->end_word &&
	       speaker->first != sentence_of(doc, speaker->first)->first_word &&
	       (gap_has(doc, speaker->first, "—") || gap_has(doc, speaker->first, "–") ||
		       gap_has(doc, speaker->first, " - ") ||
		       gap_has(doc, speaker->first, "|"));
}

static bool opens(const struct text_doc *doc, const struct speaker *speaker)
{
	return speaker->first == sentence_of(doc, speaker->first)->first_word &&
	       follows(doc, speaker->end, ":");
}

static bool known_by_punctuation(
	const struct text_doc *doc, const struct speaker *speaker)
{
	if (opens(doc, speaker))
		return true;
	return speaker->kind == NAME_PUBLISHER &&
	       (in_brackets(doc, speaker) || signs_off(doc, speaker));
}

static void hear_punctuation(struct hearing *hearing)
{
	const struct text_doc *doc = hearing->work->doc;
	uint32_t i;

	for (i = 0; i < hearing->count; i++) {
		const struct speaker *speaker = &hearing->speakers[i];
		bool displaced = hearing->speaker_of[speaker->first] != i + 1;

		if (!displaced && own_word(doc, speaker->first) &&
			known_by_punctuation(doc, speaker))
			take_speaker(hearing, i);
	}
}

void find_attributions(struct extraction *work)
{
	struct hearing hearing = {.work = work};
	size_t words = work->doc->word_count + 1;

	hearing.marks = arena_alloc(work->arena, words);
	hearing.speaker_of =
		arena_alloc(work->arena, words * sizeof(*hearing.speaker_of));
	hearing.speakers = arena_alloc(
		work->arena, (work->hits.count + 1) * sizeof(*hearing.speakers));
	hearing.out = arena_alloc(work->arena, ATTRIBUTIONS_MAX * sizeof(*hearing.out));
	hearing.out_word =
		arena_alloc(work->arena, ATTRIBUTIONS_MAX * sizeof(*hearing.out_word));
	listen(&hearing);
	hear_cues(&hearing);
	hear_punctuation(&hearing);
	work->mentions->attributions = hearing.out;
	work->mentions->attribution_count = hearing.out_count;
}
