"""Scanned slips: files taken in, their progress, and one slip at a time looked at beside its picture."""

from __future__ import annotations

import io
from contextlib import closing
from uuid import UUID

from flask import Blueprint, Response, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_wtf.file import MultipleFileField
from PIL import Image
from werkzeug.datastructures import FileStorage

from channels.slips.layout import UnknownLayout, layout_for
from service.domain import codes
from service.domain.errors import Invalid, InvalidFields, NotFound
from service.domain.scans import FileState, PageState, proposed, unsure
from service.domain.slips import FILLED_BY
from service.queries.scans import Scanned, next_to_look_at, scan_files, scanned, to_look_at
from service.use_cases.close_scanned_slip import close_scanned_slip
from service.use_cases.key_in_slip import SlipFound, slip_of
from service.use_cases.read_slip import SlipEntry, read_slip
from service.use_cases.stop_scan import stop_scan
from service.use_cases.take_in_scan import MOST_BYTES, take_in_scan
from service.web import reply_words, scan_words
from service.web.doors import container, current_actor, now
from service.web.fields import options
from service.web.forms import HouseForm, attach_faults, page
from service.web.locale import lazy
from service.web.slip_form import SlipForm, answers_of, ticks_of

blueprint = Blueprint("scans", __name__, url_prefix="/slips/scans")

_ACCEPTED = ".pdf,.tif,.tiff,.jpg,.jpeg,.png"
_SCALE = 6
"""Pixels a millimetre of a kept picture (``channels.slips.child``)."""
_MARGIN = 4
_IN_A_MM = 100


class _Files(HouseForm):
    files = MultipleFileField(
        lazy("Scans"),
        description=lazy("PDF, TIFF, JPEG or PNG, several at once. Pages may be upside down, or not in order."),
    )


@blueprint.route("", methods=["GET", "POST"])
def everything() -> ResponseReturnValue:
    request.max_content_length = MOST_BYTES
    form = _Files()
    if form.validate_on_submit():
        try:
            _take_in([file for file in form.files.data or () if isinstance(file, FileStorage)])
        except Invalid as error:
            attach_faults(form, error)
        else:
            return redirect(url_for("scans.everything"), 303)
    with container().sessions() as session:
        files = scan_files(session, current_actor())
        waiting = to_look_at(session, current_actor())
        first = next_to_look_at(session, current_actor())
    busy = any(file.state is FileState.WAITING for file in files)
    return page(
        "pages/scans/everything.html",
        form=form,
        files=files,
        waiting=waiting,
        first=first,
        busy=busy,
        words=scan_words,
        accepted=_ACCEPTED,
    )


def _take_in(files: list[FileStorage]) -> None:
    """All that can be: one that can't harms no other, and is told at the end."""
    fault: Invalid | None = None if files else Invalid("scan_empty", field="files")
    for file in files:
        with closing(file):
            content = file.stream.read()
        try:
            take_in_scan(container().sessions, current_actor(), content, now())
        except Invalid as error:
            fault = error
    if fault is not None:
        raise fault


@blueprint.post("/files/<uuid:file_id>/stop")
def stop(file_id: UUID) -> ResponseReturnValue:
    stop_scan(container().sessions, current_actor(), file_id, now(), stop=True)
    return redirect(url_for("scans.everything"), 303)


@blueprint.post("/files/<uuid:file_id>/go_on")
def go_on(file_id: UUID) -> ResponseReturnValue:
    stop_scan(container().sessions, current_actor(), file_id, now(), stop=False)
    return redirect(url_for("scans.everything"), 303)


@blueprint.route("/<uuid:slip_id>", methods=["GET", "POST"])
def look(slip_id: UUID) -> ResponseReturnValue:
    with container().sessions() as session:
        slip = scanned(session, current_actor(), slip_id)
    letter = slip_of(container().sessions, current_actor(), slip.delivery_id) if slip.delivery_id else None
    form = SlipForm()
    if letter is not None:
        form.answers.choices = options(answers_of(letter))
    if form.validate_on_submit() and letter is not None:
        done = _record(form, slip, letter)
        if done is not None:
            return done
    if not form.is_submitted():
        marked = proposed(slip.reading)
        form.answers.data = sorted(marked - set(FILLED_BY))
        form.wishes.data = sorted(marked - set(FILLED_BY))
        form.filled_by.data = sorted(marked & set(FILLED_BY))
    return page(
        "pages/scans/look.html",
        form=form,
        slip=slip,
        code=codes.show(slip.code) if slip.code else "",
        letter=letter,
        doubts=[(name, scan_words.why(why)) for name, why in unsure(slip.reading).items()],
        beside=any(group["why"] == "written_beside" for group in slip.reading),
        answers=dict(answers_of(letter)) if letter else {},
        box_words=reply_words.BOX,
        words=scan_words,
        differs=any(ticks != proposed(slip.reading) for ticks in slip.earlier),
        done=slip.state is not PageState.TO_LOOK_AT,
    )


def _record(form: SlipForm, slip: Scanned, letter: SlipFound) -> ResponseReturnValue | None:
    entry = SlipEntry(entry_key=slip.id, code=letter.code, ticks=ticks_of(form, letter), line=str(form.line.data or ""))
    try:
        received = read_slip(container().sessions, current_actor(), entry, letter.delivery_id, now())
    except (Invalid, InvalidFields) as error:
        attach_faults(form, error, {"options": "answers"})
        return None
    close_scanned_slip(container().sessions, current_actor(), slip.id, received.reply_id, now())
    return _next(slip)


@blueprint.post("/<uuid:slip_id>/set_aside")
def set_aside(slip_id: UUID) -> ResponseReturnValue:
    with container().sessions() as session:
        slip = scanned(session, current_actor(), slip_id)
    close_scanned_slip(container().sessions, current_actor(), slip_id, None, now())
    return _next(slip)


def _next(slip: Scanned) -> ResponseReturnValue:
    if slip.next_id is None:
        return redirect(url_for("scans.everything"), 303)
    return redirect(url_for("scans.look", slip_id=slip.next_id), 303)


@blueprint.get("/<uuid:slip_id>/picture")
def picture(slip_id: UUID) -> ResponseReturnValue:
    """The whole slip, or one of its boxes or its open line where ``part`` names one."""
    with container().sessions() as session:
        slip = scanned(session, current_actor(), slip_id)
    if not slip.picture:
        raise NotFound("scan_not_found")
    part = request.args.get("part", "")
    answer = Response(_cut(slip, part) if part else slip.picture, mimetype="image/jpeg")
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _cut(slip: Scanned, part: str) -> bytes:
    try:
        layout = layout_for(slip.options, slip.version)
        if part == "line":
            line = layout.lines[0]
            edges = (line.x, line.y - line.room, line.x + line.length, line.y + 200)
        else:
            box = layout.box(part)
            edges = (box.x, box.y, box.label.right, box.y + box.size)
    except (UnknownLayout, KeyError):
        raise NotFound("scan_not_found") from None
    left, top, right, bottom = (edge / _IN_A_MM for edge in edges)
    with Image.open(io.BytesIO(slip.picture)) as whole:
        left, top = max(0, left - _MARGIN) * _SCALE, max(0, top - _MARGIN) * _SCALE
        cut = whole.crop((left, top, (right + _MARGIN) * _SCALE, (bottom + _MARGIN) * _SCALE))
        written = io.BytesIO()
        cut.save(written, "JPEG", quality=80)
    return written.getvalue()
