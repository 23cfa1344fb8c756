"""A team's cover: whom an urgent reply is told to, and when replies are read. Set by its manager, or by an administrator."""

from __future__ import annotations

from datetime import time
from typing import Any
from uuid import UUID

from flask import Blueprint, flash, redirect, url_for
from flask.typing import ResponseReturnValue
from wtforms import (
    BooleanField,
    FieldList,
    Form,
    FormField,
    RadioField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.widgets import CheckboxInput, ListWidget

from service.domain.contact_points import PointKind, shown
from service.domain.cover import EVERY_DAY, MOST_CONTACTS, Contact, ReadingTimes
from service.domain.errors import Invalid, InvalidFields
from service.queries import cover
from service.queries.cover import CoverOfTeam
from service.use_cases.change_cover import ContactEntry, CoverEntry, change_cover
from service.web import people_faults
from service.web.doors import container, current_actor, now
from service.web.fields import ClockField, options
from service.web.forms import HouseForm, page
from service.web.locale import gettext as _
from service.web.locale import lazy
from service.web.people_forms import clean
from service.web.person_labels import WEEKDAY

DAYS = tuple((str(day), words) for day, words in enumerate((*WEEKDAY, lazy("Bank holidays and closing days"))))
_MORE = 2
"""Empty places below those that are filled."""

blueprint = Blueprint("cover", __name__, url_prefix="/cover")


def _days(label: str, **more: Any) -> SelectMultipleField:
    return SelectMultipleField(label, choices=options(DAYS), option_widget=CheckboxInput(), widget=ListWidget(), **more)


class ContactForm(Form):
    place = StringField(lazy("Place in the order"), description=lazy("1 is told first."), filters=[clean])
    name = StringField(
        lazy("Who answers there"), description=lazy("A role, for example: Duty desk. Empty: nobody."), filters=[clean]
    )
    kind = RadioField(
        lazy("How they are told"),
        choices=options([(PointKind.PHONE.value, lazy("By text")), (PointKind.EMAIL.value, lazy("By email"))]),
        default=PointKind.PHONE.value,
    )
    value = StringField(
        lazy("Number or address"),
        description=lazy("Of a phone or mailbox of the council's own, never a worker's private one."),
        filters=[clean],
    )
    days = _days(lazy("On these days"), default=[day for day, _words in DAYS])
    start = ClockField(lazy("From"), description=lazy("Both times empty: the whole day."))
    end = ClockField(lazy("Until"), description=lazy("Before the first time: until then the next morning."))


class CoverForm(HouseForm):
    contacts = FieldList(FormField(ContactForm), max_entries=MOST_CONTACTS)
    closing_days = TextAreaField(
        lazy("Days on which the council is closed, beside the bank holidays"),
        description=lazy("A day a line, for example 24/12/2026."),
        filters=[clean],
    )
    digest_to = StringField(
        lazy("Send a list of what needs the team each working morning to"),
        description=lazy(
            "The address of a mailbox of the council's own that sends no answers by itself. The list holds numbers and a"
            " link, never a name. Empty: no list."
        ),
        filters=[clean],
    )
    reads_days = _days(lazy("Days on which the team reads replies"))
    reads_start = ClockField(lazy("Replies are read from"))
    reads_end = ClockField(lazy("Replies are read until"))
    emergency_phone = StringField(
        lazy("Number to ring in an emergency"),
        description=lazy("999, or a line of the council's own that somebody answers day and night."),
        filters=[clean],
    )
    in_texts = BooleanField(lazy("Say it in texts too"))


@blueprint.get("")
def everything() -> ResponseReturnValue:
    with container().sessions() as session:
        found = cover.teams(session, current_actor())
    return page("pages/cover/everything.html", teams=found)


@blueprint.route("/<uuid:team_id>", methods=["GET", "POST"])
def change(team_id: UUID) -> ResponseReturnValue:
    actor = current_actor()
    with container().sessions() as session:
        kept = cover.of_team(session, actor, team_id)
    form = CoverForm(data=_filled(kept))
    if form.is_submitted() and form.validate():
        try:
            change_cover(container().sessions, actor, team_id, _entry(form), now())
        except (Invalid, InvalidFields) as error:
            people_faults.attach(form, error)
        else:
            flash(_("The cover is saved. It holds from now on."))
            return redirect(url_for("cover.change", team_id=team_id), 303)
    return page("pages/cover/change.html", form=form, shown=kept)


def _filled(kept: CoverOfTeam) -> dict[str, Any]:
    contacts = [_contact(place, each) for place, each in enumerate(kept.cover.contacts, start=1)]
    empty = min(_MORE, MOST_CONTACTS - len(contacts))
    reads = kept.reads
    return {
        "contacts": [*contacts, *({"place": str(len(contacts) + each + 1)} for each in range(empty))],
        "closing_days": "\n".join(f"{day:%d/%m/%Y}" for day in sorted(kept.cover.calendar.closing)),
        "digest_to": kept.digest_to,
        "reads_days": [str(day) for day in sorted(reads.days)],
        "reads_start": reads.start,
        "reads_end": reads.end,
        "emergency_phone": reads.emergency_phone,
        "in_texts": reads.in_texts,
    }


def _contact(place: int, each: Contact) -> dict[str, Any]:
    window = each.window
    whole_day = window.start == window.end == time(0)
    return {
        "place": str(place),
        "name": each.name,
        "kind": each.kind.value,
        "value": shown(each.kind, each.value),
        "days": [str(day) for day in sorted(window.days)],
        "start": None if whole_day else window.start,
        "end": None if whole_day else window.end,
    }


def _entry(form: CoverForm) -> CoverEntry:
    rows = [row.form for row in form.contacts]
    in_order = sorted(rows, key=lambda row: _place(row.place.data))
    return CoverEntry(
        tuple(
            ContactEntry(
                place=row.name.name.removesuffix("-name"),
                name=row.name.data or "",
                kind=PointKind(row.kind.data),
                value=row.value.data or "",
                days=_chosen(row.days.data),
                start=row.start.data,
                end=row.end.data,
            )
            for row in in_order
        ),
        form.closing_days.data or "",
        ReadingTimes(
            days=_chosen(form.reads_days.data),
            start=form.reads_start.data or time(0),
            end=form.reads_end.data or time(0),
            emergency_phone=form.emergency_phone.data or "",
            in_texts=bool(form.in_texts.data),
        ),
        form.digest_to.data or "",
    )


def _place(typed: str | None) -> int:
    return int(typed) if typed and typed.isascii() and typed.isdecimal() and len(typed) < 4 else MOST_CONTACTS + 1


def _chosen(days: list[str] | None) -> frozenset[int]:
    return frozenset(int(day) for day in days or ()) & EVERY_DAY
