"""scanned slips, kept with the record"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = '0009'
down_revision = '0008'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('scan_file',
        sa.Column('id', sa.Uuid(), nullable=False),
        sa.Column('digest', sa.Text(), nullable=False),
        sa.Column('content', sa.LargeBinary(), nullable=True),
        sa.Column('state', sa.Enum('waiting', 'stopped', 'read', 'refused', name='filestate', native_enum=False, length=48), nullable=False),
        sa.Column('why', sa.Text(), nullable=False),
        sa.Column('pages', sa.Integer(), nullable=False),
        sa.Column('read', sa.Integer(), nullable=False),
        sa.Column('taken_in_by', sa.Uuid(), nullable=True),
        sa.Column('taken_in_at', sa.TIMESTAMP(timezone=True), nullable=False),
        sa.Column('lease_until', sa.TIMESTAMP(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_scan_file')),
        sa.UniqueConstraint('digest', name=op.f('uq_scan_file_digest')),
    )
    op.create_index('ix_scan_file_waiting', 'scan_file', ['taken_in_at'], unique=False, postgresql_where=sa.text("state = 'waiting'"))
    op.create_table('scanned_slip',
        sa.Column('id', sa.Uuid(), nullable=False),
        sa.Column('file_id', sa.Uuid(), nullable=False),
        sa.Column('page', sa.Integer(), nullable=False),
        sa.Column('position', sa.Integer(), nullable=False),
        sa.Column('code', sa.Text(), nullable=False),
        sa.Column('version', sa.Integer(), nullable=False),
        sa.Column('options', sa.Integer(), nullable=False),
        sa.Column('written', sa.Boolean(), nullable=False),
        sa.Column('reading', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column('why', sa.Text(), nullable=False),
        sa.Column('picture', sa.LargeBinary(), nullable=False),
        sa.Column('state', sa.Enum('to_look_at', 'recorded', 'set_aside', 'blank', name='pagestate', native_enum=False, length=48), nullable=False),
        sa.Column('reply_id', sa.Uuid(), nullable=True),
        sa.Column('dealt_with_by', sa.Uuid(), nullable=True),
        sa.Column('dealt_with_at', sa.TIMESTAMP(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(['file_id'], ['scan_file.id'], name=op.f('fk_scanned_slip_file_id_scan_file')),
        sa.ForeignKeyConstraint(['reply_id'], ['reply.id'], name=op.f('fk_scanned_slip_reply_id_reply')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_scanned_slip')),
        sa.UniqueConstraint('file_id', 'page', 'position', name=op.f('uq_scanned_slip_file_id_page_position')),
    )
    op.create_index(op.f('ix_scanned_slip_code'), 'scanned_slip', ['code'], unique=False)
    op.create_index('ix_scanned_slip_to_look_at', 'scanned_slip', ['file_id', 'page'], unique=False, postgresql_where=sa.text("state = 'to_look_at'"))


def downgrade() -> None:
    op.drop_table('scanned_slip')
    op.drop_table('scan_file')
