"""From a draft and the facts to a plan and exactly what would arrive: shared by every door that sends."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from channels.base import Channel, Content
from channels.errors import Uncarriable
from channels.letter import postage
from easyread.characters import tidied
from service import outbox, rendering
from service.domain import codes, deadlines
from service.domain.errors import Conflict, Invalid
from service.domain.formats import is_carried
from service.domain.letterheads import NO_HEAD, Letterhead, PaperHead
from service.domain.messages import Draft, PersonFacts, Plan, plan
from service.domain.preferences import Format, Medium
from service.domain.purposes import Purpose
from service.domain.safe_contact import Refusal, Refused, may_leave
from service.domain.translating import Below
from service.models import Delivery, Message, Person
from service.queries import bilingual, facts, languages, letterheads, reply_links


@dataclass(frozen=True, slots=True)
class Preview:
    """What would happen if it were sent now: ``refused`` is why the words may not go, ``uncarriable`` why they can't."""

    plan: Plan
    code: str
    content: Content | None
    refused: Refused | None
    uncarriable: str | None
    quiz: bool
    known: PersonFacts
    waits: bool
    """Another question to the same number is open, so this one is held until that is settled."""


def way(made: Plan) -> str:
    """What a worker agreed to when they pressed "send": the medium and the very point."""
    return f"{made.medium.value}:{made.point.point_id if made.point else 'live'}"


def require_sendable(seen: Preview, draft: Draft, seen_way: str | None) -> None:
    """Raise what stands between a preview and the outbox."""
    if seen_way is not None and seen_way != way(seen.plan):
        raise Conflict("plan_changed")
    if seen.uncarriable is not None:
        raise Invalid(seen.uncarriable, field="body")
    if seen.refused is not None:
        raise Invalid(f"refused_{seen.refused.value}", field="body")
    if seen.plan.mismatches and not draft.override_reason.strip():
        raise Invalid("mismatch_needs_reason", field="override_reason")
    if needs_signature(seen) and not draft.signed_by.strip():
        raise Invalid("easy_read_not_signed", field="signed")


def needs_signature(seen: Preview) -> bool:
    """Wording is no machine's to judge: a named worker answers for what goes out as Easy Read (DOMAIN §5)."""
    return seen.plan.format is Format.EASY_READ and is_carried(seen.plan.channel, seen.plan.format)


def preview(
    session: Session,
    person: Person,
    draft: Draft,
    now: datetime,
    code: str | None,
    only: Medium | None,
    channels: Mapping[str, Channel],
    *,
    besides: UUID | None = None,
) -> Preview:
    """Plan and render; writes nothing. ``besides`` is the message itself, where it goes another way."""
    seen = look(session, facts.person(session, person.id), draft, now, code, only, channels)
    point = seen.plan.point
    if point is None or not takes_turns(seen.plan, draft.purpose, asks=seen.quiz):
        return seen
    return replace(seen, waits=outbox.question_open_at(session, point.value, now, besides=besides))


def look(
    session: Session,
    known: PersonFacts,
    draft: Draft,
    now: datetime,
    code: str | None,
    only: Medium | None,
    channels: Mapping[str, Channel],
) -> Preview:
    """``preview`` by facts in hand, but for ``waits``: whether another question is open is the caller's to ask."""
    made = make_plan(known, draft, now, only)
    quiz = not known.no_quiz and draft.purpose is not Purpose.CONVERSATION
    code = free_code(session, code, on_paper=made.channel == "letter")
    content, uncarriable = None, None
    if made.channel != "live":
        uncarriable = languages.refusal_of(session, draft.language)
    try:
        if uncarriable is None:
            head = letterheads.of_person(session, known.person_id) if made.channel == "letter" else NO_HEAD
            link = reply_links.address_for(session, made, now, asks=quiz)
            below = bilingual.printed_below(session, known, draft) if made.channel == "letter" else None
            content = make_content(known.letterhead, draft, made, code, now, quiz=quiz, head=head, link=link, below=below)
        if content is not None and made.channel in channels:
            channels[made.channel].check(content)
    except Uncarriable as fault:
        uncarriable = fault.code
    return Preview(made, code, content, refusal_of(made, draft, content, now), uncarriable, quiz, known, waits=False)


def takes_turns(made: Plan, purpose: Purpose, *, asks: bool) -> bool:
    """Whether it is held while another question to the same number is open. Urgent news waits for nothing."""
    conversation = purpose is Purpose.CONVERSATION
    return made.channel in outbox.CARRIED and asks and not conversation and purpose is not Purpose.URGENT


def make_plan(known: PersonFacts, draft: Draft, now: datetime, only: Medium | None) -> Plan:
    """The plan with the post's own calendar."""
    _, latest = postage.expected_delivery(now, draft.postage, known.nation.value)
    return plan(known, draft, now, letter_expected_on=latest, only=only)


def make_content(
    letterhead: Letterhead,
    draft: Draft,
    made: Plan,
    code: str,
    now: datetime,
    *,
    quiz: bool,
    head: PaperHead = NO_HEAD,
    link: str = "",
    below: Below | None = None,
) -> Content | None:
    """What arrives, or nothing where a worker speaks. Raises ``Uncarriable``."""
    parts = message_parts(letterhead, draft, quiz=quiz, link=link)
    size = made.format.letter_size if made.format is not None else None
    # A size is an attribute of the plain forms; a format of its own is made elsewhere. One that is not carried goes out
    # as it is, where a worker said why.
    own = made.format if size is None and is_carried(made.channel, made.format) else None
    match made.channel:
        case "sms":
            return rendering.render_text(parts, code)
        case "email":
            pixels = rendering.STANDARD_EMAIL_PIXELS if size is None else max(rendering.STANDARD_EMAIL_PIXELS, size * 4 // 3)
            if own is not None:
                from service import format_rendering

                return format_rendering.email_in(own, parts, code, pixels=pixels)
            return rendering.render_email(parts, code, pixels=pixels)
        case "letter" if made.point is not None:
            paper = rendering.LetterParts(
                address=made.point.value,
                return_address=letterhead.return_address,
                dated=now.astimezone(deadlines.LONDON).date(),
                points=size or rendering.STANDARD_LETTER_POINTS,
                paper=made.paper,
                head=head,
                plain_envelope=made.point.plain_envelope,
                below=below,
            )
            if own is not None:
                from service import format_rendering

                return format_rendering.letter_in(own, parts, paper, code)
            return rendering.render_paper(parts, paper, code)
        case _:
            return None


def message_parts(letterhead: Letterhead, draft: Draft, *, quiz: bool, link: str = "") -> rendering.MessageParts:
    """What every rendition of these words is made of."""
    return rendering.MessageParts(
        body=tidied(draft.body).strip(),
        check_kind=draft.check_kind,
        question=tidied(draft.question).strip(),
        options=tuple(tidied(option).strip() for option in draft.options),
        proof=draft.proof,
        sender=letterhead.neutral_name,
        phone=letterhead.phone,
        language=draft.language,
        reads=letterhead.reads,
        quiz=quiz,
        signed_by=draft.signed_by.strip(),
        checked_by_people=draft.checked_by_people,
        pictures=draft.pictures,
        link=link,
    )


def refusal_of(made: Plan, draft: Draft, content: Content | None, now: datetime) -> Refused | None:
    """What a worker must mend before these words may go this way."""
    if made.point is None or content is None:
        return None
    leave = may_leave(made.point, draft.purpose, content, now)
    # Waiting for the person's hours is the plan's business; the worker has nothing to mend.
    if isinstance(leave, Refusal) and leave.reason is not Refused.OUTSIDE_HOURS:
        return leave.reason
    return None


def free_code(session: Session, seen: str | None, *, on_paper: bool) -> str:
    """The code that was shown, if it is still free; else a new one.

    A slip is found by its code alone, so a letter's must be nobody else's. A text's is only ever read beside the number
    that it came from: two alike are as good as impossible there, and would go to a person.
    """
    candidate = codes.parse(seen) if seen else None
    if candidate is None and not on_paper:
        return codes.new_code()
    while candidate is None or session.scalar(select(Delivery.id).where(Delivery.code == candidate).limit(1)) is not None:
        candidate = codes.new_code()
    return candidate


def draft_of(message: Message) -> Draft:
    """The words as they were written, to be made into another rendition."""
    return Draft(
        purpose=message.purpose,
        body=message.body,
        language=message.language,
        check_kind=message.check_kind,
        question=message.question,
        options=tuple(message.options),
        right_option=message.right_option,
        expected_answer=message.expected_answer,
        event_at=message.event_at,
        override_reason=message.override_reason,
        explains_id=message.explains_id,
    )
