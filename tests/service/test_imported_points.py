"""From a row of a file to a phone: what goes to an imported number, and when it stops going."""

from __future__ import annotations

from uuid import UUID

import pytest

from service.commands.import_people import vocabulary
from service.domain.contact_points import PointKind
from service.domain.importing import Earlier, read_row
from service.domain.messages import Draft
from service.domain.preferences import Medium, MediumChoice, Source, Strength
from service.domain.purposes import Purpose
from service.domain.safe_contact import PointStatus, SafeStatus
from service.domain.table_file import Record
from service.domain.transport import Transport
from service.domain.ways import Way
from service.queries import facts
from service.queries.people import card
from service.use_cases.compose_message import preview_message
from service.use_cases.import_people import import_rows, start_import
from service.use_cases.record_preference import ContactEntry, PointEntry, record_preference
from service.web.message_words import reasons
from tests.service.use_cases.stage import Stage, choice, plain


@pytest.fixture
def generous(stage: Stage) -> Stage:
    """A council that lets general messages go to imported points."""
    stage.sessions.configure(info={facts.IMPORTED_POINTS_FOR: frozenset({Purpose.GENERAL})})
    return stage


def imported(stage: Stage, **more: str) -> UUID:
    cells = {"case_reference": "C1", "name": "Ann", "mobile": "07700 900123", "medium": "text; visit", **more}
    row = read_row(Record(2, tuple(cells.values())), tuple(cells), vocabulary(), b"key")
    run_id = start_import(stage.sessions, stage.worker, "d", 1, stage.at)
    made = import_rows(stage.sessions, stage.worker, [row], stage.at, run_id=run_id, team=stage.team.id, earlier=Earlier())
    assert made[0].person_id is not None
    return made[0].person_id


def way_of(stage: Stage, message_id: UUID) -> tuple[Medium, Transport]:
    delivery = stage.delivery(message_id)
    return delivery.medium, delivery.state


def test_without_the_setting_a_worker_does_it(stage: Stage) -> None:
    message_id = stage.send(imported(stage), plain())
    assert way_of(stage, message_id) == (Medium.VISIT, Transport.TO_DO)
    assert stage.delivery(message_id).why[0][1] == "not_asked_if_safe"
    assert stage.sms.journal == []


def test_with_the_setting_a_general_message_goes_and_says_why(generous: Stage) -> None:
    message_id = generous.send(imported(generous), plain())
    assert way_of(generous, message_id) == (Medium.TEXT, Transport.SENT)
    assert generous.delivery(message_id).why[0][1] == "let_by_council"


def test_a_worker_reads_that_nobody_asked(generous: Stage) -> None:
    seen = preview_message(generous.sessions, generous.worker, imported(generous), plain(), generous.at)
    assert reasons(seen.plan, seen.known) == [
        (
            "Text message was their first choice. 07700 900123 came from another system. Nobody asked if it is safe; the "
            "council lets this go there. Nobody asked yet who else reads it, so no written reply confirms."
        )
    ]


def test_the_setting_is_for_the_purposes_that_it_names(generous: Stage) -> None:
    assert way_of(generous, generous.send(imported(generous), choice())) == (Medium.VISIT, Transport.TO_DO)


def test_restricted_records_are_never_included(generous: Stage) -> None:
    person_id = imported(generous, restricted="yes")
    assert way_of(generous, generous.send(person_id, plain())) == (Medium.VISIT, Transport.TO_DO)


def test_it_is_asked_again_when_it_leaves(generous: Stage) -> None:
    message_id = generous.compose(imported(generous), plain())
    generous.sessions.configure(info={facts.IMPORTED_POINTS_FOR: frozenset()})
    generous.carry()
    assert way_of(generous, message_id) == (Medium.TEXT, Transport.HELD)
    assert generous.delivery(message_id).held_reason == "not_asked_if_safe"
    assert generous.sms.journal == []


def test_once_somebody_asked_the_person_their_word_counts_alone(generous: Stage) -> None:
    person_id = imported(generous)
    with generous.sessions() as session:
        before = card(session, generous.worker, person_id, generous.at)
    entry = ContactEntry(
        name="Ann",
        safe_status=SafeStatus.SAFE,
        choices=(MediumChoice(Medium.TEXT, Strength.PREFERS, 1),),
        source=Source.PERSON,
    )
    record_preference(
        generous.sessions, generous.worker, entry, generous.at, person_id=person_id, seen_record_id=before.version.id
    )
    assert generous.delivery(generous.send(person_id, plain())).channel == "live"
    with generous.sessions() as session:
        after = card(session, generous.worker, person_id, generous.at)
    said = PointEntry(
        PointKind.PHONE, "", form_field="known", point_id=after.points[0].id, status=PointStatus.SAFE, asked_again=True
    )
    record_preference(
        generous.sessions,
        generous.worker,
        ContactEntry(**{**{name: getattr(entry, name) for name in ContactEntry.__dataclass_fields__}, "points": (said,)}),
        generous.at,
        person_id=person_id,
        seen_record_id=after.version.id,
    )
    message_id = generous.send(person_id, plain())
    assert way_of(generous, message_id) == (Medium.TEXT, Transport.SENT)
    assert generous.delivery(message_id).why[0][1] == "chosen"


def test_the_setting_sends_nobody_to_the_door_and_rings_nobody(generous: Stage) -> None:
    person_id = imported(
        generous,
        medium="text; visit; phone_call",
        address="1 High Street, Ellerton, LS1 1AA",
    )
    with generous.sessions() as session:
        ways: dict[Medium, Way] = {way.medium: way for way in card(session, generous.worker, person_id, generous.at).ways}
    assert ways[Medium.TEXT].open
    assert not ways[Medium.VISIT].points
    assert not ways[Medium.PHONE_CALL].points


def test_a_reply_from_an_imported_number_confirms_nothing_by_itself(generous: Stage) -> None:
    person_id = imported(generous)
    message_id = generous.send(person_id, Draft(Purpose.GENERAL, "Your form has come."))
    generous.text("+447700900123", "1")
    assert generous.message(message_id).understanding.value != "understood"
    assert generous.message(message_id).open
