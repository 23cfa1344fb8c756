"""What was said, in words: for the history, and for two versions beside each other."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from service.domain.contact_points import PointKind, shown
from service.domain.preferences import MediumChoice, Strength
from service.queries.people import Card, Version
from service.queries.versions import Change
from service.use_cases.record_preference import ContactEntry
from service.web import filters
from service.web import person_labels as labels
from service.web.locale import gettext as _
from service.web.locale import lazy
from service.web.people_entries import entry_from
from service.web.people_fill import last_day

FIELD: Mapping[str, str] = {
    "safe_status": lazy("Safe to talk"),
    "name": lazy("Name"),
    "choices": lazy("How to contact them"),
    "named_person": lazy("Named person"),
    "post_route": lazy("Post"),
    "format": lazy("Written form"),
    "paper": lazy("Paper"),
    "spoken_language": lazy("Speaks or signs"),
    "written_language": lazy("Reads"),
    "supports": lazy("What helps"),
    "source": lazy("Who told us"),
    "own_words": lazy("Their own words"),
    "check_again_by": lazy("Ask again by"),
    "never_tell": lazy("Who must never be told"),
    "reasons": lazy("Why this way"),
    "no_quiz": lazy("“Don't quiz me”"),
    "status": lazy("Safe to use"),
    "others_may_read": lazy("Anyone else sees or answers it"),
    "who_else": lazy("Who else"),
    "ring_back": lazy("Safe to ring back on"),
    "voicemail": lazy("Voicemail"),
    "plain_envelope": lazy("Plain envelope"),
    "weekdays": lazy("Days"),
    "start": lazy("From"),
    "end": lazy("Until"),
    "safe_until": lazy("Safe until"),
}


def said(field: str, value: Any) -> str:
    """One value as a reader sees it; what is empty was not asked."""
    if value is None or (not isinstance(value, bool | time) and not value):
        return str(labels.NOT_ASKED)
    wording = _WORDING.get(field)
    return wording(value) if wording is not None else str(value)


def _yes_no(value: bool) -> str:  # noqa: FBT001 - a value of a field, not a switch
    return _("Yes") if value else _("No")


def _choices(choices: tuple[MediumChoice, ...]) -> str:
    wanted = [choice for choice in choices if choice.strength is not Strength.DECLINES]
    wanted.sort(key=lambda choice: (choice.rank is None, choice.rank or 0))
    order = ", ".join(f"{place}. {labels.MEDIUM[choice.medium]}" for place, choice in enumerate(wanted, start=1))
    never = ", ".join(str(labels.MEDIUM[choice.medium]) for choice in choices if choice.strength is Strength.DECLINES)
    parts = [order]
    if any(choice.strength is Strength.REQUIRES for choice in wanted):
        parts.append(_("nothing else will do"))
    if never:
        parts.append(_("never: %(media)s", media=never))
    return "; ".join(part for part in parts if part)


def _several(words: Mapping[Any, str]) -> Callable[[Any], str]:
    return lambda values: ", ".join(str(words[key]) for key in words if key in values)


def weekdays(days: Any) -> str:
    if len(set(days)) == 7:
        return _("Every day")
    return ", ".join(str(labels.WEEKDAY[day]) for day in sorted(days)) or _("No day")


def until(moment: datetime) -> str:
    day: date | None = last_day(moment)
    return filters.day(day) if day is not None else ""


_WORDING: Mapping[str, Callable[[Any], str]] = {
    "safe_status": lambda value: str(labels.SAFE_STATUS[value]),
    "choices": _choices,
    "post_route": lambda value: str(labels.POST_ROUTE[value]),
    "format": lambda value: str(labels.FORMAT[value]),
    "paper": lambda value: str(labels.PAPER[value]),
    "spoken_language": lambda value: str(labels.SPOKEN.get(value, value)),
    "written_language": lambda value: str(labels.WRITTEN.get(value, value)),
    "supports": _several(labels.SUPPORT),
    "source": lambda value: str(labels.SOURCE[value]),
    "check_again_by": filters.day,
    "reasons": _several(labels.REASON),
    "no_quiz": _yes_no,
    "status": lambda value: str(labels.POINT_STATUS[value]),
    "others_may_read": lambda value: str(labels.ANSWER[value]),
    "ring_back": lambda value: str(labels.ANSWER[value]),
    "voicemail": lambda value: str(labels.ANSWER[value]),
    "plain_envelope": _yes_no,
    "weekdays": weekdays,
    "start": filters.clock,
    "end": filters.clock,
    "safe_until": until,
}


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the history: what, and before and after in words. ``about`` names a number or address."""

    about: str
    what: str
    before: str
    after: str


def history_line(change: Change) -> Line:
    about = shown(change.kind, change.value).replace("\n", ", ") if change.kind is not None else ""
    if change.field == "added":
        return Line(about, _("New on record"), "", "")
    if change.field == "asked_again":
        return Line(about, _("Asked again, the same answers"), "", "")
    return Line(about, str(FIELD[change.field]), said(change.field, change.before), said(change.field, change.after))


_COMPARED = (
    "safe_status",
    "name",
    "choices",
    "named_person",
    "post_route",
    "format",
    "paper",
    "spoken_language",
    "written_language",
    "supports",
    "source",
    "own_words",
    "check_again_by",
    "never_tell",
    "reasons",
    "no_quiz",
)


def differences(typed: ContactEntry, newer: Card) -> Iterator[Line]:
    """Where what was typed differs from the newer version: ``before`` is theirs, ``after`` what was typed."""
    theirs = entry_from(newer.version)
    for field in _COMPARED:
        mine, other = getattr(typed, field), getattr(theirs, field)
        if mine != other:
            yield Line("", str(FIELD[field]), said(field, other), said(field, mine))
    entries = {entry.point_id: entry for entry in typed.points}
    for point in newer.points:
        about = shown(point.kind, point.value).replace("\n", ", ")
        entry = entries.get(point.id)
        if entry is None:
            yield Line(about, _("New on record"), said("status", point.safety.status), _("Not in yours"))
            continue
        for field in ("status", "others_may_read", "who_else", "ring_back", "voicemail", "plain_envelope", "safe_until"):
            mine, other = getattr(entry, field), getattr(point.safety, field)
            if mine != other:
                yield Line(about, str(FIELD[field]), said(field, other), said(field, mine))


def who_said(version: Version) -> str:
    source = version.preference.source
    return str(labels.SOURCE[source]) if source is not None else ""


KIND: Mapping[PointKind, str] = {
    PointKind.PHONE: lazy("Phone"),
    PointKind.EMAIL: lazy("Email"),
    PointKind.ADDRESS: lazy("Address"),
}
