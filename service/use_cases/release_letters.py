"""Lay the letters that may leave into one batch: a file for the print room, or letters for a carrier to print and post."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Row, and_, func, select, update
from sqlalchemy.orm import Session

from channels.base import BatchLetter, Channel, Clearance, LetterContent, Outgoing, PrintQueue
from channels.errors import Uncarriable
from channels.letter import postage
from channels.letter.manifest import Kind, kind_of
from channels.letter.measure import measure_letter
from channels.letter.postage import Postage
from service import audit, outbox, queue, renditions
from service.database import Sessions, new_id
from service.domain import reply_links
from service.domain.actors import PRINT_ROLES, Actor
from service.domain.deadlines import Nation
from service.domain.messages import PersonFacts
from service.domain.safe_contact import may_leave
from service.domain.transport import Transport, TransportEvent
from service.models import Attempt, Delivery, Message, PrintBatch, Rendition, Team, TeamLetterhead
from service.queries import facts

LARGEST_BATCH = 1000
NO_FILE = b""
"""What stands in place of the print file of a batch that a carrier prints."""
MISPRINTED = "letter_misprints"
"""Why a letter is held that breaks a print rule; the delivery's ``error_code`` is the rule's."""
_Row = Row[Delivery, Message, Rendition, Nation, bool]
_CARRIED_KIND = and_(Delivery.paper == "white", ~Delivery.plain_envelope, Delivery.postage == Postage.SECOND)


@dataclass(frozen=True, slots=True)
class _Letter:
    delivery: Delivery
    content: LetterContent
    clearance: Clearance
    nation: Nation
    reply_envelope: bool
    token: str
    """That of the code on it, where it has one."""

    def for_batch(self, attempt_id: UUID) -> BatchLetter:
        delivery = self.delivery
        return BatchLetter(
            Outgoing(attempt_id, delivery.code, self.clearance.destination, self.content),
            self.clearance,
            delivery.paper,
            delivery.plain_envelope,
            delivery.postage,
            self.reply_envelope,
        )

    def kind(self) -> Kind:
        return kind_of(self.for_batch(self.delivery.id))


def release_letters(
    sessions: Sessions,
    actor: Actor,
    print_queue: PrintQueue,
    now: datetime,
    *,
    carrier: Channel | None = None,
    most: int = LARGEST_BATCH,
) -> UUID | None:
    """Returns the batch's id, or ``None`` where no letter may leave. Those that may not are held, each with its reason.

    A batch is of one kind (paper, envelope, enclosure, postage): that of the letter whose turn it is. What is of another
    kind, or more than ``most``, waits for the next call: a door calls again until there is none, and what a crash or a
    "stop" left waits as it was. A letter that breaks a print rule is held with the rule's code and stops nobody else's.

    Without a carrier nothing is posted by this: a released letter can still be stopped. With one, its letters are due at
    once. Letters that no carrier prints (coloured paper, a plain envelope, another postage) wait until those that it does
    are released, and are then a batch for the print room.
    """
    actor.require(PRINT_ROLES)
    with sessions.begin() as session:
        letters = _next(session, now, most, carrier)
        carried = [letter for letter in letters if carrier is not None and _fits(carrier, letter)]
        if not letters:
            return None
        batch_id = new_id()
        if carried:
            _hand_to_carrier(session, actor, batch_id, carried, now)
        else:
            _lay_out(session, actor, batch_id, _of_one_kind(letters), print_queue, now)
        audit.record(session, actor, "released", "print_batch", batch_id, now)
        return batch_id


def _next(session: Session, now: datetime, most: int, carrier: Channel | None) -> list[_Letter]:
    """Letters that may leave, all on one paper. Each round holds what may not, until some may or none is left."""
    while True:
        waiting = [Delivery.state == Transport.QUEUED, Delivery.channel == "letter"]
        if carrier is not None:
            waiting.append(Delivery.batch_id.is_(None))
        order = (Delivery.lane, Delivery.created_at, Delivery.id)
        first = session.execute(
            select(Delivery.paper, Delivery.plain_envelope, Delivery.postage)
            .where(*waiting)
            .order_by(*(() if carrier is None else (_CARRIED_KIND.desc(),)), *order)
            .limit(1)
            .with_for_update(skip_locked=True)
        ).first()
        if first is None:
            return []
        paper, plain, post = first
        same = (Delivery.paper == paper, Delivery.plain_envelope == plain, Delivery.postage == post)
        seen = _waiting(session, [*waiting, *same], order, most)
        letters = list(_cleared(session, seen, now))
        if letters or not seen:
            return letters


def _waiting(session: Session, waiting: list[ColumnElement[bool]], order: tuple[Any, ...], most: int) -> Sequence[_Row]:
    return session.execute(
        select(Delivery, Message, Rendition, Team.nation, func.coalesce(TeamLetterhead.reply_envelope, False))
        .join(Message, Message.id == Delivery.message_id)
        .join(Rendition, Rendition.digest == Delivery.rendition_digest)
        .join(Team, Team.id == Message.team_id)
        .outerjoin(TeamLetterhead, TeamLetterhead.team_id == Team.id)
        .where(*waiting)
        .order_by(*order)
        .limit(most)
        .with_for_update(of=Delivery, skip_locked=True)
    ).all()


def _cleared(session: Session, rows: Sequence[_Row], now: datetime) -> Iterator[_Letter]:
    known = facts.people(session, {row[0].person_id for row in rows})
    for row in rows:
        letter = _letter(session, row, known, now)
        if letter is not None:
            yield letter


def _letter(session: Session, row: _Row, known: Mapping[UUID, PersonFacts], now: datetime) -> _Letter | None:
    delivery, message, kept, nation, reply_envelope = row
    content = renditions.restored(kept.kind, kept.content, kept.pages)
    point = next(point for point in known[delivery.person_id].points if point.point_id == delivery.point_id)
    if message.event_at is not None and message.event_at <= now:
        outbox.move(delivery, TransportEvent.HOLD, now, reason="event_past")
        return None
    token = ""
    if reply_links.has_place(content):
        if not outbox.may_link(session, delivery.channel, point, now):
            outbox.move(delivery, TransportEvent.HOLD, now, reason=outbox.LINK_NOT_SAFE)
            return None
        token = reply_links.new_token()
        content = reply_links.filled(content, token)
    leave = may_leave(point, message.purpose, content, now)
    if not isinstance(leave, Clearance):
        outbox.move(delivery, TransportEvent.HOLD, now, reason=leave.reason.value)
        return None
    if not isinstance(content, LetterContent):
        raise Uncarriable("not_a_letter")
    letter = _Letter(delivery, content, leave, nation, reply_envelope, token)
    fault = _fault_of(letter)
    if fault is not None:
        outbox.move(delivery, TransportEvent.HOLD, now, reason=MISPRINTED)
        delivery.error_code = fault
        return None
    return letter


def _fault_of(letter: _Letter) -> str | None:
    """The first print rule that it breaks, or what would keep it out of a file."""
    try:
        letter.kind()
    except Uncarriable as error:
        return error.code
    lines = letter.clearance.destination.split("\n")
    faults = measure_letter(letter.content.pdf, address=lines, neutral=letter.delivery.plain_envelope)
    return faults[0].code if faults else None


def _of_one_kind(letters: list[_Letter]) -> list[_Letter]:
    first = letters[0].kind()
    return [letter for letter in letters if letter.kind() == first]


def _fits(carrier: Channel, letter: _Letter) -> bool:
    delivery = letter.delivery
    if delivery.paper != "white" or delivery.plain_envelope or delivery.postage != Postage.SECOND:
        return False
    try:
        carrier.check(letter.content)
    except Uncarriable:
        return False
    return True


def _hand_to_carrier(session: Session, actor: Actor, batch_id: UUID, letters: list[_Letter], now: datetime) -> None:
    """They stay queued: the worker asks for their leave once more, and makes the try that goes with the call."""
    sheets = sum((letter.content.pages + 1) // 2 for letter in letters)
    _add_batch(session, actor, batch_id, now, letters=len(letters), sheets=sheets, pdf=NO_FILE, manifest=NO_FILE)
    for position, letter in enumerate(letters, start=1):
        delivery = letter.delivery
        delivery.batch_id, delivery.batch_position, delivery.due_at = batch_id, position, now
        _, delivery.expected_on = postage.expected_delivery(now, delivery.postage, letter.nation.value)
    queue.enqueue_delivery(session)


def _lay_out(
    session: Session, actor: Actor, batch_id: UUID, letters: list[_Letter], print_queue: PrintQueue, now: datetime
) -> None:
    tokens = {letter.delivery.id: letter.token for letter in letters if letter.token}
    outbox.keep_links(session, tokens, tokens.keys(), now)
    attempts = outbox.begin_attempts(session, [letter.delivery.id for letter in letters], now)
    made = print_queue.prepare_batch(
        batch_id,
        [letter.for_batch(attempt_id) for letter, attempt_id in zip(letters, attempts, strict=True)],
        now,
    )
    _add_batch(session, actor, batch_id, now, letters=len(letters), sheets=made.sheets, pdf=made.pdf, manifest=made.manifest)
    for position, letter in enumerate(letters, start=1):
        delivery = letter.delivery
        delivery.tries += 1
        delivery.batch_id, delivery.batch_position = batch_id, position
        outbox.move(delivery, TransportEvent.PRINT, now)
    session.execute(update(Attempt).where(Attempt.id.in_(attempts)).values(finished_at=now, outcome="released"))


def _add_batch(
    session: Session,
    actor: Actor,
    batch_id: UUID,
    now: datetime,
    *,
    letters: int,
    sheets: int,
    pdf: bytes,
    manifest: bytes,
) -> None:
    session.add(
        PrintBatch(
            id=batch_id,
            released_at=now,
            released_by=actor.id,
            letters=letters,
            sheets=sheets,
            pdf=pdf,
            manifest=manifest,
        )
    )
    session.flush()
