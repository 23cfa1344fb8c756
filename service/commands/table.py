"""Files of rows, as spreadsheets and old systems write them: encoding, separator and headings, found or asked for."""

from __future__ import annotations

import codecs
import hashlib
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

import click

from service.domain import table_file
from service.domain.table_file import Record

_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


@dataclass(frozen=True, slots=True)
class Table:
    """A file that can be read. ``digest`` is the SHA-256 of its bytes, ``rows`` the number of rows below the headings."""

    path: Path
    encoding: str
    delimiter: str
    headings: tuple[str, ...]
    rows: int
    digest: str

    def records(self) -> Iterator[Record]:
        """Every row below the headings, from the start of the file."""
        with _opened(self.path, self.encoding) as lines:
            yield from _below_headings(lines, self.delimiter)


def open_table(
    path: Path, encoding: str | None, *, known: Collection[str], required: Collection[str], ignore_unknown: bool
) -> Table:
    """Raises ``ClickException`` with what stands against the whole file; then nothing of it is used."""
    encoding = _encoding(path, encoding)
    with _opened(path, encoding) as lines:
        first = lines.readline()
        if "\x00" in first:
            raise click.ClickException(
                f"The first line of {path.name} holds NUL bytes. If it is UTF-16, name its encoding: "
                "--encoding utf-16-le. Else save it as CSV in UTF-8."
            )
        delimiter = table_file.delimiter_of(first, known)
    with _opened(path, encoding) as lines:
        record = next(_all(lines, delimiter), None)
    if record is None:
        raise click.ClickException(f"{path.name} is empty. Its first row must hold the headings.")
    headings = table_file.headings(record.cells)
    _require_headings(path, headings, known, required, ignore_unknown=ignore_unknown)
    with path.open("rb") as whole:
        digest = hashlib.file_digest(whole, "sha256").hexdigest()
    with _opened(path, encoding) as lines:
        rows = sum(1 for _ in _below_headings(lines, delimiter))
    return Table(path, encoding, delimiter, headings, rows, digest)


def _encoding(path: Path, told: str | None) -> str:
    if told is None:
        with path.open("rb") as whole:
            start = whole.read(4)
        return next((encoding for mark, encoding in _MARKS if start.startswith(mark)), "utf-8-sig")
    try:
        name = codecs.lookup(told).name
        "".encode(name)
    except LookupError:
        raise click.ClickException(f"There is no encoding called {told}. Try cp1252, utf-8 or utf-16.") from None
    return "utf-8-sig" if name == "utf-8" else name


def _opened(path: Path, encoding: str) -> TextIO:
    # Bytes that are no text must reach the row that holds them, and no other: neither stop the reading nor vanish.
    wide = encoding.startswith(("utf-16", "utf-32"))
    return path.open(encoding=encoding, errors="replace" if wide else "surrogateescape", newline="")


def _all(lines: TextIO, delimiter: str) -> Iterator[Record]:
    first = lines.readline()
    if table_file.tells_separator(first):
        yield from table_file.records(lines, delimiter, first_line=2)
    else:
        lines.seek(0)
        yield from table_file.records(lines, delimiter)


def _below_headings(lines: TextIO, delimiter: str) -> Iterator[Record]:
    rows = _all(lines, delimiter)
    next(rows, None)
    return rows


def _require_headings(
    path: Path, found: tuple[str, ...], known: Collection[str], required: Collection[str], *, ignore_unknown: bool
) -> None:
    faults = table_file.heading_faults(found, known=known, required=required)
    if faults.missing:
        raise click.ClickException(
            f"{path.name} has no column called {_listed(faults.missing)}. The first row must hold the headings; "
            f"those that can be used are {_listed(known)}."
        )
    if faults.twice:
        raise click.ClickException(f"{path.name} has more than one column called {_listed(faults.twice)}. Keep one of each.")
    if faults.unknown:
        told = f"{path.name} has columns that can't be used: {_listed(faults.unknown)}."
        if not ignore_unknown:
            raise click.ClickException(f"{told} Rename them, take them out, or leave them aside with --ignore-unknown.")
        click.echo(f"{told} They are left aside.", err=True)


def _listed(names: Collection[str]) -> str:
    return ", ".join(names)
