"""What is read once is not walked by every full collection."""

from __future__ import annotations

import gc

from service import heap


def test_what_is_there_is_left_alone_and_what_comes_after_is_collected() -> None:
    before = gc.get_freeze_count()
    try:
        heap.settle()
        assert gc.get_freeze_count() > before
        loop: list[object] = []
        loop.append(loop)
        assert any(each is loop for each in gc.get_objects())
    finally:
        gc.unfreeze()
