"""The printer's tray: what the service's print queue put into the printer's folder, seen as sheets of paper."""

from __future__ import annotations

import contextlib
import io
import os
import re
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pypdfium2
from PIL import Image
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from channels.simulator.journal import Journal

POINTS_IN_A_MM = 72 / 25.4
SCREEN_DPI = 100
_BATCH_NAME = re.compile(r"[A-Za-z0-9_-]{1,80}")
# The address window of a C5 envelope as the UK's print rules draw it, mm from the top left: left, top, right, bottom.
_WINDOW_MM = (24.6, 39.5, 120.0, 66.3)
# PDFium is not thread-safe: https://pypdfium2.readthedocs.io/en/stable/python_api.html
_pdfium = threading.Lock()


class ManifestLetter(BaseModel):
    """One letter of a batch. ``first_page`` counts from 1 in the batch's PDF."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    sequence: int
    attempt_id: str
    reference: str
    first_page: int = Field(ge=1)
    pages: int = Field(ge=1)
    sheets: int
    paper: str
    envelope: str
    postage: str


class _Manifest(BaseModel):
    model_config = ConfigDict(extra="ignore")

    letters: list[ManifestLetter]


@dataclass(frozen=True, slots=True)
class Batch:
    """A printed batch. ``letters`` is empty and ``fault`` says why where the folder's files can't be read."""

    name: str
    letters: tuple[ManifestLetter, ...]
    printed_at: datetime
    fault: str = ""


class NotInTray(LookupError):
    """No such batch, letter or page, or no PDF that can be read."""


class Tray:
    """Reads the folder at every question, so it never shows a batch that is gone."""

    def __init__(self, folder: Path, cache: Path, journal: Journal) -> None:
        self._folder = folder
        self._cache = cache
        self._journal = journal
        self._looking = threading.Lock()

    def batches(self) -> list[Batch]:
        """Newest first."""
        found = [self._read(path) for path in self._folder.glob("*.json") if _BATCH_NAME.fullmatch(path.stem)]
        return sorted(found, key=lambda batch: batch.printed_at, reverse=True)

    def batch(self, name: str) -> Batch:
        """Raises ``NotInTray``."""
        if not _BATCH_NAME.fullmatch(name) or not self._path(name, "json").is_file():
            raise NotInTray(name)
        return self._read(self._path(name, "json"))

    def letter(self, name: str, sequence: int) -> ManifestLetter:
        """Raises ``NotInTray``."""
        for letter in self.batch(name).letters:
            if letter.sequence == sequence:
                return letter
        raise NotInTray(name)

    def look(self) -> None:
        """Enter letters that are new in the tray into the journal: address from the window, words from the pages."""
        with self._looking:
            for batch in reversed(self.batches()):
                with contextlib.suppress(NotInTray):  # the PDF may still be being written: the next look enters it
                    self._enter(batch)

    def _enter(self, batch: Batch) -> None:
        for letter in batch.letters:
            key = f"{batch.name}/{letter.sequence}"
            if not self._journal.has_letter(key):
                pages = range(letter.first_page, letter.first_page + letter.pages)
                with self.opened(batch.name, letter.first_page) as page:
                    address = text_in(page, *_WINDOW_MM)
                words = "\f".join(self.page_text(batch.name, number) for number in pages)
                self._journal.accept_letter(key, letter.attempt_id, address, words)

    @contextlib.contextmanager
    def opened(self, name: str, page_number: int) -> Iterator[pypdfium2.PdfPage]:
        """One page, counted from 1, while nobody else uses PDFium. Raises ``NotInTray``."""
        path = self._path(name, "pdf")
        if not _BATCH_NAME.fullmatch(name) or not path.is_file():
            raise NotInTray(name)
        with _pdfium, _document(path) as document:
            if not 1 <= page_number <= len(document):
                raise NotInTray(name)
            page = document[page_number - 1]
            try:
                yield page
            finally:
                page.close()

    def page_text(self, name: str, page_number: int) -> str:
        with self.opened(name, page_number) as page:
            textpage = page.get_textpage()
            try:
                return str(textpage.get_text_range())
            finally:
                textpage.close()

    def page_image(self, name: str, page_number: int, dpi: int) -> Image.Image:
        """The page as printed. Raises ``NotInTray``."""
        with self.opened(name, page_number) as page:
            bitmap = page.render(scale=dpi / 72)
            try:
                image: Image.Image = bitmap.to_pil().convert("RGB")
            finally:
                bitmap.close()
        return image

    def page_png(self, name: str, page_number: int) -> bytes:
        """For the screen; rendered once for each state of the PDF. Raises ``NotInTray``."""
        if not _BATCH_NAME.fullmatch(name) or not self._path(name, "pdf").is_file():
            raise NotInTray(name)
        printed = self._path(name, "pdf").stat().st_mtime_ns
        cached = self._cache / f"{name}-{page_number}-{printed}.png"
        if not cached.is_file():
            fresh = cached.with_suffix(f".{threading.get_ident()}")
            image = png(self.page_image(name, page_number, SCREEN_DPI))
            self._cache.mkdir(parents=True, exist_ok=True)
            fresh.write_bytes(image)
            os.replace(fresh, cached)  # noqa: PTH105 - two readers at once: the second replaces the first by the same
        return cached.read_bytes()

    def _read(self, path: Path) -> Batch:
        printed_at = datetime.fromtimestamp(path.stat().st_mtime, UTC)
        try:
            manifest = _Manifest.model_validate_json(path.read_bytes())
        except ValidationError:
            return Batch(path.stem, (), printed_at, "The manifest can't be read. It may still be being written: refresh.")
        if not self._path(path.stem, "pdf").is_file():
            return Batch(path.stem, (), printed_at, "The manifest is here, but not the PDF. Refresh in a moment.")
        return Batch(path.stem, tuple(manifest.letters), printed_at)

    def _path(self, name: str, ending: str) -> Path:
        return self._folder / f"{name}.{ending}"


def _document(path: Path) -> pypdfium2.PdfDocument:
    try:
        return pypdfium2.PdfDocument(path)
    except pypdfium2.PdfiumError as error:
        raise NotInTray(path.stem) from error


def text_in(page: pypdfium2.PdfPage, left: float, top: float, right: float, bottom: float) -> str:
    """The words inside a rectangle in mm from the page's top left. PDFium measures in points from the bottom left."""
    height = page.get_height()
    textpage = page.get_textpage()
    try:
        found = textpage.get_text_bounded(
            left=left * POINTS_IN_A_MM,
            right=right * POINTS_IN_A_MM,
            top=height - top * POINTS_IN_A_MM,
            bottom=height - bottom * POINTS_IN_A_MM,
        )
    finally:
        textpage.close()
    return "\n".join(line.strip() for line in str(found).splitlines() if line.strip())


def png(image: Image.Image) -> bytes:
    written = io.BytesIO()
    image.save(written, "PNG", optimize=False)
    return written.getvalue()
