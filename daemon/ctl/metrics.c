/* metrics: the daemon in numbers, as Prometheus reads them. */
#include <stdio.h>

#include "ctl/ctl.h"

static int metrics(struct ctl *ctl, void *args)
{
	struct buf text = BUF_INIT(BUF_UNBOUND);
	int status = ctl_ask_text(ctl, "/metrics", &text);

	(void)args;
	if (!status)
		fputs(buf_str(&text), stdout);
	buf_done(&text);
	return status;
}

const struct ctl_command ctl_metrics = {
	.name = "metrics",
	.words = "",
	.help = "Prints the daemon's numbers in the text format of Prometheus",
	.online = true,
	.run = metrics,
};
