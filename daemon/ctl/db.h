/* db: its verbs stand in two files, one for what looks and one for what does. */
#ifndef KORDON_CTL_DB_H
#define KORDON_CTL_DB_H

#include "ctl/ctl.h"

struct db_args {
	const char *db;
	bool force, dry_run;
};

/* Opens the database to read: of --db, or of the configuration. CTL_DONE, or a status after a
 * report. */
int ctl_db_open(const struct ctl *ctl, const char *path, struct store **out_store);

int ctl_db_check(struct ctl *ctl, const struct db_args *args);

#endif
