from __future__ import annotations

import base64
from dataclasses import replace
from datetime import timedelta
from uuid import UUID, uuid4

import pytest

from channels.base import Content, EmailContent, LetterContent, Outgoing, Progress, Sought, TextContent
from channels.errors import Ambiguous, NotCleared, Permanent, Temporary, Uncarriable
from channels.notify.letters import NotifyLetter
from channels.notify.texts import NotifyText
from tests.channels.contract.carriers import NOW, cleared
from tests.channels.contract.other_carriers import notify_email, notify_text
from tests.channels.notify.server import API_KEY, EMAIL_TEMPLATE, LOST, TEXT_TEMPLATE, Mood, NotifyServer, refused

_PDF = b"%PDF-1.7\nwindow address and all"


def _message(content: Content, destination: str = "+447700900123") -> Outgoing:
    return Outgoing(uuid4(), "ABCD-EF", destination, content)


def _letter(notify: NotifyServer) -> NotifyLetter:
    return NotifyLetter(api_key=API_KEY, api_url=notify.url)


def _sought(message: Outgoing) -> Sought:
    return Sought(message.attempt_id, message.reference, message.destination, NOW)


def test_a_text_goes_through_the_template_with_the_attempt_as_its_reference(notify: NotifyServer) -> None:
    message = _message(TextContent("Ann will visit.\n\nRef ABCD-EF"))
    text = NotifyText(api_key=API_KEY, template_id=TEXT_TEMPLATE, sms_sender_id="sender-id", api_url=notify.url)
    result = text.send(message, cleared(message), NOW)
    (kept,) = notify.journal()
    assert kept.asked == {
        "phone_number": "+447700900123",
        "template_id": TEXT_TEMPLATE,
        "personalisation": {"body": "Ann will visit.\n\nRef ABCD-EF"},
        "reference": str(message.attempt_id),
        "sms_sender_id": "sender-id",
    }
    assert (result.provider, result.provider_id, result.status) == ("notify", kept.id, "created")
    assert result.progress is Progress.ACCEPTED


def test_a_text_that_must_arrive_within_hours_is_not_left_to_a_carrier_that_tries_for_days(notify: NotifyServer) -> None:
    message = _message(TextContent("Ann will visit."))
    with pytest.raises(Uncarriable) as caught:
        notify_text(notify.url).send(message, replace(cleared(message), within_hours=True), NOW)
    assert caught.value.code == "hours_not_kept"
    assert notify.journal() == []


@pytest.mark.parametrize("destination", ["", "07700900123", "+44", "amina@mailbox.example", "+447700900123\n"])
def test_a_text_to_no_number_never_leaves(notify: NotifyServer, destination: str) -> None:
    message = _message(TextContent("Ann will visit."), destination)
    with pytest.raises(Permanent):
        notify_text(notify.url).send(message, cleared(message), NOW)
    assert notify.calls == []


@pytest.mark.parametrize(
    ("words", "code"),
    [("a" * 919, "content_too_long"), ("🙂" * 460, "content_too_long"), ("Ann\u2019s visit", "characters_exchanged")],
)
def test_what_notify_would_cut_or_change_is_refused_when_it_is_written(words: str, code: str) -> None:
    with pytest.raises(Uncarriable) as caught:
        notify_text("http://127.0.0.1:9").check(TextContent(words))
    assert caught.value.code == code


def test_the_longest_text_goes(notify: NotifyServer) -> None:
    message = _message(TextContent("a" * 918))
    notify_text(notify.url).send(message, cleared(message), NOW)
    assert notify.journal()[0].words == "a" * 918


def test_an_email_takes_subject_and_escaped_words_and_leaves_the_html(notify: NotifyServer) -> None:
    message = _message(EmailContent("A message for you", "1. Come.\n\nRef ABCD-EF\n", "<p>…</p>"), "amina@bücher.example")
    notify_email(notify.url).send(message, cleared(message), NOW)
    (kept,) = notify.journal()
    assert kept.asked == {
        "email_address": "amina@xn--bcher-kva.example",
        "template_id": EMAIL_TEMPLATE,
        "personalisation": {"subject": "A message for you", "body": "1\\. Come.\n\nRef ABCD-EF\n"},
        "reference": str(message.attempt_id),
    }


def test_an_email_to_no_address_never_leaves(notify: NotifyServer) -> None:
    message = _message(EmailContent("A message", "Words", "<p>Words</p>"), "not an address")
    with pytest.raises(Permanent):
        notify_email(notify.url).send(message, cleared(message), NOW)
    assert notify.calls == []


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (EmailContent("Two\nlines", "Words", ""), "subject_not_characters"),
        (EmailContent("", "Words", ""), "content_empty"),
        (EmailContent("s" * 201, "Words", ""), "content_too_long"),
        (EmailContent("A message", "^ quoted", ""), "layout_changed"),
        (EmailContent("A message", "a\x07b", ""), "content_not_characters"),
        (TextContent("Words"), "content_not_an_email"),
    ],
)
def test_an_email_that_would_not_arrive_as_it_stands_is_refused(content: Content, code: str) -> None:
    with pytest.raises(Uncarriable) as caught:
        notify_email("http://127.0.0.1:9").check(content)
    assert caught.value.code == code


def test_a_letter_goes_as_the_very_file_second_class(notify: NotifyServer) -> None:
    message = _message(LetterContent(_PDF, 2), "1 High Street\nEllerton\nLS1 1AA")
    result = _letter(notify).send(message, cleared(message), NOW)
    (kept,) = notify.journal()
    assert kept.asked == {
        "reference": str(message.attempt_id),
        "content": base64.b64encode(_PDF).decode(),
        "postage": "second",
    }
    assert result.progress is Progress.ACCEPTED


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (TextContent("Words"), "not_a_letter"),
        (LetterContent(b"no file", 1), "pdf_unreadable"),
        (LetterContent(_PDF, 11), "too_many_pages"),
        (LetterContent(_PDF + b" " * 2_100_000, 1), "content_too_long"),
    ],
)
def test_a_letter_that_its_printer_would_refuse_is_refused_when_it_is_written(content: Content, code: str) -> None:
    letter = NotifyLetter(api_key=API_KEY)
    with pytest.raises(Uncarriable) as caught:
        letter.check(content)
    assert caught.value.code == code


def test_a_letter_without_leave_never_leaves(notify: NotifyServer) -> None:
    message = _message(LetterContent(_PDF, 2), "1 High Street\nEllerton\nLS1 1AA")
    with pytest.raises(NotCleared):
        _letter(notify).send(message, cleared(message), NOW + timedelta(days=1))
    assert notify.calls == []


@pytest.mark.parametrize(("status", "progress"), [("received", Progress.SENT), ("validation-failed", Progress.FAILED)])
def test_what_became_of_a_letter_is_asked_by_its_attempt(notify: NotifyServer, status: str, progress: Progress) -> None:
    letter, message = _letter(notify), _message(LetterContent(_PDF, 2), "1 High Street\nEllerton\nLS1 1AA")
    notify.next_meets(LOST)
    with pytest.raises(Ambiguous):
        letter.send(message, cleared(message), NOW)
    (kept,) = notify.journal()
    notify.report(kept.id, status)
    (told,) = letter.look_up(_sought(message), NOW)
    assert (told.provider_id, told.attempt_id, told.progress) == (kept.id, message.attempt_id, progress)


def test_a_list_that_can_not_be_read_proves_nothing(notify: NotifyServer) -> None:
    message = _message(TextContent("Words"))
    unreadable: tuple[object, ...] = ({}, [], {"notifications": [{}]}, {"notifications": 7}, b"not json")
    for body in unreadable:
        notify.next_meets(Mood(200, body))
        with pytest.raises(Ambiguous):
            notify_text(notify.url).look_up(_sought(message), NOW)
    notify.next_meets(refused(429, "RateLimitError", "slow down"))
    with pytest.raises(Temporary):
        notify_text(notify.url).look_up(_sought(message), NOW)


def test_only_the_attempt_that_is_asked_for_is_believed(notify: NotifyServer) -> None:
    other = {"id": str(UUID(int=7)), "reference": str(uuid4()), "type": "sms", "status": "delivered"}
    notify.next_meets(Mood(200, {"notifications": [other]}))
    assert notify_text(notify.url).look_up(_sought(_message(TextContent("Words"))), NOW) == ()


def test_a_message_whose_attempt_was_lost_can_not_be_asked_for(notify: NotifyServer) -> None:
    message = _message(TextContent("Words"))
    text = notify_text(notify.url)
    text.send(message, cleared(message), NOW)
    with pytest.raises(Permanent, match="no_look_up"):
        text.look_up(replace(_sought(message), attempt_id=uuid4(), attempt_lost=True), NOW)


def test_a_probe_finds_the_template_as_it_should_be(notify: NotifyServer) -> None:
    channels = (notify_text(notify.url), notify_email(notify.url), _letter(notify))
    assert [channel.probe() for channel in channels] == [None, None, None]
    assert notify.journal() == []


def test_a_probe_finds_the_name_that_the_service_puts_before_each_text(notify: NotifyServer) -> None:
    notify.templates[TEXT_TEMPLATE] = "Adult Social Care: "
    assert notify_text(notify.url).probe() == "template_differs"


def test_a_probe_finds_that_there_is_no_such_template(notify: NotifyServer) -> None:
    del notify.templates[EMAIL_TEMPLATE]
    assert notify_email(notify.url).probe() == "account_refused"
