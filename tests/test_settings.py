"""The one table of settings: where values come from, and that the docs list every one."""

from pathlib import Path

import pytest
from conftest import ROOT

from index import settings
from index.errors import SettingError
from index.settings import SETTINGS, location, setting


@pytest.fixture(autouse=True)
def in_an_empty_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Run where there is no abseek.toml but the test's own."""
    monkeypatch.chdir(tmp_path)
    settings._file.cache_clear()
    return tmp_path


def test_default() -> None:
    """A setting that nobody set has its default."""
    assert setting("port") == 8000


def test_file_overrules_the_default(in_an_empty_folder: Path) -> None:
    """abseek.toml in the current folder is read."""
    (in_an_empty_folder / "abseek.toml").write_text("port = 9000\n", encoding="utf-8")
    assert setting("port") == 9000


def test_environment_overrules_the_file(
    in_an_empty_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """ABSEEK_PORT is stronger than abseek.toml."""
    (in_an_empty_folder / "abseek.toml").write_text("port = 9000\n", encoding="utf-8")
    monkeypatch.setenv("ABSEEK_PORT", "9100")
    assert setting("port") == 9100


def test_a_value_of_the_wrong_type(monkeypatch: pytest.MonkeyPatch) -> None:
    """The message names the setting, the value and what it should be."""
    monkeypatch.setenv("ABSEEK_PORT", "many")
    with pytest.raises(SettingError, match="port = 'many': not a whole number"):
        setting("port")


@pytest.mark.parametrize("text", ["prot = 1\n", "port = \n", b"\xff"])
def test_a_file_that_cannot_be_used(in_an_empty_folder: Path, text: str | bytes) -> None:
    """A misspelt name, broken TOML and broken encoding are refused, naming the file."""
    content = text if isinstance(text, bytes) else text.encode()
    (in_an_empty_folder / "abseek.toml").write_bytes(content)
    with pytest.raises(SettingError, match=r"abseek\.toml"):
        setting("port")


def test_location_prefers_the_option(monkeypatch: pytest.MonkeyPatch) -> None:
    """--index, then ABSEEK_INDEX, then var/index of the checkout."""
    assert location(None) == str(ROOT / "var" / "index")
    monkeypatch.setenv("ABSEEK_INDEX", "elsewhere")
    assert location(None) == "elsewhere"
    assert location("here") == "here"


def test_the_docs_list_every_setting() -> None:
    """docs/settings.md has a row for each, with its default and help, and no other."""
    text = (ROOT / "docs" / "settings.md").read_text(encoding="utf-8")
    rows = [line for line in text.splitlines() if line.startswith("| `")]
    assert len(rows) == len(SETTINGS) > 0
    for row, known in zip(rows, SETTINGS, strict=True):
        assert f"`{known.name}`" in row
        assert str(known.default) in row
        assert known.help in row
