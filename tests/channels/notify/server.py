"""Notify on a loopback port: the parts of its API that we call, what it does to words, and its moods."""

from __future__ import annotations

import base64
import json
import re
import socket
import threading
import time
from collections import defaultdict, deque
from dataclasses import dataclass, field, replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any, Self
from urllib.parse import parse_qs, urlsplit
from uuid import uuid4

import jwt

SERVICE_ID = "11111111-2222-4333-8444-555555555555"
SECRET = "66666666-7777-4888-9999-000000000000"
API_KEY = f"council-{SERVICE_ID}-{SECRET}"
TEXT_TEMPLATE = "aaaaaaaa-0000-4000-8000-000000000001"
EMAIL_TEMPLATE = "aaaaaaaa-0000-4000-8000-000000000002"

_CHEAPER = {
    **dict.fromkeys("\u2011\u2013\u2014\u2212", "-"),
    **dict.fromkeys("\u2018\u2019\u201a", "'"),
    **dict.fromkeys("\u201c\u201d\u201e", '"'),
    **dict.fromkeys("\u180e\u200b\u200c\u200d\u2060\ufeff\u2028\u2029", ""),
    "\u2026": "...",
}
_ESCAPED = re.compile(r"\\([\\`*{}\[\]()#+\-.!_>~|])")


@dataclass(frozen=True, slots=True)
class Notification:
    """One message as Notify keeps it; ``words`` as the person reads them."""

    id: str
    kind: str
    to: str
    words: str
    reference: str | None
    status: str = "created"
    asked: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Mood:
    """What the next call meets: an answer of another kind, or a dropped connection, before or after it was taken."""

    status: int = 0
    body: object = None
    takes: bool = False


def refused(status: int, kind: str, words: str) -> Mood:
    return Mood(status, {"status_code": status, "errors": [{"error": kind, "message": words}]})


DROPPED = Mood()
LOST = Mood(takes=True)


def text_as_read(words: str) -> str:
    """What Notify makes of a text's words."""
    dearer = "".join(_CHEAPER.get(character, character) for character in words)
    lines = (re.sub(r"[ \t]+([,.])", r"\1", " ".join(line.split())) for line in dearer.splitlines())
    return re.sub("\n{3,}", "\n\n", "\n".join(lines)).strip()


def email_as_read(markdown: str) -> str:
    """The lines of an email, its list marks as bullets, without the spaces of the layout."""
    lines = (re.sub(r"^(?:[*-] +|•)+", lambda marks: re.sub(r"[*-]", "•", marks.group()), line) for line in _lines(markdown))
    return "\n".join("".join(_ESCAPED.sub(r"\1", line).split()) for line in lines)


def _lines(words: str) -> list[str]:
    return [line.strip() for line in words.replace("\r\n", "\n").split("\n") if line.strip()]


class NotifyServer:
    """``templates`` maps an id to what stands before the words that are put into it: Notify's own prefix, or nothing."""

    def __init__(self) -> None:
        self.templates = {TEXT_TEMPLATE: "", EMAIL_TEMPLATE: ""}
        self.calls: list[str] = []
        self._kept: dict[str, Notification] = {}
        self._moods: dict[str, deque[Mood]] = defaultdict(deque)
        self._lock = threading.Lock()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        self._thread = threading.Thread(target=self._server.serve_forever, args=[0.01])
        self.url = f"http://127.0.0.1:{self._server.server_port}"

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def journal(self) -> list[Notification]:
        with self._lock:
            return list(self._kept.values())

    def next_meets(self, mood: Mood, path: str = "") -> None:
        """The next call to a path that begins so meets this."""
        self._moods[path].append(mood)

    def report(self, notification_id: str, status: str) -> None:
        with self._lock:
            self._kept[notification_id] = replace(self._kept[notification_id], status=status)

    def mood_of(self, path: str) -> Mood | None:
        with self._lock:
            return next((moods.popleft() for start, moods in self._moods.items() if moods and path.startswith(start)), None)

    def take(self, kind: str, asked: dict[str, Any]) -> Notification:
        given = asked.get("personalisation", {})
        match kind:
            case "sms":
                to, words = asked["phone_number"], text_as_read(self.templates[asked["template_id"]] + given["body"])
            case "email":
                to, words = asked["email_address"], email_as_read(self.templates[asked["template_id"]] + given["body"])
            case _:
                to, words = "", base64.b64decode(asked["content"]).decode("latin-1")
        made = Notification(str(uuid4()), kind, to, words, asked.get("reference"), asked=asked)
        with self._lock:
            self._kept[made.id] = made
        return made


def _handler(notify: NotifyServer) -> type[BaseHTTPRequestHandler]:  # noqa: C901  # a class that knows its server
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            self._answer(lambda: self._posted(asked))

        def do_GET(self) -> None:
            self._answer(self._got)

        def _answer(self, ask: Any) -> None:
            notify.calls.append(f"{self.command} {self.path}")
            if not self._known():
                self._say(403, {"errors": [{"error": "AuthError", "message": "Invalid token: API key not found"}]})
                return
            mood = notify.mood_of(self.path)
            if mood is None:
                self._say(*ask())
                return
            if mood.takes:
                ask()
            if mood.status:
                self._say(mood.status, mood.body)
            else:
                self.close_connection = True
                self.connection.shutdown(socket.SHUT_RDWR)

        def _known(self) -> bool:
            token = self.headers.get("Authorization", "").removeprefix("Bearer ")
            try:
                claims = jwt.decode(token, SECRET, algorithms=["HS256"], issuer=SERVICE_ID, leeway=30)
            except jwt.InvalidTokenError:
                return False
            return bool(abs(time.time() - claims["iat"]) <= 30)

        def _posted(self, asked: dict[str, Any]) -> tuple[int, object]:
            *_, noun, name = self.path.split("/")
            if name == "preview":
                template_id = self.path.split("/")[-2]
                if template_id not in notify.templates:
                    return 404, {"errors": [{"error": "NoResultFound", "message": "No result found"}]}
                given = asked["personalisation"]
                return 200, {"id": template_id, **given, "body": notify.templates[template_id] + given["body"]}
            if noun != "notifications":
                return 404, {}
            if name != "letter" and asked["template_id"] not in notify.templates:
                return 400, {"errors": [{"error": "BadRequestError", "message": "Template not found"}]}
            made = notify.take(name, asked)
            return 201, {"id": made.id, "reference": made.reference, "content": {"body": made.words}}

        def _got(self) -> tuple[int, object]:
            address = urlsplit(self.path)
            if address.path == "/v2/templates":
                return 200, {"templates": [{"id": one} for one in notify.templates]}
            wanted = parse_qs(address.query).get("reference", [None])[0]
            found = [
                {"id": one.id, "reference": one.reference, "type": one.kind, "status": one.status}
                for one in notify.journal()
                if one.reference == wanted
            ]
            return 200, {"notifications": found, "links": {"current": self.path}}

        def _say(self, status: int, body: object) -> None:
            written = body if isinstance(body, bytes) else json.dumps(body).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(written)))
            if 300 <= status < 400:
                self.send_header("Location", self.path)
            self.end_headers()
            self.wfile.write(written)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002  # the base's
            """Say nothing."""

    return Handler
