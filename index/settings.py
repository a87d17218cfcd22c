"""Every setting in one table: read from `abseek.toml`, the environment and options, rising."""

import os
from functools import cache
from pathlib import Path
from typing import NamedTuple

from index.errors import SettingError

FILE = Path("abseek.toml")


class Setting(NamedTuple):
    """One row; its key in the file is `name`, in the environment `ABSEEK_NAME`."""

    name: str
    default: int | float | str
    help: str


SETTINGS = (
    Setting(
        "index",
        "",
        "location of the index; empty: var/index in a checkout, else the data folder",
    ),
    Setting("jobs", 0, "worker processes of a reindex; 0: one a core"),
    Setting("memory", 512, "memory of one worker of a reindex, in MB"),
    Setting("host", "127.0.0.1", "address that the server listens at"),
    Setting("port", 8000, "port that the server listens at"),
    Setting("workers", 1, "processes of the server"),
    Setting(
        "time_budget",
        2.0,
        "seconds a query may take before its answer is cut off, marked partial",
    ),
    Setting(
        "expansion_budget",
        1000,
        "words that the wildcards of one query stand for, and parts of it that are looked for",
    ),
    Setting("per_page_limit", 100, "most hits on one page of the API"),
    Setting("cors", "", "origins that may call the API from a browser; empty: none, *: all"),
    Setting("contact", "", "e-mail address that fetch tells to the servers it asks"),
)
_TABLE = {setting.name: setting for setting in SETTINGS}


def setting(name: str) -> int | float | str:
    """The value in force, of the type of the default.

    Raises SettingError for a value of another type.
    """
    row = _TABLE[name]
    variable = f"ABSEEK_{name.upper()}"
    raw = os.environ.get(variable, _file().get(name, row.default))
    try:
        return type(row.default)(raw)
    except ValueError as error:
        kind = {int: "a whole number", float: "a number"}[type(row.default)]
        raise SettingError(f"{variable} or {FILE} says {name} = {raw!r}: not {kind}") from error


def location(option: str | None) -> str:
    """Where the index is: the option, else the setting, else the place that suits."""
    chosen = option or str(setting("index"))
    if chosen:
        return chosen
    root = Path(__file__).parent.parent
    if (root / "setup.cfg").exists():
        return str(root / "var" / "index")
    data = os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share"
    return str(Path(data) / "abseek" / "index")


@cache
def _file() -> dict[str, int | float | str]:
    if not FILE.exists():
        return {}
    import tomllib  # takes as long as all else that a first search reads of the settings

    try:
        table = tomllib.loads(FILE.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, OSError) as error:
        raise SettingError(f"{FILE}: {error}") from error
    unknown = sorted(set(table) - set(_TABLE))
    if unknown:
        raise SettingError(f"{FILE}: no setting {unknown[0]!r} (known: {', '.join(_TABLE)})")
    return table
