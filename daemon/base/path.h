/* Paths of files that the program writes, and who may have laid them. */
#ifndef KORDON_BASE_PATH_H
#define KORDON_BASE_PATH_H

#include <stdbool.h>

/*
 * True for a symbolic link that neither root nor the user of this process made. In a folder
 * where everybody writes, such a link leads the daemon to write into a file of its maker's choice.
 */
bool path_is_link_of_others(const char *path);

#endif
