/* kordond: options, and the log's way out. */
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <systemd/sd-journal.h>

#include "base/log.h"
#include "kordon.h"
#include "settings.h"

static const char usage[] =
	"usage: kordond [-c FILE] [--check] [--once]\n"
	"\n"
	"  -c, --config FILE  configuration (default: " SETTINGS_DEFAULT_FILE ")\n"
	"      --check        check the whole configuration, report, exit\n"
	"      --once         poll every source once, deliver what became due, exit\n"
	"      --version      print the version\n"
	"  -h, --help         print this\n"
	"\n"
	"Signals: SIGHUP reloads, SIGUSR1 reopens logs, SIGTERM and SIGINT stop.\n"
	"Exit status: 0 done, 1 the work failed, 2 usage or configuration error.\n";

static void write_journal(void *ctx, enum log_level level, const char *line)
{
	(void)ctx;
	sd_journal_send("MESSAGE=%s", line, "PRIORITY=%i", (int)level,
		"SYSLOG_IDENTIFIER=kordond", NULL);
}

int main(int argc, char **argv)
{
	static const struct option options[] = {
		{"config", required_argument, NULL, 'c'},
		{"check", no_argument, NULL, 'k'},
		{"once", no_argument, NULL, 'o'},
		{"version", no_argument, NULL, 'v'},
		{"help", no_argument, NULL, 'h'},
		{0},
	};
	const char *path = SETTINGS_DEFAULT_FILE;
	bool check = false, once = false;
	int option;

	while ((option = getopt_long(argc, argv, "c:h", options, NULL)) != -1) {
		switch (option) {
		case 'c':
			path = optarg;
			break;
		case 'k':
			check = true;
			break;
		case 'o':
			once = true;
			break;
		case 'v':
			puts("kordond " KORDON_VERSION);
			return EXIT_DONE;
		case 'h':
			fputs(usage, stdout);
			return EXIT_DONE;
		default:
			fputs(usage, stderr);
			return EXIT_CONFIG;
		}
	}
	if (optind < argc) {
		fprintf(stderr, "kordond: what is '%s' for?\n%s", argv[optind], usage);
		return EXIT_CONFIG;
	}
	if (check)
		return kordon_check(path);
	if (getenv("JOURNAL_STREAM"))
		log_set_writer(write_journal, NULL);
	return kordon_run(path, once);
}
