"""How a phone or a mailbox answers: a small language such as ``drop_after+no_report`` or ``delay:5+fail:30003``."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any


class Door(StrEnum):
    """What the sender meets when it hands a message over. Everything but the last four leaves nothing in the journal."""

    HTTP_401 = "http_401"
    HTTP_429 = "http_429"
    HTTP_500 = "http_500"
    DROP_BEFORE = "drop_before"
    TIMEOUT_BEFORE = "timeout_before"
    REFUSE = "refuse"
    REFUSE_TEMPORARY = "refuse_temporary"
    REFUSE_PERMANENT = "refuse_permanent"
    ACCEPT = "deliver"
    DROP_AFTER = "drop_after"
    HTTP_500_AFTER = "http_500_after"
    TIMEOUT = "timeout"


TEXT_CHOICES = (
    ("deliver", "Deliver, and report it"),
    ("no_report", "Deliver, but never report it"),
    ("delay:30", "Deliver 30 seconds later"),
    ("fail:30003", "Fail: phone unreachable (30003)"),
    ("fail:30006", "Fail: landline or unreachable carrier (30006)"),
    ("refuse:21610", "Refuse: this number said STOP (21610)"),
    ("refuse:21211", "Refuse: not a number (21211)"),
    ("http_401", "Refuse: this account is not known (401)"),
    ("http_429", "Refuse: too many requests (429)"),
    ("http_500", "Break before taking it (500)"),
    ("http_500_after", "Take it, then break (500)"),
    ("drop_before", "Hang up before taking it"),
    ("drop_after", "Take it, then hang up without an answer"),
    ("drop_after+no_report", "Take it, hang up, and never report it"),
    ("timeout_before:30", "Say nothing for 30 seconds, and never take it"),
    ("timeout:30", "Take it, and answer 30 seconds late"),
    ("repeat", "Report everything twice"),
    ("reorder", "Report delivered before sent"),
    ("fail_then_deliver:30008", "Report it failed (30008), then delivered"),
    ("status:levitating", "Report a status that nobody knows"),
)
MAIL_CHOICES = (
    ("deliver", "Deliver"),
    ("refuse_temporary", "Refuse for now (451)"),
    ("refuse_permanent", "Refuse for good (550)"),
    ("drop_after_data", "Take it, then hang up without an answer"),
)


class UnknownBehaviour(ValueError):
    """A word that is no behaviour, or one without the number that it needs."""


# Refused before it reaches a carrier: no "sent" comes first. https://www.twilio.com/docs/api/errors
_FAILED_BEFORE_SENDING = frozenset({30001, 30002, 30010, 30018, 30034})
_LONGEST_WAIT = 3600.0
_MAIL_WORDS: dict[str, dict[str, Any]] = {
    "refuse_temporary": {"door": Door.REFUSE_TEMPORARY},
    "refuse_permanent": {"door": Door.REFUSE_PERMANENT},
    "drop_after_data": {"door": Door.DROP_AFTER},
}
_PLAIN: dict[str, dict[str, Any]] = {
    "deliver": {},
    "http_401": {"door": Door.HTTP_401},
    "http_429": {"door": Door.HTTP_429},
    "http_500": {"door": Door.HTTP_500},
    "http_500_after": {"door": Door.HTTP_500_AFTER},
    "drop_before": {"door": Door.DROP_BEFORE},
    "drop_after": {"door": Door.DROP_AFTER},
    "no_report": {"silent": True},
    "repeat": {"repeat": True},
    "reorder": {"reorder": True},
    **_MAIL_WORDS,
}


@dataclass(frozen=True, slots=True)
class Behaviour:
    """One way to answer. ``wait`` and ``delay`` are real seconds; ``code`` is Twilio's error number, 0 for none.

    ``recovers`` follows a failure by its opposite; ``odd_status`` is reported before the outcome.
    """

    door: Door = Door.ACCEPT
    code: int = 0
    wait: float = 0.0
    failure: int = 0
    recovers: bool = False
    odd_status: str = ""
    silent: bool = False
    delay: float = 0.0
    repeat: bool = False
    reorder: bool = False

    def reports(self) -> list[tuple[str, int | None]]:
        """The delivery reports that follow an accepted text, in the order they are posted: status and error code."""
        if self.silent:
            return []
        steps: list[tuple[str, int | None]]
        if self.failure in _FAILED_BEFORE_SENDING:
            steps = [("failed", self.failure)]
        elif self.failure:
            steps = [("sent", None), ("undelivered", self.failure)]
        else:
            steps = [("sent", None), ("delivered", None)]
        if self.recovers:
            steps.append(("delivered", None))
        if self.odd_status:
            steps.insert(-1, (self.odd_status, None))
        if self.reorder:
            steps.reverse()
        return steps * 2 if self.repeat else steps


def is_for_mail(written: str) -> bool:
    """Whether the words can only be meant for a mailbox."""
    return any(part in _MAIL_WORDS for part in written.split("+"))


def parse(written: str) -> Behaviour:
    """Raises ``UnknownBehaviour``, with a sentence that a person can act on."""
    behaviour = Behaviour()
    for part in written.split("+"):
        behaviour = _with_part(behaviour, part.strip())
    return behaviour


def _with_part(behaviour: Behaviour, part: str) -> Behaviour:
    word, _, value = part.partition(":")
    if not value and part in _PLAIN:
        return replace(behaviour, **_PLAIN[part])
    match word, bool(value):
        case "fail", True:
            return replace(behaviour, failure=_code(part, value))
        case "fail_then_deliver", True:
            return replace(behaviour, failure=_code(part, value), recovers=True)
        case "status", True:
            return replace(behaviour, odd_status=_status(part, value))
        case "refuse", True:
            return replace(behaviour, door=Door.REFUSE, code=_code(part, value))
        case "delay", True:
            return replace(behaviour, delay=_seconds(part, value))
        case "timeout", True:
            return replace(behaviour, door=Door.TIMEOUT, wait=_seconds(part, value))
        case "timeout_before", True:
            return replace(behaviour, door=Door.TIMEOUT_BEFORE, wait=_seconds(part, value))
        case _:
            raise UnknownBehaviour(f"'{part}' is not a behaviour. Write for example fail:30003, delay:5 or drop_after.")


def _code(part: str, value: str) -> int:
    if not re.fullmatch(r"[1-9][0-9]{4}", value):
        raise UnknownBehaviour(f"'{part}' needs one of Twilio's error codes, 5 digits, such as 30003.")
    return int(value)


def _status(part: str, value: str) -> str:
    if not re.fullmatch(r"[a-z][a-z_]{0,39}", value):
        raise UnknownBehaviour(f"'{part}' needs a status in small letters, such as levitating.")
    return value


def _seconds(part: str, value: str) -> float:
    if not re.fullmatch(r"[0-9]{1,4}(\.[0-9]{1,3})?", value) or float(value) > _LONGEST_WAIT:
        raise UnknownBehaviour(f"'{part}' needs a number of seconds, at most 3600, such as 5.")
    return float(value)
