"""Put down what a named translator made of the words, and what of the original can't be found in it again."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from service import audit
from service.database import Sessions, new_id
from service.domain.actors import Actor
from service.domain.deadlines import LONDON
from service.domain.errors import Conflict, Invalid
from service.domain.messages import require_sound
from service.domain.translating import Tongues, Words, missing, require_whole, words_of
from service.models import TranslationRequest, TranslationText
from service.queries.translation_turns import held_request, newest_text
from service.queries.translations import original_draft

LONGEST_NAME = 200


@dataclass(frozen=True, slots=True)
class TranslationEntry:
    """``reason`` says why it is right that something of the original is not there."""

    words: Words
    translator: str
    reason: str = ""


def enter_translation(
    sessions: Sessions, actor: Actor, request_id: UUID, entry: TranslationEntry, now: datetime, *, replaces: UUID | None
) -> UUID:
    """Returns the text's id. ``replaces`` is the newest text that was seen: ``Conflict`` where another stands by now.

    Words that are entered after an approval need an approval of their own. Raises ``Invalid`` while something is missing
    without a reason.
    """
    words = entry.words.stripped()
    with sessions.begin() as session:
        request = held_request(session, actor, request_id)
        if newest_text(session, request_id) != replaces:
            raise Conflict("translation_changed")
        lost = _checked(request, words, entry, now)
        text = TranslationText(
            id=new_id(),
            request_id=request_id,
            supersedes_id=replaces,
            body=words.body,
            question=words.question,
            options=list(words.options),
            translator=entry.translator.strip(),
            missing=list(lost),
            reason=entry.reason.strip() if lost else "",
            entered_by=actor.id,
            entered_at=now,
        )
        session.add(text)
        audit.record(session, actor, "entered", "translation", text.id, now, person_id=request.person_id)
        return text.id


def _checked(request: TranslationRequest, words: Words, entry: TranslationEntry, now: datetime) -> tuple[str, ...]:
    original = original_draft(request)
    require_whole(words_of(original), words)
    require_sound(replace(original, body=words.body, question=words.question, options=words.options), now)
    if not entry.translator.strip():
        raise Invalid("translator_missing", field="translator")
    if len(entry.translator.strip()) > LONGEST_NAME:
        raise Invalid("translator_long", field="translator")
    lost = missing(words_of(original), words, tongues_of(request))
    if lost and not entry.reason.strip():
        raise Invalid("translation_reason_missing", field="reason")
    return lost


def tongues_of(request: TranslationRequest) -> Tongues:
    return Tongues(request.written_in, request.language, request.requested_at.astimezone(LONDON).date())
