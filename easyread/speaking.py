"""Words as a voice must be given them to read them right: numbers of a phone digit by digit, codes letter by letter."""

from __future__ import annotations

import re

from easyread.locales import primary_subtag
from easyread.phones import DIALLED_IN_FULL, in_ascii_digits

__all__ = ["ordinal", "phone", "pounds", "spelled", "words"]

_DIGITS = "oh one two three four five six seven eight nine".split()
_LONGEST_GROUP = 4
# Marks that only order letters on a page.
_UNSPOKEN = re.compile("[\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\u00ad]")
_REPLY_CODE = re.compile(r"(?<![\w-])(?=[A-Z0-9-]*[A-Z])[A-Z0-9]{4}-[A-Z0-9]{2}(?![\w-])")
_POSTCODE = re.compile(r"(?<![\w-])([A-Z]{1,2}\d[A-Z\d]?) ?(\d[ABD-HJLNP-UW-Z]{2})(?![\w-])")
# Numbers that are dialled but are no E.164, PINs, NHS numbers, sort codes, and any number too long to be a count. A group of
# one or two digits counts something else.
_SAID_BY_DIGITS = re.compile(
    rf"(?<![\w.,/:£€$-])(?:(?:{DIALLED_IN_FULL})(?!\d)|(?<!\d\s)0\d{{2,12}}(?: \d{{3,8}}){{0,4}}|\d{{3}} \d{{3}} \d{{4}}"
    r"|\d\d-\d\d-\d\d|999|101|111|112|105|119|116 ?\d{3}|1800[12]|\d{6,20})(?![\w/:-]|[.,]\d)"
)
_RELAY = re.compile(r"(?<![\w.,/:£€$-])1800[12](?= ?\Z| \d)")
_ADDRESS = re.compile(r"(?:https?://)?(?:[\w.+-]{1,64}@)?(?:[\w-]{1,63}\.){1,5}[a-z]{2,24}(?:/[\w./-]{0,200}\w)?(?![\w@])")
_ADDRESS_SIGNS = {".": " dot ", "@": " at ", "/": " slash ", "-": " dash ", "_": " underscore ", "+": " plus "}
_ADDRESS_MAY_BE = re.compile(r"[a-z]{2}\.[a-z]{2}|\.(?:org|com|net|uk|gov)\b|@|https?://", re.IGNORECASE)
_IN_FULL = {
    "ref": "reference", "e.g.": "for example", "eg": "for example", "i.e.": "that is", "ie": "that is", "etc": "and so on",
    "approx": "about", "tel": "telephone", "&": "and", "w/c": "week beginning", "asap": "as soon as possible",
    "hrs": "hours", "pcm": "per calendar month", "pw": "per week",
    "mins": "minutes", "appt": "appointment", "dept": "department", "rd": "road", "ave": "avenue",
}  # fmt: skip
# Ireland, and a name in capitals; "Tel Aviv", "Ave Maria".
_NAMES = frozenset(("IE", "EG"))
_NAMES_BEFORE_NAMES = frozenset(("Tel", "Ave"))
_SHORT = re.compile(
    r"(?<![\w.&/])(?:(?P<dotted>e\.g\.|i\.e\.)|(?P<sign>&|w/c)|(?P<word>ref|eg|ie|etc|approx|tel|asap|hrs|pcm|pw|mins|appt|dept|rd|ave)"
    r"(?P<stop>\.?))(?![\w&/])",
    re.IGNORECASE,
)
# "No 24 hour care" and a "No." that is a whole answer are a refusal.
_NUMBER_OF = re.compile(r"(?<!\w)No\.(?=\d)|(?<=\w )No\. (?=\d)")
_NUMBERS_OF = re.compile(r"(?<!\w)Nos\.? ?(?=\d)")

# "£5-10k" may begin at five pounds.
_LARGE_SUM = re.compile(
    r"(?<![\w\-\u2013.,£])£(?P<amount>\d{1,3}(?:,\d{3}){1,3}|\d{1,9})(?P<part>\.\d{1,3})?"
    r"(?: ?(?P<many>k|m|bn|thousand|million|billion)|(?P<often>pcm|pw))(?!\s?[\-\u2013]|\w)"
)
_PENCE_TWICE = re.compile(r"(?<![\w\-\u2013.,£])£(?P<whole>\d{1,9})\.(?P<pence>\d\d)p(?!\s?[\-\u2013]|\w)")
_MANY = {"k": "thousand", "m": "million", "bn": "billion"}


def words(text: str, language: str) -> str:
    """Plain words for a voice."""
    text = in_ascii_digits(_UNSPOKEN.sub("", text))
    text = _REPLY_CODE.sub(lambda code: spelled(code[0]), text)
    text = _POSTCODE.sub(lambda code: f"{spelled(code[1])}, {spelled(code[2])}", text)
    # A number that another is dialled after: without a pause the two are one.
    text = _RELAY.sub(lambda number: f"{phone(number[0], language)},", text)
    text = _SAID_BY_DIGITS.sub(lambda number: phone(number[0], language), text)
    if primary_subtag(language) != "en":
        return text
    if _ADDRESS_MAY_BE.search(text):
        text = _ADDRESS.sub(_address, text)
    if "£" in text:
        text = _LARGE_SUM.sub(_large_sum, text)
        text = _PENCE_TWICE.sub(lambda sum_: pounds(int(sum_["whole"]), int(sum_["pence"])), text)
    return _SHORT.sub(_in_full, _NUMBERS_OF.sub("numbers ", _NUMBER_OF.sub("number ", text)))


def spelled(code: str) -> str:
    """``K, T, 4, H, W, N``: each stands alone, so that none runs into the next."""
    return ", ".join(letter for letter in code if letter.isalnum())


def phone(number: str, language: str) -> str:
    """Digit by digit, with a pause where groups end. English says "oh"; other voices know their digits."""
    groups = []
    for group in re.split(r"[\s-]+", number):
        sign = ("plus " if primary_subtag(language) == "en" else "+ ") if group.startswith("+") else ""
        digits = [str(int(digit)) for digit in group if digit.isdecimal()]
        if primary_subtag(language) == "en":
            digits = [_DIGITS[int(digit)] for digit in digits]
        # More than four are not remembered in one go: 960123 is said 960, 123. A dialling code stays whole.
        size = len(digits) if len(digits) <= _LONGEST_GROUP + 1 else (3 if len(digits) % 3 == 0 else _LONGEST_GROUP)
        parts = [" ".join(digits[start : start + size]) for start in range(0, len(digits), size)]
        groups.append(sign + ", ".join(parts))
    return ", ".join(groups)


def pounds(whole: int, pence: int) -> str:
    said = f"{whole} {'pound' if whole == 1 else 'pounds'}" if whole or not pence else ""
    if not pence:
        return said
    if not whole:
        return f"{pence} {'penny' if pence == 1 else 'pence'}"
    # "12 pounds 5" might be heard as £12.50 cut short.
    return f"{said} {pence}" if pence >= 10 else f"{said} and {pence} {'penny' if pence == 1 else 'pence'}"


def ordinal(number: int) -> str:
    ending = "th" if 10 <= number % 100 <= 20 else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{ending}"


def _address(found: re.Match[str]) -> str:
    address = re.sub(r"\Ahttps?://", "", found[0])
    return re.sub(r"[.@/\-_+]", lambda sign: _ADDRESS_SIGNS[sign[0]], address)


def _large_sum(found: re.Match[str]) -> str:
    amount, part = found["amount"].replace(",", ""), found["part"] or ""
    if found["many"]:
        return f"{amount}{part} {_MANY.get(found['many'], found['many'])} pounds"
    if part and len(part) != len(".50"):
        return found[0]
    return f"{pounds(int(amount), int(part[1:] or 0))} {_IN_FULL[found['often']]}"


def _in_full(found: re.Match[str]) -> str:
    if found["dotted"] or found["sign"]:
        return _IN_FULL[found[0].casefold()]
    # A stop that ends a sentence stays.
    following = found.string[found.end() : found.end() + 3].lstrip()
    ends = found["stop"] and (not following or following[0].isupper())
    if found["word"] in _NAMES or (found["word"] in _NAMES_BEFORE_NAMES and not found["stop"] and following[:1].isupper()):
        return found[0]
    full = _IN_FULL[found["word"].casefold()]
    if found["word"][0].isupper():
        full = full.capitalize()
    return full + ("." if ends else "")
