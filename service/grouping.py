"""Callers of one moment are served together: whoever comes while a group is under way shares the next one."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from typing import Generic, TypeVar

from sqlalchemy.exc import InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout

_OF_ALL = (OperationalError, InterfaceError, PoolTimeout)
Asked = TypeVar("Asked")
Told = TypeVar("Told")


class _Caller(Generic[Asked, Told]):
    __slots__ = ("asked", "error", "leads", "told", "woken")

    def __init__(self, asked: Asked) -> None:
        self.asked = asked
        self.told: Told | None = None
        self.error: BaseException | None = None
        self.leads = False
        self.woken = threading.Lock()
        self.woken.acquire()


class Grouped(Generic[Asked, Told]):
    """``work`` answers many at once, in their order. Where it raises, one wish alone may be to blame: each is then
    worked on by itself, and only that one's caller gets the error. A database that is away is everybody's.

    No thread of its own: one caller leads a group, its own wish among them, and then wakes one of those who came meanwhile
    to lead the next. Alone a caller waits for nobody. Under load the groups grow by themselves, up to ``most``.
    """

    def __init__(self, work: Callable[[Sequence[Asked]], Sequence[Told]], *, most: int) -> None:
        self._work = work
        self._most = most
        self._lock = threading.Lock()
        self._waiting: list[_Caller[Asked, Told]] = []
        self._led = False

    def ask(self, asked: Asked) -> Told:
        """The answer to this one. Raises what ``work`` raises."""
        caller: _Caller[Asked, Told] = _Caller(asked)
        with self._lock:
            self._waiting.append(caller)
            caller.leads = not self._led
            self._led = True
        if not caller.leads:
            caller.woken.acquire()
        if caller.leads:
            self._lead()
        if caller.error is not None:
            raise caller.error
        return caller.told  # type: ignore[return-value]  # a group is answered whole

    def _lead(self) -> None:
        """The leader stands first among those who wait, so its own wish is in the group."""
        with self._lock:
            group, self._waiting = self._waiting[: self._most], self._waiting[self._most :]
        self._answer(group)
        with self._lock:
            following = self._waiting[0] if self._waiting else None
            self._led = following is not None
        if following is not None:
            following.leads = True
            following.woken.release()
        for caller in group[1:]:
            caller.woken.release()

    def _answer(self, group: Sequence[_Caller[Asked, Told]]) -> None:
        try:
            for caller, told in zip(group, self._work([caller.asked for caller in group]), strict=True):
                caller.told = told
        except BaseException as error:  # noqa: BLE001 - each caller gets it, and answers for itself
            if len(group) > 1 and isinstance(error, Exception) and not isinstance(error, _OF_ALL):
                for caller in group:
                    self._answer([caller])
                return
            for caller in group:
                caller.error = error
