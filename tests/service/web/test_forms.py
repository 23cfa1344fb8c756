"""Forms: what was typed stays exactly, faults find their field, days and times are read as people type them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time
from html.parser import HTMLParser

import pytest
from flask import Flask, render_template_string
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.datastructures import MultiDict
from wtforms import (
    BooleanField,
    FieldList,
    Form,
    FormField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)

from service.domain.errors import Invalid, InvalidFields
from service.web.fields import ClockField, DayField, options
from service.web.forms import HouseForm, attach_faults, faults_of


class PointForm(Form):
    value = StringField("Number")


class EveryField(HouseForm):
    name = StringField("Name", description="As they like it")
    body = TextAreaField("Words")
    counted = TextAreaField("Counted words")
    way = RadioField("Way", choices=options([("text", "Text"), ("call", "Call")]))
    supports = SelectMultipleField("Supports", choices=options([("a", "Audible"), ("b", "Both")]))
    plain = BooleanField("Plain envelope")
    language = SelectField("Language", choices=options([("en", "English"), ("cy", "Welsh")]))
    event = DayField("Day")
    at = ClockField("Time")
    points = FieldList(FormField(PointForm), min_entries=1)


TEMPLATE = """
{% from "macros/forms.html" import error_summary, form_tag, text_input, text_area, radios, checkboxes, tick %}
{% from "macros/forms.html" import select_box, day_input, submit %}
{{ error_summary(form) }}
{% call form_tag(form, "/x") %}
{{ text_input(form.name) }}{{ text_area(form.body) }}{{ text_area(form.counted, limit=320) }}
{{ radios(form.way, hints={"call": "By a worker"}) }}
{{ checkboxes(form.supports) }}{{ tick(form.plain) }}{{ select_box(form.language) }}{{ day_input(form.event) }}
{{ text_input(form.at, width="5") }}{% for point in form.points %}{{ text_input(point.form.value) }}{% endfor %}
{{ submit("Save", name="action", value="save") }}
{% endcall %}
"""


def _form(app: Flask, typed: Mapping[str, str | list[str]]) -> tuple[EveryField, str]:
    with app.test_request_context("/", method="POST"):
        form = EveryField(formdata=MultiDict(dict(typed)), meta={"csrf": False})
        form.validate()
        return form, render_template_string(TEMPLATE, form=form)


class _Controls(HTMLParser):
    """The values that a browser would send back, and the ids that exist."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.values: dict[str, list[str]] = {}
        self.ids: list[str] = []
        self._area: str | None = None
        self._select: str | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if given.get("id"):
            self.ids.append(given["id"] or "")
        name = given.get("name") or ""
        if tag == "textarea":
            self._area = name
            self.values[name] = [""]
        elif tag == "select":
            self._select = name
        elif tag == "option" and self._select and "selected" in given:
            self.values[self._select] = [given.get("value") or ""]
        elif tag == "input" and (given.get("type") not in {"radio", "checkbox"} or "checked" in given):
            self.values.setdefault(name, []).append(given.get("value") or "")

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea":
            self._area = None

    def handle_data(self, data: str) -> None:
        if self._area is not None:
            self.values[self._area][0] += data


def _controls(html: str) -> _Controls:
    parser = _Controls()
    parser.feed(html)
    return parser


TYPED: dict[str, str | list[str]] = {
    "name": 'Zoë "Zed" <O\'Neil>',
    "body": "First line\n  indented line\n\nlast & least",
    "counted": "One\n   two\nthree",
    "way": "call",
    "supports": ["a", "b"],
    "plain": "y",
    "language": "cy",
    "event-day": "31",
    "event-month": "2",
    "event-year": "2026",
    "at": "25 o'clock",
    "points-0-value": "07700",
}


def test_what_was_typed_comes_back_to_the_letter(app: Flask) -> None:
    _, html = _form(app, TYPED)
    values = _controls(html).values
    for name, typed in TYPED.items():
        assert values[name] == (typed if isinstance(typed, list) else [typed]), name


def test_an_untouched_form_comes_back_untouched(app: Flask) -> None:
    _, html = _form(app, {})
    values = _controls(html).values
    assert "way" not in values
    assert "supports" not in values
    assert "plain" not in values
    assert values["event-day"] == [""]
    assert "Choose one of the answers." in html


def test_every_fault_leads_to_a_control_that_exists(app: Flask) -> None:
    with app.test_request_context("/", method="POST"):
        form = EveryField(formdata=MultiDict(TYPED), meta={"csrf": False})
        form.validate()
        attach_faults(
            form,
            InvalidFields(
                (
                    Invalid("staff_name_missing", field="name"),
                    Invalid("question_missing", field="nowhere"),
                    Invalid("body_missing", field="text"),
                    Invalid("staff_roles_missing", field="supports"),
                )
            ),
            {"text": "body"},
        )
        form.points[0].form.value.errors = ["Not a number."]
        html = render_template_string(TEMPLATE, form=form)
        faults = faults_of(form)
    ids = _controls(html).ids
    assert [fault.anchor for fault in faults if fault.anchor == ""] == [""]
    assert {"name", "body", "supports", "event-day", "at", "points-0-value"} == {
        fault.anchor for fault in faults if fault.anchor
    }
    for fault in faults:
        assert fault.anchor == "" or fault.anchor in ids
    assert len(ids) == len(set(ids))
    assert 'aria-describedby="name-hint name-error"' in html


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("14:30", time(14, 30)),
        ("2.30pm", time(14, 30)),
        ("9am", time(9)),
        ("12 AM", time(0)),
        ("12pm", time(12)),
        ("0905", time(9, 5)),
    ],
)
def test_times_are_read_as_people_type_them(app: Flask, typed: str, read: time) -> None:
    form, _html = _form(app, {"at": typed})
    assert form.at.data == read
    assert not form.at.errors


@pytest.mark.parametrize("typed", ["9", "25:00", "13pm", "10:61", "0am", "noon-ish"])
def test_what_is_no_time_is_told(app: Flask, typed: str) -> None:
    form, html = _form(app, {"at": typed})
    assert form.at.data is None
    assert "Enter a time like 14:30 or 2.30pm." in html


@given(st.dates(min_value=date(1900, 1, 1)))
def test_any_day_is_read_and_shown_again(day: date) -> None:
    typed = MultiDict({"event-day": f" {day.day} ", "event-month": str(day.month), "event-year": f"{day.year:04}"})

    class OneDay(Form):
        event = DayField("Day")

    assert OneDay(typed).event.data == day
    assert OneDay(data={"event": day}).event.typed == (str(day.day), str(day.month), str(day.year))


@pytest.mark.parametrize(
    "parts", [("31", "2", "2026"), ("1", "", ""), ("x", "1", "2026"), ("1", "1", "26"), ("1", "1", "99999")]
)
def test_what_is_no_day_is_told_and_kept(app: Flask, parts: tuple[str, str, str]) -> None:
    form, html = _form(app, dict(zip(("event-day", "event-month", "event-year"), parts, strict=True)))
    assert form.event.errors
    assert 'href="#event-day"' in html
    assert form.event.typed == parts


def test_moments_are_shown_in_london_and_days_in_full(app: Flask) -> None:
    with app.test_request_context("/"):
        shown = render_template_string(
            "{{ a | moment }} / {{ b | moment }} / {{ d | day }} / {{ '+447700900123' | phone }} / {{ 'x<\ny' | lines }}",
            a=datetime.fromisoformat("2026-11-26T10:00:00+00:00"),
            b=datetime.fromisoformat("2026-07-01T23:30:00+00:00"),
            d=date(2026, 1, 2),
        )
    assert shown == (
        "Thursday 26 November 2026 at 10:00 / Thursday 2 July 2026 at 00:30 / Friday 2 January 2026 / "
        "\u206607700 900123\u2069 / x&lt;<br>y"
    )
