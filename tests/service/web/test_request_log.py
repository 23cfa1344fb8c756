"""Logs hold ids and codes. Whoever reads them learns that somebody was here, and nothing about anybody."""

from __future__ import annotations

import hashlib
import hmac
import json
import logging
import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

import pytest
import structlog
from flask import Flask
from pydantic import SecretStr
from sqlalchemy import select, text
from sqlalchemy.orm import Session, sessionmaker
from twilio.request_validator import RequestValidator

from channels.email.smtp import SmtpEmail
from channels.letter.print_queue import PrintQueue
from channels.sms.twilio import TwilioSms
from service.app import create_app
from service.container import Container
from service.demo import load_council
from service.demo.people import PEOPLE
from service.jobs import carry_on, hands_of
from service.logs import set_up_logs
from service.models import ContactRecord, Message, Person, Reply, SavedTemplate, Staff
from service.rounds import go_round
from service.settings import Mode, Settings
from service.web.access_table import TABLE, Door
from service.web.request_log import HEADER
from tests.service.web.conftest import HandClock
from tests.service.web.visitor import Visitor, inputs

_PUBLIC, _TOKEN, _MAIL = "http://council.example", "twilio-token", "mail-secret"
_SENDER = "+447700900990"


@pytest.fixture
def logs() -> Iterator[None]:
    """As a process sets them up; as they were, afterwards."""
    root = logging.getLogger()
    before, level = list(root.handlers), root.level
    set_up_logs()
    yield
    root.handlers, root.level = before, level
    structlog.contextvars.clear_contextvars()
    structlog.reset_defaults()


@pytest.fixture
def council(settings: Settings, sessions: sessionmaker[Session], hand_clock: HandClock) -> Container:
    """The fictional council, whose providers don't answer."""
    demo = settings.model_copy(update={"mode": Mode.DEMO, "public_url": _PUBLIC, "twilio_auth_token": SecretStr(_TOKEN)})
    texts = TwilioSms(
        account_sid="AC" + "0" * 32,
        auth_token=_TOKEN,
        sender=_SENDER,
        public_url=_PUBLIC,
        api_url="http://127.0.0.1:1",
        timeout_seconds=1,
    )
    mails = SmtpEmail(
        host="127.0.0.1", port=1, sender="c@council.example", starttls=False, webhook_secret=_MAIL, timeout_seconds=1
    )
    container = Container(demo, sessions, hand_clock, {"sms": texts, "email": mails}, PrintQueue())
    load_council(sessions, settings.data_dir, hand_clock.at)
    return container


@dataclass
class Lines:
    """What was logged since the last look."""

    capture: pytest.CaptureFixture[str]

    def read(self) -> list[dict[str, Any]]:
        out, err = self.capture.readouterr()
        assert out == ""
        return [json.loads(line) for line in err.splitlines()]


@pytest.fixture
def lines(capsys: pytest.CaptureFixture[str]) -> Lines:
    return Lines(capsys)


@pytest.mark.usefixtures("logs")
def test_a_request_is_one_line_without_its_path(app: Flask, lines: Lines) -> None:
    answer = Visitor(app).get("/people/018f3b1e-0000-7000-8000-000000000000?name=Okoro")
    (line,) = lines.read()
    assert line.pop("ms") >= 0
    assert line.pop("timestamp")
    assert line == {
        "event": "request",
        "level": "info",
        "endpoint": "people.show",
        "method": "GET",
        "status": 302,
        "request_id": answer.headers[HEADER],
    }
    UUID(answer.headers[HEADER])


@pytest.mark.usefixtures("logs")
def test_words_of_strangers_do_not_get_in(app: Flask, lines: Lines) -> None:
    Visitor(app).client.open("/Sam-Okoro", method="OKORO", headers={HEADER: "Okoro"})
    assert "koro" not in json.dumps(lines.read()).lower()


@pytest.mark.usefixtures("logs")
def test_the_api_has_its_line_and_its_problem_names_it(app: Flask, lines: Lines) -> None:
    answer = app.test_client().get("/api/v1/messages/018f3b1e-0000-7000-8000-000000000000")
    line = lines.read()[-1]
    assert (line["event"], line["status"]) == ("request", 401)
    assert "018f3b1e" not in line["endpoint"]
    assert answer.json is not None
    assert answer.json["instance"] == f"urn:uuid:{line['request_id']}"


@pytest.mark.usefixtures("logs")
def test_a_fault_carries_the_id_that_its_page_shows(council: Container, lines: Lines) -> None:
    app = create_app(council)
    number = next(point.typed for point in PEOPLE[0].points)

    def refused_by_the_database() -> str:
        """PostgreSQL's own text quotes the row."""
        with council.sessions.begin() as session:
            session.execute(text("INSERT INTO contact_point SELECT * FROM contact_point WHERE value = '+447700900101'"))
        raise AssertionError(number)

    app.view_functions["sign_in.first"] = refused_by_the_database
    page = Visitor(app).get("/sign-in")
    fault, request_line = lines.read()
    assert fault["error"] == "IntegrityError"
    assert fault["places"]
    assert fault["request_id"] == request_line["request_id"]
    assert fault["request_id"] in page.text
    assert "900101" not in json.dumps([fault, request_line])


@pytest.mark.usefixtures("logs")
def test_what_libraries_say_is_cut_to_who_and_where(lines: Lines) -> None:
    try:
        int("07700 900101 is no number")
    except ValueError:
        logging.getLogger("urllib3.connectionpool").exception("Failed to parse headers (url=%s)", "/?To=07700900101")
    logging.getLogger("twilio").info("body: %s", "Dear Sam")
    logging.getLogger("channels.failover").warning("provider_back provider=%s", "twilio")
    theirs, ours = lines.read()
    assert (theirs["event"], theirs["logger"], theirs["error"]) == (
        "library_warning",
        "urllib3.connectionpool",
        "ValueError",
    )
    assert re.fullmatch(r".*/test_request_log\.py:\d+", theirs["places"][0])
    assert "900101" not in json.dumps(theirs)
    assert ours["event"] == "provider_back provider=twilio"


@pytest.mark.usefixtures("logs")
def test_a_walk_over_everything_leaves_nothing_of_the_council(
    council: Container, hand_clock: HandClock, lines: Lines
) -> None:
    app = create_app(council)
    sign_ins = load_council(council.sessions, council.settings.data_dir, hand_clock.at)
    visitor = Visitor(app)
    for sign_in in sign_ins[:2]:
        visitor.submit("/sign-in", {"username": sign_in.username, "password": "wrong"})
        visitor.submit("/sign-in", {"username": sign_in.username, "password": sign_in.password})
    with council.sessions() as session:
        staff = {row.username: row for row in session.scalars(select(Staff))}
        people = session.execute(
            select(Person.id, ContactRecord.name).join(ContactRecord, ContactRecord.id == Person.record_id)
        ).all()
    casey = Visitor(app).signed_in_as(staff["casey"], hand_clock.at)
    for person_id, name in people:
        casey.submit("/people/search", {"query": name})
        words = {"purpose": "general", "body": f"Dear {name}, thank you.", "language": "en", "check_kind": "none"}
        seen = casey.submit(f"/people/{person_id}/messages/new", {**words, "request_key": str(uuid4()), "action": "preview"})
        casey.submit(f"/people/{person_id}/messages/new", {**dict(inputs(seen)), "action": "send"})
        casey.submit("/people/new", {"name": name, "own_words": f"{name} says"})
    for person in PEOPLE:
        for point in person.points:
            _knock(app, person.name, point.typed)
    with ThreadPoolExecutor(2) as pool:
        assert carry_on(council, hands_of(council, pool))
    go_round(council)
    for username in ("mo", "adam"):
        _open_everything(app, Visitor(app).signed_in_as(staff[username], hand_clock.at), council.sessions)

    found = lines.read()

    assert {line["endpoint"] for line in found if line["event"] == "request"} > {
        "people.show", "messages.show", "people.search", "webhooks.inbound", "webhooks.mail", "POST /api/v1/messages",
    }  # fmt: skip
    shown = "\n".join(json.dumps(line, ensure_ascii=False) for line in found)
    for word in _telling(sign_ins):
        assert not re.search(rf"(?<!\w){re.escape(word)}(?!\w)", shown), word


def _knock(app: Flask, name: str, typed: str) -> None:
    """As somebody who writes to us, with a right signature and without."""
    client = app.test_client()
    number = re.sub(r"^0", "+44", typed.replace(" ", ""))
    form = {"MessageSid": f"SM{abs(hash(typed))}", "From": number, "To": _SENDER, "Body": f"{name}: not at {typed}, please"}
    url = f"{_PUBLIC}/webhooks/twilio/inbound"
    signature = RequestValidator(_TOKEN).compute_signature(url, form)
    for given in (signature, "wrong"):
        client.post("/webhooks/twilio/inbound", data=form, headers={"X-Twilio-Signature": given})
    mail = (
        f"From: {name} <{typed if '@' in typed else 'x@example.org'}>\nMessage-ID: <{abs(hash(typed))}@x>\n\n{name}".encode()
    )
    seal = "sha256=" + hmac.new(_MAIL.encode(), mail, hashlib.sha256).hexdigest()
    for given in (seal, "wrong"):
        client.post("/webhooks/mail", data=mail, headers={"X-Bothways-Signature": given})
    client.post(
        "/api/v1/messages", json={"person": name, "words": {"body": typed}}, headers={"Authorization": f"Bearer {name}"}
    )


def _open_everything(app: Flask, visitor: Visitor, sessions: sessionmaker[Session]) -> None:
    with sessions() as session:
        ids = {
            "person_id": session.scalars(select(Person.id).limit(3)).all(),
            "message_id": session.scalars(select(Message.id).limit(3)).all(),
            "reply_id": session.scalars(select(Reply.id).limit(3)).all(),
            "template_id": session.scalars(select(SavedTemplate.id).limit(3)).all(),
        }
    for rule in app.url_map.iter_rules():
        if "GET" not in (rule.methods or ()) or TABLE[rule.endpoint] is Door.PUBLIC:
            continue
        for one in ids.get(next(iter(rule.arguments), ""), ["018f3b1e-0000-7000-8000-000000000000"]):
            visitor.get(re.sub(r"<[^>]+>", str(one), rule.rule))


def _telling(sign_ins: tuple[Any, ...]) -> set[str]:
    """Every word by which somebody of the council could be known."""
    telling: set[str] = set()
    for person in PEOPLE:
        telling |= {part for part in person.name.split() if len(part) > 2} | {person.case_reference or ""}
        for point in person.points:
            digits = re.sub(r"\D", "", point.typed)
            telling |= {point.typed, *point.typed.splitlines(), *([digits, f"+44{digits[1:]}"] if len(digits) > 9 else [])}
    for sign_in in sign_ins:
        telling |= {
            sign_in.username,
            sign_in.password,
            sign_in.name,
            *([sign_in.totp_secret] if sign_in.totp_secret else []),
        }
    return telling - {""}
