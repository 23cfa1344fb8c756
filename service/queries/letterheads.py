"""Reads of what a team's letters bear."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from channels.base import LetterContent
from channels.letter.document import Image
from service import rendering
from service.domain.actors import Actor, Role
from service.domain.errors import NotAllowed, NotFound
from service.domain.letterheads import NO_HEAD, PaperHead
from service.domain.messages import CheckKind
from service.domain.understanding import Proof
from service.models import Person, Team, TeamLetterhead

_SAMPLE_CODE = "000000"
SETTING_ROLES = frozenset({Role.MANAGER, Role.ADMIN})


@dataclass(frozen=True, slots=True)
class TeamHead:
    """A team as its letters show it."""

    team_id: UUID
    team: str
    neutral_name: str
    phone: str
    return_address: str
    head: PaperHead
    reply_envelope: bool
    changed_at: datetime | None


def may_set(actor: Actor, team_id: UUID) -> None:
    """An administrator for every team, a manager for their own. Raises ``NotAllowed``."""
    actor.require(SETTING_ROLES)
    if Role.ADMIN not in actor.roles and team_id not in actor.teams:
        raise NotAllowed("team_not_yours")


def teams(session: Session, actor: Actor) -> tuple[TeamHead, ...]:
    """Those that the actor may set, by name."""
    actor.require(SETTING_ROLES)
    query = select(Team, TeamLetterhead).outerjoin(TeamLetterhead, TeamLetterhead.team_id == Team.id).order_by(Team.name)
    if Role.ADMIN not in actor.roles:
        query = query.where(Team.id.in_(actor.teams))
    return tuple(_told(team, kept) for team, kept in session.execute(query))


def of_team(session: Session, actor: Actor, team_id: UUID) -> TeamHead:
    """Raises ``NotAllowed`` and ``NotFound``."""
    may_set(actor, team_id)
    team = session.get(Team, team_id)
    if team is None:
        raise NotFound("team_unknown")
    return _told(team, session.get(TeamLetterhead, team_id))


def of_person(session: Session, person_id: UUID) -> PaperHead:
    """What letters to this person bear: their team's."""
    kept = session.scalars(
        select(TeamLetterhead).join(Person, Person.team_id == TeamLetterhead.team_id).where(Person.id == person_id)
    ).first()
    return NO_HEAD if kept is None else _head(kept)


def sample(shown: TeamHead, today: date, *, points: int, plain_envelope: bool = False) -> LetterContent:
    """A letter as the team's would look, to nobody. Raises ``Uncarriable``."""
    parts = rendering.MessageParts(
        body="This is how your letters look.\n\nThe words of the letter stand here.",
        check_kind=CheckKind.NONE,
        question="",
        options=(),
        proof=Proof.JUDGED,
        sender=shown.neutral_name,
        phone=shown.phone,
    )
    paper = rendering.LetterParts(
        "A Person\n1 Example Road\nExample Town\nLS1 4AP",
        shown.return_address,
        today,
        points,
        head=shown.head,
        plain_envelope=plain_envelope,
    )
    return rendering.render_paper(parts, paper, _SAMPLE_CODE)


def _told(team: Team, kept: TeamLetterhead | None) -> TeamHead:
    return TeamHead(
        team.id,
        team.name,
        team.neutral_name,
        team.phone,
        team.return_address,
        NO_HEAD if kept is None else _head(kept),
        reply_envelope=kept is not None and kept.reply_envelope,
        changed_at=None if kept is None else kept.changed_at,
    )


def _head(kept: TeamLetterhead) -> PaperHead:
    lines = tuple(kept.sign_off.split("\n")) if kept.sign_off else ()
    return PaperHead(
        name=kept.name,
        logo=None if kept.logo is None else Image(kept.logo, kept.logo_alternative),
        # Who signs is told in the words below it.
        signature=None if kept.signature is None else Image(kept.signature, lines[1] if len(lines) > 1 else kept.name),
        sign_off=lines,
        return_address=kept.return_address,
        neutral_return_address=kept.neutral_return_address,
    )
