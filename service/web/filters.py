"""Filters for templates: moments in Europe/London, numbers as people write them.

``{{ sent_at | moment }}`` Thursday 26 November 2026 at 10:00 · ``| day`` Thursday 26 November 2026 · ``| clock`` 10:00 ·
``| phone`` 07700 900123, left to right also within a right-to-left text · ``| lines`` an address with its line breaks ·
``| language`` the name of a language by its tag.
"""

from __future__ import annotations

from datetime import date, datetime, time
from functools import lru_cache
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_time
from flask import Flask
from markupsafe import Markup, escape

from service.domain.contact_points import PointKind, shown
from service.web.locale import current_locale
from service.web.locale import gettext as _
from service.web.message_words import language_name

LONDON = ZoneInfo("Europe/London")
_LEFT_TO_RIGHT, _END = "\u2066", "\u2069"


def init_filters(app: Flask) -> None:
    for name, show in (
        ("day", day),
        ("moment", moment),
        ("clock", clock),
        ("phone", phone),
        ("lines", lines),
        ("language", language_name),
    ):
        app.jinja_env.filters[name] = show


def london(moment: datetime) -> datetime:
    """The moment on a clock in London."""
    return moment.astimezone(LONDON)


def day(value: date | datetime) -> str:
    """A moment's day in London, or a plain date, in full: never 03/05 (DOMAIN §5)."""
    on = london(value).date() if isinstance(value, datetime) else value
    return _day(on, _babel_locale())


def clock(value: datetime | time) -> str:
    return _clock(
        (london(value).time() if isinstance(value, datetime) else value).replace(second=0, microsecond=0), _babel_locale()
    )


def moment(value: datetime) -> str:
    return _("%(day)s at %(time)s", day=day(value), time=clock(value))


def phone(value: str) -> str:
    return f"{_LEFT_TO_RIGHT}{shown(PointKind.PHONE, value)}{_END}"


def lines(value: str) -> Markup:
    """A text of several lines, such as an address, with its line breaks."""
    return Markup("<br>").join(escape(line) for line in value.splitlines())


# A list names the same few days and hours again and again, and Babel reads its tables at each.
@lru_cache(maxsize=4096)
def _day(on: date, locale: str) -> str:
    return format_date(on, format="EEEE d MMMM y", locale=locale)


@lru_cache(maxsize=4096)
def _clock(at: time, locale: str) -> str:
    return format_time(at, format="HH:mm", locale=locale)


def _babel_locale() -> str:
    """English is British here: the day before the month."""
    locale = current_locale()
    return "en_GB" if locale == "en" else locale.replace("-", "_")
