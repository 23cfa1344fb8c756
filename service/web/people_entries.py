"""What the forms of a person say, as an entry to be recorded."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import Any, TypeVar
from uuid import UUID

from service.domain.contact_points import PointKind, normalise
from service.domain.errors import Invalid, InvalidFields
from service.domain.preferences import Format, Medium, MediumChoice, Paper, PostRoute, Reason, Source, Strength, Support
from service.domain.safe_contact import LONDON, Answer, PointStatus, SafeStatus
from service.queries.people import Card, Point, Version
from service.use_cases.record_preference import ContactEntry, PointEntry
from service.web.people_fill import CHOICES, WHOLE_DAY
from service.web.people_forms import ChangeForm, MoreForm, PersonForm

Word = TypeVar("Word", bound=StrEnum)

_NEW = (("phone", PointKind.PHONE), ("email", PointKind.EMAIL), ("address", PointKind.ADDRESS))
_NO_FIXED_ABODE = re.compile(
    r"\s*(?:no[ -]*(?:fixed|permanent)[ -]*(?:abode|address|home)|n\.? ?f\.? ?a\.?)\s*", re.IGNORECASE
)


def entry_from(version: Version) -> ContactEntry:
    """The version as it stands, to be changed in part. No point is named, so all stay as they are."""
    preference = version.preference
    return ContactEntry(
        name=version.name,
        safe_status=version.safe_status,
        check_again_by=version.check_again_by,
        never_tell=version.never_tell,
        choices=preference.choices,
        format=preference.format,
        paper=preference.paper,
        spoken_language=preference.spoken_language,
        written_language=preference.written_language,
        supports=preference.supports,
        reasons=preference.reasons,
        named_person=version.named_person,
        post_route=version.post_route,
        source=preference.source,
        own_words=version.own_words,
        no_quiz=version.no_quiz,
    )


def _midnight(day: date | None, *, after: bool = False) -> datetime | None:
    if day is None:
        return None
    return datetime.combine(day + timedelta(days=1) if after else day, time(0, 0), LONDON)


def read_person(form: PersonForm, card: Card | None = None) -> ContactEntry:
    """What the form says, on top of what the card says beside it. Raises ``InvalidFields`` with every fault."""
    faults: list[Invalid] = []
    data = form.data
    route = _word(PostRoute, data["post_route"])
    beyond = card.version.preference.ranked()[len(CHOICES) :] if card else ()
    choices = _choices(data, route, beyond, faults)
    points = [
        *_new_points(data, route, faults),
        *(_known_points(form, card) if card and isinstance(form, ChangeForm) else ()),
    ]
    if faults:
        raise InvalidFields((*faults, *_unreadable(points)))
    return replace(
        entry_from(card.version) if card else ContactEntry(),
        name=data["name"],
        safe_status=SafeStatus(data["safe_status"]),
        choices=choices,
        named_person=data["named_person"],
        post_route=route,
        format=_word(Format, data["format"]),
        paper=_word(Paper, data["paper"]),
        spoken_language=data["spoken_language"] or None,
        written_language=data["written_language"] or None,
        supports=frozenset(Support(value) for value in data["supports"] or ()),
        source=_word(Source, data["source"]),
        own_words=data["own_words"],
        points=tuple(points),
    )


def _word(enum: type[Word], value: str | None) -> Word | None:
    return enum(value) if value else None


def _choices(
    data: Mapping[str, Any], route: PostRoute | None, beyond: Sequence[Medium], faults: list[Invalid]
) -> tuple[MediumChoice, ...]:
    """``beyond`` are those on record for which the form has no place: they stay, last."""
    wanted: list[Medium] = []
    never = [Medium(value) for value in data["never"] or ()]
    for name in CHOICES:
        medium = _word(Medium, data[name])
        if medium is None:
            continue
        if medium in wanted:
            faults.append(Invalid("medium_twice", field=name))
        if medium in never:
            faults.append(Invalid("medium_chosen_and_never", field=name))
        wanted.append(medium)
    if data["only_these"] and not wanted:
        faults.append(Invalid("only_these_without_choice", field="only_these"))
    if route is PostRoute.COLLECTS and Medium.OFFICE in never:
        faults.append(Invalid("collects_but_never_office", field="post_route"))
    if route is PostRoute.NO_POST and Medium.LETTER in wanted:
        faults.append(Invalid("letter_without_post", field="post_route"))
    collected = (Medium.OFFICE,) if route is PostRoute.COLLECTS else ()
    wanted += [medium for medium in dict.fromkeys((*beyond, *collected)) if medium not in wanted and medium not in never]
    strength = Strength.REQUIRES if data["only_these"] else Strength.PREFERS
    return (
        *(MediumChoice(medium, strength, rank) for rank, medium in enumerate(wanted, start=1)),
        *(MediumChoice(medium, Strength.DECLINES) for medium in never),
    )


def _new_points(data: Mapping[str, Any], route: PostRoute | None, faults: list[Invalid]) -> Iterator[PointEntry]:
    for name, kind in _NEW:
        said = data[name]
        typed = said["typed"]
        if kind is PointKind.ADDRESS and route not in {None, PostRoute.ADDRESS} and _NO_FIXED_ABODE.fullmatch(typed):
            typed = ""
        if typed:
            yield PointEntry(kind=kind, typed=typed, form_field=f"{name}-typed", **_safety(said))
        elif said["who_else"] or {said["others_may_read"], said["status"], said["ring_back"]} != {"not_asked"}:
            faults.append(Invalid("point_missing", field=f"{name}-typed"))


def _unreadable(points: Sequence[PointEntry]) -> Iterator[Invalid]:
    """What the domain will refuse, so that one look at the page shows every fault."""
    for point in points:
        if point.point_id is None:
            try:
                normalise(point.kind, point.typed)
            except Invalid as fault:
                yield Invalid(fault.code, field=point.form_field)


def _safety(said: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "others_may_read": Answer(said["others_may_read"]),
        "who_else": said["who_else"],
        "status": PointStatus(said["status"]),
        "ring_back": Answer(said["ring_back"]),
    }


def _known_points(form: ChangeForm, card: Card) -> Iterator[PointEntry]:
    points = {str(point.id): point for point in card.points}
    for place, row in enumerate(form.known):
        point = points.get(row.form.point_id.data or "")
        if point is not None:
            entry = _as_it_stands(point, f"known-{place}-status")
            yield replace(entry, asked_again=bool(row.form.asked_again.data), **_safety(row.form.data))


def _as_it_stands(point: Point, form_field: str) -> PointEntry:
    safety = point.safety
    return PointEntry(
        kind=point.kind,
        typed=point.value,
        form_field=form_field,
        point_id=point.id,
        status=safety.status,
        others_may_read=safety.others_may_read,
        who_else=safety.who_else,
        ring_back=safety.ring_back,
        voicemail=safety.voicemail,
        plain_envelope=safety.plain_envelope,
        weekdays=safety.hours.weekdays,
        start=safety.hours.start,
        end=safety.hours.end,
        safe_until=safety.safe_until,
    )


def read_more(form: MoreForm, card: Card, now: datetime) -> ContactEntry:
    """As ``read_person``. A day that has passed is a fault only where it was typed now."""
    faults: list[Invalid] = []
    check_again_by = _day_to_come(form.check_again_by.data, card.version.check_again_by, now, "check_again_by", faults)
    points = tuple(_times(form, card, now, faults))
    reference, restricted = form.case_reference.data or "", bool(form.restricted.data)
    if faults:
        raise InvalidFields(tuple(faults))
    return replace(
        entry_from(card.version),
        check_again_by=check_again_by,
        never_tell=form.never_tell.data or "",
        reasons=frozenset(Reason(value) for value in form.reasons.data or ()),
        no_quiz=bool(form.no_quiz.data),
        case_reference=reference if reference != (card.case_reference or "") else None,
        restricted=restricted if restricted != card.restricted else None,
        points=points,
    )


def _day_to_come(
    day: date | None, before: datetime | None, now: datetime, field: str, faults: list[Invalid], *, after: bool = False
) -> datetime | None:
    moment = _midnight(day, after=after)
    if moment is not None and moment != before and moment <= now:
        faults.append(Invalid("day_passed", field=field))
    return moment


def _times(form: MoreForm, card: Card, now: datetime, faults: list[Invalid]) -> Iterator[PointEntry]:
    points = {str(point.id): point for point in card.points}
    for place, row in enumerate(form.points):
        point = points.get(row.form.point_id.data or "")
        if point is None:
            continue
        said, field = row.form.data, f"points-{place}-weekdays"
        until = _day_to_come(
            said["safe_until"], point.safety.safe_until, now, f"points-{place}-safe_until", faults, after=True
        )
        yield replace(
            _as_it_stands(point, field),
            weekdays=frozenset(int(day) for day in said["weekdays"] or ()),
            start=said["start"] or WHOLE_DAY[0],
            end=said["end"] or WHOLE_DAY[1],
            safe_until=until,
            voicemail=Answer(said["voicemail"]) if point.kind is PointKind.PHONE else point.safety.voicemail,
            plain_envelope=bool(said["plain_envelope"]) if point.kind is PointKind.ADDRESS else point.safety.plain_envelope,
        )


def seen_version(form: ChangeForm | MoreForm) -> UUID | None:
    """The version that the worker had before them; what is no id stands for none, and so for a conflict."""
    try:
        return UUID(form.seen.data or "")
    except ValueError:
        return None
