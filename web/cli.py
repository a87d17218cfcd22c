"""`abseek serve`: options → a server process that runs the app until it is stopped."""

import errno
import socket
import sys

import click

from index.errors import ServerError
from index.settings import location, setting


@click.command(epilog="Example: abseek serve --port 8080 --workers 2")
@click.option("--index", "index_", metavar="LOCATION", help="Where the index is.")
@click.option("--host", help="Address to listen at.  [default: 127.0.0.1]")
@click.option("--port", type=click.IntRange(0, 65535), help="0: any free one.  [default: 8000]")
@click.option("--workers", type=click.IntRange(1, 64), help="Processes.  [default: 1]")
def serve(index_: str | None, host: str | None, port: int | None, workers: int | None) -> None:
    """Serve the search page and the API until Ctrl-C."""
    from web.app import WebSettings, create_app

    settings = WebSettings(
        location(index_), int(setting("per_page_limit")), str(setting("cors")).strip()
    )
    listener = listen(host or str(setting("host")), int(setting("port")) if port is None else port)
    name, number = listener.getsockname()[:2]
    shown = f"[{name}]" if ":" in name else name
    click.echo(f"Abseek is at http://{shown}:{number} (stop it with Ctrl-C)", err=True)
    app = create_app(settings)
    if sys.platform == "win32":  # gunicorn needs fork
        from waitress import serve as run

        run(app, sockets=[listener], threads=8)
    else:
        from web.server import run_gunicorn

        run_gunicorn(app, listener, workers or int(setting("workers")))


def listen(host: str, port: int) -> socket.socket:
    """A socket bound to the address; raises ServerError with the reason in words."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family)
    except OSError as error:
        reasons = {
            errno.EADDRINUSE: "another program is using it; choose another with --port",
            errno.EACCES: "only the system may listen there; choose a port above 1023",
        }
        reason = reasons.get(error.errno or 0, error.strerror or str(error))
        raise ServerError(f"can't listen at {host}, port {port}: {reason}") from error
