"""Workers' own words on their way into another language: what waits for whom, and what was approved."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import ScalarSelect, exists, func, or_, select
from sqlalchemy.orm import Session, aliased

from service.domain.actors import CASE_ROLES, Actor
from service.domain.errors import Conflict, Invalid, NotFound
from service.domain.messages import Draft
from service.domain.translating import Decision, Stage, Words, words_of
from service.models import (
    ContactRecord,
    Membership,
    Person,
    RestrictedReader,
    Staff,
    TranslationDecision,
    TranslationRequest,
    TranslationText,
)
from service.queries.visibility import read_person, require_person, visible_to


@dataclass(frozen=True, slots=True)
class RequestLine:
    """One open request. ``mine``: this actor asked for it."""

    id: UUID
    name: str
    language: str
    due_on: date
    stage: Stage
    requested_by: str
    mine: bool


@dataclass(frozen=True, slots=True)
class Entered:
    """The words of one try. ``decision`` is empty while nobody decided; ``may_decide``: this actor did not enter it."""

    id: UUID
    words: Words
    translator: str
    missing: tuple[str, ...]
    reason: str
    entered_by: str
    entered_at: datetime
    decision: Decision | None
    reader: str
    note: str
    decided_by: str
    decided_at: datetime | None
    may_decide: bool


@dataclass(frozen=True, slots=True)
class OneRequest:
    """A request with every try, newest first; ``draft`` is the original."""

    id: UUID
    person_id: UUID
    name: str
    draft: Draft
    language: str
    due_on: date
    open: bool
    requested_by: str
    requested_at: datetime
    texts: tuple[Entered, ...]
    withdrawn: str
    """The note with which it was withdrawn; empty where it was not."""

    @property
    def newest(self) -> Entered | None:
        return self.texts[0] if self.texts else None

    @property
    def stage(self) -> Stage:
        return _stage(self.newest is not None, self.newest.decision if self.newest else None)


@dataclass(frozen=True, slots=True)
class Original:
    """What a message said before it was translated, and who answers for the words that went out."""

    request_id: UUID
    words: Words
    language: str
    translator: str
    reader: str
    missing: tuple[str, ...]
    reason: str


def open_count(staff_id: UUID) -> ScalarSelect[int]:
    """How many open requests are this worker's, or of people of their teams: for the menu, in the session's own query."""
    teams = select(Membership.team_id).where(Membership.staff_id == staff_id)
    named = exists().where(RestrictedReader.person_id == Person.id, RestrictedReader.staff_id == staff_id)
    return (
        select(func.count())
        .select_from(TranslationRequest)
        .join(Person, Person.id == TranslationRequest.person_id)
        .where(
            TranslationRequest.open,
            or_(TranslationRequest.requested_by == staff_id, Person.team_id.in_(teams)),
            or_(Person.restricted.is_(False), named),
        )
        .scalar_subquery()
    )


def open_requests(session: Session, actor: Actor) -> tuple[RequestLine, ...]:
    """Those of this worker and of their teams' people, the most pressing first."""
    actor.require(CASE_ROLES)
    later = aliased(TranslationText)
    newest = ~exists().where(later.supersedes_id == TranslationText.id)
    rows = session.execute(
        select(
            TranslationRequest,
            ContactRecord.name,
            Staff.name.label("asked"),
            TranslationText.id,
            TranslationDecision.decision,
        )
        .join(Person, Person.id == TranslationRequest.person_id)
        .outerjoin(ContactRecord, ContactRecord.id == Person.record_id)
        .outerjoin(Staff, Staff.id == TranslationRequest.requested_by)
        .outerjoin(TranslationText, (TranslationText.request_id == TranslationRequest.id) & newest)
        .outerjoin(TranslationDecision, TranslationDecision.text_id == TranslationText.id)
        .where(
            TranslationRequest.open,
            visible_to(actor),
            or_(TranslationRequest.requested_by == actor.id, Person.team_id.in_(actor.teams)),
        )
        .order_by(TranslationRequest.due_on, TranslationRequest.requested_at, TranslationRequest.id)
    )
    return tuple(
        RequestLine(
            id=row.id,
            name=name or "",
            language=row.language,
            due_on=row.due_on,
            stage=_stage(text_id is not None, decision),
            requested_by=asked or "",
            mine=row.requested_by == actor.id,
        )
        for row, name, asked, text_id, decision in rows
    )


def one_request(session: Session, actor: Actor, request_id: UUID, now: datetime) -> OneRequest:
    """The reading is written down, so the caller commits. Raises ``NotFound``."""
    actor.require(CASE_ROLES)
    row = session.get(TranslationRequest, request_id)
    if row is None:
        raise NotFound("translation_not_found")
    person = read_person(session, actor, row.person_id, "translation", now)
    record = session.get(ContactRecord, person.record_id) if person.record_id else None
    decisions = session.scalars(select(TranslationDecision).where(TranslationDecision.request_id == request_id)).all()
    texts = session.scalars(
        select(TranslationText)
        .where(TranslationText.request_id == request_id)
        .order_by(TranslationText.entered_at.desc(), TranslationText.id.desc())
    ).all()
    names = _names(session, {row.requested_by, *(text.entered_by for text in texts), *(one.by for one in decisions)})
    decided = {one.text_id: one for one in decisions}
    withdrawn = next((one.note for one in decisions if one.decision is Decision.WITHDRAWN), "")
    return OneRequest(
        id=row.id,
        person_id=row.person_id,
        name=record.name if record else "",
        draft=original_draft(row),
        language=row.language,
        due_on=row.due_on,
        open=row.open,
        requested_by=names.get(row.requested_by, ""),
        requested_at=row.requested_at,
        texts=tuple(_entered(text, decided.get(text.id), names, actor) for text in texts),
        withdrawn=withdrawn,
    )


def _entered(
    text: TranslationText, decided: TranslationDecision | None, names: dict[UUID | None, str], actor: Actor
) -> Entered:
    return Entered(
        id=text.id,
        words=Words(text.body, text.question, tuple(text.options)),
        translator=text.translator,
        missing=tuple(text.missing),
        reason=text.reason,
        entered_by=names.get(text.entered_by, ""),
        entered_at=text.entered_at,
        decision=decided.decision if decided else None,
        reader=decided.reader if decided else "",
        note=decided.note if decided else "",
        decided_by=names.get(decided.by, "") if decided else "",
        decided_at=decided.at if decided else None,
        may_decide=decided is None and text.entered_by != actor.id,
    )


def original_draft(row: TranslationRequest) -> Draft:
    """What the worker wrote, as they wrote it."""
    return Draft(
        purpose=row.purpose,
        body=row.body,
        language=row.written_in,
        check_kind=row.check_kind,
        question=row.question,
        options=tuple(row.options),
        right_option=row.right_option,
        expected_answer=row.expected_answer,
        event_at=row.event_at,
        explains_id=row.explains_id,
    )


def approved(session: Session, actor: Actor, text_id: UUID) -> tuple[TranslationRequest, Words]:
    """The request and the approved words, to start a message from. Raises ``NotFound`` and ``Invalid``."""
    text, request = _text(session, text_id)
    require_person(session, actor, request.person_id)
    if not _is_approved(session, text_id):
        raise Invalid("translation_not_approved")
    return request, Words(text.body, text.question, tuple(text.options))


def require_approved(
    session: Session, text_id: UUID, person_id: UUID, draft: Draft, *, lock: bool = False
) -> TranslationRequest:
    """The request whose approved translation ``draft`` is, word by word, and which nobody sent yet.

    ``lock`` holds the request until the caller commits, so that it goes once. Raises ``NotFound``,
    ``Conflict`` and ``Invalid``.
    """
    text, request = _text(session, text_id)
    if request.person_id != person_id:
        raise NotFound("translation_not_found")
    if lock:
        session.refresh(request, with_for_update=True)
    if not request.open:
        raise Conflict("translation_sent" if _is_approved(session, text_id) else "translation_closed")
    if session.scalar(select(TranslationText.id).where(TranslationText.supersedes_id == text_id)) is not None:
        raise Conflict("translation_changed")
    if not _is_approved(session, text_id):
        raise Invalid("translation_not_approved", field="body")
    same_words = words_of(draft) == Words(text.body, text.question, tuple(text.options))
    if not same_words or draft.language != request.language or draft.right_option != request.right_option:
        raise Invalid("translation_words_differ", field="body")
    return request


def original_of(session: Session, text_id: UUID) -> Original:
    """What stood there before it was translated: for the page of its message, whose reader was let in already."""
    text, request = _text(session, text_id)
    reader = session.scalar(select(TranslationDecision.reader).where(TranslationDecision.text_id == text_id))
    return Original(
        request.id,
        words_of(original_draft(request)),
        request.written_in,
        text.translator,
        reader or "",
        tuple(text.missing),
        text.reason,
    )


def _text(session: Session, text_id: UUID) -> tuple[TranslationText, TranslationRequest]:
    text = session.get(TranslationText, text_id)
    if text is None:
        raise NotFound("translation_not_found")
    return text, session.get_one(TranslationRequest, text.request_id)


def _is_approved(session: Session, text_id: UUID) -> bool:
    query = select(TranslationDecision.id).where(
        TranslationDecision.text_id == text_id, TranslationDecision.decision == Decision.APPROVED
    )
    return session.scalar(query) is not None


def _stage(entered: bool, decision: Decision | None) -> Stage:  # noqa: FBT001 - named where it is called
    if not entered or decision is Decision.SENT_BACK:
        return Stage.TO_TRANSLATE
    return Stage.TO_SEND if decision is Decision.APPROVED else Stage.TO_APPROVE


def _names(session: Session, ids: set[UUID | None]) -> dict[UUID | None, str]:
    return {row.id: row.name for row in session.execute(select(Staff.id, Staff.name).where(Staff.id.in_(ids - {None})))}
