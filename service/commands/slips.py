"""``bothways slips``: print slips to try a scanner with, and read what a scanner makes of paper."""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from os import cpu_count
from pathlib import Path
from queue import SimpleQueue
from typing import Any

import click

from channels.slips.reader import Reader, ReadPage, ReadSlip, ScanRefused
from service.slip_samples import sample

_MOST_SAMPLES = 1000
_FILES = click.Path(path_type=Path, dir_okay=False)


@click.group("slips")
def slips_group() -> None:
    """About the paper slips that people send back."""


@slips_group.command("sample")
@click.option("--out", type=_FILES, required=True, help="Where to write the PDF.")
@click.option("--fields", type=_FILES, required=True, help="Where to write what stands where, as JSON.")
@click.option("--count", type=click.IntRange(1, _MOST_SAMPLES), default=1, show_default=True, help="How many slips.")
def sample_command(out: Path, fields: Path, count: int) -> None:
    """Write letters with slips as they are printed, a page each, and where their boxes are.

    Lengths are in mm from the top left of the page; pages count from 0.
    """
    made = sample(count)
    out.write_bytes(made.pdf)
    fields.write_text(json.dumps(made.fields, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


@slips_group.command("read")
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--json", "out", type=_FILES, required=True, help="Where to write what was read.")
def read_command(files: tuple[Path, ...], out: Path) -> None:
    """Read scans (PDF, TIFF, JPEG, PNG) of slips. Nothing is kept, and nobody's answer is recorded.

    A file or a page that can't be read is named, and harms no other.
    """
    told: dict[str, Any] = {}
    names = Counter(path.name for path in files)
    with click.progressbar(length=len(files), label="Reading", file=sys.stderr) as bar:
        for path, found in zip(files, _each(files), strict=True):
            told[path.name if names[path.name] == 1 else str(path)] = found
            bar.update(1)
    out.write_text(json.dumps({"files": told}, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    for name, found in told.items():
        if "error" in found:
            click.echo(f"{name} could not be read: {found['error']}", err=True)


def _each(files: tuple[Path, ...]) -> Iterator[dict[str, Any]]:
    """What each file holds, in order; as many are read at once as there are processors."""
    threads = max(1, min(len(files), cpu_count() or 1))
    with ThreadPoolExecutor(threads) as pool, ExitStack() as stack:
        idle: SimpleQueue[Reader] = SimpleQueue()
        for _ in range(threads):
            idle.put(stack.enter_context(Reader()))

        def read(path: Path) -> dict[str, Any]:
            reader = idle.get()
            try:
                return _read(reader, path)
            finally:
                idle.put(reader)

        yield from pool.map(read, files)


def _read(reader: Reader, path: Path) -> dict[str, Any]:
    found: dict[str, Any] = {"pages": 0, "slips": [], "unread_pages": []}
    try:
        for page in reader.read(path):
            found["pages"] += 1
            found["slips"] += [_slip(slip, page) for slip in page.slips]
            if not page.slips:
                found["unread_pages"].append({"page": page.number, "why": page.why})
    except ScanRefused as refused:
        found["error"] = refused.code
        found["unread_pages"].append({"page": found["pages"], "why": refused.code})
    return found


def _slip(slip: ReadSlip, page: ReadPage) -> dict[str, Any]:
    groups = {
        group.name: {
            "answer": group.answer,
            "automatic": group.automatic,
            "confidence": group.confidence,
            "why": group.why or "one_plain_mark",
        }
        for group in slip.groups
    }
    return {"code": slip.payload.code, "page": page.number, "groups": groups, "line_written": slip.written}
