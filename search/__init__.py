"""From a question to ranked results: `open_engine(location)` is the way in."""

from search.engine import Engine, open_engine
from search.results import Hit, Results

__all__ = ["Engine", "Hit", "Results", "open_engine"]
