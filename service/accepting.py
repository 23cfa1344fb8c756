"""Accepts of one process, grouped: whoever comes while a commit is under way shares the next one."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from concurrent.futures import Future
from datetime import datetime
from uuid import UUID

from channels.base import Channel
from service.database import Sessions
from service.domain.errors import DomainError
from service.use_cases.compose_messages import Wanted, compose_messages

MOST = 50
"""Messages a commit: beyond it a group saves little more and everybody in it waits."""
_Waiting = tuple[Wanted, "Future[UUID | DomainError]"]


class Accepting:
    """No thread of its own: the first caller leads, takes everybody who came meanwhile with it, and hands on.

    Alone a caller waits for nobody. Under load the groups grow by themselves, since more callers come while one commits.
    """

    def __init__(
        self, sessions: Sessions, channels: Mapping[str, Channel], clock: Callable[[], datetime], *, most: int = MOST
    ) -> None:
        self._sessions = sessions
        self._channels = channels
        self._clock = clock
        self._most = most
        self._lock = threading.Lock()
        self._waiting: list[_Waiting] = []
        self._leading = False

    def compose(self, wanted: Wanted) -> UUID:
        """The message's id, after COMMIT. Raises what ``compose_message`` raises; a bad one fails alone."""
        answer: Future[UUID | DomainError] = Future()
        with self._lock:
            self._waiting.append((wanted, answer))
            leads = not self._leading
            self._leading = True
        if leads:
            self._lead(answer)
        result = answer.result()
        if isinstance(result, DomainError):
            raise result
        return result

    def _lead(self, own: Future[UUID | DomainError] | None) -> None:
        while group := self._next_group():
            self._accept(group)
            if own is not None and own.done():
                # Its answer is there: it must not work for the others for ever.
                threading.Thread(target=self._lead, args=(None,), daemon=True, name="accepting").start()
                return

    def _next_group(self) -> list[_Waiting]:
        with self._lock:
            group, self._waiting = self._waiting[: self._most], self._waiting[self._most :]
            self._leading = bool(group)
            return group

    def _accept(self, group: list[_Waiting]) -> None:
        try:
            results = compose_messages(
                self._sessions, [wanted for wanted, _ in group], self._clock(), channels=self._channels
            )
        except BaseException as error:  # noqa: BLE001 - each caller gets it, and answers for itself
            for _, answer in group:
                answer.set_exception(error)
            return
        for (_, answer), result in zip(group, results, strict=True):
            answer.set_result(result)
