"""One text in every format: looked at while a message is written, or for a letter that somebody pastes. Nothing is kept."""

from __future__ import annotations

import base64
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from flask import Blueprint, Response, render_template, request
from flask.typing import ResponseReturnValue
from wtforms import SelectField, StringField, TextAreaField

from easyread import gate, plain_language
from easyread.document import Document
from easyread.errors import EasyReadError
from easyread.formats.easy_read_rows import SignOff
from easyread.plain_language import Finding, Severity, Target
from service.domain.preferences import WRITTEN_LANGUAGES
from service.formats import FORMS, Product, Words, document_of, make
from service.packs import packs
from service.web.doors import container
from service.web.fields import options
from service.web.format_labels import FORM_LABELS
from service.web.forms import HouseForm, page
from service.web.letter_images import page_images
from service.web.locale import gettext as _
from service.web.locale import lazy
from service.web.message_words import written_languages
from service.web.words import words_for

blueprint = Blueprint("formats", __name__)

LONGEST: Final = 50_000
LOOK: Final = "look:"
"""What an ``action`` begins with that asks for one format."""
_POLICY: Final = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; media-src data:; frame-ancestors 'none';"
    " base-uri 'none'; form-action 'none'; sandbox"
)
"""A product stands on a page of its own: its style applies, its pictures show, and nothing runs."""


@dataclass(frozen=True, slots=True)
class Marked:
    """A finding as a page shows it. ``words`` are those of the text, cut where they are long."""

    words: str
    advice: str
    source: str
    fault: bool


def marked(text: str, language: str, *, easy_read: bool = False) -> list[Marked]:
    """What the plain-language check says of a text, faults first, then in the order of the text."""
    found = plain_language.check(text, language, target=Target.EASY_READ if easy_read else Target.STANDARD)
    ordered = sorted((each for each in found if each.severity is not Severity.NOTE), key=_urgency)
    return [_shown(each) for each in ordered]


def _urgency(finding: Finding) -> tuple[bool, int]:
    return finding.severity is not Severity.FAULT, finding.start


def _shown(finding: Finding) -> Marked:
    words = finding.words if len(finding.words) <= _MOST_SHOWN else f"{finding.words[:_MOST_SHOWN].rstrip()}…"
    return Marked(words, finding.advice.text(_), str(finding.source), finding.severity is Severity.FAULT)


_MOST_SHOWN = 80


def look(document: Document, name: str, sign_off: SignOff | None = None) -> ResponseReturnValue:
    """The format itself, on a page of its own, or why it can't be made."""
    if name not in FORMS:
        return render_template("pages/formats/refused.html", label="", words=words_for("format_unknown")), 404
    try:
        made = make(document, name, sign_off=sign_off, packs=packs())
    except EasyReadError as error:
        label = FORM_LABELS[name]
        words = words_for(error.code)
        return render_template("pages/formats/refused.html", label=label, words=words, package=error.package), 422
    if made.form.suffix in {"brf", "ogg", "mp3"}:
        return render_template("pages/formats/said.html", product=made, label=FORM_LABELS[name], source=_data_url(made))
    if made.failures:
        reasons, images = refusals(made.failures), page_images(made.data)
        return render_template("pages/formats/held.html", label=FORM_LABELS[name], reasons=reasons, images=images)
    headers = {"Content-Security-Policy": _POLICY, "Content-Disposition": f"inline; filename={name}.{made.form.suffix}"}
    if made.form.suffix == "pdf":
        # A sandbox keeps browsers from showing a PDF at all.
        headers["Content-Security-Policy"] = "default-src 'none'; style-src 'unsafe-inline'; plugin-types application/pdf"
    return Response(made.data, mimetype=made.form.media_type.partition(";")[0], headers=headers)


def _data_url(made: Product) -> str:
    return f"data:{made.form.media_type};base64,{base64.b64encode(made.data).decode()}"


class PasteForm(HouseForm):
    title = StringField(lazy("Heading"), description=lazy("For example: Your visit on Thursday"))
    body = TextAreaField(lazy("The letter"), description=lazy("Paste it here, or type it. Up to 50,000 characters."))
    language = SelectField(lazy("Language that it is written in"), default="en", choices=options([("en", "en")]))

    def __init__(self) -> None:
        super().__init__()
        self.language.choices = options(written_languages())


@blueprint.route("/formats", methods=["GET", "POST"])
def paste() -> ResponseReturnValue:
    """Anyone signed in pastes a letter and sees every format of it. Nothing of it is stored or logged."""
    form = PasteForm()
    action = request.form.get("action", "")
    shown = False
    if form.validate_on_submit():
        text = form.body.data or ""
        if not text.strip():
            form.body.errors = [_("Paste or type some words first.")]
        else:
            try:
                document = _pasted(form, text)
            except EasyReadError as error:
                form.body.errors = [words_for(error.code)]
            else:
                if action.startswith(LOOK):
                    # Nobody signed what was only pasted: the page says so.
                    return look(document, action.removeprefix(LOOK))
                shown = True
    found = marked(form.body.data or "", form.language.data or "en") if shown else []
    return page("pages/formats/paste.html", form=form, shown=shown, found=found, labels=FORM_LABELS)


@blueprint.post("/formats/words")
def words() -> ResponseReturnValue:
    """The findings alone, for a page that asks while somebody types."""
    text = request.form.get("body", "")[:LONGEST]
    language = request.form.get("language", "en")
    found = marked(text, language if language in WRITTEN_LANGUAGES else "en") if text.strip() else []
    return render_template("pages/formats/words.html", found=found)


def _pasted(form: PasteForm, text: str) -> Document:
    settings = container().settings
    return document_of(
        Words(
            text,
            language=form.language.data or "en",
            title=(form.title.data or "").strip(),
            sender=settings.council_name,
            phone=settings.council_phone,
        )
    )


def refusals(failures: Sequence[gate.Failure]) -> list[str]:
    """What keeps Easy Read from going out, in words, each once."""
    return list(dict.fromkeys(_(failure.advice) for failure in failures))
