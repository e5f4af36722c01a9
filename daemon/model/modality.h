/* How a text speaks of an event: as a fact, as a plan, as a wish, as a threat. */
#ifndef KORDON_MODEL_MODALITY_H
#define KORDON_MODEL_MODALITY_H

#include <stdbool.h>

/* In order of strength: where several cues govern one word, the last of these wins. */
#define MODALITIES(X)                                                                    \
	X(HAPPENED, "happened")         /* no cue says otherwise */                      \
	X(ANNOUNCED, "announced")       /* "will", "plans to" */                         \
	X(HYPOTHETICAL, "hypothetical") /* "could", "if" */                              \
	X(PROPOSED, "proposed")         /* "proposes", "the draft" */                    \
	X(THREATENED, "threatened")     /* "threatens to" */                             \
	X(DENIED, "denied")             /* "denied that", "did not" */
enum modality {
#define X(name, text) MODALITY_##name,
	MODALITIES(X)
#undef X
	MODALITY_COUNT
};
const char *modality_name(enum modality modality);
/* False where there is no such name. */
bool modality_parse(const char *name, enum modality *out_modality);

#endif
