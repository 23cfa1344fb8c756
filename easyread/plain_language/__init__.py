"""The plain-language check: what in a text is hard to read, where, why, and what to do. It never changes a word."""

from __future__ import annotations

from collections.abc import Iterator

from easyread.locales import primary_subtag
from easyread.plain_language.finding import Advice, Finding, Rule, Severity, Source, Target
from easyread.plain_language.finding import mark as _
from easyread.plain_language.grade import grade
from easyread.plain_language.grammar import find_negatives, find_passives
from easyread.plain_language.hard_words import find_hard_words, find_set_phrases, hard_words
from easyread.plain_language.letters import find_capitals_and_acronyms, find_characters, find_symbols
from easyread.plain_language.numbers import find_number_words, find_numbers
from easyread.plain_language.passage import Passage, read
from easyread.plain_language.rare_words import find_rare_words, used_words
from easyread.plain_language.sentences import find_long_sentences, find_many_ideas

__all__ = ["Advice", "Finding", "Rule", "Severity", "Source", "Target", "check", "grade"]


_NOT_CHECKED = _(
    "Only lengths, numbers, dates and characters were checked: there are no lists of hard words for this language."
)


def check(text: str, language: str = "en", *, target: Target = Target.STANDARD) -> tuple[Finding, ...]:
    """Findings in the order of their places, for any text at all. ``language`` is a BCP 47 tag.

    There are rules for English words only. For every other language the first finding is ``LANGUAGE_NOT_CHECKED``, at 0.
    """
    passage = read(text, language)
    found = [*find_long_sentences(passage, language, target), *find_numbers(passage, target), *find_characters(text)]
    if primary_subtag(language) == "en":
        found += _english(passage, target)
    else:
        nothing = Finding(Rule.LANGUAGE_NOT_CHECKED, 0, 0, "", Advice(_NOT_CHECKED), Source.BOTHWAYS, Severity.NOTE)
        return (nothing, *sorted(found, key=_place))
    return tuple(sorted(found, key=_place))


def _english(passage: Passage, target: Target) -> Iterator[Finding]:
    better = [*find_hard_words(passage, target), *find_set_phrases(passage), *find_number_words(passage, target)]
    taken = {finding.start for finding in better}
    yield from better
    yield from find_capitals_and_acronyms(passage, hard_words(target).acronyms, used_words(), taken)
    yield from find_rare_words(passage, target, taken)
    yield from find_many_ideas(passage, target)
    yield from find_passives(passage)
    yield from find_negatives(passage, target)
    yield from find_symbols(passage.text)


def _place(finding: Finding) -> tuple[int, int]:
    return finding.start, -finding.end
