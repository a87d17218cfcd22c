"""A server's memory on large pages."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from web.large_pages import dense

MAPPING = """\
{begin:x}-{end:x} {rights} 00000000 {device} 0 {name}
Size:              {size} kB
KernelPageSize:        4 kB
Rss:               {held} kB
Anonymous:         {held} kB
AnonHugePages:         0 kB
VmFlags: rd wr mr mw me ac sd
"""
MB = 1 << 20
PROGRAM = """
import mmap, os, sys
from pathlib import Path
from web.large_pages import gather
def anonymous():
    lines = Path("/proc/self/smaps_rollup").read_text().splitlines()
    print(next(line.split()[1] for line in lines if line.startswith("AnonHugePages")))
name = os.fsencode(sys.argv[1]) + b"/caf\\xe9"
with open(name, "wb+") as file:
    file.write(bytes(9))
    file.flush()
    mapped = mmap.mmap(file.fileno(), 0)
held = [bytes([i % 251]) * 60_000 for i in range(500)]
anonymous()
gather()
assert all(one == bytes([i % 251]) * 60_000 for i, one in enumerate(held))
anonymous()
"""


def mapping(begin: int, size: int, held: int, name: str = "", rights: str = "rw-p") -> str:
    """One of smaps(5), of sizes in MB."""
    device = "08:01" if name.startswith("/") else "00:00"
    sizes = {"size": size << 10, "held": held << 10}
    end = (begin + size) * MB
    return MAPPING.format(
        begin=begin * MB, end=end, rights=rights, device=device, name=name, **sizes
    )


def test_only_memory_of_its_own_that_is_in_use_is_moved() -> None:
    """Whole large pages of it; not files, code, or what is mostly nothing, as stacks are."""
    smaps = (
        mapping(1001, 5, 5, "[heap]")
        + mapping(2000, 4, 4, "/usr/lib/libc.so.6")
        + mapping(3000, 4, 2)
        + mapping(4000, 8, 1)
        + mapping(5000, 4, 4, rights="r-xp")
        + mapping(6001, 1, 1)
        + mapping(7000, 4, 4, "[stack]")
    )
    assert [*dense(smaps)] == [(1002 * MB, 4 * MB), (3000 * MB, 4 * MB)]


@pytest.mark.skipif(sys.platform != "linux", reason="large pages are asked of Linux")
def test_memory_is_moved_and_stays_as_it_was(tmp_path: Path) -> None:
    """In a process of its own, with a file of any name; where the system can't, nothing happens."""
    run = subprocess.run(  # our own
        [sys.executable, "-c", PROGRAM, str(tmp_path)],
        capture_output=True,
        check=True,
        text=True,
        cwd=Path(__file__).parent.parent,
    )
    before, after = map(int, run.stdout.split())
    enabled = Path("/sys/kernel/mm/transparent_hugepage/enabled")
    release = re.match(r"(\d+)\.(\d+)", Path("/proc/sys/kernel/osrelease").read_text())
    assert release
    is_able = tuple(map(int, release.groups())) >= (6, 1) and enabled.exists()
    if not is_able or "[never]" in enabled.read_text():
        pytest.skip("this system has no large pages to move to")
    assert after > before
