"""our phrases approved by a translator; workers' own words asked for, entered and approved in another language"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = '0007'
down_revision = '0006'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('phrase_approval',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('locale', sa.Text(), nullable=False),
    sa.Column('part', sa.Enum('messages', 'pages', name='part', native_enum=False, length=48), nullable=False),
    sa.Column('digest', sa.Text(), nullable=False),
    sa.Column('translator', sa.Text(), nullable=False),
    sa.Column('recorded_by', sa.Uuid(), nullable=True),
    sa.Column('recorded_at', sa.TIMESTAMP(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_phrase_approval'))
    )
    op.create_index('ix_phrase_approval_digest', 'phrase_approval', ['locale', 'part', 'digest'], unique=False)
    op.create_table('translation_request',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('person_id', sa.Uuid(), nullable=False),
    sa.Column('purpose', sa.Enum('appointment', 'decision', 'urgent', 'general', 'conversation', name='purpose', native_enum=False, length=48), nullable=False),
    sa.Column('body', sa.Text(), nullable=False),
    sa.Column('written_in', sa.Text(), nullable=False),
    sa.Column('language', sa.Text(), nullable=False),
    sa.Column('event_at', sa.TIMESTAMP(timezone=True), nullable=True),
    sa.Column('check_kind', sa.Enum('none', 'choice', 'open', name='checkkind', native_enum=False, length=48), nullable=False),
    sa.Column('question', sa.Text(), nullable=False),
    sa.Column('options', postgresql.ARRAY(sa.Text()), nullable=False),
    sa.Column('right_option', sa.Integer(), nullable=True),
    sa.Column('expected_answer', sa.Text(), nullable=False),
    sa.Column('explains_id', sa.Uuid(), nullable=True),
    sa.Column('due_on', sa.Date(), nullable=False),
    sa.Column('open', sa.Boolean(), nullable=False),
    sa.Column('request_key', sa.Uuid(), nullable=False),
    sa.Column('requested_by', sa.Uuid(), nullable=True),
    sa.Column('requested_at', sa.TIMESTAMP(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_translation_request_person_id_person')),
    sa.ForeignKeyConstraint(['requested_by'], ['staff.id'], name=op.f('fk_translation_request_requested_by_staff')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_translation_request')),
    sa.UniqueConstraint('request_key', name=op.f('uq_translation_request_request_key'))
    )
    op.create_index('ix_translation_request_open', 'translation_request', ['person_id'], unique=False, postgresql_where=sa.text('open'))
    op.create_index('ix_translation_request_person', 'translation_request', ['person_id', 'requested_at'], unique=False)
    op.create_table('translation_text',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('request_id', sa.Uuid(), nullable=False),
    sa.Column('supersedes_id', sa.Uuid(), nullable=True),
    sa.Column('body', sa.Text(), nullable=False),
    sa.Column('question', sa.Text(), nullable=False),
    sa.Column('options', postgresql.ARRAY(sa.Text()), nullable=False),
    sa.Column('translator', sa.Text(), nullable=False),
    sa.Column('missing', postgresql.ARRAY(sa.Text()), nullable=False),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('entered_by', sa.Uuid(), nullable=True),
    sa.Column('entered_at', sa.TIMESTAMP(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['entered_by'], ['staff.id'], name=op.f('fk_translation_text_entered_by_staff')),
    sa.ForeignKeyConstraint(['request_id'], ['translation_request.id'], name=op.f('fk_translation_text_request_id_translation_request')),
    sa.ForeignKeyConstraint(['supersedes_id'], ['translation_text.id'], name=op.f('fk_translation_text_supersedes_id_translation_text')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_translation_text')),
    sa.UniqueConstraint('supersedes_id', name=op.f('uq_translation_text_supersedes_id'))
    )
    op.create_index(op.f('ix_translation_text_request_id'), 'translation_text', ['request_id'], unique=False)
    op.create_index('uq_translation_text_first', 'translation_text', ['request_id'], unique=True, postgresql_where=sa.text('supersedes_id IS NULL'))
    op.create_table('translation_decision',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('request_id', sa.Uuid(), nullable=False),
    sa.Column('text_id', sa.Uuid(), nullable=True),
    sa.Column('decision', sa.Enum('approved', 'sent_back', 'withdrawn', name='decision', native_enum=False, length=48), nullable=False),
    sa.Column('reader', sa.Text(), nullable=False),
    sa.Column('note', sa.Text(), nullable=False),
    sa.Column('by', sa.Uuid(), nullable=True),
    sa.Column('at', sa.TIMESTAMP(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['by'], ['staff.id'], name=op.f('fk_translation_decision_by_staff')),
    sa.ForeignKeyConstraint(['request_id'], ['translation_request.id'], name=op.f('fk_translation_decision_request_id_translation_request')),
    sa.ForeignKeyConstraint(['text_id'], ['translation_text.id'], name=op.f('fk_translation_decision_text_id_translation_text')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_translation_decision')),
    sa.UniqueConstraint('text_id', name=op.f('uq_translation_decision_text_id'))
    )
    op.create_index(op.f('ix_translation_decision_request_id'), 'translation_decision', ['request_id'], unique=False)
    op.add_column('message', sa.Column('translation_id', sa.Uuid(), nullable=True))
    op.create_index('uq_message_translation_id', 'message', ['translation_id'], unique=True, postgresql_where=sa.text('translation_id IS NOT NULL'))
    op.create_foreign_key(op.f('fk_message_translation_id_translation_text'), 'message', 'translation_text', ['translation_id'], ['id'])


def downgrade() -> None:
    op.drop_constraint(op.f('fk_message_translation_id_translation_text'), 'message', type_='foreignkey')
    op.drop_index('uq_message_translation_id', table_name='message', postgresql_where=sa.text('translation_id IS NOT NULL'))
    op.drop_column('message', 'translation_id')
    op.drop_index(op.f('ix_translation_decision_request_id'), table_name='translation_decision')
    op.drop_table('translation_decision')
    op.drop_index('uq_translation_text_first', table_name='translation_text', postgresql_where=sa.text('supersedes_id IS NULL'))
    op.drop_index(op.f('ix_translation_text_request_id'), table_name='translation_text')
    op.drop_table('translation_text')
    op.drop_index('ix_translation_request_person', table_name='translation_request')
    op.drop_index('ix_translation_request_open', table_name='translation_request', postgresql_where=sa.text('open'))
    op.drop_table('translation_request')
    op.drop_index('ix_phrase_approval_digest', table_name='phrase_approval')
    op.drop_table('phrase_approval')
