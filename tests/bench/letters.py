"""Ten thousand letters as two workers make them: ``python -m tests.bench.letters [letters]``. Not part of ``make bench``.

Each letter has a body, an address and a code of its own; each thousand is laid into one file for the print room.
"""

from __future__ import annotations

import random
import resource
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from datetime import UTC, date, datetime
from multiprocessing import get_context
from uuid import UUID, uuid4

from channels.base import BatchLetter, Clearance, LetterContent, Outgoing
from channels.letter.print_queue import PrintQueue
from service import rendering
from service.domain import codes
from service.domain.contact_points import LineType, PointKind
from service.domain.messages import CheckKind
from service.domain.purposes import Purpose
from service.domain.safe_contact import Answer, PointFacts, PointStatus, SafeStatus, may_leave
from service.domain.understanding import Proof
from tests.bench.machine import Figure, describe, measure

LETTERS, A_BATCH, WORKERS = 10_000, 1_000, 2
LONGEST_SECONDS, MOST_MB = 180, 250
_NOW = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
_RETURN = "Northmoor Council\n1 Town Square\nNorthmoor\nLS1 1AA"
_BODY = (
    "Dear {name},\n\nAna Reid will visit you on {day} December 2026 at {hour}am. You can choose another place to meet. "
    "You can have someone with you.\n\nPlease have letter {number} with you. To change the day, ring us."
)
_NAMES = "Ada Ben Cara Dev Ela Finn Gia Hari Ida Joe Kim Lena Max Nora Omar Pia Raj Sara Tess Una Viv Will Yara Zak".split()


@dataclass(frozen=True, slots=True)
class Done:
    """Of one batch: seconds of CPU, bytes of the print file, and the most that the process ever held, in MB."""

    letters: int
    cpu: float
    size: int
    held: float


def figures() -> Iterator[Figure]:
    """For ``make bench``: letters by themselves, and as one of a batch of fifty with its share of the print file."""
    yield measure("a one-page letter, its words new", one_letter, times=100, promised="≤ 12 CPU ms")
    yield measure("a letter of a batch, and its share of the print file", _batch, times=4, promised="≤ 7 CPU ms", per=_FEW)


_FEW = 50


def one_letter(number: int) -> LetterContent:
    return rendering.render_paper(_parts(number), _paper(number), _code(number))


def _batch(number: int) -> int:
    return len(_laid_together(range(number * _FEW, (number + 1) * _FEW)))


def _parts(number: int) -> rendering.MessageParts:
    body = _BODY.format(
        name=_NAMES[number % len(_NAMES)], day=1 + number % 28, hour=8 + number % 4, number=f"N{abs(number):06}"
    )
    return rendering.MessageParts(
        body=body,
        check_kind=CheckKind.CHOICE,
        question="We want to check that we wrote this clearly. What day is the visit?",
        options=("Tuesday", "Wednesday", "Thursday"),
        proof=Proof.SHOWN,
        sender="Northmoor",
        phone="01632 960002",
    )


def _paper(number: int) -> rendering.LetterParts:
    address = f"Flat {1 + abs(number) % 40}\n{1 + abs(number) % 977} Chapel Street\nNorthmoor\nLS1 6DF"
    return rendering.LetterParts(address=address, return_address=_RETURN, dated=date(2026, 11, 23))


def _code(number: int) -> str:
    return codes.new_code(random.Random(number).randrange)


def _laid_together(numbers: range) -> bytes:
    return PrintQueue().prepare_batch(uuid4(), [_leaving(number) for number in numbers], _NOW).pdf


def _leaving(number: int) -> BatchLetter:
    content, address = one_letter(number), _paper(number).address
    point = PointFacts(
        point_id=UUID(int=number % 2**64),
        kind=PointKind.ADDRESS,
        value=address,
        line_type=LineType.NOT_A_LINE,
        person_status=SafeStatus.SAFE,
        status=PointStatus.SAFE,
        others_may_read=Answer.NO,
    )
    leave = may_leave(point, Purpose.APPOINTMENT, content, _NOW)
    if not isinstance(leave, Clearance):
        raise SystemExit(f"a letter of the bench may not leave: {leave.reason}")
    return BatchLetter(Outgoing(uuid4(), _code(number), address, content), leave)


def _one_batch(first: int, letters: int) -> Done:
    began = time.process_time()
    size = len(_laid_together(range(first, first + letters)))
    return Done(letters, time.process_time() - began, size, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)


def main() -> None:
    letters = int(sys.argv[1]) if len(sys.argv) > 1 else LETTERS
    print(f"Measured on: {describe()}\n")
    print("| Letters | CPU ms each | Print file, MB | Process held at most, MB |")
    print("|---|---|---|---|", flush=True)
    began, done = time.monotonic(), list[Done]()
    with ProcessPoolExecutor(WORKERS, mp_context=get_context("spawn")) as pool:
        starts = range(0, letters, A_BATCH)
        for batch in pool.map(_one_batch, starts, [min(A_BATCH, letters - start) for start in starts]):
            done.append(batch)
            each = batch.cpu * 1000 / batch.letters
            print(f"| {batch.letters} | {each:.1f} | {batch.size / 1e6:.1f} | {batch.held:.0f} |", flush=True)
    lasted, most = time.monotonic() - began, max(batch.held for batch in done)
    allowed = LONGEST_SECONDS * letters / LETTERS
    print(f"\n{letters} letters in {lasted:.0f} s by {WORKERS} processes (promised: ≤ {allowed:.0f} s);")
    print(
        f"{sum(batch.cpu for batch in done) * 1000 / letters:.1f} CPU ms each; {most:.0f} MB at most (promised: {MOST_MB})."
    )


if __name__ == "__main__":
    main()
