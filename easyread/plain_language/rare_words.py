"""Words that are seldom met, by the counts of ``wordfreq``. Names, places and shortenings are not accused."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from functools import lru_cache
from pathlib import Path

from easyread.plain_language.finding import Advice, Finding, Rule, Severity, Source, Target
from easyread.plain_language.finding import mark as _
from easyread.plain_language.passage import Passage, Word

__all__ = ["find_rare_words", "used_words"]

_EVERYDAY = Path(__file__).parents[1] / "words" / "everyday_words.txt"
_SHORTEST = 4
# Uses for each word written: Zipf 3.0, where the small list ends, and Zipf 3.4.
_LEAST_USES = {Target.STANDARD: 1e-6, Target.EASY_READ: 2.5e-6}
_ENDINGS = (("'s", ""), ("s'", "s"), ("ies", "y"), ("es", ""), ("s", ""), ("ied", "y"), ("ed", ""), ("ed", "e"))
_MORE_ENDINGS = (("ing", ""), ("ing", "e"), ("er", ""), ("er", "e"), ("ers", ""), ("ly", ""), ("ness", ""))
_PREFIXES = ("un", "re", "non")


_MESSAGE = _("\u201c%(word)s\u201d is a word that few people use. Use one that more people know, or explain it.")


@lru_cache(maxsize=1)
def used_words() -> Mapping[str, float]:
    """Words in small letters, and how often they are met: 1.0 is every word.

    Loading takes a third of a second and 3 MB: only once, and only where words are checked.
    """
    from wordfreq import get_frequency_dict  # noqa: PLC0415 - only who checks words waits for it

    uses: dict[str, float] = get_frequency_dict("en", wordlist="small")
    return uses | dict.fromkeys(_EVERYDAY.read_text(encoding="utf-8").split(), 1.0)


def find_rare_words(passage: Passage, target: Target, taken: Collection[int]) -> Iterator[Finding]:
    """``taken`` are places where a better finding stands already."""
    least = _LEAST_USES[target]
    for sentence in passage.sentences:
        for word in sentence.words:
            if _may_be_rare(word) and word.start not in taken and _most_uses(word.lower) < least:
                yield Finding(
                    Rule.RARE_WORD,
                    word.start,
                    word.end,
                    word.typed,
                    Advice(_MESSAGE, {"word": word.typed}),
                    Source.INCLUSION_EUROPE,
                    Severity.NOTE,
                )


def _may_be_rare(word: Word) -> bool:
    # A capital may begin a name, even at the start of a sentence.
    return (
        len(word.typed) >= _SHORTEST
        and word.typed.isascii()
        and word.typed.replace("'", "").isalpha()
        and word.typed.islower()
    )


@lru_cache(maxsize=20_000)
def _most_uses(word: str) -> float:
    """Of the word or of a word that it is made of: who knows "bruise" knows "bruising"."""
    uses = used_words()
    most = uses.get(word, 0.0)
    for ending, instead in _ENDINGS + _MORE_ENDINGS:
        if word.endswith(ending) and len(word) > len(ending) + 2:
            stem = word[: len(word) - len(ending)] + instead
            most = max(most, uses.get(stem, 0.0))
            if not instead and len(stem) > 3 and stem[-1] == stem[-2]:
                most = max(most, uses.get(stem[:-1], 0.0))
    for prefix in _PREFIXES:
        if not most and word.startswith(prefix):
            most = uses.get(word[len(prefix) :], 0.0)
    return most
