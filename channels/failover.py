"""Two providers of one way out: the next is asked only where the first certainly took nothing, and it was its own fault."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, TypeGuard, TypeVar

from channels.base import Channel, Clearance, Content, Inbound, Outgoing, Receipt, Reconciles, SendResult, Sought, Webhook
from channels.errors import (
    Ambiguous,
    ChannelError,
    Malformed,
    NotCleared,
    Permanent,
    Temporary,
    Uncarriable,
    Unverified,
)

PROVIDER: Final = "failover"
FAILURES: Final = 3
PAUSE: Final = timedelta(seconds=60)

_OF_THE_PROVIDER: Final = frozenset(
    {"connection_refused", "connection_dropped", "tls_refused", "rate_limited", "account_refused"}
)
_log = logging.getLogger(__name__)
Told = TypeVar("Told", Receipt, Inbound)


@dataclass(frozen=True, slots=True)
class Health:
    """How one provider fares in this process. ``set_aside_until`` is empty while it is asked first, in its turn."""

    provider: str
    failures: int
    last_code: str | None
    set_aside_until: datetime | None


class Breaker:
    """Sets a provider aside after ``failures`` sends in a row that failed by its fault; lets one through after ``pause``.

    Safe for several threads.
    """

    def __init__(self, *, failures: int = FAILURES, pause: timedelta = PAUSE) -> None:
        self._most, self._pause = failures, pause
        self._lock = threading.Lock()
        self._failures = 0
        self._last_code: str | None = None
        self._until: datetime | None = None

    def lets_through(self, now: datetime) -> bool:
        """Whether to ask the provider now. After the pause the first to ask is the probe; others wait for what it finds."""
        with self._lock:
            if self._until is None:
                return True
            if now < self._until:
                return False
            # A probe that never comes back is followed by another.
            self._until = now + self._pause
            return True

    def answered(self) -> bool:
        """The provider did its part. True where it had been set aside."""
        with self._lock:
            back, self._failures, self._last_code, self._until = self._until is not None, 0, None, None
            return back

    def failed(self, code: str, now: datetime) -> bool:
        """One more send failed by the provider's fault. True where this sets it aside."""
        with self._lock:
            self._failures, self._last_code = self._failures + 1, code
            if self._failures < self._most:
                return False
            aside, self._until = self._until is None, now + self._pause
            return aside

    def health(self, provider: str) -> Health:
        with self._lock:
            return Health(provider, self._failures, self._last_code, self._until)


class FailoverChannel:
    """Carriers of one name in order of preference, as one channel. Raises ``ValueError`` for none, or for several names."""

    provider = PROVIDER

    def __init__(self, carriers: Sequence[Channel], *, failures: int = FAILURES, pause: timedelta = PAUSE) -> None:
        names, providers = {carrier.name for carrier in carriers}, {carrier.provider for carrier in carriers}
        if len(names) != 1 or len(providers) != len(carriers):
            raise ValueError("carriers_not_of_one_contract")
        self.name = names.pop()
        self.carriers = tuple(carriers)
        self._breakers = {carrier.provider: Breaker(failures=failures, pause=pause) for carrier in carriers}

    def check(self, content: Content) -> None:
        """Raise what the preferred carrier has against this content, unless another can carry it."""
        self._able(content)

    def send(self, outgoing: Outgoing, clearance: Clearance, now: datetime) -> SendResult:
        """Ask the carriers that can carry it, healthy ones first, until one took it or may have.

        All tries are one attempt: the next carrier is asked only after an error that is certain and about the provider.
        Where all failed, the error that clears soonest is raised: a refused account only if every one refuses it.
        """
        clearance.require(outgoing, now)
        able = self._able(outgoing.content)
        met: list[ChannelError] = []
        for carrier in self._in_turn(able, now):
            answer = self._ask(carrier, outgoing, clearance, now)
            if isinstance(answer, SendResult):
                return answer
            if not (isinstance(answer, Uncarriable) or _of_the_provider(answer)):
                raise answer
            met.append(answer)
        raise min(met, key=_clears_later)

    def look_up(self, sought: Sought, now: datetime) -> tuple[Receipt, ...]:
        """What any of them holds. Where one gave no answer and the others nothing, its error: nothing is proven then."""
        found: list[Receipt] = []
        unanswered: ChannelError | None = None
        for carrier in self.carriers:
            if not isinstance(carrier, Reconciles):
                unanswered = unanswered or Permanent("no_look_up")
                continue
            try:
                found += carrier.look_up(sought, now)
            except ChannelError as error:
                unanswered = error
        if not found and unanswered is not None:
            raise unanswered
        return tuple(found)

    def parse_receipt(self, webhook: Webhook) -> Receipt:
        """As whichever carrier believes it. Raises ``Unverified`` where none does, and ``Malformed``."""
        return self._believed(lambda carrier: carrier.parse_receipt(webhook))

    def parse_inbound(self, webhook: Webhook) -> Inbound:
        """As whichever carrier believes it. Raises ``Unverified`` where none does, and ``Malformed``."""
        return self._believed(lambda carrier: carrier.parse_inbound(webhook))

    def health(self) -> tuple[Health, ...]:
        """Each provider as this process has met it, in order of preference."""
        return tuple(breaker.health(provider) for provider, breaker in self._breakers.items())

    def _able(self, content: Content) -> list[Channel]:
        able: list[Channel] = []
        refused: list[Uncarriable] = []
        for carrier in self.carriers:
            try:
                carrier.check(content)
            except Uncarriable as error:
                refused.append(error)
            else:
                able.append(carrier)
        if not able:
            raise refused[0]
        return able

    def _in_turn(self, able: Sequence[Channel], now: datetime) -> Iterator[Channel]:
        aside: list[Channel] = []
        for carrier in able:
            if self._breakers[carrier.provider].lets_through(now):
                yield carrier
            else:
                aside.append(carrier)
        # Nobody else took it, so what was set aside is asked after all: its own answer is better than our memory of it.
        yield from aside

    def _ask(self, carrier: Channel, outgoing: Outgoing, clearance: Clearance, now: datetime) -> SendResult | ChannelError:
        breaker = self._breakers[carrier.provider]
        try:
            answer: SendResult | ChannelError = carrier.send(outgoing, clearance, now)
        except ChannelError as error:
            answer = error
        if isinstance(answer, Ambiguous) or _of_the_provider(answer):
            if breaker.failed(answer.code, now):
                _log.warning("provider_set_aside provider=%s code=%s", carrier.provider, answer.code)
        elif not isinstance(answer, NotCleared | Uncarriable) and breaker.answered():
            _log.warning("provider_back provider=%s", carrier.provider)
        return answer

    def _believed(self, parse: Callable[[Channel], Told]) -> Told:
        met: list[ChannelError] = []
        for carrier in self.carriers:
            try:
                return parse(carrier)
            except (Unverified, Malformed) as error:
                met.append(error)
        raise min(met, key=_says_least)


def carriers(channels: Iterable[Channel]) -> tuple[Channel, ...]:
    """Every adapter behind these channels, in order, whether alone or one of several."""
    return tuple(
        carrier
        for channel in channels
        for carrier in (channel.carriers if isinstance(channel, FailoverChannel) else (channel,))
    )


def _of_the_provider(answer: SendResult | ChannelError) -> TypeGuard[Temporary]:
    return isinstance(answer, Temporary) and answer.code in _OF_THE_PROVIDER


def _clears_later(error: ChannelError) -> int:
    # A fault that passes by itself comes before one that a person must mend, and that before what can't go at all.
    if isinstance(error, Uncarriable):
        return 2
    return 1 if error.code == "account_refused" else 0


def _says_least(error: ChannelError) -> int:
    # A carrier that believed it and could not read it says more than one that knew nothing of it.
    if error.code == "no_receipts":
        return 2
    return 0 if isinstance(error, Malformed) else 1
