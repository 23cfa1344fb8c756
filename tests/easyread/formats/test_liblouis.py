from __future__ import annotations

import ctypes.util
from collections.abc import Iterator

import pytest

from easyread.errors import NotInstalled
from easyread.formats import liblouis


@pytest.fixture
def fresh() -> Iterator[None]:
    liblouis._library.cache_clear()
    yield
    liblouis._library.cache_clear()


def test_text_becomes_cells_and_back() -> None:
    cells = liblouis.translate("en-ueb-g1.ctb", "Hello 12")
    assert cells == "⠠⠓⠑⠇⠇⠕⠀⠼⠁⠃"
    assert liblouis.back_translate("en-ueb-g1.ctb", cells) == "Hello 12"
    assert liblouis.translate("en-ueb-g1.ctb", "") == ""


def test_what_a_table_lacks_shows_as_cells_of_eight_dots() -> None:
    assert any(cell >= "\u2840" for cell in liblouis.translate("en-ueb-g2.ctb", "😀"))


@pytest.mark.parametrize("text", ["word " * 10_000, "x" * 50_000, "😀" * 3_000])
def test_long_texts_are_taken_in_pieces_and_come_out_whole(text: str) -> None:
    cells = liblouis.translate("en-ueb-g1.ctb", text)
    if text.isascii():
        assert liblouis.back_translate("en-ueb-g1.ctb", cells) == text
    else:
        assert len(cells) > len(text)


def test_a_missing_library_names_its_package(fresh: None, monkeypatch: pytest.MonkeyPatch) -> None:  # noqa: ARG001
    monkeypatch.setattr(liblouis, "_NAMES", ("liblouis-that-is-not-here.so",))
    monkeypatch.setattr(ctypes.util, "find_library", lambda _name: None)
    with pytest.raises(NotInstalled) as caught:
        liblouis.translate("en-ueb-g1.ctb", "Hello")
    assert (caught.value.code, caught.value.package) == ("braille_not_installed", "liblouis20")
    assert not liblouis.installed()


def test_missing_tables_name_theirs() -> None:
    assert liblouis.installed()
    with pytest.raises(NotInstalled) as caught:
        liblouis.translate("no-such-table.ctb", "Hello")
    assert caught.value.package == "liblouis-data"
