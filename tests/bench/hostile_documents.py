"""What hostile documents up to the body ceiling cost: how long the control socket waited at
most while each was read, how much CPU the daemon spent meanwhile, how much its memory grew at
the peak, how long reading took.

Usage: hostile_documents.py BUILD [NAME …]
"""
import os
import pathlib
import sys
import tempfile

TOP = pathlib.Path(__file__).resolve().parents[2]
os.environ["KORDON_BUILD"] = str(pathlib.Path(sys.argv[1]).resolve())
sys.path.insert(0, str(TOP / "tests/e2e"))

from conftest import Kordond  # noqa: E402
from hostile_documents import DOCUMENTS  # noqa: E402
from server import Server  # noqa: E402
from test_hostile import answer_of, poll_and_watch, settle  # noqa: E402


def main():
    wanted = sys.argv[2:]
    documents = [one for one in DOCUMENTS if not wanted or one.name in wanted]
    print(f"{'document':24} {'class':12} {'status waits':>12} {'CPU':>6} {'memory grows':>13} {'reading':>9}")
    with tempfile.TemporaryDirectory() as folder, Server() as server:
        for number, document in enumerate(documents):
            place = pathlib.Path(folder, str(number))
            place.mkdir()
            kordond = Kordond(place)
            try:
                settle(kordond, server, document)
                server.script("/hostile", answer_of(document))
                seen = poll_and_watch(kordond, server)
                print(f"{document.name:24} {seen.state['class']:12} {seen.waited * 1000:9.0f} ms {seen.worked * 1000:3.0f} ms "
                      f"{seen.grown / (1 << 20):9.1f} MiB {seen.took:7.2f} s  "
                      f"{seen.state['reading'] or ''} | {seen.state['reason'][:100]}", flush=True)
                kordond.stop()
            finally:
                kordond.kill()


if __name__ == "__main__":
    main()
