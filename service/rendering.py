"""Words, check and code made into exactly what will arrive. The locale is always an argument: workers have no request."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from pathlib import Path

from babel import Locale
from babel.dates import format_date
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from channels.base import EmailContent, LetterContent, TextContent
from channels.email.html import inline
from channels.letter.document import SecondLanguage
from channels.letter.render import LetterDocument, SenderBlock, SlipLabels, render_letter
from easyread.document import Kind
from easyread.locales import is_right_to_left
from easyread.recognising import recognise
from easyread.writing import isolated
from service.domain import codes
from service.domain.cover import ReadingTimes
from service.domain.letterheads import NO_HEAD, PaperHead
from service.domain.messages import CheckKind
from service.domain.translating import Below
from service.domain.understanding import Proof
from service.hours_rendering import hours_line
from service.translations import translations_for

Translate = Callable[[str], str]
TEMPLATES = Path(__file__).resolve().parent.parent / "templates"
STANDARD_LETTER_POINTS = 14
STANDARD_EMAIL_PIXELS = 18
_BLANK_LINES = re.compile(r"\n(?:[^\S\n]*\n)+")


@dataclass(frozen=True, slots=True)
class MessageParts:
    """What every rendition is made of. ``sender`` is the neutral name; ``phone`` as people dial it."""

    body: str
    check_kind: CheckKind
    question: str
    options: tuple[str, ...]
    proof: Proof
    sender: str
    phone: str
    language: str = "en"
    quiz: bool = True
    signed_by: str = ""
    checked_by_people: bool = False
    pictures: tuple[str, ...] = ()
    reads: ReadingTimes | None = None
    """When replies are read, where that must be said."""
    link: str = ""
    """Where the person may answer by a page; its token is filled in when it leaves."""

    @property
    def hours(self) -> str:
        return hours_line(self.reads, self.language) if self.reads is not None else ""


@dataclass(frozen=True, slots=True)
class LetterParts:
    """What only paper has. ``address`` is printed in the window alone."""

    address: str
    return_address: str
    dated: date
    points: int = STANDARD_LETTER_POINTS
    paper: str = "white"
    head: PaperHead = NO_HEAD
    plain_envelope: bool = False
    below: Below | None = None
    numbered: bool = True
    """Without page numbers where other pages, with numbers of their own, go between."""


@dataclass(frozen=True, slots=True)
class _Ask:
    kind: str


def _ask(parts: MessageParts) -> _Ask:
    if not parts.quiz:
        return _Ask("nothing")
    return _Ask("plain" if parts.check_kind is CheckKind.NONE else parts.check_kind.value)


@lru_cache(maxsize=32)
def _environment(language: str, *, escape: bool) -> Environment:
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=escape,  # noqa: S701 - a text message is not HTML; the email page asks for escaping
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n"],
        auto_reload=False,
    )
    environment.install_gettext_translations(translations_for(language), newstyle=True)  # type: ignore[attr-defined]
    return environment


_FROM_LEFT, _TO_HERE = "\u2066", "\u2069"
_ISOLATED = re.compile(f"{_FROM_LEFT}([^{_FROM_LEFT}-{_TO_HERE}]*){_TO_HERE}")


def _isolated(parts: MessageParts) -> MessageParts:
    """Phone numbers kept from being turned round by the words beside them. A text in such a script is UCS-2 anyhow."""
    if not is_right_to_left(parts.language):
        return parts

    def kept(text: str) -> str:
        spans = recognise(text, parts.language)
        return "".join(
            _FROM_LEFT + span.text + _TO_HERE if span.kind is Kind.PHONE else isolated(span.text, parts.language)
            for span in spans
        )

    return replace(
        parts,
        body=kept(parts.body),
        question=kept(parts.question),
        options=tuple(kept(option) for option in parts.options),
        phone=_FROM_LEFT + parts.phone + _TO_HERE if parts.phone else "",
    )


def render_text(parts: MessageParts, code: str) -> TextContent:
    """A text, its words untouched: nothing is shortened or replaced."""
    parts = _isolated(parts)
    around = _around_text(replace(parts, body=""))
    if around is None:
        return TextContent(_one_line_breaks(_text(parts, codes.show(code))))
    return TextContent(_one_line_breaks(parts.body.join(around[:2]) + codes.show(code) + around[2]))


def render_email(parts: MessageParts, code: str, *, pixels: int = STANDARD_EMAIL_PIXELS) -> EmailContent:
    """An email with a subject that says nothing of the case (DOMAIN §9)."""
    parts = _isolated(parts)
    around = _around_email(parts, pixels)
    if around is None:
        return _email(parts, codes.show(code), pixels)
    subject, text, html = around
    return EmailContent(subject, codes.show(code).join(text), codes.show(code).join(html))


# What stands around body and code is the same for thousands: it is rendered once, with characters in their places that
# nobody types. Where somebody did, each is rendered by itself.
_BODY, _CODE = "\ue000", "\ue001"


@lru_cache(maxsize=64)
def _around_text(parts: MessageParts) -> tuple[str, str, str] | None:
    """Before the body, between it and the code, after the code. ``parts`` are those of a message without its body."""
    shown = _text(replace(parts, body=_BODY), _CODE)
    if shown.count(_BODY) != 1 or shown.count(_CODE) != 1 or shown.index(_BODY) > shown.index(_CODE):
        return None
    before, _, rest = shown.partition(_BODY)
    between, _, after = rest.partition(_CODE)
    return before, between, after


@lru_cache(maxsize=16)
def _around_email(parts: MessageParts, pixels: int) -> tuple[str, list[str], list[str]] | None:
    """The subject, and the two forms of the same words without the code: few words go to many people."""
    made = _email(parts, _CODE, pixels)
    text, html = made.text.split(_CODE), made.html.split(_CODE)
    return (made.subject, text, html) if len(text) == len(html) == 2 else None


def _text(parts: MessageParts, shown_code: str) -> str:
    template = _environment(parts.language, escape=False).get_template("texts/message.txt")
    return template.render(parts=parts, ask=_ask(parts), code=shown_code)


def _email(parts: MessageParts, shown_code: str, pixels: int) -> EmailContent:
    plain = _environment(parts.language, escape=False)
    gettext = translations_for(parts.language).gettext
    subject = gettext("A message for you")
    ask = _ask(parts)
    text = plain.get_template("emails/message.txt").render(parts=parts, ask=ask, code=shown_code)
    html = (
        _environment(parts.language, escape=True)
        .get_template("emails/message.html")
        .render(
            parts=parts,
            ask=ask,
            code=shown_code,
            subject=subject,
            size=pixels,
            direction=Locale.parse(parts.language, sep="-").text_direction,
            paragraphs=[block.split("\n") for block in _paragraphs(parts.body)],
        )
    )
    # An element isolates as well, and no screen reader reads it out.
    return EmailContent(subject, text.strip() + "\n", inline(_ISOLATED.sub(r'<bdi dir="ltr">\1</bdi>', html)))


def render_paper(parts: MessageParts, paper: LetterParts, code: str) -> LetterContent:
    """A letter with its slip. Raises ``Uncarriable`` where a character has no glyph."""
    asks = parts.quiz and parts.check_kind is CheckKind.CHOICE
    head, plain, labels = paper.head, paper.plain_envelope, _slip_labels(parts)
    return render_letter(
        LetterDocument(
            address=tuple(paper.address.split("\n")),
            date=format_date(paper.dated, "d MMMM y", locale=parts.language.replace("-", "_")),
            reference=codes.show(code),
            sender=SenderBlock(
                name=head.sender_name(parts.sender, plain_envelope=plain),
                phone=parts.phone,
                return_address=tuple(head.returns_to(paper.return_address, plain_envelope=plain).split("\n")),
                logo=head.logo,
                signature=head.signature,
            ),
            # The words are the worker's own, greeting and all.
            greeting="",
            paragraphs=_paragraphs(parts.body),
            question=parts.question if parts.check_kind is not CheckKind.NONE and parts.quiz else None,
            options=parts.options if asks else (),
            contact_line=_contact_line(parts),
            font_size=paper.points,
            language=parts.language,
            paper=paper.paper,
            labels=labels if paper.numbered else replace(labels, page=""),
            sign_off=head.sign_off,
            neutral=plain,
            link=parts.link,
            second=_second(parts, paper.below),
        )
    )


def _second(parts: MessageParts, below: Below | None) -> SecondLanguage | None:
    if below is None:
        return None
    words = below.words
    there = replace(parts, body=words.body, question=words.question, options=words.options, language=below.language)
    asks = there.quiz and there.check_kind is not CheckKind.NONE
    return SecondLanguage(
        language=there.language,
        paragraphs=_paragraphs(there.body),
        question=there.question if asks else None,
        options=there.options if asks and there.check_kind is CheckKind.CHOICE else (),
        contact_line=_contact_line(there),
        labels=_slip_labels(there),
    )


def _paragraphs(body: str) -> tuple[str, ...]:
    """Blocks between blank lines, however these were typed."""
    return tuple(block.strip() for block in _BLANK_LINES.split("\n".join(body.strip().splitlines())) if block.strip())


def _one_line_breaks(text: str) -> str:
    return "\n".join(line.rstrip() for line in text.strip().split("\n"))


def _contact_line(parts: MessageParts) -> str:
    gettext = translations_for(parts.language).gettext
    line = gettext("To talk to someone, tick a box on the slip and post it back.")
    if parts.phone:
        line = gettext("To talk to someone, ring %(phone)s, or tick a box on the slip and post it back.")
        line %= {"phone": parts.phone}
    return f"{line} {parts.hours}".rstrip()


def _slip_labels(parts: MessageParts) -> SlipLabels:
    return SlipLabels.translated(translations_for(parts.language).gettext)
