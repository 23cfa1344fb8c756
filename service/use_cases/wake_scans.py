"""A scanned file that waits and that nobody reads: its job was lost, or its worker died. Another one is woken."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import exists, or_, select

from service import queue
from service.database import Sessions
from service.domain.scans import FileState
from service.models import ScanFile


def wake_scans(sessions: Sessions, now: datetime) -> bool:
    """Whether a worker was woken. One too many finds nothing to do."""
    free = or_(ScanFile.lease_until.is_(None), ScanFile.lease_until < now)
    with sessions.begin() as session:
        if not session.scalar(select(exists().where(ScanFile.state == FileState.WAITING, free))):
            return False
        queue.enqueue_scans(session)
        return True
