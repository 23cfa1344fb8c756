"""One text in every format: what pages show, what channels carry, and what ``bothways render`` writes.

A format that can't be made says why by its code; the others are not touched by it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from easyread import gate, pictures
from easyread.compose import compose
from easyread.document import Contact, Document, Question
from easyread.errors import EasyReadError, Place
from easyread.formats.audio import AudioKind, audio
from easyread.formats.braille import braille
from easyread.formats.easy_read import easy_read_pdf
from easyread.formats.easy_read_page import easy_read_html
from easyread.formats.easy_read_rows import SignOff
from easyread.formats.large_print import large_print_pdf
from easyread.formats.plain import plain_html, plain_text
from easyread.formats.screen import screen_pdf
from easyread.measuring import page_count
from easyread.pictures import Pack
from service.translations import translations_for

__all__ = ["FORMS", "Form", "Product", "Refused", "Words", "document_of", "every", "make"]

LARGE_PRINT_SIZES: Final = (16, 18, 20, 24, 28)


@dataclass(frozen=True, slots=True)
class Words:
    """What a worker wrote, and who writes. ``reference`` is the reply code as shown; empty where nobody is to answer."""

    body: str
    language: str = "en"
    title: str = ""
    question: str | None = None
    """None: nothing is asked; empty: "is this clear?"."""
    options: tuple[str, ...] = ()
    sender: str = ""
    phone: str = ""
    address: tuple[str, ...] = ()
    reference: str = ""
    dated: date | None = None


@dataclass(frozen=True, slots=True)
class Form:
    """A format by its name in URLs, files and ``--format``."""

    name: str
    media_type: str
    suffix: str


@dataclass(frozen=True, slots=True)
class Product:
    """``said`` is what sighted or hearing people keep of it: the print copy of braille, the words of a recording."""

    form: Form
    data: bytes
    pages: int = 0
    seconds: float = 0.0
    said: str = ""
    failures: tuple[gate.Failure, ...] = ()
    """What keeps an Easy Read document from going out."""


@dataclass(frozen=True, slots=True)
class Refused:
    """``package`` is what to install, where that is why."""

    form: Form
    code: str
    place: Place | None = None
    package: str = ""


Translate = Callable[[str], str]
_Maker = Callable[["_Wanted"], Product]


@dataclass(frozen=True, slots=True)
class _Wanted:
    form: Form
    document: Document
    translate: Translate
    sign_off: SignOff | None
    packs: Sequence[Pack] = field(default_factory=tuple)

    def illustrated(self) -> Document:
        if any(sentence.picture for sentence in self.document.sentences):
            return self.document
        return pictures.illustrated(self.document, self.packs, self.translate)


def document_of(words: Words) -> Document:
    """Raises ``Unreadable``: ``text_too_long``, ``character_not_text``, with its place."""
    return compose(
        words.body,
        language=words.language,
        title=words.title or translations_for(words.language).gettext("A message for you"),
        contact=Contact(words.sender, words.phone, words.address),
        question=None if words.question is None else Question(words.question, words.options),
        reference=words.reference,
        dated=words.dated,
    )


def make(document: Document, name: str, *, sign_off: SignOff | None = None, packs: Sequence[Pack] = ()) -> Product:
    """Raises ``KeyError`` for a format that nobody knows, and ``EasyReadError`` for what can't be made."""
    form, maker = FORMS[name]
    return maker(_Wanted(form, document, translations_for(document.language).gettext, sign_off, packs))


def every(document: Document, *, sign_off: SignOff | None = None, packs: Sequence[Pack] = ()) -> Iterator[Product | Refused]:
    """All of them, one after the other."""
    for name, (form, _) in FORMS.items():
        try:
            yield make(document, name, sign_off=sign_off, packs=packs)
        except EasyReadError as error:
            yield Refused(form, error.code, error.place, error.package)


def _plain(wanted: _Wanted) -> Product:
    return Product(wanted.form, plain_text(wanted.document, wanted.translate).encode())


def _html(wanted: _Wanted) -> Product:
    return Product(wanted.form, plain_html(wanted.document, wanted.translate).encode())


def _easy_read(wanted: _Wanted) -> Product:
    document = wanted.illustrated()
    pdf = easy_read_pdf(document, sign_off=wanted.sign_off, translate=wanted.translate)
    return Product(wanted.form, pdf, page_count(pdf), failures=gate.failures(document, pdf))


def _easy_read_html(wanted: _Wanted) -> Product:
    page = easy_read_html(wanted.illustrated(), sign_off=wanted.sign_off, translate=wanted.translate)
    return Product(wanted.form, page.encode())


def _large_print(size: int) -> _Maker:
    def made(wanted: _Wanted) -> Product:
        pdf = large_print_pdf(wanted.document, size=size, translate=wanted.translate)
        return Product(wanted.form, pdf, page_count(pdf))

    return made


def _screen(wanted: _Wanted) -> Product:
    pdf = screen_pdf(wanted.document, translate=wanted.translate)
    return Product(wanted.form, pdf, page_count(pdf))


def _braille(grade: int) -> _Maker:
    def made(wanted: _Wanted) -> Product:
        done = braille(wanted.document, grade=grade, translate=wanted.translate)
        return Product(wanted.form, done.brf, done.pages, said=done.print_copy)

    return made


def _audio(kind: AudioKind) -> _Maker:
    def made(wanted: _Wanted) -> Product:
        done = audio(wanted.document, kind, translate=wanted.translate)
        return Product(wanted.form, done.data, seconds=done.seconds, said=done.spoken)

    return made


_PDF = "application/pdf"
_BRF = "application/x-brf"
FORMS: Final[Mapping[str, tuple[Form, _Maker]]] = {
    form.name: (form, maker)
    for form, maker in (
        (Form("plain", "text/plain; charset=utf-8", "txt"), _plain),
        (Form("html", "text/html; charset=utf-8", "html"), _html),
        (Form("easy-read", _PDF, "pdf"), _easy_read),
        (Form("easy-read-html", "text/html; charset=utf-8", "html"), _easy_read_html),
        *((Form(f"large-print-{size}", _PDF, "pdf"), _large_print(size)) for size in LARGE_PRINT_SIZES),
        (Form("screen-pdf", _PDF, "pdf"), _screen),
        (Form("braille-1", _BRF, "brf"), _braille(1)),
        (Form("braille-2", _BRF, "brf"), _braille(2)),
        (Form("audio-ogg", "audio/ogg", "ogg"), _audio(AudioKind.OGG)),
        (Form("audio-mp3", "audio/mpeg", "mp3"), _audio(AudioKind.MP3)),
    )
}
