"""names are found by any of their words; where post reaches a person without a fixed abode"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from service.domain.names import name_words

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("contact_record", sa.Column("post_route", sa.String(48), nullable=True))
    op.add_column("contact_record", sa.Column("name_words", postgresql.ARRAY(sa.Text()), nullable=True))
    connection = op.get_bind()
    for record_id, name in connection.execute(sa.text("SELECT id, name FROM contact_record")).all():
        connection.execute(
            sa.text("UPDATE contact_record SET name_words = :words WHERE id = :id"),
            {"words": list(name_words(name)), "id": record_id},
        )
    op.alter_column("contact_record", "name_words", nullable=False)
    op.drop_index("ix_contact_record_name", table_name="contact_record")
    op.create_index(
        "ix_contact_record_name_words", "contact_record", [sa.text("array_to_tsvector(name_words)")], postgresql_using="gin"
    )
    op.create_index("ix_person_case_reference", "person", [sa.text("lower(case_reference)")])


def downgrade() -> None:
    op.drop_index("ix_person_case_reference", table_name="person")
    op.drop_index("ix_contact_record_name_words", table_name="contact_record")
    op.create_index(
        "ix_contact_record_name",
        "contact_record",
        [sa.text("lower(name)")],
        postgresql_ops={"lower": "text_pattern_ops"},
    )
    op.drop_column("contact_record", "name_words")
    op.drop_column("contact_record", "post_route")
