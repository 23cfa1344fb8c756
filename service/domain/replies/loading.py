"""From ``tables/<language>.toml`` to a table. Every text of a file is folded as replies are; each says how it is written."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import replace
from functools import cache, lru_cache
from importlib import resources
from itertools import chain
from typing import Any

from service.domain.replies.patterns import Spotter, literals, respelled, spread, told_apart, with_sets
from service.domain.replies.question import Category, Reason
from service.domain.replies.table import Phrases, Piece, Table
from service.domain.replies.words import HAN, fold, one_letter_less, plain, squeezed

_HAN = re.compile(f"([{HAN}])")
_MAY_FOLLOW = re.compile(r"(?:\s*\[[^\[\]]*\])+$")
_CATEGORIES = (
    Category.RISK,
    Category.WRONG_PERSON,
    Category.OPT_OUT,
    Category.CHANGE_PREFERENCE,
    Category.HELP,
    Category.NOT_UNDERSTOOD,
    Category.NO,
)


@lru_cache
def table_for(language: str) -> Table | None:
    """The table of a BCP 47 tag's primary language; None where there is none."""
    primary = language.partition("-")[0].lower()
    return _table(primary) if primary in languages() else None


@cache
def _table(language: str) -> Table:
    return compiled(_source(language))


def dangers_of(language: str) -> list[str]:
    """The patterns of danger of a language that has a table, without the rest of it."""
    data = _source(language)
    return patterns_of({**data, "anywhere": {Category.RISK: data.get("anywhere", {}).get(Category.RISK, ())}})[Category.RISK]


def _source(language: str) -> dict[str, Any]:
    file = resources.files("service.domain.replies") / "tables" / f"{language}.toml"
    return tomllib.loads(file.read_text(encoding="utf-8"))


@cache
def languages() -> tuple[str, ...]:
    """The primary languages that have a table, in order."""
    files = (resources.files("service.domain.replies") / "tables").iterdir()
    return tuple(sorted(file.name.removesuffix(".toml") for file in files if file.name.endswith(".toml")))


def patterns_of(data: Mapping[str, Any]) -> dict[str, list[str]]:
    """Every pattern of ``[anywhere]``, its sets written out, folded, in the words that replies are spelled in."""
    sets = data.get("sets", {})
    spelling = {plain(word).words: " ".join(plain(meant).words) for word, meant in data.get("spelling", {}).items()}
    return {
        name: [
            each
            for pattern in patterns
            for each in told_apart(respelled(folded(with_sets(pattern, sets)), lambda word: spelling.get((word,), word)))
        ]
        for name, patterns in data.get("anywhere", {}).items()
    }


def folded(pattern: str) -> str:
    """A pattern in the words that replies are reduced to; its own signs stay. What may follow need not be looked for."""
    text = fold(pattern).replace("'", "").replace("-", " ")
    return _MAY_FOLLOW.sub("", " ".join(_HAN.sub(r" \1 ", text).split()))


def compiled(data: Mapping[str, Any]) -> Table:
    """A table of a file's data. Raises ``KeyError`` or ``ValueError`` for a file that isn't well written."""
    anywhere = patterns_of(data)
    # Thousands of phrases are made of a few hundred words: each is folded once.
    folded_once = cache(lambda word: plain(word).words)

    def words_of(phrase: str) -> tuple[str, ...]:
        return tuple(chain.from_iterable(map(folded_once, phrase.split())))

    whole = {
        Piece[name.upper()]: {words_of(phrase) for p in patterns for phrase in spread(p)}
        for name, patterns in data.get("whole", {}).items()
    }
    guards: dict[str, Reason] = {}
    guard_phrases: dict[str, Reason] = {}
    for name, each in data.get("guards", {}).items():
        for words in map(words_of, each):
            (guards if len(words) == 1 else guard_phrases)[" ".join(words)] = Reason(name)
    near = {key: [word for each in words for word in words_of(each)] for key, words in data.get("near", {}).items()}
    known = {word for patterns in anywhere.values() for p in patterns for word in literals(p)}
    known |= {word for phrases in whole.values() for words in phrases for word in words}
    known |= {*guards, *near.get("keep", ()), *near.get("words", ())}
    spelled = {_words(each, 1)[0]: plain(meant).words for each, meant in data.get("spelling", {}).items()}
    spotters = {name: Spotter(anywhere.get(name, ())) for name in (*_CATEGORIES, "automatic", "echo")}
    table = Table(
        language=data["language"],
        checked_by=data.get("checked_by", ""),
        automatic=spotters.pop("automatic"),
        echo=spotters.pop("echo"),
        anywhere={Category(name): spotter for name, spotter in spotters.items()},
        phrases=Phrases({}),
        guards=guards,
        guard_phrases=guard_phrases,
        days={},
        not_names=frozenset(data.get("names", {}).get("not_names", ())),
        spelling=spelled,
        joined={_pair(pair): _words(meant, 1)[0] for pair, meant in data.get("joined", {}).items()},
        known=frozenset(known),
        # Of several words that meet when squeezed ("of", "off"), the shortest stands for all.
        drawn={squeezed(word): word for word in sorted(sorted({*known, *spelled}), key=len, reverse=True)},
        near={less: word for word in near.get("words", ()) for less in (word, *one_letter_less(word))},
    )
    meant = cache(table.meant)

    def canonical(words: tuple[str, ...]) -> tuple[str, ...]:
        return table.paired(chain.from_iterable(map(meant, words)))

    parts = {canonical(words): (piece, 0) for piece, phrases in whole.items() for words in phrases}
    parts |= {
        canonical(words_of(name)): (piece, int(number))
        for key, piece in (("counting", Piece.COUNT), ("numbers", Piece.NUMBER))
        for number, names in data.get(key, {}).items()
        for name in names
    }
    days = {canonical(words_of(name)): day for day, names in data.get("days", {}).items() for name in names}
    return replace(table, days=days, phrases=Phrases(parts))


def _words(text: str, count: int) -> tuple[str, ...]:
    words = plain(text).words
    if len(words) != count:
        raise ValueError(f"{text!r} has {len(words)} words, not {count}")
    return words


def _pair(text: str) -> tuple[str, str]:
    first, second = _words(text, 2)
    return first, second
