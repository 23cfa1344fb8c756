"""A document read aloud: what is said, in order, and the file that says it."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from easyread import speaking
from easyread.asking import Translate, ask_of
from easyread.characters import require_text_of
from easyread.document import Document, Heading
from easyread.errors import NotInstalled
from easyread.formats.espeak import Espeak
from easyread.formats.labels import labels_in
from easyread.formats.voice import Engine, Utterance
from easyread.writing import Style, write, write_text

__all__ = ["Audio", "AudioKind", "audio", "script_of"]

_SENTENCE, _PARAGRAPH, _PART = 0.4, 0.8, 1.3
"""Seconds of silence after each."""
_BULLET = re.compile("[\u2022\u00b7*\u2013\u2014-]+\\s+")


class AudioKind(StrEnum):
    OGG = "ogg"
    """Opus: for browsers and phones, a third of the size."""
    MP3 = "mp3"
    """For players, CDs and USB sticks."""


@dataclass(frozen=True, slots=True)
class Audio:
    """``spoken`` is what was given to the voice, an utterance a line: for the file, and for whoever can't listen."""

    data: bytes
    seconds: float
    spoken: str


def audio(
    document: Document,
    kind: AudioKind = AudioKind.OGG,
    *,
    translate: Translate = str,
    engine: Engine | None = None,
) -> Audio:
    """The whole document, whom to contact said twice, slowly.

    Raises ``Unreadable`` (no text), ``Unmakeable``: ``audio_no_voice`` (in this language), ``audio_engine_failed``;
    ``NotInstalled`` (``audio_not_installed``).
    """
    require_text_of(document)
    engine = engine or Espeak()
    script = tuple(script_of(document, translate))
    try:
        # Here and not above: every worker stands on this module, and few make audio.
        from easyread.formats.encoding import encoded
    except (ImportError, OSError):
        raise NotInstalled("audio_not_installed", package="soundfile") from None
    out = io.BytesIO()
    seconds = encoded(engine.speak(document.language, script), engine.rate, kind.value, out)
    return Audio(out.getvalue(), seconds, "\n".join(utterance.text for utterance in script) + "\n")


def script_of(document: Document, translate: Translate = str) -> Iterator[Utterance]:
    """What is said, in order."""
    _ = translate
    language = document.language
    yield from _said(write_text(document.title, language, Style.SPEECH), _PART)
    for block in document.blocks:
        if isinstance(block, Heading):
            yield from _said(write(block.sentence, language, Style.SPEECH), _PARAGRAPH)
            continue
        for number, sentence in enumerate(block.sentences, start=1):
            pause = _PARAGRAPH if number == len(block.sentences) else _SENTENCE
            yield from _said(_without_bullet(write(sentence, language, Style.SPEECH)), pause)
    labels = labels_in(translate)
    for fact in document.facts:
        yield from _said(f"{labels.facts[fact.kind]}: {write(fact.sentence, language, Style.SPEECH)}", _PARAGRAPH)
    ask = ask_of(document, translate)
    for line in (ask.question, *ask.options, *ask.how):
        yield from _said(write_text(line, language, Style.SPEECH), _PARAGRAPH)
    contact = tuple(_contact(document, translate))
    yield from contact
    if contact:
        yield from _said(_("I will say that again."), _PARAGRAPH)
        yield from contact


def _contact(document: Document, translate: Translate) -> Iterator[Utterance]:
    _ = translate
    language, contact = document.language, document.contact
    lines = [contact.name, *contact.address]
    if contact.phone:
        lines.insert(1, _("Phone: %(phone)s") % {"phone": contact.phone})
    if any(line.strip() for line in lines):
        yield from _said(labels_in(translate).contact + ".", _PARAGRAPH)
    for line in lines:
        yield from _said(write_text(line, language, Style.SPEECH), _PARAGRAPH, slow=True)
    if document.reference:
        spelled = speaking.spelled(document.reference)
        yield from _said(_("Your reference is %(code)s.") % {"code": spelled}, _PARAGRAPH, slow=True)


def _without_bullet(text: str) -> str:
    bullet = _BULLET.match(text)
    return text[bullet.end() :] if bullet else text


def _said(text: str, pause: float, *, slow: bool = False) -> Iterator[Utterance]:
    line = " ".join(text.split())
    if line:
        yield Utterance(line, pause, slow)
