"""A delivery report: kept once, merged by rank into the transport axis, never into understanding."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Boolean, Text, TextClause, Uuid, bindparam, text
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from channels.base import Progress, Receipt
from service import alerts, audit, duty_calls, ledger
from service.database import Sessions, UtcDateTime, new_id, plain_transaction
from service.domain import deadlines, receipts, retries
from service.domain.actors import SYSTEM
from service.domain.deadlines import Nation
from service.domain.purposes import Purpose
from service.domain.receipts import Change, Standing
from service.domain.transport import Transport
from service.driver import driver_sql, lone_statements
from service.models import Delivery

_TRY = """
    SELECT attempt.id, attempt.delivery_id, attempt.number, attempt.provider_id, attempt.started_at,
           delivery.xmin AS version
      FROM attempt JOIN delivery ON delivery.id = attempt.delivery_id
"""
_READ = """
    tried.provider_id IS NULL AS nameless, tried.version = delivery.xmin AS fresh,
    delivery.id AS delivery_id, delivery.state, delivery.sent_at,
    NOT EXISTS (SELECT 1 FROM attempt AS later
                 WHERE later.delivery_id = tried.delivery_id AND later.number > tried.number) AS newest,
    EXISTS (SELECT 1 FROM receipt AS before
             WHERE before.attempt_id = tried.id AND before.progress = 'failed' AND before.id <> :id) AS failed
"""
_STANDING = f"""
    SELECT tried.id AS attempt_id, {_READ}, tried.started_at, delivery.contradiction, delivery.awaiting,
           delivery.medium, delivery.expected_on, message.id AS message_id, message.person_id, message.purpose,
           message.event_at, message.open, team.nation,
           CASE WHEN :progress = 'failed' THEN (
               SELECT CASE WHEN bool_or(other.outcome = 'unknown') THEN NULL ELSE count(other.provider_id) + 1 END
                 FROM attempt AS other WHERE other.delivery_id = tried.delivery_id AND other.id <> tried.id) END AS tries
      FROM tried
      JOIN delivery ON delivery.id = tried.delivery_id
      JOIN message ON message.id = delivery.message_id
      JOIN team ON team.id = message.team_id
"""  # noqa: S608 - only our own words stand in it
_ROUNDS = 5
_DEADLOCK = "40P01"
_WORDS = ("provider", "provider_id", "status", "progress", "provider_code", "error_code")


def _states(states: Collection[Transport]) -> str:
    return ", ".join(f"'{state}'" for state in sorted(states)) or "NULL"


def _plain(progress: Progress) -> tuple[str, str]:
    """When a report comes to nothing or to "delivered" by the domain's own table, and when to "delivered"."""
    after = {state: receipts.merge(Standing(state), progress) for state in Transport}
    idle = {state for state in Transport if progress is not Progress.FAILED and after[state] == (state, False)}
    goes = {state for state in Transport if after[state] == (Transport.DELIVERED, False)} - idle
    plain = "standing.fresh AND standing.newest AND NOT standing.failed AND NOT standing.nameless"
    arrives = f"standing.sent_at IS NOT NULL AND standing.state IN ({_states(goes)})"
    return f"{plain} AND (standing.state IN ({_states(idle)}) OR ({arrives}))", arrives


_TRIED = f"""
    by_url AS ({_TRY} WHERE attempt.id = :attempt_id), tried AS (
        SELECT * FROM by_url
         UNION ALL
        ({_TRY} WHERE attempt.provider = :provider AND attempt.provider_id = :provider_id
                  AND NOT EXISTS (SELECT 1 FROM by_url) LIMIT 1)
    )
"""  # noqa: S608 - only our own words stand in it
_INSERT = "INSERT INTO receipt (id, attempt_id, provider, provider_id, status, progress, provider_code, error_code, at)"
_GIVEN = ":provider, :provider_id, :status, :progress, :provider_code, :error_code, :now"


def _bound(sql: str) -> TextClause:
    return text(" ".join(sql.split())).bindparams(
        *(bindparam(name, type_=Uuid(as_uuid=True)) for name in ("id", "attempt_id")),
        *(bindparam(name, type_=Text()) for name in _WORDS),
        bindparam("now", type_=UtcDateTime()),
    )


def _settle_plain(progress: Progress) -> str:
    """Keep and settle what needs no look at it, whole or not at all; no row comes back where it needs one, or is known.

    Nearly every report is one of these, and a statement by itself is a transaction by itself.
    """
    plain, arrives = _plain(progress)
    return driver_sql(
        f"""
        WITH tried AS MATERIALIZED ({_TRY} WHERE attempt.id = :attempt_id), standing AS (
            SELECT tried.id AS attempt_id, {_READ} FROM tried JOIN delivery ON delivery.id = tried.delivery_id
               FOR UPDATE OF delivery
        ), kept AS (
            {_INSERT} SELECT :id, standing.attempt_id, {_GIVEN} FROM standing WHERE {plain}
            ON CONFLICT DO NOTHING RETURNING attempt_id
        ), arrived AS (
            UPDATE delivery SET state = '{Transport.DELIVERED}', state_at = :now, lease_until = NULL, error_code = NULL
              FROM standing JOIN kept ON kept.attempt_id = standing.attempt_id
             WHERE delivery.id = standing.delivery_id AND {arrives}
        )
        SELECT attempt_id FROM kept
        """  # noqa: S608 - only our own words stand in it
    )


_SETTLE_PLAIN = {progress: _settle_plain(progress) for progress in Progress}

# Keep the report, find its try, lock the delivery; no row comes back for a report that is known. One that came for nobody,
# after a restore, becomes that of the try that a look at the provider has meanwhile found.
_KEEP = _bound(
    f"""
    WITH {_TRIED}, kept AS (
        {_INSERT} VALUES (:id, (SELECT id FROM tried), {_GIVEN})
        ON CONFLICT (provider, provider_id, status, provider_code) DO UPDATE SET attempt_id = excluded.attempt_id
           WHERE receipt.attempt_id IS NULL AND excluded.attempt_id IS NOT NULL
        RETURNING receipt.id, attempt_id
    ), standing AS ({_STANDING} WHERE EXISTS (SELECT 1 FROM kept) FOR UPDATE OF delivery)
    SELECT kept.id, kept.attempt_id, row_to_json(standing) AS standing FROM kept LEFT JOIN standing ON true
    """  # noqa: S608 - only our own words stand in it
)

# The delivery was changed while we waited for it: what was read of its tries and reports is read again, now that it is ours.
_LOOK_AGAIN = text(
    f"""
    WITH tried AS ({_TRY} WHERE attempt.id = :attempt_id), standing AS ({_STANDING})
    SELECT row_to_json(standing) FROM standing
    """  # noqa: S608 - only our own words stand in it
).bindparams(
    *(bindparam(name, type_=Uuid(as_uuid=True)) for name in ("id", "attempt_id")), bindparam("progress", type_=Text())
)

_SETTLE = text(
    """
    WITH named AS (
        UPDATE attempt SET provider = :provider, provider_id = :provider_id WHERE id = :attempt_id AND provider_id IS NULL
    ), due AS (
        UPDATE message SET confirm_by = :confirm_by WHERE id = :message_id AND :confirm_by IS NOT NULL
    )
    UPDATE delivery
       SET state = :state, state_at = CASE WHEN :moved THEN :now ELSE state_at END,
           lease_until = CASE WHEN :moved THEN NULL ELSE lease_until END,
           held_reason = CASE WHEN :moved THEN NULL ELSE held_reason END,
           contradiction = :contradiction,
           error_code = CASE WHEN :mended THEN NULL ELSE coalesce(:error_code, error_code) END,
           due_at = coalesce(:due_at, due_at), sent_at = coalesce(sent_at, :left_at)
     WHERE id = :delivery_id
    """
).bindparams(
    *(bindparam(name, type_=Uuid(as_uuid=True)) for name in ("attempt_id", "delivery_id", "message_id")),
    *(bindparam(name, type_=Text()) for name in ("provider", "provider_id", "state", "error_code")),
    *(bindparam(name, type_=UtcDateTime()) for name in ("now", "left_at", "confirm_by", "due_at")),
    *(bindparam(name, type_=Boolean()) for name in ("moved", "mended", "contradiction")),
)


def record_receipt(sessions: Sessions, receipt: Receipt, now: datetime) -> bool:
    """Commit the report and what follows from it; ``False`` where it was known already. A report for nobody is an alert.

    One statement for what nearly every report comes to; whatever asks for a look is a transaction of its own. A reply locks
    the message first, and a report the delivery: whichever of the two is sent back by the database begins again.
    """
    for _ in range(_ROUNDS):
        try:
            return _record(sessions, receipt, now)
        except OperationalError as error:
            if getattr(error.orig, "sqlstate", None) != _DEADLOCK:
                raise
    return _record(sessions, receipt, now)


def _record(sessions: Sessions, receipt: Receipt, now: datetime) -> bool:
    report: dict[str, Any] = {
        "id": new_id(),
        "attempt_id": receipt.attempt_id,
        "provider": receipt.provider,
        "provider_id": receipt.provider_id,
        "status": receipt.status,
        "progress": receipt.progress.value,
        "provider_code": receipt.provider_code,
        "error_code": receipt.error_code,
        "now": now,
    }
    if receipt.attempt_id is not None:
        with lone_statements(sessions) as driver:
            if driver.first(_SETTLE_PLAIN[receipt.progress], report) is not None:
                return True
    with plain_transaction(sessions) as connection:
        kept = connection.execute(_KEEP, report).first()
        if kept is None:
            return False
        if kept.attempt_id is None:
            with sessions(bind=connection) as session:
                if not duty_calls.settle(session, receipt, now):
                    alerts.note(session, "receipt_for_nobody", "receipt", receipt.provider, now)
                session.commit()
            return True
        report |= {"id": kept.id, "attempt_id": kept.attempt_id}
        fresh = kept.standing["fresh"]
        standing = kept.standing if fresh else connection.execute(_LOOK_AGAIN, report).scalar_one()
        change = _change(standing, receipt, now)
        if change is not None:
            connection.execute(_SETTLE, report | change)
            if change["error_code"] is not None or change["due_at"] is not None:
                with sessions(bind=connection) as session:
                    _tell(session, standing, change, now)
                    session.commit()
        return True


def _change(standing: dict[str, Any], receipt: Receipt, now: datetime) -> dict[str, Any] | None:
    """What the report makes of the delivery; ``None`` where everything stays."""
    known = Standing(
        state=Transport(standing["state"]),
        newest=standing["newest"],
        failed=standing["failed"],
        contradiction=standing["contradiction"],
        awaiting=standing["awaiting"] and standing["open"],
        tries=standing["tries"],
        event_at=_moment(standing["event_at"]),
    )
    jitter = (UUID(standing["attempt_id"]).int & 0xFFFFFFFF) / 2**32  # the random end of the id
    left = _moment(standing["sent_at"])
    if left is not None and now - left > retries.STALE_AFTER:
        known = replace(known, tries=None)
    change = receipts.change(known, receipt.progress, receipt.error_code, now, jitter)
    if change == Change(known.state, contradiction=known.contradiction) and not standing["nameless"]:
        return None
    out, moved = change.state in {Transport.SENT, Transport.DELIVERED}, change.state is not known.state
    # Our own answer was lost or is late: it left when it was tried, not when we first hear of it.
    left_at = _moment(standing["started_at"]) if out and left is None else None
    return {
        "delivery_id": UUID(standing["delivery_id"]),
        "message_id": UUID(standing["message_id"]),
        "state": change.state.value,
        "moved": moved,
        # What an earlier try failed of is told no more once a later one goes well.
        "mended": out and moved and not change.contradiction,
        "contradiction": change.contradiction,
        "error_code": change.error_code,
        "left_at": left_at,
        "confirm_by": _deadline(standing, left_at) if left_at is not None else None,
        "due_at": change.due_at,
    }


def _deadline(standing: dict[str, Any], left_at: datetime) -> datetime:
    """Confirm-by runs from sending: a report that comes late grants no time, and lowers no flag."""
    expected = standing["expected_on"]
    return deadlines.from_sending(
        Purpose(standing["purpose"]),
        standing["medium"],
        left_at,
        date.fromisoformat(expected) if expected else None,
        Nation(standing["nation"]),
        _moment(standing["event_at"]),
    )


def _moment(value: str | None) -> datetime | None:
    return datetime.fromisoformat(value) if value else None


def _tell(session: Session, standing: dict[str, Any], change: dict[str, Any], now: datetime) -> None:
    if change["due_at"] is not None:
        person_id = UUID(standing["person_id"])
        audit.record(session, SYSTEM, "tried_again", "delivery", change["delivery_id"], now, person_id=person_id)
    elif change["error_code"] is not None:
        delivery = session.get_one(Delivery, change["delivery_id"])
        ledger.note_point_fault(session, SYSTEM, delivery, change["error_code"], now)
