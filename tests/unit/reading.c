/* Reading items with the bundled gazetteer: see reading.h. */
#include "reading.h"

#include <glob.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

struct lexicon *bundled;
const char *const *bundled_folders;

struct lexicon *load(const char *const *texts, size_t count, struct diag *diag)
{
	struct lexicon_builder *builder = lexicon_builder_new();
	struct lexicon *lexicon;
	char name[32];
	size_t i;

	for (i = 0; i < count; i++) {
		struct config_tree *tree;

		snprintf(name, sizeof(name), "file%zu.yaml", i + 1);
		tree = config_read_text(name, texts[i], strlen(texts[i]), diag);
		assert_non_null(tree);
		lexicon_add(builder, config_root(tree), diag);
		/* Nothing of the tree may be needed any more. */
		config_tree_free(tree);
	}
	lexicon = lexicon_compile(builder, diag);
	lexicon_builder_free(builder);
	return lexicon;
}

void expect_clean(struct diag *diag)
{
	struct buf text = BUF_INIT(BUF_UNBOUND);

	diag_print(diag, &text, false);
	assert_string_equal(buf_str(&text), "");
	buf_done(&text);
}

static int add_folder(
	struct lexicon_builder *builder, const char *folder, struct diag *diag)
{
	char pattern[4096];
	glob_t files;
	size_t i;

	snprintf(pattern, sizeof(pattern), "%s/*.yaml", folder);
	if (glob(pattern, 0, NULL, &files) != 0)
		return -1;
	for (i = 0; i < files.gl_pathc; i++) {
		struct config_tree *tree = config_read_file(files.gl_pathv[i], diag);

		if (!tree)
			return -1;
		lexicon_add(builder, config_root(tree), diag);
		config_tree_free(tree);
	}
	globfree(&files);
	return 0;
}

int add_bundled(struct lexicon_builder *builder, struct diag *diag)
{
	const char *const *folder;

	for (folder = bundled_folders; *folder; folder++)
		if (add_folder(builder, *folder, diag) < 0)
			return -1;
	return 0;
}

int load_bundled(void **state)
{
	struct lexicon_builder *builder = lexicon_builder_new();
	struct diag *diag = diag_new();

	(void)state;
	if (add_bundled(builder, diag) < 0)
		return -1;
	bundled = lexicon_compile(builder, diag);
	lexicon_builder_free(builder);
	expect_clean(diag);
	diag_free(diag);
	return 0;
}

int free_bundled(void **state)
{
	(void)state;
	lexicon_free(bundled);
	return 0;
}

void read_item(struct reading *reading, const struct lexicon *lexicon, const char *lang,
	const char *title, const char *html)
{
	reading->arena = arena_new();
	reading->item = (struct item){.lang = lang, .source = &reading->source};
	reading->item.field[ITEM_TITLE] =
		item_text_plain(reading->arena, title, SEGMENT_TITLE);
	if (html)
		reading->item.field[ITEM_SUMMARY] =
			text_from_html(reading->arena, html, strlen(html), SEGMENT_LEAD);
	reading->doc = text_doc_new(reading->arena, &reading->item);
	reading->mentions = extract_mentions(lexicon, reading->arena, reading->doc);
}

static void add_once(struct buf *out, const char *word, const char *apart)
{
	const char *at = out->len ? strstr(buf_str(out), word) : NULL;

	if (at)
		return;
	if (out->len)
		buf_puts(out, apart);
	buf_puts(out, word);
}

static int compare_text(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static void list_countries(const struct mention *mention, const char **codes, size_t *count)
{
	const char *const *code;

	if (!mention->place) {
		codes[(*count)++] = mention->country->code;
		return;
	}
	for (code = mention->place->countries; *code; code++)
		codes[(*count)++] = *code;
}

/* "EE RU" */
char *countries_of(const struct mentions *mentions)
{
	struct buf out = BUF_INIT(BUF_UNBOUND);
	const char *codes[1000];
	size_t i, count = 0;

	for (i = 0; i < mentions->place_count && count < 900; i++)
		list_countries(&mentions->places[i], codes, &count);
	if (count)
		qsort(codes, count, sizeof(*codes), compare_text);
	for (i = 0; i < count; i++)
		if (!i || strcmp(codes[i], codes[i - 1]) != 0) {
			if (out.len)
				buf_putc(&out, ' ');
			buf_puts(&out, codes[i]);
		}
	buf_puts(&out, "");
	return buf_take(&out);
}

/* "narva-river gotland", in order of the text */
char *places_of(const struct mentions *mentions)
{
	struct buf out = BUF_INIT(BUF_UNBOUND);
	size_t i;

	for (i = 0; i < mentions->place_count; i++)
		if (mentions->places[i].place)
			add_once(&out, mentions->places[i].place->id, " ");
	buf_puts(&out, "");
	return buf_take(&out);
}

char *speakers_of(const struct mentions *mentions)
{
	struct buf out = BUF_INIT(BUF_UNBOUND);
	size_t i;

	for (i = 0; i < mentions->attribution_count; i++)
		add_once(&out, mentions->attributions[i].name, "; ");
	buf_puts(&out, "");
	return buf_take(&out);
}

static bool differs(const char *found, const char *expected)
{
	return expected && strcmp(found, expected) != 0;
}

static unsigned check_one(const struct naming_case *naming)
{
	struct reading reading = {0};
	char *places, *countries, *speakers;
	unsigned failed;

	read_item(&reading, bundled, naming->lang, naming->text, NULL);
	places = places_of(reading.mentions);
	countries = countries_of(reading.mentions);
	speakers = speakers_of(reading.mentions);
	failed = differs(places, naming->places) || differs(countries, naming->countries) ||
		 differs(speakers, naming->speakers);
	if (failed)
		print_error("%s: %s\n  places    '%s' expected '%s'\n"
			    "  countries '%s' expected '%s'\n  speakers  '%s' expected '%s'\n",
			naming->lang, naming->text, places, naming->places, countries,
			naming->countries, speakers, naming->speakers);
	mem_free(places);
	mem_free(countries);
	mem_free(speakers);
	arena_free(reading.arena);
	return failed;
}

void check_naming(const struct naming_case *cases, size_t count)
{
	unsigned failed = 0;
	size_t i;

	for (i = 0; i < count; i++)
		failed += check_one(&cases[i]);
	assert_int_equal(failed, 0);
}
