"""Signing in and out."""

from __future__ import annotations

import hashlib
import hmac
from datetime import timedelta
from typing import Any, Final
from urllib.parse import urlsplit
from uuid import UUID

import segno
from flask import Blueprint, flash, redirect, request, session, url_for
from flask.typing import ResponseReturnValue
from wtforms import HiddenField, PasswordField, StringField
from wtforms.validators import InputRequired

from service.domain import second_factor
from service.domain.errors import Conflict, Invalid
from service.tries import TooManyTries
from service.use_cases.end_sessions import end_sessions
from service.use_cases.enrol_second_factor import enrol_second_factor
from service.use_cases.sign_in import Next, Passed, check_code, check_password, normal_username
from service.web import sessions
from service.web.doors import container, current_actor, now, signed_in
from service.web.filters import clock
from service.web.forms import HouseForm, attach_faults, page
from service.web.locale import gettext as _
from service.web.locale import lazy
from service.web.words import words_for

_PENDING_LASTS: Final = timedelta(minutes=10)
"""Between the password and the code."""

blueprint = Blueprint("sign_in", __name__, url_prefix="/sign-in")


class PasswordForm(HouseForm):
    username = StringField(lazy("Username"), [InputRequired(lazy("Enter your username."))])
    password = PasswordField(lazy("Password"), [InputRequired(lazy("Enter your password."))])
    next = HiddenField()


class CodeForm(HouseForm):
    one_time_code = StringField(
        lazy("Code from your app"),
        [InputRequired(lazy("Enter the six digits that your app shows."))],
        description=lazy("Six digits. They change every 30 seconds."),
    )


def pepper() -> bytes:
    """The installation's secret, for this one use: digests of tries can't be matched with anything else made from it."""
    key = container().settings.secret_key.get_secret_value().encode()
    return hmac.new(key, b"sign-in tries", hashlib.sha256).digest()


def explain(form: HouseForm, error: Invalid) -> None:
    """Put a refusal into the form; a wait is told with its end."""
    if isinstance(error, TooManyTries):
        until = clock(error.until + timedelta(minutes=1))
        form.faults.append(_("Too many wrong tries. Wait until %(time)s, then try again.", time=until))
    else:
        attach_faults(form, error)


@blueprint.route("", methods=["GET", "POST"])
def first() -> ResponseReturnValue:
    if request.method == "GET" and signed_in() is not None:
        return redirect(url_for("front.home"))
    form = PasswordForm(next=request.args.get("next", ""))
    if form.validate_on_submit():
        try:
            passed = check_password(
                container().sessions,
                username=str(form.username.data),
                password=str(form.password.data),
                address=request.remote_addr or "",
                pepper=pepper(),
                now=now(),
            )
        except Invalid as error:
            explain(form, error)
        else:
            wanted = own_path(form.next.data)
            if passed.next is Next.NOTHING:
                return _in(passed.staff_id, passed.epoch, wanted, second=False)
            _wait_for_code(passed, normal_username(str(form.username.data)), wanted)
            return redirect(url_for("sign_in.second" if passed.next is Next.CODE else "sign_in.enrol"), 303)
    return page("pages/sign_in/first.html", form=form)


@blueprint.route("/code", methods=["GET", "POST"])
def second() -> ResponseReturnValue:
    pending = _pending()
    if pending is None or "secret" in pending:
        return _again()
    form = CodeForm()
    if form.validate_on_submit():
        try:
            check_code(
                container().sessions,
                staff_id=UUID(pending["staff"]),
                epoch=pending["epoch"],
                code=str(form.one_time_code.data),
                pepper=pepper(),
                now=now(),
            )
        except Invalid as error:
            if error.code == "sign_in_again":
                return _again()
            explain(form, error)
        else:
            return _in(UUID(pending["staff"]), pending["epoch"], pending["next"], second=True)
    return page("pages/sign_in/second.html", form=form)


@blueprint.route("/set-up-app", methods=["GET", "POST"])
def enrol() -> ResponseReturnValue:
    pending = _pending()
    if pending is None or "secret" not in pending:
        return _again()
    form = CodeForm()
    if form.validate_on_submit():
        try:
            enrol_second_factor(
                container().sessions,
                staff_id=UUID(pending["staff"]),
                epoch=pending["epoch"],
                secret=pending["secret"],
                code=str(form.one_time_code.data),
                now=now(),
            )
        except Invalid as error:
            if error.code == "sign_in_again":
                return _again()
            explain(form, error)
        except Conflict as error:
            return _again(words_for(error.code))
        else:
            return _in(UUID(pending["staff"]), pending["epoch"], pending["next"], second=True)
    picture = segno.make(second_factor.enrolment_uri(pending["secret"], pending["username"]), micro=False, error="m")
    return page(
        "pages/sign_in/enrol.html",
        form=form,
        secret=" ".join(pending["secret"][at : at + 4] for at in range(0, len(pending["secret"]), 4)),
        picture=picture.png_data_uri(scale=5, border=4),
    )


@blueprint.post("/out")
def leave() -> ResponseReturnValue:
    actor = current_actor()
    if actor.id is not None:
        end_sessions(container().sessions, actor, actor.id, now())
    session.clear()
    flash(_("You are signed out."))
    return redirect(url_for("sign_in.first"), 303)


def own_path(wanted: str | None) -> str | None:
    """``wanted`` if it is a path of ours and nothing that a browser takes for another site, else ``None``."""
    if not wanted or not wanted.startswith("/") or wanted.startswith("//"):
        return None
    if "\\" in wanted or any(ord(character) < 0x21 for character in wanted):
        return None
    parts = urlsplit(wanted)
    return None if parts.scheme or parts.netloc else wanted


def _wait_for_code(passed: Passed, username: str, wanted: str | None) -> None:
    session.clear()
    session["pending"] = {
        "staff": str(passed.staff_id),
        "epoch": passed.epoch,
        "since": int(now().timestamp()),
        "next": wanted,
        "username": username,
    }
    if passed.next is Next.ENROLMENT:
        # In the reader's own cookie until a first code proves it; the page shows it to the same reader anyway.
        session["pending"]["secret"] = second_factor.new_secret()


def _pending() -> dict[str, Any] | None:
    pending: dict[str, Any] | None = session.get("pending")
    if pending is None or now().timestamp() - pending["since"] > _PENDING_LASTS.total_seconds():
        return None
    return pending


def _again(words: str | None = None) -> ResponseReturnValue:
    session.clear()
    flash(words or words_for("sign_in_again"))
    return redirect(url_for("sign_in.first"), 303)


def _in(staff_id: UUID, epoch: int, wanted: str | None, *, second: bool) -> ResponseReturnValue:
    sessions.begin(session, staff_id, epoch, now(), second_factor=second)
    return redirect(wanted or url_for("front.home"), 303)
