"""The morning's list of a team: when it is due, what it counts, and its words. Numbers only, nothing of anybody."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from html import escape

from channels.base import EmailContent
from service.domain.cover import WORKING_WEEK, Calendar
from service.domain.deadlines import LONDON
from service.domain.flag_words import flag_words
from service.domain.flags import URGENCY, FlagKind
from service.translations import DEFAULT, translations_for

FROM = time(8)
UNTIL = time(12)
"""A list that comes after the morning tells of a day that is half over: it is left out."""


class DigestState(StrEnum):
    """What became of a day's list.

    ``SENDING`` that stays so: whoever sent it died, and nobody can tell whether it went, as with ``UNKNOWN``. Neither is
    sent again. ``WAITING``: the mail server certainly took nothing, so it is tried again until noon. ``NOTHING``: there was
    nothing to tell.
    """

    SENDING = "sending"
    WAITING = "waiting"
    NOTHING = "nothing"
    ACCEPTED = "accepted"
    UNKNOWN = "unknown"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Digest:
    """``needing``: how many rows of the team's work list there are of each kind. ``due_today``: answers still to come."""

    needing: Mapping[FlagKind, int]
    due_today: int

    @property
    def empty(self) -> bool:
        return not self.due_today and not any(self.needing.values())


def due_on(calendar: Calendar, now: datetime) -> date | None:
    """The day whose list is due at ``now``: a working day of the team, from 08:00 in London and before noon."""
    local = _local(now)
    working = calendar.kind_of(local.date()) in WORKING_WEEK
    return local.date() if working and FROM <= local.time() < UNTIL else None


def day_of(now: datetime) -> date:
    return _local(now).date()


def end_of_day(now: datetime) -> datetime:
    """The midnight in London, as aware UTC, before which a deadline is today's."""
    return datetime.combine(day_of(now) + timedelta(days=1), time(0), tzinfo=LONDON).astimezone(UTC)


def _local(now: datetime) -> datetime:
    if now.tzinfo is None:
        raise ValueError("now must be aware")
    return now.astimezone(LONDON)


def content(digest: Digest, public_url: str, locale: str = DEFAULT) -> EmailContent:
    """No name of anybody, of no team either: whoever reads over a shoulder learns numbers.

    In English unless told otherwise: a mailbox has no language on record.
    """
    texts = translations_for(locale)
    names = flag_words(texts.gettext)
    subject = texts.gettext("Bothways: what needs the team today")
    link, sign_in = f"{public_url.rstrip('/')}/work", texts.gettext("Sign in")
    people, due = sum(digest.needing.values()), digest.due_today
    kinds = sorted((kind for kind, times in digest.needing.items() if times), key=lambda kind: URGENCY[kind])
    counts = [f"{names[kind]}: {digest.needing[kind]}" for kind in kinds]
    paragraphs, items = [], ""
    if people:
        needs = texts.ngettext("%(num)s person needs the team today.", "%(num)s people need the team today.", people)
        paragraphs += [needs % {"num": people}, "\n".join(f"- {count}" for count in counts)]
        items = f"<p>{escape(paragraphs[0])}</p><ul>{''.join(f'<li>{escape(count)}</li>' for count in counts)}</ul>"
    if due:
        answers = texts.ngettext("%(num)s answer is due today.", "%(num)s answers are due today.", due)
        paragraphs.append(answers % {"num": due})
        items += f"<p>{escape(paragraphs[-1])}</p>"
    text = "\n\n".join([*paragraphs, f"{sign_in}: {link}"]) + "\n"
    html = (
        f'<!doctype html><html lang="{locale.replace("_", "-")}"><title>{escape(subject)}</title>{items}'
        f'<p><a href="{escape(link)}">{escape(sign_in)}</a></p></html>'
    )
    return EmailContent(subject, text, html)
