"""The parameters that GOV.UK components take, made from a WTForms field, for ``templates/macros/forms.html``."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Flask
from wtforms import Field

Params = dict[str, Any]


def init_components(app: Flask) -> None:
    app.jinja_env.globals.update(govuk_label=label, govuk_legend=legend, govuk_hint=hint, govuk_fault=fault, govuk_item=item)


def label(field: Field, heading: bool = False, size: str | None = None) -> Params:  # noqa: FBT001, FBT002 - called from templates
    """``size`` is s, m or l; a label that is the page's heading is large."""
    size = size or ("l" if heading else None)
    return {
        "text": str(field.label.text),
        "isPageHeading": heading,
        "classes": f"govuk-label--{size}" if size else "",
    }


def legend(field: Field, size: str = "m", heading: bool = False) -> Params:  # noqa: FBT001, FBT002 - called from templates
    size = "l" if heading else size
    return {"text": str(field.label.text), "isPageHeading": heading, "classes": f"govuk-fieldset__legend--{size}"}


def hint(field: Field, words: Any = None) -> Params | None:
    text = str(words or field.description or "")
    return {"text": text} if text else None


def fault(field: Field) -> Params | None:
    """The first fault alone: one thing to mend at a time; the summary lists them all."""
    return {"text": str(field.errors[0])} if field.errors else None


def item(choice: Field, hints: Mapping[str, Any]) -> Params:
    """One radio or checkbox. ``choice`` is a subfield as WTForms yields it."""
    value = str(choice.data)
    words = hints.get(value)
    return {
        "value": value,
        "text": str(choice.label.text),
        "checked": bool(getattr(choice, "checked", False)),
        "hint": {"text": str(words)} if words else None,
    }
