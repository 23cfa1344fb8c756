"""What every view begins with: the container, the moment, and who acts.

    with container().sessions() as session:
        card = people.card(session, current_actor(), person_id, now())

A query takes a session that the view opens; a use case takes ``container().sessions`` or a session, and owns its
transaction. ``now()`` is read once a request, so that a page is true of one moment.
"""

from __future__ import annotations

from datetime import datetime
from typing import cast

from flask import current_app, g

from service.container import Container
from service.domain.actors import Actor
from service.domain.errors import NotAllowed
from service.queries.staff import SignedIn

EXTENSION = "bothways"


def container() -> Container:
    return cast("Container", current_app.extensions[EXTENSION])


def now() -> datetime:
    """The moment of this request, aware UTC."""
    if "now" not in g:
        g.now = container().clock()
    return cast("datetime", g.now)


def signed_in() -> SignedIn | None:
    """Who is at the door, or ``None``. Set by ``access`` before the view runs, with one query a request."""
    return cast("SignedIn | None", g.get("signed_in"))


def current_actor() -> Actor:
    """Who acts, for use cases and queries. Raises ``NotAllowed`` on a public page that nobody signed in to."""
    who = signed_in()
    if who is None:
        raise NotAllowed("not_signed_in")
    return who.actor
