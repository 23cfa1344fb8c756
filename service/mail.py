"""The door of the mail that people and mail servers send us, whether it is posted to us or lies in our mailbox."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Final

import structlog
from sqlalchemy.exc import InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from channels.base import Inbound
from channels.email.dsn import read_report
from channels.email.inbound import read_mail
from channels.email.mailbox import MailboxReader, NewMail
from channels.errors import Malformed, Temporary
from service.database import Sessions
from service.domain.judgements import ContactRoute
from service.queries.mail_reports import doubt
from service.use_cases.collect_mail import move_cursor, take_turn
from service.use_cases.raise_alert import raise_alert
from service.use_cases.receive_reply import receive_reply
from service.use_cases.record_receipt import record_receipt

MOST_A_ROUND: Final = 200
_DOOR: Final = "mailbox"
_log = structlog.get_logger(__name__)


class Kept(StrEnum):
    """What a mail became."""

    REPLY = "reply"
    RECEIPT = "receipt"
    ALERT = "alert"


@dataclass(frozen=True, slots=True)
class Collected:
    """What one round brought. ``failed`` are mails that nobody but a person can read, and bounces not believed."""

    replies: int
    receipts: int
    failed: int


def keep_mail(
    sessions: Sessions, raw: bytes, letter: Inbound, now: datetime, *, door: str, trust_drafts: bool = False
) -> Kept:
    """A bounce becomes a receipt if it can be believed, and an alert if not; everything else somebody's reply.

    ``letter`` is ``raw`` as it was read. A bounce that names no mail for sure is a reply, too: a person reads it.
    """
    report = read_report(raw) if letter.automatic else None
    if report is None:
        receive_reply(sessions, ContactRoute.EMAIL, letter, now, trust_drafts=trust_drafts)
        return Kept.REPLY
    with sessions() as session:
        why_not = doubt(session, report)
    if why_not is not None:
        raise_alert(sessions, "report_not_believed", door, why_not, now)
        return Kept.ALERT
    record_receipt(sessions, report.receipt, now)
    return Kept.RECEIPT


def collect(
    sessions: Sessions,
    mailbox: MailboxReader,
    clock: Callable[[], datetime],
    *,
    every_seconds: int,
    trust_drafts: bool = False,
) -> Collected | None:
    """One round, or ``None`` where it is another's turn. What stops it is an alert, and the next round goes on from there.

    Safe to be cut off anywhere and to be called by every host: what was kept before is known again.
    """
    after = take_turn(sessions, mailbox.name, every_seconds=every_seconds)
    if after is None:
        return None
    kept: Counter[Kept] = Counter()
    try:
        with closing(mailbox.new(after, MOST_A_ROUND)) as mails:
            for mail in mails:
                kept[_keep(sessions, mailbox, mail, clock(), trust_drafts=trust_drafts)] += 1
                move_cursor(sessions, mailbox.name, mail.cursor)
    except Temporary as error:
        raise_alert(sessions, "mailbox", _DOOR, error.code, clock())
    return Collected(kept[Kept.REPLY], kept[Kept.RECEIPT], kept[Kept.ALERT])


def _keep(sessions: Sessions, mailbox: MailboxReader, mail: NewMail, now: datetime, *, trust_drafts: bool) -> Kept:
    if not mail.raw:
        raise_alert(sessions, "malformed", _DOOR, "mail_unreadable", now)
        return Kept.ALERT
    try:
        letter = read_mail(mail.raw)
        if not mail.whole:
            raise_alert(sessions, "mail_too_large", _DOOR, "mail_cut_short", now)
        # Of a mail cut short the rest may say the opposite: as with a sender that nothing vouches for, a worker reads it.
        sure = letter.authenticated and mailbox.vouches and mail.whole
        letter = replace(letter, authenticated=sure)
        return keep_mail(sessions, mail.raw, letter, now, door=_DOOR, trust_drafts=trust_drafts)
    except Malformed as error:
        raise_alert(sessions, "malformed", _DOOR, error.code, now)
    except (OperationalError, InterfaceError, PoolTimeout):
        raise
    except Exception as error:  # noqa: BLE001 - one mail that nobody foresaw must not stop those behind it
        _log.error("mail_not_kept", error=type(error).__name__)
        raise_alert(sessions, "mail_not_kept", _DOOR, type(error).__name__, now)
    return Kept.ALERT
