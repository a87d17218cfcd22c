"""The rules of the layout: imports point one way, packages are listed, nothing is left out."""

import ast
import configparser
from pathlib import Path

import pytest
from conftest import ROOT
from setuptools import find_packages

PACKAGES = ("index", "search", "web")
# A package → what it may import of ours.
ALLOWED = {
    "index": {"index"},
    "search": {"index", "search"},
    "web": {"index", "search", "web"},
}
MODULES = [path for package in PACKAGES for path in sorted((ROOT / package).rglob("*.py"))]


def imports(path: Path) -> set[str]:
    """The absolute names that a module imports, wherever in it."""
    names = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}:{node.lineno}: a relative import"
            names.add(node.module or "")
    return names


def test_there_are_modules_to_look_at() -> None:
    """The tests below would say nothing of an empty list."""
    assert len(MODULES) > 20


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_imports_point_downstream(path: Path) -> None:
    """`web → search → index`, and nothing imports the command."""
    package = path.relative_to(ROOT).parts[0]
    ours = {name.partition(".")[0] for name in imports(path)} & {*PACKAGES, "abseek", "tests"}
    assert ours <= ALLOWED[package]


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_modules_say_what_they_are_for(path: Path) -> None:
    """Each module begins with a docstring."""
    assert ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")))


def test_every_package_is_listed() -> None:
    """setup.cfg lists the packages that setuptools finds, subpackages too."""
    config = configparser.ConfigParser()
    config.read(ROOT / "setup.cfg", encoding="utf-8")
    listed = config["options"]["packages"].split()
    found = find_packages(str(ROOT), include=[*PACKAGES, *(f"{name}.*" for name in PACKAGES)])
    assert sorted(listed) == sorted(found)


def test_nothing_names_this_machine() -> None:
    """No module holds an absolute path into somebody's checkout or home."""
    for path in MODULES:
        text = path.read_text(encoding="utf-8")
        assert "/home/" not in text, path
        assert "/root/" not in text, path
