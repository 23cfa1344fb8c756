"""From what a program wrote to what the rules read: the person and the words."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from service.api.requests import (
    Check,
    ChoiceCheck,
    NewMessage,
    NewPlan,
    NoCheck,
    OpenCheck,
    PersonById,
    WordsOfTemplate,
    WordsOfText,
)
from service.domain.actors import Actor
from service.domain.messages import CheckKind, Draft
from service.domain.purposes import Purpose
from service.domain.templates import fill
from service.queries.api_requests import TemplateWords, person_of, template_words


def person_meant(session: Session, actor: Actor, body: NewMessage | NewPlan) -> UUID:
    """An id is only believed where it is used. Raises ``NotFound`` for a case reference that the actor knows nobody by."""
    if isinstance(body.person, PersonById):
        return body.person.id
    return person_of(session, actor, body.person.case_reference)


def draft_of(session: Session, actor: Actor, body: NewMessage | NewPlan, at: datetime) -> Draft:
    """With the words that a template had at ``at``. Raises ``NotFound`` and ``Invalid`` where there is no such one."""
    template: TemplateWords | None = None
    words = ""
    if isinstance(body.words, WordsOfText):
        words = body.words.text
    elif isinstance(body.words, WordsOfTemplate):
        template = template_words(session, actor, body.words.template, at)
        words = fill(template.body, body.words.values)
    draft = Draft(
        purpose=Purpose(body.purpose),
        body=words,
        language=body.language,
        event_at=body.event_at,
        override_reason=body.override_reason,
    )
    return _checked(draft, body.check, template)


def _checked(draft: Draft, check: Check | None, template: TemplateWords | None) -> Draft:
    match check:
        case None if template is not None:
            return replace(draft, check_kind=template.check_kind, question=template.question)
        case ChoiceCheck():
            return replace(
                draft,
                check_kind=CheckKind.CHOICE,
                question=check.question,
                options=tuple(check.options),
                right_option=check.right_option,
            )
        case OpenCheck():
            return replace(draft, check_kind=CheckKind.OPEN, question=check.question, expected_answer=check.expected_answer)
        case NoCheck() | None:
            return draft
