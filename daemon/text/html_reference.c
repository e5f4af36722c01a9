/* Character references as browsers read them: "&amp;", "&auml" without its end, "&#150;". */
#include "text/html_priv.h"

#include "base/utf8.h"

/* 0x80 to 0x9F are controls in Unicode; who writes them means windows-1252. */
static const uint16_t windows_1252[32] = {
	0x20AC, 0x81,   0x201A, 0x192,  0x201E, 0x2026, 0x2020, 0x2021,
	0x2C6,  0x2030, 0x160,  0x2039, 0x152,  0x8D,   0x17D,  0x8F,
	0x90,   0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014,
	0x2DC,  0x2122, 0x161,  0x203A, 0x153,  0x9D,   0x17E,  0x178,
};

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static int digit_value(char c, bool hex)
{
	if (is_digit(c))
		return c - '0';
	if (hex && (c | 0x20) >= 'a' && (c | 0x20) <= 'f')
		return (c | 0x20) - 'a' + 10;
	return -1;
}

static uint32_t numeric_point(uint32_t value)
{
	if (value >= 0x80 && value < 0xA0)
		return windows_1252[value - 0x80];
	if (!value || value > 0x10FFFF || (value >= 0xD800 && value < 0xE000))
		return UTF8_BAD;
	return value;
}

/* s[0, 2) is "&#". */
static struct html_reference numeric(const char *s, size_t len)
{
	bool hex = len > 2 && (s[2] | 0x20) == 'x';
	size_t first = hex ? 3 : 2, pos = first;
	uint32_t value = 0;

	for (; pos < len && digit_value(s[pos], hex) >= 0; pos++) {
		if (value <= 0x10FFFF)
			value = value * (hex ? 16 : 10) + (uint32_t)digit_value(s[pos], hex);
	}
	if (pos == first)
		return (struct html_reference){0};
	if (pos < len && s[pos] == ';')
		pos++;
	return (struct html_reference){.len = pos, .cp = numeric_point(value)};
}

struct html_reference html_reference(const char *s, size_t len, bool attribute)
{
	const struct html_entity *entity;
	size_t name = 1, used;
	bool closed;

	if (len > 1 && s[1] == '#')
		return numeric(s, len);
	/* No name is longer than 32 bytes. */
	while (name < len && name < 33 && (is_letter(s[name]) || is_digit(s[name])))
		name++;
	closed = name < len && s[name] == ';';
	entity = html_entity_find(s + 1, name - 1, closed, &used);
	if (!entity)
		return (struct html_reference){0};
	closed = closed && used == name - 1;
	if (attribute && !closed && 1 + used < len &&
		(s[1 + used] == '=' || is_letter(s[1 + used]) || is_digit(s[1 + used])))
		return (struct html_reference){0};
	return (struct html_reference){
		.len = 1 + used + closed,
		.cp = entity->cp,
		.cp2 = entity->cp2,
	};
}
