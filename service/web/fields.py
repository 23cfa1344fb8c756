"""What WTForms lacks: options in its newest shape, and fields for a day and a time of day, read as people type them.

Radios and ticks are WTForms' own ``RadioField`` and ``SelectMultipleField`` with ``choices=options([(value, words), ...])``.
A radio needs ``InputRequired(words)`` where it must be answered, ``Optional()`` where it may stay open.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date, time
from typing import Any

from wtforms import Field, SelectChoice  # type: ignore[attr-defined]  # newer than its stubs

from service.web.locale import gettext as _

_CLOCK = re.compile(r"^(\d{1,2})(?:[:.]?(\d{2}))?\s*(am|pm)?$")


def options(pairs: Iterable[tuple[str, str]]) -> list[Any]:
    """Choices of a radio, tick or select field from (value, words); words may be ``lazy``."""
    return [SelectChoice(value, words) for value, words in pairs]


class DayField(Field):
    """A day in three boxes, ``<name>-day``, ``-month``, ``-year``; ``data`` is a ``date``, ``None`` where all are empty."""

    data: date | None

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.typed: tuple[str, str, str] = ("", "", "")

    @property
    def anchor(self) -> str:
        return f"{self.id}-day"

    def process(self, formdata: Any, data: Any = ..., extra_filters: Any = None) -> None:
        super().process(None, self.default if data is ... else data, extra_filters)
        if self.data is not None:
            self.typed = (str(self.data.day), str(self.data.month), str(self.data.year))
        if formdata is None or not any(f"{self.name}-{part}" in formdata for part in ("day", "month", "year")):
            return
        day, month, year = (str(formdata.get(f"{self.name}-{part}", "")).strip() for part in ("day", "month", "year"))
        self.typed = (day, month, year)
        self.data = None
        self.process_errors = []
        if not any(self.typed):
            return
        try:
            self.data = date(int(year), int(month), int(day))
        except (ValueError, OverflowError):
            self.process_errors = [_("Enter a real day, with numbers only, for example 26 11 2026.")]
        else:
            if not 1900 <= self.data.year <= 2200:
                self.process_errors = [_("Enter the year with four numbers, for example 2026.")]


class ClockField(Field):
    """A time of day in one box, as people say it: 14:30, 2.30pm, 9am; ``data`` is a ``time`` or ``None``."""

    data: time | None

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.typed = ""

    def process_data(self, value: Any) -> None:
        self.data = value
        self.typed = value.strftime("%H:%M") if value is not None else ""

    def process_formdata(self, valuelist: Sequence[Any]) -> None:
        if not valuelist:
            return
        self.typed, self.data = str(valuelist[0]).strip(), None
        if self.typed:
            self.data = _clock(self.typed)
            if self.data is None:
                raise ValueError(_("Enter a time like 14:30 or 2.30pm."))

    def _value(self) -> str:
        return self.typed


def _clock(typed: str) -> time | None:
    found = _CLOCK.match(typed.casefold())
    if found is None:
        return None
    hour, minute, half = int(found[1]), int(found[2] or 0), found[3]
    if half and not 1 <= hour <= 12:
        return None
    if half:
        hour = hour % 12 + (12 if half == "pm" else 0)
    elif found[2] is None:
        return None
    try:
        return time(hour, minute)
    except ValueError:
        return None
