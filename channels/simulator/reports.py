"""Delivery reports: posted in the background, signed as Twilio signs them, in order for each text unless told otherwise."""

from __future__ import annotations

import threading
import time
import uuid
from dataclasses import dataclass
from typing import cast

import requests
from twilio.request_validator import RequestValidator

from channels.simulator.journal import Journal
from channels.simulator.store import Row, Store

API_VERSION = "2010-04-01"
_HANDS = 4
_PAUSE_BEFORE_RETRY = 0.5
# Twilio waits 15 s for a webhook: https://www.twilio.com/docs/usage/webhooks/webhooks-connection-overrides
_CONNECT_SECONDS, _ANSWER_SECONDS = 5.0, 15.0
_NEXT = """
SELECT reports.*, arrivals.provider_id, arrivals.sender, arrivals.recipient, arrivals.callback_url
FROM reports JOIN arrivals ON arrivals.id = reports.arrival
WHERE done = 0 AND due <= ? ORDER BY reports.id LIMIT 64
"""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a webhook of the service said. ``status`` is None where nothing answered."""

    status: int | None

    @property
    def taken(self) -> bool:
        return self.status is not None and 200 <= self.status < 300

    def __str__(self) -> str:
        return "nothing answered" if self.status is None else str(self.status)


class Webhooks:
    """Posts to the service from outside, retrying once where nothing answered or it broke (5xx)."""

    def __init__(self, auth_token: str, stopping: threading.Event) -> None:
        self._validator = RequestValidator(auth_token)
        self._stopping = stopping

    def post_signed(self, url: str, params: dict[str, str]) -> Answer:
        """A Twilio webhook: form parameters, signed with the account's token over this very URL."""
        headers = {
            "X-Twilio-Signature": cast("str", self._validator.compute_signature(url, params)),
            "User-Agent": "TwilioProxy/1.1",
            "I-Twilio-Idempotency-Token": str(uuid.uuid4()),
        }
        return self.post(url, params, headers)

    def post(self, url: str, payload: dict[str, str] | bytes, headers: dict[str, str]) -> Answer:
        answer = self._once(url, payload, headers)
        if answer.status is None or answer.status >= 500:
            self._stopping.wait(_PAUSE_BEFORE_RETRY)
            answer = self._once(url, payload, headers)
        return answer

    @staticmethod
    def _once(url: str, payload: dict[str, str] | bytes, headers: dict[str, str]) -> Answer:
        with requests.Session() as session:
            session.trust_env = False  # a proxy of this machine has no business between two local programs
            try:
                response = session.post(
                    url, data=payload, headers=headers, timeout=(_CONNECT_SECONDS, _ANSWER_SECONDS), allow_redirects=False
                )
            except requests.RequestException:
                return Answer(None)
            return Answer(response.status_code)


class Reporter:
    """A few threads that post what is due. What was not posted when the simulator died is posted by the next one."""

    def __init__(self, store: Store, journal: Journal, webhooks: Webhooks, account_sid: str) -> None:
        self._store = store
        self._journal = journal
        self._webhooks = webhooks
        self._account_sid = account_sid
        self._changed = threading.Condition()
        self._in_hand: set[int] = set()
        self._stopped = False
        self._threads = [threading.Thread(target=self._work, name=f"reports-{n}") for n in range(_HANDS)]

    def start(self) -> None:
        for thread in self._threads:
            thread.start()

    def wake(self) -> None:
        """Tell it that reports were added."""
        with self._changed:
            self._changed.notify_all()

    def stop(self) -> None:
        with self._changed:
            self._stopped = True
            self._changed.notify_all()
        for thread in self._threads:
            thread.join()

    def _work(self) -> None:
        while (report := self._take()) is not None:
            try:
                self._report(report)
            finally:
                with self._changed:
                    self._in_hand.discard(report["arrival"])
                    self._changed.notify_all()

    def _take(self) -> Row | None:
        with self._changed:
            while not self._stopped:
                for row in self._store.read(_NEXT, time.time()):
                    if row["arrival"] not in self._in_hand:
                        self._in_hand.add(row["arrival"])
                        return row
                self._changed.wait(self._seconds_to_next())
            return None

    def _seconds_to_next(self) -> float | None:
        due = self._store.read("SELECT min(due) AS due FROM reports WHERE done = 0 AND due > ?", time.time())[0]["due"]
        return None if due is None else max(0.01, due - time.time())

    def _report(self, report: Row) -> None:
        self._journal.note_status(report["arrival"], report["status"], report["error_code"])
        answer = "no callback URL"
        if report["callback_url"]:
            answer = str(self._webhooks.post_signed(report["callback_url"], self._params(report)))
        with self._store.transaction() as db:
            db.execute("UPDATE reports SET done = 1, answer = ? WHERE id = ?", (answer, report["id"]))

    def _params(self, report: Row) -> dict[str, str]:
        params = {
            "MessageSid": report["provider_id"],
            "SmsSid": report["provider_id"],
            "MessageStatus": report["status"],
            "SmsStatus": report["status"],
            "To": report["recipient"],
            "From": report["sender"],
            "AccountSid": self._account_sid,
            "ApiVersion": API_VERSION,
        }
        if report["error_code"]:
            params["ErrorCode"] = str(report["error_code"])
        return params
