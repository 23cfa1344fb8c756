"""Templates: a change is a new row, and no change is lost under another."""

from __future__ import annotations

from dataclasses import replace

import pytest

from service.domain.errors import Conflict, InvalidFields
from service.domain.purposes import Purpose
from service.queries.messages import saved_templates
from service.use_cases.save_template import TemplateEntry, retire_template, save_template
from tests.service.use_cases.stage import Stage

ENTRY = TemplateEntry("Visit", Purpose.APPOINTMENT, "We visit on ((day)).")


def names(stage: Stage) -> list[str]:
    with stage.sessions() as session:
        return [line.name for line in saved_templates(session, stage.worker)]


def test_a_change_retires_the_old_words(stage: Stage) -> None:
    first = save_template(stage.sessions, stage.worker, ENTRY, stage.at)
    second = save_template(stage.sessions, stage.worker, replace(ENTRY, name="Visit 2"), stage.at, replaces=first)
    assert first != second
    assert names(stage) == ["Visit 2"]
    with pytest.raises(Conflict, match="template_changed"):
        save_template(stage.sessions, stage.worker, replace(ENTRY, name="Visit 3"), stage.at, replaces=first)
    assert names(stage) == ["Visit 2"]


def test_a_retired_one_is_offered_no_more(stage: Stage) -> None:
    retire_template(stage.sessions, stage.worker, save_template(stage.sessions, stage.worker, ENTRY, stage.at), stage.at)
    assert names(stage) == []


def test_words_that_a_scam_would_use_are_no_template(stage: Stage) -> None:
    entry = replace(ENTRY, body="We visit. Text us your account number.", question="What is your PIN?")
    with pytest.raises(InvalidFields) as raised:
        save_template(stage.sessions, stage.worker, entry, stage.at)
    faults = [(fault.code, fault.field) for fault in raised.value.faults]
    assert faults == [("asks_for_bank_details", "body"), ("asks_for_bank_details", "question")]
    assert entry.body[slice(*raised.value.faults[0].place or ())] == "Text us your account number."
    assert names(stage) == []


def test_every_field_at_fault_is_named(stage: Stage) -> None:
    with pytest.raises(InvalidFields) as raised:
        save_template(stage.sessions, stage.worker, TemplateEntry(" ", Purpose.GENERAL, ""), stage.at)
    assert [fault.field for fault in raised.value.faults] == ["name", "body"]
