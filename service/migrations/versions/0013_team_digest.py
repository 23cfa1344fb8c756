"""the morning's list of what needs a team"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("team_cover", sa.Column("digest_to", sa.Text(), nullable=False, server_default=""))
    op.alter_column("team_cover", "digest_to", server_default=None)
    op.create_table(
        "team_digest",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("team_id", sa.Uuid(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("sent_to", sa.Text(), nullable=False),
        sa.Column("state", sa.String(length=48), nullable=False),
        sa.Column("at", sa.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("sent_at", sa.TIMESTAMP(timezone=True), nullable=True),
        sa.Column("provider", sa.Text(), nullable=True),
        sa.Column("provider_id", sa.Text(), nullable=True),
        sa.Column("error_code", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["team_id"], ["team.id"], name=op.f("fk_team_digest_team_id_team")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_team_digest")),
        sa.UniqueConstraint("team_id", "day", name=op.f("uq_team_digest_team_id_day")),
    )


def downgrade() -> None:
    op.drop_table("team_digest")
    op.drop_column("team_cover", "digest_to")
