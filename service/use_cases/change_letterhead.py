"""Set what a team's letters bear: name, logo, signature, return addresses, a reply envelope."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy.orm import Session

from channels.errors import Uncarriable
from channels.letter.pictures import PictureRefused, accepted
from service import audit, rendering
from service.database import Sessions
from service.domain import letterheads as rules
from service.domain.actors import Actor
from service.domain.errors import Invalid, InvalidFields, NotFound
from service.models import Team, TeamLetterhead
from service.queries import letterheads

_SIZES = (rendering.STANDARD_LETTER_POINTS, 28)
_FIELD_OF = {"sender_too_long": "name", "word_too_wide": "sign_off", "picture_unreadable": "logo"}


@dataclass(frozen=True, slots=True)
class LetterheadEntry:
    """A picture is a file's bytes as it was uploaded; ``None`` keeps the one there is, and empty bytes take it away."""

    name: str = ""
    logo: bytes | None = None
    logo_alternative: str = ""
    signature: bytes | None = None
    sign_off: str = ""
    return_address: str = ""
    neutral_return_address: str = ""
    reply_envelope: bool = False


def change_letterhead(sessions: Sessions, actor: Actor, team_id: UUID, entry: LetterheadEntry, now: datetime) -> None:
    """Letters from now on bear it; those that are made stay as they are. A letter is tried with it before it is kept.

    Raises ``InvalidFields``, ``NotAllowed`` (another team's) and ``NotFound``.
    """
    letterheads.may_set(actor, team_id)
    sign_off = "\n".join(line.strip() for line in entry.sign_off.strip().splitlines() if line.strip())
    faults = rules.faults_of(entry.name.strip(), sign_off, entry.return_address, entry.neutral_return_address)
    logo = _picture(entry.logo, "logo", faults)
    signature = _picture(entry.signature, "signature", faults)
    if faults:
        raise InvalidFields(tuple(faults))
    with sessions.begin() as session:
        team = session.get(Team, team_id, with_for_update=True)
        if team is None:
            raise NotFound("team_unknown")
        kept = session.get(TeamLetterhead, team_id) or TeamLetterhead(team_id=team_id)
        kept.name, kept.sign_off = entry.name.strip(), sign_off
        kept.logo = kept.logo if logo is None else logo or None
        kept.logo_alternative = entry.logo_alternative.strip() if kept.logo else ""
        kept.signature = kept.signature if signature is None else signature or None
        kept.return_address = rules.tidy_address(entry.return_address)
        kept.neutral_return_address = rules.tidy_address(entry.neutral_return_address)
        kept.reply_envelope = entry.reply_envelope
        kept.changed_at, kept.changed_by = now, actor.id
        if kept.logo and not kept.logo_alternative:
            raise InvalidFields((Invalid("logo_alternative_missing", field="logo_alternative"),))
        session.add(kept)
        session.flush()
        _try(session, actor, team_id, now.date())
        audit.record(session, actor, "letterhead_changed", "team", team_id, now, fields=["letterhead"])


def _picture(given: bytes | None, field: str, faults: list[Invalid]) -> bytes | None:
    if not given:
        return given
    try:
        return accepted(given)
    except PictureRefused as refused:
        faults.append(Invalid(refused.code, field=field))
        return None


def _try(session: Session, actor: Actor, team_id: UUID, today: date) -> None:
    """A name that doesn't fit would stop every letter of the team: better now than then."""
    shown = letterheads.of_team(session, actor, team_id)
    for points in _SIZES:
        for plain_envelope in (False, True):
            try:
                letterheads.sample(shown, today, points=points, plain_envelope=plain_envelope)
            except Uncarriable as error:
                raise InvalidFields((Invalid(error.code, field=_FIELD_OF.get(error.code, "name")),)) from None
