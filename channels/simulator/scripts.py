"""Which behaviour a phone or mailbox shows next: counted ones first, then the standing one, its own before everybody's."""

from __future__ import annotations

from dataclasses import dataclass

from channels.simulator import behaviours
from channels.simulator.behaviours import Behaviour
from channels.simulator.store import Store

EVERYBODY = "*"
_TAKE = """
SELECT id, behaviour, remaining FROM scripts WHERE medium = ? AND recipient IN (?, '*')
ORDER BY recipient = '*', remaining IS NULL, id LIMIT 1
"""


@dataclass(frozen=True, slots=True)
class Script:
    """A behaviour on order. ``remaining`` is None while it stands until changed."""

    medium: str
    recipient: str
    behaviour: str
    remaining: int | None


class Scripts:
    """Kept in the store, so that a restart of the simulator changes nobody's behaviour."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def order(self, recipient: str, behaviour: str, times: int | None = 1) -> None:
        """``times`` None makes it standing, in place of the standing one; a standing ``deliver`` forgets everything ordered.

        Raises ``UnknownBehaviour``; ``ValueError`` for a count below 1.
        """
        behaviours.parse(behaviour)
        if times is not None and times < 1:
            raise ValueError("a behaviour is shown at least once")
        key = normalised(recipient)
        with self._store.transaction() as db:
            for medium in _media(key, behaviour):
                if times is None:
                    db.execute(
                        "DELETE FROM scripts WHERE medium = ? AND recipient = ? AND (remaining IS NULL OR ?)",
                        (medium, key, behaviour == "deliver"),
                    )
                if times is None and behaviour == "deliver" and key == EVERYBODY:
                    continue
                db.execute(
                    "INSERT INTO scripts (medium, recipient, behaviour, remaining) VALUES (?, ?, ?, ?)",
                    (medium, key, behaviour, times),
                )

    def take(self, medium: str, recipient: str) -> Behaviour:
        """The behaviour for one message; a counted one is used up by one, however many threads ask at once."""
        with self._store.transaction() as db:
            row = db.execute(_TAKE, (medium, normalised(recipient))).fetchone()
            if row is None:
                return Behaviour()
            if row["remaining"] is not None:
                db.execute("UPDATE scripts SET remaining = remaining - 1 WHERE id = ?", (row["id"],))
                db.execute("DELETE FROM scripts WHERE remaining < 1")
            return behaviours.parse(row["behaviour"])

    def stands(self, behaviour: str) -> bool:
        """Whether this very behaviour stands for every phone until changed."""
        found = self._store.read(
            "SELECT 1 FROM scripts WHERE medium = 'text' AND recipient = ? AND behaviour = ? AND remaining IS NULL",
            EVERYBODY,
            behaviour,
        )
        return bool(found)

    def ordered(self, recipient: str | None = None) -> list[Script]:
        """What is on order for one recipient, or for all."""
        rows = self._store.read(
            "SELECT * FROM scripts WHERE ? IS NULL OR recipient = ? ORDER BY recipient, remaining IS NULL, id",
            recipient,
            normalised(recipient or ""),
        )
        return [Script(row["medium"], row["recipient"], row["behaviour"], row["remaining"]) for row in rows]


def normalised(recipient: str) -> str:
    """The key under which a number or address is kept."""
    return recipient.strip().lower()


def _media(recipient: str, behaviour: str) -> tuple[str, ...]:
    mail_words = behaviours.is_for_mail(behaviour)
    if "@" in recipient:
        if not mail_words and behaviour != "deliver":
            raise behaviours.UnknownBehaviour(f"'{behaviour}' is for phones, and this is a mailbox.")
        return ("email",)
    if recipient != EVERYBODY:
        if mail_words:
            raise behaviours.UnknownBehaviour(f"'{behaviour}' is for mailboxes, and this is a phone.")
        return ("text",)
    if behaviour == "deliver":
        return ("text", "email")
    return ("email",) if mail_words else ("text",)
