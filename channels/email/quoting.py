"""Telling what a person wrote in a mail from the message that their program quoted below it."""

from __future__ import annotations

import re

from channels.email import words

_QUOTED = re.compile(r"\s?>")
_SEPARATOR = re.compile(rf"\s*-{{2,}}\s*(?:{words.ORIGINAL})\s*-{{2,}}\s*", re.IGNORECASE)
_RULE = re.compile(r"\s*_{10,}\s*")
_ATTRIBUTION = re.compile(r"\s*On\b.{5,250}\bwrote:\s*", re.DOTALL)
_DATED = re.compile(r"@|\d{1,2}[:.]\d{2}|\b(19|20)\d{2}\b")
_HEADERS = (
    re.compile(r"\s*\*?(From|Oddi wrth):", re.IGNORECASE),
    re.compile(r"\s*\*?(Sent|Date|Anfonwyd|Dyddiad):", re.IGNORECASE),
    re.compile(r"\s*\*?(To|At):", re.IGNORECASE),
)
# What Outlook writes over an original: from, sent, to. These words are short in some languages ("De:", "Do:"), so all three
# must be there, and among them an address or a date.
_ABROAD = tuple(
    tuple(re.compile(rf"\s*\*?(?:{word})\s?\*?{words.COLON}", re.IGNORECASE) for word in language)
    for language in words.HEADERS_ABROAD
)
_LONGEST_ATTRIBUTION_LINES = 3


def own_words(text: str) -> str:
    """The part above the quoted original, line breaks as ``\\n``; the whole text where that would be empty.

    Words between or below quoted lines are never lost: then nothing is stripped. An original that isn't marked line by
    line (Outlook's) is taken to reach to the end.
    """
    lines = re.split(r"\r\n|\r|\n", text)
    last_quoted = max((at for at, line in enumerate(lines) if _QUOTED.match(line)), default=-1)
    cut = next((at for at in range(len(lines)) if _original_starts(lines, at, last_quoted)), len(lines))
    own = _without_trailing_quote(lines[:cut])
    kept = "\n".join(own).strip("\n")
    return kept if kept.strip() else "\n".join(lines).strip("\n")


def _original_starts(lines: list[str], at: int, last_quoted: int) -> bool:
    if _SEPARATOR.fullmatch(lines[at]):
        return True
    if _RULE.fullmatch(lines[at]):
        following = [line for line in lines[at + 1 : at + 4] if line.strip()]
        return bool(following) and _HEADERS[0].match(following[0]) is not None
    if _HEADERS[0].match(lines[at]):
        block = lines[at + 1 : at + 6]
        return all(any(header.match(line) for line in block) for header in _HEADERS[1:])
    if any(language[0].match(lines[at]) for language in _ABROAD):
        return _original_abroad(lines[at : at + 6])
    if lines[at].lstrip().startswith("On "):
        return any(
            at + height > last_quoted and _ATTRIBUTION.fullmatch("\n".join(lines[at : at + height]))
            for height in range(1, _LONGEST_ATTRIBUTION_LINES + 1)
        )
    return False


def _original_abroad(block: list[str]) -> bool:
    told = any(
        first.match(block[0]) and all(any(header.match(line) for line in block[1:]) for header in others)
        for first, *others in _ABROAD
    )
    return told and _DATED.search("\n".join(block)) is not None


def _has_quote(lines: list[str]) -> bool:
    return any(_QUOTED.match(line) for line in lines)


def _without_trailing_quote(lines: list[str]) -> list[str]:
    end = len(lines)
    while end and (not lines[end - 1].strip() or _QUOTED.match(lines[end - 1])):
        end -= 1
    if not _has_quote(lines[end:]) or _has_quote(lines[:end]):
        return lines
    return lines[: _before_attribution(lines, end)]


def _before_attribution(lines: list[str], end: int) -> int:
    """Where the line that introduces a quote begins, in any language: it ends in a colon and tells a date or an address."""
    if not lines[end - 1].rstrip().endswith((":", "\uff1a")):
        return end
    start = end - 1
    while start and end - start < _LONGEST_ATTRIBUTION_LINES and lines[start - 1].strip():
        start -= 1
    for first in range(end - 1, start - 1, -1):
        if _DATED.search("\n".join(lines[first:end])) and (not first or not lines[first - 1].strip()):
            return first
    return end
