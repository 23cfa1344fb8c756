"""Forms: what a page author builds on.

    class NewPerson(HouseForm):
        name = StringField(lazy("Name"), description=lazy("As they like to be called"))
        purpose = RadioField(lazy("What is it about?"), choices=options((p.value, PURPOSE_WORDS[p]) for p in Purpose))
        event = DayField(lazy("Day of the appointment"))

    @blueprint.route("/people/new", methods=["GET", "POST"])
    def create() -> ResponseReturnValue:
        form = NewPerson()
        if form.validate_on_submit():
            try:
                person_id = record_preference(...)
            except (Invalid, InvalidFields) as error:
                attach_faults(form, error)
            else:
                return redirect(url_for("people.show", person_id=person_id), 303)
        return page("pages/people/new.html", form=form)

``page`` answers 422 where the form has faults. In the template, ``macros/forms.html`` draws each field with its hint and its
fault; see the comment there. What was typed stays: the form is drawn from its own data. Rules of the domain stay in the
domain; a form checks only what can't be read at all.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from flask import render_template
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm
from wtforms import Field, FieldList, FormField, StringField

from service.domain.errors import Invalid, InvalidFields
from service.web.locale import gettext as _
from service.web.plain_english import PlainEnglish
from service.web.words import words_for


def _without_nul(typed: Any) -> Any:
    return typed.replace("\0", "") if isinstance(typed, str) else typed


class HouseForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF ships no types
    """A form with CSRF. ``faults`` are those of the whole form, shown in the summary alone."""

    class Meta(FlaskForm.Meta):  # type: ignore[misc]  # as above
        def get_translations(self, _form: object) -> PlainEnglish:
            return PlainEnglish()

        def bind_field(self, form: Any, unbound_field: Any, options: dict[str, Any]) -> Any:
            # The database can't hold NUL, and no keyboard types it: what a program pasted goes without.
            if issubclass(unbound_field.field_class, StringField):
                given = unbound_field.kwargs.get("filters", ())
                unbound_field.kwargs["filters"] = [_without_nul, *(one for one in given if one is not _without_nul)]
            return super().bind_field(form, unbound_field, options)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.faults: list[str] = []

    @property
    def has_faults(self) -> bool:
        return bool(self.faults or self.errors)


@dataclass(frozen=True, slots=True)
class Fault:
    """One line of the error summary; ``anchor`` is the id of the first control at fault, empty for the whole form."""

    anchor: str
    text: str


def attach_faults(form: HouseForm, error: Invalid | InvalidFields, fields: Mapping[str, str] | None = None) -> None:
    """Put the domain's faults beside the fields that they name, in words.

    ``fields`` maps the domain's field names to the form's where they differ. A fault without a field of this form goes to
    the summary. Where a fault knows its place, the words that stand there are told with it.
    """
    for fault in error.faults if isinstance(error, InvalidFields) else (error,):
        name = (fields or {}).get(fault.field or "", fault.field or "")
        words = words_for(fault.code)
        if name in form and fault.place is not None and isinstance(form[name].data, str):
            words = _("%(fault)s It is here: “%(words)s”", fault=words, words=form[name].data[slice(*fault.place)])
        if name in form:
            form[name].errors = [*form[name].errors, words]
        else:
            form.faults.append(words)


def faults_of(form: HouseForm) -> list[Fault]:
    """Every fault in the order of the page, each once."""
    found = [Fault("", words) for words in form.faults]
    for field in form:
        found.extend(_faults_of(field))
    return list(dict.fromkeys(found))


def _faults_of(field: Field) -> Iterator[Fault]:
    if isinstance(field, FormField):
        for inner in field.form:
            yield from _faults_of(inner)
    elif isinstance(field, FieldList):
        for error in field.errors:
            # WTForms puts the faults of the entries here too, as lists and dicts; these are told at the entries.
            if isinstance(error, str):
                yield Fault(field.id, error)
        for inner in field:
            yield from _faults_of(inner)
    else:
        for error in field.errors:
            yield Fault(getattr(field, "anchor", field.id), str(error))


def page(template: str, *, form: HouseForm | None = None, **values: Any) -> ResponseReturnValue:
    """Render a page: 422 where its form has faults, so that neither a test nor a machine takes it for a success."""
    status = 422 if form is not None and form.has_faults else 200
    return render_template(template, form=form, **values), status
