"""procrastinate's own tables and functions, of the version that the lock file pins"""

from __future__ import annotations

from alembic import op
from procrastinate.schema import SchemaManager

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # Through the driver: the script holds % and : that are neither parameters nor binds.
    connection = op.get_bind().connection.driver_connection
    if connection is None:
        raise RuntimeError("the job tables can only be made on a live connection")
    connection.execute(SchemaManager.get_schema())


def downgrade() -> None:
    op.execute("DO $$ DECLARE name text; BEGIN FOR name IN SELECT tablename FROM pg_tables WHERE tablename LIKE 'procrastinate_%' LOOP EXECUTE 'DROP TABLE ' || name || ' CASCADE'; END LOOP; END $$")
