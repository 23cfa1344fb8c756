"""Renditions in the formats that are more than their size: Easy Read, braille and audio, by email and in an envelope.

Nothing here is loaded before somebody needs it: every worker stands on ``rendering``, and few messages come here.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from channels.base import Attachment, EmailContent, Enclosure, EnclosureKind, LetterContent
from channels.email.html import inline
from channels.errors import Uncarriable
from channels.letter.joining import with_pages_inside
from easyread import gate
from easyread.document import Document, Paragraph, Picture
from easyread.errors import EasyReadError
from easyread.formats.audio import AudioKind, audio
from easyread.formats.braille import braille
from easyread.formats.easy_read import easy_read_pdf
from easyread.formats.easy_read_page import easy_read_html
from easyread.formats.easy_read_rows import SignOff
from easyread.formats.plain import plain_text
from easyread.pictures import concept_named, illustrated, picture
from easyread.svg import raster_kind
from easyread.typesetting import picture_png
from service import rendering
from service.domain import codes
from service.domain.messages import CheckKind
from service.domain.preferences import Format
from service.formats import Words, document_of
from service.packs import packs
from service.rendering import LetterParts, MessageParts
from service.translations import translations_for

__all__ = ["easy_read_document", "email_in", "letter_in", "sign_off_of", "spoken_document"]

COVER_POINTS: Final = 18
_GRADE: Final = {Format.BRAILLE_1: 1, Format.BRAILLE_2: 2}
_DISC: Final = {Format.AUDIO_CD: EnclosureKind.AUDIO_CD, Format.AUDIO_USB: EnclosureKind.AUDIO_USB}


def email_in(form: Format, parts: MessageParts, code: str, *, pixels: int) -> EmailContent:
    """The words in a mail of that format. Raises ``Uncarriable`` with the code of what stands in its way."""
    try:
        match form:
            case Format.EASY_READ:
                return _easy_read_email(parts, code)
            case Format.AUDIO_DOWNLOAD:
                made = audio(spoken_document(parts, code), AudioKind.MP3, translate=_translate(parts))
                attachment = Attachment("message.mp3", "audio/mpeg", made.data)
            case Format.BRAILLE_1 | Format.BRAILLE_2:
                done = braille(spoken_document(parts, code), grade=_GRADE[form], translate=_translate(parts))
                attachment = Attachment("message.brf", "application/x-brf", done.brf)
            case _:
                raise Uncarriable("format_not_by_email")
    except EasyReadError as error:
        raise Uncarriable(error.code) from None
    return replace(rendering.render_email(parts, code, pixels=pixels), attachments=(attachment,))


def letter_in(form: Format, parts: MessageParts, paper: LetterParts, code: str) -> LetterContent:
    """The words in an envelope, in that format. Raises ``Uncarriable`` with the code of what stands in its way."""
    try:
        match form:
            case Format.EASY_READ:
                return _easy_read_letter(parts, paper, code)
            case Format.BRAILLE_1 | Format.BRAILLE_2:
                done = braille(spoken_document(parts, code), grade=_GRADE[form], translate=_translate(parts))
                enclosure = Enclosure(EnclosureKind.BRAILLE, "brf", done.brf, done.pages)
            case Format.AUDIO_CD | Format.AUDIO_USB:
                made = audio(spoken_document(parts, code), AudioKind.MP3, translate=_translate(parts))
                enclosure = Enclosure(_DISC[form], "mp3", made.data, round(made.seconds))
            case _:
                raise Uncarriable("format_not_by_letter")
    except EasyReadError as error:
        raise Uncarriable(error.code) from None
    # Printed beside it: who opens the envelope sees whose it is, and whoever helps can read the same words.
    return replace(rendering.render_paper(parts, paper, code), enclosed=(enclosure,))


def spoken_document(parts: MessageParts, code: str) -> Document:
    """What every format tells: the words, the check, whom to ask and the code."""
    asked = parts.question if parts.check_kind is not CheckKind.NONE else ""
    return document_of(
        Words(
            f"{parts.body}\n\n{parts.hours}".rstrip(),
            language=parts.language,
            question=asked if parts.quiz else None,
            options=parts.options if parts.quiz and parts.check_kind is CheckKind.CHOICE else (),
            sender=parts.sender,
            phone=parts.phone,
            reference=codes.show(code),
        )
    )


def easy_read_document(parts: MessageParts, code: str) -> Document:
    """With a picture beside each sentence: the one that was chosen, else the one that is suggested."""
    document, translate = spoken_document(parts, code), _translate(parts)
    chosen = iter(parts.pictures)

    def drawn(paragraph: Paragraph) -> Paragraph:
        names = ((sentence, next(chosen, "")) for sentence in paragraph.sentences)
        return replace(
            paragraph,
            sentences=tuple(
                replace(sentence, picture=picture(concept_named(name, packs()), translate)) if name else sentence
                for sentence, name in names
            ),
        )

    blocks = tuple(drawn(block) if isinstance(block, Paragraph) else block for block in document.blocks)
    return illustrated(replace(document, blocks=blocks), packs(), translate)


def _translate(parts: MessageParts) -> rendering.Translate:
    return translations_for(parts.language).gettext


def sign_off_of(parts: MessageParts) -> SignOff | None:
    return SignOff(parts.signed_by, parts.checked_by_people) if parts.signed_by else None


def _easy_read_pdf(parts: MessageParts, document: Document) -> bytes:
    pdf = easy_read_pdf(document, sign_off=sign_off_of(parts), translate=_translate(parts))
    if gate.failures(document, pdf):
        raise Uncarriable("easy_read_not_ready")
    return pdf


def _easy_read_email(parts: MessageParts, code: str) -> EmailContent:
    document = easy_read_document(parts, code)
    # What is sent as a page passes the gate that its paper form passes: the same rows, measured where they can be.
    _easy_read_pdf(parts, document)
    shown: dict[Picture, str] = {}

    def address(drawn: Picture) -> str:
        return f"cid:{shown.setdefault(drawn, f'picture-{len(shown) + 1}')}"

    translate = _translate(parts)
    html = easy_read_html(document, sign_off=sign_off_of(parts), translate=translate, address=address, answer_at=parts.link)
    files = tuple(_file(drawn, name) for drawn, name in shown.items())
    text = plain_text(document, translate)
    if parts.link:
        answer = translate("Your answer")
        text += f"\n{answer}:\n{parts.link}\n"
    return EmailContent(translate("A message for you"), text, inline(html), files)


def _file(drawn: Picture, name: str) -> Attachment:
    kind = raster_kind(drawn.image) or "png"
    return Attachment(f"{name}.{kind}", f"image/{kind}", picture_png(drawn), inline_id=name)


def _easy_read_letter(parts: MessageParts, paper: LetterParts, code: str) -> LetterContent:
    """A cover with the window, the pages that the gate measured, and the slip: nothing stands on the back of that."""
    document = easy_read_document(parts, code)
    pages = _easy_read_pdf(parts, document)
    words = _translate(parts)("Your letter is on the next pages. It is in Easy Read.")
    cover = rendering.render_paper(replace(parts, body=words), replace(paper, points=COVER_POINTS, numbered=False), code)
    printed, number = with_pages_inside(cover.pdf, pages)
    return LetterContent(printed, number, link=cover.link)
