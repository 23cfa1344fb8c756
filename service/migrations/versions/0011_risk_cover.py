"""who is told of danger, and who comes next"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "team_cover",
        sa.Column("team_id", sa.Uuid(), nullable=False),
        sa.Column("contacts", postgresql.JSONB(), nullable=False),
        sa.Column("closing_days", postgresql.ARRAY(sa.Date()), nullable=False),
        sa.Column("gapless", sa.Boolean(), nullable=False),
        sa.Column("reads_days", postgresql.ARRAY(sa.Integer()), nullable=False),
        sa.Column("reads_start", sa.Text(), nullable=False),
        sa.Column("reads_end", sa.Text(), nullable=False),
        sa.Column("emergency_phone", sa.Text(), nullable=False),
        sa.Column("in_texts", sa.Boolean(), nullable=False),
        sa.Column("changed_at", sa.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("changed_by", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(["team_id"], ["team.id"], name=op.f("fk_team_cover_team_id_team")),
        sa.PrimaryKeyConstraint("team_id", name=op.f("pk_team_cover")),
    )
    op.create_table(
        "risk_alert",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("reply_id", sa.Uuid(), nullable=False),
        sa.Column("team_id", sa.Uuid(), nullable=False),
        sa.Column("step", sa.Integer(), nullable=False),
        sa.Column("raised_at", sa.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("next_at", sa.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("sent_at", sa.TIMESTAMP(timezone=True), nullable=True),
        sa.Column("taken_by", sa.Uuid(), nullable=True),
        sa.Column("taken_at", sa.TIMESTAMP(timezone=True), nullable=True),
        sa.Column("ended_at", sa.TIMESTAMP(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["reply_id"], ["reply.id"], name=op.f("fk_risk_alert_reply_id_reply")),
        sa.ForeignKeyConstraint(["team_id"], ["team.id"], name=op.f("fk_risk_alert_team_id_team")),
        sa.ForeignKeyConstraint(["taken_by"], ["staff.id"], name=op.f("fk_risk_alert_taken_by_staff")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_risk_alert")),
        sa.UniqueConstraint("reply_id", name=op.f("uq_risk_alert_reply_id")),
    )
    op.create_index(
        "ix_risk_alert_untaken",
        "risk_alert",
        ["next_at"],
        postgresql_where=sa.text("taken_at IS NULL AND ended_at IS NULL"),
    )
    op.create_table(
        "risk_alert_try",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("alert_id", sa.Uuid(), nullable=False),
        sa.Column("step", sa.Integer(), nullable=False),
        sa.Column("call_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.Column("at", sa.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("outcome", sa.String(length=48), nullable=False),
        sa.Column("provider", sa.Text(), nullable=True),
        sa.Column("provider_id", sa.Text(), nullable=True),
        sa.Column("error_code", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["alert_id"], ["risk_alert.id"], name=op.f("fk_risk_alert_try_alert_id_risk_alert")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_risk_alert_try")),
        sa.UniqueConstraint("alert_id", "step", "value", name=op.f("uq_risk_alert_try_alert_id_step_value")),
    )
    op.create_index(op.f("ix_risk_alert_try_call_id"), "risk_alert_try", ["call_id"])
    op.create_index("ix_reply_open_risk", "reply", ["received_at"], postgresql_where=sa.text("open AND category = 'risk'"))


def downgrade() -> None:
    op.drop_index("ix_reply_open_risk", "reply")
    op.drop_table("risk_alert_try")
    op.drop_table("risk_alert")
    op.drop_table("team_cover")
