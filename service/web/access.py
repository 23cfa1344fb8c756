"""The guard at every door: reads the one table, lets in or refuses, before any view runs."""

from __future__ import annotations

from uuid import UUID

from flask import Flask, current_app, g, redirect, request, session, url_for
from flask.typing import ResponseReturnValue

from service.domain.actors import SECOND_FACTOR_ROLES, Role
from service.domain.errors import NotAllowed
from service.queries import staff
from service.settings import Mode
from service.web import sessions
from service.web.access_table import TABLE, Access, Door
from service.web.csrf import csrf
from service.web.doors import container, now, signed_in
from service.web.kept import keep_what_was_typed


class MissingFromTable(Exception):
    """An endpoint without a line in ``access_table``. Nobody gets in."""


def init_access(app: Flask) -> None:
    app.before_request(_guard)
    app.jinja_env.globals["may_open"] = may_open


def access_of(endpoint: str) -> Access:
    try:
        return TABLE[endpoint]
    except KeyError:
        raise MissingFromTable(endpoint) from None


def opens(access: Access, roles: frozenset[Role] | None) -> bool:
    """Whether somebody with ``roles`` (``None``: not signed in) may pass."""
    if access in {Door.PUBLIC, Door.MONITOR}:
        return True
    if roles is None:
        return False
    return access is Door.SIGNED_IN or (isinstance(access, frozenset) and bool(roles & access))


def may_open(endpoint: str) -> bool:
    """Whether the page exists and this request's actor may open it: for menus, never in place of the guard."""
    who = signed_in()
    return endpoint in current_app.view_functions and opens(access_of(endpoint), who.actor.roles if who else None)


def _guard() -> ResponseReturnValue | None:
    if request.endpoint is None:
        _recognise()
        return None
    try:
        access = access_of(request.endpoint)
    except MissingFromTable:
        if container().settings.mode is Mode.PRODUCTION:
            raise NotAllowed("page_not_in_table") from None
        raise
    if access is Door.MONITOR or request.endpoint in _WITHOUT_A_READER:
        return None
    _recognise()
    who = signed_in()
    if opens(access, who.actor.roles if who else None):
        csrf.protect()
        return None
    if who is not None:
        raise NotAllowed("role_missing")
    if request.method == "POST":
        return keep_what_was_typed("signed_out")
    wanted = request.full_path.rstrip("?") if request.method == "GET" else None
    return redirect(url_for("sign_in.first", next=None if wanted == "/" else wanted))


_WITHOUT_A_READER = {"static", "assets.govuk", "health.live", "health.ready"}
"""Files and probes: no session is read, so a page with six of them still costs one query."""


def _recognise() -> None:
    """Find who stands behind the session; end one that is stale, over, or lacks a second factor that the role needs."""
    held = sessions.held(session, now())
    if held is None:
        return
    with container().sessions() as database:
        who = staff.signed_in(database, UUID(held.staff_id))
    if who is None or who.epoch != held.epoch or (who.actor.roles & SECOND_FACTOR_ROLES and not held.second_factor):
        session.clear()
        return
    g.signed_in = who
    sessions.touch(session, now())
