"""What providers tell us: believed only when signed, kept once, answered after the commit."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from email.message import EmailMessage
from uuid import uuid4

import pytest
from flask import Flask
from flask.testing import FlaskClient
from pydantic import SecretStr
from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session, sessionmaker
from twilio.request_validator import RequestValidator

from channels.email.relayed import SIGNATURE_HEADER
from channels.email.smtp import SmtpEmail
from channels.sms.twilio import TwilioSms
from service.app import create_app
from service.container import Container
from service.database import Base, make_engine, make_sessions
from service.domain.preferences import Medium
from service.domain.transport import Transport
from service.domain.understanding import Understanding
from service.embedded_postgres import temporary_database
from service.models import Alert, Attempt, Reply
from service.settings import Mode, Settings
from tests.channels.email import bounces
from tests.channels.email.relay import relay
from tests.service.use_cases.stage import Stage, set_stage

PUBLIC = "https://reach.example/bothways"
TOKEN = "the token of no real account"
MAIL_SECRET = "the secret of no real relay"
NUMBER = "+447700900201"
OURS = "+447700900999"
Params = Sequence[tuple[str, str]]


@pytest.fixture
def stage(sessions: sessionmaker[Session], now: datetime) -> Stage:
    return set_stage(sessions, now)


@pytest.fixture
def settings() -> Settings:
    return Settings(mode=Mode.TEST, secret_key=SecretStr("t" * 40), public_url=PUBLIC + "/")


@pytest.fixture
def app(container: Container, settings: Settings) -> Flask:
    sms = TwilioSms(account_sid="AC" + "0" * 32, auth_token=TOKEN, sender=OURS, public_url=PUBLIC)
    mail = SmtpEmail(host="127.0.0.1", port=1, sender="us@example.com", starttls=False, webhook_secret=MAIL_SECRET)
    return create_app(replace(container, settings=settings, channels={"sms": sms, "email": mail}))


@pytest.fixture
def provider(app: Flask) -> FlaskClient:
    return app.test_client()


def _signed(path: str, params: Params) -> dict[str, str]:
    named: dict[str, list[str]] = {}
    for name, value in params:
        named.setdefault(name, []).append(value)

    class Repeats(dict[str, list[str]]):
        def getlist(self, name: str) -> list[str]:
            return self[name]

    return {"X-Twilio-Signature": RequestValidator(TOKEN).compute_signature(PUBLIC + path, Repeats(named))}


def _post(provider: FlaskClient, path: str, params: Params, headers: dict[str, str] | None = None) -> tuple[int, str]:
    data: dict[str, list[str]] = {}
    for name, value in params:
        data.setdefault(name, []).append(value)
    answer = provider.post(path, data=data, headers=_signed(path, params) if headers is None else headers)
    return answer.status_code, answer.text


def _text(body: str, sid: str = "SM1") -> Params:
    return [("MessageSid", sid), ("From", NUMBER), ("To", OURS), ("Body", body), ("NumMedia", "0")]


def _counts(sessions: sessionmaker[Session]) -> dict[str, int]:
    with sessions() as session:
        return {
            table.name: session.scalar(select(func.count()).select_from(table)) or 0
            for table in Base.metadata.sorted_tables
            if table.name != "alert"
        }


def _alerts(sessions: sessionmaker[Session]) -> list[tuple[str, str, str]]:
    with sessions() as session:
        return [(alert.kind, alert.door, alert.detail) for alert in session.scalars(select(Alert))]


def test_a_signed_text_is_kept_and_answered_with_empty_twiml(provider: FlaskClient, stage: Stage) -> None:
    message_id = stage.send(stage.person(number=NUMBER))
    answer = provider.post(
        "/webhooks/twilio/inbound", data=dict(_text("2")), headers=_signed("/webhooks/twilio/inbound", _text("2"))
    )
    assert (answer.status_code, answer.mimetype) == (200, "text/xml")
    assert answer.text == '<?xml version="1.0" encoding="UTF-8"?><Response/>'
    assert "Set-Cookie" not in answer.headers
    assert stage.message(message_id).understanding is Understanding.UNDERSTOOD


def test_the_same_sid_twice_is_one_reply(provider: FlaskClient, stage: Stage) -> None:
    for _ in range(2):
        assert _post(provider, "/webhooks/twilio/inbound", _text("hello"))[0] == 200
    with stage.sessions() as session:
        assert session.scalar(select(func.count()).select_from(Reply)) == 1


def test_a_signed_report_moves_the_transport_alone(provider: FlaskClient, stage: Stage) -> None:
    message_id = stage.send(stage.person(number=NUMBER))
    with stage.sessions() as session:
        attempt_id = session.scalars(select(Attempt.id)).one()
    path = f"/webhooks/twilio/status/{attempt_id}"
    assert _post(provider, path, [("MessageSid", "SM9"), ("MessageStatus", "delivered")]) == (204, "")
    assert stage.delivery(message_id).state is Transport.DELIVERED
    assert stage.message(message_id).understanding is Understanding.NONE


def test_repeated_parameters_are_signed_as_they_came(provider: FlaskClient, stage: Stage) -> None:
    stage.send(stage.person(number=NUMBER))
    params = [*_text("hello"), ("Extra", "one"), ("Extra", "two")]
    assert _post(provider, "/webhooks/twilio/inbound", params)[0] == 200


@pytest.mark.parametrize("headers", [{}, {"X-Twilio-Signature": ""}, {"X-Twilio-Signature": "bm90IG91cnM="}])
def test_an_unsigned_text_changes_nothing_and_leaves_an_alert(
    provider: FlaskClient, stage: Stage, headers: dict[str, str]
) -> None:
    stage.send(stage.person(number=NUMBER))
    before = _counts(stage.sessions)
    assert _post(provider, "/webhooks/twilio/inbound", _text("2"), headers)[0] == 403
    assert _counts(stage.sessions) == before
    ((kind, door, detail),) = _alerts(stage.sessions)
    assert (kind, door) == ("unverified", "inbound")
    assert detail in {"signature_missing", "signature_wrong"}


def test_a_forwarded_host_does_not_make_a_signature_right(provider: FlaskClient, stage: Stage) -> None:
    params = _text("2")
    path = "/webhooks/twilio/inbound"
    forged = RequestValidator(TOKEN).compute_signature("https://evil.example" + path, dict(params))
    headers = {"X-Twilio-Signature": forged, "X-Forwarded-Host": "evil.example", "X-Forwarded-Proto": "https"}
    assert _post(provider, path, params, headers | {"Host": "evil.example"})[0] == 403
    assert _counts(stage.sessions)["reply"] == 0


def test_a_changed_word_breaks_the_signature(provider: FlaskClient, stage: Stage) -> None:
    headers = _signed("/webhooks/twilio/inbound", _text("1"))
    assert _post(provider, "/webhooks/twilio/inbound", _text("2"), headers)[0] == 403
    assert _counts(stage.sessions)["reply"] == 0


def test_a_signed_report_for_another_attempt_is_not_believed(provider: FlaskClient, stage: Stage) -> None:
    stage.send(stage.person(number=NUMBER))
    params = [("MessageSid", "SM9"), ("MessageStatus", "delivered")]
    headers = _signed(f"/webhooks/twilio/status/{uuid4()}", params)
    assert _post(provider, f"/webhooks/twilio/status/{uuid4()}", params, headers)[0] == 403


def test_a_signed_request_without_its_parts_is_malformed(provider: FlaskClient, stage: Stage) -> None:
    before = _counts(stage.sessions)
    assert _post(provider, "/webhooks/twilio/inbound", [("From", NUMBER)])[0] == 400
    assert _counts(stage.sessions) == before
    assert _alerts(stage.sessions) == [("malformed", "inbound", "parameter_missing")]


def test_a_report_for_nobody_is_kept_as_an_alert(provider: FlaskClient, stage: Stage) -> None:
    params = [("MessageSid", "SM9"), ("MessageStatus", "delivered")]
    assert _post(provider, f"/webhooks/twilio/status/{uuid4()}", params)[0] == 204
    assert [kind for kind, _, _ in _alerts(stage.sessions)] == ["receipt_for_nobody"]


@pytest.mark.parametrize("path", ["/webhooks/vonage/inbound", "/webhooks/fake/inbound", "/webhooks/twilio/status/no-uuid"])
def test_an_unknown_channel_is_not_there(provider: FlaskClient, stage: Stage, path: str) -> None:
    assert _post(provider, path, _text("2"))[0] == 404
    assert _alerts(stage.sessions) == []


def test_without_channels_there_is_no_door(container: Container) -> None:
    bare = create_app(container).test_client()
    assert [bare.post(path).status_code for path in ("/webhooks/twilio/inbound", "/webhooks/mail")] == [404, 404]


def test_too_much_is_refused_before_it_is_read(provider: FlaskClient, stage: Stage) -> None:
    assert _post(provider, "/webhooks/twilio/inbound", _text("x" * 300_000))[0] == 413
    assert _counts(stage.sessions)["reply"] == 0


def _mail(body: str, sender: str = "Ann Lee <ann@example.com>", vouched: str = "relay.example; dmarc=pass") -> bytes:
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Message-ID"], mail["Subject"] = sender, "us@example.com", "<m1@example.com>", "Re: hi"
    mail["Authentication-Results"] = vouched
    mail.set_content(body)
    return mail.as_bytes()


def _seal(raw: bytes) -> dict[str, str]:
    return {SIGNATURE_HEADER: "sha256=" + hmac.new(MAIL_SECRET.encode(), raw, hashlib.sha256).hexdigest()}


def test_a_signed_mail_is_a_reply(provider: FlaskClient, stage: Stage) -> None:
    message_id = stage.send(stage.person(medium=Medium.EMAIL, email="ann@example.com"))
    raw = _mail("2\n")
    answer = provider.post("/webhooks/mail", data=raw, content_type="message/rfc822", headers=_seal(raw))
    assert answer.status_code == 204
    assert stage.message(message_id).understanding is Understanding.UNDERSTOOD


def test_a_mail_whose_sender_nothing_vouches_for_is_read_by_a_person(provider: FlaskClient, stage: Stage) -> None:
    message_id = stage.send(stage.person(medium=Medium.EMAIL, email="ann@example.com"))
    raw = _mail("2\n", vouched="relay.example; spf=fail; dmarc=fail")
    assert provider.post("/webhooks/mail", data=raw, content_type="message/rfc822", headers=_seal(raw)).status_code == 204
    assert stage.message(message_id).understanding is Understanding.ANSWERED


@pytest.mark.parametrize(
    ("domain", "state", "alerts"),
    [
        ("council.example", Transport.FAILED, []),
        ("elsewhere.example", Transport.SENT, [("report_not_believed", "mail", "message_not_ours")]),
    ],
)
def test_a_bounce_by_mail_is_a_receipt_if_it_names_a_mail_of_ours(
    provider: FlaskClient, stage: Stage, domain: str, state: Transport, alerts: list[tuple[str, str, str]]
) -> None:
    with relay() as server:
        ours = SmtpEmail(host="127.0.0.1", port=server.port, sender="duty@council.example", starttls=False)
        stage.email = ours  # type: ignore[assignment]  # the real channel in the fake one's place
        message_id = stage.send(stage.person(medium=Medium.EMAIL, email=bounces.RECIPIENT))
    with stage.sessions() as session:
        attempt_id = session.scalars(select(Attempt.id)).one()
    raw = bounces.report(returned=bounces.RETURNED.replace(bounces.OWN_ID, f"{attempt_id}@{domain}"))
    assert provider.post("/webhooks/mail", data=raw, content_type="message/rfc822", headers=_seal(raw)).status_code == 204
    assert stage.delivery(message_id).state is state
    assert (_counts(stage.sessions)["reply"], _alerts(stage.sessions)) == (0, alerts)


def test_an_unsigned_mail_changes_nothing(provider: FlaskClient, stage: Stage) -> None:
    raw = _mail("2\n")
    before = _counts(stage.sessions)
    answer = provider.post("/webhooks/mail", data=raw, content_type="message/rfc822", headers=_seal(raw + b" "))
    assert answer.status_code == 403
    assert _counts(stage.sessions) == before
    assert _alerts(stage.sessions) == [("unverified", "mail", "signature_wrong")]


def test_a_mail_from_nobody_is_malformed(provider: FlaskClient, stage: Stage) -> None:
    raw = b"Subject: hello\n\n2\n"
    assert provider.post("/webhooks/mail", data=raw, headers=_seal(raw)).status_code == 400
    assert [kind for kind, _, _ in _alerts(stage.sessions)] == ["malformed"]


@pytest.mark.parametrize("signed", [True, False])
def test_without_a_database_the_provider_is_asked_to_come_again(
    container: Container, settings: Settings, *, signed: bool
) -> None:
    nowhere = make_sessions(make_engine("postgresql+psycopg://nobody@127.0.0.1:1/nothing?connect_timeout=1"))
    sms = TwilioSms(account_sid="AC" + "0" * 32, auth_token=TOKEN, sender=OURS, public_url=PUBLIC)
    app = create_app(replace(container, settings=settings, sessions=nowhere, channels={"sms": sms}))
    path = "/webhooks/twilio/inbound"
    status, words = _post(app.test_client(), path, _text("2"), None if signed else {})
    assert status == 503
    assert "nobody" not in words


def test_a_database_that_was_stopped_asks_the_provider_to_come_again(container: Container, settings: Settings) -> None:
    sms = TwilioSms(account_sid="AC" + "0" * 32, auth_token=TOKEN, sender=OURS, public_url=PUBLIC)
    with temporary_database() as url:
        sessions = make_sessions(make_engine(url))
        with sessions() as session:
            assert session.scalar(select(1)) == 1
        app = create_app(replace(container, settings=settings, sessions=sessions, channels={"sms": sms}))
    assert _post(app.test_client(), "/webhooks/twilio/inbound", _text("2")) == (503, "try again later\n")


def test_a_database_that_only_reads_asks_the_provider_to_come_again(
    container: Container, settings: Settings, stage: Stage, engine: Engine
) -> None:
    stage.send(stage.person(number=NUMBER))
    standby = engine.execution_options(postgresql_readonly=True)
    sms = TwilioSms(account_sid="AC" + "0" * 32, auth_token=TOKEN, sender=OURS, public_url=PUBLIC)
    app = create_app(replace(container, settings=settings, sessions=make_sessions(standby), channels={"sms": sms}))
    assert _post(app.test_client(), "/webhooks/twilio/inbound", _text("2"))[0] == 503
    assert _counts(stage.sessions)["reply"] == 0


def test_a_get_is_not_a_webhook(provider: FlaskClient) -> None:
    assert provider.get("/webhooks/twilio/inbound").status_code == 405
