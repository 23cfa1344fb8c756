"""Letters on their way to the print room: one PDF to print and a manifest that tells what lies in it."""

from __future__ import annotations

import hashlib
import io
import json
import os
import tempfile
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import UUID

from channels.base import BatchLetter, LetterContent, PreparedBatch
from channels.errors import Permanent, Uncarriable
from channels.letter.postage import Postage

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
        """Check every leave, then lay the letters into one file, in their order; nothing is stamped on them.

        The file is for print only: joining pages drops the tags that a screen reader needs, and each letter is stored whole
        elsewhere. Raises ``NotCleared`` for the first letter without leave and ``Uncarriable`` for a batch that can't be
        printed whole (``batch_empty``, ``letter_twice``, ``not_a_letter``, ``pdf_unreadable``, ``page_count_differs``,
        ``postage_unknown``); then there is no batch.
        """
        import pikepdf

        for letter in letters:
            letter.clearance.require(letter.outgoing, now)
        if not letters:
            raise Uncarriable("batch_empty")
        if len({letter.outgoing.attempt_id for letter in letters}) < len(letters):
            raise Uncarriable("letter_twice")
        rows: list[dict[str, object]] = []
        sheets = 0
        with pikepdf.new() as joined:
            for sequence, letter in enumerate(letters, start=1):
                first_page = len(joined.pages) + 1
                pages = _append(joined, letter)
                if self._duplex and len(joined.pages) % 2:
                    joined.add_blank_page(page_size=_A4_POINTS)
                taken = (pages + 1) // 2 if self._duplex else pages
                sheets += taken
                rows.append(_row(sequence, letter, first_page, pages, taken))
            total_pages = len(joined.pages)
            written = io.BytesIO()
            joined.save(written, deterministic_id=True)
        pdf = written.getvalue()
        manifest = {
            "batch": str(batch_id),
            "made_at": now.astimezone(UTC).isoformat(),
            "duplex": self._duplex,
            "pdf_sha256": hashlib.sha256(pdf).hexdigest(),
            "letters": rows,
            "totals": {"letters": len(rows), "pages": total_pages, "sheets": sheets},
        }
        return PreparedBatch(pdf, json.dumps(manifest, indent=1).encode(), sheets)


def put(batch: PreparedBatch, folder: Path, batch_id: UUID) -> Path:
    """Write ``<batch id>.pdf``, then ``<batch id>.json``, each whole or not at all; gives the PDF's path.

    A manifest that is there says that the batch is complete: put again with the same pages, it changes nothing, and with
    others it raises ``Permanent`` (``batch_differs``), because the first may be on paper already.
    """
    pdf, manifest = folder / f"{batch_id}.pdf", folder / f"{batch_id}.json"
    if manifest.exists():
        if json.loads(manifest.read_bytes())["pdf_sha256"] != hashlib.sha256(batch.pdf).hexdigest():
            raise Permanent("batch_differs")
        return pdf
    folder.mkdir(parents=True, exist_ok=True)
    _write_whole(pdf, batch.pdf)
    _write_whole(manifest, batch.manifest)
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


def _row(sequence: int, letter: BatchLetter, first_page: int, pages: int, sheets: int) -> dict[str, object]:
    try:
        postage = Postage(letter.postage)
    except ValueError:
        raise Uncarriable("postage_unknown") from None
    return {
        "sequence": sequence,
        "attempt_id": str(letter.outgoing.attempt_id),
        "reference": letter.outgoing.reference,
        "first_page": first_page,
        "pages": pages,
        "sheets": sheets,
        "paper": letter.paper,
        "envelope": "plain" if letter.plain_envelope else "standard",
        "postage": postage.value,
    }


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
