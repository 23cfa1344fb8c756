"""Key in a paper slip: its code, then its boxes as they are on the paper. A print clerk sees nothing of the person."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from wtforms import BooleanField, HiddenField, SelectMultipleField, StringField, TextAreaField
from wtforms.widgets import CheckboxInput, ListWidget

from service.database import new_id
from service.domain import codes
from service.domain.errors import Invalid, InvalidFields, NotFound
from service.domain.slips import (
    CALL_ME,
    CLEAR,
    FILLED_BY,
    NOT_CLEAR,
    NOTHING_TICKED,
    VISIT_ME,
    WRITE_DIFFERENTLY,
    option_box,
)
from service.queries.replies import reply_view
from service.queries.visibility import read_person
from service.use_cases.key_in_slip import SlipFound, find_slip, slip_of
from service.use_cases.read_slip import SlipEntry, read_slip
from service.web import reply_words
from service.web.doors import container, current_actor, now
from service.web.fields import options
from service.web.forms import HouseForm, attach_faults, page
from service.web.locale import lazy
from service.web.next_steps import contact_url
from service.web.reply_forms import uuid_of

blueprint = Blueprint("slips", __name__, url_prefix="/slips")

# The words that stand on the paper, so that a worker looks for the same ones.
_ALWAYS = (
    (CALL_ME, lazy("Please call me")),
    (VISIT_ME, lazy("Please visit me")),
    (WRITE_DIFFERENTLY, lazy("Write in a different way")),
)
_FILLED_BY = (lazy("Me"), lazy("Me, with help"), lazy("Someone else for me"))


class _Code(HouseForm):
    code = StringField(lazy("What is the code on the slip?"), description=lazy("Six characters, for example KT4H-WN."))


class _Slip(HouseForm):
    """As on the paper: several boxes may be ticked, also of those that say who filled it in."""

    entry_key = HiddenField(default=lambda: str(new_id()))
    answers = SelectMultipleField(
        lazy("Which answers are ticked?"), validate_choice=False, option_widget=CheckboxInput(), widget=ListWidget()
    )
    wishes = SelectMultipleField(
        lazy("Which wishes are ticked?"),
        choices=options(_ALWAYS),
        validate_choice=False,
        option_widget=CheckboxInput(),
        widget=ListWidget(),
    )
    line = TextAreaField(
        lazy("What is written on the line?"), description=lazy("Letter for letter, in the person's own words.")
    )
    filled_by = SelectMultipleField(
        lazy("Who filled this in?"),
        choices=options(zip(FILLED_BY, _FILLED_BY, strict=True)),
        validate_choice=False,
        option_widget=CheckboxInput(),
        widget=ListWidget(),
    )
    nothing = BooleanField(lazy("Nothing is ticked or written on it"))


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
    form = _Slip()
    form.answers.choices = options(_options(slip))
    if form.validate_on_submit():
        entry = SlipEntry(
            entry_key=uuid_of(form.entry_key.data) or new_id(),
            code=slip.code,
            ticks=_ticks(form, slip),
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


def _options(slip: SlipFound) -> list[tuple[str, str]]:
    if slip.options:
        return [(option_box(number), label) for number, label in enumerate(slip.options, start=1)]
    return [(name, str(reply_words.BOX[name])) for name in (CLEAR, NOT_CLEAR)]


def _ticks(form: _Slip, slip: SlipFound) -> frozenset[str]:
    """The boxes of this very slip alone: a name that is not on it was never printed."""
    printed = {name for name, _label in _options(slip)} | {name for name, _label in _ALWAYS} | set(FILLED_BY)
    ticked = {*(form.answers.data or ()), *(form.wishes.data or ()), *(form.filled_by.data or ())} & printed
    return frozenset(ticked | ({NOTHING_TICKED} if form.nothing.data else set()))
