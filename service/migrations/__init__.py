"""The tables' history. ``upgrade`` is what every start runs; ``differences`` is what CI demands to be empty."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import text

import service.models  # noqa: F401 - the tables must be known before they are compared
from service.database import Base, make_engine

# Alembic is imported where it is used: every process stands on this module, and a worker must not hold what it never needs.
if TYPE_CHECKING:
    from alembic.config import Config

_FOLDER = Path(__file__).parent
_ONE_AT_A_TIME = 0x62_77_6D_67


def configuration(url: str) -> Config:
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(_FOLDER))
    config.attributes["url"] = url
    return config


def upgrade(url: str) -> None:
    """Bring the database to the newest tables. Two hosts that start at once wait for each other."""
    from alembic import command

    engine = make_engine(url)
    try:
        with engine.connect() as connection:
            connection.execute(text("SELECT pg_advisory_lock(:key)"), {"key": _ONE_AT_A_TIME})
            config = configuration(url)
            command.upgrade(config, "head")
            connection.execute(text("SELECT pg_advisory_unlock(:key)"), {"key": _ONE_AT_A_TIME})
    finally:
        engine.dispose()


@cache
def newest() -> str:
    """The revision of the tables that this code knows."""
    from alembic.script import ScriptDirectory

    head = ScriptDirectory(str(_FOLDER)).get_current_head()
    assert head is not None  # noqa: S101 - there is a first migration
    return head


def ours(_object: object, name: str | None, type_: str, _reflected: bool, _compare_to: object) -> bool:  # noqa: FBT001
    """Whether a table is this project's: Procrastinate's own are not in the models."""
    return not (type_ == "table" and name is not None and name.startswith("procrastinate_"))


def differences(url: str) -> list[Any]:
    """How the migrated database differs from the models."""
    from alembic.autogenerate import compare_metadata
    from alembic.migration import MigrationContext

    engine = make_engine(url)
    try:
        with engine.connect() as connection:
            context = MigrationContext.configure(connection, opts={"include_object": ours, "compare_type": True})
            return list(compare_metadata(context, Base.metadata))
    finally:
        engine.dispose()
