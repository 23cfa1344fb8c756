"""code words, and what came attached to a reply"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = '0012'
down_revision = '0011'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('code_word',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('person_id', sa.Uuid(), nullable=False),
    sa.Column('hash', sa.Text(), nullable=False),
    sa.Column('words', sa.Integer(), nullable=False),
    sa.Column('set_at', sa.TIMESTAMP(timezone=True), nullable=False),
    sa.Column('set_by', sa.Uuid(), nullable=True),
    sa.Column('retired_at', sa.TIMESTAMP(timezone=True), nullable=True),
    sa.Column('retired_why', sa.Text(), nullable=True),
    sa.Column('reply_id', sa.Uuid(), nullable=True),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_code_word_person_id_person')),
    sa.ForeignKeyConstraint(['reply_id'], ['reply.id'], name=op.f('fk_code_word_reply_id_reply')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_code_word'))
    )
    op.create_index(op.f('ix_code_word_person_id'), 'code_word', ['person_id'], unique=False)
    op.add_column('person', sa.Column('code_word_id', sa.Uuid(), nullable=True))
    op.add_column('person', sa.Column('code_word_spent_at', sa.TIMESTAMP(timezone=True), nullable=True))
    op.add_column('reply', sa.Column('attachments', postgresql.JSONB(), nullable=True))


def downgrade() -> None:
    op.drop_column('reply', 'attachments')
    op.drop_column('person', 'code_word_spent_at')
    op.drop_column('person', 'code_word_id')
    op.drop_index(op.f('ix_code_word_person_id'), table_name='code_word')
    op.drop_table('code_word')
