"""How the pages write times and previews."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from flask import Flask

_LONDON = ZoneInfo("Europe/London")
LOCK_SCREEN_CHARACTERS = 40


def day_and_time(moment: datetime) -> str:
    """``Friday 6 March 2026, 14:05`` in London."""
    local = moment.astimezone(_LONDON)
    return f"{local:%A} {local.day} {local:%B %Y, %H:%M}"


def short_time(moment: datetime) -> str:
    """``6 Mar, 14:05`` in London."""
    local = moment.astimezone(_LONDON)
    return f"{local.day} {local:%b, %H:%M}"


def clock_face(moment: datetime) -> str:
    return f"{moment.astimezone(_LONDON):%H:%M}"


def lock_screen(body: str) -> str:
    """What a locked phone shows of a text: one line, about forty characters."""
    line = " ".join(body.split())
    return line if len(line) <= LOCK_SCREEN_CHARACTERS else line[:LOCK_SCREEN_CHARACTERS].rstrip() + "…"


def as_printed(code: str) -> str:
    """A reply code as it stands on the paper: ``KT4HWN`` is printed ``KT4H-WN``."""
    return f"{code[:4]}-{code[4:]}" if len(code) == 6 else code


def register_filters(app: Flask) -> None:
    for shown in (day_and_time, short_time, clock_face, lock_screen, as_printed):
        app.template_filter(shown.__name__)(shown)
