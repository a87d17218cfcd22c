"""The commands reindex, remove, edit, stats and check: output, exit status, rejects."""

import gzip
import json
import os
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from abseek import COMMANDS, abseek
from index.errors import AbseekError
from index.storage import FRESH

MINE = [name for name, (module, _) in COMMANDS.items() if module == "index.cli"]
KEYS = ["read", "added", "updated", "unchanged", "removed", "merged", "rejected", "indexed"]
KEYS += ["seconds", "records_per_second", "generation"]


class Command:
    """Runs subcommands on an index of its own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.index = folder / "index"

    def __call__(self, *arguments: str) -> Result:
        # Options may follow the arguments; --index goes first, so that "--" can be tested.
        name, *rest = arguments
        return CliRunner().invoke(abseek, [name, "--index", str(self.index), *rest])

    def counts(self, *arguments: str) -> dict[str, Any]:
        done = self("reindex", "--json", *arguments)
        counts: dict[str, Any] = json.loads(done.stdout)
        assert done.exit_code == (3 if counts["rejected"] else 0), done.output
        return counts


@pytest.fixture
def command(tmp_path: Path) -> Command:
    return Command(tmp_path)


@pytest.fixture
def source(tmp_path: Path) -> str:
    path = tmp_path / "papers.ris"
    path.write_text("TY  - JOUR\nID  - k1\nTI  - On kilns\nAU  - Brook, Ada\nER  - \n")
    return str(path)


def test_help_has_an_example() -> None:
    """Each command tells what it does, with an example."""
    assert len(MINE) == 5
    for name in MINE:
        said = CliRunner().invoke(abseek, [name, "--help"])
        assert said.exit_code == 0
        assert f"Example:\n    abseek {name}" in said.stdout


def test_counts_as_json(command: Command, source: str) -> None:
    """--json prints one object with the keys of the contract, in their order."""
    counts = command.counts(source)
    assert list(counts) == KEYS
    assert (counts["read"], counts["added"], counts["indexed"]) == (1, 1, 1)


def test_counts_as_a_sentence(command: Command, source: str) -> None:
    """Without --json a sentence is printed, and nothing else when piped."""
    done = command("reindex", source)
    assert done.stdout.startswith("1 record read, 0 refused")
    assert done.stderr == ""


def test_that_nothing_was_merged_is_said(command: Command, source: str) -> None:
    """Beside the output, which is empty."""
    command("reindex", source)
    done = command("stats", "--merges")
    assert (done.stdout, done.stderr) == ("", "abseek: no paper was made of several records\n")


def test_refused_records(command: Command, tmp_path: Path) -> None:
    """Status 3; refusals with file and line on standard error, counts on standard output."""
    path = tmp_path / "papers.jsonl"
    path.write_text('{"id": "a", "title": "On kilns"}\n{"id": "b", "title": \n')
    done = command("reindex", "--json", str(path))
    assert done.exit_code == 3
    assert json.loads(done.stdout)["rejected"] == 1
    assert done.stderr.startswith(f"{path}:2: ")


def test_other_encodings_are_told(command: Command, tmp_path: Path) -> None:
    """A file that isn't UTF-8 is read, and a line on standard error says as what."""
    (tmp_path / "old.bib").write_bytes(
        "@misc{a, title = {Bücher}, note = {für sich}}\n".encode("cp1252")
    )
    done = command("reindex", str(tmp_path / "old.bib"))
    assert done.exit_code == 0
    assert done.stderr.count("isn't UTF-8 and was read as Windows-1252") == 1


def test_many_refused_records(command: Command, tmp_path: Path) -> None:
    """The first ten are told, the others counted."""
    path = tmp_path / "papers.jsonl"
    path.write_text('{"id": "a", "title": "On kilns"}\n' + '{"id": "b", "title": \n' * 25)
    lines = command("reindex", str(path)).stderr.splitlines()
    assert len(lines) == 11
    assert lines[-1] == "… and 15 more; --rejects FILE writes them all"


MIXED = {
    "a.bib": "@article{a, title={On kilns}, author={Brook, Ada}, doi={10.1000/kilns}}\n"
    "@article{b, title={On ashes, author={Brook, Ada}\n",
    "b.jsonl": '{"id": "c", "title": "On Kilns", "authors": ["Ada Brook"]}\n{"title": \n',
    "c.csv": "title,authors\nOn salt,Ada Brook\n",
}


def mixed(folder: Path) -> Path:
    (folder / "mixed").mkdir()
    for name, text in MIXED.items():
        (folder / "mixed" / name).write_text(text)
    packed = gzip.compress(b"TY  - JOUR\nTI  - On glaze\nER  - \n")
    (folder / "mixed" / "d.ris.gz").write_bytes(packed)
    return folder / "mixed"


def test_rejects_mended_and_fed_back(command: Command, tmp_path: Path) -> None:
    """A folder of mixed formats: what was refused can be mended and read, and then none is left."""
    rejects = tmp_path / "rejects.jsonl"
    counts = command.counts("--rejects", str(rejects), str(mixed(tmp_path)))
    assert {name: counts[name] for name in ("read", "merged", "rejected", "indexed")} == {
        "read": 4, "merged": 1, "rejected": 2, "indexed": 3,
    }  # fmt: skip
    rows = [json.loads(line) for line in rejects.read_text().splitlines()]
    mend = {
        "bibtex": "@article{b, title={On ashes}, author={Brook, Ada}}",
        "json": '{"title": "On tin"}',
    }
    for row in rows:
        row["text"] = mend[row["format"]]
    rejects.write_text("".join(json.dumps(row) + "\n" for row in rows))
    counts = command.counts("--rejects", str(rejects), str(rejects))
    assert (counts["read"], counts["rejected"], counts["indexed"]) == (2, 0, 5)
    assert rejects.read_text() == ""
    assert command.counts()["read"] == 4  # the file of rejects isn't a source to remember


def test_failed_run_leaves_the_rejects_file_alone(command: Command, tmp_path: Path) -> None:
    """A run that ends in an error overwrites nothing."""
    rejects = tmp_path / "rejects.jsonl"
    rejects.write_text("precious\n")
    done = command("reindex", "--rejects", str(rejects), str(tmp_path / "nowhere"))
    assert isinstance(done.exception, AbseekError)
    assert rejects.read_text() == "precious\n"
    assert sorted(path.name for path in tmp_path.glob("rejects*")) == ["rejects.jsonl"]


@pytest.mark.parametrize(
    ("arguments", "status"),
    [
        (["edit", "k1", "titel=x"], 2),
        (["edit", "nobody", "title=x"], 1),
        (["remove", "nobody"], 1),
        (["reindex", "--format", "papyrus", "SOURCE"], 2),
    ],
)
def test_errors_of_ours(command: Command, source: str, arguments: list[str], status: int) -> None:
    """Each error is one of ours, with its status."""
    command.counts(source)
    done = command(*(source if one == "SOURCE" else one for one in arguments))
    assert isinstance(done.exception, AbseekError), done.exception
    assert done.exception.exit_status == status


@pytest.mark.parametrize("arguments", [["edit", "k1"], ["edit", "k1", "title"], ["remove"]])
def test_wrong_usage(command: Command, arguments: list[str]) -> None:
    """What can't be meant is wrong usage, status 2."""
    assert command(*arguments).exit_code == 2


@pytest.mark.parametrize("name", ["stats", "check", "remove", "edit"])
def test_no_index(command: Command, name: str) -> None:
    """Without an index every command but reindex says so, status 5."""
    more = {"remove": ["x"], "edit": ["x", "title=y"]}.get(name, [])
    done = command(name, *more)
    assert isinstance(done.exception, AbseekError)
    assert done.exception.exit_status == 5


def test_location_that_is_no_folder(command: Command, source: str) -> None:
    """A cluster's address is refused by what only works on folders."""
    done = CliRunner().invoke(abseek, ["check", "--index", "opensearch+http://host:9200/x"])
    assert isinstance(done.exception, AbseekError)
    done = CliRunner().invoke(abseek, ["reindex", source, "--index", f"whoosh:{command.index}"])
    assert done.exit_code == 0
    assert (command.index / "CURRENT").exists()


def test_what_the_sources_no_longer_hold_is_told(command: Command, tmp_path: Path) -> None:
    """On standard error, until --prune takes it out; standard input is another source each time."""
    path = tmp_path / "papers.jsonl"
    line = '{{"id": "{0}", "title": "On {0}"}}\n'.format
    path.write_text(line("kilns") + line("glazes") + line("clay"))
    assert command("reindex", str(path)).stderr == ""
    path.write_text(line("kilns") + line("glazes"))
    for arguments in ([str(path)], [], ["--dry-run"]):
        told = "1 record is no longer in the sources; --prune takes it out\n"
        assert command("reindex", *arguments).stderr == told
    path.write_text(line("kilns"))
    assert command("reindex").stderr.startswith("2 records are no longer")
    assert command("reindex", "--prune").stderr == ""
    assert command("reindex").stderr == ""


def test_a_refused_record_is_not_told_as_gone(command: Command, tmp_path: Path) -> None:
    """Nothing tells which of a source's records was refused: --prune isn't offered for these."""
    path = tmp_path / "papers.jsonl"
    path.write_text('{"id": "a", "title": "On kilns"}\n{"id": "b", "title": "On clay"}\n')
    command("reindex", str(path))
    path.write_text('{"id": "a", "title": "On kilns"}\n{"id": "b"}\n')
    told = "1 record is no longer in the sources or refused"
    assert command("reindex").stderr.splitlines()[-1] == told
    spared = f"{told}: --prune leaves what may be refused"
    assert command("reindex", "--prune").stderr.splitlines()[-1] == spared


def test_a_merged_paper_is_one_of_several_records(command: Command, tmp_path: Path) -> None:
    """One whose first record is gone counts no more, nor one of a record by itself."""
    paths = [tmp_path / f"{number}.bib" for number in range(3)]
    for path in paths:
        path.write_text(f"@article{{x{path.stem}, title={{On Kilns}}, author={{Ada Brook}}}}")
    command("reindex", str(tmp_path))
    for merged in ("1", "1", "0"):
        assert (
            merged
            == dict(line.rsplit(None, 1) for line in command("stats").stdout.splitlines())[
                "merged papers"
            ]
        )
        paths.pop(0).unlink()
        command("reindex", "--prune")


def test_stats(command: Command, source: str, tmp_path: Path) -> None:
    """Figures line by line; with --merges each merged paper, its records and the rule."""
    other = tmp_path / "other.bib"
    other.write_text("@article{x, title={On Kilns.}, author={Ada Brook}}")
    command.counts(source, str(other))
    lines = dict(line.rsplit(None, 1) for line in command("stats").stdout.splitlines())
    assert (lines["papers"], lines["records"], lines["merged papers"]) == ("1", "2", "1")
    assert command("stats", "--merges").stdout.splitlines() == [
        "k1",
        "  1. papers.ris: On kilns (Ada Brook, no date)",
        "  2. other.bib: On Kilns. (Ada Brook, no date)",
        "  1 = 2 by title",
    ]


def test_check(command: Command, source: str) -> None:
    """A sound index is told so; of a damaged one each damage, with status 1."""
    command.counts(source)
    assert command("check").stdout == f"{command.index}: all is well\n"
    spoilt = next(path for path in (command.index / "gen-1").iterdir() if path.suffix != ".json")
    content = bytearray(spoilt.read_bytes())
    content[len(content) // 2] ^= 1
    spoilt.write_bytes(content)
    done = command("check")
    assert done.exit_code == 1
    assert done.stdout == f"{spoilt}: altered or cut short; {FRESH}\n"


def test_edit_and_remove(command: Command, source: str) -> None:
    """Both publish a new generation at once."""
    command.counts(source)
    assert command("edit", "k1", "title=On hot kilns").exit_code == 0
    assert command("remove", "k1").exit_code == 0
    assert command.counts()["generation"] == 3
    assert command("remove", "--undo", "k1").exit_code == 0
    assert command.counts()["indexed"] == 1


def test_standard_input(tmp_path: Path) -> None:
    """`-` reads what is piped in, and isn't remembered."""
    program = str(Path(sys.executable).with_name("abseek"))
    place = ["--index", str(tmp_path / "index"), "--json"]
    done = subprocess.run(
        [program, "reindex", "-", *place], input=b'{"title": "On kilns"}\n', capture_output=True
    )
    assert json.loads(done.stdout)["indexed"] == 1
    assert done.stderr == b""


def test_watch(tmp_path: Path, source: str) -> None:
    """A watched folder is followed until a signal comes."""
    folder = tmp_path / "papers"
    folder.mkdir()
    Path(source).rename(folder / "a.ris")
    program = str(Path(sys.executable).with_name("abseek"))
    arguments = ["reindex", "--watch", "--json", str(folder), "--index", str(tmp_path / "index")]
    with subprocess.Popen(
        [program, *arguments], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        try:
            assert process.stdout
            assert json.loads(process.stdout.readline())["indexed"] == 1
            time.sleep(0.5)  # until it watches
            (folder / "b.bib").write_text("@article{x, title={On ashes}}")
            counts = json.loads(process.stdout.readline())
            process.send_signal(signal.SIGTERM)
            _, said = process.communicate(timeout=60)
        finally:
            process.kill()
    assert (counts["read"], counts["indexed"]) == (1, 2)
    assert process.returncode == 143
    assert said.startswith("abseek: stopped by SIGTERM")


def read_all(terminal: int) -> str:
    """What was written to a terminal that nobody writes to any more."""
    chunks = []
    with os.fdopen(terminal, "rb", buffering=0) as file, suppress(OSError):  # EIO is its end
        while chunk := file.read(1 << 16):
            chunks.append(chunk)
    return b"".join(chunks).decode()


def test_progress_on_a_terminal(tmp_path: Path, source: str) -> None:
    """On a terminal the steps are shown while they run; standard output stays clean."""
    import pty

    program = str(Path(sys.executable).with_name("abseek"))
    leader, follower = pty.openpty()
    arguments = ["reindex", "--json", source, "--index", str(tmp_path / "index")]
    environment = os.environ | {"TERM": "xterm", "COLUMNS": "120"}
    with subprocess.Popen(
        [program, *arguments], stdout=subprocess.PIPE, stderr=follower, env=environment
    ) as process:
        os.close(follower)
        out, _ = process.communicate(timeout=60)
    shown = read_all(leader)
    assert json.loads(out)["indexed"] == 1
    assert "indexing" in shown


def test_rejects_into_what_is_no_file(command: Command, tmp_path: Path) -> None:
    """A device or pipe as the file of rejects is written to, never replaced."""
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    reading = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    done = command("reindex", "--rejects", str(pipe), str(mixed(tmp_path)))
    assert done.exit_code == 3, done.output
    assert pipe.is_fifo()
    assert os.read(reading, 1 << 16).startswith(b'{"source"')
    os.close(reading)


@pytest.mark.skipif(not Path("/dev/full").is_char_device(), reason="needs /dev/full")
def test_full_disk_under_the_file_of_rejects(command: Command, tmp_path: Path) -> None:
    """It is told as an error of ours, though the disk speaks up only when the file is closed."""
    done = command("reindex", "--rejects", "/dev/full", str(mixed(tmp_path)))
    assert isinstance(done.exception, AbseekError)
    assert str(done.exception).startswith("/dev/full: the disk is full")


@pytest.mark.skipif(not Path("/dev/full").is_char_device(), reason="needs /dev/full")
def test_full_disk_under_standard_output(command: Command, tmp_path: Path) -> None:
    """What can't be printed is told in one line."""
    command("reindex", str(mixed(tmp_path)))
    program = str(Path(sys.executable).with_name("abseek"))
    with Path("/dev/full").open("w") as full:
        for arguments in (["stats"], ["search", "paper", "--format", "csv"]):
            line = [program, *arguments, "--index", str(command.index)]
            done = subprocess.run(line, stdout=full, stderr=subprocess.PIPE, text=True, check=False)
            assert done.returncode == 1
            assert done.stderr == "abseek: standard output: No space left on device\n"
