"""Replies written apart from the phrase tables, and what the rules make of them."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from babel import Locale

from service.domain.replies import Category, Interpretation, Question, QuestionKind, interpret

_SETS = Path(__file__).with_name("sets")
_BLIND = Path(__file__).with_name("blind")
"""Written last, and never used to mend a table: the fairer judge of the two."""
LANGUAGES = tuple(sorted(file.stem for file in _SETS.glob("*.jsonl")))


@dataclass(frozen=True, slots=True)
class Case:
    """``sort`` is ``clear``, ``risk``, ``adversarial`` or ``plain``; ``right`` counts from 1."""

    id: str
    text: str
    language: str
    kind: QuestionKind
    right: int | None
    category: str
    confirm: bool
    sort: str


@dataclass(frozen=True, slots=True)
class Score:
    """``wrong`` and ``missed`` hold ids and texts of invented people."""

    language: str
    cases: int
    clear: int
    taken: int
    dangers: int
    raised: int
    wrong: tuple[str, ...]
    missed: tuple[str, ...]

    @property
    def false_confirmations(self) -> int:
        return len(self.wrong)


_KINDS = {"reply_yes": QuestionKind.NONE, "choice": QuestionKind.CHOICE, "open": QuestionKind.OPEN}


@cache
def cases(language: str, *, blind: bool = False) -> tuple[Case, ...]:
    folder = _BLIND if blind else _SETS
    lines = (folder / f"{language}.jsonl").read_text(encoding="utf-8").splitlines()
    return tuple(
        Case(
            each["id"],
            each["text"],
            each["lang"],
            _KINDS[each["question_kind"]],
            int(each["expected_choice"]) if each["expected_choice"] else None,
            each["category"],
            each["confirm"],
            each["sort"],
        )
        for each in map(json.loads, lines)
    )


def read(case: Case) -> Interpretation:
    """As if a named reader had checked every language."""
    options = _days(case.language) if case.kind is QuestionKind.CHOICE else ()
    return interpret(case.text, case.language, Question(case.kind, options, case.right), trust_drafts=True)


@cache
def _days(language: str) -> tuple[str, ...]:
    names = Locale.parse(language).days["format"]["wide"]
    return tuple(names[day] for day in range(3))


@cache
def measure(language: str, *, blind: bool = False) -> Score:
    wrong, missed = [], []
    clear = taken = dangers = raised = 0
    for case in cases(language, blind=blind):
        found = read(case)
        told = f"{case.id} {case.kind.value} {case.right or ''} {case.text!r}: {found.category.value} ({found.reason.value})"
        if found.confirms and not case.confirm:
            wrong.append(told)
        if case.sort == "clear" and case.confirm:
            clear += 1
            taken += found.confirms
        if case.category == Category.RISK:
            dangers += 1
            raised += found.category is Category.RISK
        if (case.confirm and not found.confirms) or (case.category == Category.RISK and found.category is not Category.RISK):
            missed.append(told)
    return Score(language, len(cases(language, blind=blind)), clear, taken, dangers, raised, tuple(wrong), tuple(missed))
