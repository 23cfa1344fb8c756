"""A council to send for: one person a message, each to be reached the way that was drawn for their message."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import insert

from service.database import Base, Sessions, new_id
from service.domain.actors import Actor, Role
from service.domain.api_keys import MOST_A_MINUTE, Scope
from service.domain.contact_points import LineType, PointKind
from service.domain.preferences import Format, Medium, Source, Strength
from service.domain.safe_contact import Answer, PointStatus, SafeStatus
from service.models import ContactPoint, ContactRecord, MediumChoiceRow, Membership, Person, PointSafety, Staff, Team
from service.use_cases.create_api_key import create_api_key
from tests.faults.world.fates import Fates, Way
from tests.faults.world.outside import mailbox, phone

CASEWORKER, MANAGER = "casey", "mona"
_TEAM_SIZE = 250
_MEDIUM = {Way.TEXT: Medium.TEXT, Way.MAIL: Medium.EMAIL, Way.LETTER: Medium.LETTER}
_KIND = {Way.TEXT: PointKind.PHONE, Way.MAIL: PointKind.EMAIL, Way.LETTER: PointKind.ADDRESS}
Rows = dict[type[Base], list[dict[str, Any]]]


@dataclass(frozen=True, slots=True)
class Council:
    """``people`` by the number of their message; ``teams`` hold 250 people each, as a large team does."""

    staff_id: UUID
    teams: tuple[UUID, ...]
    people: tuple[UUID, ...]

    def team_of(self, number: int) -> UUID:
        return self.teams[number // _TEAM_SIZE]

    def reader(self, team: UUID) -> Actor:
        """Somebody in the team who owns nothing, so that their list is the team's."""
        return Actor(None, frozenset({Role.CASEWORKER}), frozenset({team}))


def destination(way: Way, number: int) -> str:
    """Where message ``number`` goes: nobody else's."""
    match way:
        case Way.TEXT:
            return phone(number)
        case Way.MAIL:
            return mailbox(number)
        case Way.LETTER:
            return f"{number + 1} High Street\nEllerton\nLS1 1AA"


def found(sessions: Sessions, fates: Fates, messages: int, now: datetime) -> Council:
    """Write the teams and everybody in them, past the use cases: what is proven is the sending."""
    staff_id = new_id()
    teams = tuple(new_id() for _ in range(messages // _TEAM_SIZE + 1))
    rows: Rows = {
        Team: [_team(team, place) for place, team in enumerate(teams)],
        Staff: [_staff(staff_id, CASEWORKER, Role.CASEWORKER, now), _staff(new_id(), MANAGER, Role.MANAGER, now)],
        Membership: [{"staff_id": staff_id, "team_id": team} for team in teams],
    }
    council = Council(staff_id, teams, tuple(new_id() for _ in range(messages)))
    for number in range(messages):
        for table, row in _person(council, fates.way(number), number, now - timedelta(days=1)):
            rows.setdefault(table, []).append(row)
    with sessions.begin() as session:
        for table, values in rows.items():
            session.execute(insert(table), values)
    return council


def new_key(sessions: Sessions, council: Council, now: datetime) -> str:
    """A token for a program that sends for the council."""
    admin = Actor(None, frozenset({Role.ADMIN}), frozenset())
    made = create_api_key(
        sessions,
        admin,
        name="Faults",
        staff_id=council.staff_id,
        scopes=[Scope.MESSAGES_SEND],
        a_minute=MOST_A_MINUTE,
        now=now,
    )
    return made.token


def _team(team_id: UUID, place: int) -> dict[str, Any]:
    return {
        "id": team_id,
        "name": f"Team {place:03}",
        "neutral_name": "Ellerton",
        "phone": "01632 960100",
        "return_address": "Ellerton Council\n1 Town Square\nEllerton\nLS1 1AA",
        "is_duty": place == 0,
    }


def _staff(staff_id: UUID, username: str, role: Role, now: datetime) -> dict[str, Any]:
    return {
        "id": staff_id,
        "username": username,
        "name": username.title(),
        "password_hash": "",
        "roles": [role.value],
        "created_at": now,
    }


def _person(council: Council, way: Way, number: int, at: datetime) -> Iterable[tuple[type[Base], dict[str, Any]]]:
    person_id, record_id, point_id, safety_id = council.people[number], new_id(), new_id(), new_id()
    yield Person, {"id": person_id, "team_id": council.team_of(number), "record_id": record_id, "created_at": at}
    yield (
        ContactRecord,
        {
            "id": record_id,
            "person_id": person_id,
            "name": f"Person {number}",
            "safe_status": SafeStatus.SAFE,
            "format": Format.STANDARD,
            "spoken_language": "en",
            "written_language": "en",
            "source": Source.PERSON,
            "recorded_at": at,
        },
    )
    yield MediumChoiceRow, {"record_id": record_id, "medium": _MEDIUM[way], "strength": Strength.PREFERS, "rank": 1}
    yield (
        ContactPoint,
        {
            "id": point_id,
            "person_id": person_id,
            "kind": _KIND[way],
            "value": destination(way, number),
            "line_type": LineType.MOBILE if way is Way.TEXT else LineType.NOT_A_LINE,
            "safety_id": safety_id,
            "created_at": at,
        },
    )
    yield (
        PointSafety,
        {
            "id": safety_id,
            "point_id": point_id,
            "status": PointStatus.SAFE,
            "others_may_read": Answer.NO,
            "ring_back": Answer.YES,
            "weekdays": list(range(7)),
            "start": time(0, 0),
            "end": time(23, 59),
            "recorded_at": at,
        },
    )
