"""A list of papers as compiled loops have it: a row of numbers, with addresses in memory.

Its columns are its leaf (see `search.combining`); address and number of its papers, and address of
their scores, or else of their frequencies; address and number of the papers with the word in their
title, and of these frequencies; and the address of all its papers as bits. An address is 0 where
there is nothing; bits are there for a word, or alone.
"""

COLUMNS = 9
LEAF, DOCS, COUNT, SCORES, FREQS, TITLES, TITLED, TITLE_FREQS, BITS = range(COLUMNS)
Row = tuple[int, ...]

# What is told of a word in numbers, see `search.look_up_kernels.look_up`.
FACTS = 6
HOLDING, AUTHOR, NAME, VENUE, ACRONYM, COMPOUND = range(FACTS)
