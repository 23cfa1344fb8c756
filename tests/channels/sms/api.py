"""Twilio's address, where something answers that is not Twilio."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs


@dataclass
class Api:
    """A server that answers as told and keeps what it was asked, and by which path."""

    status: int
    body: bytes
    headers: dict[str, str] = field(default_factory=dict)
    asked: list[dict[str, list[str]]] = field(default_factory=list)
    paths: list[str] = field(default_factory=list)
    url: str = ""


@contextmanager
def answering(status: int, body: object, **headers: str) -> Iterator[Api]:
    api = Api(status, body if isinstance(body, bytes) else json.dumps(body).encode(), headers)

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            path, _, asked = self.path.partition("?")
            self._answer(path, asked)

        def do_POST(self) -> None:
            self._answer(self.path, self.rfile.read(int(self.headers["Content-Length"])).decode())

        def _answer(self, path: str, asked: str) -> None:
            api.paths.append(path)
            api.asked.append(parse_qs(asked, strict_parsing=bool(asked)))
            self.send_response(api.status)
            for name, value in {**api.headers, "Content-Length": str(len(api.body))}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(api.body)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002  # the base's
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, args=[0.01])
        thread.start()
        api.url = f"http://127.0.0.1:{server.server_port}"
        yield api
        server.shutdown()
        thread.join()
