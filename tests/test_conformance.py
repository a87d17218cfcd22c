"""A short run of `make conformance`: Whoosh's own tests of writing and searching on our codec."""

import subprocess
import sys
from pathlib import Path

import pytest

from benchmarks.conformance.__main__ import Outcome, compare, fetch

ROOT = Path(__file__).parent.parent


def test_whooshs_own_tests_pass_on_our_codec() -> None:
    """The same tests pass on both codecs, but for the listed exceptions."""
    try:
        fetch()
    except subprocess.CalledProcessError:
        pytest.skip("Whoosh's source distribution can't be fetched, and isn't in .cache")
    command = [sys.executable, "-m", "benchmarks.conformance", "test_writing.py", "test_results.py"]
    run = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stdout + run.stderr
    assert "conforms" in run.stdout
    assert "tests that used our codec: 0" not in run.stdout


def test_a_new_failure_and_a_stale_exception_are_faults() -> None:
    """The comparison names both, and nothing else."""
    passed, failure = Outcome("passed", "", True), Outcome("failure", "why\nmore", True)
    theirs = {"a": passed, "b": passed, "c": passed, "d": failure, "e": passed}
    ours = {"a": passed, "b": failure, "c": passed, "d": failure}
    assert compare(theirs, ours, {"c"}) == [
        "failure: b: ['why']",
        "passes, take it off the exceptions: c",
        "missing: e: []",
    ]
