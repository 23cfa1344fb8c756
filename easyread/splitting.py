"""A line of text split into sentences, by its stops. Linear in its length."""

from __future__ import annotations

import re
from collections.abc import Iterator

from easyread.locales import primary_subtag

__all__ = ["sentences_of"]

# Abbreviations that never end a sentence: a name, a number or a case follows.
_NEVER = {
    "en": "mr mrs ms mx dr prof rev sr st mt e.g eg i.e ie cf viz vs approx incl fig tel ref dept gov hon messrs capt sgt "
    "ext extn min max c/o",
    "cy": "mr mrs dr parch st e.e h.y gw cyf ff",
    "pl": "np tzn tj ul al pl os dr prof mgr inż p.o św tel godz m.in zob ks por ok r.ż",
    "ro": "dl d-l dna d-na d-ra str bd nr tel dr prof sf art pct",
    "pt": "sr sra dr dra prof profa av r tel ex p.ex art núm",
    "es": "sr sra srta dr dra prof av avda c tel p.ej ej núm pág art ud uds",
    "fr": "m mme mlle mm dr pr me st ste av bd tél p.ex ex art réf",
    "tr": "dr prof doç sn av sok cad mah tel no bkz örn",
    "lt": "p pvz dr prof g tel el gerb žr d m val",
    "so": "md drs tel tus",
    "it": "sig sig.ra dott dr prof avv tel es p.es art",
}
# Abbreviations that may: they do where a capital follows that begins no day, month or name of a street.
_SOMETIMES = {
    "en": "mon tue tues wed thu thur thurs fri sat sun jan feb mar apr jun jul aug sep sept oct nov dec "
    "a.m p.m etc ltd inc co rd ave ln cres sq no nos p pp"
}
_DAYS_AND_MONTHS = re.compile(
    r"(?:mon|tue|wed|thu|fri|sat|sun|jan|feb|mar|apr|may|june?|july?|aug|sep|oct|nov|dec)[a-z]*\b", re.IGNORECASE
)
_NEVER_IN = {language: frozenset(words.split()) for language, words in _NEVER.items()}
_SOMETIMES_IN = {language: frozenset(words.split()) for language, words in _SOMETIMES.items()}

_STOP = re.compile(
    r"""(?P<stop>[.!?\u2026\u061f\u06d4\u0964\u0965\u203c\u2047-\u2049]{1,20})(?P<close>["'\u201d\u2019\u00bb)\]]{0,5})(?=\s)"""
    # Stops of full width need no space after them.
    r"""|(?P<wide>[\u3002\uff01\uff1f\uff61]{1,20})(?P<wide_close>[\u300d\u300f\u201d\u2019\uff09\u300b]{0,5})"""
)
_LONGEST_ABBREVIATION = 12
_LONGEST_ITEM_NUMBER = 6
_ITEM_NUMBER = re.compile(r"\s*(?:\d{1,3}|[A-Za-z])\Z")
_DOTTED_TIME = re.compile(r"\d{1,2}(?:[.:]\d\d)?[ap]\.m")
_OPENERS = "\"'\u201c\u2018\u00ab([\u00bf\u00a1\u2066\u2067\u2068"


def sentences_of(line: str, language: str) -> Iterator[str]:
    """The sentences of a line, without the spaces between them. A line has no line breaks."""
    begins = 0
    for stop in _STOP.finditer(line):
        if stop["wide"] is None and not _ends(line, begins, stop, language):
            continue
        sentence = line[begins : stop.end()].strip()
        if sentence:
            yield sentence
        begins = stop.end()
    rest = line[begins:].strip()
    if rest:
        yield rest


def _ends(line: str, begins: int, stop: re.Match[str], language: str) -> bool:
    following = _first_letter_from(line, stop.end())
    if following < 0:
        return True
    letter = line[following]
    if stop["stop"] not in {".", "\u2026", "...", "..", "!", "?"} and not letter.islower():
        return True
    if stop["stop"] in {"!", "?"}:
        return not (stop["close"] and letter.islower())
    if letter.islower():
        return False
    if stop["stop"] != ".":
        return True
    if stop.start() - begins < _LONGEST_ITEM_NUMBER and _ITEM_NUMBER.match(line[begins : stop.start()]):
        return False
    return not _is_abbreviation(line, begins, stop.start(), following, language)


def _first_letter_from(line: str, place: int) -> int:
    """Of the next sentence, past spaces and opening quotes; -1: the line ends first."""
    while place < len(line) and (line[place].isspace() or line[place] in _OPENERS):
        place += 1
    return place if place < len(line) else -1


def _is_abbreviation(line: str, begins: int, stop: int, following: int, language: str) -> bool:
    before = line[max(begins, stop - _LONGEST_ABBREVIATION) : stop].split()
    if not before or line[stop - 1].isspace():
        return False
    word = before[-1].lstrip(_OPENERS)
    if len(word) == 1 and word.isalpha() and word.isupper():
        # The initial of a name.
        return word != "I"
    tag, word = primary_subtag(language), word.lower()
    if word in _NEVER_IN.get(tag, ()):
        return True
    if word in _SOMETIMES_IN.get(tag, ()) or _DOTTED_TIME.fullmatch(word):
        if word in {"no", "nos", "p", "pp"}:
            return line[following].isdigit()
        return line[following].isdigit() or _DAYS_AND_MONTHS.match(line, following) is not None
    return False
