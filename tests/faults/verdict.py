"""The outside world's book against the service's: what was lost, what went out twice, what nobody is told of."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from uuid import UUID

from service import audit
from service.domain.flags import FlagKind
from tests.faults import reading
from tests.faults.reading import Deadlines, Line
from tests.faults.site import Site
from tests.faults.world.fates import Way
from tests.faults.world.journal import Taken

_GONE = frozenset({"sent", "delivered", "printed", "posted"})
_PERSONAL = re.compile(rb"\+4475\d{8}|n\d{7}@people|High Street|Person \d+", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Unknown:
    """``arrived``: it is in the journal, so somebody has it. ``listed``: a worker is told to settle it."""

    number: int
    arrived: bool
    listed: bool


@dataclass(slots=True)
class Verdict:
    """Numbers of messages, but for ``untold``, ``untraced`` and ``named``."""

    accepted: int = 0
    taken: int = 0
    states: Counter[str] = field(default_factory=Counter)
    lost: list[int] = field(default_factory=list)
    twice: list[int] = field(default_factory=list)
    unknown: list[Unknown] = field(default_factory=list)
    wrongly_failed: list[int] = field(default_factory=list)
    unfound: list[int] = field(default_factory=list)
    """Texts that the provider's own list shows, and that are unknown although it was asked."""
    unlisted: list[int] = field(default_factory=list)
    doubled: list[int] = field(default_factory=list)
    """Orders that became more than one message, or another one than was answered."""
    untraced: list[str] = field(default_factory=list)
    """Attempts that went out without a row."""
    told: int = 0
    untold: list[str] = field(default_factory=list)
    """Receipts and answers that a webhook took and nobody kept, or kept twice."""
    deadlines: Deadlines = field(default_factory=lambda: Deadlines(0, 0, 0, 0))
    alerts: list[tuple[str, str, str, int]] = field(default_factory=list)
    named: list[str] = field(default_factory=list)
    """Logs that hold a number, an address or a name."""
    chain_broken_at: int | None = None
    restless: tuple[int, ...] = ()

    def faults(self) -> list[str]:
        """What must not be, in words; empty for a sound run."""
        found: list[tuple[object, str]] = [
            (any(self.restless), f"never came to rest: {self.restless}"),
            (self.lost, f"lost: {_some(self.lost)}"),
            (self.twice, f"delivered twice: {_some(self.twice)}"),
            (self.doubled, f"not one message for one order: {_some(self.doubled)}"),
            (self.wrongly_failed, f"called failed though it arrived: {_some(self.wrongly_failed)}"),
            (self.unfound, f"unknown though the provider lists it: {_some(self.unfound)}"),
            (self.unlisted, f"on no work list: {_some(self.unlisted)}"),
            (self.untraced, f"went out without an attempt's row: {_some(self.untraced)}"),
            (self.untold, f"receipts or answers not kept once: {_some(self.untold)}"),
            (self.deadlines.flagged < self.deadlines.due, "not everything is flagged at its deadline"),
            (self.deadlines.early, f"flagged before its deadline: {self.deadlines.early}"),
            (self.deadlines.without, f"without any deadline: {self.deadlines.without}"),
            (self.named, f"personal data in {', '.join(self.named)}"),
            (self.chain_broken_at is not None, f"the audit's chain is broken at {self.chain_broken_at}"),
        ]
        return [words for wrong, words in found if wrong]

    def report(self) -> Sequence[str]:
        arrived = sum(unknown.arrived for unknown in self.unknown)
        states = ", ".join(f"{state} {number}" for state, number in sorted(self.states.items()))
        alerts = "; ".join(f"{kind}/{detail}, {times} times" for kind, _, detail, times in self.alerts)
        flagged = 100 * self.deadlines.flagged / self.deadlines.due if self.deadlines.due else 100.0
        return [
            f"accepted            {self.accepted}",
            f"taken outside       {self.taken}",
            f"by state            {states}",
            f"lost                {len(self.lost)}",
            f"delivered twice     {len(self.twice)}",
            f"unknown, listed     {len(self.unknown)} ({arrived} of them arrived); on no list: {len(self.unlisted)}",
            f"flagged at deadline {flagged:.1f} % of {self.deadlines.due} not confirmed; too early: {self.deadlines.early}",
            f"receipts, answers   {self.told} told, {self.told - len(self.untold)} kept once",
            f"alerts              {alerts or 'none'}",
        ]


def judge(site: Site, restless: tuple[int, ...] = ()) -> Verdict:
    """Reads both books; changes nothing. The run is at rest."""
    verdict = Verdict(accepted=len(site.answers), restless=restless)
    taken = site.world.journal.taken()
    verdict.taken = len(taken)
    with site.sessions() as session:
        lines = reading.lines(session)
        known = reading.attempts(session)
        verdict.untraced = sorted({one.attempt_id for one in taken} - known)
        _compare_reports(verdict, site, reading.kept(session))
        flags = reading.flags(session, site.council, site.world.outside.clock(), site.council.teams)
        _compare_messages(verdict, site, lines, taken, flags)
        verdict.deadlines = reading.deadlines(session, site.council, lines)
        verdict.alerts = reading.alerts(session)
        verdict.chain_broken_at = audit.verify(session)
    verdict.named = [file.name for file in _logs(site) if _PERSONAL.search(file.read_bytes())]
    return verdict


def _compare_messages(
    verdict: Verdict,
    site: Site,
    lines: Iterable[Line],
    taken: Iterable[Taken],
    flags: Mapping[UUID, frozenset[FlagKind]],
) -> None:
    by_person: dict[UUID, list[Line]] = defaultdict(list)
    for line in lines:
        by_person[line.person_id].append(line)
    by_key: dict[str, list[Taken]] = defaultdict(list)
    for one in taken:
        by_key[one.key].append(one)
    for number, message_id in sorted(site.answers.items()):
        rows = by_person.get(site.council.people[number], [])
        if [str(row.message_id) for row in rows] != [message_id]:
            (verdict.doubled if rows else verdict.lost).append(number)
            continue
        row = rows[0]
        letter = site.fates.way(number) is Way.LETTER
        _compare(verdict, number, row, by_key.get(row.code if letter else str(number), []), flags.get(row.person_id))


def _compare(verdict: Verdict, number: int, row: Line, taken: list[Taken], flags: frozenset[FlagKind] | None) -> None:
    verdict.states[row.state] += 1
    arrived = sum(one.arrived for one in taken)
    if arrived > 1:
        verdict.twice.append(number)
    if row.state in _GONE:
        if not taken:
            verdict.lost.append(number)
        return
    listed = flags is not None
    match row.state:
        case "unknown":
            listed = FlagKind.SEND_UNKNOWN in (flags or ())
            verdict.unknown.append(Unknown(number, arrived > 0, listed or row.confirmed))
            if taken and row.channel == "sms":
                verdict.unfound.append(number)
        case "failed" if arrived and not row.contradiction:
            verdict.wrongly_failed.append(number)
        case "failed" | "held" | "cancelled":
            pass
        case _:
            # Neither gone nor at rest: nobody would ever look at it again.
            verdict.lost.append(number)
    if not listed and not row.confirmed:
        verdict.unlisted.append(number)


def _compare_reports(verdict: Verdict, site: Site, kept: Iterable[object]) -> None:
    told = site.world.journal.all_told()
    times = Counter(kept)
    verdict.told = len(told)
    verdict.untold = sorted(f"{one.provider_id} {one.status}" for one in told if times[one] != 1)


def _logs(site: Site) -> list[Path]:
    return [*site.folder.glob("*.log"), site.database.log]


def _some(numbers: Sequence[object]) -> str:
    shown = ", ".join(map(str, numbers[:10]))
    return f"{len(numbers)} ({shown}{', …' if len(numbers) > 10 else ''})"
