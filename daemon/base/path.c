#include "base/path.h"

#include <sys/stat.h>
#include <unistd.h>

bool path_is_link_of_others(const char *path)
{
	struct stat st;

	return lstat(path, &st) == 0 && S_ISLNK(st.st_mode) && st.st_uid != 0 &&
	       st.st_uid != geteuid();
}
