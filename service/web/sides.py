"""A style sheet that speaks of left and right, made to speak of where a line starts and ends (CSS Logical Properties).

govuk-frontend has no sheet for right-to-left pages. The result is for such pages alone: what has no logical form, a padding
in one word or an arrow, is mirrored. The tick of a checkbox is a tick in every script and stays.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final

_PHYSICAL: Final = {
    "left": "inset-inline-start",
    "right": "inset-inline-end",
    "margin-left": "margin-inline-start",
    "margin-right": "margin-inline-end",
    "padding-left": "padding-inline-start",
    "padding-right": "padding-inline-end",
    "border-left": "border-inline-start",
    "border-right": "border-inline-end",
    "border-left-color": "border-inline-start-color",
    "border-right-color": "border-inline-end-color",
    "border-left-width": "border-inline-start-width",
    "border-right-width": "border-inline-end-width",
}
_PROPERTY: Final = re.compile(rf"(?<=[{{;])({'|'.join(sorted(_PHYSICAL, key=len, reverse=True))})(?=:)")
_FLOAT: Final = re.compile(r"(?<=[{;])(float|clear):(left|right)")
_ALIGN: Final = re.compile(r"(?<=[{;])(text-align|justify-content):(left|right)")
_FOUR: Final = re.compile(r"(?<=[{;])(margin|padding):([^\s;}()]+) ([^\s;}()]+) ([^\s;}()]+) ([^\s;}()!]+)")
_ARROWS: Final = (
    ("transform:rotate(225deg)", "transform:rotate(45deg)", ".govuk-back-link:before"),
    ("transform:rotate(45deg)", "transform:rotate(225deg)", ".govuk-breadcrumbs__list-item:before"),
    (
        "clip-path:polygon(0 0,100% 50%,0 100%)",
        "clip-path:polygon(100% 0,0 50%,100% 100%)",
        ".govuk-details__summary:before",
    ),
    ("border-width:7px 0 7px 12.124px", "border-width:7px 12.124px 7px 0", ".govuk-details__summary:before"),
)
"""What points at the start or the end of a line: as it is, mirrored, and whose it is."""


class NothingToMirror(Exception):
    """A new version of the sheet draws an arrow in another way: look at it, and write it down here."""


def logical(css: str) -> str:
    """``css`` is minified. Raises ``NothingToMirror``."""
    for before, after, selector in _ARROWS:
        css = _mirrored(css, selector, before, after)
    css = _FOUR.sub(r"\1:\2 \5 \4 \3", css)
    css = _PROPERTY.sub(lambda found: _PHYSICAL[found[1]], css)
    css = _FLOAT.sub(_side("inline-start", "inline-end"), css)
    return _ALIGN.sub(_side("start", "end"), css)


def _side(start: str, end: str) -> Callable[[re.Match[str]], str]:
    return lambda found: f"{found[1]}:{start if found[2] == 'left' else end}"


def _mirrored(css: str, selector: str, before: str, after: str) -> str:
    rule = re.compile(rf"(?<=[}},]){re.escape(selector)}\{{[^}}]*")
    changed, found = rule.subn(lambda match: match[0].replace(before, after), css)
    if not found or changed == css:
        raise NothingToMirror(selector)
    return changed
