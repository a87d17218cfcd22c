"""Links from one page of an answer to the others."""

from dataclasses import dataclass

from web.question import Question


@dataclass(frozen=True, slots=True)
class Pager:
    """What stands below an answer: pages count from 1, `links` holds 0 for a gap."""

    page: int
    last: int
    first_hit: int
    last_hit: int
    links: tuple[int, ...]
    question: Question

    def link(self, page: int) -> str:
        """The address of one page."""
        return self.question.page_link(page)


def pager(question: Question, total: int) -> Pager:
    """The pager of an answer of `total` papers."""
    last = max(1, -(-total // question.per_page))
    first_hit = (question.page - 1) * question.per_page + 1
    last_hit = min(total, question.page * question.per_page)
    return Pager(question.page, last, first_hit, last_hit, _numbers(question.page, last), question)


def _numbers(page: int, last: int) -> tuple[int, ...]:
    """The first, the last, and those around this one; 0 stands for what is left out."""
    near = sorted({1, last} | {n for n in range(page - 2, page + 3) if 1 <= n <= last})
    numbers: list[int] = []
    for number in near:
        if numbers and number - numbers[-1] > 1:
            numbers.append(0)
        numbers.append(number)
    return tuple(numbers)
