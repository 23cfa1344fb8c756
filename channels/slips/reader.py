"""Scans read at arm's length: in a process of its own, which may hang, burst or die without harm to anything else."""

from __future__ import annotations

import base64
import contextlib
import json
import os
import queue
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from channels.slips.payload import Payload

_SECONDS_A_PAGE = 30.0
_MOST_DEATHS = 20
"""In one file; then the rest of it is given up."""


class ScanRefused(ValueError):
    """A whole file that can't be read: ``code`` is a stable word; nothing of its name or content is in it."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class ReadBox:
    """``mark`` is ``marked``, ``empty`` or ``unsure``."""

    name: str
    mark: str
    confidence: float
    why: str


@dataclass(frozen=True, slots=True)
class ReadGroup:
    """``automatic``: ``answer`` may be taken without a person looking. ``why`` not, as a stable word."""

    name: str
    answer: str | None
    automatic: bool
    confidence: float
    why: str
    boxes: tuple[ReadBox, ...]


@dataclass(frozen=True, slots=True)
class ReadSlip:
    """``payload`` is what the code says; ``picture`` a JPEG of the slip set straight, six pixels a millimetre."""

    payload: Payload
    written: bool
    groups: tuple[ReadGroup, ...]
    picture: bytes = b""


@dataclass(frozen=True, slots=True)
class ReadPage:
    """``number`` counts from 0. Without slips, ``why`` says why, and ``picture`` is the page as JPEG unless it is blank."""

    number: int
    slips: tuple[ReadSlip, ...]
    why: str
    picture: bytes = b""
    of: int = 0
    """How many pages the file has; 0 where its reader died before it could say."""


class Reader:
    """Use as a context; one at a time may ``read``. ``pictures``: whether slips and odd pages come with theirs."""

    def __init__(self, *, pictures: bool = False, seconds_a_page: float = _SECONDS_A_PAGE) -> None:
        self._pictures = pictures
        self._seconds = seconds_a_page
        self._child: subprocess.Popen[str] | None = None
        self._lines: queue.Queue[str | None] = queue.Queue()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._end()

    def read(self, path: Path, first: int = 0) -> Iterator[ReadPage]:
        """The pages of one file from ``first`` on. Raises ``ScanRefused`` for a file that is none.

        A page that takes too long, or kills its reader, comes back without slips, and the next one is read.
        """
        at, deaths, count = first, 0, 0
        self._ask(path, at)
        while True:
            told = self._next()
            if told is None:
                self._end()
                deaths += 1
                yield ReadPage(at, (), "reader_failed", of=count)
                at += 1
                if deaths >= _MOST_DEATHS:
                    raise ScanRefused("reader_failed")
                self._ask(path, at)
            elif "pages" in told:
                count = told["pages"]
            elif "page" in told:
                yield _page(told, count)
                at = told["page"] + 1
            elif "file" in told:
                raise ScanRefused(told["file"])
            else:
                return

    def _ask(self, path: Path, first: int) -> None:
        child = self._child or self._start()
        if child.stdin is None:
            raise ScanRefused("reader_failed")
        try:
            child.stdin.write(json.dumps({"path": str(path), "first": first, "pictures": self._pictures}) + "\n")
            child.stdin.flush()
        except BrokenPipeError:
            self._lines.put(None)

    def _start(self) -> subprocess.Popen[str]:
        self._lines = queue.Queue()
        environment = {name: value for name, value in os.environ.items() if name in {"PATH", "LANG", "HOME", "PYTHONPATH"}}
        child = subprocess.Popen(
            [sys.executable, "-m", "channels.slips.child"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            env=environment,
        )
        threading.Thread(target=_listen, args=(child, self._lines), daemon=True).start()
        self._child = child
        return child

    def _next(self) -> dict[str, Any] | None:
        try:
            line = self._lines.get(timeout=self._seconds)
        except queue.Empty:
            return None
        return None if line is None else json.loads(line)

    def _end(self) -> None:
        child, self._child = self._child, None
        if child is not None:
            child.kill()
            child.wait()
            if child.stdin is not None:
                with contextlib.suppress(BrokenPipeError):
                    child.stdin.close()


def _listen(child: subprocess.Popen[str], lines: queue.Queue[str | None]) -> None:
    if child.stdout is not None:
        with child.stdout:
            for line in child.stdout:
                lines.put(line)
    lines.put(None)


def _page(told: dict[str, Any], of: int) -> ReadPage:
    return ReadPage(told["page"], tuple(map(_slip, told["slips"])), told["why"], _bytes(told.get("picture")), of)


def _slip(told: dict[str, Any]) -> ReadSlip:
    groups = tuple(
        ReadGroup(
            group["name"],
            group["answer"],
            group["automatic"],
            group["confidence"],
            group["why"],
            tuple(ReadBox(*box) for box in group["boxes"]),
        )
        for group in told["groups"]
    )
    payload = Payload(told["code"], told["options"], told["version"])
    return ReadSlip(payload, told["written"], groups, _bytes(told.get("picture")))


def _bytes(encoded: str | None) -> bytes:
    return base64.b64decode(encoded) if encoded else b""
