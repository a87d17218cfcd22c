"""Makes our codec Whoosh's default in every process that has this folder on its path.

Python imports a module of this name at its start, so spawned children are reached too, which a
patch made in the parent isn't.
"""

import whoosh.codec

from index.codec.segment import ArrayCodec

whoosh.codec.default_codec = ArrayCodec
