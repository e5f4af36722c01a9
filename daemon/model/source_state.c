#include "model/source_state.h"

#include <stddef.h>

#include "base/mem.h"
#include "model/model_priv.h"

static const char *const state_names[] = {
#define X(name, text) text,
	SOURCE_STATES(X)
#undef X
};

const char *source_state_name(enum source_state_kind kind)
{
	return state_names[kind];
}

bool source_state_parse(const char *name, enum source_state_kind *out_kind)
{
	int kind = name_index(state_names, SOURCE_STATE_COUNT, name);

	if (kind >= 0)
		*out_kind = (enum source_state_kind)kind;
	return kind >= 0;
}

static const char *const class_names[] = {
#define X(name, text) text,
	POLL_CLASSES(X)
#undef X
};

const char *poll_class_name(enum poll_class class)
{
	return class_names[class];
}

bool poll_class_is_good(enum poll_class class)
{
	return class == POLL_OK || class == POLL_NOT_MODIFIED;
}

bool poll_class_parse(const char *name, enum poll_class *out_class)
{
	int class = name_index(class_names, POLL_CLASS_COUNT, name);

	if (class >= 0)
		*out_class = (enum poll_class)class;
	return class >= 0;
}

static const size_t strings[] = {
	offsetof(struct source_state, id),
	offsetof(struct source_state, asked_url),
	offsetof(struct source_state, url),
	offsetof(struct source_state, etag),
	offsetof(struct source_state, last_modified),
	offsetof(struct source_state, reason),
	offsetof(struct source_state, reading),
	offsetof(struct source_state, moved_url),
	offsetof(struct source_state, adopted_url),
};

static char **string_at(struct source_state *state, size_t i)
{
	return (char **)((char *)state + strings[i]);
}

void source_state_done(struct source_state *state)
{
	size_t i;

	for (i = 0; i < ARRAY_LEN(strings); i++)
		mem_free(*string_at(state, i));
	*state = (struct source_state){0};
}

void source_state_copy(struct source_state *to, const struct source_state *from)
{
	struct source_state copy = *from;
	size_t i;

	for (i = 0; i < ARRAY_LEN(strings); i++)
		*string_at(&copy, i) = mem_strdup(*string_at(&copy, i));
	source_state_done(to);
	*to = copy;
}
