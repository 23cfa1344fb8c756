"""From what a program wrote to what the rules read: the person and the words."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

from service.api.calls import Call
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
from service.domain.messages import CheckKind, Draft
from service.domain.purposes import Purpose
from service.domain.templates import fill
from service.queries.api_requests import TemplateWords, person_of, sent_before, template_words


def meant(call: Call, body: NewMessage | NewPlan, request_key: UUID | None = None) -> tuple[UUID, Draft]:
    """The person's id, which is only believed where it is used, and the draft.

    A request that comes again under its ``request_key`` finds the words that the template had at first. Raises
    ``NotFound`` and ``Invalid`` where there is no such person or template.
    """
    if isinstance(body.person, PersonById) and not isinstance(body.words, WordsOfTemplate):
        # Most requests: nothing of it stands on record, so nothing is asked.
        return body.person.id, _draft(body, None)
    actor = call.caller.actor
    template = None
    with call.reading() as session:
        if isinstance(body.words, WordsOfTemplate):
            before = sent_before(session, request_key) if request_key else None
            template = template_words(session, actor, body.words.template, before or call.now)
        if isinstance(body.person, PersonById):
            return body.person.id, _draft(body, template)
        return person_of(session, actor, body.person.case_reference), _draft(body, template)


def _draft(body: NewMessage | NewPlan, template: TemplateWords | None) -> Draft:
    words = ""
    if isinstance(body.words, WordsOfText):
        words = body.words.text
    elif isinstance(body.words, WordsOfTemplate) and template is not None:
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
