"""The print room: what waits, what was released, and where each letter of a batch is. Nobody's case is shown here."""

from __future__ import annotations

import time
from uuid import UUID

import structlog
from flask import Blueprint, Response, flash, redirect, url_for
from flask.typing import ResponseReturnValue

from channels.errors import ChannelError
from service.domain import codes
from service.domain.errors import Conflict, Invalid
from service.queries import print_queue
from service.use_cases.hand_over_batch import hand_over_batch
from service.use_cases.post_batch import mark_posted, mark_printed
from service.use_cases.release_letters import release_letters
from service.use_cases.reprint_letter import reprint_letter
from service.use_cases.take_back_letter import mark_returned, stop_letter
from service.web.doors import container, current_actor, now
from service.web.forms import page
from service.web.locale import gettext as _
from service.web.locale import ngettext
from service.web.message_labels import HELD, TRANSPORT, TRANSPORT_TAGS
from service.web.print_words import ENCLOSURES
from service.web.words import words_for

blueprint = Blueprint("print_queue", __name__, url_prefix="/letters")
_log = structlog.get_logger(__name__)
_MOST_AT_A_PRESS, _SECONDS_AT_A_PRESS = 20, 10
"""After so long the clerk sees how far it is, and goes on by another press, or stops by none."""


@blueprint.get("")
def show() -> ResponseReturnValue:
    actor = current_actor()
    with container().sessions() as session:
        return page(
            "pages/print_queue/queue.html",
            waiting=print_queue.waiting(session, actor, by_carrier="letter" in container().channels),
            held=print_queue.held(session, actor),
            batches=print_queue.batches(session, actor),
            reasons=HELD,
        )


@blueprint.post("/release")
def release() -> ResponseReturnValue:
    actor = current_actor()
    carrier = container().channels.get("letter")
    released: list[UUID] = []
    # Each batch stands by itself: whatever ends this, what is released stays so, and the rest waits for the next press.
    until = time.monotonic() + _SECONDS_AT_A_PRESS
    while not released or (len(released) < _MOST_AT_A_PRESS and time.monotonic() < until):
        batch_id = release_letters(container().sessions, actor, container().print_queue, now(), carrier=carrier)
        if batch_id is None:
            break
        _hand_over(batch_id, told=not released)
        released.append(batch_id)
    if not released:
        flash(_("No letter may leave now, so there is no batch. The reasons are below; caseworkers see them too."))
    elif len(released) == 1:
        return redirect(url_for("print_queue.batch", batch_id=released[0]), 303)
    else:
        flash(
            _(
                "%(num)s batches are released, one for each kind of paper, envelope, enclosure and postage. "
                "What still waits is below: release again.",
                num=len(released),
            )
        )
    return redirect(url_for("print_queue.show"), 303)


def _hand_over(batch_id: UUID, *, told: bool) -> None:
    folder = container().settings.print_folder
    try:
        put_there = hand_over_batch(container().sessions, folder, batch_id)
    except (OSError, ChannelError) as error:
        _log.error("batch_not_handed_over", batch=str(batch_id), error=type(error).__name__)
        flash(
            _("The batch is released, but the printer's folder could not be written. Download the file below and print it.")
        )
    else:
        if not told:
            return
        flash(
            _("The batch is released and lies in the printer's folder.")
            if put_there
            else _("The batch is released. GOV.UK Notify prints and posts it.")
        )


@blueprint.get("/<uuid:batch_id>")
def batch(batch_id: UUID) -> ResponseReturnValue:
    with container().sessions() as session:
        found = print_queue.batch(session, current_actor(), batch_id)
    return page(
        "pages/print_queue/batch.html",
        batch=found,
        line=found.line,
        enclosures=ENCLOSURES,
        states=TRANSPORT,
        tags=TRANSPORT_TAGS,
        show_code=codes.show,
    )


@blueprint.get("/<uuid:batch_id>/letters.pdf")
def pdf(batch_id: UUID) -> ResponseReturnValue:
    with container().sessions.begin() as session:
        content = print_queue.batch_pdf(session, current_actor(), batch_id, now())
    return _download(content, "application/pdf", f"{batch_id}.pdf")


@blueprint.get("/<uuid:batch_id>/manifest.json")
def manifest(batch_id: UUID) -> ResponseReturnValue:
    with container().sessions.begin() as session:
        content = print_queue.batch_manifest(session, current_actor(), batch_id, now())
    return _download(content, "application/json", f"{batch_id}.json")


@blueprint.get("/<uuid:batch_id>/manifest.csv")
def table(batch_id: UUID) -> ResponseReturnValue:
    with container().sessions.begin() as session:
        content = print_queue.batch_table(session, current_actor(), batch_id, now())
    return _download(content, "text/csv", f"{batch_id}.csv")


@blueprint.get("/<uuid:batch_id>/<int:position>/enclosed/<int:number>")
def enclosed(batch_id: UUID, position: int, number: int) -> ResponseReturnValue:
    with container().sessions.begin() as session:
        name, content = print_queue.enclosed(session, current_actor(), batch_id, position, number, now())
    return _download(content, "application/octet-stream", name)


@blueprint.post("/<uuid:batch_id>/<uuid:delivery_id>/reprint")
def reprint(batch_id: UUID, delivery_id: UUID) -> ResponseReturnValue:
    try:
        content = reprint_letter(container().sessions, current_actor(), batch_id, delivery_id, now())
    except Conflict as error:
        flash(words_for(error.code))
        return _back(batch_id)
    return _download(content, "application/pdf", f"{delivery_id}.pdf")


def _download(content: bytes, kind: str, name: str) -> Response:
    return Response(content, mimetype=kind, headers={"Content-Disposition": f'attachment; filename="{name}"'})


@blueprint.post("/<uuid:batch_id>/printed")
def printed(batch_id: UUID) -> ResponseReturnValue:
    try:
        mark_printed(container().sessions, current_actor(), batch_id, now())
    except Conflict as error:
        flash(words_for(error.code))
    else:
        flash(_("The batch is marked as printed. Post it, then say so here."))
    return _back(batch_id)


@blueprint.post("/<uuid:batch_id>/posted")
def posted(batch_id: UUID) -> ResponseReturnValue:
    try:
        done = mark_posted(container().sessions, current_actor(), batch_id, now())
    except (Conflict, Invalid) as error:
        flash(words_for(error.code))
    else:
        flash(ngettext("%(num)s letter is on its way.", "%(num)s letters are on their way.", done.went))
        if done.taken_out:
            positions = ", ".join(str(position) for position in done.taken_out)
            flash(
                _(
                    "Do not post letter %(positions)s: take it out of the bag now. It may not go any more.",
                    positions=positions,
                )
            )
    return _back(batch_id)


@blueprint.post("/<uuid:batch_id>/<uuid:delivery_id>/stop")
def stop(batch_id: UUID, delivery_id: UUID) -> ResponseReturnValue:
    try:
        stop_letter(container().sessions, current_actor(), delivery_id, now())
    except Conflict as error:
        flash(words_for(error.code))
    else:
        flash(_("The letter is stopped. Take its sheets out of the pile and shred them."))
    return _back(batch_id)


@blueprint.post("/<uuid:batch_id>/<uuid:delivery_id>/returned")
def returned(batch_id: UUID, delivery_id: UUID) -> ResponseReturnValue:
    try:
        mark_returned(container().sessions, current_actor(), delivery_id, now())
    except Conflict as error:
        flash(words_for(error.code))
    else:
        flash(_("The letter is marked as returned. Its caseworker is told to find another way."))
    return _back(batch_id)


def _back(batch_id: UUID) -> ResponseReturnValue:
    return redirect(url_for("print_queue.batch", batch_id=batch_id), 303)
