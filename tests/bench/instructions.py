"""Instructions an item costs with 100 to 50,000 terms, as callgrind counts them: the pass over the
terms alone, and with fold and words before it.

Usage: instructions.py BENCH_MATCH
"""
import re
import shutil
import subprocess
import sys
import tempfile

SIZES = (100, 1_000, 10_000, 50_000)


def count(program, terms, function):
    """Instructions an item inside of the function."""
    with tempfile.NamedTemporaryFile(suffix=".callgrind") as out:
        run = subprocess.run(
            ["valgrind", "--tool=callgrind", f"--toggle-collect={function}",
             f"--callgrind-out-file={out.name}", program, "--one", str(terms)],
            capture_output=True, text=True, check=True)
        total = int(re.search(r"Collected : (\d+)", run.stderr)[1])
    return total / int(re.search(r"(\d+) items", run.stdout)[1])


def main():
    if not shutil.which("valgrind"):
        print("no valgrind here: nothing is counted")
        return
    first = {}
    print(f"{'terms':>6}  {'terms alone':>20}  {'fold, words, terms':>20}")
    for terms in SIZES:
        row = f"{terms:6d}"
        for function in ("match_scan", "words_and_terms"):
            instructions = count(sys.argv[1], terms, function)
            ratio = instructions / first.setdefault(function, instructions)
            row += f"  {instructions:12,.0f} ({ratio:.2f})"
        print(row, flush=True)


if __name__ == "__main__":
    main()
