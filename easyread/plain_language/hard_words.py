"""Words of social care, law and offices that most people don't use, and set phrases that don't mean what they say."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from easyread.plain_language.finding import Advice, Finding, Rule, Severity, Source, Target
from easyread.plain_language.finding import mark as _
from easyread.plain_language.passage import Passage, Sentence
from easyread.plain_language.phrases import Match, Phrase, Phrases, rows

__all__ = ["find_hard_words", "find_set_phrases", "hard_words"]

_EASY_READ_ONLY = "easy read only"
_MEANS = frozenset({"means", "mean"})
_IS = frozenset({"is", "are"})
_EXPLAINING = frozenset("a an the someone somebody something when where how what people money help".split())
_POINTING = frozenset({"this", "that", "it", "these", "they"})


_RULES = {
    "idiom": (Rule.IDIOM, Source.INCLUSION_EUROPE),
    "metaphor": (Rule.IDIOM, Source.INCLUSION_EUROPE),
    "latin": (Rule.LATIN, Source.GOV_UK),
    "vague_time": (Rule.VAGUE_TIME, Source.INCLUSION_EUROPE),
}
_MESSAGES = {
    Rule.HARD_WORD: _("\u201c%(term)s\u201d is a hard word. You could say: %(plain)s."),
    Rule.IDIOM: _("\u201c%(term)s\u201d does not mean what it says. You could say: %(plain)s."),
    Rule.LATIN: _("Many people don't know \u201c%(term)s\u201d. You could say: %(plain)s."),
    Rule.VAGUE_TIME: _("\u201c%(term)s\u201d does not say when. You could say: %(plain)s."),
}


@lru_cache(maxsize=2)
def hard_words(target: Target) -> Phrases:
    phrases = (Phrase(*row) for row in rows("hard_words.tsv"))
    return Phrases.of(phrase for phrase in phrases if target is Target.EASY_READ or phrase.note != _EASY_READ_ONLY)


@lru_cache(maxsize=1)
def _set_phrases() -> Phrases:
    return Phrases.of(Phrase(*row) for row in rows("set_phrases.tsv"))


def find_hard_words(passage: Passage, target: Target) -> Iterator[Finding]:
    """A word that the same or the next sentence explains is let pass, there and afterwards."""
    listed = hard_words(target)
    found: list[tuple[int, Sentence, Match]] = []
    explained: dict[str, int] = {}
    for at, sentence in enumerate(passage.sentences):
        for match in listed.find(passage.text, sentence.words):
            found.append((at, sentence, match))
            if match.phrase.term not in explained and _is_explained(passage, at, match):
                explained[match.phrase.term] = at
    for at, sentence, match in found:
        if at + 1 < explained.get(match.phrase.term, at + 2):
            yield _finding(passage.text, sentence, match, Rule.HARD_WORD, _source_of(match.phrase))


def find_set_phrases(passage: Passage) -> Iterator[Finding]:
    """Idioms, metaphors, Latin and times that name no time."""
    for sentence in passage.sentences:
        for match in _set_phrases().find(passage.text, sentence.words):
            rule, source = _RULES[match.phrase.kind]
            yield _finding(passage.text, sentence, match, rule, source)


def _source_of(phrase: Phrase) -> Source:
    return Source.GOV_UK if phrase.kind == "office" else Source.INCLUSION_EUROPE


def _finding(text: str, sentence: Sentence, match: Match, rule: Rule, source: Source) -> Finding:
    start, end = sentence.words[match.first].start, sentence.words[match.last].end
    advice = Advice(_MESSAGES[rule], {"term": text[start:end], "plain": match.phrase.plain})
    return Finding(rule, start, end, text[start:end], advice, source, Severity.ADVICE)


def _is_explained(passage: Passage, at: int, match: Match) -> bool:
    words = passage.sentences[at].words
    end = words[match.last].end
    if passage.text[end : end + 2] == " (" and passage.text[end + 2 : end + 3].islower():
        return True
    after = [word.lower for word in words[match.last + 1 : match.last + 3]]
    if after[:1] and (after[0] in _MEANS or (len(after) == 2 and after[0] in _IS and after[1] in _EXPLAINING)):
        return True
    following = passage.sentences[at + 1].words[:2] if at + 1 < len(passage.sentences) else ()
    return len(following) == 2 and following[0].lower in _POINTING and following[1].lower in _MEANS
