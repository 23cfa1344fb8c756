"""Alembic's way in: online only, on the URL that ``service.migrations.configuration`` was given."""

from __future__ import annotations

from typing import Any, Literal

from alembic import context
from alembic.autogenerate.api import AutogenContext

import service.models  # noqa: F401 - the tables must be known before they are compared
from service.database import Base, UtcDateTime, make_engine
from service.migrations import ours


def render(kind: str, item: Any, _autogen: AutogenContext) -> str | Literal[False]:
    """A migration stands on its own: it must not change its meaning when a class of ours does."""
    return "sa.TIMESTAMP(timezone=True)" if kind == "type" and isinstance(item, UtcDateTime) else False


engine = make_engine(context.config.attributes["url"])
with engine.connect() as connection:
    context.configure(
        connection=connection,
        target_metadata=Base.metadata,
        include_object=ours,
        render_item=render,
        transaction_per_migration=True,
    )
    with context.begin_transaction():
        context.run_migrations()
engine.dispose()
