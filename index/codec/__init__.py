"""The Whoosh codec whose postings are arrays: Whoosh's writer → files of parts → mapped arrays.

`index.codec.segment.ArrayCodec` is what Whoosh's `writer(codec=…)` takes; `index.codec.arrays`
gives an engine the arrays of an open segment; `index.codec.parts` is the file format.
"""
