"""What the forms of a change begin with: what stands on record."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

from service.domain.preferences import Strength
from service.domain.safe_contact import LONDON
from service.queries.people import Card, Point, Version

CHOICES = ("first_choice", "second_choice", "third_choice")
WHOLE_DAY = (time(0, 0), time(23, 59))


def fill_change(card: Card) -> dict[str, Any]:
    """What the form of a change begins with."""
    return {**fill_person(card.version), "known": [fill_known(point) for point in card.points]}


def fill_person(version: Version) -> dict[str, Any]:
    preference = version.preference
    ranked = [*preference.ranked(), "", "", ""]
    return {
        "seen": str(version.id or ""),
        "safe_status": version.safe_status.value,
        "name": version.name,
        **{name: str(medium) for name, medium in zip(CHOICES, ranked, strict=False)},
        "only_these": any(choice.strength is Strength.REQUIRES for choice in preference.choices),
        "never": [choice.medium.value for choice in preference.choices if choice.strength is Strength.DECLINES],
        "named_person": version.named_person,
        "post_route": version.post_route or "",
        "format": preference.format or "",
        "paper": preference.paper or "",
        "spoken_language": preference.spoken_language or "",
        "written_language": preference.written_language or "",
        "supports": [support.value for support in preference.supports],
        "source": preference.source or "",
        "own_words": version.own_words,
    }


def fill_known(point: Point) -> dict[str, Any]:
    return {
        "point_id": str(point.id),
        "others_may_read": point.safety.others_may_read.value,
        "who_else": point.safety.who_else,
        "status": point.safety.status.value,
        "ring_back": point.safety.ring_back.value,
        "asked_again": False,
    }


def fill_more(card: Card) -> dict[str, Any]:
    return {
        "case_reference": card.case_reference or "",
        "points": [_fill_times(point) for point in card.points],
        "restricted": card.restricted,
        **fill_rest(card.version),
    }


def fill_rest(version: Version) -> dict[str, Any]:
    return {
        "seen": str(version.id or ""),
        "check_again_by": version.check_again_by and version.check_again_by.astimezone(LONDON).date(),
        "never_tell": version.never_tell,
        "reasons": [reason.value for reason in version.preference.reasons],
        "no_quiz": version.no_quiz,
    }


def _fill_times(point: Point) -> dict[str, Any]:
    hours = point.safety.hours
    whole = (hours.start, hours.end) == WHOLE_DAY
    return {
        "point_id": str(point.id),
        "weekdays": [str(day) for day in sorted(hours.weekdays)],
        "start": None if whole else hours.start,
        "end": None if whole else hours.end,
        "safe_until": last_day(point.safety.safe_until),
        "voicemail": point.safety.voicemail.value,
        "plain_envelope": point.safety.plain_envelope,
    }


def last_day(moment: datetime | None) -> date | None:
    """ "Until" is kept as the midnight that ends the last day."""
    return None if moment is None else (moment.astimezone(LONDON) - timedelta(seconds=1)).date()
