/* How far long work has come, on a terminal alone: a bar, a rate, the time that is left. */
#include <stdio.h>
#include <unistd.h>

#include "ctl/ctl.h"

enum { SHOW_MS = 200, LOOK_EVERY = 64, BAR = 24 };

void ctl_progress_begin(struct ctl_progress *progress, const char *unit, size_t total)
{
	*progress = (struct ctl_progress){.unit = unit, .total = total,
		.on = isatty(STDERR_FILENO), .began_ms = clock_mono_ms(&clock_system)};
}

static void show_bar(const struct ctl_progress *progress)
{
	size_t full = progress->done * BAR / progress->total, i;

	fputc('[', stderr);
	for (i = 0; i < BAR; i++)
		fputc(i < full ? '#' : '.', stderr);
	fprintf(stderr, "] %zu %%, %zu of %zu %s", progress->done * 100 / progress->total,
		progress->done, progress->total, progress->unit);
}

static void show_rate(const struct ctl_progress *progress, int64_t took_ms)
{
	int64_t rate = (int64_t)progress->done * 1000 / took_ms, left;

	fprintf(stderr, ", %lld/s", (long long)rate);
	if (!progress->total || !rate)
		return;
	left = (int64_t)(progress->total - progress->done) / rate;
	fprintf(stderr, ", %lld:%02lld left", (long long)(left / 60), (long long)(left % 60));
}

static void show(struct ctl_progress *progress, int64_t now_ms)
{
	int64_t took_ms = now_ms - progress->began_ms;

	fputs("\r", stderr);
	if (progress->total)
		show_bar(progress);
	else
		fprintf(stderr, "%zu %s", progress->done, progress->unit);
	if (took_ms > 0)
		show_rate(progress, took_ms);
	fputs("\x1b[K", stderr);
	progress->shown_ms = now_ms;
}

void ctl_progress_step(struct ctl_progress *progress)
{
	int64_t now_ms;

	progress->done++;
	if (!progress->on || progress->done % LOOK_EVERY != 0)
		return;
	now_ms = clock_mono_ms(&clock_system);
	if (now_ms > progress->began_ms && now_ms - progress->shown_ms >= SHOW_MS)
		show(progress, now_ms);
}

/* What is printed stands on a line of its own; the bar comes again below it. */
void ctl_progress_clear(const struct ctl_progress *progress)
{
	if (progress->on && progress->shown_ms)
		fputs("\r\x1b[K", stderr);
}
