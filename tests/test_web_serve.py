"""`abseek serve`: what happens before the first request."""

import socket

import pytest

from index.errors import ServerError
from web.cli import listen


def test_port_in_use_is_said_plainly() -> None:
    """A taken port is named, with what to do."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(ServerError, match=f"port {port}: another program is using it"):
            listen("127.0.0.1", port)


def test_unknown_host_is_said_plainly() -> None:
    """An address that isn't this machine's is named."""
    with pytest.raises(ServerError, match=r"can't listen at 203\.0\.113\.7"):
        listen("203.0.113.7", 0)
