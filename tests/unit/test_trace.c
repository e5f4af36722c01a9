/* Where an item has its report from: marks, bylines, citations, voices, links, copies. */
#include <string.h>

#include "reading.h"

static const char *const kinds[] = {
#define X(name, text) text,
	TRACE_KINDS(X)
#undef X
};

struct sample {
	const char *lang, *outlet, *author, *html;
	const char *trace; /* "mark BNS; says office" */
};

/* "official" stands behind an office's name, "told" behind who told this outlet. */
static char *describe(struct arena *arena, const struct trace *trace)
{
	char *text = arena_strdup(arena, "");
	size_t i;

	for (i = 0; i < trace->source_count; i++) {
		const struct trace_source *source = &trace->sources[i];

		text = arena_printf(arena, "%s%s%s %s%s%s", text, i ? "; " : "",
			kinds[source->kind], source->name,
			source->official ? " official" : "", source->told ? " told" : "");
	}
	return text;
}

static const struct trace *trace_in(struct reading *reading, const struct sample *sample)
{
	reading->source = (struct item_source){.id = "s", .publisher = sample->outlet};
	read_item(reading, bundled, sample->lang, "Buoys on the river", sample->html);
	reading->item.author = sample->author;
	reading->item.url = "https://www.outlet.example/1";
	reading->item.source = &reading->source;
	reading->doc = text_doc_new(reading->arena, &reading->item);
	reading->mentions = extract_mentions(bundled, reading->arena, reading->doc);
	return extract_trace(bundled, reading->arena, reading->doc, reading->mentions);
}

static void check(const struct sample *samples, size_t count)
{
	size_t i;

	for (i = 0; i < count; i++) {
		struct reading reading = {.arena = NULL};
		const struct trace *trace = trace_in(&reading, &samples[i]);
		const char *found = describe(reading.arena, trace);

		if (strcmp(found, samples[i].trace) != 0)
			fail_msg("%s: '%s', not '%s'", samples[i].html, found,
				samples[i].trace);
		arena_free(reading.arena);
	}
}
#define CHECK(samples) check(samples, sizeof(samples) / sizeof(*(samples)))

static void agencies_leave_marks_at_the_edges(void **state)
{
	static const struct sample samples[] = {
		{"lt", "Delfi", NULL, "Pasieniečiai upėje rado du plūdurus. (BNS)", "mark BNS; cites BNS"},
		{"lv", "TVNET", NULL, "LETA/BNS. Upē pazudušas bojas.", "mark LETA; mark BNS"},
		{"fi", "Iltalehti", NULL, "STT–Helsinki. Rajajoesta on kadonnut poijuja yön aikana.",
			"mark STT"},
		{"sv", "SVT", NULL, "Bojar har försvunnit ur floden i natt. (TT)", "mark TT; cites TT"},
		{"no", "VG", NULL, "(NTB): Bøyer er forsvunnet fra elva i natt.", "mark NTB; cites NTB"},
		{"pl", "Onet", NULL, "Z rzeki zniknęły boje. /PAP/", "mark PAP; cites PAP"},
		{"ru", "Фонтанка", NULL, "ТАСС, 23 мая. С реки исчезли буи.", "mark TASS"},
		{"ru", "Фонтанка", NULL, "МОСКВА, 23 мая — РИА Новости. С реки исчезли буи.",
			"mark RIA Novosti; cites RIA Novosti"},
		{"en", "LRT", NULL, "VILNIUS, May 23 (Reuters) - Buoys have gone from the river.",
			"mark Reuters; cites Reuters"},
		{"de", "Die Zeit", NULL, "Narva (dpa) – Aus dem Fluss sind Bojen verschwunden.",
			"mark dpa; cites dpa"},
		{"en", "LRT", "BNS, LRT.lt", "Buoys have gone from the river.", "mark BNS"},
		/* A picture's credit, the outlet's own mark, a name inside the text. */
		{"en", "LRT", NULL, "Buoys have gone from the river. Photo: AFP", ""},
		{"et", "BNS", NULL, "Jõelt on kadunud poid. (BNS)", ""},
		{"en", "LRT", NULL, "Nobody in the office of Reuters down by the river in the old town had "
				    "seen anything of it that night, and nobody had heard of it.", ""},
	};

	(void)state;
	CHECK(samples);
}

static void media_are_cited(void **state)
{
	static const struct sample samples[] = {
		{"en", "ERR", NULL, "Buoys have gone, Der Spiegel reported on Thursday.",
			"cites Der Spiegel"},
		{"et", "ERR News", NULL, "Jõelt on kadunud poid, kirjutab Postimees.", "cites Postimees"},
		{"ru", "Meduza", NULL, "С реки исчезли буи, сообщает Интерфакс.", "cites Interfax"},
		{"en", "ERR", NULL, "Unnamed officials told Reuters that the buoys were gone.",
			"nameless anonymous officials; cites Reuters"},
	};

	(void)state;
	CHECK(samples);
}

static void voices_are_those_of_the_item_alone(void **state)
{
	static const struct sample samples[] = {
		{"en", "LRT", NULL, "The Finnish Border Guard said that buoys were gone.",
			"says Finnish Border Guard official"},
		{"en", "Yle", NULL, "The Finnish Border Guard told Yle that buoys were gone.",
			"says Finnish Border Guard official told"},
		/* It spoke to another one. */
		{"en", "LRT", NULL, "The Finnish Border Guard told Yle that buoys were gone.", "cites Yle"},
		{"en", "ERR", NULL, "Prime Minister Kaja Kallas said that buoys were gone.",
			"says Kaja Kallas official"},
	};

	(void)state;
	CHECK(samples);
}

static void own_reporters_are_origins(void **state)
{
	static const struct sample samples[] = {
		{"en", "ERR", NULL, "The river was empty, an ERR correspondent saw on the spot.",
			"saw ERR"},
		{"ru", "Meduza", NULL, "На реке пусто, передает наш корреспондент.", "saw Meduza"},
		{"en", "LRT", NULL, "The river was empty, a correspondent of another paper saw.", ""},
	};

	(void)state;
	CHECK(samples);
}

static void links_lead_to_other_outlets(void **state)
{
	static const struct sample samples[] = {
		{"en", "ERR", NULL,
			"<p>Buoys <a href=\"https://www.spiegel.de/1\">have gone</a> from the river.</p>",
			"link Der Spiegel"},
		{"en", "ERR", NULL,
			"<p>Buoys <a href='https://river.example/1'>have gone</a> from the river.</p>",
			"link river.example"},
		{"en", "ERR", NULL,
			"<p>Buoys <a href=\"https://outlet.example/2\">have</a> <a href=\"/3\">gone</a>.</p>",
			""},
		{"en", "ERR", NULL,
			"<p>Buoys have gone.</p><ul class=\"related\"><li><a "
			"href=\"https://www.spiegel.de/1\">Another story</a></li></ul>",
			""},
	};

	(void)state;
	CHECK(samples);
}

/* ---- copies ------------------------------------------------------------------------------ */

#define STORY                                                                             \
	"Russian guards removed buoys marking the border in the river overnight. Fishermen "  \
	"woke to an empty river and called the police at dawn. "
#define MORE                                                                              \
	"The buoys had been laid in spring after weeks of talks about where the fairway "     \
	"runs, and each year the other side objects to some of them. Trade over the bridge "  \
	"went on as it had before, said those who cross it every day on their way to work."

static double shared(const char *left, const char *right, bool *out_left_shorter)
{
	const struct sample samples[] = {
		{"en", "A", NULL, left, NULL}, {"en", "B", NULL, right, NULL}};
	struct reading a = {.arena = NULL}, b = {.arena = NULL};
	const struct trace *first = trace_in(&a, &samples[0]);
	const struct trace *second = trace_in(&b, &samples[1]);
	double share = trace_containment(first, second, out_left_shorter);

	arena_free(a.arena);
	arena_free(b.arena);
	return share;
}

static void a_short_copy_is_a_copy(void **state)
{
	bool shorter;

	(void)state;
	assert_true(shared(STORY, STORY MORE, &shorter) > 0.8);
	assert_true(shorter);
	assert_true(shared(STORY MORE, STORY, &shorter) > 0.8);
	assert_false(shorter);
	assert_true(shared(STORY, MORE, &shorter) < 0.1);
	/* A headline may be hit upon twice. */
	assert_true(shared("Buoys gone", "Buoys gone", &shorter) < 0.1);
}

int main(int argc, char **argv)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(agencies_leave_marks_at_the_edges),
		cmocka_unit_test(media_are_cited),
		cmocka_unit_test(voices_are_those_of_the_item_alone),
		cmocka_unit_test(own_reporters_are_origins),
		cmocka_unit_test(links_lead_to_other_outlets),
		cmocka_unit_test(a_short_copy_is_a_copy),
	};

	if (argc < 2)
		return 2;
	bundled_folders = (const char *const *)argv + 1;
	return cmocka_run_group_tests(tests, load_bundled, free_bundled);
}
