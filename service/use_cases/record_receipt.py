"""A delivery report: kept once, merged by rank into the transport axis, never into understanding."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from channels.base import Progress, Receipt
from service import alerts, ledger
from service.database import Sessions, new_id
from service.domain import transport
from service.domain.actors import SYSTEM
from service.domain.transport import Transport
from service.models import Attempt, Delivery, ReceiptRow


def record_receipt(sessions: Sessions, receipt: Receipt, now: datetime) -> bool:
    """Commit the report and what follows from it; ``False`` where it was known already. A report for nobody is an alert."""
    with sessions.begin() as session:
        attempt = _attempt(session, receipt)
        row = {
            "id": new_id(),
            "attempt_id": attempt.id if attempt else None,
            "provider": receipt.provider,
            "provider_id": receipt.provider_id,
            "status": receipt.status,
            "progress": receipt.progress.value,
            "provider_code": receipt.provider_code,
            "error_code": receipt.error_code,
            "at": now,
        }
        kept = session.execute(insert(ReceiptRow).values(row).on_conflict_do_nothing().returning(ReceiptRow.id)).first()
        if kept is None:
            return False
        if attempt is None:
            alerts.note(session, "receipt_for_nobody", "receipt", receipt.provider, now)
            return True
        _merge(session, attempt, receipt, now)
        return True


def _attempt(session: Session, receipt: Receipt) -> Attempt | None:
    found: UUID | None = receipt.attempt_id
    attempt = session.get(Attempt, found) if found else None
    if attempt is None:
        attempt = session.scalar(
            select(Attempt).where(Attempt.provider == receipt.provider, Attempt.provider_id == receipt.provider_id)
        )
    if attempt is not None and attempt.provider_id is None:
        # The answer to our own call was lost; its callback brings the provider's id back.
        attempt.provider, attempt.provider_id = receipt.provider, receipt.provider_id
    return attempt


def _merge(session: Session, attempt: Attempt, receipt: Receipt, now: datetime) -> None:
    delivery = session.scalars(select(Delivery).where(Delivery.id == attempt.delivery_id).with_for_update()).one()
    newest = session.scalar(
        select(Attempt.id).where(Attempt.delivery_id == delivery.id).order_by(Attempt.number.desc()).limit(1)
    )
    if newest != attempt.id and receipt.progress is Progress.FAILED:
        # An earlier try's failure says nothing of the try that followed it.
        return
    state, contradiction = transport.settle(delivery.state, receipt.progress)
    delivery.contradiction = delivery.contradiction or contradiction
    if state is not delivery.state:
        delivery.state, delivery.state_at, delivery.lease_until = state, now, None
    if state in {Transport.SENT, Transport.DELIVERED}:
        ledger.start_deadline(session, delivery, now)
    elif state is Transport.FAILED and receipt.error_code is not None:
        delivery.error_code = receipt.error_code
        ledger.note_point_fault(session, SYSTEM, delivery, receipt.error_code, now)
