"""How our own phrases stand in each language: drafts until a named translator approved them, and whether drafts may go."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from service.domain import languages
from service.domain.actors import Actor, Role
from service.domain.errors import NotFound
from service.domain.languages import ENGLISH, Approval, Part, Standing
from service.models import PhraseApproval, Staff
from service.translations import available, negotiate, phrases
from service.translations.phrases import Phrase

DRAFTS_ALLOWED = "send_draft_languages"
"""Key in a session's ``info``: the council's setting, put there by ``bootstrap``. Without it: no drafts."""
_REFUSALS = "language_refusals"


def drafts_allowed(session: Session) -> bool:
    return bool(session.info.get(DRAFTS_ALLOWED, False))


def refusal_of(session: Session, language: str) -> str | None:
    """Why no message may be made in ``language`` (BCP 47): a code with words, or ``None``. Asked once in a session."""
    if language == ENGLISH:
        return None
    known: dict[str, str | None] = session.info.setdefault(_REFUSALS, {})
    if language not in known:
        locale = negotiate([language])
        known[language] = languages.refusal(
            has_phrases=locale != ENGLISH,
            approved=drafts_allowed(session) or _approved(session, locale, Part.MESSAGES),
            drafts_allowed=drafts_allowed(session),
        )
    return known[language]


def is_draft(session: Session, language: str) -> bool:
    """Whether messages in ``language`` would hold phrases that nobody approved."""
    locale = negotiate([language])
    return locale != ENGLISH and not _approved(session, locale, Part.MESSAGES)


def approved_for_pages(session: Session) -> frozenset[str]:
    """The locales in which pages are read and approved by somebody, English among them."""
    query = select(PhraseApproval.locale, PhraseApproval.digest).where(PhraseApproval.part == Part.PAGES).distinct()
    rows = session.execute(query).all()
    current = {row.locale for row in rows if row.locale in available() and row.digest == phrases.page_digest(row.locale)}
    return frozenset({ENGLISH, *current})


def standings(session: Session, actor: Actor) -> tuple[Standing, ...]:
    """Every language but English, both parts of each, for the admin."""
    actor.require({Role.ADMIN})
    approvals = _approvals(session)
    return tuple(_standing(approvals, locale, part) for locale in available() if locale != ENGLISH for part in Part)


def side_by_side(session: Session, actor: Actor, locale: str, part: Part) -> tuple[Standing, tuple[Phrase, ...]]:
    """One part of one language beside its English. Raises ``NotFound``."""
    actor.require({Role.ADMIN})
    if locale == ENGLISH or locale not in available():
        raise NotFound("language_not_found")
    return _standing(_approvals(session), locale, part), phrases_of(locale, part)


def phrases_of(locale: str, part: Part) -> tuple[Phrase, ...]:
    return phrases.message_phrases(locale) if part is Part.MESSAGES else phrases.page_phrases(locale)


def digest_of(locale: str, part: Part) -> str:
    return phrases.message_digest(locale) if part is Part.MESSAGES else phrases.page_digest(locale)


def _approved(session: Session, locale: str, part: Part) -> bool:
    query = select(PhraseApproval.id).where(
        PhraseApproval.locale == locale, PhraseApproval.part == part, PhraseApproval.digest == digest_of(locale, part)
    )
    return session.scalar(query.limit(1)) is not None


_Approvals = dict[tuple[str, Part, str], Approval]


def _approvals(session: Session) -> _Approvals:
    """The first of each: who approves the same words again adds nothing."""
    query = select(PhraseApproval, Staff.name).outerjoin(Staff, Staff.id == PhraseApproval.recorded_by)
    rows = session.execute(query.order_by(PhraseApproval.recorded_at.desc()))
    return {(row.locale, row.part, row.digest): Approval(row.translator, name or "", row.recorded_at) for row, name in rows}


def _standing(approvals: _Approvals, locale: str, part: Part) -> Standing:
    found = phrases_of(locale, part)
    missing = sum(phrase.missing for phrase in found)
    return Standing(locale, part, len(found), missing, approvals.get((locale, part, digest_of(locale, part))))
