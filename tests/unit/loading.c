#include "loading.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/mem.h"
#include "check.h"

static void write_file(const char *folder, const char *name, const char *text)
{
	CLEANUP(mem_freep) char *path = mem_printf("%s/%s", folder, name);
	FILE *file = fopen(path, "w");

	assert_non_null(file);
	fputs(text, file);
	fclose(file);
}

struct settings *load_settings(const char *main_file, const char *rules_file)
{
	char folder[] = "/tmp/kordon-test-settings-XXXXXX";
	CLEANUP(diag_freep) struct diag *diag = diag_new();
	CLEANUP(buf_done) struct buf report = BUF_INIT(BUF_UNBOUND);
	CLEANUP(mem_freep) char *path = NULL;
	CLEANUP(mem_freep) char *clear = NULL;
	struct settings *settings;

	assert_non_null(mkdtemp(folder));
	write_file(folder, "kordon.yaml", main_file);
	write_file(folder, "rules.yaml", rules_file);
	path = mem_printf("%s/kordon.yaml", folder);
	settings = settings_load(path, diag);
	clear = mem_printf("rm -r %s", folder);
	assert_int_equal(system(clear), 0);
	diag_print(diag, &report, false);
	assert_string_equal(buf_str(&report), "");
	return settings;
}
