"""``bothways replies interpret``: what the rules make of replies, one line of JSON for each line of JSON."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import click
from babel import Locale, UnknownLocaleError

from service.commands.json_lines import answer_lines, text_of
from service.domain.errors import Invalid
from service.domain.replies import Question, QuestionKind, interpret

_KINDS = {"reply_yes": QuestionKind.NONE, "choice": QuestionKind.CHOICE, "open": QuestionKind.OPEN}
_DAYS = range(3)
"""Babel counts them from Monday."""


@click.group("replies")
def replies_group() -> None:
    """About replies."""


@replies_group.command("interpret")
def interpret_command() -> None:
    """Read replies by the rules, as if a named reader had checked every language. Nothing is kept.

    In: lines of {"id", "text", "lang", "question_kind": "reply_yes"|"choice"|"open", "expected_choice": ""|"1"|"2"|"3",
    "options": [..]}; without options a choice offers Monday, Tuesday and Wednesday in that language. Out: lines of
    {"id", "category", "auto_confirm", "reason", "matched"}.
    """
    answer_lines(_read)


def _read(given: Mapping[str, Any]) -> Mapping[str, object]:
    language = text_of(given, "lang")
    read = interpret(text_of(given, "text"), language, _question(given, language), trust_drafts=True)
    return {
        "id": given.get("id"),
        "category": read.category.value,
        "auto_confirm": read.confirms,
        "reason": read.reason.value,
        "matched": read.matched,
    }


def _question(given: Mapping[str, Any], language: str) -> Question:
    kind = _KINDS.get(text_of(given, "question_kind"))
    if kind is None:
        raise Invalid("question_kind_unknown", field="question_kind")
    if kind is not QuestionKind.CHOICE:
        return Question(kind)
    options = given.get("options") or _days(language)
    if not isinstance(options, list | tuple) or not all(isinstance(option, str) for option in options):
        raise Invalid("options_not_words", field="options")
    expected = str(given.get("expected_choice") or "")
    right = int(expected) if expected.isascii() and expected.isdecimal() else None
    return Question(kind, tuple(options), right)


def _days(language: str) -> tuple[str, ...]:
    try:
        locale = Locale.parse(language, sep="-")
    except (UnknownLocaleError, ValueError):
        locale = Locale("en")
    return tuple(locale.days["format"]["wide"][day] for day in _DAYS)
