"""What Notify does to words on their way, and how they are kept from it: escaped where Notify documents how, else refused.

Source: Notify's own formatting library (alphagov/notifications-utils: sanitise_text, formatters, markdown, template) and
"Reducing the risk of malicious content injection" in its API documentation.
"""

from __future__ import annotations

import re

from channels.errors import Uncarriable

# Control characters but for tab and line breaks, and halves of characters: no phone and no mail shows them.
NOT_TEXT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]")

# A text: dashes, quotes and dots become cheaper ones; characters that join or part letters without being seen are dropped.
_EXCHANGED = re.compile(
    "[\u2011\u2013\u2014\u2212\u2026\u2018\u2019\u201a\u201c-\u201e\u180e\u200b-\u200d\u2060\ufeff\u2028\u2029]"
)
# Notify's own mark inside a message, removed wherever it stands.
_MAGIC_SEQUENCE = "🇬🇧🐦✉️"

_MARKS_ALONE = re.compile(r"[-=*_|:+\s]*[-=*_|][-=*_|:+\s]*")
_NO_ESCAPE = re.compile(r"\s{4}|\s*\t|\s*(?:`{3}|~{3}|\^|[-\u2013\u2014]{2}|[*•-]\s{4})")
_BULLET = re.compile(r" *(?:• {0,3}|[*-] {1,3})")
_BLOCK_MARK = re.compile(r" *(?:(?=[#*-])|\d+(?=\.))")
_MARKUP = re.compile(r"<(?:[^\W\d]|[/!?]|[^<]*>)|&(?:#\d+|#[xX][0-9a-fA-F]+|[A-Za-z][A-Za-z0-9]*);")
_BRACKET = re.compile(r"[\\\[\]]")
_ADDRESS = re.compile(r"(https?://[^\s<]+)")


def text_refused(body: str) -> None:
    """Raise ``Uncarriable`` for a character that Notify would exchange for another or drop.

    Spaces are left to it: it takes several as one, and none at the ends of lines or before a comma or full stop.
    """
    if _EXCHANGED.search(body) or _MAGIC_SEQUENCE in body:
        raise Uncarriable("characters_exchanged")


def as_markdown(text: str) -> str:
    """An email's words such that Notify's Markdown shows them again. Raises ``Uncarriable`` where no escape is documented.

    A line that begins with ``#``, a number and a full stop, or a star or hyphen without a space is escaped by a backslash;
    ``* item`` and ``- item`` stay, for a list says the same. ``^`` (a quotation), lines of marks alone (rules, headings,
    tables), code and HTML can't be escaped. Typography is left to it: curly quotes, a dash for a hyphen between spaces.
    """
    if _MARKUP.search(text) or _MAGIC_SEQUENCE in text:
        raise Uncarriable("layout_changed")
    return "\n".join(_line(line) for line in text.replace("\r\n", "\n").split("\n"))


def _line(line: str) -> str:
    if not line.strip():
        return ""
    if _NO_ESCAPE.match(line) or _MARKS_ALONE.fullmatch(line):
        raise Uncarriable("layout_changed")
    if bullet := _BULLET.match(line):
        return bullet.group() + _line(line[bullet.end() :])
    if mark := _BLOCK_MARK.match(line):
        return f"{mark.group()}\\{_inline(line[mark.end() :])}"
    return _inline(line)


def _inline(words: str) -> str:
    pieces = _ADDRESS.split(words)
    # Every second piece is an address: a backslash would become part of it.
    if any(_BRACKET.search(address) for address in pieces[1::2]):
        raise Uncarriable("layout_changed")
    pieces[::2] = [_BRACKET.sub(r"\\\g<0>", piece) for piece in pieces[::2]]
    return "".join(pieces)
