"""Record that a named translator read our own phrases in one language, every one of them, and found them right."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from service import audit
from service.database import Sessions, new_id
from service.domain.actors import Actor
from service.domain.errors import Conflict, Invalid
from service.domain.languages import Part
from service.models import PhraseApproval
from service.queries import languages

LONGEST_NAME = 200


def approve_phrases(
    sessions: Sessions, actor: Actor, locale: str, part: Part, translator: str, now: datetime, *, seen_digest: str
) -> UUID:
    """``seen_digest`` is that of the phrases that were read: ``Conflict`` where they are others by now.

    Raises ``NotFound`` for a language without phrases, and ``Invalid`` while one of them is not translated.
    """
    with sessions.begin() as session:
        standing, _ = languages.side_by_side(session, actor, locale, part)
        name = translator.strip()
        if not name:
            raise Invalid("translator_missing", field="translator")
        if len(name) > LONGEST_NAME:
            raise Invalid("translator_long", field="translator")
        if standing.missing:
            raise Invalid("language_incomplete")
        if seen_digest != languages.digest_of(locale, part):
            raise Conflict("phrases_changed")
        row = PhraseApproval(
            id=new_id(),
            locale=locale,
            part=part,
            digest=seen_digest,
            translator=name,
            recorded_by=actor.id,
            recorded_at=now,
        )
        session.add(row)
        audit.record(session, actor, "approved", "phrases", row.id, now, fields=(locale, part.value))
        return row.id
