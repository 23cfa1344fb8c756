"""Releasing: each letter is asked for its leave once more, and one that may not leave is held with its reason."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pikepdf
import pytest
from sqlalchemy import select, update

from channels.base import Content, LetterContent
from channels.errors import Uncarriable
from channels.letter import postage
from channels.letter.print_queue import PrintQueue
from service.domain.contact_points import PointKind
from service.domain.errors import Conflict, NotAllowed, NotFound
from service.domain.preferences import Medium
from service.domain.purposes import Purpose
from service.domain.safe_contact import PointStatus, SafeStatus
from service.domain.transport import Transport
from service.models import Attempt, Delivery, PrintBatch, Rendition, TeamLetterhead
from service.queries import print_queue
from service.use_cases.deliver import Hands, deliver
from service.use_cases.hand_over_batch import hand_over_batch, hand_over_waiting
from service.use_cases.post_batch import mark_posted, mark_printed
from service.use_cases.release_letters import MISPRINTED, release_letters
from service.use_cases.take_back_letter import stop_letter
from tests.channels.letter.broken import with_square
from tests.fakes import FakeChannel
from tests.service.use_cases.changes import say
from tests.service.use_cases.paper import clerk, enclose, letter, released
from tests.service.use_cases.stage import Stage, plain


class PostChannel(FakeChannel):
    """A carrier of letters without a wire."""

    def __init__(self) -> None:
        super().__init__("letter")

    def check(self, content: Content) -> None:
        if not isinstance(content, LetterContent):
            raise Uncarriable("not_a_letter")


@pytest.fixture
def carrier() -> FakeChannel:
    return PostChannel()


def batch(stage: Stage, batch_id: UUID) -> PrintBatch:
    with stage.sessions() as session:
        return session.get_one(PrintBatch, batch_id)


def test_a_batch_holds_every_letter_once_urgent_first(stage: Stage) -> None:
    ordinary = letter(stage)
    urgent = letter(stage, "Bo Day", replace(plain("Come today."), purpose=Purpose.URGENT))
    made = batch(stage, released(stage, clerk(stage)))
    assert (made.letters, made.sheets) == (2, 2)
    assert [row["reference"] for row in json.loads(made.manifest)["letters"]] == [
        stage.delivery(urgent).code,
        stage.delivery(ordinary).code,
    ]
    with pikepdf.open(io.BytesIO(made.pdf)) as document:
        assert len(document.pages) == 4
    for position, message_id in enumerate((urgent, ordinary), start=1):
        delivery = stage.delivery(message_id)
        assert (delivery.state, delivery.batch_position) == (Transport.PRINTED, position)
        assert stage.delivery(message_id).sent_at is None


def test_an_address_that_became_unsafe_keeps_its_letter_back(stage: Stage) -> None:
    safe = letter(stage)
    person_id = stage.person("Bo Day", medium=Medium.LETTER)
    unsafe = stage.compose(person_id, plain())
    say(stage, person_id, PointStatus.NOT_SAFE, kind=PointKind.ADDRESS)
    made = batch(stage, released(stage, clerk(stage)))
    assert made.letters == 1
    assert stage.delivery(safe).state is Transport.PRINTED
    held = stage.delivery(unsafe)
    assert (held.state, held.held_reason, held.batch_id) == (Transport.HELD, "not_safe", None)


def test_nothing_is_released_where_no_letter_may_leave(stage: Stage) -> None:
    person_id = stage.person(medium=Medium.LETTER)
    message_id = stage.compose(person_id, plain())
    say(stage, person_id, kind=PointKind.ADDRESS, safe_status=SafeStatus.DO_NOT_CONTACT)
    assert release_letters(stage.sessions, clerk(stage), PrintQueue(), stage.at) is None
    assert stage.delivery(message_id).held_reason == "do_not_contact"
    with stage.sessions() as session:
        assert session.scalars(select(PrintBatch)).all() == []
        assert session.scalars(select(Attempt)).all() == []


def test_hours_of_the_day_do_not_hold_paper(stage: Stage) -> None:
    message_id = letter(stage)
    stage.forward(timedelta(hours=14))
    released(stage, clerk(stage))
    assert stage.delivery(message_id).state is Transport.PRINTED


def test_a_second_release_takes_only_what_came_since(stage: Stage) -> None:
    actor = clerk(stage)
    letter(stage)
    first = released(stage, actor)
    assert release_letters(stage.sessions, actor, PrintQueue(), stage.at) is None
    later = letter(stage, "Bo Day")
    second = released(stage, actor)
    assert first != second
    assert stage.delivery(later).batch_id == second


def test_only_the_print_room_releases(stage: Stage) -> None:
    letter(stage)
    with pytest.raises(NotAllowed):
        release_letters(stage.sessions, stage.worker, PrintQueue(), stage.at)


def test_the_folder_holds_ids_and_no_names_and_putting_twice_is_once(stage: Stage, tmp_path: Path) -> None:
    letter(stage, "Zebedee Quill")
    batch_id = released(stage, clerk(stage))
    for _ in range(2):
        hand_over_batch(stage.sessions, tmp_path, batch_id)
    assert sorted(path.name for path in tmp_path.iterdir()) == [f"{batch_id}.csv", f"{batch_id}.json", f"{batch_id}.pdf"]
    assert (tmp_path / f"{batch_id}.pdf").read_bytes() == batch(stage, batch_id).pdf
    assert b"Quill" not in (tmp_path / f"{batch_id}.json").read_bytes()


def test_letters_for_a_carrier_stay_queued_until_the_worker_takes_them(stage: Stage, carrier: FakeChannel) -> None:
    urgent = letter(stage, "Bo Day", replace(plain("Come today."), purpose=Purpose.URGENT))
    ordinary = letter(stage)
    batch_id = release_letters(stage.sessions, clerk(stage), PrintQueue(), stage.at, carrier=carrier)
    assert batch_id is not None
    made = batch(stage, batch_id)
    assert (made.letters, made.sheets, made.pdf, made.manifest) == (2, 2, b"", b"")
    for position, message_id in enumerate((urgent, ordinary), start=1):
        delivery = stage.delivery(message_id)
        assert (delivery.state, delivery.batch_id, delivery.batch_position) == (Transport.QUEUED, batch_id, position)
    with stage.sessions() as session:
        # The try is made with the call, and its leave asked again then.
        assert session.scalars(select(Attempt)).all() == []


def test_the_worker_carries_what_was_released_and_the_post_takes_its_days(stage: Stage, carrier: FakeChannel) -> None:
    message_id, waiting = letter(stage), letter(stage, "Bo Day")
    stage.forward(timedelta(days=3))
    channels = {"letter": carrier}
    deliver(stage.sessions, channels, lambda: stage.at, Hands(lease_seconds=60, threads=1))
    assert carrier.journal == []

    release_letters(stage.sessions, clerk(stage), PrintQueue(), stage.at, carrier=carrier, most=1)
    deliver(stage.sessions, channels, lambda: stage.at, Hands(lease_seconds=60, threads=1))
    (carried,) = carrier.journal
    delivery = stage.delivery(message_id)
    assert isinstance(carried.outgoing.content, LetterContent)
    assert carried.outgoing.reference == delivery.code
    assert delivery.state is Transport.SENT
    assert delivery.expected_on == postage.expected_delivery(stage.at, "second", "england")[1]
    assert stage.message(message_id).confirm_by is not None
    assert (stage.delivery(waiting).state, stage.delivery(waiting).batch_id) == (Transport.QUEUED, None)


def test_a_release_takes_nothing_twice(stage: Stage, carrier: FakeChannel) -> None:
    letter(stage)
    actor = clerk(stage)
    assert release_letters(stage.sessions, actor, PrintQueue(), stage.at, carrier=carrier) is not None
    assert release_letters(stage.sessions, actor, PrintQueue(), stage.at, carrier=carrier) is None


def test_an_address_that_became_unsafe_after_release_keeps_its_letter_back(stage: Stage, carrier: FakeChannel) -> None:
    person_id = stage.person(medium=Medium.LETTER)
    message_id = stage.compose(person_id, plain())
    release_letters(stage.sessions, clerk(stage), PrintQueue(), stage.at, carrier=carrier)
    say(stage, person_id, PointStatus.NOT_SAFE, kind=PointKind.ADDRESS)
    deliver(stage.sessions, {"letter": carrier}, lambda: stage.at, Hands(lease_seconds=60, threads=1))
    assert (carrier.journal, stage.delivery(message_id).held_reason) == ([], "not_safe")


def test_a_letter_is_stopped_before_its_carrier_has_it_and_not_after(stage: Stage, carrier: FakeChannel) -> None:
    stopped, gone = letter(stage), letter(stage, "Bo Day")
    actor = clerk(stage)
    release_letters(stage.sessions, actor, PrintQueue(), stage.at, carrier=carrier)
    stop_letter(stage.sessions, actor, stage.delivery(stopped).id, stage.at)
    deliver(stage.sessions, {"letter": carrier}, lambda: stage.at, Hands(lease_seconds=60, threads=1))
    assert stage.delivery(stopped).held_reason == "stopped_by_clerk"
    assert [carried.outgoing.reference for carried in carrier.journal] == [stage.delivery(gone).code]
    with pytest.raises(Conflict, match="letter_not_printed"):
        stop_letter(stage.sessions, actor, stage.delivery(gone).id, stage.at)


def test_a_letter_that_is_not_released_can_not_be_stopped(stage: Stage) -> None:
    message_id = letter(stage)
    with pytest.raises(Conflict, match="letter_not_printed"):
        stop_letter(stage.sessions, clerk(stage), stage.delivery(message_id).id, stage.at)


@pytest.mark.parametrize("needs", [{"paper": "yellow"}, {"plain_envelope": True}, {"postage": "first"}])
def test_what_the_carrier_does_not_print_is_the_next_batch_of_the_print_room(
    stage: Stage, carrier: FakeChannel, needs: dict[str, object]
) -> None:
    special, usual = letter(stage), letter(stage, "Bo Day")
    with stage.sessions.begin() as session:
        session.execute(update(Delivery).where(Delivery.message_id == special).values(needs))
    actor = clerk(stage)
    release_letters(stage.sessions, actor, PrintQueue(), stage.at, carrier=carrier)
    assert (stage.delivery(special).state, stage.delivery(special).batch_id) == (Transport.QUEUED, None)
    assert stage.delivery(usual).batch_id is not None

    second = release_letters(stage.sessions, actor, PrintQueue(), stage.at, carrier=carrier)
    assert second is not None
    assert batch(stage, second).pdf.startswith(b"%PDF")
    assert stage.delivery(special).state is Transport.PRINTED


def test_a_letter_that_the_carrier_refuses_by_its_look_goes_to_the_print_room(stage: Stage) -> None:
    message_id = letter(stage)
    batch_id = release_letters(stage.sessions, clerk(stage), PrintQueue(), stage.at, carrier=FakeChannel("sms"))
    assert batch_id is not None
    assert stage.delivery(message_id).state is Transport.PRINTED


def test_the_print_room_has_no_file_and_nothing_to_mark_of_a_carriers_batch(
    stage: Stage, carrier: FakeChannel, tmp_path: Path
) -> None:
    letter(stage)
    actor = clerk(stage)
    batch_id = release_letters(stage.sessions, actor, PrintQueue(), stage.at, carrier=carrier)
    assert batch_id is not None
    assert hand_over_batch(stage.sessions, tmp_path, batch_id) is False
    assert hand_over_waiting(stage.sessions, tmp_path) == 0
    assert list(tmp_path.iterdir()) == []
    for mark in (mark_printed, mark_posted):
        with pytest.raises(Conflict, match="batch_with_carrier"):
            mark(stage.sessions, actor, batch_id, stage.at)
    with stage.sessions() as session, pytest.raises(NotFound):
        print_queue.batch_pdf(session, actor, batch_id, stage.at)


def test_letters_left_with_a_carrier_that_is_no_more_go_to_the_print_room(stage: Stage, carrier: FakeChannel) -> None:
    message_id = letter(stage)
    actor = clerk(stage)
    release_letters(stage.sessions, actor, PrintQueue(), stage.at, carrier=carrier)
    with stage.sessions() as session:
        assert print_queue.waiting(session, actor, by_carrier=True) == ()
        assert [team.letters for team in print_queue.waiting(session, actor)] == [1]
    released(stage, actor)
    assert stage.delivery(message_id).state is Transport.PRINTED


def spoilt(stage: Stage, message_id: UUID, spoil: Callable[[bytes], bytes]) -> None:
    """What is kept of this letter breaks a print rule: a mistake of ours, found before it is on paper."""
    with stage.sessions.begin() as session:
        delivery = session.scalars(select(Delivery).where(Delivery.message_id == message_id)).one()
        kept = session.get_one(Rendition, delivery.rendition_digest)
        content = LetterContent(spoil(kept.content), kept.pages)
        session.add(
            Rendition(digest=content.digest(), kind="letter", content=content.pdf, pages=kept.pages, created_at=stage.at)
        )
        session.flush()
        delivery.rendition_digest = content.digest()


@pytest.mark.parametrize(
    ("spoil", "code"),
    [
        (lambda pdf: with_square(pdf, 100, 50), "window_not_alone"),
        (lambda pdf: with_square(pdf, 5, 200), "margin_left"),
        (lambda _: b"no PDF", "pdf_unreadable"),
    ],
)
def test_a_letter_that_breaks_a_print_rule_is_held_with_its_code_and_stops_no_other(
    stage: Stage, spoil: Callable[[bytes], bytes], code: str
) -> None:
    bad, good = letter(stage), letter(stage, "Bo Day")
    spoilt(stage, bad, spoil)
    made = batch(stage, released(stage, clerk(stage)))
    assert made.letters == 1
    held = stage.delivery(bad)
    assert (held.state, held.held_reason, held.error_code, held.batch_id) == (Transport.HELD, MISPRINTED, code, None)
    assert stage.delivery(good).state is Transport.PRINTED
    with stage.sessions() as session:
        (tried,) = session.scalars(select(Attempt)).all()
        assert (tried.delivery_id, tried.outcome) == (stage.delivery(good).id, "released")


def test_where_every_letter_is_bad_there_is_no_batch(stage: Stage) -> None:
    spoilt(stage, letter(stage), lambda _: b"")
    assert release_letters(stage.sessions, clerk(stage), PrintQueue(), stage.at) is None


def test_each_batch_is_of_one_kind_and_the_most_urgent_goes_first(stage: Stage) -> None:
    white = [letter(stage, f"White {name}") for name in ("One", "Two")]
    yellow = letter(stage, "Yellow One", replace(plain("Come today."), purpose=Purpose.URGENT))
    first_class = letter(stage, "First One")
    with stage.sessions.begin() as session:
        session.execute(update(Delivery).where(Delivery.message_id == yellow).values(paper="pale yellow #FFFFCC"))
        session.execute(update(Delivery).where(Delivery.message_id == first_class).values(postage="first"))
    actor = clerk(stage)
    made = [batch(stage, released(stage, actor)) for _ in range(3)]
    assert release_letters(stage.sessions, actor, PrintQueue(), stage.at) is None
    told = [json.loads(each.manifest) for each in made]
    assert [(each["paper"], each["postage"], len(each["letters"])) for each in told] == [
        ("pale yellow #FFFFCC", "second", 1),
        ("white", "second", 2),
        ("white", "first", 1),
    ]
    assert {stage.delivery(message_id).batch_id for message_id in white} == {made[1].id}


def test_a_team_that_encloses_a_reply_envelope_has_batches_of_its_own(stage: Stage) -> None:
    message_id = letter(stage)
    with stage.sessions.begin() as session:
        session.add(TeamLetterhead(team_id=stage.team.id, reply_envelope=True, changed_at=stage.at))
    made = batch(stage, released(stage, clerk(stage)))
    assert json.loads(made.manifest)["enclosure"] == "reply_envelope"
    assert stage.delivery(message_id).state is Transport.PRINTED


def test_what_is_enclosed_reaches_the_folder_with_its_batch(stage: Stage, tmp_path: Path) -> None:
    message_id, other = letter(stage), letter(stage, "Bo Day")
    enclose(stage, message_id)
    batch_id = released(stage, clerk(stage))
    hand_over_batch(stage.sessions, tmp_path, batch_id)
    assert json.loads(batch(stage, batch_id).manifest)["enclosure"] == "braille"
    assert (tmp_path / f"{batch_id}-1-1.brf").read_bytes() == b",HELLO\r\n\f"
    assert stage.delivery(other).batch_id is None


def test_a_bigger_pile_is_released_a_batch_at_a_time(stage: Stage) -> None:
    for number in range(3):
        letter(stage, f"Person {number}")
    actor = clerk(stage)
    sizes = []
    while (batch_id := release_letters(stage.sessions, actor, PrintQueue(), stage.at, most=2)) is not None:
        sizes.append(batch(stage, batch_id).letters)
    assert sizes == [2, 1]
