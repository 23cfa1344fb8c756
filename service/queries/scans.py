"""Reads of scanned paper. Nothing here says who a slip is from: that is its letter's to say."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import func, select, true
from sqlalchemy.orm import Session, undefer

from service.domain.actors import CASE_ROLES, PRINT_ROLES, Actor
from service.domain.errors import NotFound
from service.domain.scans import FileState, PageState
from service.domain.slips import FILLED_BY
from service.models import Delivery, Reply, ScanFile, ScannedSlip, Staff

_MOST_FILES = 50


@dataclass(frozen=True, slots=True)
class ScanLine:
    """One file, as the list shows it. ``pages`` is 0 while nobody knows how many there are."""

    id: UUID
    state: FileState
    why: str
    read: int
    pages: int
    taken_in_at: datetime
    taken_in_by: str
    slips: int
    to_look_at: int
    blank: int


@dataclass(frozen=True, slots=True)
class Scanned:
    """One slip, or one page without a slip. ``delivery_id`` is that of the one letter with its code."""

    id: UUID
    file_id: UUID
    page: int
    code: str
    version: int
    options: int
    written: bool
    reading: list[dict[str, Any]]
    why: str
    state: PageState
    picture: bytes
    delivery_id: UUID | None
    earlier: tuple[frozenset[str], ...]
    """What other slips of the same letter said."""
    next_id: UUID | None


def scan_files(session: Session, actor: Actor) -> tuple[ScanLine, ...]:
    """The newest first."""
    actor.require(CASE_ROLES | PRINT_ROLES)

    def count(*states: PageState) -> Any:
        return func.count(ScannedSlip.id).filter(ScannedSlip.state.in_(states))

    rows = session.execute(
        select(
            ScanFile,
            Staff.name,
            func.count(ScannedSlip.id).filter(ScannedSlip.code != ""),
            count(PageState.TO_LOOK_AT),
            count(PageState.BLANK),
        )
        .outerjoin(ScannedSlip, ScannedSlip.file_id == ScanFile.id)
        .outerjoin(Staff, Staff.id == ScanFile.taken_in_by)
        .group_by(ScanFile.id, Staff.name)
        .order_by(ScanFile.taken_in_at.desc())
        .limit(_MOST_FILES)
    )
    return tuple(
        ScanLine(
            file.id,
            file.state,
            file.why,
            file.read,
            file.pages,
            file.taken_in_at,
            name or "",
            slips,
            to_look_at,
            blank,
        )
        for file, name, slips, to_look_at, blank in rows
    )


def to_look_at(session: Session, actor: Actor) -> int:
    """How many slips and pages wait for a person."""
    actor.require(CASE_ROLES | PRINT_ROLES)
    waiting = select(func.count()).select_from(ScannedSlip).where(ScannedSlip.state == PageState.TO_LOOK_AT)
    return session.scalars(waiting).one()


def next_to_look_at(session: Session, actor: Actor, after: UUID | None = None) -> UUID | None:
    """The oldest that waits, but not ``after`` itself."""
    actor.require(CASE_ROLES | PRINT_ROLES)
    another = ScannedSlip.id != after if after is not None else true()
    return session.scalar(
        select(ScannedSlip.id)
        .join(ScanFile, ScanFile.id == ScannedSlip.file_id)
        .where(ScannedSlip.state == PageState.TO_LOOK_AT, another)
        .order_by(ScanFile.taken_in_at, ScannedSlip.page, ScannedSlip.position)
        .limit(1)
    )


def scanned(session: Session, actor: Actor, slip_id: UUID) -> Scanned:
    """Raises ``NotFound``."""
    actor.require(CASE_ROLES | PRINT_ROLES)
    slip = session.get(ScannedSlip, slip_id, options=[undefer(ScannedSlip.picture)])
    if slip is None:
        raise NotFound("scan_not_found")
    delivery_id = _delivery_of(session, slip.code)
    return Scanned(
        slip.id,
        slip.file_id,
        slip.page,
        slip.code,
        slip.version,
        slip.options,
        slip.written,
        slip.reading,
        slip.why,
        slip.state,
        slip.picture,
        delivery_id,
        _earlier(session, delivery_id, slip.reply_id),
        next_to_look_at(session, actor, slip.id),
    )


def _delivery_of(session: Session, code: str) -> UUID | None:
    """The letter of a code; of several the one that still waits; none where that is not one."""
    if not code:
        return None
    found = session.execute(
        select(Delivery.id, Delivery.awaiting).where(Delivery.code == code, Delivery.channel == "letter")
    ).all()
    if len(found) > 1:
        found = [row for row in found if row.awaiting]
    return found[0].id if len(found) == 1 else None


def _earlier(session: Session, delivery_id: UUID | None, own: UUID | None) -> tuple[frozenset[str], ...]:
    if delivery_id is None:
        return ()
    rows = session.execute(
        select(Reply.id, Reply.ticks, Reply.filled_by).where(Reply.delivery_id == delivery_id, Reply.route == "slip")
    )
    return tuple(
        frozenset(row.ticks) | ({row.filled_by} if row.filled_by in FILLED_BY else set()) for row in rows if row.id != own
    )
