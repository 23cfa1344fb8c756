"""A provider that takes no time: every text is accepted at once, with the headers and the body that Twilio answers with.

A process of its own, so that its work is on nobody's account: ``python -m tests.bench.loopback`` prints its port.
"""

from __future__ import annotations

import json
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count

_HEADERS = {
    "Content-Type": "application/json;charset=utf-8",
    "Connection": "keep-alive",
    "Date": "Thu, 05 Mar 2026 09:30:00 GMT",
    "Twilio-Concurrent-Requests": "1",
    "Twilio-Request-Id": "RQ" + "0" * 32,
    "Twilio-Request-Duration": "0.030",
    "X-Home-Region": "us1",
    "X-API-Domain": "api.twilio.com",
    "Strict-Transport-Security": "max-age=31536000",
    "Vary": "Origin",
}
_ANSWER = {
    "account_sid": "AC" + "0" * 32,
    "api_version": "2010-04-01",
    "body": "x" * 150,
    "date_created": "Thu, 05 Mar 2026 09:30:00 +0000",
    "date_sent": None,
    "date_updated": "Thu, 05 Mar 2026 09:30:00 +0000",
    "direction": "outbound-api",
    "error_code": None,
    "error_message": None,
    "from": "+447700900999",
    "messaging_service_sid": None,
    "num_media": "0",
    "num_segments": "1",
    "price": None,
    "price_unit": "USD",
    "status": "queued",
    "subresource_uris": {"media": "/Media.json"},
    "to": "+447700900123",
    "uri": "/2010-04-01/Accounts/AC/Messages/SM.json",
}
_numbers = count(1)


@contextmanager
def loopback() -> Iterator[str]:
    """The URL of such a provider while the block runs."""
    with subprocess.Popen([sys.executable, "-m", "tests.bench.loopback"], stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        try:
            yield f"http://127.0.0.1:{int(process.stdout.readline())}"
        finally:
            process.kill()


def _serve(connection: socket.socket) -> None:
    connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    held = b""
    while True:
        while b"\r\n\r\n" not in held:
            read = connection.recv(65536)
            if not read:
                return
            held += read
        head, _, body = held.partition(b"\r\n\r\n")
        lengths = [line.split(b":")[1] for line in head.split(b"\r\n") if line.lower().startswith(b"content-length:")]
        length = int(lengths[0]) if lengths else 0
        while len(body) < length:
            body += connection.recv(65536)
        held = body[length:]
        answer = json.dumps({**_ANSWER, "sid": f"SM{next(_numbers):032x}"}).encode()
        headers = {**_HEADERS, "Content-Length": str(len(answer))}
        lines = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
        connection.sendall(f"HTTP/1.1 201 Created\r\n{lines}\r\n".encode() + answer)


def main() -> None:
    server = socket.create_server(("127.0.0.1", 0))
    print(server.getsockname()[1], flush=True)
    while True:
        connection, _ = server.accept()
        threading.Thread(target=_serve, args=(connection,), daemon=True).start()


if __name__ == "__main__":
    main()
