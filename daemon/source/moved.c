/*
 * A feed that moved for good: where every hop of the way says "permanently", again and again
 * for a day, and what is found there is the same feed, the new place is asked directly. The
 * configuration stays as it is: another URL in it undoes this, and so does a new place that
 * fails for long.
 */
#include "source/source_priv.h"

#include <string.h>

#include "base/mem.h"

enum { MOVED_COUNT = 3, RETURN_FAILURES = 5 };

const char *source_url(const struct source *source)
{
	return source->state.adopted_url ? source->state.adopted_url : source->options.url;
}

static void forget_move(struct source_state *state)
{
	mem_replace(&state->moved_url, NULL);
	state->moved_count = state->moved_since = 0;
}

static void note_move(struct source_state *state, const char *url, int64_t now)
{
	if (!state->moved_url || strcmp(state->moved_url, url) != 0) {
		mem_replace(&state->moved_url, url);
		state->moved_count = 0;
		state->moved_since = now;
	}
	state->moved_count++;
}

static bool adopt_move(struct sources *sources, struct source *source)
{
	struct source_state *state = &source->state;

	if (site_claim_url(sources, entry_of(source), state->moved_url))
		return false;
	mem_replace(&state->adopted_url, state->moved_url);
	forget_move(state);
	return true;
}

void source_return(struct sources *sources, struct source *source)
{
	mem_replace(&source->state.adopted_url, NULL);
	forget_move(&source->state);
	(void)site_claim_url(sources, entry_of(source), source->options.url);
}

static bool is_lost(const struct source_state *state)
{
	return state->adopted_url &&
	       (state->kind == SOURCE_GONE || state->failures >= RETURN_FAILURES);
}

/* A failure says nothing of where the feed is; any other way than the last begins anew. */
unsigned int source_take_move(struct sources *sources, struct source *source,
	const struct source_report *report, int64_t now)
{
	struct source_state *state = &source->state;

	if (is_lost(state)) {
		source_return(sources, source);
		return SOURCE_EVENT_RETURNED;
	}
	if (!poll_class_is_good(report->class))
		return 0;
	if (!report->moved || !report->validators_url) {
		forget_move(state);
		return 0;
	}
	note_move(state, report->validators_url, now);
	if (state->moved_count < MOVED_COUNT || now - state->moved_since < DAY_S ||
		!report->overlaps || !adopt_move(sources, source))
		return 0;
	return SOURCE_EVENT_ADOPTED;
}
