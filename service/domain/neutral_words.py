"""Words that give a person away on a screen that others may read (DOMAIN §6: neutral wording throughout)."""

from __future__ import annotations

import re

from channels.base import Content, EmailContent, LetterContent, TextContent

_TELLING = (
    r"abus\w*",
    r"adult social care",
    r"assault\w*",
    r"care act",
    r"child protection",
    r"children'?s services",
    r"coerci\w*",
    r"court",
    r"custody",
    r"divorc\w*",
    r"domestic",
    r"hostel",
    r"idva",
    r"injunction",
    r"marac",
    r"mental health",
    r"non[- ]molestation",
    r"perpetrator\w*",
    r"police",
    r"refuge",
    r"safe\s?guarding",
    r"safety plan",
    r"section \d+",
    r"shelter",
    r"social (?:care|services?|work(?:er)?s?)",
    r"solicitor\w*",
    r"support worker",
    r"victim\w*",
    r"violen\w*",
    r"women'?s aid",
)
_PATTERN = re.compile(r"\b(?:" + "|".join(_TELLING) + r")\b", re.IGNORECASE)


def telling_words(text: str) -> tuple[str, ...]:
    """The words in ``text`` that tell, in order, each once, as written."""
    return tuple(dict.fromkeys(match.group() for match in _PATTERN.finditer(text.replace("\u2019", "'"))))


def telling(content: Content) -> bool:
    """Whether anything that shows on a screen tells. A letter is sealed: its envelope is another rule's concern."""
    match content:
        case TextContent(body):
            return bool(telling_words(body))
        case EmailContent(subject, text, _):
            return bool(telling_words(subject) or telling_words(text))
        case LetterContent():
            return False
