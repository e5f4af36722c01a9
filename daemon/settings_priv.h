/* The files of a configuration: which they are, and their trees while settings are made. */
#ifndef KORDON_SETTINGS_PRIV_H
#define KORDON_SETTINGS_PRIV_H

#include "config/config.h"

struct file_set {
	struct config_tree **trees;
	const struct config_node **roots; /* of the trees, in the order of reading */
	char **seen;                      /* real paths: a file named twice is read once */
	size_t count, cap, seen_count, seen_cap;
};

void file_set_done(struct file_set *files);
/* Reads a file; NULL (and a message in diag) where nothing of it can be used. */
const struct config_node *file_set_read(struct file_set *files, const char *path,
	struct diag *diag);
/* Every *.yaml of the folder, in the order of names. place: what names the folder. */
void file_set_read_folder(struct file_set *files, const char *folder,
	struct diag_place place, struct diag *diag);
/* The value of `include:`: files, folders and patterns, relative to the file it stands in. */
void file_set_include(struct file_set *files, const struct config_node *include,
	struct diag *diag);
bool is_folder(const char *path);

#endif
