"""Every code that the sources can give has words: read from the sources themselves."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from service.domain.safe_contact import Refused
from service.web.words import WORDS, words_for

ROOT = Path(__file__).parents[3]
_OURS = {"Invalid", "NotAllowed", "NotFound", "Conflict"}
_CHANNELS = {"Temporary", "Permanent", "Ambiguous", "Uncarriable", "NotCleared", "Refusal"}
_ADDRESS_RULES = {f"address_{rule}" for rule in ("missing", "too_few_lines", "too_many_lines", "no_postcode_or_country")}
_CODE = re.compile(r"[a-z]+(_[a-z]+)*")


def _codes(folder: str, raised: set[str]) -> Iterator[tuple[str, str]]:
    for path in sorted((ROOT / folder).rglob("*.py")):
        if "web" in path.parts or "simulator" in path.parts:
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in raised and node.args:
                for part in _literals(node.args[0]):
                    yield part, f"{path.relative_to(ROOT)}:{node.lineno}"


def _literals(value: ast.expr) -> Iterator[str]:
    """The strings that an argument can be; one made of parts is checked by a test of its own."""
    if isinstance(value, ast.IfExp):
        yield from _literals(value.body)
        yield from _literals(value.orelse)
    elif isinstance(value, ast.Constant) and isinstance(value.value, str):
        yield value.value


def test_every_code_of_the_service_has_words() -> None:
    found = dict(_codes("service", _OURS))
    assert len(found) > 40
    assert {code: place for code, place in found.items() if code not in WORDS} == {}


def test_every_code_of_the_channels_has_words() -> None:
    found = dict(_codes("channels", _CHANNELS))
    assert len(found) > 20
    assert {code: place for code, place in found.items() if code not in WORDS} == {}


def test_every_print_rule_and_refused_picture_has_words() -> None:
    found = dict(_codes("channels/letter", {"PrintFault", "PictureRefused", "Unprintable"}))
    rules = {"margin_left", "margin_right", "margin_top", "margin_bottom", "outside_page", *_ADDRESS_RULES}
    assert len(found) >= 8
    assert {code for code in found.keys() | rules if code not in WORDS} == set()


def test_every_code_of_a_format_has_words() -> None:
    found = dict(_codes("easyread", {"Unreadable", "Unmakeable", "NotInstalled"}))
    assert len(found) > 20
    # A council's picture pack is looked at by the doctor, in the terms of its files.
    assert {code: place for code, place in found.items() if code not in WORDS and not code.startswith("pack_")} == {}


def test_every_code_of_an_address_has_words() -> None:
    codes = {code for code, _place in _codes("channels/letter", {"AddressError"})}
    assert len(codes) == 5
    assert {code for code in codes if f"address_{code}" not in WORDS} == set()


@pytest.mark.parametrize("refused", Refused)
def test_every_refusal_to_let_a_message_leave_has_words(refused: Refused) -> None:
    assert words_for(f"refused_{refused.value}") == str(WORDS[f"refused_{refused.value}"])


@pytest.mark.parametrize("code", sorted(WORDS))
def test_words_are_short_whole_sentences(code: str) -> None:
    assert _CODE.fullmatch(code)
    words = words_for(code)
    assert words[0].isupper()
    assert words.endswith(".")
    assert len(words) <= 140
    assert "please" not in words.casefold()


def test_a_code_without_words_still_tells_what_to_do() -> None:
    assert "try again" in words_for("never_heard_of")
    assert "never_heard_of" not in words_for("never_heard_of")
