"""Files from a scanner read page by page: each page is committed by itself, so that reading goes on where it stopped."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from pathlib import Path
from uuid import UUID

from sqlalchemy import func, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from channels.slips.reader import Reader, ReadPage, ReadSlip, ScanRefused
from service.database import Sessions, new_id
from service.domain.scans import FileState, PageState
from service.models import ScanFile, ScannedSlip

_LEASE = timedelta(seconds=90)
"""Longer than the slowest page may take."""
_BLANK = "blank"


@dataclass(frozen=True, slots=True)
class ScansRead:
    """``slips`` are those that were found now; ``more``: a file is left to read."""

    pages: int
    slips: tuple[UUID, ...]
    more: bool


@dataclass(frozen=True, slots=True)
class _Claim:
    id: UUID
    first: int
    content: bytes


def read_scans(sessions: Sessions, clock: Callable[[], datetime], *, seconds: float) -> ScansRead:
    """Read on for about so long. Safe on several hosts at once: a file is leased to one of them."""
    until = time.monotonic() + seconds
    slips: list[UUID] = []
    pages = 0
    while time.monotonic() < until:
        claim = _claim(sessions, clock())
        if claim is None:
            return ScansRead(pages, tuple(slips), more=False)
        with tempfile.TemporaryDirectory(prefix="bothways-scan-") as folder, Reader(pictures=True) as reader:
            path = Path(folder, "scan")
            path.write_bytes(claim.content)
            pages += _read_on(sessions, clock, claim, reader, path, slips, until)
    return ScansRead(pages, tuple(slips), more=True)


def _read_on(
    sessions: Sessions,
    clock: Callable[[], datetime],
    claim: _Claim,
    reader: Reader,
    path: Path,
    slips: list[UUID],
    until: float,
) -> int:
    pages = 0
    try:
        for page in reader.read(path, claim.first):
            kept = _keep(sessions, claim.id, page, clock())
            if kept is None:
                return pages
            slips += kept
            pages += 1
            if time.monotonic() >= until:
                _let_go(sessions, claim.id)
                return pages
    except ScanRefused as refused:
        _finish(sessions, claim.id, FileState.REFUSED, refused.code)
    else:
        _finish(sessions, claim.id, FileState.READ, "")
    return pages


def _claim(sessions: Sessions, now: datetime) -> _Claim | None:
    with sessions.begin() as session:
        file = session.scalar(
            select(ScanFile)
            .where(ScanFile.state == FileState.WAITING, (ScanFile.lease_until.is_(None)) | (ScanFile.lease_until < now))
            .order_by(ScanFile.taken_in_at)
            .limit(1)
            .with_for_update(skip_locked=True)
        )
        if file is None:
            return None
        file.lease_until = now + _LEASE
        return _Claim(file.id, file.read, file.content or b"")


def _keep(sessions: Sessions, file_id: UUID, page: ReadPage, now: datetime) -> list[UUID] | None:
    """``None`` where somebody stopped the file meanwhile: then the page is read again when it goes on."""
    with sessions.begin() as session:
        still = session.execute(
            update(ScanFile)
            .where(ScanFile.id == file_id, ScanFile.state == FileState.WAITING)
            .values(read=page.number + 1, pages=func.greatest(ScanFile.pages, page.of), lease_until=now + _LEASE)
            .returning(ScanFile.id)
        ).one_or_none()
        if still is None:
            return None
        return [_insert(session, row) for row in _rows(file_id, page)]


def _rows(file_id: UUID, page: ReadPage) -> list[dict[str, object]]:
    if not page.slips:
        state = PageState.BLANK if page.why == _BLANK else PageState.TO_LOOK_AT
        return [_row(file_id, page, 0, state) | {"why": page.why, "picture": page.picture}]
    return [_row(file_id, page, at, PageState.TO_LOOK_AT) | _of_slip(slip) for at, slip in enumerate(page.slips)]


def _row(file_id: UUID, page: ReadPage, position: int, state: PageState) -> dict[str, object]:
    return {"id": new_id(), "file_id": file_id, "page": page.number, "position": position, "state": state}


def _of_slip(slip: ReadSlip) -> dict[str, object]:
    return {
        "code": slip.payload.code,
        "version": slip.payload.version,
        "options": slip.payload.options,
        "written": slip.written,
        "reading": [
            asdict(group) | {"boxes": [[box.name, box.mark, box.confidence, box.why] for box in group.boxes]}
            for group in slip.groups
        ],
        "picture": slip.picture,
    }


def _insert(session: Session, row: dict[str, object]) -> UUID:
    defaults: dict[str, object] = {"code": "", "version": 0, "options": 0, "written": False, "reading": [], "why": ""}
    statement = insert(ScannedSlip).values(defaults | row).on_conflict_do_nothing().returning(ScannedSlip.id)
    found = session.scalar(statement)
    if found is not None:
        return found
    same = (ScannedSlip.file_id == row["file_id"], ScannedSlip.page == row["page"], ScannedSlip.position == row["position"])
    return session.scalars(select(ScannedSlip.id).where(*same)).one()


def _let_go(sessions: Sessions, file_id: UUID) -> None:
    with sessions.begin() as session:
        session.execute(update(ScanFile).where(ScanFile.id == file_id).values(lease_until=None))


def _finish(sessions: Sessions, file_id: UUID, state: FileState, why: str) -> None:
    """What was read is kept slip by slip; the file itself, with everybody's answers in it, is not."""
    with sessions.begin() as session:
        session.execute(
            update(ScanFile)
            .where(ScanFile.id == file_id, ScanFile.state == FileState.WAITING)
            .values(state=state, why=why, lease_until=None, content=None, pages=ScanFile.read)
        )
