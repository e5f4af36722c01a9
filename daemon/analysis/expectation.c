/* Facts that an example names, held against those that were found. */
#include "analysis/analysis_priv.h"

#include <math.h>
#include <string.h>

static void put_name(struct buf *out, const char *name)
{
	buf_puts(out, out->len ? ", " : "");
	buf_puts(out, name);
}

/* ---- quantities ----------------------------------------------------------------------- */

static bool is_quantity(const struct quantity *found, const struct rule_expectation *wanted)
{
	return found->value == wanted->value &&
	       (isnan(wanted->of) || found->of == wanted->of) &&
	       (!wanted->term || strcmp(found->term, wanted->term) == 0);
}

static bool has_quantity(const struct facts *facts, const struct rule_expectation *wanted)
{
	size_t i;

	for (i = 0; i < facts->quantity_count; i++)
		if (is_quantity(&facts->quantities[i], wanted))
			return true;
	return false;
}

static void show_quantities(struct buf *out, const struct facts *facts)
{
	const struct quantity *quantity;
	size_t i;

	for (i = 0; i < facts->quantity_count; i++) {
		quantity = &facts->quantities[i];
		buf_printf(out, "%s%.15g", i ? ", " : "", quantity->value);
		if (!isnan(quantity->of))
			buf_printf(out, "/%.15g", quantity->of);
		buf_printf(out, " %s", quantity->term);
	}
}

/* ---- names ---------------------------------------------------------------------------- */

static bool has_name(const char *const *names, size_t count, const char *wanted)
{
	size_t i;

	for (i = 0; i < count; i++)
		if (strcmp(names[i], wanted) == 0)
			return true;
	return false;
}

static void show_names(struct buf *out, const char *const *names, size_t count)
{
	size_t i;

	for (i = 0; i < count; i++)
		put_name(out, names[i]);
}

static bool has_place(const struct facts *facts, const struct rule_expectation *wanted)
{
	size_t i;

	for (i = 0; i < facts->place_count; i++)
		if (strcmp(facts->places[i]->id, wanted->text) == 0)
			return true;
	return false;
}

static void show_places(struct buf *out, const struct facts *facts)
{
	size_t i;

	for (i = 0; i < facts->place_count; i++)
		put_name(out, facts->places[i]->id);
}

static bool has_country(const struct facts *facts, const struct rule_expectation *wanted)
{
	return has_name(facts->countries, facts->country_count, wanted->text);
}

static void show_countries(struct buf *out, const struct facts *facts)
{
	show_names(out, facts->countries, facts->country_count);
}

static bool has_speaker(const struct facts *facts, const struct rule_expectation *wanted)
{
	return has_name(facts->attributed_to, facts->attributed_count, wanted->text);
}

static void show_speakers(struct buf *out, const struct facts *facts)
{
	show_names(out, facts->attributed_to, facts->attributed_count);
}

static bool has_date(const struct facts *facts, const struct rule_expectation *wanted)
{
	char text[DATE_TEXT];
	size_t i;

	for (i = 0; i < facts->date_count; i++)
		if (strcmp(text_date_write(&facts->dates[i], text), wanted->text) == 0)
			return true;
	return false;
}

static void show_dates(struct buf *out, const struct facts *facts)
{
	char text[DATE_TEXT];
	size_t i;

	for (i = 0; i < facts->date_count; i++)
		put_name(out, text_date_write(&facts->dates[i], text));
}

/* ---- what there is one of ------------------------------------------------------------- */

static bool has_modality(const struct facts *facts, const struct rule_expectation *wanted)
{
	return strcmp(modality_name(facts->modality), wanted->text) == 0;
}

static void show_modality(struct buf *out, const struct facts *facts)
{
	buf_puts(out, modality_name(facts->modality));
}

static bool has_withdrawn(const struct facts *facts, const struct rule_expectation *wanted)
{
	return facts->withdrawn == wanted->yes;
}

static void show_withdrawn(struct buf *out, const struct facts *facts)
{
	buf_puts(out, facts->withdrawn ? "yes" : "no");
}

static bool has_corrected(const struct facts *facts, const struct rule_expectation *wanted)
{
	return facts->corrected == wanted->yes;
}

static void show_corrected(struct buf *out, const struct facts *facts)
{
	buf_puts(out, facts->corrected ? "yes" : "no");
}

/* ---- the whole ------------------------------------------------------------------------ */

static const struct {
	bool (*has)(const struct facts *facts, const struct rule_expectation *wanted);
	void (*show)(struct buf *out, const struct facts *facts); /* all that were found */
} rows[RULE_FACT_COUNT] = {
	[RULE_FACT_QUANTITY] = {has_quantity, show_quantities},
	[RULE_FACT_PLACE] = {has_place, show_places},
	[RULE_FACT_COUNTRY] = {has_country, show_countries},
	[RULE_FACT_SPEAKER] = {has_speaker, show_speakers},
	[RULE_FACT_DATE] = {has_date, show_dates},
	[RULE_FACT_MODALITY] = {has_modality, show_modality},
	[RULE_FACT_WITHDRAWN] = {has_withdrawn, show_withdrawn},
	[RULE_FACT_CORRECTED] = {has_corrected, show_corrected},
};

static void put_missing(struct buf *out, const struct rule *rule,
	const struct rule_example *example, const struct rule_expectation *wanted,
	const struct facts *facts)
{
	CLEANUP(buf_done) struct buf found = BUF_INIT(BUF_UNBOUND);

	rows[wanted->fact].show(&found, facts);
	if (out->len)
		buf_putc(out, '\n');
	buf_printf(out, "%s:%d:%d: %s/%s should find %s: %s\n    found: %s\n    in: %s",
		wanted->place.file, wanted->place.line, wanted->place.column,
		rule_pack(rule), rule_id(rule), rule_fact_name(wanted->fact), wanted->text,
		found.len ? buf_str(&found) : "none", example->text);
}

void expectations_check(struct buf *out, const struct rule *rule,
	const struct rule_example *example, const struct facts *facts)
{
	size_t i;

	for (i = 0; i < example->fact_count; i++)
		if (!rows[example->facts[i].fact].has(facts, &example->facts[i]))
			put_missing(out, rule, example, &example->facts[i], facts);
}
