"""How often a secret may be guessed. Shared by the use cases that take one; they own the transaction."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from service.database import new_id
from service.domain.errors import Invalid
from service.models import SignInTry

WINDOW: Final = timedelta(minutes=15)
FOR_ACCOUNT: Final = 5
FOR_ADDRESS: Final = 50
"""An office shares one address: a bound on sweeping through accounts, not on a team's Monday morning."""
_KEPT: Final = timedelta(days=1)


class TooManyTries(Invalid):
    """No guess is taken before ``until`` (aware UTC), not even the right one."""

    def __init__(self, until: datetime) -> None:
        super().__init__("too_many_tries")
        self.until = until


@dataclass(frozen=True, slots=True)
class Limit:
    """``key`` is a digest: neither a username nor an address is stored."""

    key: str
    most: int


def limit(pepper: bytes, kind: str, value: str, most: int) -> Limit:
    """``pepper`` is the installation's own secret."""
    return Limit(hmac.new(pepper, f"{kind}\0{value}".encode(), hashlib.sha256).hexdigest(), most)


def charge(session: Session, limits: Iterable[Limit], now: datetime) -> tuple[UUID, ...]:
    """Count one try against each limit before it is made, so that many at once can't slip through; returns the rows.

    Raises ``TooManyTries`` where a limit is reached; then nothing is counted.
    """
    rows = []
    for each in sorted(limits, key=lambda one: one.key):
        session.execute(select(func.pg_advisory_xact_lock(func.hashtextextended(each.key, 0))))
        times = session.scalars(
            select(SignInTry.at)
            .where(SignInTry.key == each.key, SignInTry.at > now - WINDOW)
            .order_by(SignInTry.at.desc())
            .limit(each.most)
        ).all()
        if len(times) >= each.most:
            raise TooManyTries(times[-1] + WINDOW)
        rows.append(SignInTry(id=new_id(), key=each.key, at=now))
    session.add_all(rows)
    return tuple(row.id for row in rows)


def forgive(session: Session, account: Limit, charged: Iterable[UUID], now: datetime) -> None:
    """The secret was right: forget the account's wrong tries, this try, and whatever is a day old."""
    session.execute(
        delete(SignInTry).where(
            (SignInTry.key == account.key) | SignInTry.id.in_(list(charged)) | (SignInTry.at < now - _KEPT)
        )
    )
