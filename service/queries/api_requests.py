"""What a program's request names: a person, a template, and whether the same request came before."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from service.domain.actors import CASE_ROLES, Actor
from service.domain.errors import Invalid, NotFound
from service.domain.messages import CheckKind
from service.models import Message, Person, SavedTemplate
from service.queries.visibility import visible_to


@dataclass(frozen=True, slots=True)
class TemplateWords:
    """Words to start from, with the check that belongs to them."""

    body: str
    check_kind: CheckKind
    question: str


def sent_before(session: Session, request_key: UUID) -> datetime | None:
    """When this key made its message. Who may read that is asked where it is read."""
    return session.scalar(select(Message.created_at).where(Message.request_key == request_key))


def person_of(session: Session, actor: Actor, case_reference: str) -> UUID:
    """Raises ``NotFound``, for a restricted record of others too."""
    actor.require(CASE_ROLES)
    typed = case_reference.strip()
    same = func.lower(Person.case_reference) == typed.lower()
    alike = session.execute(select(Person.id, Person.case_reference).where(same, visible_to(actor))).all()
    found: list[UUID] = [row.id for row in alike if row.case_reference == typed] or [row.id for row in alike]
    # Two that differ by a capital alone: a message must not go to whichever came first.
    if len(found) != 1:
        raise NotFound("person_not_found", field="person")
    return found[0]


def template_words(session: Session, actor: Actor, name: str, at: datetime) -> TemplateWords:
    """The template that had this name at that moment: a request that is repeated must find the words that it found first.

    Raises ``NotFound``, and ``Invalid`` where several have the name.
    """
    actor.require(CASE_ROLES)
    in_use = or_(SavedTemplate.retired_at.is_(None), SavedTemplate.retired_at > at)
    query = select(SavedTemplate).where(SavedTemplate.name == name.strip(), SavedTemplate.created_at <= at, in_use)
    found = session.scalars(query.limit(2)).all()
    if not found:
        raise NotFound("template_not_found", field="template")
    if len(found) > 1:
        raise Invalid("template_name_twice", field="template")
    return TemplateWords(found[0].body, found[0].check_kind, found[0].question)
