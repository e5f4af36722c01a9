"""Documents up to the body ceiling that are made to cost a reader time, memory or disk. Each
comes with the class of the poll and a part of what the source's state says of it."""
import dataclasses
import random

from feeds import when

BODY_MAX = 8 << 20  # fetch.body_max as it is without a configuration
RSS = "<?xml version='1.0' encoding='utf-8'?><rss version='2.0'><channel><title>t</title>"
END = "</channel></rss>"
JSON = '{"version": "https://jsonfeed.org/version/1.1", "title": "t", "items": ['

WORDS = ("border guards river buoys council harbour storm vessel patrol asylum seekers crossing "
         "Narva Vartius Kirkenes Gulf Finland Estonia Norway Russia drone cable ministry "
         "граница пограничники буи piir poi raja rajavartiolaitos gränsen naktī").split()


@dataclasses.dataclass
class Document:
    name: str
    make: object           # () → str or bytes
    expected: str = "ok"   # class of the poll
    says: str = ""         # in its reading or reason
    kind: str = "application/rss+xml"
    page: bool = False

    def body(self):
        text = self.make()
        data = text.encode() if isinstance(text, str) else text
        assert len(data) <= BODY_MAX, (self.name, len(data))
        return data


def fill(start, piece, end="", size=BODY_MAX):
    """As many pieces as there is room for."""
    room = size - len(start.encode()) - len(end.encode())
    return start + piece * (room // len(piece.encode())) + end


def grown(make_piece, start=RSS, end=END, size=BODY_MAX - 2000):
    """Pieces by number, up to the ceiling."""
    parts, room, number = [start], size - len(start) - len(end), 0
    while True:
        piece = make_piece(number)
        room -= len(piece.encode())
        if room < 0:
            return "".join(parts) + end
        parts.append(piece)
        number += 1


def sentence(dice, count):
    return " ".join(dice.choice(WORDS) for _ in range(count))


def news(size=BODY_MAX - 2000):
    dice = random.Random(1)
    return grown(lambda n: (
        f"<item><guid isPermaLink='false'>g{n}</guid><title>Number {n}: {sentence(dice, 6)}"
        f"</title><link>https://e.example/{n}</link><pubDate>{when(-n)}</pubDate>"
        f"<description><![CDATA[<p>{sentence(dice, 70)}.</p>]]></description></item>\n"),
        size=size)


def alarms():
    """An alert each: what costs most of all that an item can cost."""
    return grown(lambda n: (
        f"<item><guid isPermaLink='false'>a{n}</guid><title>Report {n}: border guards saw buoys "
        f"removed</title><pubDate>{when(-n)}</pubDate><description>{'x' * 900}</description>"
        "</item>"), size=1 << 20)


def long_texts():
    """Each as long as a text may be, and all of it what the rules look for."""
    dice = random.Random(2)
    body = (f"Guards removed buoys. {sentence(dice, 12)}. " * 2000)[:60000]
    return grown(lambda n: f"<item><guid>l{n}</guid><title>Buoys removed {n}</title><description>"
                           f"{body}</description></item>")


def with_names(piece):
    return grown(piece, start=RSS + "<item><title>a</title>", end="</item>" + END)


CUT = "items beyond the ceiling left out"
FIELDS = "fields beyond the ceiling cut"
DOCUMENTS = [
    Document("news", news, says="strict"),
    Document("alarms", alarms, says="strict"),
    Document("long-texts", long_texts),
    Document("empty-items", lambda: fill(RSS, "<item/>", END), says=CUT),
    Document("small-items", lambda: fill(RSS, "<item><title>x</title></item>", END), says=CUT),
    Document("one-title", lambda: fill(RSS + "<item><title>", "Narva jõgi ",
                                       "</title></item>" + END), says=CUT),
    Document("title-then-items", lambda: fill(
        RSS + "<item><title>", "x", "</title></item><item><title>behind</title></item>" + END),
        says="2 items"),
    Document("one-attribute", lambda: fill(RSS + "<item a='", "x", "'/>" + END), "not-a-feed",
             "damaged"),
    Document("nested", lambda: fill(RSS + "<item><title>a</title>", "<a>"), says="salvaged"),
    Document("nested-without-items", lambda: fill(RSS, "<a>"), "not-a-feed", "damaged"),
    Document("nested-and-closed", lambda: RSS + "<a>" * 1000000 + "</a>" * 1000000 + END,
             "not-a-feed", "damaged"),
    Document("unclosed", lambda: fill(RSS, "<item><description><p><b>"), says="recovered"),
    Document("open-cdata", lambda: fill(RSS + "<item><title>a</title></item><item><title>",
                                        "<![CDATA[ "), says="salvaged"),
    Document("one-cdata", lambda: fill(RSS + "<item><title><![CDATA[", "x ",
                                       "]]></title></item>" + END), says=CUT),
    Document("one-comment", lambda: fill(RSS + "<item><title>a</title></item><!-- ", "<item> ",
                                         " -->" + END), says="1 items"),
    Document("open-comments", lambda: fill(RSS + "<item><title>a</title></item>", "<!-- "),
             says="1 items"),
    Document("names", lambda: with_names(lambda n: f"<a{n}/>")),
    Document("attribute-names", lambda: grown(
        lambda n: f" a{n}=''", start=RSS + "<item><title>a</title><b", end="/></item>" + END)),
    Document("namespaces", lambda: with_names(lambda n: f"<a xmlns='u{n}'/>")),
    Document("many-namespaces", lambda: grown(
        lambda n: f" xmlns:a{n}='u'", start=RSS + "<item><title>a</title><b",
        end="/></item>" + END)),
    Document("paragraphs", lambda: fill(RSS + "<item><description><![CDATA[", "<p>a",
                                        "]]></description></item>" + END), says=CUT),
    Document("words", lambda: grown(lambda n: f"<item><guid>w{n}</guid><description>"
                                              f"{'a b ' * 16000}</description></item>")),
    Document("ampersands", lambda: fill(RSS + "<item><title>", "&"), says="salvaged"),
    Document("less-thans", lambda: fill(RSS + "<item><title>", "<"), says="salvaged"),
    Document("entity", lambda: fill(
        f"<!DOCTYPE rss [<!ENTITY a '{'a' * 990}'>]><rss><channel><item><title>", "&a;",
        "</title></item>" + END), says="Entity 'a' not defined"),
    Document("entity-bomb", lambda: (
        "<!DOCTYPE rss [<!ENTITY a 'aaaaaaaaaa'>" + "".join(
            f"<!ENTITY {b} '{f'&{a};' * 10}'>" for a, b in zip("abcdefghi", "bcdefghij")) +
        "]>" + RSS[RSS.index("<rss"):] + "<item><title>&j;</title></item>" + END),
        says="recovered"),
    Document("doctype", lambda: fill("<!DOCTYPE rss [", "<!ENTITY a 'b'>",
                                     "]>" + RSS[RSS.index("<rss"):] + END),
             "not-a-feed", ""),
    Document("windows-1251", lambda: fill(
        "<?xml version='1.0' encoding='windows-1251'?><rss><channel>",
        "<item><title>Граница закрыта на ночь</title></item>", END,
        size=12 << 20).encode("cp1251")[:BODY_MAX], says=CUT),
    Document("utf-16", lambda: fill("<rss><channel>", "<item><title>Граница</title></item>",
                                    END, size=4 << 20).encode("utf-16"), says=CUT),
    Document("no-utf-8", lambda: (RSS + "<item><title>Narva jõgi jõgi jõgi ").encode() +
             b"\xff\xfe\x80 a" * 1600000, says=CUT),
    Document("zeroes", lambda: RSS.encode() + b"<item><title>a\0b</title></item>" * 250000,
             says="zero byte"),
    Document("blank", lambda: " " * BODY_MAX, "empty"),
    Document("letters", lambda: "x" * BODY_MAX, "not-a-feed"),
    Document("a-web-page", lambda: fill("<!DOCTYPE html><html><body>", "<p>x"), "not-a-feed",
             "a web page"),
    Document("late-root", lambda: fill("", "<x>", RSS[RSS.index("<rss"):] + "<item/>" + END)
             , "not-a-feed"),
    Document("json-items", lambda: fill(JSON + '{"id": "0"}', ', {"title": "something"}', "]}"),
             says=CUT, kind="application/feed+json"),
    Document("json-numbers", lambda: fill(JSON + "1", ",1", "]}"), says=CUT,
             kind="application/feed+json"),
    Document("json-one-string", lambda: fill(JSON + '{"title": "', "x", '"}]}'), says=CUT,
             kind="application/feed+json"),
    Document("json-deep", lambda: fill(JSON, "["), "not-a-feed", "damaged JSON",
             kind="application/feed+json"),
    Document("json-objects", lambda: fill(JSON + '{"a": [{}', ",{}", "]}]}"), says=CUT,
             kind="application/feed+json"),
    Document("json-half-objects", lambda: fill(JSON + '{"a": [{}', ",{}", "]}]}", 200000),
             "too-large", "beyond the ceiling on values", kind="application/feed+json"),
    Document("json-open-string", lambda: fill(JSON + '{"title": "', "x"), "not-a-feed",
             "damaged JSON", kind="application/feed+json"),
    Document("page-elements", lambda: fill("<html><body>", "<b>x"), says=FIELDS, page=True,
             kind="text/html"),
    Document("page-paragraphs", lambda: fill("<html><body>", "<p>x</p>"), says=FIELDS,
             page=True, kind="text/html"),
    Document("page-text", lambda: fill("<html><body>", "Narva jõgi "), says=FIELDS, page=True,
             kind="text/html"),
    Document("page-attributes", lambda: grown(
        lambda n: f" a{n}=''", start="<html><body><p", end=">text</p>"), "too-large",
        "was not reached", page=True, kind="text/html"),
]
