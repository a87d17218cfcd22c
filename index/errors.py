"""Every error that Abseek raises on purpose, with the exit status it stands for.

AbseekError                1  the message says what was wrong, where, and what to do
├── SourceError            1  a source can't be opened or isn't in a known format
├── SettingError           2  an option or setting has a value that can't be
├── LockedError            4  another writer holds the index
├── NoIndexError           5  there is no index at the location
├── IndexVersionError      1  the index was made by another version of the format
├── IndexDamagedError      1  a file of the index is missing, cut short or altered
├── StorageError           1  the disk is full, read-only or failing
├── QueryError             1  a query can't be answered as asked (never raised for what people type)
└── ServerError            1  the server can't start (such as a port in use)
"""


class AbseekError(Exception):
    """The root; its text is shown to people as it is."""

    exit_status = 1


class SourceError(AbseekError):
    """A source can't be opened or isn't in a known format."""


class SettingError(AbseekError):
    """An option or setting has a value that can't be."""

    exit_status = 2


class LockedError(AbseekError):
    """Another writer holds the index."""

    exit_status = 4


class NoIndexError(AbseekError):
    """There is no index at the location."""

    exit_status = 5


class IndexVersionError(AbseekError):
    """The index was made by another version of the format."""


class IndexDamagedError(AbseekError):
    """A file of the index is missing, cut short or altered."""


class StorageError(AbseekError):
    """The disk is full, read-only or failing."""


class QueryError(AbseekError):
    """A query can't be answered as asked, such as an unknown sort or facet."""


class ServerError(AbseekError):
    """The server can't start."""
