/* Any file gives a lexicon or messages, never a crash; its lists are sorted, its ids
 * unique. */
#include <stdlib.h>
#include <string.h>

#include "extract/extract.h"

static void check(const struct gazetteer *gazetteer)
{
	size_t i;

	for (i = 1; i < gazetteer->place_count; i++)
		if (strcmp(gazetteer->places[i - 1].id, gazetteer->places[i].id) >= 0)
			abort();
	for (i = 1; i < gazetteer->country_count; i++)
		if (strcmp(gazetteer->countries[i - 1].code,
			    gazetteer->countries[i].code) >= 0)
			abort();
	for (i = 1; i < gazetteer->area_count; i++)
		if (strcmp(gazetteer->areas[i - 1].id, gazetteer->areas[i].id) >= 0)
			abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct diag *diag = diag_new();
	struct lexicon_builder *builder = lexicon_builder_new();
	struct config_tree *tree =
		config_read_text("f.yaml", (const char *)data, size, diag);
	struct lexicon *lexicon;

	if (tree)
		lexicon_add(builder, config_root(tree), diag);
	config_tree_free(tree);
	lexicon = lexicon_compile(builder, diag);
	check(lexicon_gazetteer(lexicon));
	lexicon_free(lexicon);
	lexicon_builder_free(builder);
	diag_free(diag);
	return 0;
}
