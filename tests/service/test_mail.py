"""Mail as it comes: out of a real mailbox and past real bounces, to replies, receipts and alerts."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from uuid import UUID, uuid4

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session, sessionmaker

from channels.base import Inbound
from channels.email.mailbox import LARGEST_WHOLE, MailboxReader
from channels.email.smtp import SmtpEmail
from service.database import Sessions
from service.domain.judgements import ContactRoute
from service.domain.preferences import Medium
from service.domain.transport import Transport
from service.domain.understanding import Understanding
from service.mail import Collected, collect
from service.models import Alert, Attempt, ContactPoint, Mailbox, ReceiptRow, Reply
from service.use_cases.receive_reply import Received, receive_reply
from tests.channels.contract.carriers import closed_port
from tests.channels.email import bounces
from tests.channels.email.bad_line import bad_line
from tests.channels.email.dovecot import Dovecot, dovecot
from tests.channels.email.relay import HANG_UP, relay
from tests.service.use_cases.stage import Stage, set_stage

ANN = "ann@mailbox.example"


@pytest.fixture(scope="module")
def _server() -> Iterator[Dovecot]:
    with dovecot() as server:
        yield server


@pytest.fixture
def server(_server: Dovecot) -> Dovecot:
    _server.empty()
    return _server


@pytest.fixture
def stage(sessions: sessionmaker[Session], now: datetime) -> Stage:
    return set_stage(sessions, now)


def _collect(stage: Stage, mailbox: MailboxReader) -> Collected | None:
    return collect(stage.sessions, mailbox, lambda: stage.at, every_seconds=0)


def _sent(stage: Stage, answers: dict[str, str] | None = None) -> tuple[UUID, UUID]:
    """A message to Ann that a mail server took, or met with ``answers``; with the id of its try."""
    with relay(answers) as server:
        stage.email = SmtpEmail(  # type: ignore[assignment]  # the real channel in the fake one's place
            host="127.0.0.1", port=server.port, sender="Council <duty@council.example>", starttls=False
        )
        message_id = stage.send(stage.person(medium=Medium.EMAIL, email=ANN))
    with stage.sessions() as session:
        return message_id, session.scalars(
            select(Attempt.id).where(Attempt.delivery_id == stage.delivery(message_id).id)
        ).one()


def _bounce(attempt_id: UUID, action: str = "failed", status: str = "5.1.1", final: str | None = ANN) -> bytes:
    returned = bounces.RETURNED.replace(bounces.OWN_ID, f"{attempt_id}@council.example")
    return bounces.report(action, status, final=final, returned=returned)


def _reply(words: str = "2", *, vouched: bool = True, name: str = "") -> bytes:
    check = "Authentication-Results: mx.example; dmarc=pass\r\n" if vouched else ""
    name = name or uuid4().hex
    return (
        f"{check}From: {ANN}\r\nTo: duty@council.example\r\nMessage-ID: <{name}@mailbox.example>\r\n\r\n{words}\r\n".encode()
    )


def _alerts(stage: Stage) -> list[tuple[str, str, int]]:
    with stage.sessions() as session:
        rows = session.execute(select(Alert.kind, Alert.detail, Alert.times).order_by(Alert.kind, Alert.detail))
        return [(row.kind, row.detail, row.times) for row in rows]


def _replies(stage: Stage) -> list[str]:
    with stage.sessions() as session:
        return list(session.scalars(select(Reply.body).order_by(Reply.id)))


def _receipts(stage: Stage) -> int:
    with stage.sessions() as session:
        return session.scalar(select(func.count()).select_from(ReceiptRow)) or 0


def test_a_bounce_fails_its_delivery_and_marks_the_address(stage: Stage, server: Dovecot) -> None:
    message_id, attempt_id = _sent(stage)
    server.receive(_bounce(attempt_id))
    assert _collect(stage, server.mailbox()) == Collected(replies=0, receipts=1, failed=0)
    delivery = stage.delivery(message_id)
    assert (delivery.state, delivery.error_code) == (Transport.FAILED, "address_unreachable")
    with stage.sessions() as session:
        assert session.scalars(select(ContactPoint.dead)).one()
    assert stage.message(message_id).understanding is Understanding.NONE
    assert (_replies(stage), _alerts(stage)) == ([], [])


def test_a_bounce_settles_a_try_whose_answer_was_lost(stage: Stage, server: Dovecot) -> None:
    message_id, attempt_id = _sent(stage, {"content": HANG_UP})
    assert stage.delivery(message_id).state is Transport.UNKNOWN
    server.receive(_bounce(attempt_id, status="5.2.2"))
    _collect(stage, server.mailbox())
    delivery = stage.delivery(message_id)
    assert (delivery.state, delivery.error_code) == (Transport.FAILED, "mailbox_full")
    with stage.sessions() as session:
        assert not session.scalars(select(ContactPoint.dead)).one()


@pytest.mark.parametrize("action", ["delayed", "relayed", "delivered"])
def test_what_is_no_failure_is_kept_and_moves_nothing(stage: Stage, server: Dovecot, action: str) -> None:
    message_id, attempt_id = _sent(stage)
    server.receive(_bounce(attempt_id, action, "2.0.0"))
    assert _collect(stage, server.mailbox()) == Collected(0, 1, 0)
    assert stage.delivery(message_id).state is Transport.SENT


def test_the_same_bounce_twice_is_one_receipt(stage: Stage, server: Dovecot) -> None:
    _, attempt_id = _sent(stage)
    server.receive(_bounce(attempt_id), _bounce(attempt_id))
    _collect(stage, server.mailbox())
    assert (_receipts(stage), _alerts(stage)) == (1, [])


def test_a_bounce_that_anybody_could_have_written_changes_nothing(stage: Stage, server: Dovecot) -> None:
    message_id, attempt_id = _sent(stage)
    text_id = stage.send(stage.person())
    with stage.sessions() as session:
        query = select(Attempt.id).where(Attempt.delivery_id == stage.delivery(text_id).id)
        text_attempt = session.scalars(query).one()
    server.receive(
        _bounce(attempt_id, final="ben@mailbox.example"),
        _bounce(uuid4()),
        _bounce(text_attempt),
        _bounce(attempt_id).replace(b"@council.example>", b"@elsewhere.example>"),
        bounces.report(returned="Message-ID: <a-newsletter@elsewhere.example>\n"),
    )
    assert _collect(stage, server.mailbox()) == Collected(0, 0, 5)
    assert [stage.delivery(one).state for one in (message_id, text_id)] == [Transport.SENT, Transport.SENT]
    assert _alerts(stage) == [
        ("report_not_believed", "message_not_ours", 4),
        ("report_not_believed", "recipient_differs", 1),
    ]
    assert (_receipts(stage), _replies(stage)) == (0, [])


def test_a_bounce_without_a_recipient_is_believed_by_its_id(stage: Stage, server: Dovecot) -> None:
    message_id, attempt_id = _sent(stage)
    server.receive(_bounce(attempt_id, final=None))
    _collect(stage, server.mailbox())
    assert stage.delivery(message_id).state is Transport.FAILED


def test_a_bounce_that_names_no_mail_is_read_by_a_person(stage: Stage, server: Dovecot) -> None:
    server.receive(bounces.report(returned=""))
    assert _collect(stage, server.mailbox()) == Collected(1, 0, 0)
    with stage.sessions() as session:
        reply = session.scalars(select(Reply)).one()
        assert (reply.open, reply.team_id, reply.confirms) == (True, stage.duty.id, False)


@pytest.mark.parametrize(
    ("vouches", "checked", "understanding"),
    [
        (True, True, Understanding.UNDERSTOOD),
        (True, False, Understanding.ANSWERED),
        (False, True, Understanding.ANSWERED),
    ],
)
def test_an_answer_confirms_only_where_the_server_vouches_for_its_sender(
    stage: Stage, server: Dovecot, *, vouches: bool, checked: bool, understanding: Understanding
) -> None:
    message_id, _ = _sent(stage)
    server.receive(_reply(vouched=checked))
    assert _collect(stage, server.mailbox(vouches=vouches)) == Collected(1, 0, 0)
    assert stage.message(message_id).understanding is understanding


def test_an_answer_cut_short_confirms_nothing(stage: Stage, server: Dovecot) -> None:
    message_id, _ = _sent(stage)
    quoted = "> " + "x" * 70 + "\r\n"
    server.receive(_reply("2\r\n\r\n" + quoted * (LARGEST_WHOLE // len(quoted) + 1)), _reply("hello"))
    assert _collect(stage, server.mailbox(vouches=True)) == Collected(2, 0, 0)
    assert _replies(stage) == ["2", "hello"]
    assert stage.message(message_id).understanding is Understanding.ANSWERED
    assert _alerts(stage) == [("mail_too_large", "mail_cut_short", 1)]


def test_reading_goes_on_where_it_stopped_and_nothing_comes_twice(stage: Stage, server: Dovecot) -> None:
    server.receive(_reply("one"), _reply("two"))
    assert _collect(stage, server.mailbox()) == Collected(2, 0, 0)
    assert _collect(stage, server.mailbox()) == Collected(0, 0, 0)
    server.receive(_reply("three"))
    assert _collect(stage, server.mailbox()) == Collected(1, 0, 0)
    assert _replies(stage) == ["one", "two", "three"]


def test_another_hosts_turn_is_left_alone(stage: Stage, server: Dovecot) -> None:
    server.receive(_reply("one"))
    mailbox = server.mailbox()
    assert collect(stage.sessions, mailbox, lambda: stage.at, every_seconds=60) == Collected(1, 0, 0)
    server.receive(_reply("two"))
    assert collect(stage.sessions, mailbox, lambda: stage.at, every_seconds=60) is None


def test_a_folder_made_anew_is_read_again_and_nothing_comes_twice(stage: Stage, server: Dovecot) -> None:
    mails = [_reply("one", name="first"), _bounce(_sent(stage)[1])]
    mailbox = server.mailbox(folder="Replies")
    for _ in range(2):
        with server.as_colleague() as box:
            box.folder.create("Replies")
        server.receive(*mails, folder="Replies")
        assert _collect(stage, mailbox) == Collected(1, 1, 0)
        with server.as_colleague() as box:
            box.folder.delete("Replies")
    assert (_replies(stage), _receipts(stage), _alerts(stage)) == (["one"], 1, [])


def test_a_mail_that_nobody_can_read_does_not_stop_those_behind_it(stage: Stage, server: Dovecot) -> None:
    server.receive(_reply("one"), b"Subject: from nobody\r\n\r\nhello\r\n", _reply("unreadable"), _reply("two"))
    server.spoil(2)
    assert _collect(stage, server.mailbox()) == Collected(2, 0, 2)
    assert _replies(stage) == ["one", "two"]
    assert _alerts(stage) == [("malformed", "mail_unreadable", 1), ("malformed", "sender_missing", 1)]
    assert _collect(stage, server.mailbox()) == Collected(0, 0, 0)


def test_a_mail_that_nobody_foresaw_does_not_stop_those_behind_it(
    stage: Stage, server: Dovecot, monkeypatch: pytest.MonkeyPatch
) -> None:
    def breaks(sessions: Sessions, route: ContactRoute, inbound: Inbound, now: datetime, *, trust_drafts: bool) -> Received:
        if inbound.body == "odd":
            raise LookupError("words of the mail")
        return receive_reply(sessions, route, inbound, now, trust_drafts=trust_drafts)

    monkeypatch.setattr("service.mail.receive_reply", breaks)
    server.receive(_reply("odd"), _reply("two"))
    assert _collect(stage, server.mailbox()) == Collected(1, 0, 1)
    assert (_replies(stage), _alerts(stage)) == (["two"], [("mail_not_kept", "LookupError", 1)])


def test_without_a_database_the_mail_waits_where_it_is(
    stage: Stage, server: Dovecot, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(*_: object, **__: object) -> None:
        raise OperationalError("", None, Exception())

    server.receive(_reply("one"))
    with monkeypatch.context() as patched:
        patched.setattr("service.mail.receive_reply", away)
        with pytest.raises(OperationalError):
            _collect(stage, server.mailbox())
    assert _collect(stage, server.mailbox()) == Collected(1, 0, 0)


def test_a_wrong_password_is_one_alert_however_often(stage: Stage, server: Dovecot) -> None:
    mailbox = server.mailbox(password="wrong")
    assert [_collect(stage, mailbox) for _ in range(3)] == [Collected(0, 0, 0)] * 3
    assert _alerts(stage) == [("mailbox", "account_refused", 3)]


def test_a_certificate_that_nobody_vouches_for_is_an_alert_and_nothing_is_read(stage: Stage, server: Dovecot) -> None:
    server.receive(_reply("one"))
    assert _collect(stage, server.mailbox(tls_context=None)) == Collected(0, 0, 0)
    assert (_replies(stage), _alerts(stage)) == ([], [("mailbox", "tls_refused", 1)])


def test_a_line_that_breaks_in_the_middle_leaves_the_rest_to_the_next_round(stage: Stage, server: Dovecot) -> None:
    server.receive(_reply("one"), _reply("two"), _reply("three"))
    with bad_line(server.port, b"BODY[]", after=2, times=1) as line:
        mailbox = server.mailbox(port=line.port, tls="none")
        line.then_target = closed_port()
        assert _collect(stage, mailbox) == Collected(1, 0, 0)
        line.target = server.port
        assert _collect(stage, mailbox) == Collected(2, 0, 0)
    assert _replies(stage) == ["one", "two", "three"]
    assert _alerts(stage) == [("mailbox", "connection_refused", 1)]


def test_no_more_than_a_round_is_read_at_once(stage: Stage, server: Dovecot, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("service.mail.MOST_A_ROUND", 2)
    server.receive(_reply("one"), _reply("two"), _reply("three"))
    assert [_collect(stage, server.mailbox()) for _ in range(3)] == [
        Collected(2, 0, 0), Collected(1, 0, 0), Collected(0, 0, 0),
    ]  # fmt: skip
    with stage.sessions() as session:
        assert session.scalar(select(func.count()).select_from(Mailbox)) == 1
