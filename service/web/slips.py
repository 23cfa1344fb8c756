"""Key in a paper slip: its code, then its boxes as they are on the paper. A print clerk sees nothing of the person."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from wtforms import StringField

from service.database import new_id
from service.domain import codes
from service.domain.errors import Invalid, InvalidFields, NotFound
from service.queries.replies import reply_view
from service.queries.visibility import read_person
from service.use_cases.key_in_slip import find_slip, slip_of
from service.use_cases.read_slip import SlipEntry, read_slip
from service.web import reply_words
from service.web.doors import container, current_actor, now
from service.web.fields import options
from service.web.forms import HouseForm, attach_faults, page
from service.web.locale import lazy
from service.web.next_steps import contact_url
from service.web.reply_forms import uuid_of
from service.web.slip_form import SlipForm, answers_of, ticks_of

blueprint = Blueprint("slips", __name__, url_prefix="/slips")


class _Code(HouseForm):
    code = StringField(lazy("What is the code on the slip?"), description=lazy("Six characters, for example KT4H-WN."))


@blueprint.route("", methods=["GET", "POST"])
def enter() -> ResponseReturnValue:
    form = _Code()
    if form.validate_on_submit():
        try:
            slip = find_slip(container().sessions, current_actor(), str(form.code.data or ""))
        except Invalid as error:
            attach_faults(form, error)
        else:
            return redirect(url_for("slips.key_in", delivery_id=slip.delivery_id), 303)
    return page("pages/slips/enter.html", form=form)


@blueprint.route("/<uuid:delivery_id>", methods=["GET", "POST"])
def key_in(delivery_id: UUID) -> ResponseReturnValue:
    slip = slip_of(container().sessions, current_actor(), delivery_id)
    form = SlipForm()
    form.answers.choices = options(answers_of(slip))
    if form.validate_on_submit():
        entry = SlipEntry(
            entry_key=uuid_of(form.entry_key.data) or new_id(),
            code=slip.code,
            ticks=ticks_of(form, slip),
            line=str(form.line.data or ""),
        )
        try:
            received = read_slip(container().sessions, current_actor(), entry, delivery_id, now())
        except (Invalid, InvalidFields) as error:
            attach_faults(form, error, {"options": "answers"})
        else:
            return redirect(url_for("slips.recorded", reply_id=received.reply_id), 303)
    return page("pages/slips/key_in.html", form=form, slip=slip, code=codes.show(slip.code))


@blueprint.get("/recorded/<uuid:reply_id>")
def recorded(reply_id: UUID) -> ResponseReturnValue:
    """Whose answer it is, and what it says, for those who may know; for anybody else that it is recorded."""
    actor, view = current_actor(), None
    if actor.reads_people:
        try:
            with container().sessions.begin() as session:
                view = reply_view(session, actor, reply_id, now())
                if view.person_id is not None:
                    read_person(session, actor, view.person_id, "slip", now())
        except NotFound:
            view = None
    return render_template("pages/slips/recorded.html", reply=view, words=reply_words, contact_url=contact_url)
