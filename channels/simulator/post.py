"""The post: slips filled in by hand and sent back to the office."""

from __future__ import annotations

import json
from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, datetime

from channels.simulator.clock import SimulatedClock
from channels.simulator.slip_sheet import SCAN_DPI, PrintedSlip, filled_in, layout_in, read_words
from channels.simulator.store import Store
from channels.simulator.tray import ManifestLetter, Tray, png


class NoSlip(LookupError):
    """This letter has none, or no such slip came back."""


@dataclass(frozen=True, slots=True)
class ReceivedSlip:
    """A slip that came. ``code`` is as the letter shows it; ``ticked`` are the printed words beside crosses."""

    id: int
    code: str
    ticked: tuple[str, ...]
    line: str
    at: datetime


class Post:
    """Whoever got a letter can post its slip back, twice if they copied it."""

    def __init__(self, store: Store, tray: Tray, clock: SimulatedClock) -> None:
        self._store = store
        self._tray = tray
        self._clock = clock

    def slip_of(self, batch: str, letter: ManifestLetter) -> PrintedSlip | None:
        """The slip at the foot of the letter, last page first. Raises ``NotInTray``."""
        for number in reversed(range(letter.first_page, letter.first_page + letter.pages)):
            found = layout_in(self._tray.page_image(batch, number, SCAN_DPI))
            if found is not None:
                with self._tray.opened(batch, number) as page:
                    return read_words(page, number, *found)
        return None

    def send_back(self, batch: str, letter: ManifestLetter, ticked: Collection[str], line: str) -> None:
        """Fill the slip in and post it; names of boxes that it lacks are ignored. Raises ``NoSlip`` or ``NotInTray``."""
        slip = self.slip_of(batch, letter)
        if slip is None:
            raise NoSlip(batch)
        page = self._tray.page_image(batch, slip.page_number, SCAN_DPI)
        image = png(filled_in(page, slip.layout, ticked, line))
        shown = letter.reference if letter.reference.replace("-", "") == slip.code else slip.code
        with self._store.transaction() as db:
            db.execute(
                "INSERT INTO slips (batch, sequence, code, ticked, line, image, at) VALUES (?, ?, ?, ?, ?, ?, ?)",
                (
                    batch,
                    letter.sequence,
                    shown,
                    json.dumps(slip.labels_of(ticked), ensure_ascii=False),
                    line,
                    image,
                    self._clock.now().isoformat(),
                ),
            )

    def times_posted(self, batch: str, sequence: int) -> int:
        rows = self._store.read("SELECT count(*) AS n FROM slips WHERE batch = ? AND sequence = ?", batch, sequence)
        return int(rows[0]["n"])

    def received(self) -> list[ReceivedSlip]:
        """Newest first."""
        rows = self._store.read("SELECT id, code, ticked, line, at FROM slips ORDER BY id DESC")
        return [
            ReceivedSlip(
                row["id"],
                row["code"],
                tuple(json.loads(row["ticked"])),
                row["line"],
                datetime.fromisoformat(row["at"]).astimezone(UTC),
            )
            for row in rows
        ]

    def image(self, slip_id: int) -> bytes:
        """The scanned slip as PNG. Raises ``NoSlip``."""
        rows = self._store.read("SELECT image FROM slips WHERE id = ?", slip_id)
        if not rows:
            raise NoSlip(slip_id)
        return bytes(rows[0]["image"])
