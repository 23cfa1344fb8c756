"""A document as plain text and as an accessible HTML page, without pictures."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache, partial
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template
from markupsafe import Markup, escape

from easyread.asking import Translate, ask_of, contact_of, reference_of
from easyread.characters import require_text_of
from easyread.document import Block, Document, Heading, Kind, Sentence, Span
from easyread.formats.labels import labels_in
from easyread.locales import is_right_to_left
from easyread.recognising import recognise
from easyread.writing import Style, write, write_text

__all__ = ["plain_html", "plain_text"]

_TEMPLATES = Path(__file__).resolve().parents[2] / "templates" / "formats"
_ISOLATES = "\u2066\u2069"
_ISOLATED = re.compile(f"{_ISOLATES[0]}([^{_ISOLATES}]*){_ISOLATES[1]}")


def plain_text(document: Document, translate: Translate = str) -> str:
    """Paragraphs and parts stand a blank line apart. Raises ``Unreadable`` for what is no text."""
    require_text_of(document)
    written = partial(_written, language=document.language)
    labels, ask, contact = labels_in(translate), ask_of(document, translate), contact_of(document, translate)
    parts = [document.title]
    parts += (_block(block, written) for block in document.blocks)
    parts += (
        "\n".join(f"{labels.facts[fact.kind]}: {written(fact.sentence)}" for fact in document.facts),
        "\n".join(written(line) for line in (ask.question, *ask.options, *ask.how) if line),
        "\n".join((labels.contact, *map(written, contact))) if contact else "",
        reference_of(document, translate),
    )
    return "\n\n".join(part.strip() for part in parts if part.strip()) + "\n"


def plain_html(document: Document, translate: Translate = str) -> str:
    """A whole page: no scripts, nothing loaded, phone numbers to dial. Raises ``Unreadable`` for what is no text."""
    require_text_of(document)
    _ = translate
    language = document.language
    return _template().render(
        document=document,
        direction="rtl" if is_right_to_left(language) else "ltr",
        pieces=lambda told: [(span, _shown(span, language)) for span in _spans(told, language)],
        ask=ask_of(document, translate),
        labels=labels_in(translate),
        contact=contact_of(document, translate),
        facts_heading=_("What, when, where and who"),
        reference=reference_of(document, translate),
    )


def _written(told: Sentence | str, language: str) -> str:
    return write_text(told, language, Style.PRINT) if isinstance(told, str) else write(told, language, Style.PRINT)


def _block(block: Block, written: Callable[[Sentence], str]) -> str:
    if isinstance(block, Heading):
        return written(block.sentence)
    return "\n".join("".join(written(sentence) + sentence.space for sentence in line).rstrip() for line in block.lines)


def _spans(told: Sentence | str, language: str) -> tuple[Span, ...]:
    return recognise(told, language) if isinstance(told, str) else told.spans


def _shown(span: Span, language: str) -> str:
    """Its element isolates it: marks of the same for plain text would be read out by some screen readers."""
    shown = write(span, language, Style.PRINT)
    if span.kind is Kind.PHONE or _ISOLATES[0] not in shown:
        return shown.strip(_ISOLATES)
    return Markup(_ISOLATED.sub(r'<bdi dir="ltr">\1</bdi>', str(escape(shown))))  # noqa: S704 - escaped here


@lru_cache(maxsize=1)
def _template() -> Template:
    environment = Environment(
        loader=FileSystemLoader(_TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    return environment.get_template("document.html")
