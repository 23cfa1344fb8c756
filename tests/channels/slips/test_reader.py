"""The reader's process may die or hang: the page is named, and the next one is read."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from channels.slips.reader import Reader, ScanRefused
from tests.channels.slips.test_pages import a_scan, as_image, as_pdf


@pytest.fixture
def scans(tmp_path: Path) -> Path:
    page = a_scan()
    (tmp_path / "three.pdf").write_bytes(as_pdf(page, np.full_like(page, 255), page))
    (tmp_path / "one.jpg").write_bytes(as_image(page, "JPEG", quality=80))
    (tmp_path / "words.txt").write_text("hello")
    return tmp_path


def test_pages_come_with_slips_and_pictures(scans: Path) -> None:
    with Reader(pictures=True) as reader:
        first, blank, last = reader.read(scans / "three.pdf")
        (one,) = reader.read(scans / "one.jpg")
    assert (first.number, blank.why, last.number) == (0, "blank", 2)
    assert [page.of for page in (first, blank, last, one)] == [3, 3, 3, 1]
    (slip,) = first.slips
    assert slip.payload == one.slips[0].payload == last.slips[0].payload
    assert slip.picture.startswith(b"\xff\xd8")
    assert {box.mark for group in slip.groups for box in group.boxes} == {"empty"}
    assert not slip.written
    assert not blank.picture


def test_a_file_that_is_none_is_refused_and_the_reader_lives_on(scans: Path) -> None:
    with Reader() as reader:
        for name, code in (("words.txt", "not_a_scan"), ("missing.pdf", "not_found")):
            with pytest.raises(ScanRefused) as refused:
                list(reader.read(scans / name))
            assert refused.value.code == code
        assert len(list(reader.read(scans / "three.pdf"))) == 3


def test_a_reader_that_dies_loses_one_page(scans: Path) -> None:
    with Reader() as reader:
        pages = reader.read(scans / "three.pdf")
        assert next(pages).slips
        child = reader._child
        assert child is not None
        child.kill()
        child.wait()
        rest = list(pages)
    # What it had said before it died is not lost; the page that it died over is named, and no page is left out.
    assert [page.number for page in rest] == [1, 2]


def test_a_page_that_takes_too_long_is_named(scans: Path) -> None:
    with Reader(seconds_a_page=0.001) as reader:
        found = next(reader.read(scans / "one.jpg"))
    assert (found.number, found.slips, found.why) == (0, (), "reader_failed")
