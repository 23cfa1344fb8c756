"""Set whom a team's urgent replies are told to, and when the team reads replies."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, time
from uuid import UUID

from service import audit
from service.database import Sessions
from service.domain import cover as rules
from service.domain.actors import Actor
from service.domain.contact_points import LineType, PointKind, normalise
from service.domain.cover import EVERY_DAY, NOT_SAID, Contact, ReadingTimes, Window
from service.domain.errors import Invalid, InvalidFields, NotFound
from service.models import Team, TeamCover
from service.queries import cover
from service.queries.letterheads import may_set


@dataclass(frozen=True, slots=True)
class ContactEntry:
    """One contact as typed. ``place`` is the prefix of its fields, for the faults; without name and value it is left out."""

    place: str
    name: str
    kind: PointKind
    value: str
    days: frozenset[int] = EVERY_DAY
    start: time | None = None
    end: time | None = None


@dataclass(frozen=True, slots=True)
class CoverEntry:
    """Contacts in order. ``closing_days`` is a day a line, beside the bank holidays."""

    contacts: tuple[ContactEntry, ...] = ()
    closing_days: str = ""
    reads: ReadingTimes = NOT_SAID
    digest_to: str = ""
    """One email address, which gets the morning's list; empty for none."""


def change_cover(sessions: Sessions, actor: Actor, team_id: UUID, entry: CoverEntry, now: datetime) -> None:
    """Replaces what there was, from the next alert and the next message on.

    Raises ``InvalidFields``, ``NotAllowed`` (another team's) and ``NotFound``.
    """
    may_set(actor, team_id)
    faults: list[Invalid] = []
    contacts = [(each.place, _contact(each, faults)) for each in entry.contacts if each.name.strip() or each.value.strip()]
    reads = replace(entry.reads, emergency_phone=entry.reads.emergency_phone.strip())
    faults += rules.faults_of(contacts, reads)
    digest_to = _digest_to(entry.digest_to, faults)
    try:
        closing = rules.closing_days(entry.closing_days)
    except Invalid as fault:
        faults.append(fault)
    if faults:
        raise InvalidFields(tuple(faults))
    with sessions.begin() as session:
        if session.get(Team, team_id, with_for_update=True) is None:
            raise NotFound("team_unknown")
        kept = session.get(TeamCover, team_id) or TeamCover(team_id=team_id)
        kept.contacts = [cover.written(each) for _, each in contacts]
        kept.gapless = rules.gapless([each.window for _, each in contacts])
        kept.closing_days = sorted(closing)
        kept.reads_days = sorted(reads.days)
        kept.reads_start, kept.reads_end = reads.start.isoformat("minutes"), reads.end.isoformat("minutes")
        kept.emergency_phone, kept.in_texts = reads.emergency_phone, reads.in_texts
        kept.digest_to = digest_to
        kept.changed_at, kept.changed_by = now, actor.id
        session.add(kept)
        fields = ["contacts", "closing_days", "reads", "digest_to"]
        audit.record(session, actor, "cover_changed", "team", team_id, now, fields=fields)


def _digest_to(typed: str, faults: list[Invalid]) -> str:
    if not typed.strip():
        return ""
    try:
        return normalise(PointKind.EMAIL, typed).value
    except Invalid as fault:
        faults.append(Invalid(fault.code, field="digest_to"))
        return ""


def _contact(entry: ContactEntry, faults: list[Invalid]) -> Contact:
    value = ""
    try:
        found = normalise(entry.kind, entry.value)
        value = found.value
        if entry.kind is PointKind.PHONE and found.line_type is not LineType.MOBILE:
            faults.append(Invalid("cover_phone_not_mobile", field=f"{entry.place}-value"))
    except Invalid as fault:
        faults.append(Invalid(fault.code, field=f"{entry.place}-value"))
    window = Window(entry.days, entry.start or time(0), entry.end or time(0))
    return Contact(entry.name.strip(), entry.kind, value, window)
