/*
 * Secrets: the configuration names them, and a file holds them, which is read anew for each
 * delivery: what was changed holds at once, and nothing of it is kept or logged.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "sink/sink_priv.h"

enum { SECRET_MAX = 4096 };

bool sink_names_secret(const char *text)
{
	return strncmp(text, "credential:", 11) == 0 || strncmp(text, "file:/", 6) == 0;
}

static char *secret_path(const char *named)
{
	const char *folder = getenv("CREDENTIALS_DIRECTORY");

	if (strncmp(named, "file:", 5) == 0)
		return mem_strdup(named + 5);
	return folder ? mem_printf("%s/%s", folder, named + 11) : NULL;
}

char *sink_secret(struct sink *sink, const char *named)
{
	CLEANUP(mem_freep) char *path = secret_path(named);
	char text[SECRET_MAX + 1];
	size_t len;
	FILE *file;

	if (!path) {
		sink_fail(sink, "there is no %s: systemd gave no credentials (LoadCredential=)",
			named);
		return NULL;
	}
	file = fopen(path, "re");
	if (!file) {
		sink_fail(sink, "cannot read the secret %s: %s", path, strerror(errno));
		return NULL;
	}
	len = fread(text, 1, SECRET_MAX, file);
	fclose(file);
	text[len] = '\0';
	text[strcspn(text, "\r\n")] = '\0';
	if (!*text)
		sink_fail(sink, "the secret %s is empty", path);
	return *text ? mem_strdup(text) : NULL;
}
