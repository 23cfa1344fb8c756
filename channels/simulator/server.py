"""The outside world as one running thing: HTTP and SMTP on loopback, and the threads behind them."""

from __future__ import annotations

import threading
from types import TracebackType
from typing import Self

from werkzeug.serving import WSGIRequestHandler, make_server

from channels.simulator.app import make_app
from channels.simulator.config import NotForProduction, SimulatorConfig
from channels.simulator.journal import Entry
from channels.simulator.mail_server import HOST, MailServer
from channels.simulator.world import make_world

__all__ = ["Entry", "NotForProduction", "SimulatorConfig", "SimulatorServer"]


_POLL_SECONDS = 0.05  # how long a stop may take to be noticed


class _QuietHandler(WSGIRequestHandler):
    """Numbers and addresses are in these URLs: none of them goes into a log."""

    def log(self, type: str, message: str, *args: object) -> None:  # noqa: A002 - werkzeug's name
        """Say nothing."""


class SimulatorServer:
    """A context manager: inside, everything listens and the delivery reports are under way.

    Leaving it stops all of that; the journal stays in ``config.data_dir`` and is carried on by the next one there.
    """

    def __init__(self, config: SimulatorConfig) -> None:
        """Raises ``NotForProduction``."""
        config.require_not_production()
        self.config = config
        self._world = make_world(config)
        self._http = make_server(HOST, config.http_port, make_app(self._world), threaded=True, request_handler=_QuietHandler)
        self._http_thread = threading.Thread(target=self._http.serve_forever, args=(_POLL_SECONDS,), name="simulator-http")
        self._mail = MailServer(self._world, config.smtp_port)

    @property
    def http_url(self) -> str:
        return f"http://{HOST}:{self._http.port}"

    @property
    def smtp_port(self) -> int:
        return int(self._mail.port)

    def journal(self) -> list[Entry]:
        """Everything that arrived, oldest first; letters as far as the printer's folder holds them now."""
        self._world.tray.look()
        return self._world.journal.entries()

    def script(self, to: str, behaviour: str, times: int | None = 1) -> None:
        """How ``to`` ('*': everybody) answers next; ``times`` None: until changed.

        Raises ``UnknownBehaviour``. The words are in ``channels.simulator.behaviours``, joined by '+'.
        """
        self._world.scripts.order(to, behaviour, times)

    def __enter__(self) -> Self:
        self._mail.start()
        self._world.reporter.start()
        self._http_thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._world.stopping.set()
        self._http.shutdown()
        self._http_thread.join()
        self._http.server_close()
        self._mail.stop()
        self._world.reporter.stop()
        self._world.store.close()
