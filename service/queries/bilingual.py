"""The original of words that were translated, where both are to stand on one letter."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from service.domain.messages import Draft, PersonFacts
from service.domain.translating import Below, Decision, Words, prints_both, words_of
from service.models import TranslationDecision, TranslationRequest, TranslationText


def printed_below(session: Session, known: PersonFacts, draft: Draft) -> Below | None:
    """What ``draft`` was written as, where it is an approved translation for this person, word by word, sent already or not.

    Found by its words, so that a letter that follows a text says the same as one that went at once.
    """
    if not prints_both(known.nation, draft.language):
        return None
    words = words_of(draft)
    row = session.execute(
        select(
            TranslationRequest.written_in, TranslationRequest.body, TranslationRequest.question, TranslationRequest.options
        )
        .join(TranslationText, TranslationText.request_id == TranslationRequest.id)
        .join(TranslationDecision, TranslationDecision.text_id == TranslationText.id)
        .where(
            TranslationRequest.person_id == known.person_id,
            TranslationRequest.language == draft.language,
            TranslationDecision.decision == Decision.APPROVED,
            TranslationText.body == words.body,
            TranslationText.question == words.question,
            TranslationText.options == list(words.options),
        )
        .order_by(TranslationText.entered_at.desc())
        .limit(1)
    ).first()
    return None if row is None else Below(row.written_in, Words(row.body, row.question, tuple(row.options)))
