"""beside_peer.py BUILD [FEEDS]: kordond and peer.py on the same feeds from the same server on
loopback, one after the other; CPU of each process alone, start included, per item.

Items are of about 1.2 KB in one of ten languages, 50 to a feed; the rules hold 1,000 terms,
and kordond has its bundled gazetteer besides. Needs python3-aiohttp and python3-feedparser.
"""
import importlib.util
import pathlib
import random
import resource
import sqlite3
import subprocess
import sys
import tempfile

TOP = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(TOP / "tests/e2e"))

from feeds import item, rss, when  # noqa: E402
from server import Answer, Server  # noqa: E402

ITEMS, TERMS, GROUPS, CATEGORIES = 50, 1000, 50, 13
LATIN = "bdfgklmnprstv", "aeiou"
LANGUAGES = {
    "en": LATIN, "fi": ("hjklmnprstv", "aeiouyäö"), "et": ("hjklmnprstv", "aeiouõäöü"),
    "lv": ("bdgklmnprstvšž", "aeiuāēīū"), "lt": ("bdgklmnprstvšž", "aeiuąęėįų"),
    "pl": ("bcdgklłmnprstwzż", "aeiouyąęó"), "sv": ("bdfgklmnprstv", "aeiouåäö"),
    "de": ("bdfgklmnprstw", "aeiouäöü"), "ru": ("бвгджзклмнпрстх", "аеиоуыэюя"),
    "uk": ("бвгджзклмнпрстх", "аеиоуіїєя"),
}


def words(dice, letters, count):
    consonants, vowels = letters
    made = set()
    while len(made) < count:
        made.add("".join(dice.choice(consonants) + dice.choice(vowels)
                         for _ in range(dice.choice((1, 2, 2, 3, 3, 4)))) +
                 dice.choice(("", dice.choice(consonants))))
    return sorted(made)


class World:
    """Vocabularies, terms and feeds, the same in every run."""

    def __init__(self, feeds):
        self.dice = random.Random(20240523)
        self.vocabulary = {lang: words(self.dice, letters, 12000)
                           for lang, letters in LANGUAGES.items()}
        per_language = TERMS // len(LANGUAGES)
        self.terms = {lang: [word for word in self.vocabulary[lang] if len(word) > 5]
                      [::20][:per_language] for lang in LANGUAGES}
        assert sum(map(len, self.terms.values())) == TERMS
        self.feeds = [self.feed(number) for number in range(feeds)]

    def sentence(self, lang):
        # Words are not equally frequent: a third comes from the fifty commonest.
        common, rare = self.vocabulary[lang][:50], self.vocabulary[lang]
        line = [self.dice.choice(common if self.dice.random() < 0.34 else rare)
                for _ in range(self.dice.randint(8, 20))]
        return " ".join(line).capitalize() + "."

    def feed(self, number):
        lang = list(LANGUAGES)[number % len(LANGUAGES)]
        items = []
        for i in range(ITEMS):
            text = "".join(f"<p>{self.sentence(lang)} {self.sentence(lang)}</p>"
                           for _ in range(3 if lang in ("ru", "uk") else 5))
            items.append(item(f"item-{number}-{i}", self.sentence(lang)[:90],
                              when(number * ITEMS / 100 + i / 100), text))
        return lang, rss(*items, lang=lang)

    def rules(self):
        lines = ["pack: bench", "version: 1", "terms:"]
        for group in range(GROUPS):
            lines.append(f"  group-{group}:")
            lines += [f"    {lang}: [{', '.join(term + '*' for term in terms[group::GROUPS])}]"
                      for lang, terms in self.terms.items()]
        lines.append("rules:")
        for group in range(GROUPS):
            other = (group + 1) % GROUPS
            lines += [f"  - {{id: rule-{group}, title: Rule {group},",
                      f"     category: bench-{group % CATEGORIES},",
                      f"     severity: low, when: sentence(group-{group} then/2 group-{other}),",
                      "     incident: {by: [category, place], window: 24h}}"]
        return "\n".join(lines) + "\n"


def cpu_of(command):
    """CPU seconds of a process from its start to its end, and what it printed."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    done = subprocess.run(list(map(str, command)), capture_output=True, text=True, check=False)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    if done.returncode:
        sys.exit(f"{command[0]}: {done.stdout[-500:]}{done.stderr[-2000:]}")
    return (after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime), done.stdout


def run_peer(folder, urls, world):
    (folder / "feeds").write_text("".join(f"{url}\n" for url in urls))
    (folder / "terms").write_text("".join(
        f"{term}\n" for terms in world.terms.values() for term in terms))
    used, printed = cpu_of([sys.executable, TOP / "tests/bench/peer.py", folder / "feeds",
                            folder / "terms", folder / "peer.db"])
    return used, *map(int, printed.split())


def run_kordond(build, folder, urls, world, full_text):
    folder = folder / f"kordon-{full_text}"
    folder.mkdir()
    (folder / "rules.yaml").write_text(world.rules(), encoding="utf-8")
    sources = "".join(f"  - {{id: feed-{i}, url: '{url}', lang: {world.feeds[i][0]}}}\n"
                      for i, url in enumerate(urls))
    (folder / "kordon.yaml").write_text(
        f"include: [rules.yaml, {TOP}/config/places.d]\n"
        f"store: {{path: kordon.db, full_text: {full_text}}}\n"
        "sink: {log: alerts.jsonl, journal: no, terminal: never}\nalert: {max_age: 36500d}\n"
        "fetch: {host_gap: 0s, per_host: 64, concurrency: 64}\nlog: {level: warning}\n"
        f"control: {{socket: ~}}\nsources:\n{sources}")
    used, _ = cpu_of([build / "daemon/kordond", "-c", folder / "kordon.yaml", "--once"])
    with sqlite3.connect(folder / "kordon.db") as db:
        count = [db.execute(f"SELECT count(*) FROM {table}").fetchone()[0]
                 for table in ("items", "findings", "alerts")]
        if full_text == "yes":
            [indexed] = db.execute("SELECT count(*) FROM item_search_docsize").fetchone()
            assert indexed == count[0], f"{indexed} of {count[0]} items are indexed"
    return used, *count


def show(name, used, items, peer, what):
    print(f"{name:<28}{used * 1e6 / items:9.1f} us CPU/item  "
          f"{'1' if used == peer else f'1/{peer / used:.1f}':>7}  {what}", flush=True)


def main(build, feeds):
    world = World(feeds)
    items = feeds * ITEMS
    print(f"{items} items in {feeds} feeds, {TERMS} terms; CPU of the process, start included")
    with tempfile.TemporaryDirectory(prefix="kordon-bench-") as name, Server() as server:
        folder = pathlib.Path(name)
        for number, (_, text) in enumerate(world.feeds):
            server.script(f"/feed/{number}", Answer.feed(text))
        urls = [server.url(f"/feed/{number}") for number in range(feeds)]
        peer, seen, hits = run_peer(folder, urls, world)
        assert seen == items, f"{seen} of {items} items"
        show("script (Python)", peer, items, peer, f"{hits} hits")
        for full_text in ("yes", "no"):
            used, seen, findings, alerts = run_kordond(build, folder, urls, world, full_text)
            assert seen == items, f"{seen} of {items} items"
            show(f"kordond, full text: {full_text}", used, items, peer,
                 f"{findings} findings, {alerts} alerts")


if __name__ == "__main__":
    for module in ("aiohttp", "feedparser"):
        if not importlib.util.find_spec(module):
            print(f"{module} is not installed (apt-get install python3-{module})")
            sys.exit(77)
    main(pathlib.Path(sys.argv[1]).resolve(), int(sys.argv[2]) if len(sys.argv) > 2 else 400)
