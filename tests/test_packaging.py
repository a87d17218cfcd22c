"""What is installed: the wheel's contents, and the command without development tools."""

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from conftest import ROOT


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> zipfile.ZipFile:
    """The project's wheel, built from a copy of its committed and new files."""
    folder = tmp_path_factory.mktemp("wheel")
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    for name in filter(None, listed.stdout.splitlines()):
        if (ROOT / name).is_file():
            target = folder / "source" / name
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes((ROOT / name).read_bytes())
    subprocess.run(
        [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "-w", str(folder), "."],
        cwd=folder / "source",
        check=True,
    )
    return zipfile.ZipFile(next(folder.glob("*.whl")))


def test_top_level_names(wheel: zipfile.ZipFile) -> None:
    """The wheel brings four top-level names and nothing of the tests."""
    names = {Path(name).parts[0] for name in wheel.namelist()}
    ours = {name for name in names if not name.endswith(".dist-info")}
    assert ours == {"abseek.py", "index", "search", "web"}


def test_package_data(wheel: zipfile.ZipFile) -> None:
    """The sample, the templates and the stylesheet are in the wheel."""
    names = set(wheel.namelist())
    assert "index/sample/landmarks.jsonl" in names
    assert any(name.startswith("web/templates/") for name in names)
    assert any(name.startswith("web/static/") and name.endswith(".css") for name in names)


def test_every_module_is_in_the_wheel(wheel: zipfile.ZipFile) -> None:
    """No module of the checkout is missing from what people install."""
    modules = {
        str(path.relative_to(ROOT))
        for package in ("index", "search", "web")
        for path in (ROOT / package).rglob("*.py")
    }
    assert modules - set(wheel.namelist()) == set()


def test_help_imports_nothing_heavy() -> None:
    """`abseek --help` answers without NumPy, Whoosh, NLTK or Flask."""
    program = (
        "import sys, abseek\n"
        "try:\n    abseek.abseek(['--help'])\n"
        "except SystemExit:\n    pass\n"
        "print({'numpy', 'whoosh', 'nltk', 'flask', 'numba'} & set(sys.modules))"
    )
    output = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    ).stdout
    assert "Commands" in output
    assert output.endswith("set()\n")
