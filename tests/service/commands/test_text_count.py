from __future__ import annotations

import json

from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st

from service.commands.text_count import text_group


def _count(lines: bytes) -> list[dict[str, object]]:
    done = CliRunner().invoke(text_group, ["count"], input=lines, catch_exceptions=False)
    assert done.exit_code == 0
    return [json.loads(line) for line in done.stdout.splitlines()]


def _line(text: str) -> bytes:
    return json.dumps({"text": text}).encode() + b"\n"


def test_each_text_is_counted_as_carriers_split_it() -> None:
    told = _count(b"".join(map(_line, ["a" * 160, "a" * 161, "€" * 81, "ŵ" * 70, "🙂" * 36, ""])))
    assert told == [
        {"encoding": "GSM-7", "units": 160, "segments": 1, "segment_units": [160]},
        {"encoding": "GSM-7", "units": 161, "segments": 2, "segment_units": [153, 8]},
        {"encoding": "GSM-7", "units": 162, "segments": 2, "segment_units": [152, 10]},
        {"encoding": "UCS-2", "units": 70, "segments": 1, "segment_units": [70]},
        {"encoding": "UCS-2", "units": 72, "segments": 2, "segment_units": [66, 6]},
        {"encoding": "GSM-7", "units": 0, "segments": 1, "segment_units": [0]},
    ]


def test_a_bad_line_is_named_and_harms_no_other() -> None:
    deep = b"[" * 100_000
    good = _line("hello")
    told = _count(
        b"\xef\xbb\xbf" + good + b"{\n\n[1]\n" + b'{"text": 5}\n{"txt": "a"}\n\xff\n' + deep + b"\n" + good.strip()
    )
    assert [line.get("error", line.get("units")) for line in told] == [
        5, "line_not_json", "line_not_json", "line_not_an_object", "line_text_missing", "line_text_missing",
        "line_not_utf8", "line_not_json", 5,
    ]  # fmt: skip
    assert [line["line"] for line in told if "error" in line] == [2, 3, 4, 5, 6, 7, 8]


def test_breaks_that_json_may_hold_do_not_end_a_line() -> None:
    assert len(_count(json.dumps({"text": "a\u2028b\x85c\x1ed"}, ensure_ascii=False).encode() + b"\r\n")) == 1


@settings(deadline=None, max_examples=60)
@given(st.lists(st.text(st.one_of(st.sampled_from("a€🙂ŵ"), st.characters(codec=None)), max_size=400), max_size=5))
def test_units_add_up_and_fit(texts: list[str]) -> None:
    told = _count(b"".join(map(_line, texts)))
    assert len(told) == len(texts)
    for line in told:
        units, segments = line["segment_units"], line["segments"]
        assert isinstance(units, list)
        assert (sum(units), len(units)) == (line["units"], segments)
        alone, joined = (160, 153) if line["encoding"] == "GSM-7" else (70, 67)
        assert all(one <= (alone if segments == 1 else joined) for one in units)
        assert all(one >= joined - 1 for one in units[:-1])
