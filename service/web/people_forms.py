"""The forms of first contact, of a change, and of what can wait for the second page."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from wtforms import (
    BooleanField,
    FieldList,
    Form,
    FormField,
    HiddenField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.widgets import CheckboxInput, ListWidget

from service.database import new_id
from service.domain.preferences import Medium
from service.web import person_labels as labels
from service.web.fields import ClockField, DayField, options
from service.web.forms import HouseForm
from service.web.locale import lazy


def clean(typed: str | None) -> str:
    """Without what no database keeps: the one character that is not a character."""
    return (typed or "").replace("\x00", "").replace("\r\n", "\n").strip()


def _choices(words: Mapping[Any, str]) -> list[Any]:
    return options((str(value), text) for value, text in words.items())


def _open(words: Mapping[Any, str], first: str = labels.NOT_ASKED) -> list[Any]:
    """``first`` stands for no answer: it is what a form begins with, never one of the answers."""
    return [*options([("", first)]), *_choices(words)]


def _ticks(label: str, words: Mapping[Any, str], **more: Any) -> SelectMultipleField:
    return SelectMultipleField(label, choices=_choices(words), option_widget=CheckboxInput(), widget=ListWidget(), **more)


class _Safety(Form):
    others_may_read = RadioField(
        lazy("Does anyone else see it or answer it?"), choices=_choices(labels.ANSWER), default="not_asked"
    )
    who_else = StringField(lazy("Who?"), filters=[clean])
    status = RadioField(lazy("Is it safe for us to use it?"), choices=_choices(labels.POINT_STATUS), default="not_asked")
    ring_back = RadioField(lazy("Is it safe to ring back on?"), choices=_choices(labels.ANSWER), default="not_asked")


class NewPhone(_Safety):
    typed = StringField(lazy("Mobile or phone number"), filters=[clean])


class NewEmail(_Safety):
    typed = StringField(lazy("Email address"), filters=[clean])


class NewAddress(_Safety):
    typed = TextAreaField(
        lazy("Postal address"),
        description=lazy("One line under the other, the postcode last. Write c/o first if it is somebody else's."),
        filters=[clean],
    )
    others_may_read = RadioField(
        lazy("Does anyone else open the post there?"), choices=_choices(labels.ANSWER), default="not_asked"
    )


class KnownPoint(_Safety):
    """A point that is on record. ``point_id`` travels in the form, so that a newer list never shifts the answers."""

    point_id = HiddenField()
    asked_again = BooleanField(lazy("I asked again just now"))


class PersonForm(HouseForm):
    """The questions of a first contact, in the order in which they are asked."""

    safe_status = RadioField(lazy("Is it safe to talk now?"), choices=_choices(labels.SAFE_STATUS), default="not_asked")
    name = StringField(lazy("Name"), description=lazy("The name that they like to be called by."), filters=[clean])
    first_choice = SelectField(lazy("First choice"), choices=_open(labels.MEDIUM), default="")
    second_choice = SelectField(lazy("Second choice"), choices=_open(labels.MEDIUM, lazy("None")), default="")
    third_choice = SelectField(lazy("Third choice"), choices=_open(labels.MEDIUM, lazy("None")), default="")
    only_these = BooleanField(lazy("It must be one of these: nothing else will do"))
    never = _ticks(
        lazy("Never use"),
        {medium: words for medium, words in labels.MEDIUM.items() if medium is not Medium.PERSON_CONTACTS_US},
    )
    named_person = StringField(
        lazy("Which person, and how do we reach them?"),
        description=lazy("If contact goes through somebody else."),
        filters=[clean],
    )
    phone = FormField(NewPhone)
    email = FormField(NewEmail)
    address = FormField(NewAddress)
    post_route = RadioField(
        lazy("Can post reach them?"), choices=_choices({**labels.POST_ROUTE, "": labels.NOT_ASKED}), default=""
    )
    format = SelectField(lazy("Written words: in which form?"), choices=_open(labels.FORMAT), default="")
    paper = SelectField(lazy("Paper: which colour?"), choices=_open(labels.PAPER), default="")
    spoken_language = SelectField(lazy("Language they speak or sign"), choices=_open(labels.SPOKEN), default="")
    written_language = SelectField(lazy("Language they read"), choices=_open(labels.WRITTEN), default="")
    supports = _ticks(lazy("People and things that help"), labels.SUPPORT)
    source = SelectField(lazy("Who told you this?"), choices=_open(labels.SOURCE), default="")
    own_words = TextAreaField(
        lazy("The person's own words"), description=lazy("As they said it, also in their own language."), filters=[clean]
    )


class FirstContactForm(PersonForm):
    """``entry_key`` becomes the new person's id: a double click makes one person, not two."""

    entry_key = HiddenField(default=lambda: str(new_id()))


class ChangeForm(PersonForm):
    """A change: ``seen`` is the version that the worker had before them."""

    seen = HiddenField()
    known = FieldList(FormField(KnownPoint))


class PointTimes(Form):
    """When and how one point may be used."""

    point_id = HiddenField()
    weekdays = SelectMultipleField(
        lazy("On which days?"),
        choices=options((str(day), words) for day, words in enumerate(labels.WEEKDAY)),
        option_widget=CheckboxInput(),
        widget=ListWidget(),
    )
    start = ClockField(lazy("From"))
    end = ClockField(lazy("Until"))
    safe_until = DayField(lazy("Safe until, this day included"), description=lazy("Leave it empty if there is no last day."))
    voicemail = RadioField(lazy("May we leave a voicemail?"), choices=_choices(labels.ANSWER), default="not_asked")
    plain_envelope = BooleanField(lazy("Plain envelope: nothing on it says who writes"))


class MoreForm(HouseForm):
    """What a first contact can leave for later."""

    seen = HiddenField()
    case_reference = StringField(lazy("Case reference"), filters=[clean])
    points = FieldList(FormField(PointTimes))
    check_again_by = DayField(
        lazy("Ask again by"),
        description=lazy("From this day on nothing goes out until somebody has asked again if it is safe."),
    )
    never_tell = TextAreaField(
        lazy("Who must never be told, and what to say if somebody else answers"),
        description=lazy("For workers only. It is never in a message."),
        filters=[clean],
    )
    reasons = _ticks(lazy("Why this way?"), labels.REASON, description=lazy("Only if they want to say."))
    no_quiz = BooleanField(
        lazy("“Don't quiz me”"),
        description=lazy("Messages go without a check question. A worker judges what was understood."),
    )
    restricted = BooleanField(
        lazy("Restricted record"),
        description=lazy("Only you and the worker who owns it can open or find it. Ask a manager to add others."),
    )


class SearchForm(HouseForm):
    query = StringField(
        lazy("Find a person"),
        description=lazy("A name, a case reference, a phone number or an email address."),
        filters=[clean],
    )
