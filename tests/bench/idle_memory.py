"""How much memory kordond has when it idles: sources on as many names, all polled once, with
the bundled rules and places. Prints resident kilobytes; fails beyond the ceilings.

Usage: idle_memory.py BUILD [SOURCES …]
"""
import os
import pathlib
import subprocess
import sys
import tempfile
import time

TOP = pathlib.Path(__file__).resolve().parents[2]
os.environ["KORDON_BUILD"] = str(pathlib.Path(sys.argv[1]).resolve())
sys.path.insert(0, str(TOP / "tests/e2e"))

from conftest import Kordond, wait_until  # noqa: E402
from feeds import item, now, rss  # noqa: E402
from server import Answer, Server  # noqa: E402

REST_S = 70  # within it the daemon gives back what the burst of first polls took
CEILINGS_MIB = {1000: 24, 10000: 64}


def memory(kordond):
    with open(f"/proc/{kordond.process.pid}/status", encoding="ascii") as status:
        words = dict(line.split(":", 1) for line in status)
    return {name: int(words[name].split()[0]) for name in ("VmRSS", "VmHWM", "RssAnon")}


def resolver(folder):
    library = folder / "resolve.so"
    subprocess.run(["cc", "-shared", "-fPIC", "-D_GNU_SOURCE", "-o", library,
                    TOP / "tests/e2e/resolve.c", "-ldl"], check=True)
    return library


def measure(folder, server, count):
    kordond = Kordond(folder)
    server.script("/feed", Answer.feed(rss(*[
        item(f"item-{n}", f"Words about other things, number {n}", now(-n)) for n in range(10)]),
        headers={"ETag": '"0123456789abcdef"', "Last-Modified": now()}))
    kordond.configure([{"id": f"source-{n}", "name": f"The source of number {n}",
                        "url": server.url("/feed", f"feeds-{n}.internal"), "lang": "en",
                        "country": "EE", "tags": ["public", "regional"], "interval": "1d"}
                       for n in range(count)])
    os.environ["LD_PRELOAD"] = str(resolver(folder))
    os.environ["GNUTLS_NO_IMPLICIT_INIT"] = "1"  # as the unit has it
    kordond.start()
    del os.environ["LD_PRELOAD"]
    try:
        wait_until(lambda: kordond.ask("status")["sources"]["ok"] == count, "all are polled", 300)
        time.sleep(REST_S)
        return memory(kordond)
    finally:
        kordond.stop()


def main():
    bad = False
    for count in [int(word) for word in sys.argv[2:]] or sorted(CEILINGS_MIB):
        with tempfile.TemporaryDirectory() as folder, Server() as server:
            used = measure(pathlib.Path(folder), server, count)
        ceiling = CEILINGS_MIB.get(count)
        bad |= bool(ceiling) and used["VmRSS"] > ceiling * 1024
        print(f"{count:6} sources: {used['VmRSS'] / 1024:6.1f} MiB resident (of it "
              f"{used['RssAnon'] / 1024:.1f} anonymous), {used['VmHWM'] / 1024:.1f} at the peak"
              + (f"; ceiling {ceiling} MiB" if ceiling else ""), flush=True)
    return bad


if __name__ == "__main__":
    sys.exit(main())
