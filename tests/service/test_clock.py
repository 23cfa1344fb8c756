from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from service.clock import clock_from


def _ahead(clock_file: Path) -> timedelta:
    moment = clock_from(clock_file)()
    assert moment.tzinfo is UTC
    return moment - datetime.now(UTC)


def test_the_file_moves_the_clock(tmp_path: Path) -> None:
    file = tmp_path / "clock"
    file.write_text("259200")
    assert abs(_ahead(file) - timedelta(days=3)) < timedelta(seconds=5)


@pytest.mark.parametrize("content", ["", "soon", "1.5"])
def test_a_broken_file_is_no_offset(tmp_path: Path, content: str) -> None:
    file = tmp_path / "clock"
    file.write_text(content)
    assert abs(_ahead(file)) < timedelta(seconds=5)


def test_without_a_file_it_is_the_system_s_time() -> None:
    assert abs(clock_from(None)() - datetime.now(UTC)) < timedelta(seconds=5)
