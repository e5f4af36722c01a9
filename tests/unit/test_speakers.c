/*
 * Who says it, in twelve languages: publishers, offices, people without a name, persons, and
 * "the German outlet". Each case is one line of real text; speakers are apart by semicolons.
 * Arguments: the guide of the publishers, the folders of the bundled data.
 */
#include "reading.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

static const char *guide_file;

static void publishers_in_twelve_languages(void **state)
{
	static const struct naming_case cases[] = {
		{"en", "Buoys are gone, Reuters reported", NULL, NULL, "Reuters"},
		{"en", "According to Bloomberg, the ship left", NULL, NULL, "Bloomberg"},
		{"et", "Poid on kadunud, kirjutab Postimees", NULL, NULL, "Postimees"},
		{"et", "ERR-i andmetel poid eemaldati", NULL, NULL, "ERR"},
		{"lv", "Bojas pazudušas, vēsta LSM", NULL, NULL, "LSM"},
		{"lv", "Par to raksta Delfi", NULL, NULL, "Delfi"},
		{"lt", "Plūdurai dingo, rašo 15min", NULL, NULL, "15min"},
		{"lt", "Apie tai praneša LRT", NULL, NULL, "LRT"},
		{"fi", "Poijut katosivat, kertoo Helsingin Sanomat", NULL, NULL, "Helsingin Sanomat"},
		{"fi", "STT:n mukaan laiva lähti", NULL, NULL, "STT"},
		{"sv", "Bojarna är borta, skriver Aftonbladet", NULL, NULL, "Aftonbladet"},
		{"sv", "Enligt TT har fartyget lämnat", NULL, NULL, "TT"},
		{"no", "Bøyene er borte, skriver Aftenposten", NULL, NULL, "Aftenposten"},
		{"no", "Ifølge NRK har skipet dratt", NULL, NULL, "NRK"},
		{"da", "Bøjerne er væk, skriver Berlingske", NULL, NULL, "Berlingske"},
		{"da", "Ifølge DR er skibet sejlet", NULL, NULL, "DR"},
		{"pl", "Boje zniknęły, podaje RMF FM", NULL, NULL, "RMF FM"},
		{"pl", "Według Onetu statek odpłynął", NULL, NULL, "Onet"},
		{"de", "Die Bojen sind weg, meldet die dpa", NULL, NULL, "dpa"},
		{"de", "Laut Tagesschau ist das Schiff fort", NULL, NULL, "ARD"},
		{"ru", "Буи исчезли, пишет Медуза", NULL, NULL, "Meduza"},
		{"ru", "По данным РИА Новости, судно ушло", NULL, NULL, "RIA Novosti"},
		{"uk", "Буї зникли, пише Українська правда", NULL, NULL, "Ukrainska Pravda"},
		{"uk", "За даними УНІАН, судно пішло", NULL, NULL, "UNIAN"},
	};

	(void)state;
	CHECK_NAMING(cases);
}

static void offices_in_twelve_languages(void **state)
{
	static const struct naming_case cases[] = {
		{"en", "Nobody crossed, the Finnish Border Guard said", NULL, "FI", "Finnish Border Guard"},
		{"et", "Poid kadusid, teatas politsei- ja piirivalveamet", NULL, "EE", "Estonian Police and Border Guard"},
		{"lv", "Aizturēti 30 cilvēki, ziņo Valsts robežsardze", NULL, "LV", "Latvian State Border Guard"},
		{"lt", "Apgręžta 30 migrantų, praneša VSAT", NULL, "LT", "Lithuanian State Border Guard"},
		{"fi", "Rajavartiolaitos kertoo rauhallisesta yöstä", NULL, "FI", "Finnish Border Guard"},
		{"sv", "Kustbevakningen uppger att fartyget stoppats", NULL, "SE", "Swedish Coast Guard"},
		{"no", "PST opplyser at to er pågrepet", NULL, "NO", "PST"},
		{"da", "Energistyrelsen oplyser, at gassen siver ud", NULL, "DK", "Danish Energy Agency"},
		{"pl", "Straż Graniczna poinformowała o 130 próbach", NULL, "PL", "Polish Border Guard"},
		{"de", "Die Bundespolizei teilte mit, es sei ruhig", NULL, "DE", "German Federal Police"},
		{"ru", "В Госпогранкомитете не ответили, Госпогранкомитет сообщил позже", NULL, "BY", "Belarusian State Border Committee"},
		{"uk", "Держприкордонслужба повідомляє про спокій", NULL, "UA", "Ukrainian State Border Guard"},
		{"en", "The Russian Defence Ministry said nothing", NULL, "RU", "Russian Ministry of Defence"},
	};

	(void)state;
	CHECK_NAMING(cases);
}

static void people_without_a_name(void **state)
{
	static const struct naming_case cases[] = {
		{"en", "Unnamed officials said that troops could go", NULL, NULL, "anonymous officials"},
		{"et", "Anonüümsed ametnikud ütlesid Reutersile", NULL, NULL, "anonymous officials; Reuters"},
		{"lv", "Anonīmas amatpersonas sacīja to", NULL, NULL, "anonymous officials"},
		{"lt", "Anoniminiai pareigūnai sakė tai", NULL, NULL, "anonymous officials"},
		{"fi", "Nimettömät virkamiehet kertoivat asiasta", NULL, NULL, "anonymous officials"},
		{"sv", "Anonyma tjänstemän säger det", NULL, NULL, "anonymous officials"},
		{"no", "Anonyme tjenestemenn sier det", NULL, NULL, "anonymous officials"},
		{"da", "Anonyme embedsmænd siger det", NULL, NULL, "anonymous officials"},
		{"pl", "Anonimowi urzędnicy powiedzieli o tym", NULL, NULL, "anonymous officials"},
		{"de", "Anonyme Beamte sagten das", NULL, NULL, "anonymous officials"},
		{"ru", "Анонимные чиновники рассказали об этом", NULL, NULL, "anonymous officials"},
		{"uk", "Анонімні посадовці розповіли про це", NULL, NULL, "anonymous officials"},
		{"en", "Sources told Bloomberg", NULL, NULL, "anonymous sources; Bloomberg"},
		{"ru", "Источники сообщили Фонтанке", NULL, NULL, "anonymous sources; Fontanka"},
		{"pl", "Jak podają źródła, statek odpłynął", NULL, NULL, "anonymous sources"},
		{"de", "Laut Insidern ist das Schiff fort", NULL, NULL, "anonymous sources"},
	};

	(void)state;
	CHECK_NAMING(cases);
}

static void persons(void **state)
{
	static const struct naming_case cases[] = {
		{"en", "It was a provocation, Prime Minister Kaja Kallas said", NULL, NULL, "Kaja Kallas"},
		{"de", "Polen meldet Hunderte Versuche an der Grenze", NULL, NULL, ""},
		{"en", "Estonia says Old Harbour stays closed", NULL, NULL, ""},
		{"pl", "To prowokacja, powiedział Donald Tusk", NULL, NULL, "Donald Tusk"},
		{"pl", "To prowokacja, powiedział Władimir Putin", NULL, "RU", "Vladimir Putin"},
		{"en", "Russian President Vladimir Putin said nothing", NULL, "RU", "Vladimir Putin"},
		{"ru", "Лукашенко заявил о провокации", NULL, "BY", "Alexander Lukashenko"},
		{"en", "The mayor wrote on Telegram", NULL, NULL, ""},
		{"pl", "Popłyną okręty sił ekspedycyjnych (JEF) - poinformował minister", NULL, NULL, ""},
		{"sv", "Det är allvarligt, säger statsminister Ulf Kristersson", NULL, NULL, "Ulf Kristersson"},
		{"no", "Dette er alvorlig, sier Jonas Gahr Støre", NULL, NULL, "Jonas Gahr Støre"},
		{"fi", "Tilanne on vakava, sanoi Petteri Orpo", NULL, NULL, "Petteri Orpo"},
		{"ru", "Это провокация, заявил Дмитрий Песков", NULL, NULL, "Дмитрий Песков"},
		{"uk", "Це провокація, заявив Володимир Зеленський", NULL, NULL, "Володимир Зеленський"},
		{"lt", "Tai provokacija, sakė Gitanas Nausėda", NULL, NULL, "Gitanas Nausėda"},
		{"lv", "Tā ir provokācija, sacīja Evika Siliņa", NULL, NULL, "Evika Siliņa"},
		{"et", "See on provokatsioon, ütles Kristen Michal", NULL, NULL, "Kristen Michal"},
		{"da", "Det er alvorligt, siger Mette Frederiksen", NULL, NULL, "Mette Frederiksen"},
		{"de", "Das ist ernst, sagte Boris Pistorius", NULL, NULL, "Boris Pistorius"},
	};

	(void)state;
	CHECK_NAMING(cases);
}

/* Title names the publisher, the summary says "the outlet". */
static void pronouns_stand_for_who_was_named(void **state)
{
	static const struct {
		const char *lang, *title, *summary, *speakers;
	} cases[] = {
		{"en", "Der Spiegel: Baltic states could send troops", "<p>They could go soon, the German outlet wrote.</p>", "Der Spiegel"},
		{"en", "Reuters and Der Spiegel on the Baltic", "<p>Troops could go, the agency reported.</p>", "Reuters"},
		{"en", "Postimees and Der Spiegel on the Baltic", "<p>Troops could go, the Estonian newspaper wrote.</p>", "Postimees"},
		{"en", "Postimees and ERR on the Baltic", "<p>Troops could go, the newspaper Postimees wrote.</p>", "Postimees"},
		{"en", "Nobody is named here", "<p>Troops could go, the newspaper wrote.</p>", ""},
		{"et", "Der Spiegel: Balti riigid", "<p>Sõdurid lähevad, kirjutas väljaanne.</p>", "Der Spiegel"},
		{"lv", "BNS un Der Spiegel par Baltiju", "<p>Par to ziņo aģentūra.</p>", "BNS"},
		{"lt", "Der Spiegel apie Baltijos šalis", "<p>Apie tai rašo leidinys.</p>", "Der Spiegel"},
		{"fi", "Der Spiegel: Baltian maat", "<p>Sotilaita lähtee, lehti kirjoittaa.</p>", "Der Spiegel"},
		{"sv", "Der Spiegel om Baltikum", "<p>Soldater skickas, skriver tidningen.</p>", "Der Spiegel"},
		{"no", "Der Spiegel om Baltikum", "<p>Soldater sendes, skriver avisen.</p>", "Der Spiegel"},
		{"da", "Der Spiegel om Baltikum", "<p>Soldater sendes, skriver bladet.</p>", "Der Spiegel"},
		{"pl", "Der Spiegel o krajach bałtyckich", "<p>Żołnierze pojadą, pisze tygodnik.</p>", "Der Spiegel"},
		{"de", "Der Spiegel über das Baltikum", "<p>Soldaten gehen, berichtet das Magazin.</p>", "Der Spiegel"},
		{"ru", "Der Spiegel о странах Балтии", "<p>Военных отправят, пишет издание.</p>", "Der Spiegel"},
		{"uk", "Der Spiegel про країни Балтії", "<p>Військових відправлять, пише видання.</p>", "Der Spiegel"},
	};
	unsigned failed = 0;
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_LEN(cases); i++) {
		struct reading reading = {0};
		char *speakers;

		read_item(&reading, bundled, cases[i].lang, cases[i].title, cases[i].summary);
		speakers = speakers_of(reading.mentions);
		if (strcmp(speakers, cases[i].speakers) != 0) {
			print_error("%s: %s %s\n  '%s', expected '%s'\n", cases[i].lang,
				cases[i].title, cases[i].summary, speakers,
				cases[i].speakers);
			failed++;
		}
		mem_free(speakers);
		arena_free(reading.arena);
	}
	assert_int_equal(failed, 0);
}

static const struct attribution *only_speaker(struct reading *reading, const char *text)
{
	read_item(reading, bundled, "en", text, NULL);
	assert_int_equal(reading->mentions->attribution_count, 1);
	return &reading->mentions->attributions[0];
}

static void of_a_speaker_its_kind_and_country_are_known(void **state)
{
	struct reading reading = {0};
	const struct attribution *speaker;

	(void)state;
	speaker = only_speaker(&reading, "Buoys are gone, TASS reported");
	assert_int_equal(speaker->publisher->kind, PUBLISHER_STATE);
	assert_string_equal(speaker->country, "RU");
	assert_false(speaker->official);
	arena_free(reading.arena);

	speaker = only_speaker(&reading, "Nobody crossed, the Polish Border Guard said");
	assert_string_equal(speaker->country, "PL");
	assert_true(speaker->official);
	arena_free(reading.arena);

	speaker = only_speaker(&reading, "Nobody crossed, Swedish police said");
	assert_null(speaker->publisher);
	assert_string_equal(speaker->country, "SE");
	assert_true(speaker->official);
	arena_free(reading.arena);

	speaker = only_speaker(&reading, "Nobody crossed, unnamed officials said");
	assert_true(speaker->anonymous);
	assert_null(speaker->country);
	arena_free(reading.arena);
}

static void the_bundled_publishers_are_whole(void **state)
{
	const struct gazetteer *gazetteer = lexicon_gazetteer(bundled);
	size_t i, kinds[PUBLISHER_KIND_COUNT] = {0};

	(void)state;
	assert_true(gazetteer->publisher_count >= 250);
	for (i = 0; i < gazetteer->publisher_count; i++) {
		const struct publisher *publisher = &gazetteer->publishers[i];

		kinds[publisher->kind]++;
		assert_ptr_equal(gazetteer_publisher(gazetteer, publisher->id), publisher);
		assert_true(!publisher->country ||
			    gazetteer_country(gazetteer, publisher->country));
	}
	for (i = 0; i < PUBLISHER_KIND_COUNT; i++)
		if (kinds[i] < 4)
			fail_msg("%zu publishers are %s", kinds[i],
				publisher_kind_name((enum publisher_kind)i));
}

static void mistakes_of_a_publisher_have_a_place(void **state)
{
	static const char *const texts[] = {
		"countries:\n  - {code: EE, name: Estonia, names: [Estonia*]}\n"
		"publishers:\n"
		"  - {id: a, name: A, kind: pres, country: EE, names: [Aaa]}\n"
		"  - {id: b, name: B, kind: press, country: XX, names: [Bbb]}\n"
		"  - {id: c, name: C, kind: press, nmes: [Ccc]}\n"
		"  - {id: a, name: A, kind: press, names: [Aaaa]}\n"
		"  - {id: d, name: D, kind: press, country: [EE, EE], names: [Ddd]}\n",
	};
	static const char *const lines[] = {
		"file1.yaml:4:28: error: there is no kind of publisher 'pres'",
		"did you mean 'press'?",
		"file1.yaml:5:44: error: there is no country 'XX'",
		"file1.yaml:6:5: error: a publisher needs 'names'",
		"did you mean 'names'?",
		"file1.yaml:7:10: error: 'a' is given twice",
		"error: a publisher has one country",
	};
	struct diag *diag = diag_new();
	struct lexicon *lexicon = load(texts, 1, diag);
	struct buf out = BUF_INIT(BUF_UNBOUND);
	size_t i;

	(void)state;
	diag_print(diag, &out, false);
	for (i = 0; i < ARRAY_LEN(lines); i++)
		if (!strstr(buf_str(&out), lines[i]))
			fail_msg("'%s' is not among\n%s", lines[i], buf_str(&out));
	buf_done(&out);
	lexicon_free(lexicon);
	diag_free(diag);
}

static void the_example_of_the_guide_loads(void **state)
{
	static char guide[50000];
	struct lexicon_builder *builder = lexicon_builder_new();
	struct diag *diag = diag_new();
	FILE *file = fopen(guide_file, "r");
	struct config_tree *tree;
	struct lexicon *lexicon;
	char *start, *end;

	(void)state;
	assert_non_null(file);
	guide[fread(guide, 1, sizeof(guide) - 1, file)] = 0;
	fclose(file);
	start = strstr(guide, "```yaml\n") + 8;
	end = strstr(start, "```");
	assert_non_null(end);
	tree = config_read_text("publishers.md", start, (size_t)(end - start), diag);
	assert_int_equal(add_bundled(builder, diag), 0);
	lexicon_add(builder, config_root(tree), diag);
	config_tree_free(tree);
	lexicon = lexicon_compile(builder, diag);
	lexicon_builder_free(builder);
	expect_clean(diag);
	assert_non_null(gazetteer_publisher(lexicon_gazetteer(lexicon), "example-gazette"));
	lexicon_free(lexicon);
	diag_free(diag);
}

int main(int argc, char **argv)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(publishers_in_twelve_languages),
		cmocka_unit_test(offices_in_twelve_languages),
		cmocka_unit_test(people_without_a_name),
		cmocka_unit_test(persons),
		cmocka_unit_test(pronouns_stand_for_who_was_named),
		cmocka_unit_test(of_a_speaker_its_kind_and_country_are_known),
		cmocka_unit_test(the_bundled_publishers_are_whole),
		cmocka_unit_test(mistakes_of_a_publisher_have_a_place),
		cmocka_unit_test(the_example_of_the_guide_loads),
	};

	if (argc < 3)
		return 2;
	guide_file = argv[1];
	bundled_folders = (const char *const *)argv + 2;
	return cmocka_run_group_tests(tests, load_bundled, free_bundled);
}
