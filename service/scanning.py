"""Scans on their way from a scanner to a reply: what the worker does by itself, and how far that goes."""

from __future__ import annotations

from uuid import UUID

import structlog

from service.container import Container
from service.domain.actors import SYSTEM
from service.domain.errors import DomainError
from service.domain.scans import PageState, is_sure, proposed
from service.queries.scans import Scanned, scanned
from service.use_cases.close_scanned_slip import close_scanned_slip
from service.use_cases.read_scans import read_scans
from service.use_cases.read_slip import SlipEntry, read_slip

_log = structlog.get_logger(__name__)


def read_scans_for(container: Container, seconds: float) -> bool:
    """Read scanned files for about so long; whether any is left. Sure slips are recorded where the council allows that."""
    done = read_scans(container.sessions, container.clock, seconds=seconds)
    if done.pages:
        _log.info("read_scans", pages=done.pages, slips=len(done.slips))
    if not container.settings.slips_need_a_look:
        for slip_id in done.slips:
            _record_by_itself(container, slip_id)
    return done.more


def _record_by_itself(container: Container, slip_id: UUID) -> None:
    with container.sessions() as session:
        slip = scanned(session, SYSTEM, slip_id)
    if not may_record_by_itself(slip) or slip.delivery_id is None:
        return
    now = container.clock()
    entry = SlipEntry(entry_key=slip.id, code=slip.code, ticks=proposed(slip.reading))
    try:
        received = read_slip(container.sessions, SYSTEM, entry, slip.delivery_id, now)
    except DomainError as error:
        _log.warning("slip_not_recorded", slip=str(slip.id), code=error.code)
        return
    close_scanned_slip(container.sessions, SYSTEM, slip.id, received.reply_id, now)


def may_record_by_itself(slip: Scanned) -> bool:
    """One plain answer, nothing written, one letter that it belongs to, and no other slip of that letter."""
    waiting = slip.state is PageState.TO_LOOK_AT and slip.delivery_id is not None
    return waiting and not slip.earlier and is_sure(slip.reading, written=slip.written)
