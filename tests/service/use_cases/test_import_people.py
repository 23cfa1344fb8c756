"""People from another system: added once, never over a record, and nothing in it makes anything safe."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from uuid import UUID

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session, sessionmaker

from service.commands.import_people import vocabulary
from service.domain.actors import Actor, Role
from service.domain.errors import NotAllowed
from service.domain.importing import Decision, Earlier, Outcome, ReadRow, read_row
from service.domain.preferences import Source
from service.domain.safe_contact import Answer, PointStatus, SafeStatus
from service.domain.table_file import Record
from service.models import (
    AuditEntry,
    ContactPoint,
    ContactRecord,
    ImportRow,
    ImportRun,
    Person,
    PointSafety,
    RestrictedReader,
    Team,
)
from service.use_cases.import_people import finish_import, import_rows, start_import
from service.use_cases.record_preference import ContactEntry, record_preference
from tests.service.use_cases.stage import Stage, add_worker

WORDS = vocabulary()
KEY = b"k" * 32


def file_of(*rows: Mapping[str, str]) -> list[ReadRow]:
    return [read_row(Record(line, tuple(row.values())), tuple(row), WORDS, KEY) for line, row in enumerate(rows, start=2)]


def run(
    stage: Stage, rows: list[ReadRow], *, digest: str = "f" * 64, actor: Actor | None = None, dry: bool = False
) -> list[Decision]:
    who = actor or stage.worker
    run_id = None if dry else start_import(stage.sessions, who, digest, len(rows), stage.at)
    made = import_rows(stage.sessions, who, rows, stage.at, run_id=run_id, team=stage.team.id, earlier=Earlier())
    if run_id is not None:
        finish_import(stage.sessions, who, run_id, stage.at)
    return made


def outcomes(made: list[Decision]) -> list[str]:
    return [decision.outcome.value for decision in made]


def reasons(made: list[Decision]) -> list[list[str]]:
    return [[reason.code for reason in decision.reasons] for decision in made]


def count(sessions: sessionmaker[Session], table: type) -> int:
    with sessions() as session:
        return session.scalar(select(func.count()).select_from(table)) or 0


ANN = {"case_reference": "C-1", "name": "Ann Lee", "mobile": "07700 900123", "medium": "text", "said_by": "person"}
BEN = {"case_reference": "", "name": "Ben Ash", "mobile": "07700 900124", "medium": "letter", "said_by": ""}


def test_an_imported_point_was_not_asked_and_says_where_it_came_from(stage: Stage) -> None:
    made = run(stage, file_of(ANN))
    with stage.sessions() as session:
        person = session.get_one(Person, made[0].person_id)
        record = session.get_one(ContactRecord, person.record_id)
        point = session.scalars(select(ContactPoint)).one()
        safety = session.get_one(PointSafety, point.safety_id)
    assert (person.team_id, person.owner_id, person.created_by) == (stage.team.id, None, stage.worker.id)
    assert (record.name, record.name_words, record.source) == ("Ann Lee", ["ann", "lee"], Source.IMPORT)
    assert record.safe_status is SafeStatus.NOT_ASKED
    assert (safety.status, safety.others_may_read, safety.source) == (
        PointStatus.NOT_ASKED,
        Answer.NOT_ASKED,
        Source.IMPORT,
    )
    assert safety.weekdays == list(range(7))


def test_the_same_file_again_adds_nobody(stage: Stage) -> None:
    rows = file_of(ANN, BEN)
    assert outcomes(run(stage, rows)) == ["added", "added"]
    again = run(stage, rows)
    assert [(decision.outcome, decision.settled) for decision in again] == [(Outcome.ADDED, True), (Outcome.ADDED, True)]
    assert count(stage.sessions, Person) == 2
    assert count(stage.sessions, ImportRun) == 1


def test_another_file_with_the_same_people_adds_nobody(stage: Stage) -> None:
    run(stage, file_of(ANN, BEN))
    moved = {**ANN, "case_reference": "c-1", "name": "Ann Lee-Ash"}
    assert outcomes(run(stage, file_of(moved, BEN), digest="e" * 64)) == ["known", "known"]
    with stage.sessions() as session:
        assert set(session.scalars(select(ContactRecord.name))) == {"Ann Lee", "Ben Ash"}


def test_what_a_worker_recorded_is_never_changed(stage: Stage) -> None:
    entry = ContactEntry(name="Ann", case_reference="C-1", safe_status=SafeStatus.DO_NOT_CONTACT, source=Source.PERSON)
    theirs = record_preference(stage.sessions, stage.worker, entry, stage.at)
    made = run(stage, file_of(ANN))
    assert [(decision.outcome, decision.person_id) for decision in made] == [(Outcome.KNOWN, theirs)]
    assert (count(stage.sessions, ContactRecord), count(stage.sessions, ContactPoint)) == (1, 0)


def test_a_run_that_stopped_goes_on_where_it_stopped(stage: Stage) -> None:
    rows = file_of(ANN, BEN, {**BEN, "name": "Cara Dunn"})
    run_id = start_import(stage.sessions, stage.worker, "f" * 64, 3, stage.at)
    import_rows(stage.sessions, stage.worker, rows[:1], stage.at, run_id=run_id, team=stage.team.id, earlier=Earlier())
    assert [decision.settled for decision in run(stage, rows)] == [True, False, False]
    assert count(stage.sessions, Person) == 3
    with stage.sessions() as session:
        kept = session.get_one(ImportRun, run_id)
        assert (kept.rows, kept.finished_at) == (3, stage.at)


def test_what_was_rejected_is_tried_again_when_the_council_has_caught_up(stage: Stage) -> None:
    rows = file_of({**ANN, "team": "New team"})
    assert reasons(run(stage, rows)) == [["row_team_unknown"]]
    with stage.sessions.begin() as session:
        session.add(Team(name="New Team", neutral_name="N", phone="1", return_address="x"))
    assert outcomes(run(stage, rows)) == ["added"]
    with stage.sessions() as session:
        kept = session.scalars(select(ImportRow)).one()
    assert (kept.line, kept.outcome, kept.reasons) == (2, "added", [])


def test_rows_of_one_file_that_name_the_same_person(stage: Stage) -> None:
    wrong = {**ANN, "mobile": "12"}
    other = {**ANN, "name": "Somebody Else"}
    made = run(stage, file_of(wrong, ANN, ANN, other, BEN, BEN))
    assert outcomes(made) == ["rejected", "added", "known", "rejected", "added", "known"]
    assert reasons(made) == [
        ["phone_not_in_use"],
        [],
        ["row_same_as_earlier"],
        ["row_reference_twice"],
        [],
        ["row_same_as_earlier"],
    ]


def test_a_dry_run_says_the_same_and_writes_nothing(stage: Stage) -> None:
    rows = file_of(ANN, ANN, {**BEN, "mobile": "1"}, BEN)
    dry = run(stage, rows, dry=True)
    assert count(stage.sessions, Person) == count(stage.sessions, ImportRun) == count(stage.sessions, ImportRow) == 0
    wet = run(stage, rows)
    assert (outcomes(dry), reasons(dry)) == (outcomes(wet), reasons(wet))


def test_a_number_that_another_person_has_is_no_obstacle(stage: Stage) -> None:
    stage.person(number="+447700900123")
    assert outcomes(run(stage, file_of(ANN))) == ["added"]


def test_a_collision_with_a_restricted_record_says_no_more_than_that(stage: Stage) -> None:
    hidden = {**BEN, "restricted": "yes"}
    run(stage, file_of({**ANN, "restricted": "yes"}, hidden), actor=stage.duty_worker)
    made = run(stage, file_of(ANN, hidden), digest="e" * 64)
    assert reasons(made) == [["reference_of_restricted"]] * 2
    assert [decision.person_id for decision in made] == [None, None]
    with stage.sessions() as session:
        kept = session.scalars(select(ImportRow).where(ImportRow.outcome == "rejected")).all()
    assert {row.person_id for row in kept} == {None}
    theirs = run(stage, file_of(ANN, hidden), digest="e" * 64, actor=stage.duty_worker)
    assert outcomes(theirs) == ["known", "known"]


def test_a_restricted_record_is_open_to_its_owner_and_to_whoever_imported_it(stage: Stage) -> None:
    made = run(stage, file_of({**ANN, "restricted": "yes", "owner": "Casey"}), actor=stage.duty_worker)
    with stage.sessions() as session:
        readers = set(session.scalars(select(RestrictedReader.staff_id)))
        person = session.get_one(Person, made[0].person_id)
    assert (person.restricted, person.owner_id) == (True, stage.worker.id)
    assert readers == {stage.worker.id, stage.duty_worker.id}


@pytest.mark.parametrize(
    ("cell", "reason"), [("nobody", "row_owner_unknown"), ("pat", "row_owner_no_cases"), ("gone", "row_owner_unknown")]
)
def test_an_owner_must_be_somebody_who_works_with_people(stage: Stage, cell: str, reason: str) -> None:
    add_worker(stage.sessions, stage.at, stage.team, Role.PRINT_CLERK, "pat")
    assert reasons(run(stage, file_of({**ANN, "owner": cell}))) == [[reason]]


def test_a_row_without_a_team_is_not_put_just_anywhere(stage: Stage) -> None:
    made = import_rows(stage.sessions, stage.worker, file_of(ANN), stage.at, run_id=None, team=None, earlier=Earlier())
    assert reasons(made) == [["row_team_missing"]]


def test_a_row_that_the_database_refuses_harms_no_other(stage: Stage) -> None:
    rows = file_of(*({**BEN, "name": f"Person {number}"} for number in range(9)))
    bad = rows[4]
    assert bad.row is not None
    rows[4] = replace(bad, row=replace(bad.row, name="Nul\x00Person"))
    made = run(stage, rows)
    assert outcomes(made) == ["added"] * 4 + ["rejected"] + ["added"] * 4
    assert reasons(made)[4] == ["row_not_stored"]
    assert count(stage.sessions, Person) == 8


def test_nothing_of_a_row_is_kept_outside_the_record(stage: Stage) -> None:
    run(stage, file_of(ANN, {**BEN, "mobile": "0790"}))
    with stage.sessions() as session:
        kept = [str(vars(row)) for table in (ImportRow, ImportRun, AuditEntry) for row in session.scalars(select(table))]
        written = session.scalars(select(AuditEntry).where(AuditEntry.action == "imported")).one()
    assert not any(value in text for text in kept for value in ("Ann", "900123", "0790", "C-1"))
    assert (written.actor_id, written.fields) == (
        stage.worker.id,
        sorted(["case_reference", "name", "mobile", "medium", "said_by"]),
    )


def test_a_digest_can_be_made_only_with_the_secret(stage: Stage) -> None:
    record, headings = Record(2, tuple(BEN.values())), tuple(BEN)
    one, other = (read_row(record, headings, WORDS, key) for key in (KEY, b"another"))
    assert one.digest != other.digest
    assert run(stage, [one])[0].outcome is run(stage, [other], digest="e" * 64)[0].outcome is Outcome.ADDED


def test_only_those_who_work_with_people_import(stage: Stage) -> None:
    clerk = add_worker(stage.sessions, stage.at, stage.team, Role.PRINT_CLERK, "pat")
    with pytest.raises(NotAllowed):
        run(stage, file_of(ANN), actor=clerk)
    with pytest.raises(NotAllowed):
        run(stage, file_of(ANN), actor=clerk, dry=True)


def test_people_of_an_import_are_named_in_its_rows(stage: Stage) -> None:
    made = run(stage, file_of(ANN, {**ANN, "name": "=1"}))
    with stage.sessions() as session:
        rows: dict[int, tuple[str, list[str], UUID | None]] = {
            row.line: (row.outcome, row.reasons, row.person_id) for row in session.scalars(select(ImportRow))
        }
    assert rows == {
        2: ("added", [], made[0].person_id),
        3: ("rejected", ["name:cell_formula"], None),
    }
