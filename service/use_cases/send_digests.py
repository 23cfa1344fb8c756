"""Send each team, on the morning of each of its working days, the numbers of what needs it.

Safe on every host at once: the day's row is committed before the call, and whoever finds it there does nothing. A host that
dies between the two sends nothing, and nobody sends it again: a list that is lost is better than one that comes twice. Only
what a mail server certainly did not take is tried again, until noon.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import structlog
from sqlalchemy import update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from channels.base import Channel, SendResult
from channels.errors import Ambiguous, ChannelError, Temporary
from service import duty_calls
from service.database import Sessions, new_id
from service.domain.contact_points import PointKind
from service.domain.digests import Digest, DigestState, content, day_of, due_on
from service.domain.purposes import Purpose
from service.models import TeamDigest
from service.outbox.halts import EVERYTHING, halts
from service.queries import digests
from service.queries.cover import CoverOfTeam, every

_log = structlog.get_logger(__name__)
_CHANNEL = "email"
_MOST = 50
"""Of one round: people's own mail shares the server, and the others' lists go a minute later."""


@dataclass(frozen=True, slots=True)
class _Claimed:
    id: UUID
    to: str
    digest: Digest


def send_digests(sessions: Sessions, channels: Mapping[str, Channel], clock: Callable[[], datetime], public_url: str) -> int:
    """How many lists a mail server took, for the log."""
    channel = channels.get(_CHANNEL)
    if channel is None:
        return 0
    sent = 0
    with sessions() as session:
        due = _due(session, clock())
    for team in due[:_MOST]:
        with sessions.begin() as session:
            claimed = _claim(session, team, clock())
        if claimed is None:
            continue
        words, now = content(claimed.digest, public_url), clock()
        result = duty_calls.make(channel, claimed.id, PointKind.EMAIL, claimed.to, words, Purpose.GENERAL, now)
        with sessions.begin() as session:
            _record(session, claimed, result, clock())
        sent += isinstance(result, SendResult)
        if isinstance(result, Temporary):
            # The server is away: the others would only wait for it too, and keep the round from going on.
            break
    return sent


def _due(session: Session, now: datetime) -> list[CoverOfTeam]:
    """Whose list is to be sent now. While sending stands still the lists wait with everything else."""
    teams = [team for team in every(session) if team.digest_to and due_on(team.cover.calendar, now)]
    if not teams or {halt.channel for halt in halts(session)} & {_CHANNEL, EVERYTHING}:
        return []
    tried = digests.tried(session, day_of(now))
    first = [team for team in teams if team.team_id not in tried]
    again = [team for team in teams if team.team_id in tried and tried[team.team_id].state is DigestState.WAITING]
    # The one that waits longest comes first, so that a mailbox which is never free keeps nobody else's back.
    return first + sorted(again, key=lambda team: tried[team.team_id].at)


def _claim(session: Session, team: CoverOfTeam, now: datetime) -> _Claimed | None:
    """The day's row, if this host is the one that gets it; another waits here until it stands, and then passes by."""
    day = due_on(team.cover.calendar, now)
    if day is None:
        return None
    given = {"sent_to": team.digest_to, "state": DigestState.SENDING, "at": now}
    row = insert(TeamDigest).values(id=new_id(), team_id=team.team_id, day=day, **given)
    mine = row.on_conflict_do_update(
        index_elements=["team_id", "day"], set_=given, where=TeamDigest.state == DigestState.WAITING
    ).returning(TeamDigest.id)
    digest_id = session.scalar(mine)
    if digest_id is None:
        return None
    digest = digests.digest_of(session, team.team_id, now)
    if digest.empty:
        _keep(session, digest_id, state=DigestState.NOTHING)
        return None
    return _Claimed(digest_id, team.digest_to, digest)


def _record(session: Session, claimed: _Claimed, result: SendResult | ChannelError, now: datetime) -> None:
    if isinstance(result, SendResult):
        told = {"provider": result.provider, "provider_id": result.provider_id, "error_code": None}
        _keep(session, claimed.id, state=DigestState.ACCEPTED, sent_at=now, **told)
        return
    _log.warning("digest_not_sent", digest=str(claimed.id), code=result.code)
    _keep(session, claimed.id, state=_state_after(result), error_code=result.code)


def _state_after(error: ChannelError) -> DigestState:
    if isinstance(error, Temporary):
        return DigestState.WAITING
    return DigestState.UNKNOWN if isinstance(error, Ambiguous) else DigestState.FAILED


def _keep(session: Session, digest_id: UUID, **values: object) -> None:
    """A report about it may have been quicker: what it said stays."""
    still = (TeamDigest.id == digest_id, TeamDigest.state == DigestState.SENDING)
    session.execute(update(TeamDigest).where(*still).values(values))
