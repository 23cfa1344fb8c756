"""Our own Easy Read texts, a file each: a sentence a line, its picture named before it. A council signs them off."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache
from pathlib import Path

from easyread.asking import Translate
from easyread.compose import sentence_of
from easyread.document import Block, Contact, Document, Heading, Paragraph, Sentence
from easyread.errors import Unmakeable
from easyread.pictures import Pack, concept_named, picture

__all__ = ["LANGUAGE", "edition", "editions"]

LANGUAGE = "en"
_FOLDER = Path(__file__).parent
_LINE = re.compile(r"\[(?P<concept>[^\]]+)\] (?P<words>.+)")


@lru_cache(maxsize=1)
def editions() -> tuple[str, ...]:
    """Their names."""
    return tuple(sorted(path.stem for path in _FOLDER.glob("*.txt")))


def edition(name: str, contact: Contact, *, packs: Sequence[Pack] = (), translate: Translate = str) -> Document:
    """With a council's contact, and its own pictures where its packs name the same concepts.

    ``translate`` is for what the pictures show. Raises ``Unmakeable`` (``edition_unknown``).
    """
    if name not in editions():
        raise Unmakeable("edition_unknown")
    title, *lines = (_FOLDER / f"{name}.txt").read_text(encoding="utf-8").splitlines()
    blocks: list[Block] = []
    told: list[Sentence] = []
    for line in [*lines, ""]:
        if found := _LINE.fullmatch(line):
            shown = picture(concept_named(found["concept"], packs), translate)
            told.append(replace(sentence_of(found["words"], LANGUAGE), picture=shown))
            continue
        if told:
            blocks.append(Paragraph(tuple(told)))
            told = []
        if line:
            blocks.append(Heading(sentence_of(line.removeprefix("## "), LANGUAGE)))
    return Document(LANGUAGE, title.removeprefix("# "), tuple(blocks), contact)
