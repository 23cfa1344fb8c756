"""A scanned slip dealt with: its answer is recorded, or somebody set it aside and said so."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from service import audit
from service.database import Sessions
from service.domain.actors import CASE_ROLES, PRINT_ROLES, Actor
from service.domain.errors import NotFound
from service.domain.scans import PageState
from service.models import ScannedSlip


def close_scanned_slip(sessions: Sessions, actor: Actor, slip_id: UUID, reply_id: UUID | None, now: datetime) -> None:
    """With a reply it is recorded, without one it was set aside. A second time changes nothing. Raises ``NotFound``."""
    actor.require(CASE_ROLES | PRINT_ROLES)
    with sessions.begin() as session:
        slip = session.scalar(select(ScannedSlip).where(ScannedSlip.id == slip_id).with_for_update())
        if slip is None:
            raise NotFound("scan_not_found")
        if slip.state is PageState.RECORDED:
            return
        slip.state = PageState.SET_ASIDE if reply_id is None else PageState.RECORDED
        slip.reply_id, slip.dealt_with_by, slip.dealt_with_at = reply_id, actor.id, now
        audit.record(session, actor, slip.state.value, "scanned_slip", slip_id, now)
