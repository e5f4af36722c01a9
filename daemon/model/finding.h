/* A finding: one rule fired on one item, why, and the facts. Plain data, borrowed strings. */
#ifndef KORDON_MODEL_FINDING_H
#define KORDON_MODEL_FINDING_H

#include "model/explanation.h"
#include "model/item.h"
#include "model/json.h"
#include "model/place.h"

#define SEVERITIES(X)                                                                    \
	X(INFO, "info") X(LOW, "low") X(MEDIUM, "medium") X(HIGH, "high")                 \
	X(CRITICAL, "critical")
enum severity {
#define X(name, text) SEVERITY_##name,
	SEVERITIES(X)
#undef X
	SEVERITY_COUNT
};
const char *severity_name(enum severity severity);
bool severity_parse(const char *name, enum severity *out_severity);

/* What the text says that made the rule fire. Code points of the field, [start, end); of a
 * span that is longer than any words of people are, the first EVIDENCE_POINTS_MAX. */
enum { EVIDENCE_POINTS_MAX = 1000 };
struct evidence {
	enum item_field field;
	uint32_t start, end;
	const char *text; /* the original text of the span */
	const char *term; /* the term group's name, or the inline term */
};

/* "24 of 50 buoys": of is NaN where no total is named. */
struct quantity {
	double value, of;
	double max;       /* the upper end of a range: "20-30"; else 0 */
	bool approximate; /* "about 30", "dozens" */
	const char *term; /* the term group that is counted */
	const char *text; /* as written */
	const char *said_by; /* the speaker of the sentence; NULL: nobody is named there */
};

struct facts {
	const struct place *const *places;
	size_t place_count;
	const char *const *countries; /* codes, sorted */
	size_t country_count;
	const struct quantity *quantities;
	size_t quantity_count;
	const char *const *attributed_to;
	size_t attributed_count;
	const struct text_date *dates;
	size_t date_count;
	/* The same speakers with what is known of them. */
	const struct attribution *const *speakers;
	size_t speaker_count;
	enum modality modality; /* of the sentences that the condition matched in */
	bool refuted; /* told as denied: by a word of denial, or by a negation of the event's verb */
	bool negated; /* told as denied, and no word of it stands outside of a negation */
	bool withdrawn, corrected;
};

/* What makes two findings one incident (RULES.md: incident). */
struct incident_policy {
	bool by_place, by_country; /* category always */
	int64_t window_s;
	int64_t change_percent; /* how much a number changes to be told; -1: as section alert says */
};

/* What its publisher did with the item, where the rule asks for that (`withdrawn`, `corrected`). */
enum finding_deed { DEED_NONE, DEED_WITHDRAWN, DEED_CORRECTED };

struct finding {
	const char *rule, *title, *pack, *category;
	enum severity severity; /* after raise */
	bool draft;             /* status: draft — recorded, raises nothing */
	enum finding_deed deed;
	struct incident_policy incident;
	const struct evidence *evidence;
	size_t evidence_count;
	struct facts facts;
	/* How it was judged, while that is in memory; NULL: nothing is left to ask. Of the room
	 * rule: rule_raised(). */
	struct rule_case *judged;
	/* Its condition with what each part matched, and what would have quieted it; NULL: not
	 * asked for. */
	const struct explanation *when, *unless;
	/* Sentences of the text_doc that the condition matched in; for extract_facts. */
	const uint32_t *sentences;
	size_t sentence_count;
};

/* All return an object that the caller puts. Forms of INTERFACE.md. */
struct json_object *finding_json(const struct finding *finding);
/* "when" and "unless" to be kept with it; NULL where they were not asked for. */
struct json_object *finding_why_json(const struct finding *finding);
struct json_object *evidence_json(const struct evidence *evidence, size_t count);
struct json_object *quantities_json(const struct quantity *quantities, size_t count);
struct json_object *places_json(const struct place *const *places, size_t count,
	bool with_country);
struct json_object *facts_json(const struct facts *facts);
/* Adds "speakers" and "dates" to an object where there are any. */
void facts_json_more(struct json_object *object, const struct facts *facts);

#endif
