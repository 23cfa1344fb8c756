"""GOV.UK Notify's two doors, alone and beside another carrier: a token, one URL for all, and the id in the body."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session, sessionmaker

from channels.base import Channel
from channels.failover import FailoverChannel
from service.app import create_app
from service.container import Container
from service.domain.transport import Transport
from service.domain.understanding import Understanding
from service.models import Alert, Attempt, ReceiptRow
from tests.channels.contract.other_carriers import CALLBACK_TOKEN, notify_email, notify_text
from tests.fakes import FakeChannel
from tests.service.use_cases.stage import Stage, set_stage
from tests.service.web.conftest import HandClock

NUMBER = "+447700900201"
ID = "740e5834-3a29-46b4-9a6f-16142fde533a"
_NOWHERE = "http://127.0.0.1:9"


@pytest.fixture
def stage(sessions: sessionmaker[Session], hand_clock: HandClock) -> Stage:
    return set_stage(sessions, hand_clock.at)


@pytest.fixture(params=["alone", "second of two"])
def app(request: pytest.FixtureRequest, container: Container) -> Flask:
    notify = notify_text(_NOWHERE)
    sms: Channel = notify if request.param == "alone" else FailoverChannel((FakeChannel(), notify))
    return create_app(replace(container, channels={"sms": sms}))


@pytest.fixture
def provider(app: Flask) -> FlaskClient:
    return app.test_client()


def _post(provider: FlaskClient, path: str, fields: dict[str, object], token: str = CALLBACK_TOKEN) -> tuple[int, str]:
    headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
    answer = provider.post(path, data=json.dumps(fields), headers=headers)
    return answer.status_code, answer.text


def _attempt(stage: Stage) -> Attempt:
    with stage.sessions() as session:
        return session.scalars(select(Attempt)).one()


def _report(stage: Stage, status: str = "delivered", kind: str = "sms") -> dict[str, object]:
    return {"id": ID, "reference": str(_attempt(stage).id), "status": status, "notification_type": kind, "to": NUMBER}


def test_a_report_finds_its_attempt_by_the_reference_and_is_kept_once(provider: FlaskClient, stage: Stage) -> None:
    message_id = stage.send(stage.person(number=NUMBER))
    for _ in range(2):
        assert _post(provider, "/webhooks/notify/status", _report(stage)) == (204, "")
    assert stage.delivery(message_id).state is Transport.DELIVERED
    assert stage.message(message_id).understanding is Understanding.NONE
    with stage.sessions() as session:
        (kept,) = session.scalars(select(ReceiptRow))
    assert (kept.provider, kept.provider_id, kept.status) == ("notify", ID, "delivered")


def test_a_text_from_a_person_is_a_reply(provider: FlaskClient, stage: Stage) -> None:
    message_id = stage.send(stage.person(number=NUMBER))
    fields: dict[str, object] = {
        "id": ID,
        "source_number": NUMBER.removeprefix("+"),
        "destination_number": "07700900999",
        "message": "2",
        "date_received": "2026-03-05T09:30:00.000000Z",
    }
    for _ in range(2):
        assert _post(provider, "/webhooks/notify/inbound", fields)[0] == 200
    assert stage.message(message_id).understanding is Understanding.UNDERSTOOD


@pytest.mark.parametrize(("path", "door"), [("/webhooks/notify/status", "status"), ("/webhooks/notify/inbound", "inbound")])
def test_without_the_token_nothing_changes_but_one_alert(provider: FlaskClient, stage: Stage, path: str, door: str) -> None:
    message_id = stage.send(stage.person(number=NUMBER))
    assert _post(provider, path, _report(stage), token="guessed") == (403, "signature_wrong\n")
    assert stage.delivery(message_id).state is Transport.SENT
    with stage.sessions() as session:
        assert [(alert.kind, alert.door) for alert in session.scalars(select(Alert))] == [("unverified", door)]


def test_what_can_not_be_read_is_told_so(provider: FlaskClient, stage: Stage) -> None:
    stage.send(stage.person(number=NUMBER))
    assert _post(provider, "/webhooks/notify/status", {"status": "delivered"}) == (400, "parameter_missing\n")


@pytest.mark.parametrize("path", ["/webhooks/pigeon/status", "/webhooks/pigeon/inbound", "/webhooks/twilio/inbound"])
def test_a_carrier_that_is_not_set_up_has_no_door(provider: FlaskClient, path: str) -> None:
    assert _post(provider, path, {})[0] == 404


def test_reports_come_for_emails_too_where_texts_go_another_way(container: Container, stage: Stage) -> None:
    app = create_app(replace(container, channels={"sms": FakeChannel(), "email": notify_email(_NOWHERE)}))
    message_id = stage.send(stage.person(number=NUMBER))
    assert _post(app.test_client(), "/webhooks/notify/status", _report(stage, "permanent-failure", "email"))[0] == 204
    assert stage.delivery(message_id).state is Transport.FAILED
    assert _post(app.test_client(), "/webhooks/notify/inbound", {})[0] == 404
