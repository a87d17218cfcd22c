"""How many threads libraries may begin."""

import os


def without_threads() -> None:
    """Keep NumPy's linear algebra from beginning threads: nothing uses it, and they take .1 s.

    It holds for what imports NumPy from now on, in this process and those that it begins.
    """
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
