"""What a team's letters bear: set by its manager, or by an administrator."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_wtf.file import FileField
from wtforms import BooleanField, StringField, TextAreaField

from channels.errors import Uncarriable
from service.domain import deadlines
from service.domain.errors import Invalid, InvalidFields
from service.queries import letterheads
from service.queries.letterheads import TeamHead
from service.rendering import STANDARD_LETTER_POINTS
from service.use_cases.change_letterhead import LetterheadEntry, change_letterhead
from service.web.doors import container, current_actor, now
from service.web.forms import HouseForm, attach_faults, page
from service.web.letter_images import PageImage, page_images
from service.web.locale import gettext as _
from service.web.locale import lazy

PICTURES = ".svg,.png,.jpg,.jpeg,image/svg+xml,image/png,image/jpeg"

blueprint = Blueprint("letterheads", __name__, url_prefix="/letterheads")


class LetterheadForm(HouseForm):
    name = StringField(
        lazy("Name at the head of a letter"),
        description=lazy("Empty: the neutral name. A letter in a plain envelope always has the neutral name."),
    )
    logo = FileField(
        lazy("Logo"), description=lazy("SVG of plain shapes, PNG or JPEG. Letters in plain envelopes have none.")
    )
    remove_logo = BooleanField(lazy("Take the logo away"))
    logo_alternative = StringField(lazy("What the logo says, for people who don't see it"))
    sign_off = TextAreaField(
        lazy("Who signs"), description=lazy("A line each, for example: Yours sincerely, then the name.")
    )
    signature = FileField(lazy("Signature"), description=lazy("A picture of it, printed below the first of those lines."))
    remove_signature = BooleanField(lazy("Take the signature away"))
    return_address = TextAreaField(
        lazy("Where slips are posted to"), description=lazy("Empty: the team's own address. End with a postcode.")
    )
    neutral_return_address = TextAreaField(
        lazy("Where slips in plain envelopes are posted to"),
        description=lazy("Nothing in it may tell the service: a post office box is good. End with a postcode."),
    )
    reply_envelope = BooleanField(lazy("Put a reply envelope in with every letter"))


@blueprint.get("")
def everything() -> ResponseReturnValue:
    with container().sessions() as session:
        found = letterheads.teams(session, current_actor())
    return page("pages/letterheads/everything.html", teams=found)


@blueprint.route("/<uuid:team_id>", methods=["GET", "POST"])
def change(team_id: UUID) -> ResponseReturnValue:
    form = LetterheadForm()
    actor = current_actor()
    with container().sessions() as session:
        shown = letterheads.of_team(session, actor, team_id)
    if not form.is_submitted():
        _fill(form, shown)
    elif form.validate():
        try:
            change_letterhead(container().sessions, actor, team_id, _entry(form), now())
        except (Invalid, InvalidFields) as error:
            attach_faults(form, error)
        else:
            flash(_("The letterhead is saved. Letters from now on have it."))
            return redirect(url_for("letterheads.change", team_id=team_id), 303)
    return page("pages/letterheads/change.html", form=form, shown=shown, sample=_sample(shown), pictures=PICTURES)


def _sample(shown: TeamHead) -> PageImage | None:
    try:
        made = letterheads.sample(shown, now().astimezone(deadlines.LONDON).date(), points=STANDARD_LETTER_POINTS)
    except Uncarriable:
        return None
    return page_images(made.pdf)[0]


def _fill(form: LetterheadForm, shown: TeamHead) -> None:
    head = shown.head
    form.name.data = head.name
    form.logo_alternative.data = head.logo.alternative if head.logo is not None else ""
    form.sign_off.data = "\n".join(head.sign_off)
    form.return_address.data = head.return_address
    form.neutral_return_address.data = head.neutral_return_address
    form.reply_envelope.data = shown.reply_envelope


def _entry(form: LetterheadForm) -> LetterheadEntry:
    return LetterheadEntry(
        name=form.name.data or "",
        logo=_upload(form.logo, taken_away=bool(form.remove_logo.data)),
        logo_alternative=form.logo_alternative.data or "",
        signature=_upload(form.signature, taken_away=bool(form.remove_signature.data)),
        sign_off=form.sign_off.data or "",
        return_address=form.return_address.data or "",
        neutral_return_address=form.neutral_return_address.data or "",
        reply_envelope=bool(form.reply_envelope.data),
    )


def _upload(field: FileField, *, taken_away: bool) -> bytes | None:
    content = field.data.read() if field.data else b""
    return bytes(content) or (b"" if taken_away else None)
