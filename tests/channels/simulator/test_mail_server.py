"""Real SMTP against the simulated mailboxes."""

from __future__ import annotations

import smtplib
from email.message import EmailMessage

import pytest
from aiosmtpd.smtp import DATA_SIZE_DEFAULT

from channels.simulator.behaviours import UnknownBehaviour
from channels.simulator.server import SimulatorServer

MAILBOX = "sam@example.com"


def a_mail(*to: str, subject: str = "A message for you") -> EmailMessage:
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = "office@council.invalid", ", ".join(to), subject
    mail["Message-ID"] = "<one@council.invalid>"
    mail.set_content("Your visit is on Thursday. Ŵ\n")
    mail.add_alternative("<p>Your visit is on <b>Thursday</b>.</p>", subtype="html")
    return mail


def send(simulator: SimulatorServer, mail: EmailMessage) -> dict[str, tuple[int, bytes]]:
    with smtplib.SMTP("127.0.0.1", simulator.smtp_port, timeout=30) as line:
        return line.send_message(mail)


def test_a_mail_is_journalled_for_each_recipient(simulator: SimulatorServer) -> None:
    send(simulator, a_mail("Sam@Example.com", "alex@example.com"))
    entries = simulator.journal()
    assert [entry.to for entry in entries] == ["sam@example.com", "alex@example.com"]
    assert {(entry.kind, entry.provider_id, entry.subject) for entry in entries} == {
        ("email", "<one@council.invalid>", "A message for you")
    }
    assert entries[0].body == "Your visit is on Thursday. Ŵ\n"


@pytest.mark.parametrize(("behaviour", "code"), [("refuse_temporary", 451), ("refuse_permanent", 550)])
def test_a_refusal_leaves_nothing(simulator: SimulatorServer, behaviour: str, code: int) -> None:
    simulator.script(MAILBOX, behaviour)
    with pytest.raises(smtplib.SMTPRecipientsRefused) as fault:
        send(simulator, a_mail(MAILBOX))
    assert fault.value.recipients[MAILBOX][0] == code
    assert simulator.journal() == []
    send(simulator, a_mail(MAILBOX))
    assert len(simulator.journal()) == 1


def test_one_refused_recipient_does_not_stop_the_other(simulator: SimulatorServer) -> None:
    simulator.script(MAILBOX, "refuse_permanent", None)
    assert list(send(simulator, a_mail(MAILBOX, "alex@example.com"))) == [MAILBOX]
    assert [entry.to for entry in simulator.journal()] == ["alex@example.com"]


def test_a_drop_after_the_data_is_journalled_and_never_answered(simulator: SimulatorServer) -> None:
    simulator.script("*", "drop_after_data")
    with pytest.raises(smtplib.SMTPServerDisconnected):
        send(simulator, a_mail(MAILBOX))
    assert len(simulator.journal()) == 1


def test_a_mail_that_is_hardly_one_is_taken_too(simulator: SimulatorServer) -> None:
    with smtplib.SMTP("127.0.0.1", simulator.smtp_port, timeout=30) as line:
        line.sendmail("a@council.invalid", [MAILBOX], b"\xff\xfe no header\r\n")
    [entry] = simulator.journal()
    assert (entry.provider_id, entry.subject) == ("", "")


def test_an_oversized_mail_is_refused_and_leaves_nothing(simulator: SimulatorServer) -> None:
    with smtplib.SMTP("127.0.0.1", simulator.smtp_port, timeout=20) as line, pytest.raises(smtplib.SMTPException):
        line.sendmail("a@council.invalid", [MAILBOX], b"x" * (DATA_SIZE_DEFAULT + 1))
    assert simulator.journal() == []


def test_phone_words_are_refused_for_a_mailbox_and_the_other_way_round(simulator: SimulatorServer) -> None:
    with pytest.raises(UnknownBehaviour):
        simulator.script(MAILBOX, "fail:30003")
    with pytest.raises(UnknownBehaviour):
        simulator.script("+447700900123", "refuse_temporary")
