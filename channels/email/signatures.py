"""Telling an answer from what programs and people put under it: a signature, a closing word, a disclaimer.

Nothing is taken away: the whole stays the reply. What is told apart here is only which part may be read as the answer, and
it is told apart only where every line below it is known for what it is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from channels.email import words

LONGEST = 20_000
"""Characters; nobody's plain answer stands over more."""
_MOST_LINES = 60
_MOST_FREE = 8
_LONGEST_FREE = 80

_DELIMITER = re.compile(r"--\s?|__\s?|—\s?")
_CLOSING = re.compile(words.CLOSINGS, re.IGNORECASE)
_DEVICE = re.compile(rf"(?:{words.SENT_FROM})(?:\s*(?:{words.DEVICES}))+[ .]*", re.IGNORECASE)
_DISCLAIMER_START = re.compile(
    r"[*\s]*(?:this (?:e-?mail|message|communication)|the (?:information|contents?) (?:in|of|contained in) this"
    r"|(?:confidentiality|privileged|confidential|legal|important|privacy) (?:notice|note|information)\b|disclaimer\b"
    r"|caution:|if you (?:are not the intended|have received this))",
    re.IGNORECASE,
)
_DISCLAIMER_SAYS = re.compile(
    r"intended (?:recipient|solely|only|for)|addressee|received (?:it|this)\b.{0,40}\bin error|confidential"
    r"|legally privileged|notify the sender|delete (?:it|this|the)|liability|virus|monitored|unauthorised|prohibited",
    re.IGNORECASE,
)
_FEWEST_SAID = 2
_FIXED = re.compile(
    r"(?:please )?consider the environment before printing(?: this e-?mail)?|virus[- ]free\.?(?: www\.\S+)?"
    r"|this (?:e-?mail|message) has been (?:scanned|checked) (?:for viruses )?by [\w ]{1,30}",
    re.IGNORECASE,
)
# Who speaks for themselves writes no disclaimer.
_OWN_VOICE = re.compile(r"\bI\b|\bI['\u2019]|\b(?i:my|me|mine|he|she|him|her|mum|dad)\b")
_CONTACT = re.compile(
    r"(?:(?:tel|phone|mob(?:ile)?|m|t|e|email|web|w)[.: ]\s*)?(?:\+?[\d ()-]{7,20}|[^\s@<>]+@[^\s@<>]+|(?:https?://|www\.)\S+)",
    re.IGNORECASE,
)
_SEPARATOR = re.compile(r"[\s_=*~-]{3,}")
_NAME_WORD = re.compile(r"[^\W\d_]+(?:['\u2019.-][^\W\d_]*)*")
_LONGEST_NAME_WORDS = 4


@dataclass(frozen=True, slots=True)
class Signed:
    """``answer`` stands above the signature; ``names`` are the lines of it that only a reader can tell from an answer."""

    answer: str
    names: str


def signed(text: str) -> Signed | None:
    """The parts of a reply (line breaks as ``\\n``) that ends in a signature; ``None`` where it is all the person's words.

    Where any line below the first sign of a signature is none of its own, there is no signature: then it is all read.
    """
    lines = [line.strip() for line in text.split("\n")] if len(text) <= LONGEST else []
    if len(lines) > _MOST_LINES:
        return None
    for at in range(1, len(lines)):
        if not any(lines[:at]) or not (_marks(lines[at]) or _begins_disclaimer(lines, at)):
            continue
        names = _names(lines, at)
        if names is not None:
            return Signed("\n".join(lines[:at]).strip("\n"), "\n".join(names))
    return None


def _marks(line: str) -> bool:
    return bool(_DELIMITER.fullmatch(line) or _CLOSING.fullmatch(line.rstrip(" ,.!")) or _DEVICE.fullmatch(line))


def _begins_disclaimer(lines: list[str], at: int) -> bool:
    return not lines[at - 1] and _is_disclaimer(_paragraph(lines, at))


def _paragraph(lines: list[str], at: int) -> str:
    end = next((end for end in range(at, len(lines)) if not lines[end]), len(lines))
    return " ".join(lines[at:end])


def _is_disclaimer(paragraph: str) -> bool:
    if _FIXED.fullmatch(paragraph.strip(" .")):
        return True
    said = {found.group().casefold() for found in _DISCLAIMER_SAYS.finditer(paragraph)}
    own = _OWN_VOICE.search(paragraph) is not None
    return _DISCLAIMER_START.match(paragraph) is not None and len(said) >= _FEWEST_SAID and not own


def _names(lines: list[str], at: int) -> list[str] | None:
    """The free lines from here down, or ``None`` where something stands there that is no part of a signature."""
    free: list[str] = []
    delimited = False
    for line in _without_disclaimers(lines, at):
        if _DELIMITER.fullmatch(line):
            delimited = True
        elif not line or _marks(line) or _SEPARATOR.fullmatch(line) or _CONTACT.fullmatch(line):
            continue
        elif _is_name(line) or (delimited and len(line) <= _LONGEST_FREE):
            free.append(line)
        else:
            return None
    return free if len(free) <= _MOST_FREE else None


def _without_disclaimers(lines: list[str], at: int) -> Iterator[str]:
    inside = False
    for place in range(at, len(lines)):
        if not lines[place]:
            inside = False
        elif not inside and not lines[place - 1]:
            inside = _is_disclaimer(_paragraph(lines, place))
        if not inside:
            yield lines[place]


def _is_name(line: str) -> bool:
    names = line.rstrip(" ,.").split()
    return 0 < len(names) <= _LONGEST_NAME_WORDS and all(
        _NAME_WORD.fullmatch(name) and not name[0].islower() for name in names
    )
