"""What a person's card says first: use this, never that, what steers the safety, and what to ask next time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from service.domain.contact_points import PointKind
from service.domain.preferences import Medium, PostRoute, Question, Strength
from service.domain.safe_contact import Answer, PointStatus, Refused, SafeStatus
from service.domain.ways import Way
from service.queries.code_words import Standing
from service.queries.people import Card, Point
from service.web import filters
from service.web import person_labels as labels
from service.web.locale import gettext as _
from service.web.people_words import until, weekdays

_STOPS_ALL = frozenset({SafeStatus.DO_NOT_CONTACT, SafeStatus.PERSON_CONTACTS_US})


@dataclass(frozen=True, slots=True)
class Use:
    """One way to use: the medium, the number or address, and the limits that go with it."""

    medium: str
    value: str
    limits: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Never:
    what: str
    why: str


@dataclass(frozen=True, slots=True)
class PersonView:
    """``first`` is the way to take now; ``then`` the others in order; ``blocked`` what stands in the way."""

    stop: str
    first: Use | None
    then: tuple[Use, ...]
    blocked: tuple[Never, ...]
    never: tuple[Never, ...]
    steers: tuple[str, ...]
    questions: tuple[tuple[str, str], ...]
    """Words, and the part of the form where the answer goes."""


def view(card: Card, now: datetime) -> PersonView:
    points = {point.id: point for point in card.points}
    stopped = card.version.safe_status in _STOPS_ALL
    usable = () if stopped else tuple(use for way in card.ways if way.open for use in _uses(card, way, points))
    return PersonView(
        stop=_stop(card),
        first=usable[0] if usable else None,
        then=usable[1:],
        blocked=() if stopped else tuple(_blocked(card, points)),
        never=tuple(_never(card)),
        steers=tuple(_steers(card, now)),
        questions=tuple((str(labels.QUESTION[question]), _ANCHOR[question]) for question in card.next_time),
    )


_ANCHOR = {
    Question.SAFE_TO_TALK: "ask-safe",
    Question.NAME: "ask-name",
    Question.MEDIUM: "ask-how",
    Question.CONTACT_POINT: "ask-where",
    Question.WHO_ELSE_SEES: "ask-where",
    Question.RING_BACK: "ask-where",
    Question.HELP_TO_READ: "ask-help",
    Question.LANGUAGE: "ask-help",
    Question.WHO_SAID_IT: "ask-who",
    Question.ASK_DIRECTLY: "ask-who",
}


def _stop(card: Card) -> str:
    match card.version.safe_status:
        case SafeStatus.DO_NOT_CONTACT:
            return _("Do not contact them, in any way.")
        case SafeStatus.PERSON_CONTACTS_US:
            return _("Wait: they will contact us.")
        case _:
            return ""


def _uses(card: Card, way: Way, points: dict[UUID, Point]) -> list[Use]:
    medium = str(labels.MEDIUM[way.medium])
    if way.medium is Medium.NAMED_PERSON:
        return [Use(medium, card.version.named_person, ())]
    if way.medium is Medium.OFFICE and card.version.post_route is PostRoute.COLLECTS:
        return [Use(medium, _("They collect letters there: no fixed abode."), ())]
    if not way.needs_point:
        return [Use(medium, "", ())]
    return [Use(medium, show_value(points[point_id]), tuple(_limits(points[point_id]))) for point_id in way.points]


def show_value(point: Point) -> str:
    return filters.phone(point.value) if point.kind is PointKind.PHONE else point.value


def _one_line(point: Point) -> str:
    return show_value(point).replace("\n", ", ")


def _limits(point: Point) -> list[str]:
    safety = point.safety
    found = []
    hours = safety.hours
    if len(hours.weekdays) < 7:
        found.append(weekdays(hours.weekdays))
    if (filters.clock(hours.start), filters.clock(hours.end)) != ("00:00", "23:59"):
        found.append(_("%(start)s to %(end)s", start=filters.clock(hours.start), end=filters.clock(hours.end)))
    if safety.safe_until is not None:
        found.append(_("Until %(day)s", day=until(safety.safe_until)))
    if safety.plain_envelope:
        found.append(_("Plain envelope"))
    if point.kind is PointKind.PHONE and safety.voicemail is Answer.NO:
        found.append(_("No voicemail"))
    if point.kind is PointKind.PHONE and safety.ring_back is Answer.NO:
        found.append(_("Do not ring"))
    return found


def _blocked(card: Card, points: dict[UUID, Point]) -> list[Never]:
    """Ways that they chose and that can't be used now, with the reason: what to ask, not what to avoid."""
    found = []
    for way in card.ways:
        medium = str(labels.MEDIUM[way.medium])
        if way.needs_point and not way.points and not way.stopped:
            found.append(Never(medium, _("No number or address for it yet.")))
        for point_id, refused in way.stopped:
            if refused is not Refused.NOT_SAFE:
                found.append(Never(f"{medium}: {_one_line(points[point_id])}", f"{labels.REFUSED[refused]}."))
    return found


def _never(card: Card) -> list[Never]:
    preference = card.version.preference
    found = [
        Never(str(labels.MEDIUM[choice.medium]), "") for choice in preference.choices if choice.strength is Strength.DECLINES
    ]
    for point in card.points:
        value = _one_line(point)
        if point.safety.status is PointStatus.NOT_SAFE:
            found.append(Never(value, _("They said it is not safe.")))
        elif point.facts.wrong_person:
            found.append(Never(value, _("Somebody else answered from it.")))
        elif point.facts.dead:
            found.append(Never(value, _("It no longer works.")))
        elif point.facts.opted_out:
            stopped = _("They stopped emails to it.") if point.kind is PointKind.EMAIL else _("They stopped texts to it.")
            instead = _("Agree another way with them. START from there takes it up again.")
            found.append(Never(value, f"{stopped} {instead}"))
        elif point.kind is PointKind.PHONE and point.safety.ring_back is Answer.NO:
            found.append(Never(_("Ringing %(number)s", number=value), _("They said it is not safe to ring back.")))
    if any(choice.strength is Strength.REQUIRES for choice in preference.choices):
        found.append(Never(_("Anything else"), _("Nothing but the ways under “Use this” will do.")))
    if card.version.post_route is PostRoute.NO_POST:
        found.append(Never(_("Letters"), _("No fixed abode, and no letters.")))
    return found


def _code_word(standing: Standing) -> list[str]:
    match standing:
        case Standing.AGREED:
            return [_("They have a spoken code word. Ask for it first, on every call and at every visit.")]
        case Standing.SPENT:
            return [_("Their code word arrived in writing: others may know it. Agree a new one when you speak.")]
        case _:
            return []


def _steers(card: Card, now: datetime) -> list[str]:
    """Sentences that change what a worker does: no banner says only that there is a risk."""
    version = card.version
    found = []
    for point in card.points:
        value, who = _one_line(point), point.safety.who_else
        if point.safety.status is PointStatus.NOT_SAFE:
            continue
        if point.safety.others_may_read is Answer.YES and point.kind is not PointKind.ADDRESS:
            other = who or _("someone else")
            found.append(
                _(
                    "Nothing written confirms here: %(who)s may read or answer %(value)s. "
                    "Only what they say themselves, live, confirms.",
                    who=other,
                    value=value,
                )
            )
        elif point.safety.others_may_read is Answer.YES:
            other = who or _("someone else")
            found.append(
                _("%(who)s may open the post at %(value)s. No slip from there confirms.", who=_capital(other), value=value)
            )
    if version.safe_status is SafeStatus.RESTRICTED:
        found.append(_("Only in the ways named here. Texts and emails must use words that give nothing away."))
    if version.check_again_by is not None:
        day = filters.day(version.check_again_by)
        if version.check_again_by <= now:
            found.append(_("Ask again if it is safe: that was due by %(day)s. Nothing goes out until then.", day=day))
        else:
            found.append(_("Ask again if it is safe by %(day)s. From then on nothing goes out.", day=day))
    found.extend(_code_word(card.code_word.standing))
    if version.no_quiz:
        found.append(_("“Don't quiz me”: send no check question. Judge what they understood from what they say."))
    return found


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]
