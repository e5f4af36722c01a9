#include "model/source_state.h"

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

bool poll_class_parse(const char *name, enum poll_class *out_class)
{
	int class = name_index(class_names, POLL_CLASS_COUNT, name);

	if (class >= 0)
		*out_class = (enum poll_class)class;
	return class >= 0;
}

void source_state_done(struct source_state *state)
{
	mem_free(state->id);
	mem_free(state->url);
	mem_free(state->etag);
	mem_free(state->last_modified);
	mem_free(state->reason);
	mem_free(state->reading);
	*state = (struct source_state){0};
}
