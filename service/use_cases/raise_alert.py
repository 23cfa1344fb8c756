"""Something knocked that could not be believed: kept for a person to see, and nothing else changed."""

from __future__ import annotations

from datetime import datetime

from service import alerts
from service.database import Sessions


def raise_alert(sessions: Sessions, kind: str, door: str, detail: str, now: datetime) -> None:
    """``detail`` is a code, never content: what is not believed is not stored either."""
    with sessions.begin() as session:
        alerts.note(session, kind, door, detail, now)
