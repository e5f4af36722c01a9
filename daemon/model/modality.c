#include "model/modality.h"

#include "model/model_priv.h"

static const char *const modality_names[] = {
#define X(name, text) text,
	MODALITIES(X)
#undef X
};

const char *modality_name(enum modality modality)
{
	return modality_names[modality];
}

bool modality_parse(const char *name, enum modality *out_modality)
{
	int modality = name_index(modality_names, MODALITY_COUNT, name);

	if (modality >= 0)
		*out_modality = (enum modality)modality;
	return modality >= 0;
}
