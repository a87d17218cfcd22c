"""An engine builds an index in a process of its own, whose memory is watched from outside.

`python -m benchmarks.building NAME PAPERS FOLDER` is that process; it prints what it built as JSON.
The time begins when the engine's module has been imported.
"""

import shutil
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import orjson

from benchmarks.peers import load

EVERY = 0.05  # seconds between two looks at the memory
ROOT = Path(__file__).parents[1]


@dataclass(frozen=True, slots=True)
class Build:
    """What a build took: seconds, the most bytes of memory that all its processes had at once.

    `disk` are the bytes of the index, without what lies `beside` it.
    """

    engine: str
    papers: int
    seconds: float
    peak_memory: int
    disk: int
    threads: int
    segments: int
    beside: int
    notes: str

    @property
    def rate(self) -> float:
        """Papers a second."""
        return self.papers / self.seconds


def build(name: str, papers: Path, folder: Path) -> Build:
    """Build in a fresh process; raises CalledProcessError where it fails."""
    folder.mkdir(parents=True)
    command = [sys.executable, "-m", "benchmarks.building", name, str(papers), str(folder)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, cwd=ROOT) as process:
        peak = watch(process)
        output = process.stdout.read() if process.stdout else b""
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, command)
    figures = orjson.loads(output.splitlines()[-1])
    size = disk(folder) - figures["beside"]
    return Build(engine=name, peak_memory=peak, disk=size, **figures)


def build_in_turn(names: Sequence[str], papers: Path, folder: Path, repeat: int) -> list[Build]:
    """Each engine's build of median time; all are built once before any is built again.

    Of one more build, the first, nothing is told: some compile loops, once a machine.
    """
    builds: dict[str, list[Build]] = {name: [] for name in names}
    for turn in range(repeat + 1):
        for name in names:
            print(f"building with {name}, {turn} of {repeat}", file=sys.stderr, flush=True)
            shutil.rmtree(folder / name, ignore_errors=True)
            builds[name].append(build(name, papers, folder / name))
    return [sorted(found[1:], key=_seconds)[(repeat - 1) // 2] for found in builds.values()]


def watch(process: subprocess.Popen[bytes]) -> int:
    """The most memory that a process and its descendants had together until it ended, in bytes."""
    peak = 0
    while process.poll() is None:
        peak = max(peak, sum(map(resident, descendants(process.pid))))
        time.sleep(EVERY)
    return peak


def descendants(pid: int) -> list[int]:
    """A process and all below it; Linux only, elsewhere none."""
    found = [pid]
    for parent in found:
        for tasks in Path(f"/proc/{parent}/task").glob("*/children"):
            found += map(int, _read(tasks).split())
    return found


def resident(pid: int, field: str = "VmRSS") -> int:
    """Bytes of a field of /proc/PID/status; 0 where there is none."""
    for line in _read(Path(f"/proc/{pid}/status")).splitlines():
        if line.startswith(f"{field}:"):
            return int(line.split()[1]) << 10
    return 0


def disk(folder: Path) -> int:
    """Bytes of the files of a folder; a file linked twice counts once."""
    stats = [path.stat() for path in folder.rglob("*") if path.is_file()]
    return sum({stat.st_ino: stat.st_size for stat in stats}.values())


def _seconds(one: Build) -> float:
    return one.seconds


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except OSError:  # it has just ended
        return ""


def main() -> None:
    """Build and tell."""
    name, papers, folder = sys.argv[1:]
    peer = load(name)
    start = time.perf_counter()
    built = peer.build(Path(papers), Path(folder))
    figures = {"seconds": time.perf_counter() - start, **asdict(built)}
    print(orjson.dumps(figures).decode())


if __name__ == "__main__":
    main()
