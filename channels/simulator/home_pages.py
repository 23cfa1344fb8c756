"""Home, behaviours and the clock, for a person at a browser."""

from __future__ import annotations

from flask import Blueprint, Response, abort, redirect, render_template, request, send_from_directory, url_for
from werkzeug.wrappers import Response as Redirect

from channels.simulator.behaviours import MAIL_CHOICES, TEXT_CHOICES, UnknownBehaviour
from channels.simulator.config import TEMPLATES
from channels.simulator.contact import mailbox_address, phone_number
from channels.simulator.current import current_world
from channels.simulator.scripts import EVERYBODY

_STEPS = {"1h": 3600, "1d": 86400, "3d": 3 * 86400}

site = Blueprint("home", __name__)


@site.get("/simulator.css")
def stylesheet() -> Response:
    return send_from_directory(TEMPLATES, "simulator.css", max_age=300)


@site.get("/")
def home() -> str:
    world = current_world()
    world.tray.look()
    return render_template(
        "home.html",
        phones=[(number, world.journal.correspondence("text", number)) for number, _ in world.journal.parties("text")],
        mailboxes=world.journal.parties("email"),
        batches=world.tray.batches(),
        slips=world.post.received(),
        scripts=world.scripts.ordered(),
        text_choices=TEXT_CHOICES,
        mail_choices=MAIL_CHOICES,
        fault=request.args.get("fault", ""),
    )


@site.post("/behaviours")
def behaviours() -> Redirect:
    """The page of the phone or mailbox again; a word that is no behaviour is told at home."""
    to = request.form.get("to", EVERYBODY)
    times = 1 if request.form.get("times") == "1" else None
    try:
        current_world().scripts.order(to, request.form.get("behaviour", ""), times)
    except UnknownBehaviour:
        return redirect(url_for("home.home", fault="behaviour", _anchor="behaviours"))
    if (number := phone_number(to)) is not None:
        return redirect(url_for("phones.phone", number=number, _anchor="behaviour"))
    if (address := mailbox_address(to)) is not None:
        return redirect(url_for("mailboxes.mailbox", address=address, _anchor="behaviour"))
    return redirect(url_for("home.home", _anchor="behaviours"))


@site.get("/clock")
def clock() -> str:
    return render_template("clock.html", fault=request.args.get("fault", ""))


@site.post("/clock")
def move_clock() -> Redirect:
    step = request.form.get("step", "")
    if step == "real":
        current_world().clock.set_offset(0)
    elif step in _STEPS:
        try:
            current_world().clock.advance(_STEPS[step])
        except ValueError:
            return redirect(url_for("home.clock", fault="far"))
    else:
        abort(400)
    return redirect(url_for("home.clock"))
