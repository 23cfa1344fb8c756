"""People who answer, as the service hears of it."""

from __future__ import annotations

import hashlib
import hmac
import smtplib
from email import message_from_bytes, policy
from email.message import EmailMessage

import requests

from channels.simulator.server import SimulatorConfig, SimulatorServer
from tests.channels.simulator.receiver import Receiver

PHONE = "+447700900123"
MAILBOX = "sam@example.com"


def reply(simulator: SimulatorServer, body: str) -> requests.Response:
    return requests.post(f"{simulator.http_url}/phones/{PHONE}/reply", data={"body": body}, timeout=10)


def test_a_reply_from_a_phone_is_twilios_signed_webhook(
    simulator: SimulatorServer, receiver: Receiver, config: SimulatorConfig
) -> None:
    page = reply(simulator, "No,\r\ncall me ŵ")
    [told] = receiver.received
    assert told.url == f"{receiver.url}/webhooks/twilio/inbound"
    assert told.signed_with(config.auth_token)
    assert told.params["Body"] == "No,\ncall me ŵ"
    assert (told.params["From"], told.params["To"], told.params["NumSegments"]) == (PHONE, config.sender, "1")
    assert told.params["MessageSid"].startswith("SM")
    assert "Taken by the service (204)" in page.text


def test_a_refusal_and_a_silence_of_the_service_are_shown(simulator: SimulatorServer, receiver: Receiver) -> None:
    receiver.answers = [403]
    assert "The service refused this: 403" in reply(simulator, "1").text
    receiver.__exit__(None, None, None)
    assert "The service did not answer" in reply(simulator, "1").text
    receiver.__enter__()


def test_the_same_reply_can_be_delivered_twice_under_one_sid(simulator: SimulatorServer, receiver: Receiver) -> None:
    reply(simulator, "1")
    sid = receiver.received[0].params["MessageSid"]
    again = requests.post(f"{simulator.http_url}/phones/{PHONE}/again/{sid}", timeout=10)
    assert again.status_code == 200
    assert [told.params["MessageSid"] for told in receiver.received] == [sid, sid]
    other = requests.post(f"{simulator.http_url}/phones/+447700900124/again/{sid}", timeout=10)
    assert other.status_code == 404
    assert len(receiver.received) == 2


def test_an_empty_or_endless_reply_goes_nowhere_and_is_kept_in_the_box(
    simulator: SimulatorServer, receiver: Receiver
) -> None:
    assert "Write something first" in reply(simulator, " \n ").text
    page = reply(simulator, "x" * 1601).text
    assert "at most 1600" in page
    assert "x" * 1601 in page
    assert receiver.received == []


def test_a_reply_is_no_entry_of_what_the_service_sent(simulator: SimulatorServer) -> None:
    reply(simulator, "1")
    assert simulator.journal() == []


def a_mail_arrives(simulator: SimulatorServer) -> None:
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = "Office <office@council.invalid>", MAILBOX, "A message"
    mail["Message-ID"], mail["References"] = "<two@council.invalid>", "<one@council.invalid>"
    mail.set_content("Is Thursday right?\nTell us.\n")
    with smtplib.SMTP("127.0.0.1", simulator.smtp_port, timeout=30) as line:
        line.send_message(mail)


def test_a_mail_back_is_signed_and_threaded_and_quotes(
    simulator: SimulatorServer, receiver: Receiver, config: SimulatorConfig
) -> None:
    a_mail_arrives(simulator)
    page = requests.post(
        f"{simulator.http_url}/mailboxes/{MAILBOX}/reply",
        data={"body": "Yes, it is. Żółć", "answers": "1", "quote": "1"},
        timeout=10,
    )
    [told] = receiver.received
    assert told.url == f"{receiver.url}/webhooks/mail"
    digest = hmac.new(config.mail_secret.encode(), told.body, hashlib.sha256).hexdigest()
    assert told.headers["x-bothways-signature"] == f"sha256={digest}"
    mail = message_from_bytes(told.body, policy=policy.default)
    assert (mail["From"], mail["To"], mail["Subject"]) == (MAILBOX, "office@council.invalid", "Re: A message")
    assert mail["In-Reply-To"] == "<two@council.invalid>"
    assert mail["References"] == "<one@council.invalid> <two@council.invalid>"
    assert mail["Auto-Submitted"] is None
    words = mail.get_content()
    assert words.startswith("Yes, it is. Żółć")
    assert "> Is Thursday right?\r\n> Tell us." in words
    assert "Taken by the service (204)" in page.text


def test_an_out_of_office_notice_says_that_it_is_one(simulator: SimulatorServer, receiver: Receiver) -> None:
    a_mail_arrives(simulator)
    form = {"body": "I am away.", "answers": "1", "automatic": "1"}
    requests.post(f"{simulator.http_url}/mailboxes/{MAILBOX}/reply", data=form, timeout=10)
    mail = message_from_bytes(receiver.received[0].body, policy=policy.default)
    assert mail["Auto-Submitted"] == "auto-replied"
    assert ">" not in mail.get_content()


def test_somebody_unknown_can_write_first(simulator: SimulatorServer, receiver: Receiver) -> None:
    a_mail_arrives(simulator)
    form = {"body": "Who do I ask?", "subject": "Help\r\nBcc: x@y.invalid"}
    requests.post(f"{simulator.http_url}/mailboxes/alex@example.com/reply", data=form, timeout=10)
    mail = message_from_bytes(receiver.received[0].body, policy=policy.default)
    assert (mail["To"], mail["Subject"]) == ("office@council.invalid", "Help Bcc: x@y.invalid")
    assert mail["In-Reply-To"] is None
    assert mail["Bcc"] is None
