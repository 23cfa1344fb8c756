"""When replies are read, and whom to ring in an emergency, as people read it. The locale is always an argument."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from itertools import groupby

from babel import Locale
from babel.dates import format_time, get_day_names

from easyread.locales import is_right_to_left
from service.domain.cover import CLOSING_DAY, ReadingTimes
from service.translations import negotiate, translations_for

_FROM_LEFT, _TO_HERE = "\u2066", "\u2069"


@lru_cache(maxsize=256)
def hours_line(reads: ReadingTimes, language: str) -> str:
    """One or more whole sentences; English where a language has no texts of ours."""
    name = negotiate([language])
    gettext = translations_for(name).gettext
    number = reads.emergency_phone
    if is_right_to_left(name):
        number = f"{_FROM_LEFT}{number}{_TO_HERE}"
    emergency = gettext("In an emergency, ring %(phone)s.") % {"phone": number}
    return f"{_read(reads, Locale.parse(name), gettext)} {emergency}"


def _read(reads: ReadingTimes, locale: Locale, gettext: Callable[[str], str]) -> str:
    weekdays = sorted(reads.days - {CLOSING_DAY})
    if not weekdays:
        return gettext("We do not read replies day and night.")
    # Not those that stand alone: Babel gives the names of the language that it was asked for before.
    names = get_day_names("wide", "format", locale)

    def span(first: str, last: str) -> str:
        return gettext("%(first)s to %(last)s") % {"first": first, "last": last}

    runs = [[day for _, day in run] for _, run in groupby(enumerate(weekdays), key=lambda pair: pair[1] - pair[0])]
    spans = [span(names[run[0]], names[run[-1]]) if len(run) > 2 else ", ".join(names[day] for day in run) for run in runs]
    hours = span(*(format_time(at, "HH:mm", locale=locale) for at in (reads.start, reads.end)))
    times = ", ".join([*spans, hours])
    if CLOSING_DAY in reads.days:
        return gettext("We read replies: %(times)s.") % {"times": times}
    return gettext("We read replies: %(times)s. Not on bank holidays.") % {"times": times}
