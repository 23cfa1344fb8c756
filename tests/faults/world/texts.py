"""Twilio's Messages resource on loopback, lean: create, list and fetch, as the SDK meets them."""

from __future__ import annotations

import base64
import json
import socket
from datetime import UTC, datetime
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit
from uuid import uuid4

from tests.faults.world.fates import Door, Fate, Way
from tests.faults.world.journal import Taken
from tests.faults.world.moments import Moment
from tests.faults.world.outside import ACCOUNT, LATE_SECONDS, SENDER, TOKEN, Outside, number_at
from tests.faults.world.reports import Poster, last_word

_CREDENTIALS = "Basic " + base64.b64encode(f"{ACCOUNT}:{TOKEN}".encode()).decode()


class Texts(ThreadingHTTPServer):
    """Listens on a free loopback port until ``shutdown``."""

    daemon_threads = True
    request_queue_size = 128

    def __init__(self, outside: Outside, poster: Poster) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.outside = outside
        self.poster = poster

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A caller that was killed hangs up in the middle: that is the point of the run."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: Texts
    # One packet an answer: without these two every answer waits 40 ms for the caller's kernel.
    wbufsize = -1
    disable_nagle_algorithm = True

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the library's signature
        """Nothing: the journal tells."""

    def do_POST(self) -> None:
        form = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
        if not self._known():
            return
        outside = self.server.outside
        to, body, callback = (form.get(name, [""])[0] for name in ("To", "Body", "StatusCallback"))
        number = number_at(to)
        if number is None:
            self._fault(400, 21211, "Invalid 'To' Phone Number")
            return
        door, fate = outside.meet(number)
        outside.moments.passing(Moment.TEXT_ASKED)
        match door:
            case Door.BUSY:
                self._fault(429, 20429, "Too Many Requests")
                return
            case Door.FAULT_BEFORE:
                self._fault(500, 20500, "Internal Server Error")
                return
            case Door.REFUSED:
                self._fault(400, 21211, "Invalid 'To' Phone Number")
                return
            case Door.DROPPED_BEFORE:
                self._hang_up()
                return
            case Door.SILENT_BEFORE:
                self._say_nothing()
                return
        self._take(door, fate, number, to, body, callback)

    def do_GET(self) -> None:
        if not self._known():
            return
        asked = urlsplit(self.path)
        wanted = parse_qs(asked.query)
        journal = self.server.outside.journal
        name = asked.path.rsplit("/", 1)[-1].removesuffix(".json")
        if name != "Messages":
            found = [taken for taken in journal.taken() if taken.provider_id == name]
            if found:
                self._answer(200, _resource(found[0], found[0].status))
            else:
                self._fault(404, 20404, "not found")
            return
        to = wanted.get("To", [""])[0]
        rows = [_resource(taken, taken.status) for taken in journal.taken_at(to)]
        self._answer(200, {"messages": rows, "page": 0, "page_size": 50, "next_page_uri": None, "uri": self.path})

    def _take(self, door: Door, fate: Fate, number: int, to: str, body: str, callback: str) -> None:
        outside = self.server.outside
        attempt_id = urlsplit(callback).path.rsplit("/", 1)[-1]
        sid = "SM" + uuid4().hex
        at = outside.clock().timestamp()
        ends = last_word(fate.reports)
        taken = Taken(Way.TEXT, str(number), attempt_id, to, sid, body, at, fate.arrives, *ends)
        outside.journal.take(taken)
        outside.note_taken(number, fate)
        self.server.poster.report(sid, to, callback, fate)
        if fate.answers:
            self.server.poster.answer("SM" + uuid4().hex, to, "1", times=fate.answers)
        outside.moments.passing(Moment.TEXT_TAKEN)
        match door:
            case Door.FAULT_AFTER:
                self._fault(500, 20500, "Internal Server Error")
            case Door.DROPPED_AFTER:
                self._hang_up()
            case Door.SILENT_AFTER:
                self._say_nothing()
            case Door.GARBLED:
                self._answer(201, "a text")
            case _:
                if door is Door.SLOW or fate.reports.name == "EARLY":
                    outside.stopping.wait(LATE_SECONDS)
                self._answer(201, _resource(taken, "queued"))
        outside.moments.passing(Moment.TEXT_ANSWERED)

    def _known(self) -> bool:
        if self.server.outside.known and self.headers["Authorization"] == _CREDENTIALS:
            return True
        self.server.outside.journal.met("credentials refused")
        self._fault(401, 20003, "Authenticate")
        return False

    def _fault(self, status: int, code: int, message: str) -> None:
        self._answer(status, {"code": code, "message": message, "more_info": "", "status": status})

    def _answer(self, status: int, content: object) -> None:
        payload = json.dumps(content).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(payload)))
        self.end_headers()
        self.wfile.write(payload)
        self.wfile.flush()

    def _hang_up(self) -> None:
        self.close_connection = True
        self.connection.shutdown(socket.SHUT_RDWR)

    def _say_nothing(self) -> None:
        self.server.outside.stopping.wait(self.server.outside.silence_seconds)
        self._hang_up()


def _resource(taken: Taken, status: str) -> dict[str, object]:
    at = format_datetime(datetime.fromtimestamp(taken.at, UTC))
    return {
        "account_sid": ACCOUNT,
        "api_version": "2010-04-01",
        "body": taken.body,
        "date_created": at,
        "date_sent": None if status == "queued" else at,
        "date_updated": at,
        "direction": "outbound-api",
        "error_code": None if status == "queued" or taken.code is None else int(taken.code),
        "error_message": None,
        "from": SENDER,
        "messaging_service_sid": None,
        "num_media": "0",
        "num_segments": "1",
        "price": None,
        "price_unit": "USD",
        "sid": taken.provider_id,
        "status": status,
        "subresource_uris": {},
        "to": taken.destination,
        "uri": f"/2010-04-01/Accounts/{ACCOUNT}/Messages/{taken.provider_id}.json",
    }
