"""Webhooks from outside: signed as Twilio signs them, posted until somebody takes them."""

from __future__ import annotations

import heapq
import itertools
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import cast

import urllib3
from twilio.request_validator import RequestValidator

from tests.faults.world.fates import Fate, Reports
from tests.faults.world.journal import Told
from tests.faults.world.moments import Moment
from tests.faults.world.outside import ACCOUNT, SENDER, TOKEN, Outside

_HANDS = 4
_FIRST_PAUSE, _LONGEST_PAUSE = 0.3, 2.0
_BAD_NUMBER, _BLOCKED, _CONGESTED = "30005", "30007", "30001"


@dataclass(order=True, slots=True)
class _Post:
    due: float
    place: int
    path: str = field(compare=False)
    params: dict[str, str] = field(compare=False)
    told: Told = field(compare=False)
    moments: tuple[Moment, Moment | None] = field(compare=False)
    tries: int = field(compare=False, default=0)


class Poster:
    """``public_url`` is what is signed; ``webs`` are the addresses behind it, tried in turn as a balancer would."""

    def __init__(self, outside: Outside, public_url: str, webs: Sequence[str]) -> None:
        self._outside = outside
        self._public_url = public_url
        self._webs = webs
        self._validator = RequestValidator(TOKEN)
        self._pool = urllib3.PoolManager(maxsize=_HANDS, retries=False, timeout=urllib3.Timeout(5, read=15))
        self._changed = threading.Condition()
        self._waiting: list[_Post] = []
        self._in_hand = 0
        self._places = itertools.count()
        self._threads = [threading.Thread(target=self._work, name=f"posts-{hand}", daemon=True) for hand in range(_HANDS)]

    def start(self) -> None:
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        with self._changed:
            self._outside.stopping.set()
            self._changed.notify_all()
        for thread in self._threads:
            thread.join()

    @property
    def unposted(self) -> int:
        """What no webhook took yet."""
        with self._changed:
            return len(self._waiting) + self._in_hand

    def report(self, provider_id: str, to: str, callback: str, fate: Fate) -> None:
        """Every report of one text, as its fate has it. ``callback`` is the URL that the send gave."""
        path = callback.removeprefix(self._public_url)
        for pause, status, code in _course(fate.reports):
            params = {
                "MessageSid": provider_id,
                "SmsSid": provider_id,
                "MessageStatus": status,
                "SmsStatus": status,
                "To": to,
                "From": SENDER,
                "AccountSid": ACCOUNT,
                "ApiVersion": "2010-04-01",
                **({} if code is None else {"ErrorCode": code}),
            }
            told = Told(provider_id, status, code)
            self._put(pause, path, params, told, (Moment.REPORT_POSTED, Moment.REPORT_ANSWERED))

    def answer(self, reply_id: str, sender: str, body: str, *, times: int) -> None:
        """A person's text, whose webhook comes ``times`` times."""
        params = {
            "MessageSid": reply_id,
            "SmsSid": reply_id,
            "From": sender,
            "To": SENDER,
            "Body": body,
            "NumMedia": "0",
            "AccountSid": ACCOUNT,
        }
        for time_ in range(times):
            pause = 0.3 + 0.2 * time_
            self._put(pause, "/webhooks/twilio/inbound", params, Told(reply_id), (Moment.ANSWER_POSTED, None))

    def _put(
        self, pause: float, path: str, params: dict[str, str], told: Told, moments: tuple[Moment, Moment | None]
    ) -> None:
        with self._changed:
            post = _Post(time.monotonic() + pause, next(self._places), path, params, told, moments)
            heapq.heappush(self._waiting, post)
            self._changed.notify()

    def _work(self) -> None:
        while (post := self._next()) is not None:
            taken = False
            try:
                taken = self._post(post)
            finally:
                with self._changed:
                    self._in_hand -= 1
                    if not taken:
                        post.tries += 1
                        post.due = time.monotonic() + min(_LONGEST_PAUSE, _FIRST_PAUSE * post.tries)
                        heapq.heappush(self._waiting, post)
                    self._changed.notify_all()

    def _next(self) -> _Post | None:
        with self._changed:
            while not self._outside.stopping.is_set():
                pause = self._waiting[0].due - time.monotonic() if self._waiting else None
                if pause is not None and pause <= 0:
                    self._in_hand += 1
                    return heapq.heappop(self._waiting)
                self._changed.wait(pause)
            return None

    def _post(self, post: _Post) -> bool:
        signature = cast("str", self._validator.compute_signature(self._public_url + post.path, post.params))
        base = self._webs[(post.place + post.tries) % len(self._webs)]
        self._outside.moments.passing(post.moments[0])
        try:
            answer = self._pool.request_encode_body(
                "POST", base + post.path, post.params, {"X-Twilio-Signature": signature}, encode_multipart=False
            )
        except urllib3.exceptions.HTTPError:
            self._outside.journal.met("webhook: nobody answered")
            return False
        self._outside.journal.met(f"webhook: {answer.status}")
        if post.moments[1] is not None:
            self._outside.moments.passing(post.moments[1])
        if not 200 <= answer.status < 300:
            return False
        self._outside.journal.told(post.told)
        return True


def last_word(reports: Reports) -> tuple[str, str | None]:
    """Status and error code that the provider's list shows."""
    match reports:
        case Reports.PASSING:
            return "undelivered", _CONGESTED
        case Reports.FAILED:
            return "undelivered", _BAD_NUMBER
        case _:
            return "delivered", None


def _course(reports: Reports) -> list[tuple[float, str, str | None]]:
    """Seconds from now, status and error code of each report."""
    usual: list[tuple[float, str, str | None]] = [(0.05, "sent", None), (0.15, "delivered", None)]
    match reports:
        case Reports.LOST:
            return []
        case Reports.EARLY:
            return [(0.0, "sent", None), (0.0, "delivered", None)]
        case Reports.REPEATED:
            return usual * 3
        case Reports.REORDERED:
            return [(0.05, "delivered", None), (0.3, "sent", None)]
        case Reports.LATE:
            return [(pause + 4.0, status, code) for pause, status, code in usual]
        case Reports.PASSING:
            return [(0.05, "sent", None), (0.15, "undelivered", _CONGESTED)]
        case Reports.FAILED:
            return [(0.05, "sent", None), (0.15, "undelivered", _BAD_NUMBER)]
        case Reports.CONTRADICTED:
            return [(0.05, "failed", _BLOCKED), (0.5, "delivered", None)]
        case Reports.UNHEARD:
            return [(0.02, "pondering", None), *usual]
        case _:
            return usual
