"""Links between records → the groups that are papers; pure functions."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from index.merge import RULES

_BY_IDENTIFIER = ("arxiv", "doi")


@dataclass(frozen=True, slots=True)
class Member:
    """A record in a group: its number and what decides which groups may join.

    `digest` is the hash of its content, by which ties are broken whatever the order of reading.
    """

    number: int
    digest: int
    arxiv_id: str
    doi: str


def groups(members: Sequence[Member], links: Iterable[tuple[int, int, str]]) -> list[list[int]]:
    """Join linked records (number, number, rule), strongest rule first, into papers.

    No group has two arXiv ids; a title or abstract joins no groups whose publisher's DOIs differ.
    The result doesn't depend on the order of members and links, only on what the records hold.
    """
    group = {member.number: _Group([member.number]) for member in members}
    digest = {member.number: member.digest for member in members}
    for member in members:
        group[member.number].add_ids(member)
    ranks = {name: rank for rank, name in enumerate(RULES)}
    ordered = sorted(links, key=lambda link: (ranks[link[2]], *_digests(link, digest), link))
    for first, second, rule in ordered:
        if group[first] is not group[second] and group[first].may_join(group[second], rule):
            joined = group[first].join(group[second])
            for number in joined.numbers:
                group[number] = joined
    distinct = {id(one): one for one in group.values()}
    return sorted(sorted(one.numbers) for one in distinct.values())


def _digests(link: tuple[int, int, str], digest: dict[int, int]) -> list[int]:
    return sorted((digest[link[0]], digest[link[1]]))


class _Group:
    def __init__(self, numbers: list[int]) -> None:
        self.numbers = numbers
        self.arxiv_ids: set[str] = set()
        self.dois: set[str] = set()

    def add_ids(self, member: Member) -> None:
        self.arxiv_ids |= {member.arxiv_id} - {""}
        self.dois |= {member.doi} - {""}

    def may_join(self, other: "_Group", rule: str) -> bool:
        if len(self.arxiv_ids | other.arxiv_ids) > 1:
            return False
        if rule in _BY_IDENTIFIER or not self.dois or not other.dois:
            return True
        return bool(self.dois & other.dois)

    def join(self, other: "_Group") -> "_Group":
        small, large = sorted((self, other), key=lambda one: len(one.numbers))
        large.numbers += small.numbers
        large.arxiv_ids |= small.arxiv_ids
        large.dois |= small.dois
        return large
