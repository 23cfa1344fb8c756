"""Sentences about a plan and a delivery, for pages: why this way, and what happened when."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from babel import Locale, UnknownLocaleError

from service.domain import codes
from service.domain.contact_points import PointKind, shown
from service.domain.messages import PersonFacts, Plan
from service.domain.preferences import READS_NONE, WRITTEN_LANGUAGES, Medium
from service.domain.safe_contact import Answer, PointFacts, Refused
from service.domain.slips import CALL_ME, CLEAR, NOT_CLEAR, VISIT_ME, WRITE_DIFFERENTLY, option_box
from service.queries.one_message import Step
from service.web.locale import current_locale, lazy
from service.web.locale import gettext as _
from service.web.message_labels import HELD, MEDIA, OUTCOMES
from service.web.person_labels import WRITTEN
from service.web.words import words_for

_KINDS: Final[Mapping[Medium, str]] = {
    Medium.TEXT: lazy("There is no phone number on record for it."),
    Medium.EMAIL: lazy("There is no email address on record for it."),
    Medium.LETTER: lazy("There is no postal address on record for it."),
}
_ORDER: Final = (
    lazy("%(way)s was their first choice."),
    lazy("%(way)s was their second choice."),
    lazy("%(way)s was their third choice."),
    lazy("%(way)s came next."),
)
_READERS: Final[Mapping[Answer, str]] = {
    Answer.NO: lazy("Nobody else reads it."),
    Answer.YES: lazy("Others may read it, so the words must give nothing away and no written reply confirms."),
    Answer.NOT_ASKED: lazy("Nobody asked yet who else reads it, so no written reply confirms."),
}
_STANDS_AGAINST: Final[Mapping[str, str]] = {
    Refused.NOT_ASKED_IF_SAFE: lazy("Nobody asked yet whether %(place)s is safe."),
    Refused.NOT_SAFE: lazy("They said that %(place)s is not safe."),
    Refused.SAFETY_EXPIRED: lazy("%(place)s was safe only until a day that has passed."),
    Refused.SAFETY_STALE: lazy("It is long since anybody asked whether %(place)s is safe."),
    Refused.DECLINED: lazy("They do not want to be contacted at %(place)s."),
    Refused.DEAD: lazy("%(place)s no longer works."),
    Refused.OPTED_OUT: lazy("They replied STOP from %(place)s."),
    Refused.WRONG_PERSON: lazy("Somebody else answers at %(place)s."),
    Refused.LANDLINE: lazy("%(place)s is a landline: it would read a text aloud to whoever is in the room."),
}
_WHOLE_PERSON: Final[Mapping[str, str]] = {
    "preference_not_asked": lazy("Nobody asked yet how they want to be contacted."),
    "no_safe_channel": lazy("No way of writing can be used now, so a person tells them."),
    Refused.DO_NOT_CONTACT: lazy("They asked not to be contacted."),
    Refused.PERSON_CONTACTS_US: lazy("They said that they contact us."),
}


def language_name(tag: str) -> str:
    """A language in the reader's own words, as first contact calls it; "zxx" is no language at all."""
    if tag == READS_NONE:
        return _("reads no language")
    if tag in WRITTEN:
        return str(WRITTEN[tag])
    try:
        return Locale.parse(tag, sep="-").get_display_name(current_locale()) or tag
    except (UnknownLocaleError, ValueError):
        return tag


def written_languages() -> list[tuple[str, str]]:
    """Every language that a message may be written in, with its name: English first, the others in order of their names."""
    named = ((tag, language_name(tag)) for tag in WRITTEN_LANGUAGES)
    return sorted(named, key=lambda one: (one[0] != "en", one[1].casefold()))


def place_of(point: PointFacts) -> str:
    """The number or email as people write it; an address is named, not spelled out in the middle of a sentence."""
    return _("the address") if point.kind is PointKind.ADDRESS else shown(point.kind, point.value)


def reasons(plan: Plan, known: PersonFacts) -> list[str]:
    """``plan.why`` as sentences, one paragraph a step."""
    points = {point.point_id: point for point in known.points}
    ranked = [*known.preference.ranked()]
    told: list[str] = []
    named: set[str] = set()
    for step in plan.why:
        if step.verdict == "not_this_time":
            continue
        if step.verdict in _WHOLE_PERSON and step.point_id is None:
            told.append(str(_WHOLE_PERSON[step.verdict]))
            continue
        medium = Medium(step.medium)
        words = [_reason(step.verdict, medium, points.get(step.point_id) if step.point_id else None)]
        if medium in ranked and medium not in named:
            named.add(medium)
            words.insert(0, str(_ORDER[min(ranked.index(medium), 3)]) % {"way": MEDIA[medium]})
        told.append(" ".join(words))
    return told


def _reason(verdict: str, medium: Medium, point: PointFacts | None) -> str:
    place = place_of(point) if point is not None else ""
    if verdict == "chosen" and point is not None:
        readers = (
            "" if point.kind is PointKind.ADDRESS and point.others_may_read is Answer.NO else _READERS[point.others_may_read]
        )
        return " ".join(part for part in (_opening(_("%(place)s is safe.", place=place), point), str(readers)) if part)
    if verdict == "let_by_council" and point is not None:
        told = _(
            "%(place)s came from another system. Nobody asked if it is safe; the council lets this go there.", place=place
        )
        return " ".join((_opening(told, point), str(_READERS[point.others_may_read])))
    if verdict == "no_point":
        return str(_KINDS[medium])
    if verdict == "waits_for_hours":
        return _("It waits for the hours that are safe for them.")
    if verdict == "reads_none":
        return _("They read no language, so nothing is written to them.")
    if verdict == "format_by_people":
        return _("Their format is made by a person, so it becomes a task.")
    if verdict == "format_follows":
        return _("Urgent news does not wait for a format. Tell them now, and send it in their format afterwards.")
    if verdict == "chosen_live":
        return _("A person does this, so it becomes a task.")
    against = _STANDS_AGAINST.get(verdict) or HELD.get(verdict)
    return _opening(str(against) % {"place": place}, point) if against else ""


def _opening(words: str, point: PointFacts | None) -> str:
    """A sentence that begins with "the address" begins with a capital; an email address stays as it is written."""
    named = point is not None and point.kind is PointKind.ADDRESS
    return words[:1].upper() + words[1:] if named else words


_TICKS: Final[Mapping[str, str]] = {
    CALL_ME: lazy("Please call me"),
    VISIT_ME: lazy("Please visit me"),
    WRITE_DIFFERENTLY: lazy("Write in a different way"),
    CLEAR: lazy("Yes, this is clear"),
    NOT_CLEAR: lazy("No, this is not clear"),
    "by_me": lazy("filled in by them"),
    "with_help": lazy("filled in by them, with help"),
    "by_someone_else": lazy("filled in by someone else"),
}


def tick_words(tick: str, options: Sequence[str]) -> str:
    """A box of the slip, as it is printed."""
    answers = {option_box(number): option for number, option in enumerate(options, start=1)}
    return answers.get(tick) or str(_TICKS.get(tick, tick))


_MADE: Final[Mapping[str, str]] = {
    "live": lazy("Put on the work list as a task"),
    "letter": lazy("Put with the letters"),
}


def step_words(step: Step) -> str:
    """One line of a delivery's history; the provider's own words are kept as evidence."""
    kept = f" ({step.provider_code})" if step.provider_code else ""
    match step.kind:
        case "made":
            return str(_MADE.get(step.code, _("Put in the outbox")))
        case "tried":
            return _("Try %(number)s", number=step.code)
        case "posted":
            return _("Posted")
        case "outcome":
            told = str(OUTCOMES.get(step.code, step.code)) + kept
            return f"{told}. {words_for(step.error_code)}" if step.error_code else told
        case _:
            return _("The provider reports: %(status)s", status=step.code) + kept


def shown_code(code: str) -> str:
    return codes.show(code)


def fault_words(code: str) -> str:
    """What went wrong with one delivery."""
    return words_for(code)
