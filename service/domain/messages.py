"""What a message asks, and the plan: which way it goes, when, and why (DESIGN §4 walk 2)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from uuid import UUID

from easyread.characters import is_seen
from service.domain import deadlines, scam_words
from service.domain.contact_points import PointKind
from service.domain.deadlines import CLOSE_OF_BUSINESS, LONDON, MediumKind, Nation
from service.domain.errors import Invalid, InvalidFields
from service.domain.formats import BY_PEOPLE, Mismatch, mismatches, waits_too_long
from service.domain.letterheads import NOBODY, Letterhead
from service.domain.preferences import READS_NONE, WRITTEN, Format, Medium, Paper, Preference
from service.domain.purposes import Purpose
from service.domain.safe_contact import Answer, PointFacts, PointStatus, SafeStatus, let_by_council, usable
from service.domain.understanding import Proof

MOST_OPTIONS = 5
LONGEST_OPTION = 60


class CheckKind(StrEnum):
    """How the message finds out whether it was understood."""

    NONE = "none"
    CHOICE = "choice"
    OPEN = "open"


@dataclass(frozen=True, slots=True)
class Draft:
    """What the worker wrote, before anything is decided about it. ``right_option`` is 1-based."""

    purpose: Purpose
    body: str
    language: str = "en"
    check_kind: CheckKind = CheckKind.NONE
    question: str = ""
    options: tuple[str, ...] = ()
    right_option: int | None = None
    expected_answer: str = ""
    event_at: datetime | None = None
    override_reason: str = ""
    explains_id: UUID | None = None
    signed_by: str = ""
    """The worker who answers for the wording of Easy Read: printed on it."""
    checked_by_people: bool = False
    """People with learning disabilities checked it: printed too."""
    pictures: tuple[str, ...] = ()
    """Of Easy Read, a concept for each sentence in order; empty where the suggested one stays."""
    postage: str = "second"

    @property
    def proof(self) -> Proof:
        """The pairs of DESIGN §3: a plain "yes" is enough for routine messages alone."""
        if self.check_kind is CheckKind.CHOICE:
            return Proof.SHOWN
        if self.check_kind is CheckKind.NONE and self.purpose in {Purpose.GENERAL, Purpose.CONVERSATION}:
            return Proof.SAID
        return Proof.JUDGED


_UNPRINTABLE = re.compile("[\x00\ud800-\uf0a6\uf0a8-\uf0b6\uf0b8-\uf8ff\U000f0000-\U0010ffff]")
"""What no wire takes: the null character, halves of characters, and private use, but for Word's bullets (easyread)."""
_PLACEHOLDER = re.compile(r"\(\([^()]*\)\)")


def placeholders(body: str) -> tuple[str, ...]:
    """Each ``((word))`` that still waits to be filled, once, as written."""
    return tuple(dict.fromkeys(_PLACEHOLDER.findall(body)))


def require_sound(draft: Draft, now: datetime) -> None:
    """Raise ``InvalidFields`` naming every field at fault."""
    faults: list[Invalid] = []
    if not is_seen(draft.body):
        faults.append(Invalid("body_missing", field="body"))
    if "((" in draft.body or "))" in draft.body:
        faults.append(Invalid("placeholder_left", field="body"))
    if _UNPRINTABLE.search(draft.body):
        faults.append(Invalid("body_unprintable", field="body"))
    faults.extend(scam_words.faults(draft.body, draft.question, draft.options))
    if draft.event_at is not None and draft.event_at <= now:
        faults.append(Invalid("event_past", field="event"))
    if draft.check_kind is not CheckKind.NONE and not draft.question.strip():
        faults.append(Invalid("question_missing", field="question"))
    if draft.check_kind is CheckKind.CHOICE:
        faults.extend(_choice_faults(draft))
    if faults:
        raise InvalidFields(tuple(faults))


def _choice_faults(draft: Draft) -> list[Invalid]:
    options = [option.strip() for option in draft.options]
    if not 2 <= len(options) <= MOST_OPTIONS:
        return [Invalid("options_number", field="options")]
    if len({option.casefold() for option in options}) != len(options):
        return [Invalid("options_alike", field="options")]
    if any(len(option) > LONGEST_OPTION for option in options):
        return [Invalid("option_long", field="options")]
    if draft.right_option is None or not 1 <= draft.right_option <= len(options):
        return [Invalid("right_option_missing", field="right_option")]
    return []


@dataclass(frozen=True, slots=True)
class PersonFacts:
    """All about a person that a plan rests on."""

    person_id: UUID
    safe_status: SafeStatus
    preference: Preference
    points: tuple[PointFacts, ...]
    nation: Nation
    no_quiz: bool = False
    letterhead: Letterhead = NOBODY


@dataclass(frozen=True, slots=True)
class Why:
    """One step of the reasoning, in codes that the page words: a medium, its point if there was one, and the verdict."""

    medium: str
    verdict: str
    point_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class Plan:
    """How the message will go. ``channel`` is ``live`` where a worker must do it; nothing is ever dropped."""

    medium: Medium
    channel: str
    point: PointFacts | None
    format: Format | None
    language: str
    why: tuple[Why, ...]
    mismatches: tuple[Mismatch, ...]
    send_at: datetime
    expected_on: date | None
    confirm_by: datetime
    too_late: bool
    prompt_live: bool
    """Sensitive news: a call or a visit says more than a screen (R18)."""
    paper: Paper = Paper.WHITE
    postage: str = "second"

    @property
    def writing_may_confirm(self) -> bool:
        return self.point is not None and self.point.writing_may_confirm


CHANNEL_OF = {Medium.TEXT: "sms", Medium.EMAIL: "email", Medium.LETTER: "letter"}
_KIND_OF = {Medium.TEXT: PointKind.PHONE, Medium.EMAIL: PointKind.EMAIL, Medium.LETTER: PointKind.ADDRESS}
_TIME_TO_REPLY = {Medium.TEXT: timedelta(hours=4), Medium.EMAIL: timedelta(hours=24), Medium.LETTER: timedelta(days=5)}
"""Shortest time in which an answer can be looked for; a slip posted second class needs 3-4 working days."""


def plan(person: PersonFacts, draft: Draft, now: datetime, *, letter_expected_on: date, only: Medium | None = None) -> Plan:
    """The first accepted way that is safe now; else work for a person.

    ``letter_expected_on`` is the latest day on which a letter that is handed over now arrives. ``only`` asks for one
    medium alone, for "send another agreed way"; it widens nothing, but for an answer in a thread to somebody whom nobody
    asked yet how they want to be contacted: it goes back the way that they came.
    """
    why: list[Why] = []
    ranked = person.preference.ranked()
    if not ranked and only is not None and draft.purpose is Purpose.CONVERSATION:
        ranked = (only,)
    for medium in ranked:
        if only is not None and medium is not only:
            why.append(Why(medium, "not_this_time"))
            continue
        if medium not in WRITTEN:
            why.append(Why(medium, "chosen_live"))
            return _live(person, draft, medium, why, now)
        if person.preference.written_language == READS_NONE:
            why.append(Why(medium, "reads_none"))
            continue
        if person.preference.format in BY_PEOPLE and only is None:
            why.append(Why(medium, "format_by_people"))
            return _live(person, draft, _bringing(person, why), why, now)
        if waits_too_long(draft.purpose, medium, person.preference.format):
            why.append(Why(medium, "format_follows"))
            continue
        point = _first_usable(person, draft, medium, why, now)
        if point is not None:
            return _written(person, draft, medium, point, why, now, letter_expected_on)
    if not ranked:
        why.append(Why("none", "preference_not_asked"))
    return _live(person, draft, _live_way(person, why), why, now)


def _first_usable(person: PersonFacts, draft: Draft, medium: Medium, why: list[Why], now: datetime) -> PointFacts | None:
    points = [point for point in person.points if point.kind is _KIND_OF[medium]]
    if not points:
        why.append(Why(medium, "no_point"))
    if draft.purpose is Purpose.CONVERSATION:
        # An answer goes to where the person wrote from, not to their newest number.
        points.sort(key=lambda point: point.wrote_at.timestamp() if point.wrote_at else 0.0, reverse=True)
    for point in points:
        refused = usable(point, draft.purpose, now)
        chosen = "let_by_council" if let_by_council(point, draft.purpose) else "chosen"
        why.append(Why(medium, refused or chosen, point.point_id))
        if refused is None:
            return point
    return None


def _written(
    person: PersonFacts, draft: Draft, medium: Medium, point: PointFacts, why: list[Why], now: datetime, letter_on: date
) -> Plan:
    send_at = now
    if medium is not Medium.LETTER and not point.hours.allows(now):
        send_at = point.hours.next_start(now) or now
        why.append(Why(medium, "waits_for_hours", point.point_id))
    expected_on = letter_on if medium is Medium.LETTER else None
    confirm_by = deadlines.confirm_by(draft.purpose, MediumKind(medium.value), send_at, expected_on, person.nation)
    arrives = datetime.combine(expected_on, CLOSE_OF_BUSINESS, LONDON) if expected_on else send_at
    answer_by = arrives + _TIME_TO_REPLY[medium]
    too_late = draft.event_at is not None and deadlines.too_late(draft.event_at, answer_by)
    # However little time there is: an event that passes before the message even left is flagged as it passes.
    if draft.event_at is not None and draft.event_at > now:
        confirm_by = min(confirm_by, draft.event_at)
    return Plan(
        medium=medium,
        channel=CHANNEL_OF[medium],
        point=point,
        format=person.preference.format,
        language=draft.language,
        why=tuple(why),
        mismatches=mismatches(person.preference, draft.language, CHANNEL_OF[medium]),
        send_at=send_at,
        expected_on=expected_on,
        confirm_by=confirm_by,
        too_late=too_late,
        prompt_live=draft.purpose in {Purpose.DECISION, Purpose.URGENT},
        paper=person.preference.paper or Paper.WHITE,
        postage=draft.postage,
    )


def _bringing(person: PersonFacts, why: list[Why]) -> Medium:
    """How a worker brings a format that people make: by the medium that fits it, or by any safe way to speak."""
    assert person.preference.format is not None  # noqa: S101 - the caller asked
    fitting = BY_PEOPLE[person.preference.format]
    if fitting is None or person.preference.declines(fitting):
        return _live_way(person, why)
    return fitting


def _live_way(person: PersonFacts, why: list[Why]) -> Medium:
    """A way of meeting that the person has not declined, least intrusive first; the person's own call where none is safe."""
    if person.safe_status in {SafeStatus.DO_NOT_CONTACT, SafeStatus.PERSON_CONTACTS_US}:
        why.append(Why(Medium.PERSON_CONTACTS_US, person.safe_status))
        return Medium.PERSON_CONTACTS_US
    can_ring = any(
        point.kind is PointKind.PHONE
        and point.status is PointStatus.SAFE
        and point.others_may_read is not Answer.YES
        and not (point.wrong_person or point.dead)
        for point in person.points
    )
    ways = ([Medium.PHONE_CALL] if can_ring else []) + [Medium.OFFICE, Medium.VISIT]
    if person.safe_status is SafeStatus.SAFE:
        ways = [way for way in ways if way is not Medium.OFFICE] + [Medium.OFFICE]
    way = next((way for way in ways if not person.preference.declines(way)), Medium.PERSON_CONTACTS_US)
    why.append(Why(way, "no_safe_channel"))
    return way


def _live(person: PersonFacts, draft: Draft, medium: Medium, why: list[Why], now: datetime) -> Plan:
    confirm_by = deadlines.confirm_by(draft.purpose, MediumKind.LIVE, now, None, person.nation)
    if draft.event_at is not None and draft.event_at > now:
        confirm_by = min(confirm_by, draft.event_at)
    return Plan(
        medium=medium,
        channel="live",
        point=None,
        format=person.preference.format,
        language=draft.language,
        why=tuple(why),
        mismatches=(),
        send_at=now,
        expected_on=None,
        confirm_by=confirm_by,
        too_late=False,
        prompt_live=False,
    )
