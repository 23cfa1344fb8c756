"""The lists themselves: whoever adds a line is told what is wrong with it."""

from __future__ import annotations

from collections import Counter

from easyread.plain_language import Rule, Target, check
from easyread.plain_language.hard_words import hard_words
from easyread.plain_language.passage import read
from easyread.plain_language.phrases import rows
from easyread.plain_language.rare_words import used_words

_HARD = list(rows("hard_words.tsv"))
_PHRASES = list(rows("set_phrases.tsv"))


def test_the_lists_are_as_long_as_promised_and_name_nothing_twice() -> None:
    assert len(_HARD) >= 400
    assert len([row for row in _PHRASES if row[2] in {"idiom", "metaphor"}]) >= 80
    for listed in (_HARD, _PHRASES):
        assert {term for term, count in Counter(row[0] for row in listed).items() if count > 1} == set()


def test_every_line_is_whole() -> None:
    kinds = {"social_care", "office", "legal", "health", "benefits", "housing"}
    assert [row for row in _HARD if len(row) != 4 or row[2] not in kinds or row[3] not in {"", "easy read only"}] == []
    assert {kind for _, _, kind, _ in _HARD} == kinds
    assert [row for row in _PHRASES if len(row) != 3 or row[2] not in {"idiom", "metaphor", "latin", "vague_time"}] == []
    assert [row for row in _HARD + _PHRASES if not row[0].strip() or not row[1].strip() or row[0] == row[1]] == []


def test_each_hard_term_is_found_as_it_is_listed() -> None:
    lost = []
    for term, _, _, _ in _HARD:
        text = f"It is {term.replace('#', '42')}."
        found = hard_words(Target.EASY_READ).find(text, read(text, "en").sentences[0].words)
        if term not in {match.phrase.term for match in found}:
            lost.append(term)
    assert lost == []


def test_each_set_phrase_is_found_as_it_is_listed() -> None:
    typed = [phrase.replace("~", "your") for phrase, _, _ in _PHRASES]
    assert [words for words in typed if words not in {finding.words for finding in check(f"So, {words} now")}] == []


def test_the_plain_words_are_not_hard_themselves() -> None:
    rules = {Rule.HARD_WORD, Rule.IDIOM, Rule.LATIN, Rule.RARE_WORD}
    findings = {
        term: [found.words for found in check(f"It is {plain}.") if found.rule in rules] for term, plain, _, _ in _HARD
    }
    assert {term: words for term, words in findings.items() if words} == {}


def test_everyday_words_are_words_that_people_use() -> None:
    assert {"carer", "optician", "postcode"} <= used_words().keys()
