"""Who a message comes from, and how whoever gets it can check that: the council, never a worker's own (R27, R28)."""

from __future__ import annotations

from dataclasses import fields
from email import message_from_bytes, policy

import pytest
from sqlalchemy.orm import Session, sessionmaker

from channels.base import EmailContent, Outgoing, TextContent
from channels.sms.twilio import TwilioSms
from service import planning
from service.domain.codes import show
from service.domain.preferences import Medium
from service.models import Staff, Team
from service.queries import facts
from service.use_cases.compose_message import preview_message
from tests.channels.contract.carriers import MAIL_SENDER, NOW, cleared, smtp_email
from tests.channels.email.relay import relay
from tests.service.use_cases.stage import Stage, plain, set_stage


@pytest.fixture
def stage(sessions: sessionmaker[Session], now: object) -> Stage:
    return set_stage(sessions, now)  # type: ignore[arg-type]  # the shared fixture's


def test_a_worker_has_no_number_or_address_here_that_could_be_a_sender() -> None:
    assert not {column.name for column in Staff.__table__.columns} & {"phone", "mobile", "email", "address", "sender"}


def test_no_message_says_whom_it_is_from_so_the_channel_alone_does() -> None:
    assert {field.name for field in fields(Outgoing)} == {"attempt_id", "reference", "destination", "content"}


def test_a_channel_of_texts_takes_one_number_for_all_and_no_name() -> None:
    with pytest.raises(ValueError, match="sender"):
        TwilioSms(account_sid="AC1", auth_token="t", sender="Casey", public_url="https://council.example")


def test_a_mail_is_from_the_councils_address_whoever_wrote_it(stage: Stage) -> None:
    stage.send(stage.person(medium=Medium.EMAIL, email="ann@example.com"), plain())
    outgoing = stage.email.journal[-1].outgoing
    with relay() as server:
        smtp_email(server.port).send(outgoing, cleared(outgoing), NOW)
    mail = message_from_bytes(server.mails[0], policy=policy.default)
    assert (mail["From"], mail["Sender"]) == (MAIL_SENDER, None)
    with stage.sessions() as session:
        worker = session.get_one(Staff, stage.worker.id)
    assert worker.name not in server.mails[0].decode()
    assert worker.username not in server.mails[0].decode()


@pytest.mark.parametrize("medium", [Medium.TEXT, Medium.EMAIL])
@pytest.mark.parametrize(("own", "published"), [("01632 960100", "01632 960100"), ("", "01632 960001")])
def test_each_message_tells_the_published_number_and_its_code(
    stage: Stage, medium: Medium, own: str, published: str
) -> None:
    stage.sessions.configure(info={facts.COUNCIL_PHONE: "01632 960001"})
    with stage.sessions.begin() as session:
        session.get_one(Team, stage.team.id).phone = own
    seen = preview_message(stage.sessions, stage.worker, stage.person(medium=medium), plain(), stage.at)
    stage.sessions.configure(info={})
    assert isinstance(seen, planning.Preview)
    words = seen.content.body if isinstance(seen.content, TextContent) else ""
    words = seen.content.text if isinstance(seen.content, EmailContent) else words
    assert published in words
    assert show(seen.code) in words
