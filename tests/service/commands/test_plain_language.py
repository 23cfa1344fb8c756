from __future__ import annotations

import json

import pytest
from click.testing import CliRunner

from service.commands.plain_language import plain_language_command


def _told(text: bytes, *options: str) -> list[dict[str, object]]:
    done = CliRunner().invoke(plain_language_command, options, input=text, catch_exceptions=False)
    assert done.exit_code == 0
    told: list[dict[str, object]] = json.loads(done.stdout)
    return told


def test_findings_are_one_array_with_places_advice_and_source() -> None:
    told = _told(b"Hi.\r\nWe defer it.\n")
    assert told == [
        {
            "rule": "hard_word",
            "start": 8,
            "end": 13,
            "words": "defer",
            "advice": "\u201cdefer\u201d is a hard word. You could say: put off until later.",
            "source": "GOV.UK",
            "severity": "advice",
            "message": "\u201c%(term)s\u201d is a hard word. You could say: %(plain)s.",
            "values": {"term": "defer", "plain": "put off until later"},
        }
    ]


def test_nothing_hard_is_an_empty_array() -> None:
    assert _told(b"") == []
    assert _told("We will visit you. \u00e9\U0001f642".encode()) == []


def test_the_target_and_the_language_choose_the_rules() -> None:
    assert _told(b"We have three.") == []
    assert [finding["rule"] for finding in _told(b"We have three.", "--target", "easy_read")] == ["number_in_words"]
    assert [finding["rule"] for finding in _told(b"We defer.", "--language", "cy")] == ["language_not_checked"]


@pytest.mark.parametrize("text", [b"\xff\xfe", b"a\x00b", "\u200b \ufffc".encode()])
def test_bytes_that_are_no_text_are_findings_not_failures(text: bytes) -> None:
    assert {"not_text", "hidden_character"} & {str(finding["rule"]) for finding in _told(text)}
