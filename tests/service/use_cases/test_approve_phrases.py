"""Our own phrases: a draft until a named translator approves them; nothing goes out in one unless the council lets it."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session, sessionmaker

from service.domain.actors import Actor, Role
from service.domain.errors import Conflict, Invalid, NotAllowed, NotFound
from service.domain.languages import Part, refusal
from service.domain.preferences import Medium
from service.models import AuditEntry, Message, PhraseApproval
from service.queries import languages
from service.translations import phrases
from service.translations.phrases import Phrase
from service.use_cases.approve_phrases import approve_phrases
from service.use_cases.compose_message import preview_message
from tests.service.use_cases.stage import Stage, add_worker, plain

WHOLE = (Phrase(("Ref",), ("Cyf",)),)


@pytest.fixture
def admin(stage: Stage) -> Actor:
    return add_worker(stage.sessions, stage.at, stage.team, Role.ADMIN, "ada")


@pytest.fixture
def whole(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every phrase is translated, whatever the translators have done by today."""
    monkeypatch.setattr(phrases, "message_phrases", lambda _locale: WHOLE)


@pytest.fixture
def strict(sessions: sessionmaker[Session]) -> None:
    sessions.configure(info={languages.DRAFTS_ALLOWED: False})


def _approve(stage: Stage, admin: Actor, locale: str = "cy", *, name: str = "Olwen Pritchard") -> None:
    approve_phrases(
        stage.sessions,
        admin,
        locale,
        Part.MESSAGES,
        name,
        stage.at,
        seen_digest=languages.digest_of(locale, Part.MESSAGES),
    )


@pytest.mark.usefixtures("strict")
def test_nothing_goes_out_in_a_draft_language(stage: Stage) -> None:
    welsh = replace(plain("Mae eich ffurflen wedi cyrraedd."), language="cy")
    with pytest.raises(Invalid, match="language_draft"):
        stage.compose(stage.person(), welsh)
    with stage.sessions() as session:
        assert session.scalars(select(Message)).all() == []


@pytest.mark.usefixtures("strict")
def test_a_language_without_phrases_is_never_sent_among_english_ones(stage: Stage) -> None:
    italian = replace(plain("Il modulo è arrivato."), language="it")
    with pytest.raises(Invalid, match="language_without_phrases"):
        stage.compose(stage.person(), italian)
    stage.sessions.configure(info={languages.DRAFTS_ALLOWED: True})
    with pytest.raises(Invalid, match="language_without_phrases"):
        stage.compose(stage.person(), italian)


@pytest.mark.usefixtures("strict")
def test_the_page_says_it_before_anybody_presses_send(stage: Stage) -> None:
    welsh = replace(plain("Mae eich ffurflen wedi cyrraedd."), language="cy")
    seen = preview_message(stage.sessions, stage.worker, stage.person(), welsh, stage.at)
    assert (seen.uncarriable, seen.content) == ("language_draft", None)


@pytest.mark.usefixtures("strict")
def test_a_worker_who_speaks_needs_no_phrases(stage: Stage) -> None:
    italian = replace(plain("Il modulo è arrivato."), language="it")
    assert stage.delivery(stage.compose(stage.person(medium=Medium.VISIT), italian)).channel == "live"


@pytest.mark.usefixtures("strict", "whole")
def test_an_approved_language_goes_out_until_a_phrase_changes(
    stage: Stage, admin: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    welsh = replace(plain("Mae eich ffurflen wedi cyrraedd."), language="cy")
    _approve(stage, admin)
    assert stage.message(stage.compose(stage.person(), welsh)).language == "cy"

    monkeypatch.setattr(phrases, "message_digest", lambda _locale: "of other words")
    with pytest.raises(Invalid, match="language_draft"):
        stage.compose(stage.person("Bo Day"), welsh)


def test_a_draft_goes_out_where_the_council_lets_it(stage: Stage) -> None:
    stage.sessions.configure(info={languages.DRAFTS_ALLOWED: True})
    welsh = replace(plain("Mae eich ffurflen wedi cyrraedd."), language="cy")
    stage.send(stage.person(), welsh)
    assert "Atebwch" in stage.sms.journal[-1].outgoing.content.body  # type: ignore[union-attr]
    with stage.sessions() as session:
        assert languages.is_draft(session, "cy")
        assert not languages.is_draft(session, "en")


@pytest.mark.usefixtures("whole")
def test_an_approval_names_the_translator_and_who_recorded_it(stage: Stage, admin: Actor) -> None:
    _approve(stage, admin, name="  Olwen Pritchard ")
    with stage.sessions() as session:
        row = session.scalars(select(PhraseApproval)).one()
        assert (row.translator, row.recorded_by, row.recorded_at) == ("Olwen Pritchard", admin.id, stage.at)
        trace = session.scalars(select(AuditEntry).where(AuditEntry.subject_id == row.id)).one()
        assert (trace.action, trace.fields) == ("approved", ["cy", "messages"])
        standing, _ = languages.side_by_side(session, admin, "cy", Part.MESSAGES)
        assert standing.approved
        assert standing.approval is not None
        assert (standing.approval.translator, standing.approval.recorded_by) == ("Olwen Pritchard", "Ada")
        other, _ = languages.side_by_side(session, admin, "cy", Part.PAGES)
        assert not other.approved


@pytest.mark.usefixtures("whole")
def test_an_approval_needs_a_name_the_phrases_that_were_read_and_an_admin(stage: Stage, admin: Actor) -> None:
    with pytest.raises(Invalid, match="translator_missing"):
        _approve(stage, admin, name=" ")
    with pytest.raises(Invalid, match="translator_long"):
        _approve(stage, admin, name="x" * 201)
    with pytest.raises(NotFound, match="language_not_found"):
        _approve(stage, admin, "it")
    with pytest.raises(NotFound, match="language_not_found"):
        _approve(stage, admin, "en")
    with pytest.raises(NotAllowed, match="role_missing"):
        _approve(stage, stage.worker)
    with pytest.raises(Conflict, match="phrases_changed"):
        approve_phrases(
            stage.sessions, admin, "cy", Part.MESSAGES, "Olwen", stage.at, seen_digest="of what was read yesterday"
        )


def test_a_language_with_a_gap_is_not_approved(stage: Stage, admin: Actor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(phrases, "message_phrases", lambda _locale: (*WHOLE, Phrase(("Phone",), ())))
    with pytest.raises(Invalid, match="language_incomplete"):
        _approve(stage, admin)


def test_pages_are_approved_by_themselves(stage: Stage, admin: Actor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(phrases, "page_phrases", lambda _locale: WHOLE)
    with stage.sessions() as session:
        assert languages.approved_for_pages(session) == {"en"}
    digest = languages.digest_of("cy", Part.PAGES)
    approve_phrases(stage.sessions, admin, "cy", Part.PAGES, "Olwen Pritchard", stage.at, seen_digest=digest)
    with stage.sessions() as session:
        assert languages.approved_for_pages(session) == {"en", "cy"}
    monkeypatch.setattr(phrases, "page_digest", lambda _locale: "of other words")
    with stage.sessions() as session:
        assert languages.approved_for_pages(session) == {"en"}


@pytest.mark.parametrize(
    ("has_phrases", "approved", "drafts", "code"),
    [
        (False, False, True, "language_without_phrases"),
        (True, False, False, "language_draft"),
        (True, True, False, None),
        (True, False, True, None),
    ],
)
def test_what_stands_against_a_language(*, has_phrases: bool, approved: bool, drafts: bool, code: str | None) -> None:
    assert refusal(has_phrases=has_phrases, approved=approved, drafts_allowed=drafts) == code
