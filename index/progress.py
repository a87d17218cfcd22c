"""How far a long run is: what the steps tell, and the silent listener."""

from typing import Protocol


class Progress(Protocol):
    """Is told about the steps of a run."""

    def start(self, step: str, total: int | None) -> None:
        """A step begins; `total` is how many it will take, where that is known."""

    def advance(self, count: int) -> None:
        """So many more are done."""

    def tell(self, message: str) -> None:
        """Something that people should read."""


class Silence:
    """A Progress that says nothing."""

    def start(self, step: str, total: int | None) -> None:
        """Say nothing."""

    def advance(self, count: int) -> None:
        """Say nothing."""

    def tell(self, message: str) -> None:
        """Say nothing."""
