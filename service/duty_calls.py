"""What goes to the council's own, a call to a duty worker or a team's morning list, and what a provider reports of it.

A call that did not arrive sends the alert on at once; a list that did not is only told to the administrator.
"""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from channels.base import Channel, Clearance, Content, Outgoing, Progress, Receipt, SendResult
from channels.errors import Ambiguous, ChannelError, Permanent
from service.database import new_id
from service.domain.contact_points import PointKind
from service.domain.digests import DigestState
from service.domain.purposes import Purpose
from service.domain.risk_alerts import Outcome
from service.domain.safe_contact import councils_own, may_leave
from service.models import RiskAlert, RiskAlertTry, TeamDigest

_OUTCOME = {
    Progress.ACCEPTED: Outcome.ACCEPTED,
    Progress.SENT: Outcome.ACCEPTED,
    Progress.DELIVERED: Outcome.ACCEPTED,
    Progress.FAILED: Outcome.FAILED,
}


def make(
    channel: Channel, call_id: UUID, kind: PointKind, value: str, content: Content, purpose: Purpose, now: datetime
) -> SendResult | ChannelError:
    """Never raises: one that breaks must not keep the next from being told. No session may be open."""
    leave = may_leave(councils_own(new_id(), kind, value), purpose, content, now)
    if not isinstance(leave, Clearance):
        return Permanent(leave.reason.value)
    try:
        return channel.send(Outgoing(call_id, "", leave.destination, content), leave, now)
    except ChannelError as error:
        return error
    except Exception:  # noqa: BLE001 - whatever broke in there, nobody can tell how far the call had come
        return Ambiguous("send_broke")


def settle(session: Session, receipt: Receipt, now: datetime) -> bool:
    """Whether the report is about one of them. A failure is believed whatever came before it: twice is better than never."""
    if receipt.attempt_id is None:
        return False
    tries = session.scalars(select(RiskAlertTry).where(RiskAlertTry.call_id == receipt.attempt_id).with_for_update()).all()
    outcome = _OUTCOME.get(receipt.progress)
    for each in tries:
        if outcome is None or each.outcome is Outcome.FAILED:
            continue
        each.outcome = outcome
        if outcome is Outcome.FAILED:
            each.error_code = receipt.error_code
            still_its_turn = (RiskAlert.id == each.alert_id, RiskAlert.step == each.step)
            session.execute(update(RiskAlert).where(*still_its_turn).values(next_at=now))
    return bool(tries) or _settle_digest(session, receipt)


def _settle_digest(session: Session, receipt: Receipt) -> bool:
    """It is never sent again, whatever the report says. A failure is believed whatever came before it."""
    digest = session.get(TeamDigest, receipt.attempt_id, with_for_update=True)
    if digest is None:
        return False
    outcome = _OUTCOME.get(receipt.progress)
    if outcome is Outcome.FAILED:
        digest.state, digest.error_code = DigestState.FAILED, receipt.error_code
    elif outcome is Outcome.ACCEPTED and digest.state is not DigestState.FAILED:
        digest.state = DigestState.ACCEPTED
    return True
