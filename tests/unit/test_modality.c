/*
 * How sentences of twelve languages speak. The words that a rule would match stand in square
 * brackets; what comes out is the modality among the facts of the finding.
 */
#include <stdio.h>

#include "rules.h"

struct told {
	enum modality modality;
	const char *lang, *text;
};

#define HAPPENED(lang, text) {MODALITY_HAPPENED, lang, text}
#define ANNOUNCED(lang, text) {MODALITY_ANNOUNCED, lang, text}
#define PROPOSED(lang, text) {MODALITY_PROPOSED, lang, text}
#define THREATENED(lang, text) {MODALITY_THREATENED, lang, text}
#define DENIED(lang, text) {MODALITY_DENIED, lang, text}
#define HYPOTHETICAL(lang, text) {MODALITY_HYPOTHETICAL, lang, text}

static const struct told cases[] = {
	HAPPENED("en", "Moscow [removed] 24 [buoys] from the river"),
	HAPPENED("en", "Poland no longer accepts claims and [closed] its [border]"),
	HAPPENED("en", "A [drone] [crashed] near the border and no one was hurt"),
	HAPPENED("en", "No injuries were reported after a [drone] [crashed]"),
	HAPPENED("en", "Moscow, which denied involvement, [removed] the [buoys]"),
	HAPPENED("en", "Moscow denied it, but the [buoys] were [removed]"),
	HAPPENED("en", "NATO could send troops, but [troops] were [moved] on Monday"),
	HAPPENED("en", "Not only Latvia [closed] its [border]"),
	HAPPENED("en", "[Troops] were [sent] after Moscow threatened to act"),
	HAPPENED("en", "China denies a role in the [cutting] of the [cable]"),
	ANNOUNCED("en", "Poland plans to [build] a [fence] on the border"),
	ANNOUNCED("en", "Finland will [close] the [border] on Friday"),
	ANNOUNCED("en", "Estonia said it would [build] a [fence]"),
	ANNOUNCED("en", "Poland to [close] [border] crossing with Belarus"),
	ANNOUNCED("en", "A new [fence] is planned on the [border]"),
	ANNOUNCED("en", "Lithuania decided to [close] two [crossings]"),
	PROPOSED("en", "The ministry proposed [moving] the sea [border]"),
	PROPOSED("en", "A draft decree to [move] the sea [border] appeared"),
	PROPOSED("en", "The mayor called for [closing] the [crossing]"),
	PROPOSED("en", "Latvia should [close] the [border], an official says"),
	THREATENED("en", "Russia threatens to [cut] undersea [cables]"),
	THREATENED("en", "Minsk threatened that it would [send] [migrants]"),
	DENIED("en", "The Kremlin denied that [buoys] were [removed]"),
	DENIED("en", "No [troops] were [sent] to the border"),
	DENIED("en", "Belarus did not [send] [migrants] to the border"),
	DENIED("en", "Finland won't [close] the [border]"),
	DENIED("en", "There is no evidence that the [cable] was [cut]"),
	HYPOTHETICAL("en", "Russia could [move] [troops] to the border"),
	HYPOTHETICAL("en", "If Russia [moves] [troops], Finland will answer"),
	HYPOTHETICAL("en", "Finland may [close] the [border]"),
	HYPOTHETICAL("en", "Warsaw did not rule out [closing] the [border]"),
	HAPPENED("en", "Moscow [removed] the [buoys], a claim the Kremlin denies"),
	DENIED("en", "Moscow [removed] the [buoys], which did not happen"),
	DENIED("en", "The report that a [drone] [crashed] turned out to be false"),
	HAPPENED("en", "The [drone] that [crashed] was not shot down"),
	HAPPENED("en", "The [cable] does not work after a [cut]"),
	HAPPENED("pl", "[Kabel] nie działa po [przerwaniu]"),
	HAPPENED("ru", "[Кабель] не работает после [обрыва]"),
	HAPPENED("fi", "[GPS] ei toimi [häirinnän] takia"),

	HAPPENED("et", "Vene piirivalve [eemaldas] Narva jõelt 24 [poid]"),
	HAPPENED("et", "[Droon] [kukkus] alla ja keegi viga ei saanud"),
	HAPPENED("et", "Rohkem kui sada [migranti] [ületas] piiri"),
	HAPPENED("et", "Venemaa eitas, kuid [poid] [eemaldati]"),
	ANNOUNCED("et", "Eesti kavatseb [ehitada] piirile [tara]"),
	ANNOUNCED("et", "Soome plaanib [sulgeda] [piiri]"),
	ANNOUNCED("et", "Valitsus otsustas [sulgeda] [piiripunkti]"),
	PROPOSED("et", "Minister tegi ettepaneku [sulgeda] [piir]"),
	PROPOSED("et", "Eelnõu [muudaks] [merepiiri]"),
	THREATENED("et", "Venemaa ähvardab [katkestada] [kaableid]"),
	DENIED("et", "Kreml eitas, et [poid] [eemaldati]"),
	DENIED("et", "Vene piirivalve ei [eemaldanud] [poisid]"),
	DENIED("et", "Piiril pole [vägesid] [liigutatud]"),
	HYPOTHETICAL("et", "Venemaa võib [vägesid] piirile [tuua]"),
	HYPOTHETICAL("et", "Minister ei välista [piiri] [sulgemist]"),
	DENIED("et", "[Droone] Eesti [õhuruumi] ei sisenenud"),
	DENIED("et", "Teade, et [droon] [kukkus] Võrumaale, ei vasta tõele"),
	HAPPENED("et", "Piiri [ületanud] [drooni] ei tulistatud alla"),

	HAPPENED("lv", "Krievija [noņēma] [bojas] no upes"),
	HAPPENED("lv", "[Drons] [nokrita] pie robežas, neviens nav cietis"),
	HAPPENED("lv", "Maskava to noliedz, bet [bojas] [noņemtas]"),
	HAPPENED("lv", "Ne tikai Polija [slēdza] [robežu]"),
	ANNOUNCED("lv", "Latvija plāno [būvēt] [žogu] uz robežas"),
	ANNOUNCED("lv", "Robežpunkts [robeža] tiks [slēgta]"),
	ANNOUNCED("lv", "Valdība nolēma [slēgt] [robežu]"),
	PROPOSED("lv", "Ministrs ierosina [slēgt] [robežu]"),
	PROPOSED("lv", "Likumprojekts [maina] jūras [robežu]"),
	THREATENED("lv", "Krievija draud [pārraut] [kabeļus]"),
	DENIED("lv", "Kremlis noliedz, ka [bojas] [noņemtas]"),
	DENIED("lv", "[Karavīri] nav [nosūtīti] uz robežu"),
	HYPOTHETICAL("lv", "Krievija varētu [pārvietot] [karaspēku]"),
	HYPOTHETICAL("lv", "Ja Krievija [pārvieto] [karaspēku], Latvija atbildēs"),
	DENIED("lv", "[Droni] Latvijas [gaisa] telpā nav ielidojuši"),
	DENIED("lv", "Polijas armija: [raķete] [robežu] nešķērsoja"),
	DENIED("lv", "Krievija [bojas] no [upes] neizņēma"),
	DENIED("lv", "Ziņa, ka [drons] [nokrita] Latgalē, neatbilst patiesībai"),
	HAPPENED("lv", "[Drons] [ielidoja] Latvijā un netika notriekts"),
	ANNOUNCED("lv", "Latvija [robežu] pastiprinās un ierobežos [satiksmi]"),

	HAPPENED("lt", "Rusija [pašalino] [plūdurus] iš upės"),
	HAPPENED("lt", "[Dronas] [nukrito] prie sienos, niekas nenukentėjo"),
	HAPPENED("lt", "Maskva tai neigia, tačiau [plūdurai] [pašalinti]"),
	HAPPENED("lt", "Ne tik Lenkija [uždarė] [sieną]"),
	ANNOUNCED("lt", "Lietuva planuoja [statyti] [tvorą] pasienyje"),
	ANNOUNCED("lt", "Vyriausybė nusprendė [uždaryti] [sieną]"),
	ANNOUNCED("lt", "[Siena] bus [uždaryta] penktadienį"),
	PROPOSED("lt", "Ministras siūlo [uždaryti] [sieną]"),
	PROPOSED("lt", "Lietuva turėtų [uždaryti] [sieną]"),
	THREATENED("lt", "Rusija grasina [nutraukti] [kabelius]"),
	DENIED("lt", "Kremlius neigia, kad [plūdurai] [pašalinti]"),
	DENIED("lt", "[Kariai] nebuvo [nusiųsti] prie sienos"),
	HYPOTHETICAL("lt", "Rusija galėtų [perkelti] [karius]"),
	HYPOTHETICAL("lt", "Jei Rusija [perkels] [karius], Lietuva atsakys"),
	DENIED("lt", "Joks [dronas] į [Lietuvą] neįskrido"),
	DENIED("lt", "Rusija [plūdurų] iš [upės] neištraukė"),
	DENIED("lt", "Pranešimas, kad [dronas] [nukrito] Alytuje, neatitinka tikrovės"),
	HAPPENED("lt", "Per [sieną] [perskrido] neteisėtas dronas"),
	ANNOUNCED("lt", "Lietuva atidarys du [pasienio] [punktus]"),

	HAPPENED("fi", "Venäjä [poisti] [poijuja] Narvajoesta"),
	HAPPENED("fi", "[Drooni] [putosi] rajalla, kukaan ei loukkaantunut"),
	HAPPENED("fi", "Venäjä kiisti asian, mutta [poijut] [poistettiin]"),
	HAPPENED("fi", "Ei vain Puola [sulki] [rajan]"),
	ANNOUNCED("fi", "Suomi aikoo [sulkea] [rajan] perjantaina"),
	ANNOUNCED("fi", "[Aitaa] [rajalle] suunnitellaan"),
	ANNOUNCED("fi", "Hallitus päätti [sulkea] [rajan]"),
	PROPOSED("fi", "Ministeri ehdottaa [rajan] [sulkemista]"),
	PROPOSED("fi", "Suomen pitäisi [sulkea] [raja]"),
	THREATENED("fi", "Venäjä uhkaa [katkaista] [kaapelit]"),
	DENIED("fi", "Kreml kiisti, että [poijuja] olisi [poistettu]"),
	DENIED("fi", "Venäjä ei [poistanut] [poijuja]"),
	HYPOTHETICAL("fi", "Venäjä voisi [siirtää] [joukkoja] rajalle"),
	HYPOTHETICAL("fi", "Jos Venäjä [siirtää] [joukkoja], Suomi vastaa"),
	DENIED("fi", "[Drooneja] Suomen [ilmatilassa] ei havaittu"),
	DENIED("fi", "Väite, että [poijut] [vietiin], ei pidä paikkaansa"),
	HAPPENED("fi", "[Rajan] [ylittänyttä] droonia ei ammuttu alas"),

	HAPPENED("sv", "Ryssland [tog] bort [bojar] ur floden"),
	HAPPENED("sv", "En [drönare] [störtade] nära gränsen, ingen skadades"),
	HAPPENED("sv", "Moskva förnekar det, men [bojar] har [försvunnit]"),
	HAPPENED("sv", "Inte bara Polen [stängde] [gränsen]"),
	ANNOUNCED("sv", "Finland ska [stänga] [gränsen] på fredag"),
	ANNOUNCED("sv", "Polen planerar att [bygga] ett [staket]"),
	PROPOSED("sv", "Ministern föreslår att [gränsen] [stängs]"),
	PROPOSED("sv", "Sverige bör [stänga] [gränsen]"),
	THREATENED("sv", "Ryssland hotar att [kapa] [kablar]"),
	DENIED("sv", "Kreml förnekar att [bojar] har [tagits] bort"),
	DENIED("sv", "Sverige [stänger] inte [gränsen]"),
	DENIED("sv", "Inga [soldater] [skickades] till gränsen"),
	HYPOTHETICAL("sv", "Ryssland kan [flytta] [trupper] till gränsen"),
	HYPOTHETICAL("sv", "Regeringen utesluter inte att [gränsen] [stängs]"),
	DENIED("sv", "Uppgiften att en [drönare] [störtade] stämmer inte"),

	HAPPENED("no", "Russland [fjernet] [bøyer] fra elva"),
	HAPPENED("no", "En [drone] [styrtet] nær grensen, ingen ble skadd"),
	HAPPENED("no", "Moskva benekter det, men [bøyene] er [fjernet]"),
	HAPPENED("no", "Ikke bare Polen [stengte] [grensen]"),
	ANNOUNCED("no", "Norge vil [stenge] [grensen] på fredag"),
	ANNOUNCED("no", "Polen planlegger å [bygge] et [gjerde]"),
	PROPOSED("no", "Ministeren foreslår å [stenge] [grensen]"),
	PROPOSED("no", "Norge bør [stenge] [grensen]"),
	THREATENED("no", "Russland truer med å [kutte] [kabler]"),
	DENIED("no", "Kreml benekter at [bøyer] ble [fjernet]"),
	DENIED("no", "Norge [stenger] ikke [grensen]"),
	HYPOTHETICAL("no", "Russland kan [flytte] [tropper] til grensen"),
	HYPOTHETICAL("no", "Hvis Russland [flytter] [tropper], svarer Norge"),
	DENIED("no", "Meldingen om at en [drone] [styrtet] stemmer ikke"),

	HAPPENED("da", "Rusland [fjernede] [bøjer] fra floden"),
	HAPPENED("da", "En [drone] [styrtede] ned, ingen kom til skade"),
	HAPPENED("da", "Moskva benægter det, men [bøjerne] er [fjernet]"),
	HAPPENED("da", "Ikke kun Polen [lukkede] [grænsen]"),
	ANNOUNCED("da", "Danmark vil [lukke] [grænsen] på fredag"),
	ANNOUNCED("da", "Polen planlægger at [bygge] et [hegn]"),
	PROPOSED("da", "Ministeren foreslår at [lukke] [grænsen]"),
	PROPOSED("da", "Danmark bør [lukke] [grænsen]"),
	THREATENED("da", "Rusland truer med at [kappe] [kabler]"),
	DENIED("da", "Kreml benægter, at [bøjer] er [fjernet]"),
	DENIED("da", "Danmark [lukker] ikke [grænsen]"),
	HYPOTHETICAL("da", "Rusland kan [flytte] [tropper] til grænsen"),
	HYPOTHETICAL("da", "Hvis Rusland [flytter] [tropper], svarer Danmark"),
	DENIED("da", "Meldingen om at en [drone] [styrtede] ned passer ikke"),

	HAPPENED("pl", "Rosja [usunęła] [boje] z rzeki"),
	HAPPENED("pl", "[Dron] [spadł] przy granicy, nikt nie ucierpiał"),
	HAPPENED("pl", "Moskwa zaprzecza, ale [boje] [zniknęły]"),
	HAPPENED("pl", "Nie tylko Litwa [zamknęła] [granicę]"),
	HAPPENED("pl", "Rosja nie odpowiedziała i [usunęła] [boje]"),
	ANNOUNCED("pl", "Polska planuje [budowę] [ogrodzenia] na granicy"),
	ANNOUNCED("pl", "[Granica] będzie [zamknięta] od piątku"),
	ANNOUNCED("pl", "[Przejście] ma zostać [zamknięte]"),
	PROPOSED("pl", "Minister proponuje [zamknięcie] [granicy]"),
	PROPOSED("pl", "Polska powinna [zamknąć] [granicę]"),
	THREATENED("pl", "Rosja grozi [przecięciem] [kabli]"),
	DENIED("pl", "Kreml zaprzeczył, że [usunięto] [boje]"),
	DENIED("pl", "Rosja nie [usunęła] [boi]"),
	HYPOTHETICAL("pl", "Rosja może [przerzucić] [wojska] na granicę"),
	HYPOTHETICAL("pl", "Premier nie wyklucza [zamknięcia] [granicy]"),
	DENIED("pl", "Do [naruszenia] [granicy] nie doszło"),
	DENIED("pl", "Doniesienia, że [dron] [spadł] na pole, to nieprawda"),
	ANNOUNCED("pl", "Litwa otworzy oba [przejścia] na [granicy]"),
	ANNOUNCED("pl", "Wojsko wzmocni [patrole] przy [granicy]"),

	HAPPENED("de", "Russland hat [Bojen] aus dem Fluss [entfernt]"),
	HAPPENED("de", "Die [Bojen] wurden [entfernt]"),
	HAPPENED("de", "Die Polizei konnte die [Grenze] [schließen]"),
	HAPPENED("de", "Eine [Drohne] [stürzte] ab, niemand wurde verletzt"),
	HAPPENED("de", "Moskau bestreitet das, aber die [Bojen] sind [verschwunden]"),
	HAPPENED("de", "Nicht nur Polen [schloss] die [Grenze]"),
	ANNOUNCED("de", "Finnland will die [Grenze] am Freitag [schließen]"),
	ANNOUNCED("de", "Polen plant, einen [Zaun] zu [bauen]"),
	ANNOUNCED("de", "Warschau teilte mit, dass Polen die [Grenze] [schließen] will"),
	PROPOSED("de", "Der Minister schlägt vor, die [Grenze] zu [schließen]"),
	PROPOSED("de", "Deutschland sollte die [Grenze] [schließen]"),
	THREATENED("de", "Russland droht, [Kabel] zu [kappen]"),
	DENIED("de", "Der Kreml bestreitet, dass [Bojen] [entfernt] wurden"),
	DENIED("de", "Polen [schließt] die [Grenze] nicht"),
	DENIED("de", "Es wurden keine [Soldaten] [entsandt]"),
	HYPOTHETICAL("de", "Russland könnte [Truppen] an die Grenze [verlegen]"),
	HYPOTHETICAL("de", "Falls Russland [Truppen] [verlegt], antwortet Finnland"),
	DENIED("de", "Die Meldung, dass eine [Drohne] [abstürzte], trifft nicht zu"),

	HAPPENED("ru", "Россия [убрала] [буи] с реки"),
	HAPPENED("ru", "[Дрон] [упал] у границы, никто не пострадал"),
	HAPPENED("ru", "Москва отрицает это, но [буи] [убрали]"),
	HAPPENED("ru", "Не только Польша [закрыла] [границу]"),
	HAPPENED("ru", "После того как Россия пригрозила ответом, [войска] [перебросили]"),
	HAPPENED("ru", "Москва отрицает причастность к [повреждению] [кабеля]"),
	ANNOUNCED("ru", "Польша планирует [построить] [забор] на границе"),
	ANNOUNCED("ru", "Финляндия намерена [закрыть] [границу]"),
	ANNOUNCED("ru", "[Граница] будет [закрыта] с пятницы"),
	PROPOSED("ru", "Министр предлагает [закрыть] [границу]"),
	PROPOSED("ru", "Законопроект [изменяет] морскую [границу]"),
	THREATENED("ru", "Минск угрожает [перерезать] [кабели]"),
	DENIED("ru", "Кремль отрицает, что [буи] [убрали]"),
	DENIED("ru", "Россия не [убирала] [буи]"),
	DENIED("ru", "Москва опровергла [переброску] [войск]"),
	HYPOTHETICAL("ru", "Россия может [перебросить] [войска] к границе"),
	HYPOTHETICAL("ru", "Если Россия [перебросит] [войска], Финляндия ответит"),
	DENIED("ru", "[Дронов] над [Латвией] не обнаружено"),
	DENIED("ru", "Сообщение, что [дрон] [упал] под Нарвой, не соответствует действительности"),
	HAPPENED("ru", "[Залетевший] в Латвию [дрон] не сбили"),
	ANNOUNCED("ru", "Литва откроет оба [перехода] на [границе]"),
	ANNOUNCED("ru", "Эстония вышлет двух [дипломатов] за [шпионаж]"),

	HAPPENED("uk", "Росія [прибрала] [буї] з річки"),
	HAPPENED("uk", "[Дрон] [впав] біля кордону, ніхто не постраждав"),
	HAPPENED("uk", "Москва заперечує це, але [буї] [прибрали]"),
	HAPPENED("uk", "Не лише Польща [закрила] [кордон]"),
	ANNOUNCED("uk", "Польща планує [збудувати] [паркан] на кордоні"),
	ANNOUNCED("uk", "[Кордон] буде [закрито] з п'ятниці"),
	ANNOUNCED("uk", "Фінляндія має намір [закрити] [кордон]"),
	PROPOSED("uk", "Міністр пропонує [закрити] [кордон]"),
	PROPOSED("uk", "Законопроєкт [змінює] морський [кордон]"),
	THREATENED("uk", "Мінськ погрожує [перерізати] [кабелі]"),
	DENIED("uk", "Кремль заперечує, що [буї] [прибрали]"),
	DENIED("uk", "Росія не [прибирала] [буї]"),
	HYPOTHETICAL("uk", "Росія може [перекинути] [війська] до кордону"),
	HYPOTHETICAL("uk", "Якщо Росія [перекине] [війська], Польща відповість"),
	DENIED("uk", "[Дронів] над [Латвією] не виявлено"),
	DENIED("uk", "Повідомлення, що [дрон] [упав] під Нарвою, не відповідає дійсності"),
	ANNOUNCED("uk", "Литва відкриє обидва [переходи] на [кордоні]"),
	ANNOUNCED("uk", "Естонія посилить [патрулі] на [кордоні]"),
};

/* The text without its brackets, and a condition of the words in them. */
static void read_case(const struct told *told, struct buf *text, struct buf *when)
{
	const char *at;
	bool inside = false;

	for (at = told->text; *at; at++) {
		if (*at == '[')
			buf_puts(when, when->len ? " and \"" : "\"");
		if (*at == ']')
			buf_putc(when, '"');
		if (strchr("[]", *at)) {
			inside = *at == '[';
			continue;
		}
		buf_putc(text, *at);
		if (inside)
			buf_putc(when, *at);
	}
}

/* The modality among the facts; MODALITY_COUNT where the rule does not fire. */
static enum modality told_as(const char *form, const struct told *told)
{
	struct buf text = BUF_INIT(BUF_UNBOUND), when = BUF_INIT(BUF_UNBOUND);
	struct arena *arena = arena_new();
	struct analysis *analysis;
	struct finding *findings;
	enum modality modality;
	size_t count;
	char *yaml;

	read_case(told, &text, &when);
	yaml = mem_printf("pack: desk\nrules:\n  - id: r\n    title: R\n    category: own\n"
			  "    when: >-\n      %s%s)\n",
		form, buf_str(&when));
	analysis = rules_read(yaml);
	findings = analysis_item(analysis, arena,
		rules_item(arena, told->lang, buf_str(&text), NULL), &count);
	modality = count ? findings->facts.modality : MODALITY_COUNT;
	analysis_unref(analysis);
	arena_free(arena);
	mem_free(yaml);
	buf_done(&text);
	buf_done(&when);
	return modality;
}

static void sentences_speak_as_people_read_them(void **state)
{
	enum modality got;
	size_t i, wrong = 0;

	(void)state;
	for (i = 0; i < ARRAY_LEN(cases); i++) {
		got = told_as("sentence(", &cases[i]);
		if (got == cases[i].modality)
			continue;
		wrong++;
		print_error("%s: %s: %s, not %s\n", cases[i].lang, cases[i].text,
			got < MODALITY_COUNT ? modality_name(got) : "nothing",
			modality_name(cases[i].modality));
	}
	assert_int_equal(wrong, 0);
}

/* The condition sees what the facts say, inside of a sentence and outside. */
static void a_condition_can_ask_how_the_text_speaks(void **state)
{
	size_t i;
	int m;

	(void)state;
	for (i = 0; i < ARRAY_LEN(cases); i += 5) {
		for (m = 0; m < MODALITY_COUNT; m++) {
			const char *name = modality_name((enum modality)m);
			char *inside = mem_printf("sentence(modality(%s) and ", name);
			char *outside = mem_printf("modality(%s) and sentence(", name);
			bool fires = (enum modality)m == cases[i].modality;

			if ((told_as(inside, &cases[i]) != MODALITY_COUNT) != fires ||
				(told_as(outside, &cases[i]) != MODALITY_COUNT) != fires)
				fail_msg("%s: modality(%s) should be %d", cases[i].text, name,
					fires);
			mem_free(inside);
			mem_free(outside);
		}
	}
}

static void of_several_sentences_the_most_real_one_counts(void **state)
{
	static const struct told told[] = {
		HAPPENED("en", "Russia could [move] [troops]. On Monday it [moved] [troops]."),
		ANNOUNCED("en", "Russia could [move] [troops]. It will [move] [troops], it said."),
		DENIED("en", "Russia did not [move] [troops]. It denied [moving] [troops]."),
	};
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_LEN(told); i++) {
		char *text = mem_printf("%s", told[i].text);
		struct analysis *analysis = rules_read(
			"pack: desk\n"
			"terms: {move: {en: [mov*]}, troops: {en: [troops]}}\n"
			"rules: [{id: r, title: R, category: own, when: sentence(move and "
			"troops)}]\n");
		struct arena *arena = arena_new();
		struct finding *findings;
		size_t count;
		char *at;

		while ((at = strpbrk(text, "[]")))
			memmove(at, at + 1, strlen(at));
		findings = analysis_item(
			analysis, arena, rules_item(arena, "en", text, NULL), &count);
		assert_int_equal(count, 1);
		if (findings->facts.modality != told[i].modality)
			fail_msg("%s: %s", text, modality_name(findings->facts.modality));
		arena_free(arena);
		analysis_unref(analysis);
		mem_free(text);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(sentences_speak_as_people_read_them),
		cmocka_unit_test(a_condition_can_ask_how_the_text_speaks),
		cmocka_unit_test(of_several_sentences_the_most_real_one_counts),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
