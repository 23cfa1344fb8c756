"""A team's letterhead: who may set it, what is refused, and that letters bear it from then on."""

from __future__ import annotations

import io
from uuid import uuid4

import pikepdf
import pytest
from sqlalchemy import select, update

from service.domain.actors import Actor, Role
from service.domain.errors import InvalidFields, NotAllowed, NotFound
from service.domain.preferences import Medium
from service.models import AuditEntry, PointSafety, Rendition, TeamLetterhead
from service.queries import letterheads
from service.use_cases.change_letterhead import LetterheadEntry, change_letterhead
from tests.channels.letter.paper import text_of
from tests.channels.letter.test_letterhead import DRAWING, alternatives, photograph
from tests.service.use_cases.stage import Stage, plain

ENTRY = LetterheadEntry(
    name="Riverside adult care",
    logo=DRAWING,
    logo_alternative="Riverside Council",
    signature=photograph(),
    sign_off="Yours sincerely\n\n  Jo Bloggs\nTeam manager\n",
    return_address="PO Box 1\nRiverside\nls1 4ap",
    neutral_return_address="PO Box 99\nRiverside\nLS1 4AP",
    reply_envelope=True,
)


def manager(stage: Stage) -> Actor:
    return Actor(stage.worker.id, frozenset({Role.MANAGER}), frozenset({stage.team.id}))


def letter_of(stage: Stage, *, plain_envelope: bool = False) -> bytes:
    person_id = stage.person("Ann Lee" if plain_envelope else "Bo Day", medium=Medium.LETTER)
    if plain_envelope:
        with stage.sessions.begin() as session:
            session.execute(update(PointSafety).values(plain_envelope=True))
    message_id = stage.compose(person_id, plain())
    with stage.sessions() as session:
        return session.get_one(Rendition, stage.delivery(message_id).rendition_digest).content


def test_letters_bear_what_was_set_and_the_change_is_written_down(stage: Stage) -> None:
    change_letterhead(stage.sessions, manager(stage), stage.team.id, ENTRY, stage.at)

    pdf = letter_of(stage)
    shown = text_of(pdf)

    for words in ("Riverside adult care", "PO Box 1", "LS1 4AP", "Yours sincerely", "Jo Bloggs", "Team manager"):
        assert words in shown
    assert "PO Box 99" not in shown
    assert {"Riverside Council", "Jo Bloggs"} <= set(alternatives(pdf))
    with stage.sessions() as session:
        entry = session.scalars(select(AuditEntry).where(AuditEntry.action == "letterhead_changed")).one()
        assert (entry.subject_id, entry.actor_id) == (stage.team.id, stage.worker.id)


def test_a_letter_in_a_plain_envelope_tells_none_of_it(stage: Stage) -> None:
    change_letterhead(stage.sessions, manager(stage), stage.team.id, ENTRY, stage.at)

    pdf = letter_of(stage, plain_envelope=True)
    shown = text_of(pdf)

    assert "Riverside adult care" not in shown
    assert "PO Box 99" in shown
    assert "Riverside Council" not in alternatives(pdf)


def test_a_letter_that_is_made_stays_as_it_is(stage: Stage) -> None:
    before = letter_of(stage)
    change_letterhead(stage.sessions, manager(stage), stage.team.id, ENTRY, stage.at)

    with stage.sessions() as session:
        assert before in session.scalars(select(Rendition.content)).all()
    with pikepdf.open(io.BytesIO(before)) as document:
        assert len(document.pages) == 1


def test_pictures_are_kept_until_they_are_taken_away(stage: Stage) -> None:
    actor = manager(stage)
    change_letterhead(stage.sessions, actor, stage.team.id, ENTRY, stage.at)
    change_letterhead(stage.sessions, actor, stage.team.id, LetterheadEntry(logo_alternative="The council"), stage.at)
    with stage.sessions() as session:
        kept = session.get_one(TeamLetterhead, stage.team.id)
        assert (kept.logo, kept.logo_alternative, kept.signature is None, kept.name) == (DRAWING, "The council", False, "")
        assert kept.reply_envelope is False

    change_letterhead(stage.sessions, actor, stage.team.id, LetterheadEntry(logo=b"", signature=b""), stage.at)
    with stage.sessions() as session:
        shown = letterheads.of_team(session, actor, stage.team.id)
        assert (shown.head.logo, shown.head.signature) == (None, None)


@pytest.mark.parametrize(
    ("entry", "code", "field"),
    [
        (LetterheadEntry(logo=b"no picture"), "picture_unreadable", "logo"),
        (LetterheadEntry(signature=DRAWING.replace(b"<rect", b"<script/><rect")), "picture_unsafe", "signature"),
        (LetterheadEntry(logo=DRAWING), "logo_alternative_missing", "logo_alternative"),
        (LetterheadEntry(name="A department with a name of so many words that no letter " * 2), "sender_too_long", "name"),
        (LetterheadEntry(sign_off="Yours " + "m" * 50), "word_too_wide", "sign_off"),
        (LetterheadEntry(return_address="Nowhere"), "too_few_lines", "return_address"),
        (LetterheadEntry(name="Care ᎣᏏᏲ"), "glyph_missing", "name"),
    ],
)
def test_what_would_spoil_letters_is_refused_beside_its_field(
    stage: Stage, entry: LetterheadEntry, code: str, field: str
) -> None:
    with pytest.raises(InvalidFields) as caught:
        change_letterhead(stage.sessions, manager(stage), stage.team.id, entry, stage.at)

    assert [(fault.code, fault.field) for fault in caught.value.faults] == [(code, field)]
    with stage.sessions() as session:
        assert session.get(TeamLetterhead, stage.team.id) is None


def test_a_manager_sets_their_own_teams_and_an_administrator_every_one(stage: Stage) -> None:
    elsewhere = Actor(stage.worker.id, frozenset({Role.MANAGER}), frozenset({uuid4()}))
    admin = Actor(stage.worker.id, frozenset({Role.ADMIN}), frozenset())
    for actor in (elsewhere, stage.worker):
        with pytest.raises(NotAllowed):
            change_letterhead(stage.sessions, actor, stage.team.id, LetterheadEntry(), stage.at)
    change_letterhead(stage.sessions, admin, stage.team.id, LetterheadEntry(), stage.at)
    with pytest.raises(NotFound):
        change_letterhead(stage.sessions, admin, uuid4(), LetterheadEntry(), stage.at)
    with stage.sessions() as session:
        assert letterheads.teams(session, elsewhere) == ()
        assert stage.team.id in {team.team_id for team in letterheads.teams(session, admin)}
