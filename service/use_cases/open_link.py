"""Somebody, or some program, opens a link to answer by. That it was opened is kept, and proves nothing."""

from __future__ import annotations

from datetime import datetime

from service.database import Sessions
from service.domain.errors import NotFound
from service.queries.reply_links import FoundLink, find_link, note_opened
from service.tries import FOR_ADDRESS, charge, limit


def open_link(
    sessions: Sessions, token: str, address: str, pepper: bytes, now: datetime, *, looked_at: bool = True
) -> FoundLink:
    """The link as it stands; ``looked_at`` is false where only headers were asked for.

    Raises ``NotFound`` for what was never sent, and ``TooManyTries`` for an address that sent many of those: a link that
    is known opens for everyone, for a whole town's phones may share one address.
    """
    with sessions.begin() as session:
        found = find_link(session, token, now)
        if found is None:
            charge(session, [limit(pepper, "reply link from", address, FOR_ADDRESS)], now)
        elif found.ended is None and looked_at:
            note_opened(session, found.id, now)
    if found is None:
        raise NotFound("link_not_found")
    return found
