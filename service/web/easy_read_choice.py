"""Which picture stands beside which sentence of a message in Easy Read, and what still keeps it from going out."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace

from flask import request

from easyread import gate
from easyread.errors import EasyReadError
from easyread.formats.easy_read import easy_read_pdf
from easyread.formats.easy_read_page import data_url
from easyread.pictures import concepts, suggest
from service import planning
from service.domain.formats import EasyReadChoice
from service.domain.messages import Draft
from service.format_rendering import easy_read_document, sign_off_of
from service.packs import packs
from service.planning import Preview
from service.translations import translations_for
from service.web.doors import signed_in
from service.web.formats import refusals
from service.web.words import words_for

_MOST_SUGGESTED = 8


@dataclass(frozen=True, slots=True)
class Row:
    """One sentence. ``concept`` is the name of its picture, empty where there is none yet."""

    sentence: str
    concept: str
    image: str
    alternative: str
    suggested: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Choice:
    """``reasons`` are what keeps it from going out; ``names`` every picture that there is."""

    rows: tuple[Row, ...]
    reasons: tuple[str, ...]
    names: tuple[str, ...]


def chosen() -> EasyReadChoice:
    """The pictures and the signature that came with this request."""
    who = signed_in()
    return EasyReadChoice(
        signed_by=who.name if who is not None and request.form.get("signed") else "",
        checked_by_people=bool(request.form.get("checked_by_people")),
        pictures=tuple(request.form.getlist("picture")),
    )


def with_choice(draft: Draft) -> Draft:
    """The draft with them."""
    return replace(draft, **asdict(chosen()))


def choice(seen: Preview, draft: Draft) -> Choice | None:
    """``None`` where this message goes out in no Easy Read."""
    if not planning.needs_signature(seen):
        return None
    parts = planning.message_parts(seen.known.letterhead, draft, quiz=seen.quiz)
    names = tuple(concept.name for pack in (*packs(), concepts()) for concept in pack.concepts)
    try:
        document = easy_read_document(parts, seen.code)
        # What we add ourselves is not the worker's to draw.
        own = easy_read_document(replace(parts, reads=None), seen.code)
        translate = translations_for(draft.language).gettext
        pdf = easy_read_pdf(document, sign_off=sign_off_of(parts), translate=translate)
    except EasyReadError as error:
        rows = tuple(Row("", name, "", "", ()) for name in draft.pictures)
        return Choice(rows, (words_for(error.code),), names)
    rows = tuple(
        Row(
            sentence.text.strip(),
            sentence.picture.concept if sentence.picture else "",
            data_url(sentence.picture) if sentence.picture else "",
            sentence.picture.alternative if sentence.picture else "",
            tuple(found.name for found in suggest(sentence, draft.language, packs()))[:_MOST_SUGGESTED],
        )
        for sentence in own.sentences
    )
    return Choice(rows, tuple(refusals(gate.failures(document, pdf))), names)
