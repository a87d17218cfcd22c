"""From source files to an index on disk: `index.reindex.reindex` is the way in.

Sources are read into records, the same papers are merged, and what changed is
written as a new generation of the index.
"""
