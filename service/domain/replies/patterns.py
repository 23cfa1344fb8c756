"""The small language that phrase tables are written in (its rules stand at the head of ``tables/en.toml``)."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping
from functools import cached_property, lru_cache
from itertools import chain

from service.domain.replies.words import HAN, LETTERS, SIGNS

_GROUP = re.compile(r"\(([^()\[\]]*)\)|\[([^()\[\]]*)\]")
_WORD = re.compile(rf"[{HAN}]|{LETTERS}(?![\w*{SIGNS}])")

LONGEST_OPEN = 24
"""Letters before an open end that are looked for; no table has more."""
_TOKEN = re.compile(r"[()\[\]/]|[^\s()\[\]/]+")
_BEFORE_AN_END = re.compile(r"\[([^()\[\]]*)\](?=\s*(?:\([^()]*\$\s*\)|\$))")
_END_AMONG_OTHERS = re.compile(r"\(([^()]*?)/\s*\$\s*/([^()]*)\)")


class Spotter:
    """Finds one of many patterns in a reply. Each waits under the rarest words that it can't do without, so that a reply
    meets few of them and only those are ever compiled.
    """

    def __init__(self, patterns: Iterable[str]) -> None:
        written = list(patterns)
        parts = [[frozenset(words) for words in needed(each)] for each in written]
        often = Counter(chain.from_iterable(chain.from_iterable(parts)))
        self._by_key: dict[str, list[_Pattern]] = defaultdict(list)
        for each, of_each in zip(written, parts, strict=True):
            rarest = min(of_each, key=lambda words: sum(often[word] for word in words))
            pattern = _Pattern(each, tuple(words for words in of_each if words is not rarest))
            for word in rarest:
                self._by_key[word].append(pattern)
        self._keys = frozenset(self._by_key)

    def search(self, words: Iterable[str], spoken: str) -> str | None:
        """The matched words, or None. ``spoken`` is ``words`` joined by single spaces."""
        there = _with_beginnings(tuple(words))
        # Sorted, so that a page names the same words of a reply in every process.
        for key in sorted(self._keys & there):
            for pattern in self._by_key[key]:
                if pattern.may_stand_in(there):
                    found = pattern.expression.search(spoken)
                    if found is not None:
                        return found[0]
        return None


class _Pattern:
    """Its expression is made when all that it needs was once there."""

    def __init__(self, written: str, others: tuple[frozenset[str], ...]) -> None:
        self._written, self._others = written, others

    def may_stand_in(self, there: frozenset[str]) -> bool:
        """Whether of each part that can't be left out something is there."""
        return not any(there.isdisjoint(words) for words in self._others)

    @cached_property
    def expression(self) -> re.Pattern[str]:
        return re.compile(f"(?<![^ ])(?:{expression(self._written)})(?![^ ])")


@lru_cache(maxsize=256)
def _with_beginnings(words: tuple[str, ...]) -> frozenset[str]:
    """The words and all their open beginnings (``h*``, ``hu*`` …), for every spotter that looks at this reply."""
    return frozenset(words) | {f"{word[:end]}*" for word in words for end in range(1, min(len(word), LONGEST_OPEN) + 1)}


def needed(pattern: str) -> list[set[str]]:
    """Sets of words, or open beginnings: a match holds one of each. Not all that could be said of it, but enough."""
    found: list[set[str]] = []
    part, depth = "", 0
    for token in _TOKEN.findall(pattern):
        depth += (token in {"(", "["}) - (token in {")", "]"})
        part += f" {token}"
        if depth == 0:
            found.append(_one_of(part.strip()))
            part = ""
    return [words for words in found if words]


_NO_WORDS = frozenset({"...", "^", "$", "(", ")", "/"})


def _one_of(part: str) -> set[str]:
    """Of a word itself, of a group the longest word of each of its choices; nothing where it may be left out or is a gap."""
    if part.startswith("[") or (part.startswith("(") and "[" in part):
        return set()
    if part.count("(") > 1:
        words = set(part.split()) - _NO_WORDS
        return set() if "*" in words or "$" in part.split() else words
    choices = [[word for word in choice.split() if word not in _NO_WORDS] for choice in part.strip("()").split("/")]
    if not all(choices):
        return set()
    words = {max(choice, key=len) for choice in choices}
    return set() if "*" in words else words


def with_sets(pattern: str, sets: Mapping[str, Iterable[str]]) -> str:
    """The pattern with each ``<name>`` written out. Raises ``KeyError`` for a name that no set has."""
    return re.sub(r"<(\w+)>", lambda name: "(" + " / ".join(sets[name[1]]) + ")", pattern).strip()


def literals(pattern: str) -> set[str]:
    """The whole words that a pattern names."""
    return set(_WORD.findall(pattern))


def respelled(pattern: str, spell: Callable[[str], str]) -> str:
    """The pattern with each whole word as ``spell`` has it."""
    return _WORD.sub(lambda word: spell(word[0]), pattern)


def told_apart(pattern: str) -> list[str]:
    """``[x] (a / $)`` and ``[x] $`` as two patterns: nothing can stand before an end that may also follow something."""
    pattern = _END_AMONG_OTHERS.sub(r"(\1/\2/ $)", pattern)
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
