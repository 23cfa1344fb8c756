"""Which way, when and why: asked by a program, with the reference in the body and nothing made."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from sqlalchemy import func, select

from service.domain.preferences import Medium
from service.domain.safe_contact import Answer
from service.models import AuditEntry, Message, Person
from tests.service.api.conftest import Program
from tests.service.use_cases.stage import Stage


def _plan(program: Program, person_id: object, **more: Any) -> dict[str, Any]:
    answer = program.post("/api/v1/plans", {"person": {"id": str(person_id)}, "purpose": "appointment", **more})
    assert answer.status_code == 200, answer.text
    told: dict[str, Any] = answer.json  # type: ignore[assignment]
    return told


def test_a_plan_tells_which_way_when_and_why(program: Program, stage: Stage) -> None:
    told = _plan(program, stage.person(medium=Medium.LETTER))
    assert (told["medium"], told["channel"], told["stands_against"]) == ("letter", "letter", None)
    assert told["expected_on"] > stage.at.date().isoformat()
    assert told["why"] == [{"medium": "letter", "verdict": "chosen"}]


def test_a_plan_names_nobody_and_no_number(program: Program, stage: Stage) -> None:
    number = stage.new_number()
    person = stage.person("Ann Lee", number=number)
    with stage.sessions.begin() as session:
        session.get_one(Person, person).case_reference = "Ell-17"
    answer = program.post("/api/v1/plans", {"person": {"case_reference": "Ell-17"}, "purpose": "general"})
    assert answer.status_code == 200
    for personal in ("Ann", "Lee", number, number[-6:], "Ell-17"):
        assert personal not in answer.text


def test_a_plan_writes_nothing_but_that_it_was_asked(program: Program, stage: Stage) -> None:
    person = stage.person()
    _plan(program, person, words={"text": "We will visit you."})
    with stage.sessions() as session:
        assert session.scalar(select(func.count()).select_from(Message)) == 0
        asked = session.scalars(select(AuditEntry).where(AuditEntry.via == program.key.id)).one()
        assert (asked.action, asked.person_id) == ("read_plan", person)


def test_words_that_could_not_go_are_told_by_their_code(program: Program, stage: Stage) -> None:
    person = stage.person(others=Answer.YES)
    told = _plan(program, person, words={"text": "Your safeguarding meeting about the abuse is on Thursday."})
    assert told["stands_against"] == "refused_not_neutral"


def test_a_plan_tells_that_a_question_would_wait(program: Program, stage: Stage) -> None:
    number = stage.new_number()
    stage.send(stage.person(number=number))
    check = {"kind": "choice", "question": "Which day?", "options": ["Monday", "Thursday"], "right_option": 2}
    told = _plan(program, stage.person("Bob Lee", number=number), words={"text": "We will visit you."}, check=check)
    assert told["waits"] is True


def test_an_event_that_comes_too_soon_is_told(program: Program, stage: Stage) -> None:
    soon = (stage.at + timedelta(days=1)).isoformat()
    told = _plan(program, stage.person(medium=Medium.LETTER), event_at=soon)
    assert told["too_late"] is True
