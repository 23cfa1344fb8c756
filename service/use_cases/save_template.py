"""Words to start from, shared by everybody. A change is a new row; the old one is retired."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from service import audit
from service.database import Sessions, new_id
from service.domain import scam_words
from service.domain.actors import CASE_ROLES, Actor
from service.domain.errors import Conflict, Invalid, InvalidFields, NotFound
from service.domain.messages import CheckKind
from service.domain.purposes import Purpose
from service.models import SavedTemplate


@dataclass(frozen=True, slots=True)
class TemplateEntry:
    """``body`` may hold placeholders such as ``((day))``; they must be filled before sending."""

    name: str
    purpose: Purpose
    body: str
    check_kind: CheckKind = CheckKind.NONE
    question: str = ""


def save_template(
    sessions: Sessions, actor: Actor, entry: TemplateEntry, now: datetime, *, replaces: UUID | None = None
) -> UUID:
    """Returns the new template's id."""
    actor.require(CASE_ROLES)
    faults = [
        Invalid(code, field=field)
        for code, field, missing in (
            ("template_name_missing", "name", not entry.name.strip()),
            ("body_missing", "body", not entry.body.strip()),
        )
        if missing
    ]
    faults += scam_words.faults(entry.body, entry.question)
    if faults:
        raise InvalidFields(tuple(faults))
    with sessions.begin() as session:
        if replaces is not None:
            old = session.get(SavedTemplate, replaces, with_for_update=True)
            if old is None:
                raise NotFound("template_not_found")
            if old.retired_at is not None:
                raise Conflict("template_changed")
            old.retired_at = now
        template = SavedTemplate(
            id=new_id(),
            name=entry.name.strip(),
            purpose=entry.purpose,
            body=entry.body.strip(),
            check_kind=entry.check_kind,
            question=entry.question.strip(),
            created_at=now,
            created_by=actor.id,
        )
        session.add(template)
        audit.record(session, actor, "saved", "saved_template", template.id, now)
        return template.id


def retire_template(sessions: Sessions, actor: Actor, template_id: UUID, now: datetime) -> None:
    """Nobody starts from it any more; messages that were written with it stay."""
    actor.require(CASE_ROLES)
    with sessions.begin() as session:
        template = session.get(SavedTemplate, template_id)
        if template is None:
            raise NotFound("template_not_found")
        template.retired_at = template.retired_at or now
        audit.record(session, actor, "retired", "saved_template", template.id, now)
