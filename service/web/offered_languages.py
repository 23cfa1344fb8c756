"""The languages that pages are offered in: the approved ones, and drafts where the council's setting lets them show.

Kept for a minute in each process: an approval shows at once where it was given, and a minute later everywhere.
"""

from __future__ import annotations

import time
from typing import Final, cast

from flask import current_app
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from service.queries import languages
from service.translations import DEFAULT, available
from service.web.doors import container

_KEPT: Final = "bothways_approved_languages"
_SECONDS: Final = 60.0


def offered() -> tuple[str, ...]:
    """Locales, English first."""
    return available() if container().settings.drafts_allowed else tuple(name for name in available() if name in approved())


def approved() -> frozenset[str]:
    """Those whose pages a named translator approved, English among them; English alone while the database is away."""
    kept = cast("tuple[float, frozenset[str]] | None", current_app.extensions.get(_KEPT))
    if kept is not None and time.monotonic() < kept[0]:
        return kept[1]
    try:
        with container().sessions() as session:
            found = languages.approved_for_pages(session)
    except (DBAPIError, PoolTimeout):
        return frozenset({DEFAULT})
    current_app.extensions[_KEPT] = (time.monotonic() + _SECONDS, found)
    return found


def forget() -> None:
    """Ask again at the next page: an approval was just recorded."""
    current_app.extensions.pop(_KEPT, None)
