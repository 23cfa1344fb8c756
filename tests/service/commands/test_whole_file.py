from __future__ import annotations

import os
from pathlib import Path

import pytest

from service.commands.whole_file import write_whole


def test_a_file_takes_the_place_of_the_one_before(tmp_path: Path) -> None:
    write_whole(tmp_path / "made", b"one")
    write_whole(tmp_path / "made", b"two")
    assert (tmp_path / "made").read_bytes() == b"two"
    assert len(list(tmp_path.iterdir())) == 1


def test_a_write_that_broke_off_leaves_what_was_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_whole(tmp_path / "made", b"one")

    def full(_file: int) -> None:
        raise OSError

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match=r"^$"):
        write_whole(tmp_path / "made", b"two")
    assert [path.read_bytes() for path in tmp_path.iterdir()] == [b"one"]
