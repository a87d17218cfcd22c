"""Run upstream's tests under Whoosh's codec and under ours, and compare test by test.

The tests come from Whoosh's source distribution, which is fetched into `.cache/`. Exit status 1
if a test that passes on Whoosh's codec fails on ours and isn't in `exceptions.txt`, if one of
those passes, or if fewer than ENOUGH tests used our codec (when all are run).
"""

import os
import subprocess
import sys
import tarfile
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from xml.etree import ElementTree

HERE = Path(__file__).parent
ROOT = HERE.parent.parent
CACHE = ROOT / ".cache" / "conformance"
VERSION = "3.54.0"
SOURCE = CACHE / f"whoosh3-{VERSION}"
ENOUGH = 450
SECONDS = 120  # for one test

# Folders that a Python process finds first: none for Whoosh's own codec, ours for ours.
CODECS = {"Whoosh's": [], "ours": [HERE / "site", ROOT]}


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a test: passed, failure, error or skipped; why; did it use our codec?"""

    state: str
    reason: str
    used_ours: bool


def main(files: list[str]) -> int:
    """Run the named test files (all without any) and print the comparison."""
    fetch()
    theirs, ours = (run(codec, files) for codec in CODECS)
    excepted = {
        line
        for line in (HERE / "exceptions.txt").read_text(encoding="utf-8").splitlines()
        if line and not line.startswith("#")
    }
    for name, outcomes in (("Whoosh's codec", theirs), ("our codec", ours)):
        counts = Counter(outcome.state for outcome in outcomes.values())
        print(f"{name}: " + ", ".join(f"{counts[state]} {state}" for state in sorted(counts)))
    used = sum(outcome.used_ours for outcome in ours.values())
    print(f"tests that used our codec: {used}")
    faults = compare(theirs, ours, excepted)
    if not files and used < ENOUGH:
        faults.append(f"only {used} tests used our codec, {ENOUGH} or more can")
    print("\n".join(faults) or f"conforms, but for {len(excepted)} listed exceptions")
    return bool(faults)


def fetch() -> None:
    """Download and unpack the source distribution, unless it is there."""
    if SOURCE.is_dir():
        return
    CACHE.mkdir(parents=True, exist_ok=True)
    pip = [sys.executable, "-m", "pip", "download", "--quiet", "--disable-pip-version-check"]
    what = ["--no-deps", "--no-binary", "whoosh3", f"whoosh3=={VERSION}"]
    subprocess.run([*pip, *what], check=True, cwd=CACHE)
    with tarfile.open(CACHE / f"whoosh3-{VERSION}.tar.gz") as archive:
        archive.extractall(CACHE, filter="data")


def run(codec: str, files: list[str]) -> dict[str, Outcome]:
    """The outcome of each test under one codec."""
    folders = CODECS[codec]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(map(str, folders))}
    with TemporaryDirectory() as scratch:
        report = Path(scratch) / "report.xml"
        options = ["-q", "-p", "no:cacheprovider", "-o", "addopts=", f"--timeout={SECONDS}"]
        options += ["-p", "used_codec"] if folders else []
        options += [f"--junitxml={report}", f"--basetemp={scratch}/tests"]
        command = [sys.executable, "-m", "pytest", *options]
        command += [f"tests/{file}" for file in files] or ["tests"]
        log = subprocess.run(command, cwd=SOURCE, env=environment, capture_output=True, check=False)
        if not report.exists():
            sys.exit(f"the tests didn't run under {codec} codec:\n{log.stdout.decode()}")
        return dict(map(outcome, ElementTree.parse(report).getroot().iter("testcase")))


def outcome(case: ElementTree.Element) -> tuple[str, Outcome]:
    """A test's name and what the report says of it."""
    states = [child for child in case if child.tag in ("failure", "error", "skipped")]
    state, reason = (states[0].tag, states[0].get("message", "")) if states else ("passed", "")
    used = case.find("properties/property[@name='codec']") is not None
    return f"{case.get('classname')}::{case.get('name')}", Outcome(state, reason, used)


def compare(theirs: dict[str, Outcome], ours: dict[str, Outcome], excepted: set[str]) -> list[str]:
    """What keeps the codec from conforming, a line a test."""
    faults = []
    missing = Outcome("missing", "", False)
    for name in (name for name, outcome in theirs.items() if outcome.state == "passed"):
        mine = ours.get(name, missing)
        if mine.state != "passed" and name not in excepted:
            faults.append(f"{mine.state}: {name}: {mine.reason.splitlines()[:1]}")
        if mine.state == "passed" and name in excepted:
            faults.append(f"passes, take it off the exceptions: {name}")
    return faults


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
