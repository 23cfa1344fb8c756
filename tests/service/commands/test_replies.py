"""``bothways replies interpret``: one line of JSON for each."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner

from service.commands.replies import replies_group


def answers(*lines: object) -> list[dict[str, object]]:
    given = "\n".join(line if isinstance(line, str) else json.dumps(line) for line in lines) + "\n"
    done = CliRunner().invoke(replies_group, ["interpret"], input=given)
    assert done.exit_code == 0, done.output
    return [json.loads(line) for line in done.stdout.splitlines()]


def asked(text: str, lang: str = "en", kind: str = "reply_yes", expected: str = "", **more: object) -> dict[str, object]:
    return {"id": "1", "text": text, "lang": lang, "question_kind": kind, "expected_choice": expected} | more


@pytest.mark.parametrize(
    ("line", "category", "confirms"),
    [
        (asked("yes"), "understood", True),
        (asked("ok thanks"), "received_only", False),
        (asked("Tak, rozumiem", "pl"), "understood", True),
        (asked("ہاں", "ur"), "understood", True),
        (asked("haan ji samajh gaya", "ur"), "understood", True),
        (asked("明白了", "zh"), "understood", True),
        (asked("我不明白", "zh"), "not_understood", False),
        (asked("wtorek", "pl", "choice", "2"), "understood", True),
        (asked("Tuesday", "en", "choice", "2"), "understood", True),
        (asked("周二", "zh-Hans", "choice", "2"), "understood", True),
        (asked("Tuesday", "en", "choice", "1"), "not_understood", False),
        (asked("B", "en", "choice", "1", options=["A", "B"]), "not_understood", False),
        (asked("a bag", "en", "open"), "answer_free", False),
        (asked("he hit me", "pl"), "risk", False),
        (asked("mąż mnie bije", "en"), "risk", False),
        (asked("yes", "xx"), "answer_free", False),
        (asked("\ud800yes\ud800"), "answer_free", False),
    ],
)
def test_each_line_is_read_as_if_every_language_were_checked(
    line: dict[str, object], category: str, *, confirms: bool
) -> None:
    (got,) = answers(line)
    assert (got["id"], got["category"], got["auto_confirm"]) == ("1", category, confirms)
    assert got["reason"]


def test_a_line_that_can_not_be_used_harms_no_other() -> None:
    got = answers("nonsense", {"text": 1}, asked("x", kind="riddle"), asked("yes"), asked("2", kind="choice", options=7))
    assert [line.get("error") for line in got] == [
        "line_not_json",
        "line_text_missing",
        "question_kind_unknown",
        None,
        "options_not_words",
    ]
