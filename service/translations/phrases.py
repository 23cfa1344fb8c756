"""The phrases themselves, beside their English, and a digest that changes with any of them.

Which ones stand in messages is read from the sources that make messages, so that no list can fall behind them.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from babel.messages.catalog import Message
from babel.messages.extract import extract_from_file

from service.translations import DEFAULT, available, catalogue

_ROOT = Path(__file__).resolve().parents[2]
MESSAGE_SOURCES = (
    ("channels/letter/document.py", "python"),
    ("service/*rendering.py", "python"),
    ("easyread/asking.py", "python"),
    ("easyread/formats/**/*.py", "python"),
    ("templates/emails/*", "jinja2.ext.babel_extract"),
    ("templates/formats/*.html", "jinja2.ext.babel_extract"),
    ("templates/texts/*.txt", "jinja2.ext.babel_extract"),
)
"""Where words stand that the person reads, and how Babel reads them there."""
_KEYWORDS = {"_": None, "gettext": None, "lazy": None, "ngettext": (1, 2)}


@dataclass(frozen=True, slots=True)
class Phrase:
    """One phrase; several forms where it counts. ``words`` are empty where nobody translated it, or not for sure."""

    english: tuple[str, ...]
    words: tuple[str, ...]

    @property
    def missing(self) -> bool:
        return not self.words or not all(self.words)


@cache
def message_ids() -> frozenset[str]:
    """The English of every phrase that a person may read in a message; where it counts, that for one."""
    return frozenset(extracted(MESSAGE_SOURCES))


def extracted(sources: Iterable[tuple[str, str]]) -> Iterator[str]:
    """The English of what these sources say, as often as they say it."""
    for pattern, method in sources:
        for path in sorted(_ROOT.glob(pattern)):
            for _line, found, _comments, _context in extract_from_file(method, path, _KEYWORDS):
                yield found[0] if isinstance(found, tuple) else found


@cache
def message_phrases(locale: str) -> tuple[Phrase, ...]:
    """Those of messages, by their English. ``locale`` is one of ``available``."""
    texts = catalogue(locale)
    return tuple(_phrase(english, texts.get(english)) for english in sorted(message_ids()))


@cache
def page_phrases(locale: str) -> tuple[Phrase, ...]:
    """All others that any catalogue has, by their English."""
    texts = catalogue(locale)
    return tuple(_phrase(english, texts.get(english)) for english in _page_ids())


@cache
def _page_ids() -> tuple[str, ...]:
    every = {_ids(entry)[0] for locale in available() for entry in catalogue(locale) if entry.id}
    return tuple(sorted(every - message_ids()))


def _phrase(english: str, entry: Message | None) -> Phrase:
    if entry is None:
        return Phrase((english,), ())
    words = entry.string if isinstance(entry.string, list | tuple) else (entry.string or "",)
    return Phrase(_ids(entry), () if entry.fuzzy or not any(words) else tuple(words))


def _ids(entry: Message) -> tuple[str, ...]:
    return tuple(entry.id) if isinstance(entry.id, list | tuple) else (entry.id,)


def digest(phrases: tuple[Phrase, ...]) -> str:
    """SHA-256 in hex: another word in any of them, or another phrase among them, makes another digest."""
    written = json.dumps([[phrase.english, phrase.words] for phrase in phrases], ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(written.encode()).hexdigest()


@cache
def message_digest(locale: str) -> str:
    """That of the messages' phrases; empty for English, which nobody approves."""
    return "" if locale == DEFAULT else digest(message_phrases(locale))


@cache
def page_digest(locale: str) -> str:
    """That of all others that the locale's own catalogue names: those that nobody translated yet are among them."""
    if locale == DEFAULT:
        return ""
    own = (_phrase(_ids(entry)[0], entry) for entry in catalogue(locale) if entry.id)
    return digest(tuple(sorted((one for one in own if one.english[0] not in message_ids()), key=lambda one: one.english)))
