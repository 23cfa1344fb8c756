"""what the work list reads: the open ones of a team, who never chose, who is restricted; since when an alert knocks"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

_OPEN = sa.text("open")
_OPEN_AND_OWNED = sa.text("open AND owner_id IS NOT NULL")
_NEEDS_A_PERSON = sa.text("awaiting AND (contradiction OR state IN ('failed', 'held', 'returned', 'to_do', 'unknown'))")


def upgrade() -> None:
    op.add_column("alert", sa.Column("since", sa.TIMESTAMP(timezone=True), nullable=True))
    op.execute("UPDATE alert SET since = at")
    op.alter_column("alert", "since", nullable=False)

    op.add_column("person", sa.Column("has_choice", sa.Boolean(), nullable=False, server_default="false"))
    op.alter_column("person", "has_choice", server_default=None)
    op.execute("""
        UPDATE person SET has_choice = true FROM contact_record
         WHERE contact_record.id = person.record_id AND contact_record.source IN ('person', 'person_with_support')
           AND EXISTS (SELECT FROM medium_choice
                        WHERE medium_choice.record_id = contact_record.id AND medium_choice.strength <> 'declines')
    """)
    op.create_index("ix_person_no_choice", "person", ["team_id", "id"], postgresql_where=sa.text("NOT has_choice"))
    op.create_index("ix_person_restricted", "person", ["id"], postgresql_where=sa.text("restricted"))

    op.create_index("ix_message_open_team", "message", ["team_id", "confirm_by"], postgresql_where=_OPEN)
    op.create_index("ix_message_open_owner", "message", ["owner_id"], postgresql_where=_OPEN_AND_OWNED)
    op.drop_index("ix_message_open_confirm_by", table_name="message")
    op.create_index("ix_reply_open_team", "reply", ["team_id", "received_at"], postgresql_where=_OPEN)
    op.create_index("ix_reply_open_owner", "reply", ["owner_id"], postgresql_where=_OPEN_AND_OWNED)
    op.drop_index("ix_reply_open", table_name="reply")
    # By message, and with contradictions: that is how the work list asks. Nobody asked by person.
    op.drop_index("ix_delivery_needs_person", table_name="delivery")
    op.create_index("ix_delivery_needs_person", "delivery", ["message_id"], postgresql_where=_NEEDS_A_PERSON)


def downgrade() -> None:
    op.drop_index("ix_delivery_needs_person", table_name="delivery")
    op.create_index(
        "ix_delivery_needs_person",
        "delivery",
        ["person_id"],
        postgresql_where=sa.text("awaiting AND state IN ('failed', 'unknown', 'held', 'to_do', 'returned')"),
    )
    op.create_index("ix_reply_open", "reply", ["received_at"], postgresql_where=_OPEN)
    op.drop_index("ix_reply_open_owner", table_name="reply")
    op.drop_index("ix_reply_open_team", table_name="reply")
    op.create_index("ix_message_open_confirm_by", "message", ["confirm_by"], postgresql_where=_OPEN)
    op.drop_index("ix_message_open_owner", table_name="message")
    op.drop_index("ix_message_open_team", table_name="message")
    op.drop_index("ix_person_restricted", table_name="person")
    op.drop_index("ix_person_no_choice", table_name="person")
    op.drop_column("person", "has_choice")
    op.drop_column("alert", "since")
