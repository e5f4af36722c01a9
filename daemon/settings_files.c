/* Finds and reads the files of a configuration: names, folders, patterns. */
#include "settings_priv.h"

#include <dirent.h>
#include <errno.h>
#include <glob.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/mem.h"

void file_set_done(struct file_set *files)
{
	size_t i;

	for (i = 0; i < files->count; i++)
		config_tree_free(files->trees[i]);
	for (i = 0; i < files->seen_count; i++)
		mem_free(files->seen[i]);
	mem_free(files->trees);
	mem_free(files->roots);
	mem_free(files->seen);
}

bool is_folder(const char *path)
{
	struct stat st;

	return stat(path, &st) == 0 && S_ISDIR(st.st_mode);
}

/* One file by whatever name: a folder and a pattern may both lead to it. */
static bool seen_already(struct file_set *files, const char *path)
{
	char *real = realpath(path, NULL);
	char *known = mem_strdup(real ? real : path);
	size_t i;

	free(real);
	for (i = 0; i < files->seen_count; i++)
		if (strcmp(files->seen[i], known) == 0) {
			mem_free(known);
			return true;
		}
	MEM_GROW(files->seen, files->seen_count, files->seen_cap);
	files->seen[files->seen_count++] = known;
	return false;
}

static void add_tree(struct file_set *files, struct config_tree *tree)
{
	if (files->count == files->cap) {
		files->cap = files->cap ? files->cap * 2 : 16;
		files->trees = mem_realloc(files->trees, files->cap * sizeof(*files->trees));
		files->roots = mem_realloc(files->roots, files->cap * sizeof(*files->roots));
	}
	files->trees[files->count] = tree;
	files->roots[files->count++] = config_root(tree);
}

const struct config_node *file_set_read(struct file_set *files, const char *path,
	struct diag *diag)
{
	struct config_tree *tree;

	if (seen_already(files, path))
		return NULL;
	tree = config_read_file(path, diag);
	if (!tree)
		return NULL;
	add_tree(files, tree);
	return config_root(tree);
}

/* Editors leave ".#name.yaml" and "name.yaml~" behind: neither is configuration. */
static int is_yaml(const struct dirent *entry)
{
	const char *dot = strrchr(entry->d_name, '.');

	return entry->d_name[0] != '.' && dot &&
	       (strcmp(dot, ".yaml") == 0 || strcmp(dot, ".yml") == 0);
}

/* By bytes, so that the order is the same on every machine. */
static int by_name(const struct dirent **left, const struct dirent **right)
{
	return strcmp((*left)->d_name, (*right)->d_name);
}

/* A pipe would be waited for, for ever, and with it the whole daemon. */
static void include_file(struct file_set *files, struct diag_place place, const char *path,
	struct diag *diag)
{
	struct stat st;

	if (stat(path, &st) == 0 && !S_ISREG(st.st_mode))
		diag_error(diag, place, "'%s' cannot be included: it is no regular file", path);
	else
		(void)file_set_read(files, path, diag);
}

void file_set_read_folder(struct file_set *files, const char *folder,
	struct diag_place place, struct diag *diag)
{
	struct dirent **entries;
	int count = scandir(folder, &entries, is_yaml, by_name), i;
	char *path;

	if (count < 0) {
		diag_error(diag, place, "folder %s cannot be read: %s", folder,
			strerror(errno));
		return;
	}
	for (i = 0; i < count; i++) {
		path = mem_printf("%s/%s", folder, entries[i]->d_name);
		include_file(files, place, path, diag);
		mem_free(path);
		free(entries[i]);
	}
	free(entries);
}

static void include_pattern(struct file_set *files, const struct config_node *node,
	const char *pattern, struct diag *diag)
{
	glob_t found;
	size_t i;
	int r = glob(pattern, GLOB_ERR, NULL, &found);

	if (r == GLOB_NOMATCH)
		diag_warning(diag, node->place, "no file matches '%s'", node->text);
	else if (r)
		diag_error(diag, node->place, "'%s' cannot be looked up: %s", node->text,
			strerror(errno));
	for (i = 0; !r && i < found.gl_pathc; i++)
		include_file(files, node->place, found.gl_pathv[i], diag);
	globfree(&found);
}

static void include_one(struct file_set *files, const struct config_node *node,
	struct diag *diag)
{
	const char *slash = node->place.file ? strrchr(node->place.file, '/') : NULL;
	CLEANUP(mem_freep) char *path = NULL;
	const char *text;
	struct stat st;

	if (!config_text(node, "'include'", diag, &text))
		return;
	path = *text == '/' || !slash ? mem_strdup(text)
				      : mem_printf("%.*s/%s", (int)(slash - node->place.file),
						node->place.file, text);
	if (is_folder(path)) {
		file_set_read_folder(files, path, node->place, diag);
	} else if (stat(path, &st) == 0) {
		include_file(files, node->place, path, diag);
	} else if (strpbrk(path, "*?[")) {
		include_pattern(files, node, path, diag);
	} else {
		diag_error(diag, node->place, "'%s' cannot be included: %s: %s", text, path,
			strerror(errno));
		diag_hint(diag, "names are relative to the file they stand in");
	}
}

void file_set_include(struct file_set *files, const struct config_node *include,
	struct diag *diag)
{
	size_t i;

	if (include->kind != CONFIG_LIST) {
		include_one(files, include, diag);
		return;
	}
	for (i = 0; i < include->count; i++)
		include_one(files, include->values[i], diag);
}
