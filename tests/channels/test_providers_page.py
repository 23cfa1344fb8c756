"""The tables of docs/providers.md say what the adapters do: whoever adds a code adds its line."""

from __future__ import annotations

import re
from pathlib import Path

from channels.errors import Ambiguous, Permanent, Temporary
from channels.notify.code_table import failure_of, progress_of, refusal
from channels.sms.code_table import explain

PAGE = (Path(__file__).parents[2] / "docs" / "providers.md").read_text(encoding="utf-8")
_KINDS = {"text": "sms", "email": "email", "letter": "letter"}
_ERRORS = {"temporary": Temporary, "permanent": Permanent, "ambiguous": Ambiguous}


def _rows(heading: str) -> list[list[str]]:
    section = PAGE.split(f"### {heading}\n", 1)[1].split("\n#", 1)[0]
    lines = [line for line in section.splitlines() if line.startswith("|")][2:]
    return [[cell.strip().strip("`") for cell in line.strip("|").split("|")] for line in lines]


def _source(module: str) -> str:
    return (Path(__file__).parents[2] / "channels" / module).read_text(encoding="utf-8")


def test_every_number_of_twilio_is_told_as_it_is_read() -> None:
    rows = _rows("Twilio")
    assert {number: explain(number).code for number, _ in rows} == dict(map(tuple, rows))  # type: ignore[arg-type]  # pairs
    assert {number for number, _ in rows} == set(re.findall(r'^    "(\d{5})":', _source("sms/code_table.py"), re.MULTILINE))


def test_every_status_of_notify_is_told_as_it_is_read() -> None:
    told = set()
    for kinds, status, progress, code in _rows("GOV.UK Notify: what became of it"):
        for kind in kinds.split(", "):
            assert (progress_of(_KINDS[kind], status), failure_of(_KINDS[kind], status) or "") == (progress, code)
            told.add((_KINDS[kind], status))
    statuses = set(re.findall(r'^    "([a-z-]+)": Progress', _source("notify/code_table.py"), re.MULTILINE))
    assert {status for _, status in told} == statuses


def test_every_refusal_of_notify_is_told_as_it_is_read() -> None:
    words = {
        "the number or address": "phone_number Not a UK mobile number",
        "a template's, sender's or reply-to's id": "template_id is not a valid UUID",
        "team key, trial mode, template, sender, permission": "Can't send to this recipient using a team-only API key",
        "numbers abroad, landlines": "Cannot send to international mobile numbers",
        "length": "Emails cannot be longer than 2000000 bytes",
        "the letter's file": "Letter content is not a valid PDF",
    }
    for statuses, kinds, about, codes, certainty in _rows("GOV.UK Notify: refused sends"):
        for status in statuses.replace("xx", "00").split(", "):
            error = refusal(int(status), [(kinds.split(", ")[0] or "Exception", words.get(about, "words of tomorrow"))])
            assert type(error) is _ERRORS[certainty]
            assert error.code in codes.replace("`", "").split(", ")
