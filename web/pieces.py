"""A query as typed → its parts in words, each with the query that leaves it out."""

from search.parser import parse
from search.sentence import parts

MOST = 30  # words of a query that is taken apart: a longer one has parts nobody removes one by one
Piece = tuple[str, str]


def pieces_of(text: str) -> list[Piece]:
    """Each part and the query without it, as typed; none for a query of very many words."""
    tree = parse(text).tree
    if sum(1 for _ in tree.leaves()) > MOST:
        return []
    return [(told.removeprefix("with "), rest) for told, rest in parts(tree)]
