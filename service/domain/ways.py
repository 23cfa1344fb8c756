"""Which of a person's ways can be used now, for the card that a worker reads before doing anything."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from service.domain.contact_points import PointKind
from service.domain.messages import PersonFacts
from service.domain.preferences import Medium
from service.domain.purposes import Purpose
from service.domain.safe_contact import Answer, PointFacts, Refused, let_by_council, usable

_KIND_OF = {
    Medium.TEXT: PointKind.PHONE,
    Medium.EMAIL: PointKind.EMAIL,
    Medium.LETTER: PointKind.ADDRESS,
    Medium.PHONE_CALL: PointKind.PHONE,
    Medium.RELAY_CALL: PointKind.PHONE,
    Medium.TEXTPHONE: PointKind.PHONE,
    Medium.VISIT: PointKind.ADDRESS,
}
_WRITTEN = frozenset({Medium.TEXT, Medium.EMAIL, Medium.LETTER})
_RUNG = frozenset({Medium.PHONE_CALL, Medium.RELAY_CALL, Medium.TEXTPHONE})


@dataclass(frozen=True, slots=True)
class Way:
    """One medium that the person chose, with the points that carry it and those that something stands against."""

    medium: Medium
    points: tuple[UUID, ...]
    stopped: tuple[tuple[UUID, Refused], ...]
    needs_point: bool

    @property
    def open(self) -> bool:
        return bool(self.points) or not self.needs_point


def ways(person: PersonFacts, ring_back: Mapping[UUID, Answer], now: datetime) -> tuple[Way, ...]:
    """Every chosen medium in the person's order. ``ring_back`` says for each number whether ringing it is safe."""
    return tuple(_way(person, medium, ring_back, now) for medium in person.preference.ranked())


def _way(person: PersonFacts, medium: Medium, ring_back: Mapping[UUID, Answer], now: datetime) -> Way:
    points: list[UUID] = []
    stopped: list[tuple[UUID, Refused]] = []
    for point in person.points:
        if point.kind is not _KIND_OF.get(medium):
            continue
        if medium in _WRITTEN:
            refused = usable(point, Purpose.GENERAL, now)
        else:
            refused = _against_going_live(point, medium, ring_back.get(point.point_id, Answer.NOT_ASKED), now)
        if refused is None:
            points.append(point.point_id)
        else:
            stopped.append((point.point_id, refused))
    return Way(medium, tuple(points), tuple(stopped), needs_point=medium in _KIND_OF)


_NOT_ABOUT_WRITING = frozenset({Refused.LANDLINE, Refused.DECLINED, Refused.OPTED_OUT, Refused.DEAD})
"""A landline can be rung, and a person who wants no texts there may want a call."""


def _against_going_live(point: PointFacts, medium: Medium, ring_back: Answer, now: datetime) -> Refused | None:
    refused = usable(point, Purpose.GENERAL, now)
    if refused is not None and refused not in _NOT_ABOUT_WRITING:
        return refused
    # The council's setting for imported points lets words go there, and nobody to the door.
    if let_by_council(point, Purpose.GENERAL):
        return Refused.NOT_ASKED_IF_SAFE
    if medium in _RUNG and ring_back is Answer.NO:
        return Refused.NOT_SAFE
    if medium in _RUNG and ring_back is Answer.NOT_ASKED:
        return Refused.NOT_ASKED_IF_SAFE
    if point.safe_until is not None and now >= point.safe_until:
        return Refused.SAFETY_EXPIRED
    if point.check_again_by is not None and now >= point.check_again_by:
        return Refused.SAFETY_STALE
    return None
