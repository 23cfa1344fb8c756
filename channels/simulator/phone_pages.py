"""A phone in the hand: its lock screen, its thread, a box to reply."""

from __future__ import annotations

from flask import Blueprint, abort, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as Redirect

from channels.simulator.behaviours import TEXT_CHOICES
from channels.simulator.contact import phone_number
from channels.simulator.current import current_world

_LONGEST_REPLY = 1600

site = Blueprint("phones", __name__, url_prefix="/phones")


@site.get("")
def pick_up() -> Redirect:
    number = phone_number(request.args.get("number", ""))
    if number is None:
        return redirect(url_for("home.home", fault="number", _anchor="phones"))
    return redirect(url_for("phones.phone", number=number))


@site.get("/<number>")
def phone(number: str) -> str:
    return _page(_known(number))


@site.post("/<number>/reply")
def reply(number: str) -> str | Redirect:
    body = request.form.get("body", "").replace("\r\n", "\n").strip()
    if not body:
        return _page(_known(number), fault="empty")
    if len(body) > _LONGEST_REPLY:
        return _page(_known(number), fault="long", typed=body)
    current_world().people.text_back(_known(number), body)
    return redirect(url_for("phones.phone", number=number, _anchor="newest"))


@site.post("/<number>/again/<sid>")
def again(number: str, sid: str) -> Redirect:
    if current_world().people.text_again(_known(number), sid) is None:
        abort(404)
    return redirect(url_for("phones.phone", number=number, _anchor="newest"))


def _page(number: str, fault: str = "", typed: str = "") -> str:
    world = current_world()
    thread = world.journal.correspondence("text", number)
    return render_template(
        "phone.html",
        number=number,
        thread=thread,
        newest=next((text for text in reversed(thread) if text.outbound and text.arrived), None),
        stopped=world.subscriptions.stopped(number),
        scripts=world.scripts.ordered(number),
        choices=TEXT_CHOICES,
        typed=typed,
        fault=fault,
    )


def _known(in_url: str) -> str:
    number = phone_number(in_url)
    if number != in_url:
        abort(404)
    return number
