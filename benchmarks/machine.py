"""What a run was made on, so that its figures can be read."""

import os
import platform
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

PACKAGES = ("numpy", "numba", "orjson", "whoosh3", "tantivy", "bm25s")


@dataclass(frozen=True, slots=True)
class Machine:
    """Processor, cores, load before the run, its day, and the versions of what was measured."""

    processor: str
    cores: int
    load: float
    day: str
    python: str
    versions: dict[str, str]


def machine() -> Machine:
    """The one this runs on."""
    found = {name: one for name in PACKAGES if (one := _version(name))}
    cores, day = os.cpu_count() or 1, datetime.now(UTC).date().isoformat()
    return Machine(_processor(), cores, load(), day, platform.python_version(), found)


def load() -> float:
    """How many processes want a core now; 0 where the system doesn't say."""
    return os.getloadavg()[0] if hasattr(os, "getloadavg") else 0.0


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        return platform.processor()
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.machine()


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return ""
