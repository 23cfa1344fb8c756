"""Whether a message may leave: for this point, this content, this moment. Nothing else can make a ``Clearance``.

Rules of DOMAIN §6: never use a way that the person has not said is safe; safety changes, so it is asked again, and it is
asked here at compose, at claim and at release alike.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from enum import StrEnum
from uuid import UUID
from zoneinfo import ZoneInfo

from channels.base import Clearance, Content, EmailContent, LetterContent, TextContent
from service.domain import neutral_words
from service.domain.contact_points import LineType, PointKind
from service.domain.purposes import Purpose

LONDON = ZoneInfo("Europe/London")
CLEARANCE_LASTS = timedelta(hours=1)
"""The longest that a message may lie in a provider's queue; the end of the person's hours may end it sooner."""


class SafeStatus(StrEnum):
    """The person's own answer, for every point of theirs."""

    NOT_ASKED = "not_asked"
    SAFE = "safe"
    RESTRICTED = "restricted"
    DO_NOT_CONTACT = "do_not_contact"
    PERSON_CONTACTS_US = "person_contacts_us"


class PointStatus(StrEnum):
    """The answer for one number, email or address."""

    NOT_ASKED = "not_asked"
    SAFE = "safe"
    NOT_SAFE = "not_safe"


class Answer(StrEnum):
    """Yes, no, or not asked yet: never a guess between them."""

    YES = "yes"
    NO = "no"
    NOT_ASKED = "not_asked"


@dataclass(frozen=True, slots=True)
class ContactHours:
    """When a point may be used: weekdays (0 is Monday) and a span of the day, Europe/London."""

    weekdays: frozenset[int] = frozenset(range(7))
    start: time = time(0, 0)
    end: time = time(23, 59)

    def allows(self, now: datetime) -> bool:
        local = now.astimezone(LONDON)
        minute = local.time().replace(second=0, microsecond=0)
        return local.weekday() in self.weekdays and self.start <= minute <= self.end

    def end_after(self, now: datetime) -> datetime:
        """The moment, UTC, at which the hours of this day end."""
        local = now.astimezone(LONDON)
        return datetime.combine(local.date(), self.end, LONDON).astimezone(now.tzinfo) + timedelta(seconds=59)

    def next_start(self, now: datetime) -> datetime | None:
        """The next moment, UTC, at which the hours begin; ``None`` where no weekday is allowed."""
        local = now.astimezone(LONDON)
        for days in range(8):
            day = local.date() + timedelta(days=days)
            start = datetime.combine(day, self.start, LONDON)
            if day.weekday() in self.weekdays and start > local:
                return start.astimezone(now.tzinfo)
        return None


@dataclass(frozen=True, slots=True)
class PointFacts:
    """All that decides about one contact point at one moment, read afresh each time."""

    point_id: UUID
    kind: PointKind
    value: str
    line_type: LineType
    person_status: SafeStatus
    status: PointStatus
    others_may_read: Answer
    hours: ContactHours = ContactHours()
    safe_until: datetime | None = None
    check_again_by: datetime | None = None
    plain_envelope: bool = False
    wrote_at: datetime | None = None
    """When the person, or whoever holds this point, last wrote to us from it."""
    declined: bool = False
    dead: bool = False
    opted_out: bool = False
    wrong_person: bool = False
    shared: bool = False
    """It stands on somebody else's record too."""
    imported: bool = False
    """What is known of this point came over from another system, and nothing was said of it here."""
    restricted_record: bool = False
    imported_for: frozenset[Purpose] = frozenset()
    """The council's setting: purposes for which words may go to imported points that nobody asked about."""

    @property
    def writing_may_confirm(self) -> bool:
        return writing_may_confirm(self.person_status, self.status, self.others_may_read, wrong_person=self.wrong_person)


def councils_own(point_id: UUID, kind: PointKind, value: str) -> PointFacts:
    """A duty phone or mailbox of the council's own: nobody's safety hangs on it, and it may be used at any hour."""
    return PointFacts(
        point_id=point_id,
        kind=kind,
        value=value,
        line_type=LineType.MOBILE if kind is PointKind.PHONE else LineType.NOT_A_LINE,
        person_status=SafeStatus.SAFE,
        status=PointStatus.SAFE,
        others_may_read=Answer.NO,
    )


def writing_may_confirm(
    person_status: SafeStatus, status: PointStatus, others_may_read: Answer, *, wrong_person: bool
) -> bool:
    """Whether a written reply from a point can count as the person's own: R7."""
    return (
        others_may_read is Answer.NO
        and status is PointStatus.SAFE
        and not wrong_person
        and person_status in {SafeStatus.SAFE, SafeStatus.RESTRICTED}
    )


class Refused(StrEnum):
    """Why a message may not leave now."""

    DO_NOT_CONTACT = "do_not_contact"
    PERSON_CONTACTS_US = "person_contacts_us"
    NOT_ASKED_IF_SAFE = "not_asked_if_safe"
    NOT_SAFE = "not_safe"
    SAFETY_EXPIRED = "safety_expired"
    SAFETY_STALE = "safety_stale"
    DECLINED = "declined"
    DEAD = "dead"
    OPTED_OUT = "opted_out"
    WRONG_PERSON = "wrong_person"
    LANDLINE = "landline"
    CONTENT_DOES_NOT_FIT = "content_does_not_fit"
    NOT_NEUTRAL = "not_neutral"
    OUTSIDE_HOURS = "outside_hours"


@dataclass(frozen=True, slots=True)
class Refusal:
    """``retry_at`` is set where waiting alone helps: the next of the person's hours."""

    reason: Refused
    retry_at: datetime | None = None


_CARRIES: dict[type[Content], PointKind] = {
    TextContent: PointKind.PHONE,
    EmailContent: PointKind.EMAIL,
    LetterContent: PointKind.ADDRESS,
}


ANSWER_AT_ONCE = timedelta(minutes=30)
"""Somebody who wrote a moment ago holds the phone now: the hours that they gave for being written to don't bind."""
ANSWER_WITHIN = timedelta(days=3)
"""How long after somebody wrote to us an answer may go back to where they wrote from, though nobody asked if it is safe."""


def let_by_council(point: PointFacts, purpose: Purpose) -> bool:
    """Whether the council's setting stands in for an answer that nobody asked for yet.

    Only until somebody does ask: from then on the person's word counts for each point, and "not asked" is no word of
    theirs. Never on a restricted record, whatever the setting.
    """
    return (
        purpose in point.imported_for
        and point.imported
        and not point.restricted_record
        and point.status is PointStatus.NOT_ASKED
        and point.person_status is SafeStatus.NOT_ASKED
    )


def usable(point: PointFacts, purpose: Purpose, now: datetime) -> Refused | None:
    """What stands against this point whatever the words and the hour, or ``None``. The plan asks this; leaving asks all.

    An answer in a thread that the other side began needs no earlier "it is safe", nor do words that the council lets go to
    imported points; a "not safe" still forbids both.
    """
    answering = (
        purpose is Purpose.CONVERSATION
        and point.status is not PointStatus.NOT_SAFE
        and point.wrote_at is not None
        and now - point.wrote_at <= ANSWER_WITHIN
    )
    unasked_but_let = answering or let_by_council(point, purpose)
    verdicts = (
        (point.person_status is SafeStatus.DO_NOT_CONTACT, Refused.DO_NOT_CONTACT),
        (point.person_status is SafeStatus.PERSON_CONTACTS_US, Refused.PERSON_CONTACTS_US),
        (point.status is PointStatus.NOT_SAFE, Refused.NOT_SAFE),
        (point.status is not PointStatus.SAFE and not unasked_but_let, Refused.NOT_ASKED_IF_SAFE),
        (point.person_status is SafeStatus.NOT_ASKED and not unasked_but_let, Refused.NOT_ASKED_IF_SAFE),
        (point.wrong_person, Refused.WRONG_PERSON),
        (point.declined, Refused.DECLINED),
        (point.dead, Refused.DEAD),
        (point.opted_out, Refused.OPTED_OUT),
        (point.kind is PointKind.PHONE and point.line_type is not LineType.MOBILE, Refused.LANDLINE),
        (point.safe_until is not None and now >= point.safe_until, Refused.SAFETY_EXPIRED),
        (point.check_again_by is not None and now >= point.check_again_by and not answering, Refused.SAFETY_STALE),
    )
    return next((reason for holds, reason in verdicts if holds), None)


def may_leave(point: PointFacts, purpose: Purpose, content: Content, now: datetime) -> Clearance | Refusal:
    """Leave for ``content`` to go to ``point`` now, or the reason why not.

    An urgent message gets no more leave than any other: an unsafe phone is unsafe for urgent news too.
    """
    reason = usable(point, purpose, now)
    if reason is not None:
        return Refusal(reason)
    if _CARRIES[type(content)] is not point.kind:
        return Refusal(Refused.CONTENT_DOES_NOT_FIT)
    if _needs_neutral_words(point) and neutral_words.telling(content):
        return Refusal(Refused.NOT_NEUTRAL)
    # A letter waits in a tray and a postbag: hours steer what rings or lights up, not what drops on a mat days later.
    answered_now = purpose is Purpose.CONVERSATION and point.wrote_at is not None and now - point.wrote_at <= ANSWER_AT_ONCE
    on_screen = point.kind is not PointKind.ADDRESS and not answered_now
    if on_screen and not point.hours.allows(now):
        return Refusal(Refused.OUTSIDE_HOURS, point.hours.next_start(now))
    return Clearance(
        point_id=point.point_id,
        destination=point.value,
        content_digest=content.digest(),
        granted_at=now,
        expires_at=min(now + CLEARANCE_LASTS, point.hours.end_after(now)) if on_screen else now + CLEARANCE_LASTS,
        within_hours=point.kind is not PointKind.ADDRESS and point.hours != ContactHours(),
    )


def _needs_neutral_words(point: PointFacts) -> bool:
    """Letters are sealed; what shows on a screen that others may read must give nothing away."""
    return point.kind is not PointKind.ADDRESS and (
        point.others_may_read is not Answer.NO or point.person_status is SafeStatus.RESTRICTED
    )
