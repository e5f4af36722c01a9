/*
 * Words of dates: months in full, abbreviated and in the case that dates take, in the twelve
 * languages of the sources and some neighbours; zones; halves of the day. Weekdays need no
 * table: what the date says counts, and feeds get weekdays wrong.
 */
#include "feed/date_priv.h"

#include <string.h>

#include "text/text.h"

/* A word that begins so is the month; the fold of base letters only (й is и, ä is a). */
static const struct {
	int month;
	const char *begins; /* parted by spaces */
} month_begins[] = {
	{1, "janu janv jaan jann sausi styczn tammi januar январ січ ιανου ener genna gennai"},
	{2, "febr fevr feve febb veebr vasari lut helmi феврал лют φεβρο"},
	{3, "march marc marz marts maart kovo kovas maalis март берез μαρτ marzo"},
	{4, "april aprill avri abril aprile baland kwie huhti апрел квіт απρι"},
	{5, "maij maio mayo magg geguz touko трав μαι maju"},
	{6, "june juni juin giug birzel czerw kesa июн черв ιουν"},
	{7, "july juli juil lugl liepo liepa lipc lipi heina июл лип ιουλ"},
	{8, "augu aout agost rugpj rugp sierp elokuu август серп αυγο"},
	{9, "sept sett rugse syys сентябр верес σεπτ szept"},
	{10, "octo okto otto spali wrzeso loka pazdz октябр жовт οκτω"},
	{11, "nove novi lapkr listop marras ноябр листоп νοεμ"},
	{12, "dece dese deze detse dice gruod grud joulu декабр груд δεκε"},
};

/* Whole words. */
static const struct {
	int month;
	const char *words;
} month_words[] = {
	{1, "jan jaan janv saus sty tammi янв січ ιαν ene gen"},
	{2, "feb fev veb vas lut luty lutego helmi фев февр лют φεβ"},
	{3, "mar mars marz marts marta martu maarts mrz kov maalis мар марта бер μαρ mrt"},
	{4, "apr avr abr bal kwi huhti апр кві απρ"},
	{5, "may mai maj maja mei mag geg touko maiul maja маи мая тра μαιος mayis"},
	{6, "jun juin juuni birz cze kesa чер ιουν"},
	{7, "jul juil juuli liep lip lipca heina ιουλ"},
	{8, "aug ago aout rugp rugpjucio sie elo авг сер αυγ"},
	{9, "sep sept set rugs wrz wrzesien wrzesnia syys сен сент вер σεπ"},
	{10, "oct okt ott out spal paz loka окт жов οκτ"},
	{11, "nov lapkr lis listopad listopada marras ноя нояб лис νοε"},
	{12, "dec dez des dets dic gru gruod joulu дек гру δεκ"},
};

static const struct {
	const char *name;
	int minutes;
} zones[] = {
	{"utc", 0}, {"gmt", 0}, {"ut", 0}, {"z", 0}, {"wet", 0}, {"west", 60}, {"bst", 60},
	{"cet", 60}, {"met", 60}, {"mez", 60}, {"cest", 120}, {"mest", 120}, {"mesz", 120},
	{"eet", 120}, {"eest", 180}, {"fet", 180}, {"trt", 180}, {"msk", 180}, {"мск", 180},
	{"msd", 240}, {"samt", 240}, {"get", 240}, {"amt", 240}, {"azt", 240},
	{"yekt", 300}, {"omst", 360}, {"krat", 420}, {"novt", 420}, {"irkt", 480},
	{"yakt", 540}, {"vlat", 600}, {"magt", 660}, {"pett", 720},
	{"sast", 120}, {"cat", 120}, {"wat", 60}, {"eat", 180}, {"irst", 210}, {"gst", 240},
	{"pkt", 300}, {"ist", 330}, {"npt", 345}, {"wib", 420}, {"ict", 420}, {"hkt", 480},
	{"sgt", 480}, {"pht", 480}, {"awst", 480}, {"jst", 540}, {"kst", 540},
	{"acst", 570}, {"aest", 600}, {"acdt", 630}, {"aedt", 660}, {"nzst", 720},
	{"nzdt", 780}, {"brt", -180}, {"art", -180}, {"clt", -240}, {"nst", -210},
	{"ndt", -150}, {"ast", -240}, {"adt", -180}, {"est", -300}, {"edt", -240},
	{"cst", -360}, {"cdt", -300}, {"mst", -420}, {"mdt", -360}, {"pst", -480},
	{"pdt", -420}, {"akst", -540}, {"akdt", -480}, {"hst", -600}, {"at", -240}, {"et", -300},
	{"ct", -360}, {"mt", -420}, {"pt", -480},
};

/* As they are written, not folded: the fold takes these letters apart. */
static const struct {
	const char *name;
	struct date_word word;
} signs[] = {
	{"년", {DATE_WORD_UNIT, DATE_YEAR}},     {"월", {DATE_WORD_UNIT, DATE_MONTH}},
	{"일", {DATE_WORD_UNIT, DATE_DAY}},      {"시", {DATE_WORD_UNIT, DATE_HOUR}},
	{"분", {DATE_WORD_UNIT, DATE_MINUTE}},   {"초", {DATE_WORD_UNIT, DATE_SECOND}},
	{"年", {DATE_WORD_UNIT, DATE_YEAR}},     {"月", {DATE_WORD_UNIT, DATE_MONTH}},
	{"日", {DATE_WORD_UNIT, DATE_DAY}},      {"時", {DATE_WORD_UNIT, DATE_HOUR}},
	{"时", {DATE_WORD_UNIT, DATE_HOUR}},     {"分", {DATE_WORD_UNIT, DATE_MINUTE}},
	{"秒", {DATE_WORD_UNIT, DATE_SECOND}},   {"오전", {DATE_WORD_HALF, 0}},
	{"오후", {DATE_WORD_HALF, 12}},          {"上午", {DATE_WORD_HALF, 0}},
	{"下午", {DATE_WORD_HALF, 12}},
};

static const struct {
	const char *name;
	int hours;
} halves[] = {{"am", 0}, {"pm", 12}, {"a.m", 0}, {"p.m", 12}, {"a.m.", 0}, {"p.m.", 12},
	{"πμ", 0}, {"μμ", 12}};

/* Does a word of the list stand at the beginning of s (whole: is it s)? */
static bool listed(const char *list, const char *s, size_t len, bool whole)
{
	while (*list) {
		size_t n = strcspn(list, " ");

		if ((whole ? n == len : n <= len) && memcmp(list, s, n) == 0)
			return true;
		list += n + (list[n] == ' ');
	}
	return false;
}

static int find_month(const char *fold, size_t len)
{
	for (size_t i = 0; i < 12; i++) {
		if (listed(month_words[i].words, fold, len, true))
			return month_words[i].month;
	}
	for (size_t i = 0; i < 12; i++) {
		if (listed(month_begins[i].begins, fold, len, false))
			return month_begins[i].month;
	}
	return 0;
}

static struct date_word find_folded(const char *fold, size_t len)
{
	for (size_t i = 0; i < sizeof(halves) / sizeof(*halves); i++) {
		if (strcmp(halves[i].name, fold) == 0)
			return (struct date_word){DATE_WORD_HALF, halves[i].hours};
	}
	for (size_t i = 0; i < sizeof(zones) / sizeof(*zones); i++) {
		if (strcmp(zones[i].name, fold) == 0)
			return (struct date_word){DATE_WORD_ZONE, zones[i].minutes};
	}
	return (struct date_word){
		find_month(fold, len) ? DATE_WORD_MONTH : DATE_WORD_OTHER,
		find_month(fold, len),
	};
}

struct date_word date_word_find(const char *word, size_t len)
{
	struct buf fold = BUF_INIT(BUF_UNBOUND);
	struct date_word found;

	for (size_t i = 0; i < sizeof(signs) / sizeof(*signs); i++) {
		if (strlen(signs[i].name) == len && memcmp(signs[i].name, word, len) == 0)
			return signs[i].word;
	}
	text_fold(&fold, word, len);
	found = find_folded(buf_str(&fold), fold.len);
	buf_done(&fold);
	return found;
}
