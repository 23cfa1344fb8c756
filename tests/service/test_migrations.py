from __future__ import annotations

from collections.abc import Callable

from sqlalchemy import inspect

from service.database import make_engine
from service.migrations import differences, upgrade


def test_the_migrated_tables_are_the_models(new_database: Callable[[], str]) -> None:
    url = new_database()
    upgrade(url)
    assert differences(url) == []


def test_a_second_upgrade_changes_nothing_and_the_queue_has_its_tables(new_database: Callable[[], str]) -> None:
    url = new_database()
    upgrade(url)
    upgrade(url)
    engine = make_engine(url)
    names = set(inspect(engine).get_table_names())
    engine.dispose()
    assert {"message", "delivery", "procrastinate_jobs"} <= names
