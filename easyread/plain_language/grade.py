"""A reading grade: advice only. Formulas call "The IMCA will act" very easy (DOMAIN.md §5)."""

from __future__ import annotations

from functools import lru_cache

import pyphen

from easyread.locales import primary_subtag
from easyread.plain_language.passage import read

__all__ = ["grade"]


def grade(text: str, language: str = "en") -> float | None:
    """Flesch-Kincaid's years at school, with one decimal, from 0; add 5 for an age. None: not English, or no words."""
    if primary_subtag(language) != "en":
        return None
    sentences = [sentence.words for sentence in read(text, language).sentences if sentence.words]
    words = sum(map(len, sentences))
    if not words:
        return None
    syllables = sum(_syllables(word.lower) for sentence in sentences for word in sentence)
    return max(0.0, round(0.39 * words / len(sentences) + 11.8 * syllables / words - 15.59, 1))


@lru_cache(maxsize=20_000)
def _syllables(word: str) -> int:
    return len(_hyphens().positions(word)) + 1


@lru_cache(maxsize=1)
def _hyphens() -> pyphen.Pyphen:
    # Every place counts: a line may not break after one letter, yet that is a syllable.
    return pyphen.Pyphen(lang="en_GB", left=1, right=1)
