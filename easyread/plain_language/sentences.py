"""Long sentences and sentences that tell more than one thing."""

from __future__ import annotations

from collections.abc import Iterator

from easyread.locales import primary_subtag
from easyread.plain_language.finding import Advice, Finding, Rule, Severity, Source, Target
from easyread.plain_language.finding import mark as _
from easyread.plain_language.passage import Passage, Sentence

__all__ = ["MOST_WORDS", "find_long_sentences", "find_many_ideas"]

MOST_WORDS = {Target.EASY_READ: 15, Target.STANDARD: 25}
"""DH 2009; GOV.UK's content design."""
_BETTER_WORDS = 20
_UNSPACED = frozenset({"zh", "ja", "th", "lo", "my", "km"})

_JOINING = frozenset("and but because although though while whereas unless so if when which who whose that or".split())
_VERBS = frozenset(
    (
        "am is are was were be been has have had do does did will would can could may might must shall should need "
        "needs want wants get gets go goes come comes give gives send sends tell tells ask asks help helps call "
        "calls ring rings visit visits meet meets write writes read reads make makes take takes bring brings see "
        "sees know knows isn't aren't wasn't won't can't don't doesn't didn't cannot we'll you'll they'll it's "
        "we're you're they're i'm we've you've"
    ).split()
)
_MANY = {Target.EASY_READ: 1, Target.STANDARD: 3}


_TOO_LONG = _("This sentence has %(words)s words. Use at most %(most)s. Can it be two sentences?")
_LONG = _("This sentence has %(words)s words. At most %(most)s is easier to read.")
_IDEAS = _("This sentence may tell more than one thing. Can each have a sentence of its own?")


def find_long_sentences(passage: Passage, language: str, target: Target) -> Iterator[Finding]:
    """Where words are not spaced there is nothing to count: no finding."""
    if primary_subtag(language) in _UNSPACED:
        return
    for sentence in passage.sentences:
        if sentence.length > MOST_WORDS[target]:
            source = Source.DH_2009 if target is Target.EASY_READ else Source.GOV_UK
            yield _whole(passage, sentence, Rule.LONG_SENTENCE, _TOO_LONG, MOST_WORDS[target], source, Severity.FAULT)
        elif sentence.length > _BETTER_WORDS:
            yield _whole(passage, sentence, Rule.LONG_SENTENCE, _LONG, _BETTER_WORDS, Source.GOV_UK, Severity.NOTE)


def find_many_ideas(passage: Passage, target: Target) -> Iterator[Finding]:
    """Parts that are joined and each have a verb of their own. Only the commonest verbs are known: it misses many."""
    for sentence in passage.sentences:
        if _joined_parts(sentence) >= _MANY[target] or ";" in passage.text[sentence.start : sentence.end]:
            yield Finding(
                Rule.MANY_IDEAS,
                sentence.start,
                sentence.end,
                passage.text[sentence.start : sentence.end],
                Advice(_IDEAS),
                Source.DH_2009,
                Severity.NOTE,
            )


def _joined_parts(sentence: Sentence) -> int:
    parts, has_verb, waiting = 0, False, False
    for word in sentence.words:
        if word.lower in _JOINING:
            waiting, has_verb = has_verb or waiting, False
        elif word.lower in _VERBS:
            parts += waiting and not has_verb
            waiting, has_verb = False, True
    return parts


def _whole(
    passage: Passage, sentence: Sentence, rule: Rule, message: str, most: int, source: Source, severity: Severity
) -> Finding:
    return Finding(
        rule,
        sentence.start,
        sentence.end,
        passage.text[sentence.start : sentence.end],
        Advice(message, {"words": sentence.length, "most": most}),
        source,
        severity,
    )
