/*
 * Settings: the whole configuration as one checked snapshot: options of every room, the
 * sources, the analysis (rules and gazetteer). Built from kordon.yaml and what it includes.
 */
#ifndef KORDON_SETTINGS_H
#define KORDON_SETTINGS_H

#include "alert/alert.h"
#include "alert/routes.h"
#include "analysis/analysis.h"
#include "config/config.h"
#include "control/control.h"
#include "fetch/fetch.h"
#include "sink/sink.h"
#include "source/source.h"
#include "store/store.h"

#define SETTINGS_DEFAULT_FILE "/etc/kordon/kordon.yaml"

struct settings {
	struct log_options {
		int level; /* choice: error warning notice info debug */
	} log;
	struct store_options store;
	struct fetch_options fetch;
	struct source_defaults source;
	struct alert_options alert;
	struct sink_options sink;
	struct control_options control;
	struct sink_targets targets; /* owned; sinks_open takes them */
	struct alert_routes *routes; /* owned; NULL: none are configured */
	struct sources *sources;   /* owned; settings_take_sources hands them over */
	struct analysis *analysis; /* one count owned */
	size_t files;              /* read in all */
};

/* Every section of kordon.yaml, for the manual page and for editors. */
extern const struct config_table *const settings_tables[];
extern const size_t settings_table_count;

/*
 * Reads the file and its `include:` (files, folders: every *.yaml in order of name, or
 * patterns; relative to the file). All mistakes go to diag; NULL when there are errors.
 */
struct settings *settings_load(const char *path, struct diag *diag) MUST_CHECK;
/*
 * Rules and places alone, from `--rules PATH`s: a YAML file, a folder of them, or a
 * configuration folder (its rules.d, places.d and publishers.d). Where they bring no places,
 * those in places.d beside config_path are used; where they bring no publishers, those in
 * publishers.d beside the folder of the places. NULL when diag has errors.
 */
struct analysis *settings_load_analysis(const char *const *paths, size_t count,
	const char *config_path, struct diag *diag) MUST_CHECK;
void settings_free(struct settings *settings);
struct sources *settings_take_sources(struct settings *settings);
/* What routes and silences may name; each NULL adds none. Borrows from all of them. */
void settings_names(const struct analysis *analysis, struct sources *sources,
	const struct sink_targets *targets, struct alert_names *out_names);
void settings_names_done(struct alert_names *names);

#endif
