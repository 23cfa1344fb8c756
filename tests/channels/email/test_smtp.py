from __future__ import annotations

import ssl
from dataclasses import replace
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from channels.base import Attachment, EmailContent, Outgoing, Progress, Webhook
from channels.email.smtp import SmtpEmail
from channels.errors import Ambiguous, ChannelError, Malformed, Permanent, Temporary, Uncarriable, Unverified
from tests.channels.contract.carriers import MAIL_SENDER, NOW, cleared, closed_port, signed_by_relay, smtp_email
from tests.channels.email.relay import CERTIFICATE, ELSEWHERE, EXPIRED, HANG_UP, SAY_NOTHING, relay

_ATTEMPT = UUID("0197a1b2-c3d4-7e5f-8a9b-0c1d2e3f4a5b")
_CONTENT = EmailContent("Neges i chi: tŷ", "Ann will visit.\n.hidden dot\nFrom here on", "<p>Ann will visit.</p>")
_MESSAGE = Outgoing(_ATTEMPT, "ABCD-EF", "amina@mailbox.example", _CONTENT)


def _email(port: int, **changed: object) -> SmtpEmail:
    values: dict[str, object] = {
        "host": "127.0.0.1",
        "port": port,
        "sender": MAIL_SENDER,
        "starttls": False,
        "timeout_seconds": 5.0,
        **changed,
    }
    return SmtpEmail(**values)  # type: ignore[arg-type]  # the tests' own mix of settings


def _sent(content: EmailContent, **changed: object) -> EmailMessage:
    message = replace(_MESSAGE, content=content)
    with relay() as server:
        _email(server.port, **changed).send(message, cleared(message), NOW)
    (mail,) = server.mails
    read = message_from_bytes(mail.replace(b"\r\n..", b"\r\n."), policy=policy.default)
    assert isinstance(read, EmailMessage)
    return read


def test_where_the_mailbox_takes_it_the_answer_comes_to_an_address_of_its_own() -> None:
    mail = _sent(_CONTENT, coded_replies=True)
    assert (mail["From"], mail["Reply-To"]) == (MAIL_SENDER, "duty+abcdef@council.example")


def test_the_mail_holds_both_forms_and_what_an_answer_needs() -> None:
    mail = _sent(_CONTENT)
    assert mail["From"] == MAIL_SENDER
    assert (mail["Reply-To"], mail["To"]) == ("duty@council.example", "amina@mailbox.example")
    assert mail["Subject"] == _CONTENT.subject
    assert mail["Message-ID"] == f"<{_ATTEMPT}@council.example>"
    assert mail["Date"].datetime == NOW
    assert mail["Auto-Submitted"] is None
    assert mail.get_content_type() == "multipart/alternative"
    assert [part.get_content_type() for part in mail.iter_parts()] == ["text/plain", "text/html"]
    texts = [part.get_content().replace("\r\n", "\n").removesuffix("\n") for part in mail.iter_parts()]
    assert texts == [_CONTENT.text, _CONTENT.html]


def test_the_same_words_in_another_format_go_with_it() -> None:
    recording = Attachment("message.mp3", "audio/mpeg", bytes(range(256)))
    mail = _sent(replace(_CONTENT, attachments=(recording,)))
    assert mail.get_content_type() == "multipart/mixed"
    (attached,) = mail.iter_attachments()
    assert (attached.get_filename(), attached.get_content_type()) == (recording.name, recording.media_type)
    assert attached.get_content() == recording.data
    body = mail.get_body(("html",))
    assert body is not None
    assert body.get_content().strip() == _CONTENT.html


def test_the_result_names_the_message_id() -> None:
    with relay() as server:
        result = _email(server.port, reply_domain="mail.council.example").send(_MESSAGE, cleared(_MESSAGE), NOW)
    assert result.provider_id == f"<{_ATTEMPT}@mail.council.example>"
    assert (result.provider, result.status, result.progress) == ("smtp", "250", Progress.ACCEPTED)


_lines = st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Zl", "Zp")), min_size=1, max_size=190)


@given(subject=_lines.filter(lambda text: bool(text.strip()) and text == text.strip()))
@settings(max_examples=100, deadline=None)
def test_any_subject_arrives_as_written_in_one_header(subject: str) -> None:
    mail = _sent(replace(_CONTENT, subject=subject))
    assert mail["Subject"] == subject
    assert len(mail.keys()) == 8


@pytest.mark.parametrize(
    ("answers", "error", "code", "provider_code"),
    [
        ({"greeting": "421 busy"}, Temporary, "connection_refused", "421"),
        ({"greeting": "554 go away amina@mailbox.example"}, Temporary, "connection_refused", "554"),
        ({"greeting": HANG_UP}, Temporary, "connection_refused", None),
        ({"ehlo": "421 busy", "helo": "421 busy"}, Temporary, "connection_refused", "421"),
        ({"mail": "451 4.3.0 later"}, Temporary, "relay_busy", "4.3.0"),
        ({"mail": "421 4.3.2 closing"}, Temporary, "relay_busy", "4.3.2"),
        ({"mail": "550 5.7.1 not you"}, Temporary, "account_refused", "5.7.1"),
        ({"mail": "553 5.1.8 no such domain"}, Temporary, "account_refused", "5.1.8"),
        ({"mail": "530 5.7.0 sign in"}, Temporary, "account_refused", "5.7.0"),
        ({"mail": "552 5.3.4 too big"}, Permanent, "content_too_long", "5.3.4"),
        ({"mail": HANG_UP}, Temporary, "connection_dropped", None),
        ({"mail": "nonsense"}, Temporary, "answer_unreadable", None),
        ({"rcpt": "450 greylisted"}, Temporary, "relay_busy", "450"),
        ({"rcpt": "421 4.7.0 slow down"}, Temporary, "relay_busy", "4.7.0"),
        ({"rcpt": "452 4.2.2 full for now"}, Temporary, "relay_busy", "4.2.2"),
        ({"rcpt": "550 no such amina@mailbox.example"}, Permanent, "refused", "550"),
        ({"rcpt": "550 relay not permitted"}, Temporary, "account_refused", "550"),
        ({"rcpt": "550 authentication required"}, Temporary, "account_refused", "550"),
        ({"rcpt": "554 5.7.1 <amina@mailbox.example>: Relay access denied"}, Temporary, "account_refused", "5.7.1"),
        ({"rcpt": "550 5.7.54 no"}, Temporary, "account_refused", "5.7.54"),
        ({"rcpt": "551 moved"}, Permanent, "address_unreachable", "551"),
        ({"rcpt": "553 not a name"}, Permanent, "address_invalid", "553"),
        ({"rcpt": "554 no"}, Permanent, "refused", "554"),
        ({"rcpt": "550 5.1.1 unknown"}, Permanent, "address_unreachable", "5.1.1"),
        ({"rcpt": "550 5.1.2 no domain"}, Permanent, "address_unreachable", "5.1.2"),
        ({"rcpt": "501 5.1.3 no address"}, Permanent, "address_invalid", "5.1.3"),
        ({"rcpt": "553 5.1.7 bad sender"}, Permanent, "sender_refused", "5.1.7"),
        ({"rcpt": "556 5.1.10 null MX"}, Permanent, "address_unreachable", "5.1.10"),
        ({"rcpt": "550 5.2.1 closed"}, Permanent, "mailbox_closed", "5.2.1"),
        ({"rcpt": "552 5.2.2 full"}, Permanent, "mailbox_full", "5.2.2"),
        ({"rcpt": "550 5.4.5 daily limit"}, Temporary, "rate_limited", "5.4.5"),
        ({"rcpt": "555 5.5.4 parameters"}, Permanent, "refused", "5.5.4"),
        ({"rcpt": "554 5.7.1 policy"}, Permanent, "message_blocked", "5.7.1"),
        ({"rcpt": "530 5.7.0 sign in"}, Temporary, "account_refused", "5.7.0"),
        ({"rcpt": HANG_UP}, Temporary, "connection_dropped", None),
        ({"data": "451 4.3.0 later"}, Temporary, "relay_busy", "4.3.0"),
        ({"data": "421 4.3.2 closing"}, Temporary, "relay_busy", "4.3.2"),
        ({"data": "554 5.5.1 no"}, Permanent, "refused", "5.5.1"),
        ({"data": "554 no"}, Permanent, "message_blocked", "554"),
        ({"data": "250 what"}, Temporary, "answer_unreadable", None),
        ({"data": HANG_UP}, Temporary, "connection_dropped", None),
        ({"content": "451 4.3.0 later"}, Temporary, "relay_busy", "4.3.0"),
        ({"content": "421 4.3.2 closing"}, Temporary, "relay_busy", "4.3.2"),
        ({"content": "554 5.7.1 spam"}, Permanent, "message_blocked", "5.7.1"),
        ({"content": "550 5.7.60 may not send as this sender"}, Temporary, "account_refused", "5.7.60"),
        ({"content": "554 5.7.1 relay"}, Permanent, "message_blocked", "5.7.1"),
        ({"content": "550 5.1.1 unknown"}, Permanent, "address_unreachable", "5.1.1"),
        ({"content": "552 5.2.2 full"}, Permanent, "mailbox_full", "5.2.2"),
        ({"content": "552 5.3.4 too big"}, Permanent, "content_too_long", "5.3.4"),
        ({"content": "552 too big"}, Permanent, "content_too_long", "552"),
        ({"content": HANG_UP}, Ambiguous, "connection_dropped", None),
        ({"content": "299 what"}, Ambiguous, "answer_unreadable", None),
        ({"content": "nonsense"}, Ambiguous, "answer_unreadable", None),
        ({"content": "250 " + "x" * 9000}, Ambiguous, "answer_unreadable", None),
    ],
)
def test_what_each_answer_means(
    answers: dict[str, str], error: type[ChannelError], code: str, provider_code: str | None
) -> None:
    with relay(answers) as server, pytest.raises(error) as caught:
        _email(server.port).send(_MESSAGE, cleared(_MESSAGE), NOW)
    assert (type(caught.value), caught.value.code) == (error, code)
    if provider_code:
        assert caught.value.provider_code == provider_code
    assert "amina" not in repr(caught.value)
    assert caught.value.__context__ is None


@pytest.mark.parametrize(
    ("step", "error", "code"),
    [
        ("greeting", Temporary, "connection_refused"),
        ("rcpt", Temporary, "connection_dropped"),
        ("data", Temporary, "connection_dropped"),
        ("content", Ambiguous, "connection_dropped"),
    ],
)
def test_a_server_that_says_nothing_is_not_waited_for(step: str, error: type[ChannelError], code: str) -> None:
    with relay({step: SAY_NOTHING}) as server, pytest.raises(error) as caught:
        _email(server.port, timeout_seconds=0.3).send(_MESSAGE, cleared(_MESSAGE), NOW)
    assert caught.value.code == code


def test_a_mail_that_was_taken_stays_taken_if_the_goodbye_fails() -> None:
    with relay({"quit": HANG_UP}) as server:
        result = _email(server.port).send(_MESSAGE, cleared(_MESSAGE), NOW)
    assert result.progress is Progress.ACCEPTED
    assert len(server.mails) == 1


def test_a_server_that_reports_is_asked_for_bounces_without_our_words_in_them() -> None:
    message = replace(_MESSAGE, destination="a+b=c@mailbox.example")
    with relay(offers=("DSN",)) as server:
        _email(server.port).send(message, cleared(message), NOW)
    assert server.heard[1:3] == [
        f"mail FROM:<duty@council.example> RET=HDRS ENVID={_ATTEMPT}@council.example",
        "rcpt TO:<a+b=c@mailbox.example> NOTIFY=FAILURE,DELAY ORCPT=rfc822;a+2Bb+3Dc@mailbox.example",
    ]


def test_a_server_that_does_not_report_is_asked_for_nothing() -> None:
    with relay() as server:
        _email(server.port).send(_MESSAGE, cleared(_MESSAGE), NOW)
    assert server.heard[1:3] == ["mail FROM:<duty@council.example>", "rcpt TO:<amina@mailbox.example>"]


def _trusting(certificate: Path) -> dict[str, ssl.SSLContext]:
    return {"tls_context": ssl.create_default_context(cafile=certificate)}


@pytest.mark.parametrize(
    ("offered", "trust", "answers", "certificate"),
    [
        pytest.param(False, _trusting(CERTIFICATE), {}, CERTIFICATE, id="not offered"),
        pytest.param(True, {}, {}, CERTIFICATE, id="self-signed"),
        pytest.param(True, _trusting(EXPIRED), {}, EXPIRED, id="expired"),
        pytest.param(True, _trusting(ELSEWHERE), {}, ELSEWHERE, id="another name"),
        pytest.param(True, _trusting(CERTIFICATE), {"starttls": "454 not now"}, CERTIFICATE, id="not now"),
        pytest.param(True, _trusting(CERTIFICATE), {"starttls": HANG_UP}, CERTIFICATE, id="hung up"),
        pytest.param(False, _trusting(CERTIFICATE), {"ehlo": "500 what", "helo": "250 relay"}, CERTIFICATE, id="old"),
    ],
)
def test_nothing_is_said_in_clear_where_tls_fails(
    *, offered: bool, trust: dict[str, ssl.SSLContext], answers: dict[str, str], certificate: Path
) -> None:
    with relay(answers, tls=offered, certificate=certificate) as server, pytest.raises(Temporary) as caught:
        _email(server.port, starttls=True, username="duty", password="s3cret", **trust).send(
            _MESSAGE, cleared(_MESSAGE), NOW
        )
    assert caught.value.code == "tls_refused"
    assert {line.split()[0].lower() for line in server.in_clear} <= {"ehlo", "helo", "starttls"}
    assert not server.mails


@pytest.mark.parametrize(
    ("step", "error"), [("mail", Temporary), ("rcpt", Temporary), ("data", Temporary), ("content", Ambiguous)]
)
def test_a_safe_line_that_breaks_is_judged_by_how_far_it_came(step: str, error: type[ChannelError]) -> None:
    with relay({step: HANG_UP}, tls=True) as server, pytest.raises(error) as caught:
        _email(server.port, starttls=True, **_trusting(CERTIFICATE)).send(_MESSAGE, cleared(_MESSAGE), NOW)
    assert (type(caught.value), caught.value.code) == (error, "connection_dropped")
    assert {line.split()[0].lower() for line in server.in_clear} == {"ehlo", "starttls"}


def test_sign_in_and_mail_go_over_tls_only() -> None:
    with relay(tls=True, answers={"auth": "235 2.7.0 welcome"}) as server:
        _email(server.port, starttls=True, **_trusting(CERTIFICATE), username="duty", password="s3cret").send(
            _MESSAGE, cleared(_MESSAGE), NOW
        )
    assert [line.split()[0].lower() for line in server.in_clear] == ["ehlo", "starttls"]
    assert [line.split()[0].lower() for line in server.heard[2:]] == ["ehlo", "auth", "mail", "rcpt", "data", "quit"]
    assert len(server.mails) == 1


_SIGN_INS = [
    ("535 5.7.8 wrong", "account_refused"),
    ("534 5.7.9 too weak", "account_refused"),
    ("432 4.7.12 new password needed", "account_refused"),
    ("454 4.7.0 later", "relay_busy"),
    ("421 4.3.2 closing", "relay_busy"),
    (HANG_UP, "connection_dropped"),
]


@pytest.mark.parametrize(("answer", "code"), _SIGN_INS)
def test_a_refused_sign_in_can_be_mended(answer: str, code: str) -> None:
    with relay({"auth": answer}) as server, pytest.raises(Temporary) as caught:
        _email(server.port, username="duty", password="s3cret").send(_MESSAGE, cleared(_MESSAGE), NOW)
    assert caught.value.code == code
    assert not server.mails


@pytest.mark.parametrize(("offers", "password"), [((), "s3cret"), (("AUTH GSSAPI",), "s3cret"), (("AUTH PLAIN",), "pä55")])
def test_an_account_that_can_not_sign_in_here_is_told_as_such(offers: tuple[str, ...], password: str) -> None:
    with relay(offers=offers) as server, pytest.raises(Temporary) as caught:
        _email(server.port, username="duty", password=password).send(_MESSAGE, cleared(_MESSAGE), NOW)
    assert caught.value.code == "account_refused"
    assert "s3cret" not in repr(caught.value)


@pytest.mark.parametrize(("answer", "code"), [*_SIGN_INS, ("235 2.7.0 welcome", None)])
def test_a_probe_signs_in_and_sends_nothing(answer: str, code: str | None) -> None:
    with relay({"auth": answer}) as server:
        assert _email(server.port, username="duty", password="s3cret").probe() == code
    assert {line.split()[0].lower() for line in server.heard} <= {"ehlo", "auth", "quit"}


def test_a_probe_tells_what_is_wrong_before_the_account() -> None:
    assert smtp_email(closed_port()).probe() == "connection_refused"
    with relay() as server:
        assert _email(server.port, starttls=True).probe() == "tls_refused"


@pytest.mark.parametrize(
    "destination",
    [
        "",
        "amina",
        "a@b@c.example",
        "amina@mailbox.example\r\nBcc: x@evil.example",
        "amina@mailbox.example, x@evil.example",
        "Amina <amina@mailbox.example>",
        "ámína@mailbox.example",
        "amina@mailbox.example> SIZE=1",
    ],
)
def test_a_destination_that_is_no_single_address_never_goes_out(destination: str) -> None:
    message = replace(_MESSAGE, destination=destination)
    with pytest.raises(Permanent) as caught:
        smtp_email(1).send(message, cleared(message), NOW)
    assert caught.value.code == "address_invalid"


def test_an_international_domain_goes_out_in_its_ascii_form() -> None:
    message = replace(_MESSAGE, destination="amina@tŷ.example")
    with relay() as server:
        _email(server.port).send(message, cleared(message), NOW)
    assert "rcpt TO:<amina@xn--t-foa.example>" in server.heard


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"subject": "Hello\r\nBcc: x@evil.example"}, "subject_not_characters"),
        ({"subject": "Hello\nthere"}, "subject_not_characters"),
        ({"subject": "half \ud83d"}, "subject_not_characters"),
        ({"subject": " "}, "content_empty"),
        ({"subject": "x" * 201}, "content_too_long"),
        ({"text": ""}, "content_empty"),
        ({"html": "\n"}, "content_empty"),
        ({"text": "half \ud83d"}, "content_not_characters"),
        ({"text": "alone\rhere"}, "content_not_characters"),
        ({"html": "<p>\0</p>"}, "content_not_characters"),
        ({"attachments": (Attachment("Amina Yusuf.mp3", "audio/mpeg", b"x"),)}, "attachment_name"),
        ({"attachments": (Attachment("message.html", "text/html", b"x"),)}, "attachment_kind"),
        ({"attachments": (Attachment("message.mp3", "audio/mpeg", bytes(5_000_001)),)}, "content_too_long"),
    ],
)
def test_what_no_mail_can_carry(changed: dict[str, Any], code: str) -> None:
    with pytest.raises(Uncarriable) as caught:
        smtp_email(1).check(replace(_CONTENT, **changed))
    assert caught.value.code == code


@pytest.mark.parametrize("sender", ["", "Council", "Council <council>", "a@b.example\nBcc: x@evil.example"])
def test_a_sender_that_nobody_could_answer_is_refused(sender: str) -> None:
    with pytest.raises(ValueError, match=r"^email_sender_not_an_address$"):
        SmtpEmail(host="127.0.0.1", port=1, sender=sender)


def test_smtp_has_no_receipts() -> None:
    with pytest.raises(Malformed):
        smtp_email(1).parse_receipt(signed_by_relay(b"From: a@b.example\r\n\r\nHello"))


def test_without_a_secret_no_mail_is_believed() -> None:
    webhook = signed_by_relay(b"From: a@b.example\r\n\r\nHello")
    assert smtp_email(1).parse_inbound(webhook).body == "Hello"
    with pytest.raises(Unverified):
        SmtpEmail(host="127.0.0.1", port=1, sender=MAIL_SENDER).parse_inbound(webhook)


def test_header_names_have_no_case() -> None:
    webhook = signed_by_relay(b"From: a@b.example\r\n\r\nHello")
    (signature,) = webhook.headers.values()
    lower = Webhook(webhook.url, {"x-bothways-signature": signature}, (), webhook.body)
    assert smtp_email(1).parse_inbound(lower).body == "Hello"
