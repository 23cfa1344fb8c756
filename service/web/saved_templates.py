"""Words to start from, shared by everybody who writes to people."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from service.domain.errors import Conflict, Invalid, InvalidFields
from service.domain.messages import CheckKind
from service.domain.purposes import Purpose
from service.queries import messages
from service.use_cases.save_template import TemplateEntry, retire_template, save_template
from service.web.doors import container, current_actor, now
from service.web.forms import attach_faults, page
from service.web.locale import gettext as _
from service.web.message_forms import TemplateForm
from service.web.message_labels import CHECKS, PURPOSES
from service.web.words import words_for

blueprint = Blueprint("saved_templates", __name__, url_prefix="/templates")


@blueprint.get("")
def everything() -> ResponseReturnValue:
    with container().sessions() as session:
        lines = messages.saved_templates(session, current_actor())
    return page("pages/saved_templates/everything.html", lines=lines, purposes=PURPOSES, checks=CHECKS)


@blueprint.route("/new", methods=["GET", "POST"])
def new() -> ResponseReturnValue:
    form = TemplateForm()
    if form.validate_on_submit() and _save(form, None):
        return redirect(url_for("saved_templates.everything"), 303)
    return page("pages/saved_templates/edit.html", form=form, template_id=None)


@blueprint.route("/<uuid:template_id>", methods=["GET", "POST"])
def change(template_id: UUID) -> ResponseReturnValue:
    form = TemplateForm()
    if request.method == "GET":
        with container().sessions() as session:
            line = messages.saved_template(session, current_actor(), template_id)
        form.process(
            data={
                "name": line.name,
                "purpose": line.purpose.value,
                "body": line.body,
                "check_kind": line.check_kind.value,
                "question": line.question,
            }
        )
    elif form.validate_on_submit() and _save(form, template_id):
        return redirect(url_for("saved_templates.everything"), 303)
    return page("pages/saved_templates/edit.html", form=form, template_id=template_id)


@blueprint.post("/<uuid:template_id>/retire")
def retire(template_id: UUID) -> ResponseReturnValue:
    retire_template(container().sessions, current_actor(), template_id, now())
    flash(_("The template is retired. Messages that were written with it stay as they are."))
    return redirect(url_for("saved_templates.everything"), 303)


def _save(form: TemplateForm, replaces: UUID | None) -> bool:
    entry = TemplateEntry(
        name=form.name.data or "",
        purpose=Purpose(form.purpose.data),
        body=form.body.data or "",
        check_kind=CheckKind(form.check_kind.data),
        question=form.question.data or "",
    )
    try:
        save_template(container().sessions, current_actor(), entry, now(), replaces=replaces)
    except (Invalid, InvalidFields) as error:
        attach_faults(form, error)
        return False
    except Conflict as error:
        form.faults.append(words_for(error.code))
        return False
    flash(_("The template is saved."))
    return True
