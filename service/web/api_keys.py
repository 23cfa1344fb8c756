"""Keys for programs, for the admin."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from wtforms import IntegerField, SelectField, SelectMultipleField, StringField
from wtforms.validators import Optional

from service.domain.api_keys import USUAL_A_MINUTE, Scope
from service.domain.errors import Invalid, InvalidFields
from service.queries.api_keys import answerable, every_key
from service.use_cases.create_api_key import create_api_key
from service.use_cases.revoke_api_key import revoke_api_key
from service.web.doors import container, current_actor, now
from service.web.fields import options
from service.web.forms import HouseForm, attach_faults, page
from service.web.locale import gettext as _
from service.web.locale import lazy

SCOPE_WORDS = {
    Scope.MESSAGES_SEND: lazy("Send messages"),
    Scope.MESSAGES_READ: lazy("Read how far messages got"),
    Scope.PLANS_READ: lazy("Ask which way a message would go"),
}

blueprint = Blueprint("api_keys", __name__, url_prefix="/api-keys")


class NewKey(HouseForm):
    name = StringField(lazy("Name of the program"), description=lazy("For example Case system, or Appointment letters."))
    staff = SelectField(
        lazy("Who answers for it"),
        description=lazy("Messages that it sends are theirs. It can do nothing that they may not do themselves."),
    )
    scopes = SelectMultipleField(
        lazy("What it may do"), choices=options((scope.value, words) for scope, words in SCOPE_WORDS.items())
    )
    a_minute = IntegerField(lazy("Requests a minute, at most"), [Optional()], default=USUAL_A_MINUTE)


@blueprint.get("")
def everything() -> ResponseReturnValue:
    with container().sessions() as session:
        lines = every_key(session, current_actor())
    return render_template("pages/api_keys/everything.html", lines=lines, scope_words=SCOPE_WORDS)


@blueprint.route("/add", methods=["GET", "POST"])
def add() -> ResponseReturnValue:
    form = NewKey()
    with container().sessions() as session:
        people = [(str(person.id), person.name) for person in answerable(session, current_actor())]
    form.staff.choices = options([("", _("Choose somebody")), *people])
    if form.validate_on_submit():
        try:
            key = create_api_key(
                container().sessions,
                current_actor(),
                name=form.name.data or "",
                staff_id=UUID(form.staff.data) if form.staff.data else None,
                scopes=[Scope(scope) for scope in form.scopes.data or ()],
                a_minute=form.a_minute.data,
                now=now(),
            )
        except (Invalid, InvalidFields) as error:
            attach_faults(form, error)
        else:
            # In the answer to the POST itself: a redirect would have to carry the key.
            return render_template("pages/api_keys/added.html", name=form.name.data, token=key.token)
    return page("pages/api_keys/add.html", form=form)


@blueprint.post("/<uuid:key_id>/revoke")
def revoke(key_id: UUID) -> ResponseReturnValue:
    revoke_api_key(container().sessions, current_actor(), key_id, now())
    flash(_("The key opens nothing any more. What was done with it stays on record."))
    return redirect(url_for("api_keys.everything"), 303)
