"""parse_beside_peer.py BUILD [FEEDS]: feed_parse and Python's feedparser on the same documents;
CPU of the parser alone, per item. Needs python3-feedparser.
"""
import importlib.util
import pathlib
import subprocess
import sys
import tempfile
import time

from beside_peer import World


def run_peer(feedparser, texts):
    """CPU seconds an item; fields as feedparser gives them, markup and all."""
    items = 0
    start = time.process_time()
    for text in texts:
        items += len(feedparser.parse(text).entries)
    return (time.process_time() - start) / items


def run_ours(build, texts):
    with tempfile.TemporaryDirectory(prefix="kordon-bench-") as name:
        paths = [pathlib.Path(name) / f"{number}.xml" for number in range(len(texts))]
        for path, text in zip(paths, texts):
            path.write_bytes(text)
        done = subprocess.run([build / "tests/bench-parse", *paths], check=True,
                              capture_output=True, text=True)
    return float(done.stdout.split()[0]) / 1e6, done.stdout.strip()


def main(build, feeds):
    import feedparser

    texts = [text if isinstance(text, bytes) else text.encode()
             for _, text in World(feeds).feeds]
    peer = run_peer(feedparser, texts)
    ours, printed = run_ours(build, texts)
    print(f"feedparser {feedparser.__version__}: {peer * 1e6:.1f} us CPU/item")
    print(f"kordon: {printed}")
    print(f"ratio: 1/{peer / ours:.1f}")


if __name__ == "__main__":
    if not importlib.util.find_spec("feedparser"):
        print("feedparser is not installed (apt-get install python3-feedparser)")
        sys.exit(77)
    main(pathlib.Path(sys.argv[1]).resolve(), int(sys.argv[2]) if len(sys.argv) > 2 else 40)
