"""The examples in docs/examples are what Bothways makes today; in a browser axe finds nothing in their pages."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pypdfium2
import pytest
from click.testing import CliRunner
from PIL import Image
from playwright.sync_api import Browser, Page

from service.commands.examples import example_files, examples_command
from tests.journeys.conftest import findings, fits

ROOT = Path(__file__).resolve().parents[3]
KEPT = ROOT / "docs/examples"
STALE = "docs/examples is of another day: run `bothways examples`, look at what changed, and commit it."
_LIKE_TEXT = (".txt", ".html", ".brf", ".md")
_WIDTHS = (320, 1280)


@pytest.fixture(scope="module")
def made() -> dict[str, bytes]:
    return {file.name: file.data for file in example_files()}


def test_the_kept_examples_are_those_that_are_made_today(made: dict[str, bytes]) -> None:
    assert {path.name for path in KEPT.iterdir()} == set(made), STALE
    differing = [name for name, data in made.items() if name.endswith(_LIKE_TEXT) and (KEPT / name).read_bytes() != data]
    assert differing == [], STALE


def test_the_kept_pdfs_say_what_is_made_today(made: dict[str, bytes]) -> None:
    pdfs = [name for name in made if name.endswith(".pdf")]
    assert len(pdfs) >= 10
    assert [name for name in pdfs if _text_of((KEPT / name).read_bytes()) != _text_of(made[name])] == [], STALE


def test_making_them_again_gives_the_same_bytes(made: dict[str, bytes], tmp_path: Path) -> None:
    old = tmp_path / "nm-0000-text-en.txt"
    old.write_text("of another day")
    (tmp_path / "notes.odt").write_text("somebody's own")
    done = CliRunner().invoke(examples_command, ["--out", str(tmp_path)], catch_exceptions=False)
    assert done.exit_code == 0
    written = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    assert written.pop("notes.odt") == b"somebody's own"
    assert written == made


def test_they_are_small(made: dict[str, bytes]) -> None:
    assert sum(map(len, made.values())) < 3_000_000
    assert all(len(data) <= 80_000 for name, data in made.items() if name.endswith(".png"))


def test_every_picture_is_a_page_with_something_on_it(made: dict[str, bytes]) -> None:
    for name in made:
        if name.endswith(".png"):
            with Image.open(KEPT / name) as image:
                assert image.size == (497, 702), name
                dark = sum(image.convert("L").histogram()[:128])
                assert 0.005 < dark / (497 * 702) < 0.3, name


def test_the_index_names_every_file_and_everybody(made: dict[str, bytes]) -> None:
    index = made["README.md"].decode()
    assert [name for name in made if name != "README.md" and f"({name})" not in index] == []
    rows = [line for line in index.split("\n") if line.startswith("| ")]
    people, formats = (
        rows[: rows.index("| Format | Language | Files |")],
        rows[rows.index("| Format | Language | Files |") :],
    )
    assert len(people) == 15
    assert len(formats) >= 10


def test_a_folder_that_can_t_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    done = CliRunner().invoke(examples_command, ["--out", str(tmp_path / "file" / "below")])
    assert done.exit_code == 1
    assert "can't be written" in done.stderr


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    page = browser.new_page()
    yield page
    page.close()


@pytest.mark.browser
@pytest.mark.parametrize("path", sorted(KEPT.glob("*.html")), ids=lambda path: path.stem)
def test_axe_finds_nothing_in_a_page_that_fits_a_small_phone(path: Path, page: Page) -> None:
    page.goto(path.as_uri())
    for width in _WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        assert findings(page) == []
        assert fits(page)


def _text_of(pdf: bytes) -> list[str]:
    with closing(pypdfium2.PdfDocument(pdf)) as document:
        return [page.get_textpage().get_text_range() for page in document]
