"""The pages about messages, on the real app and a real database: nothing typed is lost, and what is seen is what is sent."""

from __future__ import annotations

import re
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session, sessionmaker

from channels.errors import Ambiguous, Permanent
from service.container import Container
from service.domain.actors import Role
from service.domain.judgements import Verdict
from service.domain.messages import CheckKind, Draft
from service.domain.preferences import Format, Medium
from service.domain.purposes import Purpose
from service.domain.safe_contact import Answer, PointStatus, SafeStatus
from service.domain.transport import Transport
from service.models import AuditEntry, Message, Staff
from service.settings import Settings
from service.use_cases.judge_reply import JudgementEntry, judge_reply
from service.use_cases.record_preference import ContactEntry, record_preference
from service.use_cases.save_template import TemplateEntry, save_template
from tests.service.use_cases.changes import say
from tests.service.use_cases.stage import ADDRESS, Stage, choice, plain, set_stage
from tests.service.web.conftest import HandClock, NoPrinter
from tests.service.web.visitor import Visitor, add_staff, inputs

WORDS = {
    "purpose": "appointment",
    "body": "We will visit you on Thursday.",
    "language": "en",
    "event_day-day": "26",
    "event_day-month": "11",
    "event_day-year": "2026",
    "event_time": "2.30pm",
    "check_kind": "choice",
    "question": "Which day do we visit?",
    "option_1": "Monday",
    "option_3": "Thursday",
    "right_option": "3",
}


@pytest.fixture
def stage(sessions: sessionmaker[Session], hand_clock: HandClock) -> Stage:
    return set_stage(sessions, hand_clock.at)


@pytest.fixture
def container(settings: Settings, sessions: sessionmaker[Session], hand_clock: HandClock, stage: Stage) -> Container:
    return Container(settings, sessions, hand_clock, stage.channels, NoPrinter())


@pytest.fixture
def casey(app: Flask, stage: Stage) -> Visitor:
    with stage.sessions() as session:
        staff = session.scalars(select(Staff).where(Staff.username == "casey")).one()
    return Visitor(app).signed_in_as(staff, stage.at)


def _new(person_id: UUID) -> str:
    return f"/people/{person_id}/messages/new"


def _preview(visitor: Visitor, person_id: UUID, **more: str) -> tuple[str, dict[str, str]]:
    """The preview page and everything that its second form would send."""
    page = visitor.submit(_new(person_id), {**WORDS, "request_key": str(uuid4()), **more, "action": "preview"})
    assert page.status_code == 200, page.text
    return page.text, {name: value for name, value in inputs(page) if name not in {"csrf_token", "query"}}


def _messages(stage: Stage) -> int:
    with stage.sessions() as session:
        return session.scalar(select(func.count()).select_from(Message)) or 0


def test_the_plan_and_the_very_text_are_shown_before_anything_is_written(casey: Visitor, stage: Stage) -> None:
    person_id = stage.person("Ann Lee", number="07700 900123")
    text, hidden = _preview(casey, person_id)
    assert "Text message was their first choice. 07700 900123 is safe. Nobody else reads it." in text
    assert "Reply 2 for Thursday." in text
    assert "units in GSM-7" in text
    assert re.fullmatch(r"[0-9A-Z]{6}", hidden["code"])
    assert _messages(stage) == 0


def test_what_was_seen_is_sent_once_however_often_the_button_is_pressed(casey: Visitor, stage: Stage) -> None:
    person_id = stage.person()
    _, hidden = _preview(casey, person_id)
    first = casey.submit(_new(person_id), {**hidden, "action": "send"})
    again = casey.submit(_new(person_id), {**hidden, "action": "send"})
    assert first.status_code == again.status_code == 303
    assert first.location == again.location
    assert _messages(stage) == 1
    message_id = UUID(first.location.rsplit("/", 1)[1])
    assert stage.delivery(message_id).code == hidden["code"]
    message = stage.message(message_id)
    assert (message.options, message.right_option) == (["Monday", "Thursday"], 2)
    assert message.event_at is not None
    assert message.event_at.isoformat() == "2026-11-26T14:30:00+00:00"


def test_changing_the_words_brings_back_everything_that_was_typed(casey: Visitor, stage: Stage) -> None:
    person_id = stage.person()
    _, hidden = _preview(casey, person_id)
    page = casey.submit(_new(person_id), {**hidden, "action": "change"})
    assert page.status_code == 200
    values = dict(inputs(page))
    assert values["question"] == "Which day do we visit?"
    assert (values["option_1"], values["option_3"], values["event_time"]) == ("Monday", "Thursday", "2.30pm")
    assert "We will visit you on Thursday." in page.text


def test_each_placeholder_that_is_left_is_named_beside_the_field(casey: Visitor, stage: Stage) -> None:
    person_id = stage.person()
    page = casey.submit(_new(person_id), {**WORDS, "body": "We come on ((day)) at ((time)).", "action": "preview"})
    assert page.status_code == 422
    assert "Replace ((day)), ((time)) with the words meant for this person." in page.text
    assert "We come on ((day)) at ((time))." in page.text


def test_words_that_ask_for_money_or_bank_details_are_shown_beside_the_field(casey: Visitor, stage: Stage) -> None:
    person_id = stage.person()
    body = "We visit on Thursday.\r\nReply with your sort code, please. We will never ask for your PIN."
    seen = casey.submit(f"/people/{person_id}/messages/new", {**WORDS, "body": body})
    assert seen.status_code == 422
    assert "It asks for bank details, a card, a PIN or a password." in seen.text
    assert "It is here: “Reply with your sort code”" in seen.text
    assert casey.submit(f"/people/{person_id}/messages/new", {**WORDS, "body": "Never tell your PIN."}).status_code == 200


def test_a_day_without_a_time_is_asked_for(casey: Visitor, stage: Stage) -> None:
    page = casey.submit(_new(stage.person()), {**WORDS, "event_time": "", "action": "preview"})
    assert page.status_code == 422
    assert "Enter the time" in page.text


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"body": " "}, "The message has no words."),
        ({"option_3": ""}, "Give between 2 and 5 answers"),
        ({"right_option": "5"}, "Choose which answer is right."),
        ({"option_3": "monday"}, "Two answers are the same."),
        ({"event_day-year": "2025"}, "This moment has passed."),
        ({"event_day-day": "31"}, "Enter a real day"),
        ({"purpose": ""}, "Choose what it is about."),
        ({"question": ""}, "There is no question to check with."),
    ],
)
def test_what_is_wrong_stands_in_the_summary_and_what_was_typed_stays(
    casey: Visitor, stage: Stage, typed: dict[str, str], said: str
) -> None:
    page = casey.submit(_new(stage.person()), {**WORDS, **typed, "action": "preview"})
    assert page.status_code == 422
    assert page.text.count(said) >= 2
    assert "Error: " in page.text
    assert dict(inputs(page))["option_1"] == "Monday"


def test_a_record_that_changed_shows_the_new_plan_instead_of_sending(casey: Visitor, stage: Stage) -> None:
    person_id = stage.person(number="07700 900123")
    _, hidden = _preview(casey, person_id)
    say(stage, person_id, PointStatus.NOT_SAFE)
    page = casey.submit(_new(person_id), {**hidden, "action": "send"})
    assert page.status_code == 422
    assert "How this would go has changed since you looked." in page.text
    assert "They said that 07700 900123 is not safe." in page.text
    assert _messages(stage) == 0


def test_words_that_tell_are_named_and_cannot_be_sent_where_others_read(casey: Visitor, stage: Stage) -> None:
    person_id = stage.person(others=Answer.YES)
    text, hidden = _preview(casey, person_id, body="The police and your social worker will come.")
    assert "It can&#39;t go like this" in text
    assert "<strong>police</strong>" in text
    assert "<strong>social worker</strong>" in text
    assert 'value="send"' not in text
    page = casey.submit(_new(person_id), {**hidden, "action": "send"})
    assert page.status_code == 200
    assert _messages(stage) == 0


def test_a_thread_that_tells_is_shown_whole_with_a_warning(casey: Visitor, stage: Stage) -> None:
    person_id = stage.person(number="07700 900123")
    stage.send(person_id, plain("Your social worker will ring."))
    stage.forward(timedelta(minutes=5))
    stage.text("+447700900123", "ok thanks")
    text, _ = _preview(casey, person_id)
    assert "Earlier texts on this phone tell what this is about: social worker." in text
    assert text.index("Your social worker will ring.") < text.index("ok thanks") < text.index("This message</span>")


def test_a_text_that_is_too_long_is_refused_with_the_reason(casey: Visitor, stage: Stage) -> None:
    text, _ = _preview(casey, stage.person(), body="x" * 1601)
    assert "The message is too long for this way." in text
    assert 'value="send"' not in text


def test_a_person_with_no_safe_channel_becomes_a_task(casey: Visitor, stage: Stage) -> None:
    person_id = record_preference(
        stage.sessions, stage.worker, ContactEntry(name="Bo", safe_status=SafeStatus.NOT_ASKED), stage.at
    )
    text, hidden = _preview(casey, person_id)
    assert "Nobody asked yet how they want to be contacted." in text
    assert "A task for a worker" in text
    sent = casey.submit(_new(person_id), {**hidden, "action": "send"})
    delivery = stage.delivery(UUID(sent.location.rsplit("/", 1)[1]))
    assert (delivery.channel, delivery.state) == ("live", Transport.TO_DO)


def test_another_format_goes_only_with_a_reason(casey: Visitor, stage: Stage) -> None:
    person_id = stage.person(number="07700 900123")
    say(stage, person_id, format=Format.EASY_READ, written_language="ur")
    text, hidden = _preview(casey, person_id)
    assert "They need Easy Read." in text
    assert "They read Urdu. This is written in English." in text
    refused = casey.submit(_new(person_id), {**hidden, "action": "send"})
    assert refused.status_code == 422
    assert "Give the reason for sending it all the same." in refused.text
    reason = "Her daughter reads it to her; the Urdu Easy Read is on its way."
    sent = casey.submit(_new(person_id), {**hidden, "override_reason": reason, "action": "send"})
    assert sent.status_code == 303
    assert stage.message(UUID(sent.location.rsplit("/", 1)[1])).override_reason == reason


def test_too_late_and_sensitive_news_prompt_for_a_voice(casey: Visitor, stage: Stage) -> None:
    late = {"event_day-day": "23", "event_time": "11:00", "purpose": "decision"}
    text, _ = _preview(casey, stage.person(), **late)
    assert "Too late for Monday 23 November 2026 at 11:00:" in text
    assert "Ring or visit them first" in text


def test_the_email_is_shown_as_text_and_as_it_looks_under_a_policy_of_its_own(casey: Visitor, stage: Stage) -> None:
    person_id = stage.person(medium=Medium.EMAIL)
    text, hidden = _preview(casey, person_id)
    assert "A message for you" in text
    assert "Reply 2 for Thursday." in text
    looks = casey.submit(_new(person_id), {**hidden, "action": "email"})
    assert "sandbox" in looks.headers["Content-Security-Policy"]
    assert "Reply 2 for Thursday." in looks.text
    sent = casey.submit(_new(person_id), {**hidden, "action": "send"})
    stored = casey.get(f"{sent.location}/email")
    assert stored.headers["Content-Security-Policy"] == looks.headers["Content-Security-Policy"]
    assert stored.text == looks.text


def test_the_letter_is_shown_page_by_page_with_its_words(casey: Visitor, stage: Stage) -> None:
    person_id = stage.person(medium=Medium.LETTER)
    text, hidden = _preview(casey, person_id)
    assert 'src="data:image/png;base64,' in text
    assert "Page 1 of 1 as it is printed." in text
    assert ADDRESS.split("\n")[0] in text
    sent = casey.submit(_new(person_id), {**hidden, "action": "send"})
    pdf = casey.get(f"{sent.location}/letter.pdf")
    assert pdf.data.startswith(b"%PDF")
    assert "Ann" not in pdf.headers["Content-Disposition"]


def test_a_character_that_paper_cannot_carry_is_refused_not_replaced(casey: Visitor, stage: Stage) -> None:
    text, _ = _preview(casey, stage.person(medium=Medium.LETTER), body="See you soon 🎈")
    assert "There is a character or picture that can&#39;t be printed." in text
    assert 'value="send"' not in text


def test_a_template_fills_the_page_and_loses_nothing(casey: Visitor, stage: Stage) -> None:
    template_id = save_template(
        stage.sessions,
        stage.worker,
        TemplateEntry("Visit", Purpose.APPOINTMENT, "We will visit on ((day)).", CheckKind.OPEN, "What day?"),
        stage.at,
    )
    person_id = stage.person()
    page = casey.get(f"{_new(person_id)}?template={template_id}")
    assert "We will visit on ((day))." in page.text
    assert dict(inputs(page))["open_question"] == "What day?"
    page = casey.submit(_new(person_id), {**WORDS, "template": str(template_id), "action": "template"})
    assert page.status_code == 200
    assert "We will visit you on Thursday.\n\nWe will visit on ((day))." in page.text.replace("\r\n", "\n")


def test_the_message_page_keeps_the_two_axes_apart(casey: Visitor, stage: Stage) -> None:
    person_id = stage.person(number="07700 900123")
    message_id = stage.send(person_id, choice())
    stage.report("delivered")
    page = casey.get(f"/messages/{message_id}").text
    transport, understanding = page.split('id="axis-understanding"')
    assert "Delivered" in transport.split('id="axis-transport"')[1]
    assert "Nothing back yet" in understanding
    assert "The provider reports: delivered" in page
    received = stage.text("+447700900123", "Thursday I think but who comes?")
    judge_reply(
        stage.sessions, stage.worker, received.reply_id, JudgementEntry(Verdict.PARTLY, note="Knows the day."), stage.at
    )
    page = casey.get(f"/messages/{message_id}").text
    assert f"/replies/{received.reply_id}" in page
    assert "Partly understood" in page
    assert "Knows the day." in page
    assert "Casey" in page


def test_reading_a_message_is_written_down(casey: Visitor, stage: Stage) -> None:
    message_id = stage.send(stage.person())
    casey.get(f"/messages/{message_id}")
    with stage.sessions() as session:
        found = session.scalars(select(AuditEntry.actor_id).where(AuditEntry.action == "read_message")).all()
    assert found == [stage.worker.id]


def test_a_restricted_record_is_not_found(casey: Visitor, stage: Stage) -> None:
    person_id = stage.person(medium=Medium.LETTER, worker=stage.duty_worker, restricted=True)
    message_id = stage.compose(person_id, worker=stage.duty_worker)
    for path in (
        _new(person_id),
        f"/messages/{message_id}",
        f"/messages/{message_id}/letter.pdf",
        f"/messages/{message_id}/another-way",
        f"/messages/{message_id}/close",
    ):
        assert casey.get(path).status_code == 404, path


def test_a_failed_text_goes_another_way_that_they_agreed_to(casey: Visitor, stage: Stage, hand_clock: HandClock) -> None:
    person_id = stage.person(also=(Medium.LETTER,))
    stage.sms.script(Permanent("address_unreachable"))
    message_id = stage.send(person_id)
    hand_clock.forward(timedelta(minutes=1))
    path = f"/messages/{message_id}/another-way"
    offered = casey.get(path)
    assert 'value="letter"' in offered.text
    assert 'value="email"' not in offered.text
    seen = casey.submit(path, {"medium": "letter", "action": "preview"})
    assert "Letter was their second choice." in seen.text
    hidden = {name: value for name, value in inputs(seen) if name != "csrf_token"}
    assert casey.submit(path, {**hidden, "action": "send"}).status_code == 303
    assert stage.delivery(message_id).channel == "letter"
    again = casey.submit(path, {**hidden, "action": "send"})
    assert again.status_code == 409


def test_an_unknown_send_is_settled_before_another_way(casey: Visitor, stage: Stage) -> None:
    stage.sms.script(Ambiguous("no_answer"))
    message_id = stage.send(stage.person(also=(Medium.LETTER,)))
    page = casey.get(f"/messages/{message_id}").text
    assert f"/deliveries/{stage.delivery(message_id).id}/settle" in page
    assert "See what is known" in page
    assert "Send another way" not in page
    seen = casey.submit(f"/messages/{message_id}/another-way", {"medium": "letter", "action": "preview"})
    assert seen.status_code == 422
    assert "Settle that first" in seen.text


def test_closing_wants_a_reason_and_a_note_and_never_says_understood(casey: Visitor, stage: Stage) -> None:
    message_id = stage.send(stage.person())
    path = f"/messages/{message_id}/close"
    assert "Choose a reason." in casey.submit(path, {"note": "x"}).text
    empty = casey.submit(path, {"reason": "sent_in_error", "note": " "})
    assert empty.status_code == 422
    assert "Write a note" in empty.text
    done = casey.submit(path, {"reason": "sent_in_error", "note": "Wrong visit."})
    assert done.status_code == 303
    page = casey.get(f"/messages/{message_id}").text
    assert "Closed without proof" in page
    assert "Wrong visit." in page
    assert "Send another way" not in page


def test_explaining_again_starts_from_the_words_and_names_the_old_message(casey: Visitor, stage: Stage) -> None:
    person_id = stage.person()
    message_id = stage.send(person_id)
    page = casey.get(f"{_new(person_id)}?explains={message_id}")
    assert "We will visit you on Thursday 26 November." in page.text
    assert dict(inputs(page))["explains_id"] == str(message_id)
    _, hidden = _preview(casey, person_id, explains_id=str(message_id))
    sent = casey.submit(_new(person_id), {**hidden, "action": "send"})
    assert stage.message(UUID(sent.location.rsplit("/", 1)[1])).explains_id == message_id
    assert "a later message" in casey.get(f"/messages/{message_id}").text
    stranger = stage.person("Bo Day")
    assert casey.get(f"{_new(stranger)}?explains={message_id}").status_code == 404


def test_those_who_keep_no_cases_see_no_message(app: Flask, stage: Stage) -> None:
    message_id = stage.send(stage.person())
    clerk = Visitor(app).signed_in_as(add_staff(stage.sessions, stage.at, Role.PRINT_CLERK, username="pat"), stage.at)
    assert clerk.get(f"/messages/{message_id}").status_code == 403


def test_a_draft_without_a_check_is_plain(stage: Stage, casey: Visitor) -> None:
    person_id = stage.person()
    text, _ = _preview(casey, person_id, purpose="general", check_kind="none")
    assert "They say that it is clear" in text
    assert Draft(Purpose.GENERAL, "x").proof.value == "said"
