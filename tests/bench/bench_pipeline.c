/*
 * The whole pipeline in one process: feed documents made here go through feed, store,
 * analysis, incident, alert and the alert log; the store is a real file. Prints items per
 * second, CPU microseconds an item with and without the full-text index, and peak memory.
 *
 * Usage: bench-pipeline CONFIG_FOLDER
 */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

#include "base/log.h"
#include "base/mem.h"
#include "pipeline.h"

enum { DOCUMENTS = 400, ITEMS = 25 };

/* Sentences of news; every tenth item speaks of what the rules watch. */
static const char *const plain[] = {
	"The city council voted on the budget for schools and libraries after a long debate.",
	"A storm is expected over the western islands; ferries keep to their timetable so far.",
	"The national team won its second match of the tournament in front of a full stadium.",
	"Prices of electricity fell for the third week in a row, the market operator said.",
	"The ministry of culture opened an exhibition of photographs from the fifties.",
	"Researchers found traces of an old harbour while a new pipe was laid in the old town.",
	"The central bank left its rate unchanged and expects slow growth next year.",
	"Police ask for witnesses of an accident on the ring road on Monday evening.",
};
static const char *const alarming[] = {
	"Estonian border guards said Russia removed 24 of 50 buoys on the Narva River.",
	"Finland closed a crossing point after 60 asylum seekers arrived at Vartius.",
	"Lithuania and Poland will build a drone wall on the border with Belarus.",
	"A draft decree would revise the maritime border in the Gulf of Finland.",
};

static uint32_t dice(void)
{
	static uint32_t state = 2463534242u;

	state ^= state << 13;
	state ^= state >> 17;
	return state ^= state << 5;
}

static void put_item(struct buf *out, int number)
{
	int i, sentences = 4 + (int)(dice() % 6);
	int hours = number / 8;

	buf_printf(out,
		"<item><guid isPermaLink='false'>item-%d</guid><title>Report %d: %s</title>"
		"<link>https://news.example/%d</link><pubDate>%02d May 2024 %02d:00:00 "
		"GMT</pubDate><description>&lt;p&gt;",
		number, number, number % 10 ? plain[dice() % 8] : alarming[dice() % 4], number,
		1 + hours / 24 % 28, hours % 24);
	for (i = 0; i < sentences; i++)
		buf_printf(out, "%s Number %u. ", plain[dice() % 8], dice() % 100000);
	buf_puts(out, "&lt;/p&gt;</description></item>");
}

static void put_document(struct buf *out, int number)
{
	int i;

	buf_puts(out, "<?xml version='1.0'?><rss version='2.0'><channel><title>Bench</title>"
		      "<language>en</language>");
	for (i = 0; i < ITEMS; i++)
		put_item(out, number * ITEMS + i);
	buf_puts(out, "</channel></rss>");
}

static double cpu_s(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &ts);
	return (double)ts.tv_sec + (double)ts.tv_nsec / 1e9;
}

static void write_config(const char *folder, const char *config, bool full_text)
{
	CLEANUP(mem_freep) char *path = mem_printf("%s/kordon.yaml", folder);
	FILE *f = fopen(path, "w");

	if (!f) {
		perror(path);
		exit(1);
	}
	fprintf(f,
		"include: [%s/rules.d, %s/places.d]\n"
		"sources: [{id: bench, url: \"http://127.0.0.1/feed\", lang: en}]\n"
		"store: {path: %s/kordon.db, full_text: %s}\n"
		"sink: {log: %s/alerts.jsonl, journal: no, terminal: never}\n"
		"alert: {max_age: 36500d}\ncontrol: {socket: ~}\n",
		config, config, folder, full_text ? "yes" : "no", folder);
	fclose(f);
}

static struct settings *load(const char *folder)
{
	CLEANUP(mem_freep) char *path = mem_printf("%s/kordon.yaml", folder);
	CLEANUP(diag_freep) struct diag *diag = diag_new();
	CLEANUP(buf_done) struct buf report = BUF_INIT(BUF_UNBOUND);
	struct settings *settings = settings_load(path, diag);

	if (!settings) {
		diag_print(diag, &report, false);
		fputs(buf_str(&report), stderr);
		exit(1);
	}
	return settings;
}

static void read_documents(struct pipeline *pipeline, struct clock *clock, struct buf *documents)
{
	struct source *source = sources_at(pipeline_sources(pipeline), 0);
	struct pipeline_document document = {.source = source, .url = "http://127.0.0.1/feed"};
	struct source_report report;
	size_t left;
	int i;

	source->state.kind = SOURCE_OK;
	for (i = 0; i < DOCUMENTS; i++) {
		clock_turn(clock, 1); /* ids grow with time, as they do in life */
		document.data = documents[i].data;
		document.len = documents[i].len;
		memset(&report, 0, sizeof(report));
		if (pipeline_read(pipeline, &document, &report) || report.class != POLL_OK) {
			fprintf(stderr, "document %d: %s\n", i, report.reason);
			exit(1);
		}
		do {
			if (store_index_some(pipeline_store(pipeline), 1000, &left))
				exit(1);
		} while (left);
	}
}

static double measure(const char *config, struct buf *documents, bool full_text)
{
	char folder[] = "/tmp/kordon-bench-XXXXXX";
	struct clock clock = clock_virtual(1717200000);
	struct settings *settings;
	struct pipeline *pipeline;
	struct sinks *sinks;
	struct store *store;
	CLEANUP(mem_freep) char *why = NULL;
	CLEANUP(mem_freep) char *remove = NULL;
	double before, used;

	if (!mkdtemp(folder)) {
		perror(folder);
		exit(1);
	}
	write_config(folder, config, full_text);
	settings = load(folder);
	sinks = sinks_open(&settings->sink, NULL, NULL);
	if (store_open(&settings->store, &store, &why) ||
		pipeline_new(NULL, &clock, store, sinks, settings, &pipeline)) {
		fprintf(stderr, "cannot open: %s\n", why ? why : "pipeline");
		exit(1);
	}
	before = cpu_s();
	read_documents(pipeline, &clock, documents);
	used = cpu_s() - before;
	printf("pipeline, full text %-3s  %7.0f items/s  %6.1f us CPU/item  %" PRId64
	       " items, %" PRId64 " findings, %" PRId64 " alerts\n",
		full_text ? "on" : "off", DOCUMENTS * ITEMS / used,
		used * 1e6 / (DOCUMENTS * ITEMS), pipeline_counts(pipeline)->items_new,
		pipeline_counts(pipeline)->findings, pipeline_counts(pipeline)->alerts);
	pipeline_free(pipeline);
	store_close(store);
	sinks_close(sinks);
	settings_free(settings);
	remove = mem_printf("rm -r %s", folder);
	return system(remove) ? -1 : used;
}

int main(int argc, char **argv)
{
	struct buf *documents = mem_calloc(DOCUMENTS, sizeof(*documents));
	struct rusage usage;
	int i;

	if (argc != 2) {
		fprintf(stderr, "usage: %s CONFIG_FOLDER\n", argv[0]);
		return 2;
	}
	log_set_level(LOG_LEVEL_ERROR);
	for (i = 0; i < DOCUMENTS; i++) {
		documents[i] = BUF_INIT(BUF_UNBOUND);
		put_document(&documents[i], i);
	}
	measure(argv[1], documents, false);
	measure(argv[1], documents, true);
	getrusage(RUSAGE_SELF, &usage);
	printf("peak memory %ld MiB\n", usage.ru_maxrss / 1024);
	for (i = 0; i < DOCUMENTS; i++)
		buf_done(&documents[i]);
	mem_free(documents);
	return 0;
}
