"""What becomes of one row of an import: added, known already, or rejected. What is on record is never changed by one."""

from __future__ import annotations

import hmac
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from uuid import UUID

from service.domain import people_file
from service.domain.errors import Invalid, InvalidFields
from service.domain.people_file import PersonRow, Vocabulary
from service.domain.table_file import Record, cells_of


class Outcome(StrEnum):
    """``KNOWN``: this person is on record, by an earlier row or from before."""

    ADDED = "added"
    KNOWN = "known"
    REJECTED = "rejected"


@dataclass(frozen=True, slots=True)
class ReadRow:
    """One row of the file: what it says, or why it can't be used. ``digest`` is that of its identity, keyed."""

    line: int
    row: PersonRow | None
    digest: str = ""
    faults: tuple[Invalid, ...] = ()


def read_row(record: Record, headings: tuple[str, ...], words: Vocabulary, key: bytes) -> ReadRow:
    """What stands in the row. ``key`` is the installation's secret: without it a digest could be guessed back to a name."""
    try:
        row = people_file.parse_row(cells_of(record, headings, people_file.COLUMNS), words)
    except InvalidFields as several:
        return ReadRow(record.line, None, faults=several.faults)
    except Invalid as fault:
        return ReadRow(record.line, None, faults=(fault,))
    return ReadRow(record.line, row, hmac.digest(key, row.identity.encode(), "sha256").hex())


@dataclass(frozen=True, slots=True)
class Decision:
    """``reasons`` name columns and hold no value; beside an added or known row they are remarks.

    ``settled``: an earlier try of this very file wrote it.
    """

    read: ReadRow
    outcome: Outcome
    reasons: tuple[Invalid, ...] = ()
    person_id: UUID | None = None
    team_id: UUID | None = None
    owner_id: UUID | None = None
    settled: bool = False


@dataclass(slots=True)
class Earlier:
    """What the rows before said, so that a second row for the same person is met by the first.

    A rejected row says nothing: a later row may be the right one.
    """

    references: set[str] = field(default_factory=set)
    digests: set[str] = field(default_factory=set)

    def after(self, decision: Decision) -> None:
        row = decision.read.row
        if row is None or decision.outcome is Outcome.REJECTED:
            return
        self.digests.add(decision.read.digest)
        if row.case_reference is not None:
            self.references.add(row.case_reference.casefold())

    def copy(self) -> Earlier:
        return Earlier(set(self.references), set(self.digests))


@dataclass(frozen=True, slots=True)
class Holder:
    """A person on record. ``open_to_actor``: not restricted, or with this actor among the named readers."""

    person_id: UUID
    open_to_actor: bool


@dataclass(frozen=True, slots=True)
class OwnerFacts:
    staff_id: UUID
    works_cases: bool


@dataclass(frozen=True, slots=True)
class OnRecord:
    """What is known of the rows at hand: teams and usernames folded, references as the rows spell them.

    ``team`` is where a row goes that names none; empty where nobody said.
    """

    team: UUID | None
    teams: Mapping[str, UUID]
    owners: Mapping[str, OwnerFacts]
    references: Mapping[str, Holder]
    digests: Mapping[str, Holder]
    settled: Mapping[int, tuple[Outcome, UUID | None]]


def decide(read: ReadRow, known: OnRecord, earlier: Earlier, new_person_id: UUID) -> Decision:
    """A collision with a restricted record is told as no more than that."""
    row = read.row
    if row is None:
        return Decision(read, Outcome.REJECTED, read.faults)
    settled = known.settled.get(read.line)
    if settled is not None:
        return Decision(read, settled[0], row.remarks, person_id=settled[1], settled=True)
    faults: list[Invalid] = []
    team_id = _team(row, known, faults)
    owner_id = _owner(row, known, faults)
    if faults:
        return Decision(read, Outcome.REJECTED, tuple(faults))
    if read.digest in earlier.digests:
        return Decision(read, Outcome.KNOWN, (Invalid("row_same_as_earlier"),))
    if row.case_reference is not None and row.case_reference.casefold() in earlier.references:
        return Decision(read, Outcome.REJECTED, (Invalid("row_reference_twice", field="case_reference"),))
    holder = known.references.get(row.case_reference or "") or known.digests.get(read.digest)
    if holder is not None and not holder.open_to_actor:
        return Decision(read, Outcome.REJECTED, (Invalid("reference_of_restricted"),))
    if holder is not None:
        return Decision(read, Outcome.KNOWN, person_id=holder.person_id)
    return Decision(read, Outcome.ADDED, row.remarks, person_id=new_person_id, team_id=team_id, owner_id=owner_id)


def _team(row: PersonRow, known: OnRecord, faults: list[Invalid]) -> UUID | None:
    team_id = known.teams.get(row.team.casefold()) if row.team is not None else known.team
    if team_id is None:
        faults.append(Invalid("row_team_missing" if row.team is None else "row_team_unknown", field="team"))
    return team_id


def _owner(row: PersonRow, known: OnRecord, faults: list[Invalid]) -> UUID | None:
    if row.owner is None:
        return None
    owner = known.owners.get(row.owner.casefold())
    if owner is None or not owner.works_cases:
        faults.append(Invalid("row_owner_unknown" if owner is None else "row_owner_no_cases", field="owner"))
        return None
    return owner.staff_id
