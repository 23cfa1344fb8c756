"""Whether a bounce may be believed: anybody can write one."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from channels.email.address import same_mailbox
from channels.email.dsn import Report
from service.domain.contact_points import PointKind
from service.models import Attempt, ContactPoint, Delivery, RiskAlertTry, TeamDigest


def doubt(session: Session, report: Report) -> str | None:
    """Why not, as a code, or ``None``: it names a try of ours by mail, a call to a duty worker or a team's list, and whom
    that mail went to if it names anybody.

    The id of a try is known only to those who handled the mail, its recipient included.
    """
    receipt = report.receipt
    if receipt.attempt_id is None:
        return "message_not_ours"
    found = (
        session.execute(
            select(Attempt.provider, Attempt.provider_id, ContactPoint.value)
            .join(Delivery, Delivery.id == Attempt.delivery_id)
            .join(ContactPoint, ContactPoint.id == Delivery.point_id)
            .where(Attempt.id == receipt.attempt_id, Delivery.channel == "email")
        ).first()
        or session.execute(
            select(RiskAlertTry.provider, RiskAlertTry.provider_id, RiskAlertTry.value).where(
                RiskAlertTry.call_id == receipt.attempt_id, RiskAlertTry.kind == PointKind.EMAIL.value
            )
        ).first()
        or session.execute(
            select(TeamDigest.provider, TeamDigest.provider_id, TeamDigest.sent_to.label("value")).where(
                TeamDigest.id == receipt.attempt_id
            )
        ).first()
    )
    # No provider: the answer to our own call was lost, and this may be the first that we hear of it.
    if found is None or (found.provider is not None and not _names(report, found.provider, found.provider_id)):
        return "message_not_ours"
    if report.recipient and not same_mailbox(report.recipient, found.value):
        return "recipient_differs"
    return None


def _names(report: Report, provider: str, provider_id: str | None) -> bool:
    receipt = report.receipt
    return receipt.provider == provider and receipt.provider_id.casefold() == (provider_id or "").casefold()
