from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from service.domain.messages import CheckKind, Draft
from service.domain.purposes import Purpose
from service.domain.same_request import as_kept, same_request

ASKED = Draft(
    purpose=Purpose.APPOINTMENT,
    body=" We come on Thursday.\n",
    check_kind=CheckKind.CHOICE,
    question="Which day? ",
    options=("Monday ", " Thursday"),
    right_option=2,
    event_at=datetime(2026, 11, 26, 10, tzinfo=UTC),
)


def test_blanks_around_the_words_make_no_other_request() -> None:
    kept = as_kept(ASKED)
    assert (kept.body, kept.options) == ("We come on Thursday.", ("Monday", "Thursday"))
    assert same_request(kept, ASKED)
    assert same_request(kept, kept)


def test_answers_that_nobody_may_choose_are_not_kept() -> None:
    kept = as_kept(replace(ASKED, check_kind=CheckKind.OPEN))
    assert (kept.options, kept.right_option) == ((), None)


@pytest.mark.parametrize(
    "change",
    [
        {"body": "We come on Friday."},
        {"purpose": Purpose.GENERAL},
        {"right_option": 1},
        {"options": ("Thursday", "Monday")},
        {"event_at": None},
        {"language": "cy"},
        {"override_reason": "They asked."},
    ],
    ids=lambda change: next(iter(change)),
)
def test_anything_else_makes_another(change: dict[str, Any]) -> None:
    assert not same_request(as_kept(ASKED), replace(ASKED, **change))
