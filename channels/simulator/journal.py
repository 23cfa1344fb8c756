"""The witness: everything that reached the outside world, once for each time that it did."""

from __future__ import annotations

import secrets
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Literal, cast

from channels.simulator.clock import SimulatedClock
from channels.simulator.store import Row, Store

Kind = Literal["text", "email", "letter"]

# A later status never gives way to an earlier one, in whichever order the reports are posted.
_RANK = {"queued": 0, "sent": 1, "undelivered": 2, "failed": 2, "delivered": 3, "received": 3}
_TEXTS = """
SELECT * FROM arrivals
 WHERE kind = 'text' AND (:recipient = '' OR recipient = :recipient) AND (:sender = '' OR sender = :sender)
   AND at >= :since AND (:until = '' OR at <= :until)
   AND (:beyond = '' OR (id - (SELECT id FROM arrivals WHERE provider_id = :beyond)) * :side > 0)
 ORDER BY id * :side LIMIT :most OFFSET :skip
"""


@dataclass(frozen=True, slots=True)
class Entry:
    """One arrival. ``at`` is simulated time, aware UTC; ``provider_id`` is the sid, the Message-ID or the attempt's id."""

    kind: Kind
    provider_id: str
    to: str
    body: str
    subject: str
    callback_url: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Arrival:
    """An entry with its fate. ``answer`` is what the service said to an inbound one, '' while nothing is known."""

    id: int
    kind: Kind
    outbound: bool
    provider_id: str
    sender: str
    recipient: str
    subject: str
    body: str
    raw: bytes
    callback_url: str
    status: str
    error_code: int | None
    answer: str
    at: datetime
    updated_at: datetime

    @property
    def arrived(self) -> bool:
        """Whether a person can see it: a text that failed or is still on its way is not on the phone."""
        return self.kind != "text" or self.status in ("sent", "delivered", "received")


@dataclass(frozen=True, slots=True)
class TextFilter:
    """Which texts a list holds; what is empty asks for nothing. Times are aware UTC and both belong to the span."""

    recipient: str = ""
    sender: str = ""
    since: datetime | None = None
    until: datetime | None = None


class Journal:
    """Writes are committed when a method returns."""

    def __init__(self, store: Store, clock: SimulatedClock) -> None:
        self._store = store
        self._clock = clock

    def accept_text(
        self,
        sender: str,
        recipient: str,
        body: str,
        callback_url: str,
        reports: Sequence[tuple[float, str, int | None]],
    ) -> Arrival:
        """Take one text for a phone, with the delivery reports that will follow: seconds from now, status, error code.

        Without reports the text stays ``sent``, as where a carrier never confirms.
        """
        return self._add(
            "text",
            new_sid(),
            outbound=True,
            sender=sender,
            recipient=recipient,
            body=body,
            callback_url=callback_url,
            status="queued" if reports else "sent",
            reports=reports,
        )

    def accept_email(self, message_id: str, sender: str, recipient: str, subject: str, body: str, raw: bytes) -> None:
        self._add(
            "email",
            message_id,
            outbound=True,
            sender=sender,
            recipient=recipient.lower(),
            subject=subject,
            body=body,
            raw=raw,
            status="delivered",
        )

    def accept_letter(self, key: str, attempt_id: str, address: str, body: str) -> None:
        """Enter a letter of the printer's tray; ``key`` is its batch and its place in it."""
        self._add(
            "letter", attempt_id, outbound=True, sender="", recipient=address, subject=key, body=body, status="printed"
        )

    def has_letter(self, key: str) -> bool:
        return bool(self._store.read("SELECT 1 FROM arrivals WHERE kind = 'letter' AND subject = ?", key))

    def send_in(
        self, kind: Kind, provider_id: str, sender: str, recipient: str, subject: str, body: str, raw: bytes = b""
    ) -> Arrival:
        """Something that a person sends to the service, before the service is told."""
        return self._add(
            kind,
            provider_id,
            outbound=False,
            sender=sender,
            recipient=recipient,
            subject=subject,
            body=body,
            raw=raw,
            status="received",
        )

    def note_answer(self, arrival_id: int, answer: str) -> None:
        with self._store.transaction() as db:
            db.execute("UPDATE arrivals SET answer = ? WHERE id = ?", (answer, arrival_id))

    def note_status(self, arrival_id: int, status: str, error_code: int | None) -> None:
        """Move a text on; an earlier status than the one it has, and one that nobody knows, are ignored."""
        with self._store.transaction() as db:
            row = db.execute("SELECT status FROM arrivals WHERE id = ?", (arrival_id,)).fetchone()
            if _RANK.get(status, 0) > _RANK[row["status"]]:
                db.execute(
                    "UPDATE arrivals SET status = ?, error_code = ?, updated_at = ? WHERE id = ?",
                    (status, error_code, self._clock.now().isoformat(), arrival_id),
                )

    def entries(self) -> list[Entry]:
        """Everything that the service sent, oldest first."""
        rows = self._store.read("SELECT * FROM arrivals WHERE outbound = 1 ORDER BY id")
        return [
            Entry(a.kind, a.provider_id, a.recipient, a.body, "" if a.kind == "letter" else a.subject, a.callback_url, a.at)
            for a in map(_arrival, rows)
        ]

    def text(self, sid: str) -> Arrival | None:
        """Outbound or inbound, as Twilio's own resource is."""
        rows = self._store.read("SELECT * FROM arrivals WHERE kind = 'text' AND provider_id = ?", sid)
        return _arrival(rows[0]) if rows else None

    def texts(
        self, wanted: TextFilter, limit: int, *, beyond: str = "", newer: bool = False, skip: int = 0
    ) -> list[Arrival]:
        """Up to ``limit`` texts, both ways, newest first: those before the one with the sid ``beyond``, or after it."""
        asked = {
            "recipient": wanted.recipient,
            "sender": wanted.sender,
            "since": wanted.since.isoformat() if wanted.since else "",
            "until": wanted.until.isoformat() if wanted.until else "",
            "beyond": beyond,
            "side": 1 if newer else -1,
            "most": limit,
            "skip": skip,
        }
        found = [_arrival(row) for row in self._store.read_named(_TEXTS, asked)]
        return found[::-1] if newer else found

    def correspondence(self, kind: Kind, party: str) -> list[Arrival]:
        """Both ways with one number or address, oldest first."""
        rows = self._store.read(
            "SELECT * FROM arrivals WHERE kind = ? AND CASE outbound WHEN 1 THEN recipient ELSE sender END = ? ORDER BY id",
            kind,
            party,
        )
        return [_arrival(row) for row in rows]

    def parties(self, kind: Kind) -> list[tuple[str, int]]:
        """Each number or address with how much passed, most recently used first."""
        rows = self._store.read(
            "SELECT CASE outbound WHEN 1 THEN recipient ELSE sender END AS party, count(*) AS n FROM arrivals "
            "WHERE kind = ? GROUP BY party ORDER BY max(id) DESC",
            kind,
        )
        return [(row["party"], row["n"]) for row in rows]

    def _add(
        self,
        kind: Kind,
        provider_id: str,
        *,
        outbound: bool,
        sender: str,
        recipient: str,
        body: str,
        status: str,
        subject: str = "",
        raw: bytes = b"",
        callback_url: str = "",
        reports: Sequence[tuple[float, str, int | None]] = (),
    ) -> Arrival:
        at = self._clock.now().isoformat()
        with self._store.transaction() as db:
            cursor = db.execute(
                "INSERT INTO arrivals (kind, outbound, provider_id, sender, recipient, subject, body, raw, callback_url, "
                "status, at, updated_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                (kind, outbound, provider_id, sender, recipient, subject, body, raw, callback_url, status, at, at),
            )
            arrival_id = cast("int", cursor.lastrowid)
            db.executemany(
                "INSERT INTO reports (arrival, status, error_code, due) VALUES (?, ?, ?, ?)",
                [(arrival_id, word, code, time.time() + pause) for pause, word, code in reports],
            )
            return _arrival(db.execute("SELECT * FROM arrivals WHERE id = ?", (arrival_id,)).fetchone())


def new_sid() -> str:
    """A message's id as Twilio writes them."""
    return "SM" + secrets.token_hex(16)


def _arrival(row: Row) -> Arrival:
    return Arrival(
        id=row["id"],
        kind=row["kind"],
        outbound=bool(row["outbound"]),
        provider_id=row["provider_id"],
        sender=row["sender"],
        recipient=row["recipient"],
        subject=row["subject"],
        body=row["body"],
        raw=row["raw"] or b"",
        callback_url=row["callback_url"],
        status=row["status"],
        error_code=row["error_code"],
        answer=row["answer"],
        at=datetime.fromisoformat(row["at"]).astimezone(UTC),
        updated_at=datetime.fromisoformat(row["updated_at"]).astimezone(UTC),
    )
