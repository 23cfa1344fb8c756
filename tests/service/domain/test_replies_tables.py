"""What holds for the phrase table of every language, and how well each reads replies that were written apart from it."""

from __future__ import annotations

import itertools
import re
import tomllib
from collections import defaultdict
from functools import cache
from importlib import resources
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.domain.replies import Category, Interpretation, Question, QuestionKind, Reason, interpret
from service.domain.replies.loading import languages, patterns_of, table_for
from service.domain.replies.patterns import LONGEST_OPEN, Spotter, expression, needed, spread, told_apart
from service.domain.replies.several import agreed
from service.domain.replies.table import Piece, Table
from service.domain.replies.words import plain
from tests.evaluation.replies import LANGUAGES, measure

PLAIN = Question()
SIXTEEN = ("ar", "bn", "cy", "en", "es", "fr", "gu", "lt", "pa", "pl", "pt", "ro", "so", "tr", "ur", "zh")
ASSENTS = {Piece.YES, Piece.CLAIM}
HARMLESS = ASSENTS | {Piece.ACK, Piece.ACK_LIGHT, Piece.RECEIPT, Piece.FILLER, Piece.PLEASE}
SAMPLE = 6


def table(language: str) -> Table:
    found = table_for(language)
    assert found is not None
    return found


def source(language: str) -> dict[str, Any]:
    file = resources.files("service.domain.replies") / "tables" / f"{language}.toml"
    return tomllib.loads(file.read_text(encoding="utf-8"))


def phrases(language: str, *pieces: Piece, most: int = 250) -> list[str]:
    """So many of a table's phrases, spread over all of them: some tables have twenty thousand."""
    listed = sorted(" ".join(words) for words, (piece, _) in table(language).phrases.parts.items() if piece in pieces)
    return listed[:: max(1, len(listed) // most)]


@cache
def confirming(language: str) -> tuple[str, ...]:
    """Some phrases that confirm alone, spread over the table."""
    some = phrases(language, *ASSENTS, most=4 * SAMPLE)
    return tuple(text for text in some if interpret(text, language, PLAIN, trust_drafts=True).confirms)[:SAMPLE]


for each in SIXTEEN:
    # Tables are read here once: a test's deadline is for reading replies.
    confirming(each)


def test_there_is_a_table_and_an_evaluation_set_for_each_language() -> None:
    assert languages() == SIXTEEN
    assert LANGUAGES == SIXTEEN


@pytest.mark.parametrize("language", SIXTEEN)
def test_a_table_says_who_checked_it_and_a_draft_confirms_nothing(language: str) -> None:
    data = source(language)
    assert data["language"] == language
    assert (data["status"] == "checked") == bool(data["checked_by"]) == table(language).approved
    text = confirming(language)[0]
    read = interpret(text, language, PLAIN)
    if table(language).approved:
        assert read.confirms
    else:
        assert (read.confirms, read.reason) == (False, Reason.LANGUAGE_NOT_APPROVED)


@pytest.mark.parametrize("language", SIXTEEN)
def test_every_pattern_is_fully_translated(language: str) -> None:
    for pattern in itertools.chain(*patterns_of(source(language)).values()):
        written = expression(pattern)
        assert re.compile(written)
        assert not re.search(r"\.\.\.|[<>\[\]]", written.replace("[^ ]", "")), pattern
        assert not re.search(r"\*[^ ()/\[\]]", pattern), f"open in the middle of a word: {pattern}"
        assert needed(pattern), pattern
        assert max(map(len, re.findall(r"[^ ()/\[\]]+(?=\*)", pattern)), default=0) <= LONGEST_OPEN, pattern
        assert not any(re.search(r"[()/\[\]$^]", word) for words in needed(pattern) for word in words), pattern


def one_of(pattern: str, rng: Random) -> str:
    """Something that a pattern stands for: a choice of each group, its gaps closed, its open words ended."""
    innermost = re.compile(r"[(\[]([^()\[\]]*)[)\]]")
    while (group := innermost.search(pattern)) is not None:
        choices = group[1].split("/") + ([""] if group[0].startswith("[") else [])
        pattern = f"{pattern[: group.start()]} {rng.choice(choices)} {pattern[group.end() :]}"
    return " ".join(re.sub(r"\.\.\.|[$^]", " ", pattern).replace("*", "e").split())


@pytest.mark.parametrize("language", SIXTEEN)
def test_every_pattern_finds_what_it_stands_for(language: str) -> None:
    rng = Random(language)
    patterns = sorted(itertools.chain(*patterns_of(source(language)).values()))
    for pattern in patterns[:: max(1, len(patterns) // 200)]:
        spotter = Spotter([pattern])
        for said in (one_of(pattern, rng), one_of(pattern, rng)):
            assert spotter.search(said.split(), said) is not None, (pattern, said)


@pytest.mark.parametrize("language", SIXTEEN)
def test_no_phrase_has_two_meanings(language: str) -> None:
    meanings: dict[tuple[str, ...], set[str]] = defaultdict(set)
    data, known = source(language), table(language)
    for name, patterns in data["whole"].items():
        for phrase in itertools.chain.from_iterable(map(spread, patterns)):
            meanings[known.canonical(plain(phrase).words)].add(name)
    # Whether it is an answer or none must be sure; which kind of "thanks" it is matters less.
    answers = {"yes", "claim"}
    assert {words: names for words, names in meanings.items() if names & answers and names - answers} == {}


@pytest.mark.parametrize("language", SIXTEEN)
def test_no_guard_word_anywhere_leaves_a_confirmation(language: str) -> None:
    texts = confirming(language)
    assert texts
    known = table(language)
    # Every guard is tried in English; of the others as many as a minute allows, spread over all.
    step = 1 if language == "en" else max(1, len(known.guards) // 80)
    for guard, text in itertools.product([*known.guards, *known.guard_phrases][::step], texts[:2]):
        for mixed in (f"{guard} {text}", f"{text} {guard}"):
            assert not interpret(mixed, language, PLAIN, trust_drafts=True).confirms, mixed


@pytest.mark.parametrize("language", SIXTEEN)
def test_thanks_and_yes_are_nobodys_danger(language: str) -> None:
    wrong = [
        text
        for text in phrases(language, *HARMLESS)
        if interpret(text, language, PLAIN, trust_drafts=True).category is Category.RISK
    ]
    assert wrong == []


@pytest.mark.parametrize("language", SIXTEEN)
def test_acknowledging_is_not_understanding(language: str) -> None:
    for text in phrases(language, Piece.ACK, Piece.ACK_LIGHT, Piece.RECEIPT, Piece.FILLER, Piece.PLEASE, Piece.CLOSING):
        assert not interpret(text, language, PLAIN, trust_drafts=True).confirms, text


@pytest.mark.parametrize("language", SIXTEEN)
def test_a_day_has_one_meaning(language: str) -> None:
    named: dict[tuple[str, ...], set[str]] = defaultdict(set)
    known = table(language)
    for day, names in source(language).get("days", {}).items():
        for name in names:
            named[known.canonical(plain(name).words)].add(day)
    assert {words: days for words, days in named.items() if len(days) > 1} == {}
    assert not {words for words in named if not words}


@pytest.mark.parametrize("language", SIXTEEN)
def test_the_evaluation_set_is_read(language: str) -> None:
    score = measure(language)
    assert score.wrong == ()
    assert score.taken >= 0.9 * score.clear, score.missed
    assert score.raised >= (0.95 if language == "en" else 0.8) * score.dangers, score.missed


@pytest.mark.parametrize("language", SIXTEEN)
def test_nothing_of_the_blind_set_is_confirmed_falsely(language: str) -> None:
    assert measure(language, blind=True).wrong == ()


@given(st.text(st.characters(exclude_categories=())), st.sampled_from(SIXTEEN))
def test_no_text_makes_it_raise_in_any_language(text: str, language: str) -> None:
    assert isinstance(interpret(text, language, PLAIN, trust_drafts=True), Interpretation)


@given(st.text(st.characters(exclude_categories=()), min_size=1), st.sampled_from(SIXTEEN))
def test_nothing_unknown_beside_an_answer_leaves_it_confirming(extra: str, language: str) -> None:
    text = confirming(language)[0]
    known = table(language)
    strange = [word for word in known.canonical(plain(extra).words) if not known.knows(word) and not word.isdecimal()]
    if strange:
        assert not interpret(f"{text} {extra}", language, PLAIN, trust_drafts=True).confirms


@pytest.mark.parametrize(
    ("language", "text", "option", "confirms"),
    [
        ("pt", "segunda-feira", 1, True),
        ("pt", "segunda", 1, False),
        ("ar", "اثنين", 1, False),
        ("zh", "周一", 1, True),
        ("zh", "一", 1, True),
        ("zh", "三", 3, True),
        ("pl", "we wtorek", 2, True),
        ("ur", "Tuesday", 2, True),
        ("fr", "mardi", 2, True),
        ("fr", "mardi", 1, False),
    ],
)
def test_a_day_may_be_called_by_any_of_its_names(language: str, text: str, option: int, *, confirms: bool) -> None:
    names = {
        "pt": ("segunda-feira", "terça-feira", "quarta-feira"),
        "ar": ("الاثنين", "الثلاثاء", "الأربعاء"),
        "zh": ("星期一", "星期二", "星期三"),
        "pl": ("poniedziałek", "wtorek", "środa"),
        "ur": ("پیر", "منگل", "بدھ"),
        "fr": ("lundi", "mardi", "mercredi"),
    }[language]
    question = Question(QuestionKind.CHOICE, names, option)
    assert interpret(text, language, question, trust_drafts=True).confirms == confirms


def test_a_bare_number_word_that_is_also_another_options_day_goes_to_a_person() -> None:
    question = Question(QuestionKind.CHOICE, ("星期二", "星期三", "星期四"), 2)
    for text in ("二", "三"):
        assert not interpret(text, "zh", question, trust_drafts=True).confirms, text
    assert interpret("周三", "zh", question, trust_drafts=True).confirms


OWN = Interpretation(Category.UNDERSTOOD, confirms=True, reason=Reason.ANSWERED_PLAINLY)
ELSE = Interpretation(Category.ANSWER_FREE, confirms=False, reason=Reason.OWN_WORDS)


def test_a_confirmation_needs_the_persons_own_language_and_no_refusal_in_english() -> None:
    no = Interpretation(Category.NO, confirms=False, reason=Reason.PHRASE)
    danger = Interpretation(Category.RISK, confirms=False, reason=Reason.PHRASE)
    assert agreed(OWN, ELSE, whole=True, english_alone=False) == OWN
    assert agreed(OWN, no, whole=True, english_alone=True).reason is Reason.LANGUAGES_DISAGREE
    assert agreed(OWN, no, whole=True, english_alone=False) == OWN
    assert agreed(OWN, danger, whole=True, english_alone=True) == danger
    assert agreed(ELSE, OWN, whole=False, english_alone=True).reason is Reason.LANGUAGES_DISAGREE
    assert agreed(ELSE, no, whole=False, english_alone=True).category is Category.NO


@pytest.mark.parametrize(
    ("text", "language"),
    [("mąż mnie bije", "en"), ("boję się o życie", "ur"), ("j'ai peur de mon mari", "pl"), ("mi marido me pega", "zh")],
)
def test_danger_is_heard_in_languages_that_are_not_on_record(text: str, language: str) -> None:
    assert interpret(text, language, PLAIN).category is Category.RISK


@pytest.mark.parametrize("text", ["gün", "Hangi gün geleceksiniz", "her gün evdeyim"])
def test_one_word_that_two_languages_share_is_no_danger(text: str) -> None:
    assert interpret(text, "tr", PLAIN).category is not Category.RISK


def test_an_end_that_may_follow_something_is_told_apart() -> None:
    assert told_apart("x [y] (a / $)") == ["x  (a / $)", "x (y) (a / $)"]
    assert told_apart("x [y] z") == ["x [y] z"]
