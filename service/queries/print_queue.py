"""Reads of the print room: counts of what waits, without a name, and the letters that were released."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import func, select, true
from sqlalchemy.orm import Session

from channels.base import LetterContent
from channels.letter import manifest, postage
from channels.letter.manifest import Kind
from service import audit, renditions
from service.domain.actors import PRINT_ROLES, Actor
from service.domain.errors import NotFound
from service.domain.transport import Lane, Transport
from service.models import Delivery, Message, PrintBatch, Rendition, Team


@dataclass(frozen=True, slots=True)
class TeamQueue:
    """How many letters of one team wait for release."""

    team: str
    letters: int
    urgent: int
    oldest: datetime


@dataclass(frozen=True, slots=True)
class Held:
    """How many letters may not leave, by reason."""

    reason: str
    letters: int


@dataclass(frozen=True, slots=True)
class BatchLine:
    id: UUID
    released_at: datetime
    letters: int
    sheets: int
    printed_at: datetime | None
    posted_at: datetime | None
    with_carrier: bool
    """Printed and posted by a carrier: the print room has no file, and nothing to do."""


@dataclass(frozen=True, slots=True)
class BatchLetterLine:
    """One letter as the print room knows it: where it lies and the code on it, nothing of the person."""

    delivery_id: UUID
    position: int
    code: str
    pages: int
    state: Transport
    paper: str
    plain_envelope: bool
    postage: str
    files: int
    """How many are enclosed, made beside the printer: braille, a recording."""
    expected: tuple[date, date] | None
    """The earliest and the latest day on the mat, once it is posted."""


@dataclass(frozen=True, slots=True)
class Batch:
    """``kind`` is what its letters have in common, in the words of the manifest; None where a carrier prints them."""

    line: BatchLine
    letters: tuple[BatchLetterLine, ...]
    kind: Kind | None


def waiting(session: Session, actor: Actor, *, by_carrier: bool = False) -> tuple[TeamQueue, ...]:
    """Letters that the next release looks at, by team. ``by_carrier``: what is released already is a carrier's to fetch."""
    actor.require(PRINT_ROLES)
    unreleased = Delivery.batch_id.is_(None) if by_carrier else true()
    rows = session.execute(
        select(
            Team.name,
            func.count().label("letters"),
            func.count().filter(Delivery.lane == Lane.URGENT).label("urgent"),
            func.min(Delivery.created_at).label("oldest"),
        )
        .select_from(Delivery)
        .join(Message, Message.id == Delivery.message_id)
        .join(Team, Team.id == Message.team_id)
        .where(Delivery.state == Transport.QUEUED, Delivery.channel == "letter", unreleased)
        .group_by(Team.name)
        .order_by(Team.name)
    )
    return tuple(TeamQueue(row.name, row.letters, row.urgent, row.oldest) for row in rows)


def held(session: Session, actor: Actor) -> tuple[Held, ...]:
    """Letters that were kept back and still wait for a caseworker, the most frequent reason first."""
    actor.require(PRINT_ROLES)
    count = func.count().label("letters")
    rows = session.execute(
        select(Delivery.held_reason, count)
        .where(Delivery.state == Transport.HELD, Delivery.channel == "letter", Delivery.awaiting)
        .group_by(Delivery.held_reason)
        .order_by(count.desc(), Delivery.held_reason)
    )
    return tuple(Held(row.held_reason or "", row.letters) for row in rows)


def batches(session: Session, actor: Actor, *, most: int = 30) -> tuple[BatchLine, ...]:
    """The newest first."""
    actor.require(PRINT_ROLES)
    query = select(*_LINE).order_by(PrintBatch.released_at.desc(), PrintBatch.id.desc()).limit(most)
    return tuple(BatchLine(*row) for row in session.execute(query))


_LINE = (
    PrintBatch.id,
    PrintBatch.released_at,
    PrintBatch.letters,
    PrintBatch.sheets,
    PrintBatch.printed_at,
    PrintBatch.posted_at,
    func.octet_length(PrintBatch.pdf) == 0,
)


def batch(session: Session, actor: Actor, batch_id: UUID) -> Batch:
    """One batch with its letters by position. Raises ``NotFound``."""
    actor.require(PRINT_ROLES)
    line = session.execute(select(*_LINE).where(PrintBatch.id == batch_id)).first()
    if line is None:
        raise NotFound("batch_not_found")
    rows = session.execute(
        select(
            Delivery.id,
            Delivery.batch_position,
            Delivery.code,
            Rendition.pages,
            Delivery.state,
            Delivery.paper,
            Delivery.plain_envelope,
            Delivery.postage,
            Delivery.sent_at,
            Team.nation,
        )
        .join(Rendition, Rendition.digest == Delivery.rendition_digest)
        .join(Message, Message.id == Delivery.message_id)
        .join(Team, Team.id == Message.team_id)
        .where(Delivery.batch_id == batch_id)
        .order_by(Delivery.batch_position)
    )
    made = session.scalar(select(PrintBatch.manifest).where(PrintBatch.id == batch_id)) or b""
    told = manifest.read(made) if made else None
    files = {} if told is None else told.files
    letters = []
    for delivery_id, position, code, pages, state, paper, plain, post, sent_at, nation in rows:
        gone = sent_at if state is Transport.POSTED else None
        expected = None if gone is None else postage.expected_delivery(gone, post, nation.value)
        at = position or 0
        letters.append(BatchLetterLine(delivery_id, at, code, pages, state, paper, plain, post, files.get(at, 0), expected))
    return Batch(BatchLine(*line), tuple(letters), None if told is None else told.kind)


def batch_pdf(session: Session, actor: Actor, batch_id: UUID, now: datetime) -> bytes:
    """The file to print. It holds names and addresses, so the reading is written down and the caller commits."""
    return _file(session, actor, batch_id, now).pdf


def batch_manifest(session: Session, actor: Actor, batch_id: UUID, now: datetime) -> bytes:
    """Ids and counts of sheets; the reading is written down too."""
    return _file(session, actor, batch_id, now).manifest


def batch_table(session: Session, actor: Actor, batch_id: UUID, now: datetime) -> bytes:
    """The manifest as CSV."""
    return manifest.as_csv(_file(session, actor, batch_id, now).manifest)


def enclosed(session: Session, actor: Actor, batch_id: UUID, position: int, number: int, now: datetime) -> tuple[str, bytes]:
    """One enclosed file of a letter, counted from 1, with its name; it holds the person's words, so the reading is kept.

    Raises ``NotFound``.
    """
    actor.require(PRINT_ROLES)
    kept = session.scalars(
        select(Rendition)
        .join(Delivery, Delivery.rendition_digest == Rendition.digest)
        .where(Delivery.batch_id == batch_id, Delivery.batch_position == position)
    ).first()
    content = None if kept is None else renditions.restored(kept.kind, kept.content, kept.pages)
    files = list(manifest.enclosed_files(batch_id, position, content)) if isinstance(content, LetterContent) else []
    if not 1 <= number <= len(files):
        raise NotFound("delivery_not_found")
    audit.record(session, actor, "read_batch", "print_batch", batch_id, now)
    return files[number - 1]


def _file(session: Session, actor: Actor, batch_id: UUID, now: datetime) -> PrintBatch:
    actor.require(PRINT_ROLES)
    row = session.get(PrintBatch, batch_id)
    if row is None or not row.pdf:
        raise NotFound("batch_not_found")
    audit.record(session, actor, "read_batch", "print_batch", batch_id, now)
    return row
