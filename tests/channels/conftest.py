from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.channels.notify.server import NotifyServer


@pytest.fixture
def notify() -> Iterator[NotifyServer]:
    with NotifyServer() as running:
        yield running
