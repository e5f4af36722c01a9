/* An alert as one sentence for people: what, where, how many, who says it, how many say so. */
#include "alert/alert.h"

#include <inttypes.h>
#include <string.h>

#include "base/mem.h"

static const char *const openings[] = {
	[ALERT_NEW] = "",
	[ALERT_UPDATE] = "Update: ",
	[ALERT_ESCALATED] = "More serious: ",
	[ALERT_CORROBORATED] = "Corroborated: ",
	[ALERT_CORRECTED] = "Corrected: ",
	[ALERT_WITHDRAWN] = "Withdrawn: ",
	[ALERT_SURGE] = "More and more: ",
};

enum { NAMES_MAX = 3 };

/* "Narva River (EE, RU)", or the countries alone. */
static void put_where(struct buf *out, const struct facts *facts)
{
	size_t i;

	for (i = 0; i < facts->place_count && i < NAMES_MAX; i++)
		buf_printf(out, "%s%s", i ? ", " : ": ", facts->places[i]->name);
	for (i = 0; i < facts->country_count; i++)
		buf_printf(out, "%s%s",
			i			 ? ", "
			: facts->place_count ? " ("
					     : ": ",
			facts->countries[i]);
	if (facts->place_count && facts->country_count)
		buf_putc(out, ')');
}

static void put_quantities(struct buf *out, const struct facts *facts)
{
	size_t i;

	for (i = 0; i < facts->quantity_count && i < NAMES_MAX; i++)
		buf_printf(out, "; %s", facts->quantities[i].text);
}

static const char *reporter(const struct item *item)
{
	const struct item_source *source = item->source;

	if (!source)
		return NULL;
	return source->publisher ? source->publisher : source->name ? source->name : source->id;
}

/* Who reports, and whom they name: a reader must see at once how thin the ground is. */
static void put_attribution(struct buf *out, const struct facts *facts,
	const struct item *item)
{
	const char *who = reporter(item);
	size_t i;

	if (who)
		buf_printf(out, "; reported by %s", who);
	for (i = 0; i < facts->attributed_count && i < NAMES_MAX; i++)
		buf_printf(out, "%s%s",
			i     ? ", "
			: who ? ", citing "
			      : "; according to ",
			facts->attributed_to[i]);
}

static void put_span(struct buf *out, int64_t seconds)
{
	int64_t minutes = (seconds + 30) / 60, hours = minutes / 60;

	if (hours >= 48)
		buf_printf(out, "%" PRId64 " days", (hours + 12) / 24);
	else if (hours)
		buf_printf(out, "%" PRId64 " h %02" PRId64 " min", hours, minutes % 60);
	else
		buf_printf(out, "%" PRId64 " min", minutes);
}

/* How long it was there: a page that lives for an hour was not meant to be seen. */
static void put_withdrawal(struct buf *out, const struct withdrawal *withdrawal)
{
	char first[TIME_TEXT], last[TIME_TEXT];

	buf_puts(out, withdrawal->returned ? "; here again after it was taken away; it had been "
					     "there for "
					   : "; taken away by its publisher after ");
	put_span(out, withdrawal->last_seen - withdrawal->first_seen);
	buf_printf(out, " (seen from %s to %s)", time_format(withdrawal->first_seen, first),
		time_format(withdrawal->last_seen, last));
}

static void put_count(struct buf *out, int64_t count, const char *one, const char *many)
{
	buf_printf(out, "%" PRId64 " %s", count, count == 1 ? one : many);
}

/* The reporter and those it cites are named already. */
static bool is_named(const struct facts *facts, const struct item *item, const char *name)
{
	const char *who = reporter(item);
	size_t i;

	if (who && strcmp(who, name) == 0)
		return true;
	for (i = 0; i < facts->attributed_count && i < NAMES_MAX; i++)
		if (strcmp(facts->attributed_to[i], name) == 0)
			return true;
	return false;
}

static bool all_named(const struct facts *facts, const struct item *item,
	const struct incident *incident)
{
	size_t i;

	for (i = 0; i < incident->origin_name_count; i++)
		if (!is_named(facts, item, incident->origin_names[i]))
			return false;
	return true;
}

/* "; status reported, 20 reports of 14 outlets, 1 origin: Der Spiegel": how sure it is. Of a
 * first report "; status reported, 1 origin" says the same. */
static void put_standing(struct buf *out, const struct incident *incident,
	const struct facts *facts, const struct item *item)
{
	size_t i;

	buf_printf(out, "; status %s, ", incident_status_name(incident->status));
	if (incident->items != 1) {
		put_count(out, incident->items, "report", "reports");
		buf_puts(out, " of ");
		put_count(out, incident->outlets, "outlet", "outlets");
		buf_puts(out, ", ");
	}
	put_count(out, incident->origins, "origin", "origins");
	if (incident->items == 1 && all_named(facts, item, incident))
		return;
	for (i = 0; i < incident->origin_name_count && i < NAMES_MAX; i++)
		buf_printf(out, "%s%s", i ? "; " : ": ", incident->origin_names[i]);
}

char *alert_summary(enum alert_kind kind, const struct incident *incident,
	const struct finding *finding, const struct item *item,
	const struct withdrawal *withdrawal)
{
	CLEANUP(buf_done) struct buf out = BUF_INIT(BUF_UNBOUND);

	buf_printf(&out, "%s%s", openings[kind], finding->title);
	put_where(&out, &finding->facts);
	put_quantities(&out, &finding->facts);
	put_attribution(&out, &finding->facts, item);
	if (withdrawal)
		put_withdrawal(&out, withdrawal);
	if (finding->facts.withdrawn && kind != ALERT_WITHDRAWN)
		buf_puts(&out, "; taken back again, the text says");
	if (finding->facts.corrected && kind != ALERT_CORRECTED)
		buf_puts(&out, "; with a correction notice");
	put_standing(&out, incident, &finding->facts, item);
	return buf_take(&out);
}
