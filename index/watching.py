"""Sources that change on disk → the reindex that each change asks for."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from index.catalogue import FILE, connect_to_read
from index.pruning import is_below
from index.reading import sources_of
from index.reindex import Options


def changes_of(options: Options) -> Iterator[Options]:
    """Wait for changes below the options' sources, or the remembered ones; yields what to run.

    Only files that changed are read again, but with --prune everything. Ends never by itself.
    """
    from watchfiles import Change, watch

    catalogue = options.location / FILE
    connection = connect_to_read(catalogue)
    try:
        sources = sources_of(connection, options.sources, options.format, catalogue)
        named = [path for path, _ in sources]
    finally:
        connection.close()
    again = replace(options, fresh=False)
    for changes in watch(*named, raise_interrupt=True):
        if options.prune:
            yield again
            continue
        own = [str(path.resolve()) for path in (options.location, options.rejects) if path]
        there = {
            path for change, path in changes if change != Change.deleted and not is_below(path, own)
        }
        files = tuple(sorted(path for path in there if Path(path).is_file()))
        if files:
            yield replace(again, sources=files)
