"""What a segment answers by its postings and positions alone, whichever codec wrote it."""

from collections.abc import Sequence

from search.phrases import stand_in_rows
from search.shards import (
    TEXT_FIELDS,
    Counts,
    Docs,
    Places,
    Postings,
    Row,
    WordPostings,
    WordRows,
    add_postings,
    added_up,
    merged,
)


class PlainShard:
    """See `search.shards.Shard`; the segments' own classes say how postings are read."""

    def postings(self, field: str, term: str) -> Postings:
        """See Shard."""
        raise NotImplementedError

    def places(self, field: str, term: str, within: Docs) -> Places:
        """Where a term stands in those papers of `within` that hold it."""
        raise NotImplementedError

    def add_counts(self, field: str, terms: Sequence[str], counts: Counts) -> None:
        """See Shard."""
        add_postings((self.postings(field, term) for term in terms), counts)

    def word(self, stem: str) -> WordPostings:
        """See Shard."""
        title, abstract = (self.postings(field, stem) for field in TEXT_FIELDS)
        return merged(title, abstract)

    def together(self, asked: WordRows) -> WordPostings:
        """See Shard."""
        title, abstract = (
            added_up(stand_in_rows(self, [Row(field, row, asked.slop) for row in asked.rows]))
            if field
            else added_up(())
            for field in asked.form_fields
        )
        return merged(title, abstract)
