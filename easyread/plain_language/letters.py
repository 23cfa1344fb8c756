"""Capitals, letters that stand for words, and characters that get lost on the way."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

from easyread.plain_language.finding import Advice, Finding, Rule, Severity, Source
from easyread.plain_language.finding import mark as _
from easyread.plain_language.passage import Passage, Word

__all__ = ["find_capitals_and_acronyms", "find_characters", "find_symbols"]

_KNOWN = frozenset(
    "UK GP NHS TV DVD CD PDF OK ID USA US EU AM PM PIN BBC MP BSL SMS MRI AIDS HIV CCTV VAT QR WC SOS RNIB RNID".split()
)
_LONGEST_ACRONYM = 6
_ONE_SHOUTED_WORD = 6
_MOST_EXPANSION = 12
_NO_TEXT = re.compile("[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\ud800-\udfff\ue000-\uf8ff\ufdd0-\ufdef\ufff9-\uffff]{1,100}")
_HIDDEN = re.compile("[\u00ad\u034f\u061c\u115f\u1160\u180e\u200b\u202a-\u202e\u2060-\u2064\u2800\u3164\uffa0\ufeff]{1,100}")
_STYLED = re.compile("[\u24b6-\u24e9\uff21-\uff3a\uff41-\uff5a\U0001d400-\U0001d7ff\U0001f130-\U0001f189]{1,100}")
_SYMBOL = re.compile(r"(?<!\S)&(?!\S)|(?<![\w/])and/or(?![\w/])|(?<!\S)(?:->|=>|[\u2190-\u21ff\u2794-\u27bf])(?!\S)")


_CAPITALS = _("Capitals are hard to read and look like shouting. Write \u201c%(plain)s\u201d.")
_ACRONYM = _("Not everyone knows what \u201c%(words)s\u201d stands for. Write it in full, or explain it.")
_SYMBOL_ADVICE = _("Write \u201c%(words)s\u201d as a word.")
_NOT_TEXT = _("There is a character here that nobody can see or print. Delete it and type the word again.")
_HIDDEN_ADVICE = _("There is a hidden character here, which can spoil an email. Delete it.")
_STYLED_ADVICE = _("These are signs that look like letters: a screen reader may skip them. Type plain letters.")


def find_characters(text: str) -> Iterator[Finding]:
    """What mail programs, phones, printers and screen readers change or lose. Needs no language."""
    for found in _NO_TEXT.finditer(text):
        yield _plain(found, Rule.NOT_TEXT, _NOT_TEXT, Source.BOTHWAYS, Severity.FAULT)
    for found in _HIDDEN.finditer(text):
        # A mark of byte order at the very start comes from saving a file.
        if found.start() or found[0] != "\ufeff":
            yield _plain(found, Rule.HIDDEN_CHARACTER, _HIDDEN_ADVICE, Source.BOTHWAYS, Severity.NOTE)
    for found in _STYLED.finditer(text):
        yield _plain(found, Rule.STYLED_LETTERS, _STYLED_ADVICE, Source.GOV_UK, Severity.ADVICE)


def find_symbols(text: str) -> Iterator[Finding]:
    for found in _SYMBOL.finditer(text):
        advice = Advice(_SYMBOL_ADVICE, {"words": found[0]})
        yield Finding(Rule.SYMBOL, found.start(), found.end(), found[0], advice, Source.GOV_UK, Severity.NOTE)


def find_capitals_and_acronyms(
    passage: Passage, listed: Collection[str], is_word: Collection[str], taken: Collection[int]
) -> Iterator[Finding]:
    """``listed`` are acronyms with a better finding; ``taken`` are their places. One explained is known from there on."""
    explained: set[str] = set(_KNOWN)
    for sentence in passage.sentences:
        words = sentence.words
        at = 0
        while at < len(words):
            run = at
            while run < len(words) and _shouted(words[run]):
                run += 1
            if run == at:
                at += 1
                continue
            block = words[at:run]
            if _is_block(block, is_word, listed):
                typed = passage.text[block[0].start : block[-1].end]
                advice = Advice(_CAPITALS, {"plain": typed.lower()})
                yield Finding(Rule.CAPITALS, block[0].start, block[-1].end, typed, advice, Source.GOV_UK, Severity.ADVICE)
            else:
                for place in range(at, run):
                    yield from _acronym(passage, words, place, explained, taken)
            at = run


def _shouted(word: Word) -> bool:
    letters = word.typed.removesuffix("s")
    return len(letters) > 1 and letters.isupper() and letters.isalpha()


def _is_block(block: tuple[Word, ...], is_word: Collection[str], listed: Collection[str]) -> bool:
    if all(word.typed in listed or word.typed in _KNOWN for word in block):
        return False
    long = [word for word in block if len(word.typed) > 3 and word.lower in is_word and word.typed not in listed]
    return bool(long) and (len(block) > 1 or len(block[0].typed) >= _ONE_SHOUTED_WORD)


def _acronym(
    passage: Passage, words: tuple[Word, ...], at: int, explained: set[str], taken: Collection[int]
) -> Iterator[Finding]:
    word = words[at]
    letters = word.typed.removesuffix("s")
    if letters in explained or word.start in taken or len(letters) > _LONGEST_ACRONYM:
        return
    if _is_explained(passage.text, words, at, letters):
        explained.add(letters)
        return
    advice = Advice(_ACRONYM, {"words": word.typed})
    yield Finding(Rule.ACRONYM, word.start, word.end, word.typed, advice, Source.INCLUSION_EUROPE, Severity.ADVICE)


def _is_explained(text: str, words: tuple[Word, ...], at: int, letters: str) -> bool:
    """By what it stands for, before or after it in brackets: Citizens Advice Bureau (CAB), CAB (Citizens Advice Bureau)."""
    word = words[at]
    if text[word.end : word.end + 2] == " (":
        inside = words[at + 1 : at + 1 + _MOST_EXPANSION]
    elif text[word.start - 1 : word.start] == "(":
        inside = words[max(0, at - _MOST_EXPANSION) : at]
    else:
        return False
    initials = "".join(word.lower[0] for word in inside)
    wanted = iter(initials)
    return all(letter in wanted for letter in letters.lower())


def _plain(found: re.Match[str], rule: Rule, message: str, source: Source, severity: Severity) -> Finding:
    return Finding(rule, found.start(), found.end(), found[0], Advice(message), source, severity)
