"""One message in every language of ``visit.toml``: what the demo's people are told, and what the examples show."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from service.domain.messages import CheckKind, Draft
from service.domain.purposes import Purpose

__all__ = ["SIGNED_BY", "VISIT_AT", "WRITTEN", "Written", "draft_in"]

VISIT_AT: Final = datetime(2026, 12, 10, 10, 0, tzinfo=UTC)
SIGNED_BY: Final = "Casey Lund"
_RIGHT_OPTION = 3


@dataclass(frozen=True, slots=True)
class Written:
    """The words in one language. The third option is the right one."""

    title: str
    body: str
    question: str
    options: tuple[str, ...]


def _read() -> Mapping[str, Written]:
    told = tomllib.loads(Path(__file__).with_name("visit.toml").read_text(encoding="utf-8"))
    return {
        language: Written(words["title"], words["body"].strip(), words["question"], tuple(words["options"]))
        for language, words in told.items()
    }


WRITTEN: Final = _read()
"""By language."""


def draft_in(language: str) -> Draft:
    """The message as a worker would send it. Raises ``KeyError`` for a language that nobody wrote it in."""
    written = WRITTEN[language]
    return Draft(
        purpose=Purpose.APPOINTMENT,
        body=written.body,
        language=language,
        check_kind=CheckKind.CHOICE,
        question=written.question,
        options=written.options,
        right_option=_RIGHT_OPTION,
        event_at=VISIT_AT,
        signed_by=SIGNED_BY,
    )
