"""The whole life of a text: accepted, sent, reported, answered; and of an email as far as the outbox."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from io import BytesIO
from itertools import islice
from typing import NamedTuple
from urllib.parse import urlencode
from uuid import UUID

from flask import Flask
from sqlalchemy import select
from twilio.request_validator import RequestValidator

from service.container import Container
from service.database import new_id
from service.domain.actors import Actor
from service.domain.messages import Draft
from service.domain.preferences import Medium
from service.domain.purposes import Purpose
from service.models import Attempt, ContactPoint, Delivery
from service.use_cases.compose_messages import Wanted, compose_messages
from service.use_cases.deliver import Hands, deliver
from tests.bench.machine import Figure, measure

GROUP = 25
TOKEN = "t" * 32
_DRAFT = Draft(
    purpose=Purpose.GENERAL,
    body="Hello. We have your form. Ana Reid will visit you on Thursday 26 November at 10am. Please have your letter ready.",
)


class _Sent(NamedTuple):
    attempt_id: UUID
    provider_id: str
    number: str


def figures(
    container: Container, app: Flask, actor: Actor, texts: Sequence[UUID], emails: Sequence[UUID], now: datetime
) -> Iterator[Figure]:
    """``texts`` and ``emails`` are people who chose these ways, each used once."""
    alone, grouped = texts[:320], texts[320:]
    yield measure("accept a text, alone", _accepting(container, actor, alone, 1, now), times=300)
    times = len(grouped) // GROUP - 20
    accepted = measure(
        f"accept a text (groups of {GROUP})",
        _accepting(container, actor, grouped, GROUP, now),
        times=times,
        per=GROUP,
        promised="≤ 1.1 CPU ms",
    )
    yield accepted
    yield measure(
        f"accept an email (groups of {GROUP})",
        _accepting(container, actor, emails, GROUP, now),
        times=len(emails) // GROUP - 20,
        per=GROUP,
        promised="HTTP ≤ 2.5 CPU ms",
    )
    with ThreadPoolExecutor(8) as pool:
        hands = Hands(lease_seconds=120, pool=pool)

        def carry(_number: int) -> None:
            if not deliver(container.sessions, {"sms": container.channels["sms"]}, lambda: now, hands).sent:
                raise SystemExit("nothing was due")

        delivered = measure("deliver a text (SDK, loopback)", carry, times=times - 10, per=GROUP, promised="≤ 1.9 CPU ms")
    yield delivered
    sent = _sent(container)
    validator = RequestValidator(TOKEN)
    base = container.settings.public_url

    def post(path: str, params: dict[str, str], wanted: int) -> None:
        signature = validator.compute_signature(f"{base}{path}", params)
        status = _post(app, path, urlencode(params).encode(), signature)
        if not status.startswith(str(wanted)):
            raise SystemExit(f"a webhook answered {status}")

    def report(number: int) -> None:
        one = sent[number]
        post(
            f"/webhooks/twilio/status/{one.attempt_id}",
            {"MessageSid": one.provider_id, "MessageStatus": "delivered", "AccountSid": "AC" + "0" * 32},
            204,
        )

    def answer(number: int) -> None:
        one = sent[number]
        fields = {"MessageSid": f"SM{new_id().hex}", "From": one.number, "To": "+447700900990", "Body": "1", "NumMedia": "0"}
        post("/webhooks/twilio/inbound", fields, 200)

    reported = measure("receipt whole (webhook)", report, times=400, promised="≤ 1.2 CPU ms")
    yield reported
    yield measure("reply whole (webhook)", answer, times=400, promised="≤ 1.9 CPU ms")
    steps = (accepted, delivered, reported)
    yield Figure(
        "whole life of a text",
        sum(step.own_ms for step in steps),
        sum(step.database_ms for step in steps),
        0.0,
        0.0,
        "≤ 5 CPU ms",
    )


def _post(app: Flask, path: str, body: bytes, signature: str) -> str:
    """As the server calls us: a test client would cost as much as what it tests."""
    told: list[str] = []
    environ = {
        "REQUEST_METHOD": "POST",
        "SCRIPT_NAME": "",
        "PATH_INFO": path,
        "QUERY_STRING": "",
        "CONTENT_TYPE": "application/x-www-form-urlencoded",
        "CONTENT_LENGTH": str(len(body)),
        "SERVER_NAME": "127.0.0.1",
        "SERVER_PORT": "8000",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "REMOTE_ADDR": "127.0.0.1",
        "HTTP_HOST": "127.0.0.1:8000",
        "HTTP_X_TWILIO_SIGNATURE": signature,
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": "http",
        "wsgi.input": BytesIO(body),
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": True,
        "wsgi.run_once": False,
    }

    def start_response(status: str, _headers: object, _fault: object = None) -> Callable[[bytes], object]:
        told.append(status)
        return lambda _written: None

    answer = app.wsgi_app(environ, start_response)
    for _ in answer:
        pass
    answer.close()  # type: ignore[attr-defined]  # werkzeug's closing iterator has it
    return told[0]


def _accepting(
    container: Container, actor: Actor, people: Sequence[UUID], size: int, now: datetime
) -> Callable[[int], None]:
    waiting = iter(people)

    def accept(_number: int) -> None:
        wanted = [Wanted(actor, person_id, _DRAFT, new_id()) for person_id in islice(waiting, size)]
        results = compose_messages(container.sessions, wanted, now, channels=container.channels)
        if not all(isinstance(result, UUID) for result in results):
            raise SystemExit(f"not accepted: {[result for result in results if not isinstance(result, UUID)]}")

    return accept


def _sent(container: Container) -> list[_Sent]:
    with container.sessions() as session:
        rows = session.execute(
            select(Attempt.id, Attempt.provider_id, ContactPoint.value)
            .join(Delivery, Delivery.id == Attempt.delivery_id)
            .join(ContactPoint, ContactPoint.id == Delivery.point_id)
            .where(Delivery.medium == Medium.TEXT, Attempt.outcome == "accepted", Attempt.provider == "twilio")
            .order_by(Attempt.id.desc())
            .limit(450)
        )
        return [_Sent(row[0], row[1] or "", row[2]) for row in rows]
