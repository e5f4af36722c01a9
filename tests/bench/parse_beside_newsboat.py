"""parse_beside_newsboat.py BUILD [FEEDS]: feed_parse, and newsboat's reload of the same documents
from files, of which parsing is the larger part (it stores them, too); CPU per item. Needs newsboat.
"""
import os
import pathlib
import resource
import shutil
import subprocess
import sys
import tempfile

from beside_peer import World

ITEMS = 50  # of a feed


def cpu(command, **more):
    """CPU seconds of a process, user and system."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    done = subprocess.run(command, check=True, capture_output=True, text=True, **more)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return (after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime), done.stdout


def reload(folder, urls):
    (folder / "urls").write_text("".join(f"{url}\n" for url in urls))
    (folder / "config").write_text("reload-threads 1\n")
    seconds, _ = cpu(["newsboat", "-q", "-u", "urls", "-c", "cache.db", "-C", "config",
                      "-x", "reload"], cwd=folder, env={**os.environ, "HOME": str(folder)})
    return seconds


def main(build, feeds):
    with tempfile.TemporaryDirectory(prefix="kordon-bench-") as name:
        folder, paths = pathlib.Path(name), []
        for number, (_, text) in enumerate(World(feeds).feeds):
            paths.append(folder / f"{number}.xml")
            paths[-1].write_bytes(text if isinstance(text, bytes) else text.encode())
        nothing = folder / "nothing.xml"
        nothing.write_text("<rss version='2.0'><channel><title>t</title></channel></rss>")
        start = reload(folder, [nothing.as_uri()])
        first = (reload(folder, [path.as_uri() for path in paths]) - start) / feeds / ITEMS
        again = (reload(folder, [path.as_uri() for path in paths]) - start) / feeds / ITEMS
        _, printed = cpu([build / "tests/bench-parse", *paths])
    ours = float(printed.split()[0]) / 1e6
    print(f"newsboat: {first * 1e6:.1f} us CPU/item, once more {again * 1e6:.1f}")
    print(f"kordon: {printed.strip()}")
    print(f"ratio: 1/{first / ours:.1f}, once more 1/{again / ours:.1f}")


if __name__ == "__main__":
    if not shutil.which("newsboat"):
        print("newsboat is not installed (apt-get install newsboat)")
        sys.exit(77)
    main(pathlib.Path(sys.argv[1]).resolve(), int(sys.argv[2]) if len(sys.argv) > 2 else 100)
