"""Reading a mail that came as HTML only."""

from __future__ import annotations

import re

from lxml import etree

_UNREAD = frozenset({"head", "script", "style", "title", "template"})
_OWN_LINE = frozenset(
    {"address", "article", "blockquote", "div", "dd", "dt", "footer", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr"}
    | {"li", "ol", "p", "pre", "section", "table", "tr", "ul"}
)


class _Reader:
    """What the parser tells, kept as lines; a quoted original gets the ``>`` that it has in plain text."""

    def __init__(self) -> None:
        self._lines: list[list[str]] = [[]]
        self._unread = 0
        self._quotes = 0

    def start(self, tag: str, _attributes: object) -> None:
        self._unread += tag in _UNREAD
        self._break(tag)
        self._quotes += tag == "blockquote"

    def end(self, tag: str) -> None:
        self._unread -= tag in _UNREAD
        self._break(tag)
        self._quotes -= tag == "blockquote"

    def data(self, data: str) -> None:
        words = re.sub(r"[ \t\r\n\f]+", " ", data)
        if self._unread:
            return
        if not self._lines[-1]:
            words = words.lstrip(" ")
            if words and self._quotes:
                words = f"> {words}"
        if words:
            self._lines[-1].append(words)

    def close(self) -> str:
        return "\n".join("".join(line).rstrip() for line in self._lines).strip("\n")

    def _break(self, tag: str) -> None:
        if self._lines[-1] and (tag == "br" or tag in _OWN_LINE):
            self._lines.append([])


def words_of(html: str) -> str:
    """The words in reading order, one line a block, quoted blocks marked with ``>``. Never fails on bad HTML."""
    if not html.strip():
        return ""
    # The standard library's parser takes quadratic time on hostile input and fails on some; libxml2's does neither.
    parser = etree.HTMLParser(target=_Reader(), huge_tree=True)
    try:
        parser.feed(html)
        return str(parser.close())
    except etree.XMLSyntaxError:
        # Nothing in it is an element or a word.
        return ""
