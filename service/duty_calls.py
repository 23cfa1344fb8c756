"""What a provider reports of what went to the council's own: a call to a duty worker, or a team's morning list.

A call that did not arrive sends the alert on at once; a list that did not is only told to the administrator.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from channels.base import Progress, Receipt
from service.domain.digests import DigestState
from service.domain.risk_alerts import Outcome
from service.models import RiskAlert, RiskAlertTry, TeamDigest

_OUTCOME = {
    Progress.ACCEPTED: Outcome.ACCEPTED,
    Progress.SENT: Outcome.ACCEPTED,
    Progress.DELIVERED: Outcome.ACCEPTED,
    Progress.FAILED: Outcome.FAILED,
}


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
