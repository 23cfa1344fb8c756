"""What is kept of a content gives the same content back."""

from __future__ import annotations

from dataclasses import replace

import pytest

from channels.base import Attachment, EmailContent, Enclosure, EnclosureKind, LetterContent, TextContent
from service import renditions
from service.rendering import render_email, render_text
from tests.service.test_rendering import CHOICE, CODE

_RECORDING = Attachment("message.mp3", "audio/mpeg", b"\xff\xfb\0")
_BRAILLE = Enclosure(EnclosureKind.BRAILLE, "brf", b",HELLO\r\n\f", 1)


@pytest.mark.parametrize(
    "content",
    [
        render_text(CHOICE, CODE),
        render_email(CHOICE, CODE),
        replace(render_email(CHOICE, CODE), attachments=(_RECORDING,)),
        LetterContent(b"%PDF", 3),
        LetterContent(b"%PDF\xff", 3, (_BRAILLE,)),
        LetterContent(b"%PDF\n\xff", 3, link="https://council.example/r/0"),
        LetterContent(b"%PDF\xff", 3, (_BRAILLE,), "https://council.example/r/0"),
    ],
)
def test_what_is_stored_comes_back_the_same(content: TextContent | EmailContent | LetterContent) -> None:
    pages = content.pages if isinstance(content, LetterContent) else 0
    back = renditions.restored(renditions.kind_of(content), renditions.stored(content), pages)
    assert back == content
    assert back.digest() == content.digest()


def test_the_same_words_with_another_enclosure_are_another_content() -> None:
    letter = LetterContent(b"%PDF", 3)
    digests = {letter.digest(), replace(letter, enclosed=(_BRAILLE,)).digest()}
    digests.add(replace(letter, enclosed=(replace(_BRAILLE, data=b"other"),)).digest())
    assert len(digests) == 3
