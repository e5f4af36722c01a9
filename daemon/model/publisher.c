#include "model/publisher.h"

#include "model/model_priv.h"

static const char *const kind_names[] = {
#define X(name, text) text,
	PUBLISHER_KINDS(X)
#undef X
};

const char *publisher_kind_name(enum publisher_kind kind)
{
	return kind_names[kind];
}

bool publisher_kind_parse(const char *name, enum publisher_kind *out_kind)
{
	int kind = name_index(kind_names, PUBLISHER_KIND_COUNT, name);

	if (kind >= 0)
		*out_kind = (enum publisher_kind)kind;
	return kind >= 0;
}
