"""Letters on their way to the print room: one PDF to print and a manifest that tells what lies in it."""

from __future__ import annotations

import hashlib
import io
import json
import os
import tempfile
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import UUID

from channels.base import BatchLetter, LetterContent, PreparedBatch
from channels.errors import Permanent, Uncarriable
from channels.letter import manifest
from channels.letter.manifest import Sheets

# PDFs are taken apart by pikepdf, imported where that is done: every worker stands on this module, and none does it.
if TYPE_CHECKING:
    import pikepdf

_A4_POINTS = (595.276, 841.89)


class PrintQueue:
    """Keeps ``channels.base.PrintQueue``. ``duplex``: printed on both sides, so that each letter begins on an odd page."""

    name = "letter"
    provider = "print_room"

    def __init__(self, *, duplex: bool = True) -> None:
        self._duplex = duplex

    def prepare_batch(self, batch_id: UUID, letters: Sequence[BatchLetter], now: datetime) -> PreparedBatch:
        """Check every leave, then lay the letters into one file, in their order, each sheet marked with what it is.

        The file is for print only: joining pages drops the tags that a screen reader needs, and each letter is stored whole
        elsewhere. Raises ``NotCleared`` for the first letter without leave and ``Uncarriable`` for a batch that can't be
        printed whole (``batch_empty``, ``letter_twice``, ``not_a_letter``, ``pdf_unreadable``, ``page_count_differs``,
        ``postage_unknown``, ``batch_mixed``: paper, envelope, enclosure or postage differ); then there is no batch.
        """
        # Here and not above: every worker stands on this module, and none makes letters.
        import pikepdf

        from channels.letter.marks import mark_of, stamp

        for letter in letters:
            letter.clearance.require(letter.outgoing, now)
        if not letters:
            raise Uncarriable("batch_empty")
        if len({letter.outgoing.attempt_id for letter in letters}) < len(letters):
            raise Uncarriable("letter_twice")
        if len({manifest.kind_of(letter) for letter in letters}) > 1:
            raise Uncarriable("batch_mixed")
        places: list[Sheets] = []
        fronts: list[tuple[int, str]] = []
        a_sheet = 2 if self._duplex else 1
        with pikepdf.new() as joined:
            for sequence, letter in enumerate(letters, start=1):
                first = len(joined.pages)
                pages = _append(joined, letter)
                taken = -(-pages // a_sheet)
                while len(joined.pages) < first + taken * a_sheet:
                    joined.add_blank_page(page_size=_A4_POINTS)
                fronts += [(first + a_sheet * sheet, mark_of(sequence, sheet + 1, taken)) for sheet in range(taken)]
                places.append(Sheets(first + 1, pages, taken))
            stamp(joined, fronts)
            written = io.BytesIO()
            joined.save(written, deterministic_id=True)
        pdf = written.getvalue()
        told = manifest.written(batch_id, letters, places, pdf, now, duplex=self._duplex)
        return PreparedBatch(pdf, told, sum(place.sheets for place in places))


def one_letter(batch: PreparedBatch, sequence: int) -> bytes:
    """The sheets of one letter once more, as they were printed. Raises ``Permanent`` (``letter_not_in_batch``)."""
    import pikepdf

    place = manifest.place_in(batch.manifest, sequence)
    if place is None:
        raise Permanent("letter_not_in_batch")
    with pikepdf.open(io.BytesIO(batch.pdf)) as whole, pikepdf.new() as alone:
        first = place.first_page - 1
        alone.pages.extend(whole.pages[first : first + place.pages])
        written = io.BytesIO()
        alone.save(written, deterministic_id=True)
        return written.getvalue()


def put(batch: PreparedBatch, folder: Path, batch_id: UUID, files: Mapping[str, bytes] | None = None) -> Path:
    """Write ``files`` (what is enclosed), ``<batch id>.pdf``, ``.csv``, then ``.json``, each whole or not at all.

    Gives the PDF's path. A manifest (JSON) that is there says that the batch is complete: put again with the same pages, it
    changes nothing, and with others it raises ``Permanent`` (``batch_differs``): the first may be on paper already.
    """
    pdf, told = folder / f"{batch_id}.pdf", folder / f"{batch_id}.json"
    if told.exists():
        if json.loads(told.read_bytes())["pdf_sha256"] != hashlib.sha256(batch.pdf).hexdigest():
            raise Permanent("batch_differs")
        return pdf
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in (files or {}).items():
        _write_whole(folder / name, content)
    _write_whole(pdf, batch.pdf)
    _write_whole(folder / f"{batch_id}.csv", manifest.as_csv(batch.manifest))
    _write_whole(told, batch.manifest)
    return pdf


def _append(joined: pikepdf.Pdf, letter: BatchLetter) -> int:
    import pikepdf

    content = letter.outgoing.content
    if not isinstance(content, LetterContent):
        raise Uncarriable("not_a_letter")
    try:
        with pikepdf.open(io.BytesIO(content.pdf)) as document:
            pages = len(document.pages)
            joined.pages.extend(document.pages)
    except pikepdf.PdfError:
        raise Uncarriable("pdf_unreadable") from None
    if pages != content.pages:
        raise Uncarriable("page_count_differs")
    return pages


def _write_whole(path: Path, content: bytes) -> None:
    descriptor, temporary = tempfile.mkstemp(dir=path.parent, prefix=".", suffix=".part")
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        Path(temporary).replace(path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
