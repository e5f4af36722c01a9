"""tally.py FOLDER STEPS_FAILED: adds up JUnit files and prints `N passed, N failed`.

A step that failed without a failed case in its file (it did not build, it crashed) counts
as one failure, so that nothing that went wrong ends in a green line.
"""
import glob
import sys
import xml.etree.ElementTree as ElementTree


def cases(folder):
    for path in sorted(glob.glob(f"{folder}/*.xml")):
        for case in ElementTree.parse(path).iter("testcase"):
            tags = {child.tag for child in case}
            name = f"{case.get('classname', '')} {case.get('name', '')}".strip()
            if "failure" in tags or "error" in tags:
                yield name, "failed"
            else:
                yield name, "skipped" if "skipped" in tags else "passed"


def main():
    folder, steps_failed = sys.argv[1], int(sys.argv[2])
    count = {"passed": 0, "failed": 0, "skipped": 0}
    for name, outcome in cases(folder):
        count[outcome] += 1
        if outcome == "failed":
            print(f"failed: {name}")
    if steps_failed and not count["failed"]:
        count["failed"] = steps_failed
    if not count["passed"]:
        count["failed"] = max(count["failed"], 1)
    if count["skipped"]:
        print(f"{count['skipped']} skipped, each with its reason above")
    print(f"{count['passed']} passed, {count['failed']} failed")
    return 1 if count["failed"] else 0


if __name__ == "__main__":
    sys.exit(main())
