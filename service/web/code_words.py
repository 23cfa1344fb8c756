"""Agree a spoken code word with somebody. It is typed once and never shown again."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from wtforms import PasswordField
from wtforms.validators import EqualTo

from service.domain.errors import Invalid
from service.queries import people
from service.queries.visibility import read_person
from service.use_cases.agree_code_word import agree_code_word, take_back_code_word
from service.web.doors import container, current_actor, now
from service.web.forms import HouseForm, attach_faults, page
from service.web.locale import gettext as _
from service.web.locale import lazy

blueprint = Blueprint("code_words", __name__)


class _CodeWord(HouseForm):
    code_word = PasswordField(
        lazy("Code word"),
        description=lazy(
            "One to three words that they will remember and nobody would guess: not a name, a day or a word of everyday."
        ),
    )
    again = PasswordField(
        lazy("Code word again"), [EqualTo("code_word", lazy("The two differ. Enter the same code word twice."))]
    )


@blueprint.route("/people/<uuid:person_id>/code-word", methods=["GET", "POST"])
def agree(person_id: UUID) -> ResponseReturnValue:
    actor = current_actor()
    with container().sessions.begin() as session:
        read_person(session, actor, person_id, "code_word", now())
        card = people.card(session, actor, person_id, now())
    form = _CodeWord()
    if request.form.get("action") == "take_back":
        take_back_code_word(container().sessions, actor, person_id, now())
        flash(_("They have no code word any more."))
        return redirect(url_for("people.show", person_id=person_id), 303)
    if form.validate_on_submit():
        try:
            agree_code_word(container().sessions, actor, person_id, str(form.code_word.data or ""), now())
        except Invalid as error:
            attach_faults(form, error)
        else:
            flash(_("The code word is agreed. Nobody can see it again: ask for it, and type what you hear."))
            return redirect(url_for("people.show", person_id=person_id), 303)
    return page("pages/people/code_word.html", form=form, card=card)
