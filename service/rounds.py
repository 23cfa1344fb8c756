"""What comes round every minute. Each part is safe to do twice and on several hosts at once, and fails alone."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import structlog

from channels.base import Receipt
from service.container import Container
from service.mail import collect
from service.use_cases.follow_letters import follow_letters
from service.use_cases.hand_over_batch import hand_over_waiting
from service.use_cases.look_for_lost import look_for_lost
from service.use_cases.record_receipt import record_receipt
from service.use_cases.send_digests import send_digests
from service.use_cases.sweep import sweep
from service.use_cases.tell_duty import tell_duty
from service.use_cases.wake_scans import wake_scans

_log = structlog.get_logger(__name__)


def go_round(container: Container) -> None:
    """Urgent replies that nobody took, leases that ran out, held questions, what a lost job left due, the audit's seals,
    lost tries, letters, the mornings' lists, the mailbox."""
    found: dict[str, int] = {}
    for part in (_tell_duty, _sweep, _find_lost, _hand_over, _follow_letters, _wake_scans, _send_digests, _collect_mail):
        found |= _alone(part, container)
    if any(found.values()):
        _log.info("went_round", **found)


def watch(container: Container) -> None:
    """Only the urgent replies: for a thread that waits for no slow mail server."""
    found = _alone(_tell_duty, container)
    if any(found.values()):
        _log.info("told_duty", **found)


def _alone(part: Callable[[Container], dict[str, int]], container: Container) -> dict[str, int]:
    try:
        return part(container)
    except Exception as error:  # noqa: BLE001 - a mail server that is away must not keep leases from running out
        _log.warning("round_failed", part=part.__name__.strip("_"), error=type(error).__name__)
        return {}


def _tell_duty(container: Container) -> dict[str, int]:
    return tell_duty(container.sessions, container.channels, container.clock, container.settings.public_url)


def _sweep(container: Container) -> dict[str, int]:
    return sweep(container.sessions, container.clock())


def _find_lost(container: Container) -> dict[str, int]:
    looked = look_for_lost(container.sessions, container.channels, container.clock())
    _record_each(container, looked.receipts)
    return {"looked": looked.looked, "found": len(looked.receipts), "unanswered": looked.unanswered}


def _record_each(container: Container, receipts: Iterable[Receipt]) -> None:
    for receipt in receipts:
        try:
            record_receipt(container.sessions, receipt, container.clock())
        except Exception as error:  # noqa: BLE001 - one that can't be kept must not take the others with it
            _log.warning("receipt_not_kept", provider=receipt.provider, error=type(error).__name__)


def _hand_over(container: Container) -> dict[str, int]:
    return {"handed_over": hand_over_waiting(container.sessions, container.settings.print_folder)}


def _follow_letters(container: Container) -> dict[str, int]:
    told = follow_letters(container.sessions, container.channels.get("letter"), container.clock())
    _record_each(container, told)
    return {"letters_followed": len(told)}


def _wake_scans(container: Container) -> dict[str, int]:
    return {"scans_woken": int(wake_scans(container.sessions, container.clock()))}


def _send_digests(container: Container) -> dict[str, int]:
    made = send_digests(container.sessions, container.channels, container.clock, container.settings.public_url)
    return {"digests_sent": made}


def _collect_mail(container: Container) -> dict[str, int]:
    # Last: a slow mail server may hold it for a while.
    if container.mailbox is None:
        return {}
    every = container.settings.imap_seconds
    drafts = container.settings.confirm_with_draft_languages
    done = collect(container.sessions, container.mailbox, container.clock, every_seconds=every, trust_drafts=drafts)
    return {} if done is None else {"replies": done.replies, "receipts": done.receipts, "mail_failed": done.failed}
