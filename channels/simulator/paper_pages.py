"""The printer's tray and the post that comes back, for a person at a browser."""

from __future__ import annotations

from flask import Blueprint, Response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as Redirect

from channels.simulator.current import current_world

_LONGEST_LINE = 200


site = Blueprint("paper", __name__)


@site.get("/printer")
def printer() -> str:
    world = current_world()
    world.tray.look()
    return render_template("printer.html", batches=world.tray.batches())


@site.get("/printer/<name>/<int:sequence>")
def letter(name: str, sequence: int) -> str:
    world = current_world()
    found = world.tray.letter(name, sequence)
    numbers = range(found.first_page, found.first_page + found.pages)
    return render_template(
        "letter.html",
        batch=name,
        letter=found,
        sheets=[(number, world.tray.page_text(name, number)) for number in numbers],
        slip=world.post.slip_of(name, found),
        posted=world.post.times_posted(name, sequence),
    )


@site.get("/printer/<name>/pages/<int:number>.png")
def page(name: str, number: int) -> Response:
    world = current_world()
    return Response(world.tray.page_png(name, number), mimetype="image/png")


@site.post("/printer/<name>/<int:sequence>/slip")
def post_back(name: str, sequence: int) -> Redirect:
    world = current_world()
    line = " ".join(request.form.get("line", "").split())[:_LONGEST_LINE]
    world.post.send_back(name, world.tray.letter(name, sequence), set(request.form.getlist("box")), line)
    return redirect(url_for("paper.office", _anchor="newest"))


@site.get("/office")
def office() -> str:
    world = current_world()
    return render_template("office.html", slips=world.post.received())


@site.get("/office/<int:slip_id>.png")
def slip_image(slip_id: int) -> Response:
    world = current_world()
    return Response(world.post.image(slip_id), mimetype="image/png")
