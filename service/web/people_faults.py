"""Faults beside the fields of a person's forms, also of fields within fields."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from wtforms import Field, FieldList, FormField

from service.domain.errors import Invalid, InvalidFields
from service.web.forms import HouseForm
from service.web.words import words_for


def attach(form: HouseForm, error: Invalid | InvalidFields) -> None:
    """As ``forms.attach_faults``, for fields within fields too: a fault names its field as the page does."""
    fields = {field.name: (field, parents) for field, parents in _all_fields(form)}
    for fault in error.faults if isinstance(error, InvalidFields) else (error,):
        name = (fault.field or "").replace("-weekdays", "-start") if fault.code == "hours_end_before_start" else fault.field
        field, parents = fields.get("first_choice" if name == "choices" else name or "", (None, ()))
        words = words_for(fault.code)
        if field is None:
            form.faults.append(words)
            continue
        field.errors = [*field.errors, words]
        for parent in parents:
            if isinstance(parent, FieldList):
                # A list knows of its entries' faults only what it was told when it was checked.
                parent.errors = [*parent.errors, {field.short_name: [words]}]


def _all_fields(form: Any, parents: tuple[Field, ...] = ()) -> Iterator[tuple[Field, tuple[Field, ...]]]:
    for field in form:
        if isinstance(field, FormField):
            yield from _all_fields(field.form, (*parents, field))
        elif isinstance(field, FieldList):
            yield from _all_fields(field, (*parents, field))
        else:
            yield field, parents
