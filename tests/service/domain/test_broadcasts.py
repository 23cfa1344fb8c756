"""Lists of people, and by what the same sending is known again."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import UTC, datetime
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.domain.broadcasts import (
    ListRow,
    draft_from,
    kept,
    key_of,
    list_digest,
    read_list_row,
    request_key,
)
from service.domain.messages import CheckKind, Draft
from service.domain.purposes import Purpose
from service.domain.table_file import Record

ID = UUID(int=7)
DRAFT = Draft(Purpose.GENERAL, "Our office moves.")


@pytest.mark.parametrize(
    ("cells", "row"),
    [
        (("C1", ""), ListRow(2, case_reference="C1")),
        (("", str(ID)), ListRow(2, person_id=ID)),
        (("C1", str(ID).upper()), ListRow(2, person_id=ID)),
        (("", ""), ListRow(2, fault="row_person_missing")),
        (("C1", "not an id"), ListRow(2, fault="row_person_missing")),
        (("C\x001", ""), ListRow(2, fault="cell_unprintable")),
        (("C1",), ListRow(2, fault="row_short")),
    ],
)
def test_a_line_names_a_person_or_says_why_not(cells: tuple[str, ...], row: ListRow) -> None:
    assert read_list_row(Record(2, cells), ("case_reference", "person_id")) == row


def test_the_list_is_who_stands_in_it() -> None:
    one = [ListRow(2, case_reference="C1"), ListRow(3, person_id=ID)]
    assert list_digest(one) == list_digest([ListRow(9, case_reference="c1"), ListRow(10, person_id=ID)])
    assert list_digest(one) != list_digest(one[::-1])
    assert list_digest(one) != list_digest(one[:1])


_DRAFTS = st.builds(
    Draft,
    purpose=st.sampled_from(Purpose),
    body=st.text(),
    language=st.sampled_from(["en", "cy"]),
    check_kind=st.sampled_from(CheckKind),
    question=st.text(),
    options=st.lists(st.text(), max_size=3).map(tuple),
    right_option=st.none() | st.integers(1, 3),
    expected_answer=st.text(),
    event_at=st.none() | st.datetimes(timezones=st.just(UTC)),
)


@given(_DRAFTS)
def test_a_draft_is_kept_whole(draft: Draft) -> None:
    assert draft_from(kept(draft) | {"template": "x", "people": "y"}) == draft


@given(_DRAFTS)
def test_every_word_of_a_draft_tells_one_broadcast_from_another(draft: Draft) -> None:
    changed = {
        "body": draft.body + "!",
        "language": draft.language + "x",
        "question": draft.question + "?",
        "options": (*draft.options, "more"),
        "right_option": (draft.right_option or 0) + 1,
        "expected_answer": draft.expected_answer + ".",
        "event_at": datetime(1999, 1, 1, tzinfo=UTC),
    }
    keys = {key_of(replace(draft, **{name: value}), "list", "") for name, value in changed.items()}  # type: ignore[arg-type]
    keys |= {key_of(draft, "list", ""), key_of(draft, "other list", ""), key_of(draft, "list", "again")}
    assert len(keys) == len(changed) + 3


def test_nothing_of_a_draft_is_forgotten() -> None:
    one_message_only = {"override_reason", "explains_id", "signed_by", "checked_by_people", "pictures", "postage"}
    assert set(kept(DRAFT)) == {field.name for field in fields(Draft)} - one_message_only


def test_each_row_has_a_key_of_its_own_and_always_the_same() -> None:
    one, other = uuid4(), uuid4()
    assert request_key(one, 1) == request_key(one, 1)
    assert len({request_key(one, 1), request_key(one, 2), request_key(other, 1)}) == 3
