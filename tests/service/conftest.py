"""The stage on which the loop is played, for the rooms between the doors and the tables."""

from __future__ import annotations

from datetime import datetime

import pytest
from sqlalchemy.orm import Session, sessionmaker

from tests.service.use_cases.stage import Stage, set_stage


@pytest.fixture
def stage(sessions: sessionmaker[Session], now: datetime) -> Stage:
    return set_stage(sessions, now)
