"""The small language that phrase tables are written in (its rules stand at the head of ``tables/en.toml``)."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache

from service.domain.replies.words import HAN, LETTERS, SIGNS

_GROUP = re.compile(r"\(([^()\[\]]*)\)|\[([^()\[\]]*)\]")
_WORD = re.compile(rf"[{HAN}]|{LETTERS}(?![\w*{SIGNS}])")

_BEFORE_AN_END = re.compile(r"\[([^()\[\]]*)\](?=\s*\([^()]*\$\s*\))")


class Spotter:
    """Finds the first of many patterns in a reply. Only those that can start with a word are tried at that word."""

    def __init__(self, patterns: Iterable[str]) -> None:
        by_head: dict[str, list[str]] = defaultdict(list)
        for pattern in patterns:
            written = expression(pattern)
            for head in heads(pattern):
                by_head[head].append(written)
        self._by_head = {head: "|".join(found) for head, found in by_head.items()}
        self._lengths = sorted({len(head) - 1 for head in by_head if head.endswith("*")})
        self.starting_with = lru_cache(maxsize=4096)(self._starting_with)

    def search(self, words: Iterable[str], spoken: str) -> str | None:
        """The matched words, or None. ``spoken`` is ``words`` joined by single spaces."""
        at = 0
        for word in words:
            pattern = self.starting_with(word)
            found = pattern.match(spoken, at) if pattern is not None else None
            if found is not None:
                return found[0]
            at += len(word) + 1
        return None

    def _starting_with(self, word: str) -> re.Pattern[str] | None:
        starts = (word, *(f"{word[:length]}*" for length in self._lengths if length <= len(word)))
        found = [self._by_head[start] for start in starts if start in self._by_head]
        return re.compile(f"(?:{'|'.join(found)})(?![^ ])") if found else None


def with_sets(pattern: str, sets: Mapping[str, Iterable[str]]) -> str:
    """The pattern with each ``<name>`` written out. Raises ``KeyError`` for a name that no set has."""
    return re.sub(r"<(\w+)>", lambda name: "(" + " / ".join(sets[name[1]]) + ")", pattern).strip()


def literals(pattern: str) -> set[str]:
    """The whole words that a pattern names."""
    return set(_WORD.findall(pattern))


def respelled(pattern: str, spell: Callable[[str], str]) -> str:
    """The pattern with each whole word as ``spell`` has it."""
    return _WORD.sub(lambda word: spell(word[0]), pattern)


def heads(pattern: str) -> set[str]:
    """The words, or open beginnings (``hurt*``), with which a match can start."""
    pattern = pattern.strip().removeprefix("^ ")
    if pattern[0] not in "([":
        return {pattern.split()[0]}
    closing = {"(": ")", "[": "]"}[pattern[0]]
    inside, rest = pattern[1 : pattern.index(closing)], pattern[pattern.index(closing) + 1 :]
    first = {choice.split()[0] for choice in inside.split("/")}
    return first | heads(rest) if closing == "]" else first


def told_apart(pattern: str) -> list[str]:
    """``[x] (a / $)`` as two patterns: nothing can stand before an end that may also follow something."""
    found = _BEFORE_AN_END.search(pattern)
    if found is None:
        return [pattern]
    before, after = pattern[: found.start()], pattern[found.end(1) + 1 :]
    return [f"{before}{after}", *told_apart(f"{before}({found[1]}){after}")]


def expression(pattern: str) -> str:
    """A regular expression over words joined by single spaces."""
    text = re.sub(r"\s*([/\[\]()])\s*", r"\1", pattern)
    text = re.sub(r"(?<=[^\[(/ ])([\[(])", r" \1", text)
    text = re.sub(r"([\])])(?=[^\])/ ])", r"\1 ", text)
    text = text.replace("^ ", "^").replace("(", "(?:").replace("[", "(?:(?:").replace("/", "|")
    text = text.replace("] ... ", ") )?(?:[^ ]+ ){0,3}").replace("] ", ") )?").replace(" ... ", "(?: [^ ]+){0,3} ")
    text = text.replace("*", "[^ ]*")
    text = re.sub(r" \(\?:([^()]*)\|\$\)", r"(?: (?:\1)|$)", text)
    return text.replace(" $", "$")


def spread(pattern: str) -> list[str]:
    """Every phrase that a pattern without gaps and open endings stands for."""
    group = _GROUP.search(pattern)
    if group is None:
        return [" ".join(pattern.split())]
    choices = (group[1] or group[2]).split("/") + ([""] if group[1] is None else [])
    return [
        phrase for choice in choices for phrase in spread(f"{pattern[: group.start()]} {choice} {pattern[group.end() :]}")
    ]
