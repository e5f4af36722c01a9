/*
 * From a byte of a scalar's text back to the file. Text and source hold the same characters in
 * the same order; between them the source has what YAML takes away: quotes, backslashes,
 * the ends and the indentation of lines, the sign of a block. So the two are walked side by
 * side, and white space, of which YAML makes other white space, is left out of it. An escape
 * like \x41 has no such character: the place is then the last one that was found.
 */
#include "config/config_priv.h"

#include <string.h>

#include "base/utf8.h"

static bool is_space(char c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

/* Behind the opening quote, or behind the line of a block's sign ("|", ">-"). */
static size_t source_start(const struct config_node *node)
{
	const char *end;

	if (node->plain || !node->source_len)
		return 0;
	if (*node->source == '"' || *node->source == '\'')
		return 1;
	end = memchr(node->source, '\n', node->source_len);
	return end ? (size_t)(end - node->source) + 1 : 0;
}

static size_t source_offset(const struct config_node *node, size_t at)
{
	const char *source = node->source;
	size_t pos = source_start(node), found = pos, i, next;

	for (i = 0; i <= at && node->text[i]; i++) {
		if (is_space(node->text[i]))
			continue;
		for (next = pos; next < node->source_len && source[next] != node->text[i];)
			next++;
		if (next == node->source_len)
			return found;
		found = next;
		pos = next + 1;
	}
	return i <= at ? pos : found;
}

static void move_over(struct diag_place *place, const char *source, size_t len)
{
	size_t pos = 0;

	while (pos < len) {
		if (utf8_next(source, len, &pos) == '\n') {
			place->line++;
			place->column = 1;
		} else {
			place->column++;
		}
	}
}

struct diag_place config_text_place(const struct config_node *node, size_t at)
{
	struct diag_place place = node->place;

	if (node->source)
		move_over(&place, node->source, source_offset(node, at));
	return place;
}
