"""Accounts, for the admin."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from wtforms import SelectMultipleField, StringField

from service.domain import passwords
from service.domain.actors import Role
from service.domain.errors import Invalid, InvalidFields
from service.queries import staff as accounts
from service.use_cases.create_staff import create_staff
from service.use_cases.deactivate_staff import deactivate_staff
from service.use_cases.reactivate_staff import reactivate_staff
from service.use_cases.reset_second_factor import reset_second_factor
from service.web.doors import container, current_actor, now
from service.web.fields import options
from service.web.forms import HouseForm, attach_faults, page
from service.web.locale import gettext as _
from service.web.locale import lazy
from service.web.words import words_for

ROLE_WORDS = {
    Role.DUTY: lazy("Duty worker"),
    Role.CASEWORKER: lazy("Caseworker"),
    Role.PRINT_CLERK: lazy("Print clerk"),
    Role.MANAGER: lazy("Manager"),
    Role.AUDITOR: lazy("Auditor"),
    Role.INFORMATION_GOVERNANCE: lazy("Information governance"),
    Role.ADMIN: lazy("Administrator"),
}

blueprint = Blueprint("staff", __name__, url_prefix="/staff")


class NewStaff(HouseForm):
    name = StringField(lazy("Name"), description=lazy("As people they write to know them."))
    username = StringField(lazy("Username"), description=lazy("Small letters and digits, for example a.khan"))
    roles = SelectMultipleField(
        lazy("Roles"),
        choices=options((role.value, words) for role, words in ROLE_WORDS.items()),
        description=lazy("A manager and an administrator also need an authenticator app."),
    )
    teams = SelectMultipleField(lazy("Teams"))


@blueprint.get("")
def everyone() -> ResponseReturnValue:
    actor = current_actor()
    with container().sessions() as session:
        lines = accounts.everyone(session, actor)
    return render_template("pages/staff/everyone.html", lines=lines, role_words=ROLE_WORDS, me=actor.id)


@blueprint.route("/add", methods=["GET", "POST"])
def add() -> ResponseReturnValue:
    form = NewStaff()
    with container().sessions() as session:
        form.teams.choices = options((str(team.id), team.name) for team in accounts.teams(session))
    if form.validate_on_submit():
        first_password = passwords.temporary()
        try:
            create_staff(
                container().sessions,
                current_actor(),
                name=form.name.data or "",
                username=form.username.data or "",
                roles=[Role(role) for role in form.roles.data or ()],
                teams=[UUID(team) for team in form.teams.data or ()],
                password=first_password,
                now=now(),
            )
        except (Invalid, InvalidFields) as error:
            attach_faults(form, error)
        else:
            # In the answer to the POST itself: a redirect would have to carry the password.
            return render_template("pages/staff/added.html", name=form.name.data, first_password=first_password)
    return page("pages/staff/add.html", form=form)


@blueprint.post("/<uuid:staff_id>/reset-second-factor")
def reset_second_factor_of(staff_id: UUID) -> ResponseReturnValue:
    reset_second_factor(container().sessions, current_actor(), staff_id, now())
    flash(_("The authenticator app is untied. They set up a new one when they next sign in."))
    return redirect(url_for("staff.everyone"), 303)


@blueprint.post("/<uuid:staff_id>/deactivate")
def deactivate(staff_id: UUID) -> ResponseReturnValue:
    try:
        deactivate_staff(container().sessions, current_actor(), staff_id, now())
    except Invalid as error:
        flash(words_for(error.code))
    else:
        flash(_("The account is closed. What it did stays on record."))
    return redirect(url_for("staff.everyone"), 303)


@blueprint.post("/<uuid:staff_id>/reactivate")
def reactivate(staff_id: UUID) -> ResponseReturnValue:
    reactivate_staff(container().sessions, current_actor(), staff_id, now())
    flash(_("The account is open again, with the password that it had."))
    return redirect(url_for("staff.everyone"), 303)
