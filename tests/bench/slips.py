"""What it costs to read a page of slips: one JPEG a page, as scanners write it, and pages that must be drawn first."""

from __future__ import annotations

import io
from collections.abc import Iterator

import cv2
import pikepdf

from channels.slips.pages import pages_of
from channels.slips.reading import read_page
from tests.bench.machine import Figure, measure
from tests.channels.slips.harness import make, read
from tests.channels.slips.test_pages import a_scan, as_pdf

_CASES = 40


def figures() -> Iterator[Figure]:
    cv2.setNumThreads(1)
    cases = [make(seed) for seed in range(_CASES)]
    promised = "≥ 8 a second"
    yield measure("read a scanned page (JPEG)", lambda n: read(cases[n % _CASES]), times=120, promised=promised)
    drawn = _drawn()
    yield measure("read a scanned page (drawn first)", lambda n: _read(drawn), times=40, promised="≥ 4 a second")


def _drawn() -> bytes:
    with pikepdf.open(io.BytesIO(as_pdf(a_scan()))) as document:
        document.pages[0].rotate(180, relative=True)
        written = io.BytesIO()
        document.save(written)
    return written.getvalue()


def _read(data: bytes) -> None:
    (page,) = pages_of(data)
    if page.picture is None or not read_page(page.picture).slips:
        raise LookupError("the slip was not read")
