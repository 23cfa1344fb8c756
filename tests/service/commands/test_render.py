from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pypdfium2
import pytest
from click.testing import CliRunner, Result
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from service.commands.message_file import KEYS, MessageFault, read_message
from service.commands.render import render_command
from service.formats import FORMS
from service.web.words import words_for

MESSAGE = {
    "body": "Ana Reid will visit you on Thursday 26 November 2026 at 10am.\n\nPlease ring 01632 960002 to change the day.",
    "title": "Your visit",
    "question": "What day is the visit?",
    "options": ["Tuesday", "Wednesday", "Thursday"],
    "sender": "Northmoor",
    "phone": "01632 960002",
    "address": ["Northmoor Council", "1 Town Square", "Northmoor", "LS1 1AA"],
    "to": ["3 Chapel Street", "Northmoor", "ls16df"],
    "reference": "KT4H-WN",
    "date": "2026-11-23",
    "signed_off_by": "Ana Reid",
    "checked_by_people": True,
}
_BEGINS = {"pdf": b"%PDF-1.", "html": b"<!DOCTYPE html>", "ogg": b"OggS", "brf": b" "}


def _render(name: str, message: object, out: str | Path = "-", *more: str) -> Result:
    given = message if isinstance(message, bytes) else json.dumps(message).encode()
    command = ["--format", name, "--in", "-", "--out", str(out), *more]
    return CliRunner().invoke(render_command, command, input=given, catch_exceptions=False)


def _changed(**changes: object) -> dict[str, object]:
    return {**MESSAGE, **changes}


def _listed() -> list[list[str]]:
    done = CliRunner().invoke(render_command, ["--list"], catch_exceptions=False)
    return [line.split("\t") for line in done.stdout.splitlines()]


def test_the_list_names_every_format_with_its_media_type_and_suffix() -> None:
    listed = _listed()
    assert [line[0] for line in listed] == ["text", "email", "letter", *FORMS]
    assert ["braille-2", "application/x-brf", "brf"] in listed


@pytest.mark.parametrize("name", [name for name in ("text", "email", "letter", *FORMS) if not name.startswith("audio")])
def test_every_format_is_written_whole_and_says_the_words(name: str, tmp_path: Path) -> None:
    out = tmp_path / "made"
    done = _render(name, MESSAGE, out)
    assert (done.exit_code, done.stdout) == (0, "")
    assert [path.name for path in tmp_path.iterdir()] == ["made"]
    made = out.read_bytes()
    suffix = {line[0]: line[2] for line in _listed()}[name]
    if suffix in _BEGINS:
        assert made.lstrip(b"\r\n").lower().startswith(_BEGINS[suffix].lower())
    words = _text_of(made) if suffix == "pdf" else made.decode()
    if suffix != "brf":
        assert "Ana Reid will visit you" in " ".join(words.split())
        assert "KT4H-WN" in words


def test_the_breaks_and_bullets_of_a_word_processor_go_out_as_what_they_are() -> None:
    told = _render("text", {"body": "Bring:\v\uf0b7 a bill\fThank you.", "reference": "KT4H-WN"}).stdout
    assert told.startswith("Bring:\n\u2022 a bill\n\nThank you.")


def test_a_recording_comes_through_a_pipe() -> None:
    assert _render("audio-ogg", MESSAGE).stdout_bytes.startswith(b"OggS")


def test_a_letter_has_the_window_and_the_day_that_were_given(tmp_path: Path) -> None:
    _render("letter", MESSAGE, tmp_path / "letter.pdf")
    words = _text_of((tmp_path / "letter.pdf").read_bytes())
    assert "LS1 6DF" in words
    assert "23 November 2026" in words


def test_a_letter_to_nobody_s_window_is_for_collection(tmp_path: Path) -> None:
    _render("letter", _changed(to=None), tmp_path / "letter.pdf")
    assert "For collection" in _text_of((tmp_path / "letter.pdf").read_bytes())


def test_phrases_are_in_the_language_that_was_named() -> None:
    assert "Atebwch" in _render("text", MESSAGE, "-", "--language", "cy").stdout
    assert "Atebwch" in _render("text", MESSAGE, "-", "--language", "cy-GB").stdout


def test_without_a_question_nothing_is_asked_and_an_empty_one_asks_whether_it_is_clear() -> None:
    plain = {"body": "Hello.", "reference": "KT4H-WN"}
    assert "Reply 1" not in _render("text", plain).stdout
    assert "Reply 1 if this is clear" in _render("text", {**plain, "question": ""}).stdout
    assert "in your own words" in _render("text", {**plain, "question": "When?"}).stdout


def test_a_reply_code_that_nobody_gave_is_made_and_told() -> None:
    done = _render("text", {"body": "Hello."})
    assert done.stderr.startswith("reference_made: ")
    code = done.stdout.splitlines()[-1].removeprefix("Ref ")
    assert code in done.stderr


def test_a_reply_code_that_no_reply_is_matched_by_is_told() -> None:
    assert _render("text", MESSAGE).stderr.startswith("reference_unchecked: ")


@pytest.mark.parametrize(
    ("message", "code", "place"),
    [
        (b"", "message_not_json", ""),
        (b"[" * 100_000, "message_not_json", ""),
        (b"[]", "message_not_an_object", ""),
        (b"\xff\xfe", "message_not_utf8", ""),
        (b" " * 1_000_001, "message_too_large", ""),
        ({}, "body_missing", "body"),
        ({"body": " \n"}, "body_missing", "body"),
        ({"body": "\u200b \u2060"}, "body_missing", "body"),
        (_changed(colour="red"), "message_key_unknown", "'colour'"),
        (_changed(body=7), "message_text_expected", "body"),
        (_changed(options="Tuesday"), "message_list_expected", "options"),
        (_changed(to=[1]), "message_list_expected", "to"),
        (_changed(checked_by_people="yes"), "message_true_or_false_expected", "checked_by_people"),
        (_changed(signed_off_by=" "), "sign_off_missing", "signed_off_by"),
        (_changed(question=None), "question_missing", "question"),
        (_changed(options=["one"]), "options_number", "options"),
        (_changed(options=["one", ""]), "options_number", "options"),
        (_changed(options=["one", "ONE"]), "options_alike", "options"),
        (_changed(options=["one", "t" * 61]), "option_long", "options"),
        (_changed(date="26/11/2026"), "date_not_a_day", "date"),
        (_changed(reference="NM-1001"), "reference_not_a_code", "reference"),
    ],
)
def test_what_can_t_be_used_is_told_with_its_place_and_a_next_step(message: object, code: str, place: str) -> None:
    done = _render("text", message)
    assert done.exit_code == 2
    assert done.stdout == ""
    told, _, words = done.stderr.partition(": ")
    assert told == (f"{code} at {place}" if place else code)
    assert words.strip().endswith(".")


@pytest.mark.parametrize(
    ("name", "message", "more", "told"),
    [
        ("text", _changed(body="a\x00b"), (), "character_not_text at text 1"),
        ("text", _changed(body="a\ue000"), (), "character_not_text at text 1"),
        ("easy-read", _changed(body="a" + "\u0301" * 1000), (), "character_not_text at text 9"),
        ("email", _changed(question="a\ud800"), (), "character_not_text at question 0"),
        ("plain", _changed(body="a" * 50_001), (), "text_too_long at text 50000"),
        ("letter", _changed(to=["Northmoor"]), (), "address_too_few_lines at to"),
        ("letter", _changed(body="Look:\n\n\U0001f9ff"), (), "glyph_missing at paragraphs 1"),
        ("braille-2", MESSAGE, ("--language", "ur"), "braille_no_table"),
        ("audio-ogg", MESSAGE, ("--language", "so"), "audio_no_voice"),
        ("text", MESSAGE, ("--language", "ti"), "language_without_phrases"),
    ],
)
def test_what_a_format_can_t_hold_is_told_and_nothing_is_written(
    name: str, message: object, more: tuple[str, ...], told: str, tmp_path: Path
) -> None:
    out = tmp_path / "made"
    out.write_bytes(b"before")
    done = _render(name, message, out, *more)
    assert done.exit_code == 3
    line = done.stderr.splitlines()[-1]
    assert line == f"{told}: {words_for(told.split(maxsplit=1)[0])}"
    assert out.read_bytes() == b"before"
    assert len(list(tmp_path.iterdir())) == 1


def test_easy_read_that_nobody_signed_is_a_draft_and_signed_it_must_pass_the_gate(tmp_path: Path) -> None:
    out = tmp_path / "made.pdf"
    wrong = {"body": "Ana Reid will visit you on Thursday."}
    draft = _render("easy-read", wrong, out)
    assert draft.exit_code == 0
    assert draft.stderr.startswith("contact_missing")
    assert "Not signed off yet" in _text_of(out.read_bytes())
    out.unlink()
    for name in ("easy-read", "easy-read-html"):
        signed = _render(name, {**wrong, "signed_off_by": "Ana Reid"}, out)
        assert signed.exit_code == 3
        assert "easy_read_not_ready" in signed.stderr
        assert not out.exists()


@pytest.mark.parametrize(
    ("options", "code"),
    [
        (("--format", "fax"), "format_unknown at --format"),
        (("--language", "x y"), "language_unknown at --language"),
        (("--in", "/nowhere/message.json"), "message_not_read at --in"),
        (("--out", "/nowhere/made"), "out_not_written at --out"),
    ],
)
def test_options_that_can_t_be_used_are_told(options: tuple[str, str], code: str) -> None:
    command = ["--format", "plain", "--in", "-", "--out", "-", *options]
    done = CliRunner().invoke(render_command, command, input=json.dumps(MESSAGE))
    assert done.exit_code == 2
    assert done.stderr.startswith(f"{code}: ")


@pytest.mark.parametrize("words", ['#read("/etc/passwd")', "{{7*7}}", "<script>alert(1)</script>", "$ #let a = 1 $"])
@pytest.mark.parametrize("name", ["text", "email", "letter", "html", "large-print-20", "easy-read", "screen-pdf"])
def test_what_looks_like_a_program_comes_out_as_text(name: str, words: str, tmp_path: Path) -> None:
    done = _render(name, {"body": words, "sender": words, "phone": "01632 960002"}, tmp_path / "made")
    assert done.exit_code == 0
    made = (tmp_path / "made").read_bytes()
    shown = _text_of(made) if made.startswith(b"%PDF") else made.decode()
    assert "root:" not in shown
    assert "<script>" not in shown or name not in {"email", "html"}
    if "{{" in words:
        assert "{{7*7}}" in "".join(shown.split())


_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=30), lambda inner: st.lists(inner, max_size=4), max_leaves=6
)


@given(st.dictionaries(st.sampled_from([*KEYS, "more"]), _VALUES) | _VALUES)
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_any_json_is_a_message_or_a_fault_with_words(given_: object) -> None:
    data = json.dumps(given_).encode()
    for read in _read_or_fault(data):
        assert read.endswith((".", "}."))


def _read_or_fault(data: bytes) -> Iterator[str]:
    try:
        message = read_message(data, "en")
    except MessageFault as fault:
        yield fault.words
    except ValueError as fault:
        yield words_for(str(fault))
    else:
        assert message.words.body
        yield "."


def _text_of(pdf: bytes) -> str:
    document = pypdfium2.PdfDocument(pdf)
    try:
        return "\n".join(page.get_textpage().get_text_range() for page in document)
    finally:
        document.close()
