/* An option table as scdoc, so that the manual says what the parser does. */
#include "config/config_priv.h"

#include <string.h>

static void put_escaping(struct buf *out, const char *text, const char *markup)
{
	for (; *text; text++) {
		if (strchr(markup, *text))
			buf_putc(out, '\\');
		buf_putc(out, *text);
	}
}

/* What scdoc would take for markup is escaped. */
static void put_escaped(struct buf *out, const char *text)
{
	put_escaping(out, text, "*_\\<>[]#~");
}

/* Help sentences set names in *bold*: that is scdoc's own mark. */
static void put_sentence(struct buf *out, const char *text)
{
	put_escaping(out, text, "_\\<>[]#~");
}

static void put_note(struct buf *out, const char *label, const char *text)
{
	buf_puts(out, "; ");
	buf_puts(out, label);
	put_escaped(out, text);
}

static void put_option(struct buf *out, const struct config_option *option)
{
	CLEANUP(buf_done) struct buf range = BUF_INIT(BUF_UNBOUND);

	option_show_range(&range, option);
	buf_puts(out, "*");
	put_escaped(out, option->name);
	buf_printf(out, "*: %s", config_type_name(option->type));
	if (option->unit) {
		buf_puts(out, " of ");
		put_escaped(out, option->unit);
	}
	if (range.len)
		put_note(out, "", buf_str(&range));
	if (option->required)
		buf_puts(out, "; required");
	else if (option->def)
		put_note(out, "default ", option->def);
	buf_puts(out, "++\n");
	put_sentence(out, option->help);
	if (option->restart)
		buf_puts(out, " Takes effect at the next start.");
	buf_puts(out, "\n\n");
}

void config_manual(const struct config_table *table, struct buf *out)
{
	size_t i;

	buf_puts(out, "## ");
	put_escaped(out, table->name);
	buf_puts(out, "\n\n");
	put_sentence(out, table->help);
	buf_puts(out, "\n\n");
	for (i = 0; i < table->count; i++)
		put_option(out, &table->options[i]);
}
