"""Many people and messages, to measure with. Made up, and written past the use cases: nothing of it is ever sent."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import datetime, time, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Insert, insert, select
from sqlalchemy.orm import Session

from channels.base import TextContent
from service import renditions
from service.database import Base, Sessions, new_id
from service.domain import codes
from service.domain.contact_points import LineType, PointKind
from service.domain.messages import CheckKind
from service.domain.preferences import Format, Medium, Source, Strength
from service.domain.purposes import Purpose
from service.domain.safe_contact import Answer, PointStatus, SafeStatus
from service.domain.transport import Transport
from service.domain.understanding import Proof, Understanding
from service.models import (
    ContactPoint,
    ContactRecord,
    Delivery,
    MediumChoiceRow,
    Membership,
    Message,
    Person,
    PointSafety,
    Rendition,
    Reply,
    Team,
)

_FIRST = "Ada Ben Cara Dev Ela Finn Gia Hari Ida Joe Kim Lena Max Nora Omar Pia Raj Sara Tess Una Viv Will Yara Zak".split()
_LAST = "Abbott Bell Chowdhury Dunn Ellis Farah Grant Hughes Iqbal Jones Khan Lewis Malik Nowak Owen Patel Rees Shah".split()
_ROWS_AT_ONCE = 5000
_STEP = 7919
"""A prime: one person's messages lie apart."""
TEAMS = 18
"""Beside those that are there: ten thousand people are not two teams' work."""
OPEN_EVERY = 250
"""One message in so many is still open, as in a team that answers its people."""


def seed(sessions: Sessions, now: datetime, *, people: int, messages: int) -> Iterator[str]:
    """Write them in steps; says after each step what is done. Needs the council's teams and staff."""
    chance = random.Random(4)  # noqa: S311 - the same people each time, for figures that can be compared
    with sessions.begin() as session:
        _add_teams(session)
        teams = list(session.scalars(select(Team.id).order_by(Team.name)))
        owners = dict(session.execute(select(Membership.team_id, Membership.staff_id)).all())
    made: list[tuple[UUID, UUID, UUID]] = []
    for start in range(0, people, _ROWS_AT_ONCE):
        with sessions.begin() as session:
            numbers = range(start, min(people, start + _ROWS_AT_ONCE))
            made.extend(_Rows.person(number, chance.choice(teams), chance, now) for number in numbers)
            _Rows.flush(session)
        yield f"{min(people, start + _ROWS_AT_ONCE)} people"
    content = TextContent("Hello. We will visit you on Thursday 26 November at 10am.\nRef")
    with sessions.begin() as session:
        digest = content.digest()
        session.merge(Rendition(digest=digest, kind="text", content=renditions.stored(content), pages=0, created_at=now))
    for start in range(0, messages, _ROWS_AT_ONCE):
        with sessions.begin() as session:
            for number in range(start, min(messages, start + _ROWS_AT_ONCE)):
                # Counted on by one for each open message: these fall on different people.
                person_id, team_id, point_id = made[(number * _STEP + number // OPEN_EVERY) % len(made)]
                _Rows.message(number, person_id, team_id, point_id, owners.get(team_id), digest, chance, now)
            _Rows.flush(session)
        yield f"{min(messages, start + _ROWS_AT_ONCE)} messages"


def _add_teams(session: Session) -> None:
    known = set(session.scalars(select(Team.name)))
    session.add_all(
        Team(
            id=new_id(),
            name=name,
            neutral_name="Northmoor",
            phone="01632 960003",
            return_address="Northmoor Council\n1 Town Square\nNorthmoor\nLS1 1AA",
        )
        for number in range(1, TEAMS + 1)
        if (name := f"Seeded team {number:02}") not in known
    )
    session.flush()


class _Rows:
    """Collects rows by table and writes each table in one statement."""

    waiting: dict[type[Base], list[dict[str, Any]]] = {}  # noqa: RUF012 - one seeding runs at a time

    @classmethod
    def add(cls, table: type[Base], **values: Any) -> None:
        cls.waiting.setdefault(table, []).append(values)

    @classmethod
    def flush(cls, session: Session) -> None:
        for table in (Person, ContactRecord, MediumChoiceRow, ContactPoint, PointSafety, Message, Delivery, Reply):
            rows = cls.waiting.pop(table, [])
            if rows:
                statement: Insert = insert(table)
                session.execute(statement, rows)

    @classmethod
    def person(cls, number: int, team_id: UUID, chance: random.Random, now: datetime) -> tuple[UUID, UUID, UUID]:
        person_id, record_id, point_id, safety_id = new_id(), new_id(), new_id(), new_id()
        at = now - timedelta(days=chance.randrange(1, 300))
        cls.add(
            Person,
            id=person_id,
            team_id=team_id,
            case_reference=f"S-{number:07}",
            restricted=False,
            record_id=record_id,
            has_choice=True,
            created_at=at,
        )
        cls.add(
            ContactRecord,
            id=record_id,
            person_id=person_id,
            name=f"{chance.choice(_FIRST)} {chance.choice(_LAST)}",
            safe_status=SafeStatus.SAFE,
            format=Format.STANDARD,
            spoken_language="en",
            written_language="en",
            source=Source.PERSON,
            recorded_at=at,
        )
        cls.add(MediumChoiceRow, record_id=record_id, medium=Medium.TEXT, strength=Strength.PREFERS, rank=1)
        cls.add(
            ContactPoint,
            id=point_id,
            person_id=person_id,
            kind=PointKind.PHONE,
            value=f"+4475{number:08}",
            line_type=LineType.MOBILE,
            safety_id=safety_id,
            created_at=at,
        )
        cls.add(
            PointSafety,
            id=safety_id,
            point_id=point_id,
            status=PointStatus.SAFE,
            others_may_read=Answer.NO,
            ring_back=Answer.YES,
            weekdays=list(range(7)),
            start=time(0, 0),
            end=time(23, 59),
            recorded_at=at,
        )
        return person_id, team_id, point_id  # fmt: skip

    @classmethod
    def message(
        cls,
        number: int,
        person_id: UUID,
        team_id: UUID,
        point_id: UUID,
        owner: UUID | None,
        digest: str,
        chance: random.Random,
        now: datetime,
    ) -> None:
        message_id, delivery_id = new_id(), new_id()
        waits = number % OPEN_EVERY == 0
        sent = now - timedelta(minutes=chance.randrange(10, 7 * 24 * 60 if waits else 300 * 24 * 60))
        cls.add(
            Message,
            id=message_id,
            person_id=person_id,
            team_id=team_id,
            owner_id=owner,
            author_id=owner,
            purpose=Purpose.GENERAL,
            body="Hello. We will visit you on Thursday.",
            check_kind=CheckKind.NONE,
            proof=Proof.SAID,
            understanding=Understanding.NONE if waits else Understanding.UNDERSTOOD,
            open=waits,
            confirm_by=sent + timedelta(days=2),
            created_at=sent,
        )
        cls.add(
            Delivery,
            id=delivery_id,
            message_id=message_id,
            person_id=person_id,
            medium=Medium.TEXT,
            channel="sms",
            point_id=point_id,
            code=codes.new_code(chance.randrange),
            state=Transport.DELIVERED,
            state_at=sent,
            due_at=sent,
            awaiting=waits,
            tries=1,
            rendition_digest=digest,
            sent_at=sent,
            created_at=sent,
        )
        if not waits:
            cls.add(
                Reply, id=new_id(), route="text", provider="seed", provider_id=str(message_id), sender="", body="1",
                person_id=person_id, message_id=message_id, delivery_id=delivery_id, matched_how="code",
                category="understood", reason="answered_plainly", confirms=True, open=False, team_id=team_id,
                received_at=sent + timedelta(hours=2),
            )  # fmt: skip
