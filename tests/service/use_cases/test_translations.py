"""A worker's own words in another language: asked for, put down by name, compared by a second person, sent once."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select

from service.domain.actors import Actor, Role
from service.domain.errors import Conflict, DomainError, Invalid, InvalidFields, NotAllowed, NotFound
from service.domain.messages import Draft
from service.domain.safe_contact import Answer
from service.domain.translating import Decision, Words
from service.domain.translating import Stage as Turn
from service.models import AuditEntry, Message, TranslationRequest, TranslationText
from service.queries import languages, staff, translations
from service.queries.one_message import one_message
from service.use_cases.approve_translation import approve_translation
from service.use_cases.compose_message import compose_message, preview_message
from service.use_cases.enter_translation import TranslationEntry, enter_translation
from service.use_cases.request_translation import request_translation
from service.use_cases.return_translation import return_translation
from service.use_cases.withdraw_translation import withdraw_translation
from tests.service.use_cases.changes import say
from tests.service.use_cases.stage import Stage, add_worker, choice

DUE = date(2026, 11, 24)
POLISH = Words("Odwiedzimy Panią w czwartek 26 listopada.", "W który dzień przyjdziemy?", ("Poniedziałek", "Czwartek"))


@pytest.fixture
def second(stage: Stage) -> Actor:
    stage.sessions.configure(info={languages.DRAFTS_ALLOWED: True})
    return add_worker(stage.sessions, stage.at, stage.team, Role.CASEWORKER, "sona")


@pytest.fixture
def ann(stage: Stage) -> UUID:
    person_id = stage.person("Ann Lee")
    say(stage, person_id, written_language="pl")
    return person_id


def _ask(
    stage: Stage, person_id: UUID, draft: Draft | None = None, *, key: UUID | None = None, language: str = "pl"
) -> UUID:
    return request_translation(
        stage.sessions, stage.worker, person_id, draft or choice(), language, DUE, stage.at, request_key=key or uuid4()
    )


def _enter(stage: Stage, request_id: UUID, words: Words = POLISH, *, replaces: UUID | None = None, reason: str = "") -> UUID:
    entry = TranslationEntry(words, "Zofia Nowak", reason)
    return enter_translation(stage.sessions, stage.worker, request_id, entry, stage.at, replaces=replaces)


def _approved(stage: Stage, second: Actor, person_id: UUID) -> UUID:
    text_id = _enter(stage, _ask(stage, person_id))
    approve_translation(stage.sessions, second, text_id, "Jan Kowal", stage.at)
    return text_id


def _translated() -> Draft:
    return choice(POLISH.body, question=POLISH.question, options=POLISH.options, language="pl")


def _send(stage: Stage, person_id: UUID, text_id: UUID, draft: Draft | None = None, *, key: UUID | None = None) -> UUID:
    return compose_message(
        stage.sessions,
        stage.worker,
        person_id,
        draft or _translated(),
        stage.at,
        request_key=key or uuid4(),
        channels=stage.channels,
        translation_id=text_id,
    )


def test_words_are_asked_for_translated_approved_and_sent_with_both_texts_kept(
    stage: Stage, second: Actor, ann: UUID
) -> None:
    text_id = _approved(stage, second, ann)
    message_id = _send(stage, ann, text_id)
    stage.carry()

    message = stage.message(message_id)
    assert (message.body, message.language, message.right_option) == (POLISH.body, "pl", 2)
    assert "czwartek 26 listopada" in stage.sms.journal[-1].outgoing.content.body  # type: ignore[union-attr]
    with stage.sessions.begin() as session:
        shown = one_message(session, stage.worker, message_id, stage.at).original
        assert shown is not None
        assert shown.words == Words(choice().body, "Which day will we visit?", ("Monday", "Thursday"))
        assert (shown.language, shown.translator, shown.reader) == ("en", "Zofia Nowak", "Jan Kowal")
        assert session.scalars(select(TranslationRequest.open)).all() == [False]
        steps = session.scalars(
            select(AuditEntry.action).where(AuditEntry.subject_type == "translation").order_by(AuditEntry.id)
        ).all()
        assert steps == ["requested", "entered", "approved"]


def test_the_original_keeps_every_part_of_what_was_written(stage: Stage, ann: UUID) -> None:
    event = stage.at + timedelta(days=3)
    draft = choice("  Please be in on 26 November. ", event_at=event)
    request_id = _ask(stage, ann, draft)
    with stage.sessions.begin() as session:
        found = translations.one_request(session, stage.worker, request_id, stage.at)
    assert found.draft == replace(draft, body="Please be in on 26 November.")
    assert (found.language, found.due_on, found.stage, found.requested_by) == ("pl", DUE, Turn.TO_TRANSLATE, "Casey")


def test_the_same_key_is_the_same_request(stage: Stage, ann: UUID) -> None:
    key = uuid4()
    assert _ask(stage, ann, key=key) == _ask(stage, ann, key=key)
    with pytest.raises(Conflict, match="request_key_taken"):
        _ask(stage, stage.person("Bo Day"), key=key)


@pytest.mark.parametrize(
    ("language", "due", "code"),
    [
        ("en", DUE, "translation_same_language"),
        ("pl", date(2026, 11, 22), "translation_due_past"),
        ("pl", date(2026, 11, 27), "translation_due_after_event"),
        ("it", DUE, "language_without_phrases"),
        ("xx", DUE, "language_without_phrases"),
    ],
)
def test_what_can_not_be_asked_for(stage: Stage, ann: UUID, language: str, due: date, code: str) -> None:
    draft = choice(event_at=stage.at + timedelta(days=3))
    with pytest.raises(DomainError) as refused:
        request_translation(stage.sessions, stage.worker, ann, draft, language, due, stage.at, request_key=uuid4())
    assert code in _codes(refused.value)


def _codes(error: DomainError) -> list[str]:
    return [fault.code for fault in error.faults] if isinstance(error, InvalidFields) else [error.code]


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (replace(POLISH, body=" "), "body_missing"),
        (replace(POLISH, question=""), "translation_question_missing"),
        (replace(POLISH, options=("Poniedziałek",)), "translation_options_missing"),
        (replace(POLISH, options=("Czwartek", "czwartek")), "options_alike"),
        (replace(POLISH, body="Odwiedzimy Panią ((kiedy)) 26 listopada."), "placeholder_left"),
        (replace(POLISH, body="Odwiedzimy Panią w czwartek."), "translation_reason_missing"),
    ],
)
def test_a_translation_with_a_hole_is_refused(stage: Stage, ann: UUID, words: Words, code: str) -> None:
    with pytest.raises(DomainError) as refused:
        _enter(stage, _ask(stage, ann), words)
    assert code in _codes(refused.value)


def test_what_is_missing_is_kept_with_the_reason(stage: Stage, ann: UUID) -> None:
    words = replace(POLISH, body="Odwiedzimy Panią w czwartek.")
    request_id = _ask(stage, ann)
    _enter(stage, request_id, words, reason="The letter to come has the day.")
    with stage.sessions.begin() as session:
        newest = translations.one_request(session, stage.worker, request_id, stage.at).newest
        assert newest is not None
        assert newest.missing == ("Thursday 26 November",)
        assert newest.reason == "The letter to come has the day."
        assert not newest.may_decide


def test_a_translation_needs_the_name_of_its_translator(stage: Stage, ann: UUID) -> None:
    with pytest.raises(Invalid, match="translator_missing"):
        enter_translation(
            stage.sessions, stage.worker, _ask(stage, ann), TranslationEntry(POLISH, " "), stage.at, replaces=None
        )


def test_nobody_overwrites_words_that_they_did_not_see(stage: Stage, ann: UUID) -> None:
    request_id = _ask(stage, ann)
    first = _enter(stage, request_id)
    with pytest.raises(Conflict, match="translation_changed"):
        _enter(stage, request_id)
    better = _enter(stage, request_id, replaces=first)
    with stage.sessions() as session:
        assert session.get_one(TranslationText, better).supersedes_id == first


def test_only_a_second_named_person_approves(stage: Stage, second: Actor, ann: UUID) -> None:
    text_id = _enter(stage, _ask(stage, ann))
    with pytest.raises(Invalid, match="translation_own"):
        approve_translation(stage.sessions, stage.worker, text_id, "Jan Kowal", stage.at)
    with pytest.raises(Invalid, match="translation_reader_missing"):
        approve_translation(stage.sessions, second, text_id, " ", stage.at)
    with pytest.raises(Invalid, match="translation_reader_is_translator"):
        approve_translation(stage.sessions, second, text_id, "NOWAK, Zofia", stage.at)
    approve_translation(stage.sessions, second, text_id, "Jan Kowal", stage.at)
    with pytest.raises(Conflict, match="translation_decided"):
        approve_translation(stage.sessions, second, text_id, "Jan Kowal", stage.at)


def test_words_that_were_replaced_are_not_approved(stage: Stage, second: Actor, ann: UUID) -> None:
    request_id = _ask(stage, ann)
    first = _enter(stage, request_id)
    _enter(stage, request_id, replaces=first)
    with pytest.raises(Conflict, match="translation_changed"):
        approve_translation(stage.sessions, second, first, "Jan Kowal", stage.at)


def test_what_is_sent_back_waits_for_other_words(stage: Stage, second: Actor, ann: UUID) -> None:
    request_id = _ask(stage, ann)
    first = _enter(stage, request_id)
    with pytest.raises(Invalid, match="reason_missing"):
        return_translation(stage.sessions, second, first, " ", stage.at)
    return_translation(stage.sessions, second, first, "It says Friday.", stage.at)
    with stage.sessions() as session:
        (line,) = translations.open_requests(session, stage.worker)
        assert line.stage is Turn.TO_TRANSLATE
    again = _enter(stage, request_id, replaces=first)
    approve_translation(stage.sessions, second, again, "Jan Kowal", stage.at)
    with stage.sessions.begin() as session:
        found = translations.one_request(session, stage.worker, request_id, stage.at)
        assert [text.decision for text in found.texts] == [Decision.APPROVED, Decision.SENT_BACK]
        assert found.stage is Turn.TO_SEND


def test_nothing_is_sent_before_it_is_approved(stage: Stage, second: Actor, ann: UUID) -> None:
    text_id = _enter(stage, _ask(stage, ann))
    with pytest.raises(Invalid, match="translation_not_approved"):
        _send(stage, ann, text_id)
    with pytest.raises(Invalid, match="translation_not_approved"):
        preview_message(stage.sessions, second, ann, _translated(), stage.at, translation_id=text_id)


def test_the_approved_words_go_and_no_others(stage: Stage, second: Actor, ann: UUID) -> None:
    text_id = _approved(stage, second, ann)
    for changed in (
        replace(_translated(), body=POLISH.body + " Do widzenia."),
        replace(_translated(), options=("Czwartek", "Poniedziałek")),
        replace(_translated(), right_option=1),
        replace(_translated(), language="en", override_reason="x"),
    ):
        with pytest.raises(Invalid, match="translation_words_differ"):
            _send(stage, ann, text_id, changed)
    with pytest.raises(NotFound, match="translation_not_found"):
        _send(stage, stage.person("Bo Day"), text_id)
    with pytest.raises(NotFound, match="translation_not_found"):
        _send(stage, ann, uuid4())


def test_a_translation_goes_once(stage: Stage, second: Actor, ann: UUID) -> None:
    text_id, key = _approved(stage, second, ann), uuid4()
    assert _send(stage, ann, text_id, key=key) == _send(stage, ann, text_id, key=key)
    with pytest.raises(Conflict, match="translation_sent"):
        _send(stage, ann, text_id)
    with stage.sessions() as session:
        assert session.scalars(select(Message.translation_id)).all() == [text_id]


def test_what_was_withdrawn_takes_no_more_steps(stage: Stage, second: Actor, ann: UUID) -> None:
    request_id = _ask(stage, ann)
    text_id = _enter(stage, request_id)
    with pytest.raises(Invalid, match="reason_missing"):
        withdraw_translation(stage.sessions, stage.worker, request_id, "", stage.at)
    withdraw_translation(stage.sessions, stage.worker, request_id, "An interpreter rang her.", stage.at)
    with pytest.raises(Conflict, match="translation_closed"):
        _enter(stage, request_id, replaces=text_id)
    with pytest.raises(Conflict, match="translation_closed"):
        approve_translation(stage.sessions, second, text_id, "Jan Kowal", stage.at)
    with pytest.raises(Conflict, match="translation_closed"):
        _send(stage, ann, text_id)
    with stage.sessions.begin() as session:
        assert translations.one_request(session, second, request_id, stage.at).withdrawn == "An interpreter rang her."


def test_open_requests_are_the_work_of_the_requester_and_of_the_team(stage: Stage, second: Actor, ann: UUID) -> None:
    request_id = _ask(stage, ann)
    with stage.sessions() as session:
        (line,) = translations.open_requests(session, second)
        assert (line.id, line.name, line.language, line.mine) == (request_id, "Ann Lee", "pl", False)
        assert translations.open_requests(session, stage.duty_worker) == ()
        counts = [
            found.translations
            for actor in (stage.worker, second, stage.duty_worker)
            if actor.id and (found := staff.signed_in(session, actor.id))
        ]
        assert counts == [1, 1, 0]
    withdraw_translation(stage.sessions, stage.worker, request_id, "Not needed.", stage.at)
    with stage.sessions() as session:
        assert translations.open_requests(session, second) == ()


def test_a_restricted_record_gives_nothing_away(stage: Stage, second: Actor) -> None:
    person_id = stage.person("Leila Hart", others=Answer.YES, restricted=True)
    request_id = _ask(stage, person_id)
    with stage.sessions.begin() as session:
        assert translations.open_requests(session, second) == ()
        assert second.id is not None
        found = staff.signed_in(session, second.id)
        assert found is not None
        assert found.translations == 0
        with pytest.raises(NotFound):
            translations.one_request(session, second, request_id, stage.at)
    with pytest.raises(NotFound):
        enter_translation(
            stage.sessions, second, request_id, TranslationEntry(POLISH, "Zofia Nowak"), stage.at, replaces=None
        )


def test_who_does_not_work_with_people_translates_nothing(stage: Stage, ann: UUID) -> None:
    clerk = add_worker(stage.sessions, stage.at, stage.team, Role.PRINT_CLERK, "pat")
    with pytest.raises(NotAllowed):
        request_translation(stage.sessions, clerk, ann, choice(), "pl", DUE, stage.at, request_key=uuid4())
