"""STOP and START, which the carrier obeys before the service hears of them."""

from __future__ import annotations

from channels.simulator.store import Store

# Twilio's default words: https://help.twilio.com/articles/223134027
_STOP = frozenset({"STOP", "STOPALL", "UNSUBSCRIBE", "CANCEL", "END", "QUIT", "REVOKE", "OPTOUT"})
_START = frozenset({"START", "UNSTOP", "YES"})


class Subscriptions:
    """A number that said STOP gets no text until it says START: Twilio refuses with 21610."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def hear(self, number: str, body: str) -> None:
        """Only a reply that is nothing but the word counts."""
        word = body.strip().upper()
        with self._store.transaction() as db:
            if word in _STOP:
                db.execute("INSERT OR IGNORE INTO opted_out (number) VALUES (?)", (number,))
            elif word in _START:
                db.execute("DELETE FROM opted_out WHERE number = ?", (number,))

    def stopped(self, number: str) -> bool:
        return bool(self._store.read("SELECT 1 FROM opted_out WHERE number = ?", number))
