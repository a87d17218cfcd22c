"""This project without merging of duplicates."""

from pathlib import Path

from benchmarks.peers import Built, ours

LABEL = "Abseek --no-merge"
opened = ours.opened


def build(papers: Path, folder: Path) -> Built:
    """Every record a paper of its own."""
    return ours.build_with(papers, folder, merge=False)
