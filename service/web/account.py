"""One's own account."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, session, url_for
from flask.typing import ResponseReturnValue
from wtforms import PasswordField
from wtforms.validators import EqualTo, InputRequired

from service.domain.errors import Invalid
from service.use_cases.change_password import change_password
from service.web import sessions
from service.web.doors import container, current_actor, now
from service.web.forms import HouseForm, page
from service.web.locale import gettext as _
from service.web.locale import lazy
from service.web.sign_in import explain, pepper

blueprint = Blueprint("account", __name__, url_prefix="/account")


class ChangePassword(HouseForm):
    password = PasswordField(
        lazy("Password that you have now"), [InputRequired(lazy("Enter the password that you have now."))]
    )
    new_password = PasswordField(
        lazy("New password"),
        [InputRequired(lazy("Enter a new password."))],
        description=lazy("At least 12 characters. Three words that you will remember are good."),
    )
    again = PasswordField(
        lazy("New password again"),
        [EqualTo("new_password", lazy("The two new passwords differ. Enter the same one twice."))],
    )


@blueprint.route("/password", methods=["GET", "POST"])
def password() -> ResponseReturnValue:
    form = ChangePassword()
    if form.validate_on_submit():
        actor = current_actor()
        try:
            epoch = change_password(
                container().sessions,
                actor,
                password=str(form.password.data),
                new_password=str(form.new_password.data),
                pepper=pepper(),
                now=now(),
            )
        except Invalid as error:
            explain(form, error)
        else:
            held = sessions.held(session, now())
            if actor.id is not None and held is not None:
                sessions.begin(session, actor.id, epoch, now(), second_factor=held.second_factor)
            flash(_("Your password is changed. Every other session of yours has ended."))
            return redirect(url_for("account.password"), 303)
    return page("pages/account/password.html", form=form)
