/* Settings out of text, for tests that run a pipeline. */
#ifndef KORDON_TESTS_LOADING_H
#define KORDON_TESTS_LOADING_H

#include "settings.h"

/* Of kordon.yaml, which includes rules.yaml; both without a mistake. The caller frees. */
struct settings *load_settings(const char *main_file, const char *rules_file);

#endif
