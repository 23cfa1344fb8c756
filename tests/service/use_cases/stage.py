"""A small council to play the loop on: people, workers, channels that keep the contract, and a clock set by hand."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from sqlalchemy import select
from sqlalchemy.orm import Session, sessionmaker

from channels.base import Channel, Inbound
from service.database import new_id
from service.domain.actors import Actor, Role
from service.domain.contact_points import PointKind
from service.domain.judgements import ContactRoute
from service.domain.messages import CheckKind, Draft
from service.domain.preferences import Medium, MediumChoice, Source, Strength
from service.domain.purposes import Purpose
from service.domain.safe_contact import Answer, PointStatus, SafeStatus
from service.models import Delivery, Membership, Message, Reply, Staff, Team
from service.use_cases.compose_message import compose_message
from service.use_cases.deliver import Hands, deliver
from service.use_cases.receive_reply import Received, receive_reply
from service.use_cases.record_preference import ContactEntry, PointEntry, record_preference
from service.use_cases.record_receipt import record_receipt
from tests.fakes import FakeChannel

ADDRESS = "1 High Street\nEllerton\nLS1 1AA"


@dataclass
class Stage:
    """``at`` is the moment of the next thing that happens."""

    sessions: sessionmaker[Session]
    at: datetime
    team: Team
    duty: Team
    worker: Actor
    duty_worker: Actor
    sms: FakeChannel = field(default_factory=FakeChannel)
    email: FakeChannel = field(default_factory=lambda: FakeChannel("email"))
    numbers: int = 100

    @property
    def channels(self) -> Mapping[str, Channel]:
        return {"sms": self.sms, "email": self.email}

    def forward(self, by: timedelta) -> None:
        self.at += by

    def new_number(self) -> str:
        self.numbers += 1
        return f"+447700900{self.numbers}"

    def person(
        self,
        name: str = "Ann Lee",
        *,
        number: str | None = None,
        email: str | None = None,
        address: str = ADDRESS,
        medium: Medium = Medium.TEXT,
        others: Answer = Answer.NO,
        worker: Actor | None = None,
        restricted: bool | None = None,
        also: tuple[Medium, ...] = (),
    ) -> UUID:
        """Somebody who chose ``medium`` themselves and said that it is safe."""
        typed = {
            Medium.TEXT: [(PointKind.PHONE, number or self.new_number())],
            Medium.EMAIL: [(PointKind.EMAIL, email or "ann@example.com")],
            Medium.LETTER: [(PointKind.ADDRESS, address)],
        }.get(medium, [(PointKind.PHONE, number or self.new_number())])
        if Medium.LETTER in also:
            typed.append((PointKind.ADDRESS, address))
        entry = ContactEntry(
            name=name,
            safe_status=SafeStatus.SAFE,
            choices=tuple(MediumChoice(way, Strength.PREFERS, rank) for rank, way in enumerate((medium, *also), start=1)),
            source=Source.PERSON,
            points=tuple(
                PointEntry(kind, value, form_field="point", status=PointStatus.SAFE, others_may_read=others)
                for kind, value in typed
            ),
            restricted=restricted,
        )
        return record_preference(self.sessions, worker or self.worker, entry, self.at)

    def compose(self, person_id: UUID, draft: Draft | None = None, *, worker: Actor | None = None) -> UUID:
        return compose_message(
            self.sessions,
            worker or self.worker,
            person_id,
            draft or choice(),
            self.at,
            request_key=uuid4(),
            channels=self.channels,
        )

    def send(self, person_id: UUID, draft: Draft | None = None, *, worker: Actor | None = None) -> UUID:
        """Composed and carried; what ``sms`` or ``email`` was scripted to meet happens now."""
        message_id = self.compose(person_id, draft, worker=worker)
        self.carry()
        return message_id

    def carry(self) -> None:
        deliver(self.sessions, self.channels, lambda: self.at, Hands(lease_seconds=60, threads=1))

    def text(self, sender: str, body: str, *, provider_id: str = "") -> Received:
        """A text comes in over the channel, signature and all."""
        webhook = self.sms.inbound(sender, body, provider_id=provider_id)
        return self.receive(self.sms.parse_inbound(webhook))

    def receive(self, inbound: Inbound, route: ContactRoute = ContactRoute.TEXT) -> Received:
        return receive_reply(self.sessions, route, inbound, self.at)

    def report(self, status: str, *, index: int = -1, error: str | None = None) -> bool:
        """A delivery report about something in the journal of texts."""
        return record_receipt(
            self.sessions, self.sms.parse_receipt(self.sms.receipt(self.sms.journal[index], status, error)), self.at
        )

    def message(self, message_id: UUID) -> Message:
        with self.sessions() as session:
            return session.get_one(Message, message_id)

    def delivery(self, message_id: UUID) -> Delivery:
        """The newest one."""
        with self.sessions() as session:
            query = select(Delivery).where(Delivery.message_id == message_id).order_by(Delivery.id.desc())
            return session.scalars(query.limit(1)).one()

    def reply(self, reply_id: UUID) -> Reply:
        with self.sessions() as session:
            return session.get_one(Reply, reply_id)


def set_stage(sessions: sessionmaker[Session], now: datetime) -> Stage:
    address = "Ellerton Council\n1 Town Square\nEllerton\nLS1 1AA"
    team = Team(id=new_id(), name="Adults", neutral_name="Ellerton", phone="01632 960100", return_address=address)
    duty = Team(
        id=new_id(), name="Duty", neutral_name="Ellerton", phone="01632 960101", return_address=address, is_duty=True
    )
    with sessions.begin() as session:
        session.add_all([team, duty])
    worker = add_worker(sessions, now, team, Role.CASEWORKER, "casey")
    duty_worker = add_worker(sessions, now, duty, Role.DUTY, "dina")
    return Stage(sessions, now, team, duty, worker, duty_worker)


def add_worker(sessions: sessionmaker[Session], now: datetime, team: Team, role: Role, username: str) -> Actor:
    staff = Staff(
        id=new_id(),
        username=username,
        name=username.title(),
        password_hash="",
        roles=[role.value],
        session_epoch=0,
        active=True,
        created_at=now,
    )
    with sessions.begin() as session:
        session.add(staff)
        session.flush()
        session.add(Membership(staff_id=staff.id, team_id=team.id))
    return Actor(staff.id, frozenset({role}), frozenset({team.id}))


def choice(body: str = "We will visit you on Thursday 26 November.", **more: object) -> Draft:
    """An appointment whose right answer is 2, Thursday."""
    values: dict[str, object] = {
        "purpose": Purpose.APPOINTMENT,
        "body": body,
        "check_kind": CheckKind.CHOICE,
        "question": "Which day will we visit?",
        "options": ("Monday", "Thursday"),
        "right_option": 2,
        **more,
    }
    return Draft(**values)  # type: ignore[arg-type]


def plain(body: str = "Your form has come. Thank you.") -> Draft:
    return Draft(Purpose.GENERAL, body)
