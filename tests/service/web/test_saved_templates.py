"""The pages of templates."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy.orm import Session, sessionmaker

from service.domain.actors import Role
from service.domain.purposes import Purpose
from service.queries.messages import saved_templates
from service.use_cases.save_template import TemplateEntry, save_template
from tests.service.use_cases.stage import Stage, set_stage
from tests.service.web.conftest import HandClock
from tests.service.web.visitor import Visitor, add_staff, inputs

TYPED = {
    "name": "Visit",
    "purpose": "appointment",
    "body": "We visit on ((day)).",
    "check_kind": "open",
    "question": "Which day?",
}


@pytest.fixture
def stage(sessions: sessionmaker[Session], hand_clock: HandClock) -> Stage:
    return set_stage(sessions, hand_clock.at)


@pytest.fixture
def visitor(app: Flask, stage: Stage) -> Visitor:
    return Visitor(app).signed_in_as(add_staff(stage.sessions, stage.at, Role.DUTY, username="sam"), stage.at)


def test_a_template_is_added_changed_and_retired(visitor: Visitor, stage: Stage) -> None:
    assert visitor.submit("/templates/new", TYPED).location == "/templates"
    with stage.sessions() as session:
        (line,) = saved_templates(session, stage.worker)
    page = visitor.get(f"/templates/{line.id}")
    assert dict(inputs(page))["question"] == "Which day?"
    assert "We visit on ((day))." in page.text
    assert visitor.submit(f"/templates/{line.id}", {**TYPED, "name": "Home visit"}).status_code == 303
    with stage.sessions() as session:
        (changed,) = saved_templates(session, stage.worker)
    assert (changed.name, changed.id != line.id) == ("Home visit", True)
    assert visitor.get(f"/templates/{line.id}").status_code == 404
    visitor.submit(f"/templates/{changed.id}/retire")
    assert "There is no template yet." in visitor.get("/templates").text


def test_what_is_missing_is_said_beside_the_field_and_the_rest_stays(visitor: Visitor) -> None:
    page = visitor.submit("/templates/new", {**TYPED, "name": " ", "body": ""})
    assert page.status_code == 422
    assert page.text.count("The template has no name.") == 2
    assert page.text.count("The message has no words.") == 2
    assert dict(inputs(page))["question"] == "Which day?"


def test_two_who_change_the_same_template_lose_nothing(visitor: Visitor, stage: Stage) -> None:
    entry = TemplateEntry("Visit", Purpose.APPOINTMENT, "We visit on ((day)).")
    template_id = save_template(stage.sessions, stage.worker, entry, stage.at)
    visitor.get(f"/templates/{template_id}")
    save_template(stage.sessions, stage.worker, entry, stage.at, replaces=template_id)
    page = visitor.submit(f"/templates/{template_id}", {**TYPED, "body": "Words of an hour."})
    assert page.status_code == 422
    assert "Somebody else changed this template" in page.text
    assert "Words of an hour." in page.text
