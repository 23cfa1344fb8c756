"""Load the fictional council once, through the same use cases that staff use."""

from __future__ import annotations

import json
import secrets
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from uuid import UUID

import pyotp
from sqlalchemy import func, select, update

from service.database import Sessions, new_id
from service.demo.people import PEOPLE
from service.domain import passwords
from service.domain.actors import SECOND_FACTOR_ROLES, Actor, Role
from service.domain.contact_points import PointKind
from service.domain.cover import WORKING_WEEK, ReadingTimes
from service.domain.deadlines import Nation
from service.domain.messages import CheckKind
from service.domain.purposes import Purpose
from service.models import Person, SavedTemplate, Staff, Team, TeamCover
from service.use_cases.change_cover import ContactEntry, CoverEntry, change_cover
from service.use_cases.create_staff import create_staff
from service.use_cases.record_preference import record_preference
from service.use_cases.save_template import TemplateEntry, save_template

SIGN_INS = "demo-sign-ins.json"


@dataclass(frozen=True, slots=True)
class SignIn:
    """One demo account. ``totp_secret`` is empty where a password is enough."""

    username: str
    name: str
    role: str
    password: str
    totp_secret: str


_STAFF = (
    ("dina", "Dina Cole", Role.DUTY, "duty"),
    ("casey", "Casey Lund", Role.CASEWORKER, "adults"),
    ("pat", "Pat Singh", Role.PRINT_CLERK, "adults"),
    ("mo", "Mo Farrell", Role.MANAGER, "both"),
    ("audra", "Audra Finch", Role.AUDITOR, "both"),
    ("ingrid", "Ingrid Vale", Role.INFORMATION_GOVERNANCE, "both"),
    ("adam", "Adam Reyes", Role.ADMIN, "both"),
)


def load_council(sessions: Sessions, data_dir: Path, now: datetime) -> tuple[SignIn, ...]:
    """The demo's sign-ins, made with the council at the first start and read back later. The file is for its owner only."""
    if kept_sign_ins(data_dir):
        _load_people(sessions, now)
        return kept_sign_ins(data_dir)
    duty, adults = _teams(sessions)
    sign_ins = tuple(
        _account(sessions, row, {"duty": [duty], "adults": [adults], "both": [duty, adults]}, now) for row in _STAFF
    )
    kept = data_dir / SIGN_INS
    kept.touch(mode=0o600)
    kept.write_text(json.dumps([asdict(sign_in) for sign_in in sign_ins], indent=1))
    _load_people(sessions, now)
    return sign_ins


def _load_people(sessions: Sessions, now: datetime) -> None:
    """What is there already stays as it is, so that a start that broke off is carried on by the next one."""
    with sessions() as session:
        adults = session.scalars(select(Team.id).where(Team.name == "Adults team")).one()
        known = set(session.scalars(select(Person.case_reference)))
        words = session.scalar(select(func.count()).select_from(SavedTemplate))
    caseworker = _actor(sessions, "casey", Role.CASEWORKER, adults)
    for entry in PEOPLE:
        if entry.case_reference not in known:
            record_preference(sessions, caseworker, entry, now)
    for template in _TEMPLATES if not words else ():
        save_template(sessions, caseworker, template, now)
    _load_cover(sessions, now)


def _load_cover(sessions: Sessions, now: datetime) -> None:
    """A duty phone that the simulator shows, then a mailbox: nobody's private ones."""
    with sessions() as session:
        without = session.scalars(select(Team.id).outerjoin(TeamCover).where(TeamCover.team_id.is_(None))).all()
    admin = Actor(None, frozenset({Role.ADMIN}), frozenset())
    for team_id in without:
        change_cover(sessions, admin, team_id, CoverEntry(_COVER, reads=ReadingTimes(WORKING_WEEK)), now)


def kept_sign_ins(data_dir: Path) -> tuple[SignIn, ...]:
    """What the first start wrote down; empty where there was none."""
    kept = data_dir / SIGN_INS
    return tuple(SignIn(**entry) for entry in json.loads(kept.read_text())) if kept.exists() else ()


def _teams(sessions: Sessions) -> tuple[UUID, UUID]:
    with sessions() as session:
        known = dict(session.execute(select(Team.name, Team.id)).all())
    if known:
        return known["Duty team"], known["Adults team"]
    duty, adults = new_id(), new_id()
    address = "Northmoor Council\n1 Town Square\nNorthmoor\nLS1 1AA"
    with sessions.begin() as session:
        for team_id, name, phone, is_duty in (
            (duty, "Duty team", "01632 960001", True),
            (adults, "Adults team", "01632 960002", False),
        ):
            session.add(
                Team(
                    id=team_id,
                    name=name,
                    neutral_name="Northmoor",
                    phone=phone,
                    return_address=address,
                    nation=Nation.ENGLAND,
                    is_duty=is_duty,
                )
            )
    return duty, adults


def _account(sessions: Sessions, row: tuple[str, str, Role, str], teams: dict[str, list[UUID]], now: datetime) -> SignIn:
    username, name, role, team = row
    password = "-".join(secrets.token_hex(2) for _ in range(3))
    admin = Actor(None, frozenset({Role.ADMIN}), frozenset())
    with sessions() as session:
        staff_id = session.scalar(select(Staff.id).where(Staff.username == username))
    if staff_id is None:
        staff_id = create_staff(
            sessions, admin, name=name, username=username, roles=[role], teams=teams[team], password=password, now=now
        )
    secret = pyotp.random_base32() if role in SECOND_FACTOR_ROLES else ""
    with sessions.begin() as session:
        # An account without its written sign-in is of a start that broke off: it gets the new one.
        hashed = passwords.hash_password(password)
        session.execute(update(Staff).where(Staff.id == staff_id).values(totp_secret=secret or None, password_hash=hashed))
    return SignIn(username, name, role.value, password, secret)


def _actor(sessions: Sessions, username: str, role: Role, team: UUID) -> Actor:
    with sessions() as session:
        staff_id = session.scalars(select(Staff.id).where(Staff.username == username)).one()
    return Actor(staff_id, frozenset({role}), frozenset({team}))


_COVER = (
    ContactEntry("contacts-0", "Duty phone", PointKind.PHONE, "07700 900950"),
    ContactEntry("contacts-1", "Out-of-hours team", PointKind.EMAIL, "out-of-hours@northmoor.example"),
)
_TEMPLATES = (
    TemplateEntry(
        name="Visit",
        purpose=Purpose.APPOINTMENT,
        body="Hello ((name)).\n\n((worker)) will visit you on ((day)) at ((time)).",
        check_kind=CheckKind.CHOICE,
        question="We want to check that we wrote this clearly. What day is the visit?",
    ),
    TemplateEntry(
        name="Office appointment",
        purpose=Purpose.APPOINTMENT,
        body="Hello ((name)).\n\nPlease come to 1 Town Square on ((day)) at ((time)). Ask for ((worker)).",
        check_kind=CheckKind.OPEN,
        question="We want to check that we wrote this clearly. Where and when will you come?",
    ),
    TemplateEntry(
        name="We have your form",
        purpose=Purpose.GENERAL,
        body="Hello ((name)).\n\nThank you. We have your form. ((worker)) will ring you by ((day)).",
    ),
)
