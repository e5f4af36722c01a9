/*
 * libyaml's complaints in words for people who write configuration and not parsers. A row
 * says where to point: at what libyaml stumbled over, or at where it began to wait for it.
 */
#include "config/config_priv.h"

#include <string.h>
#include <yaml.h>

#include "base/utf8.h"

struct wording {
	const char *problem; /* as libyaml says it */
	const char *context; /* NULL: any */
	bool at_context;
	const char *text, *hint; /* hint NULL: none */
};

static const char quote_it[] = "put the text in quotes if it is one";

static const struct wording wordings[] = {
	{"mapping values are not allowed in this context", NULL, false,
		"': ' is not expected here",
		"put a text that holds ': ' in quotes, or check the indentation"},
	{"could not find expected ':'", NULL, true, "this is no 'key: value'",
		"check the indentation, or put ': ' behind the key"},
	{"did not find expected key", "while parsing a block mapping", false,
		"this does not line up with the keys above",
		"keys of one map begin in the same column; a text with quotes inside it "
		"has to be quoted as a whole"},
	{"did not find expected '-' indicator", NULL, false,
		"this does not line up with the list above",
		"each element of a list begins with '- ' in the same column"},
	{"block sequence entries are not allowed in this context", NULL, false,
		"a list element '- ' is not expected here",
		"a list begins in the line below its key"},
	{"mapping keys are not allowed in this context", NULL, false,
		"'? ' is not expected here", quote_it},
	{"found unexpected end of stream", "while scanning a quoted scalar", true,
		"this quote is never closed", NULL},
	{"found unexpected document indicator", "while scanning a quoted scalar", true,
		"this quote is never closed", NULL},
	{"did not find expected ',' or '}'", NULL, false,
		"',' or '}' is expected here", "a text that holds ',' or '}' has to be quoted"},
	{"did not find expected ',' or ']'", NULL, false,
		"',' or ']' is expected here", "a text that holds ',' or ']' has to be quoted"},
	{"did not find expected node content", NULL, false, "a value is expected here", NULL},
	{"found unknown escape character", NULL, false,
		"unknown escape after '\\' in double quotes",
		"write '\\\\' for a backslash, or use single quotes"},
	{"did not find expected hexdecimal number", NULL, false,
		"hexadecimal digits are expected after \\x, \\u or \\U", NULL},
	{"found invalid Unicode character escape code", NULL, false,
		"this escape is no character", NULL},
	{"did not find expected alphabetic or numeric character", "while scanning an alias",
		true, "'*' at the beginning would be a YAML alias, which is not supported",
		"put a text that begins with '*' in quotes: \"*raja*\""},
	{"did not find expected alphabetic or numeric character", "while scanning an anchor",
		true, "'&' at the beginning would be a YAML anchor, which is not supported",
		"put a text that begins with '&' in quotes"},
	{"found undefined tag handle", NULL, false,
		"'!' at the beginning would be a YAML tag, which is not supported",
		"put a text that begins with '!' in quotes"},
	{"did not find expected <document start>", NULL, false,
		"this does not belong to what stands above", "check quotes and indentation"},
	{"found a tab character that violates indentation", NULL, false,
		"a tab in the indentation", "YAML indents with spaces"},
	{"found a tab character where an indentation space is expected", NULL, false,
		"a tab in the indentation", "YAML indents with spaces"},
	{"found incompatible YAML document", NULL, false,
		"this version of YAML is not supported", NULL},
};

static bool same(const char *a, const char *b)
{
	return a && b && !strcmp(a, b);
}

static const struct wording *find_wording(const yaml_parser_t *parser)
{
	size_t i;

	for (i = 0; i < ARRAY_LEN(wordings); i++)
		if (same(wordings[i].problem, parser->problem) &&
			(!wordings[i].context || same(wordings[i].context, parser->context)))
			return &wordings[i];
	return NULL;
}

static struct diag_place place_of(const struct config_file *file, const yaml_mark_t *mark)
{
	return (struct diag_place){.file = file->name,
		.line = (int)mark->line + 1,
		.column = (int)mark->column + 1};
}

/* The byte that libyaml stumbled over; 0 where there is none. */
static char byte_at(struct config_file *file, const yaml_mark_t *mark)
{
	size_t len = 0, at;
	const char *line = config_file_line(file, (int)mark->line + 1, &len);

	if (!line)
		return 0;
	at = utf8_offset(line, len, mark->column);
	return at < len ? line[at] : 0;
}

/* "found character that cannot start any token": which one it is makes the difference. */
static void report_character(char c, struct diag_place place, struct diag *diag)
{
	if (c == '\t') {
		diag_error(diag, place, "a tab in the indentation");
		diag_hint(diag, "YAML indents with spaces");
		return;
	}
	diag_error(diag, place, "a value cannot begin with '%c'", c);
	diag_hint(diag, "put it in quotes");
}

void yaml_error_report(const yaml_parser_t *parser, struct config_file *file,
	struct diag *diag)
{
	const struct wording *wording = find_wording(parser);
	struct diag_place place = place_of(file, &parser->problem_mark);

	if (parser->error == YAML_READER_ERROR) {
		diag_error(diag, config_file_place(file, parser->problem_offset), "%s",
			parser->problem);
	} else if (same(parser->problem, "found character that cannot start any token")) {
		report_character(byte_at(file, &parser->problem_mark), place, diag);
	} else if (wording) {
		if (wording->at_context)
			place = place_of(file, &parser->context_mark);
		diag_error(diag, place, "%s", wording->text);
		if (wording->hint)
			diag_hint(diag, "%s", wording->hint);
	} else {
		diag_error(diag, place, "not YAML: %s",
			parser->problem ? parser->problem : "no memory left");
	}
}
