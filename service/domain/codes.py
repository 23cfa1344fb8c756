"""The short code that ties a reply to one delivery, on paper and on a phone (DESIGN.md §3, DOMAIN.md §8).

Five random characters and a check character from 19 that are hard to confuse: no vowels, so no words and no carrier
keyword (STOP, START, YES …); none of 0 O 1 I L 2 Z 5 S 8 B. Nineteen is prime, so a sum weighted 1 to 6 that must be 0
modulo 19 is upset by every single wrong character and by every swap of two.
"""

from __future__ import annotations

import re
import secrets
import unicodedata
from collections.abc import Callable

ALPHABET = "CDFHJKMNPRTVWX34679"
LENGTH = 6

_VALUE = {character: value for value, character in enumerate(ALPHABET)}
_MODULUS = len(ALPHABET)
_CHECK_FACTOR = -pow(LENGTH, -1, _MODULUS) % _MODULUS

# Never issued, so never read: a number (or part of one), a postcode such as NW3 4PT, and "pffff".
_MISTAKABLE = re.compile(r"\d{6}|(?:[A-Z]\d\d|[A-Z]{2}\d|[A-Z]\d[A-Z])\d[A-Z]{2}|.*(.)\1\1.*")

_CHARACTER = f"[{ALPHABET}{ALPHABET[:-5].lower()}]"
_DASH = r"[ \t\-\u2010-\u2015\u2212_.]"
_ANNOUNCED = r"(?:(?:my|our|your|the)\s+)?(?:ref(?:erence)?|code)\b\.?(?:\s*(?:number|no|is)\b\.?)?\s*[:#=\-]?\s*"
_QUOTED = re.compile(
    rf"\b(?:(?i:{_ANNOUNCED})(?P<announced>{_CHARACTER}(?:{_DASH}?{_CHARACTER}){{5}})"
    rf"|(?P<plain>{_CHARACTER}{{4}}(?:{_DASH}|[ ]?-[ ]?)?{_CHARACTER}{{2}}))(?![0-9A-Za-z])"
)
_SEPARATORS = re.compile(r"[^0-9A-Z]")


def new_code(random_below: Callable[[int], int] = secrets.randbelow) -> str:
    """A plain code such as ``KT4HWN``. ``random_below(n)`` gives 0 … n-1; two calls may give the same code."""
    while True:
        # One draw for all of them: the system's randomness is a call to the kernel each time.
        drawn = random_below(_MODULUS ** (LENGTH - 1))
        data = [drawn // _MODULUS**place % _MODULUS for place in range(LENGTH - 1)]
        check = _CHECK_FACTOR * _weighted(data) % _MODULUS
        code = "".join(ALPHABET[value] for value in [*data, check])
        if not _MISTAKABLE.fullmatch(code):
            return code


def show(code: str) -> str:
    """``KT4HWN`` as people see it: ``KT4H-WN``."""
    return f"{code[:4]}-{code[4:]}"


def parse(text: str) -> str | None:
    """The plain code that ``text`` is, however it was typed; None where it isn't one. Nothing else may stand beside it."""
    code = _SEPARATORS.sub("", unicodedata.normalize("NFKC", text).upper())
    return code if _is_code(code) else None


def find(text: str) -> tuple[str, ...]:
    """Every different code that a reply quotes, in plain form and in order, with or without "Ref"."""
    return tuple(dict.fromkeys(code for _, code in _quotations(unicodedata.normalize("NFKC", text))))


def strip(text: str) -> str:
    """The reply without the codes it quotes and their "Ref", for reading (NFKC); a text without one comes back as it is."""
    normal = unicodedata.normalize("NFKC", text)
    spans = [match.span() for match, _ in _quotations(normal)]
    if not spans:
        return text
    for start, end in reversed(spans):
        before, after = normal[:start].rstrip(" "), normal[end:].lstrip(" ")
        if before[-1:] + after[:1] in {"()", "[]"}:
            before, after = before[:-1].rstrip(" "), after[1:].lstrip(" ")
        normal = f"{before} {after}"
    return normal.strip()


def _quotations(text: str) -> list[tuple[re.Match[str], str]]:
    found = []
    for match in _QUOTED.finditer(text):
        code = _SEPARATORS.sub("", (match["announced"] or match["plain"]).upper())
        if _is_code(code):
            found.append((match, code))
    return found


def _is_code(code: str) -> bool:
    if len(code) != LENGTH or any(character not in _VALUE for character in code) or _MISTAKABLE.fullmatch(code):
        return False
    return _weighted([_VALUE[character] for character in code]) % _MODULUS == 0


def _weighted(values: list[int]) -> int:
    return sum(weight * value for weight, value in enumerate(values, start=1))
