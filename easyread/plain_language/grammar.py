"""The passive, and saying what is not."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from easyread.plain_language.finding import Advice, Finding, Rule, Severity, Source, Target
from easyread.plain_language.finding import mark as _
from easyread.plain_language.passage import Passage, Sentence, Word

__all__ = ["find_negatives", "find_passives"]

_BE = frozenset("is are was were be been being isn't aren't wasn't weren't".split())
_BETWEEN = frozenset(
    "not also now just still always never only already all both being been yet then first once again".split()
)
_MOST_BETWEEN = 3
_IRREGULAR = frozenset(
    (
        "given told sent made taken seen done written held kept known paid put found shown brought chosen heard "
        "met sold bought built drawn driven eaten forgotten hidden hurt led lent lost read said set spent spoken "
        "stolen taught thought thrown understood undertaken worn won withdrawn withheld overseen dealt cut caught "
        "broken begun felt fed fought grown laid left let meant proven sought struck sworn torn woken"
    ).split()
)
# Words in -ed that tell how something is, not what was done to it.
_STATES = frozenset(
    (
        "interested worried tired pleased married concerned retired disabled excited scared frightened confused "
        "bored annoyed related supposed used allowed located based entitled involved closed delighted limited "
        "advanced experienced qualified prepared called indeed hundred speed breed sacred naked wicked ashamed "
        "depressed stressed relaxed relieved upset embarrassed surprised satisfied dressed divorced separated "
        "engaged blessed aged talented crowded complicated determined disappointed shocked exhausted unemployed "
        "blocked dedicated committed finished"
    ).split()
)
_NEGATIONS = frozenset("not cannot never nobody nothing none neither nor without unless no".split())
_REVERSED = frozenset(
    (
        "unlikely unusual uncommon unreasonable unable unhappy unfair unclear unknown unsafe unwell unaware "
        "unimportant impossible insignificant incorrect inappropriate incapable infrequent dishonest disagree "
        "unless until without fail forget refuse deny exclude prevent avoid"
    ).split()
)
_NEAR = 4
_APART = frozenset("and or so but nor because".split())


_PASSIVE = _("Say first who does it, not \u201c%(words)s\u201d: \u201cWe will \u2026\u201d.")
_NEGATIVE = _("\u201c%(words)s\u201d says what is not. If you can, say what is, or what to do.")
_DOUBLE = _("There are two words for \u201cno\u201d in \u201c%(words)s\u201d. Say it without them, or with one.")
_CONTRACTION = _("\u201c%(words)s\u201d is easily misread as its opposite. Write it in full: \u201c%(plain)s\u201d.")
_IN_FULL = {"can't": "cannot", "won't": "will not", "shan't": "shall not"}


def find_passives(passage: Passage) -> Iterator[Finding]:
    for sentence in passage.sentences:
        words = sentence.words
        for at, word in enumerate(words):
            if word.lower not in _BE:
                continue
            last = _participle_after(words, at)
            if last is not None:
                yield _finding(passage.text, word, words[last], Rule.PASSIVE, _PASSIVE, Source.DH_2009, Severity.ADVICE)


def _participle_after(words: Sequence[Word], at: int) -> int | None:
    for place in range(at + 1, min(at + 2 + _MOST_BETWEEN, len(words))):
        word = words[place].lower
        if word in _IRREGULAR or (word.endswith("ed") and len(word) > 4 and word not in _STATES):
            return place
        if word not in _BETWEEN and not word.endswith("ly"):
            return None
    return None


def find_negatives(passage: Passage, target: Target) -> Iterator[Finding]:
    """A sentence's first "not" for Easy Read; two that undo each other, and "can't" for "cannot", for everyone."""
    for sentence in passage.sentences:
        yield from _contractions(passage.text, sentence)
        negations = [at for at, word in enumerate(sentence.words) if _negates(word.lower)]
        if not negations:
            continue
        double = _double(passage.text, sentence.words, negations)
        if double is not None:
            yield _finding(
                passage.text,
                sentence.words[double[0]],
                sentence.words[double[1]],
                Rule.DOUBLE_NEGATIVE,
                _DOUBLE,
                Source.INCLUSION_EUROPE,
                Severity.ADVICE,
            )
        elif target is Target.EASY_READ:
            word = sentence.words[negations[0]]
            yield _finding(passage.text, word, word, Rule.NEGATIVE, _NEGATIVE, Source.INCLUSION_EUROPE, Severity.NOTE)


def _negates(word: str) -> bool:
    return word in _NEGATIONS or word.endswith("n't")


def _double(text: str, words: Sequence[Word], negations: Sequence[int]) -> tuple[int, int] | None:
    """Two that may undo each other: near, with no comma and no "and" or "so" between them."""
    for at in negations:
        for place in range(at + 1, min(at + 1 + _NEAR, len(words))):
            word = words[place].lower
            if word in _APART or not text[words[place - 1].end : words[place].start].isspace():
                break
            if word in _REVERSED or _negates(word):
                return at, place
    return None


def _contractions(text: str, sentence: Sentence) -> Iterator[Finding]:
    for word in sentence.words:
        if word.lower.endswith("n't"):
            plain = _IN_FULL.get(word.lower, f"{word.lower[:-3]} not")
            yield Finding(
                Rule.NEGATIVE_CONTRACTION,
                word.start,
                word.end,
                text[word.start : word.end],
                Advice(_CONTRACTION, {"words": word.typed, "plain": plain}),
                Source.GOV_UK,
                Severity.NOTE,
            )


def _finding(text: str, first: Word, last: Word, rule: Rule, message: str, source: Source, severity: Severity) -> Finding:
    typed = text[first.start : last.end]
    return Finding(rule, first.start, last.end, typed, Advice(message, {"words": typed}), source, severity)
