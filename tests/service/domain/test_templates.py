from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.domain.errors import Invalid
from service.domain.messages import placeholders
from service.domain.templates import fill

_names = st.text(st.characters(exclude_characters="()", exclude_categories=["C"]), min_size=1).map(str.strip).filter(bool)


def test_each_value_stands_where_its_name_stood() -> None:
    body = "We come on ((day)) at ((time)). On ((day)), not before."
    assert fill(body, {"day": "Thursday", "time": "10:00"}) == "We come on Thursday at 10:00. On Thursday, not before."


def test_what_has_no_value_stays_to_be_refused() -> None:
    assert placeholders(fill("On ((day)) at (( time )).", {"time": "10:00"})) == ("((day))",)


def test_a_value_is_not_filled_again() -> None:
    assert fill("((a)) ((b))", {"a": "((b))", "b": "x"}) == "((b)) x"


def test_a_value_that_nothing_asks_for_is_refused() -> None:
    with pytest.raises(Invalid, match="value_not_in_template"):
        fill("On ((day)).", {"day": "Thursday", "tmie": "10:00"})


@given(st.dictionaries(_names, _names, max_size=5))
def test_every_placeholder_with_a_value_is_filled(values: dict[str, str]) -> None:
    body = " ".join(f"(({name}))" for name in values)
    assert fill(body, values) == " ".join(values.values())
