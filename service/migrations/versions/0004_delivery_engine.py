"""lanes, pace and halts; looks at the provider; runs of imports and broadcasts; keys of the API"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = '0004'
down_revision = '0003'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('broadcast',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('key', sa.Text(), nullable=False),
    sa.Column('draft', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('rows', sa.Integer(), nullable=False),
    sa.Column('created_at', sa.TIMESTAMP(timezone=True), nullable=False),
    sa.Column('created_by', sa.Uuid(), nullable=True),
    sa.Column('stopped_at', sa.TIMESTAMP(timezone=True), nullable=True),
    sa.Column('finished_at', sa.TIMESTAMP(timezone=True), nullable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_broadcast')),
    sa.UniqueConstraint('key', name=op.f('uq_broadcast_key'))
    )
    op.create_table('halt',
    sa.Column('channel', sa.Text(), nullable=False),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('since', sa.TIMESTAMP(timezone=True), nullable=False),
    sa.Column('probe_at', sa.TIMESTAMP(timezone=True), nullable=True),
    sa.PrimaryKeyConstraint('channel', name=op.f('pk_halt'))
    )
    op.create_table('import_run',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('digest', sa.Text(), nullable=False),
    sa.Column('rows', sa.Integer(), nullable=False),
    sa.Column('started_at', sa.TIMESTAMP(timezone=True), nullable=False),
    sa.Column('started_by', sa.Uuid(), nullable=True),
    sa.Column('finished_at', sa.TIMESTAMP(timezone=True), nullable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_import_run'))
    )
    op.create_index(op.f('ix_import_run_digest'), 'import_run', ['digest'], unique=False)
    op.create_table('mailbox',
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('uid_validity', sa.BigInteger(), nullable=False),
    sa.Column('last_uid', sa.BigInteger(), nullable=False),
    sa.Column('at', sa.TIMESTAMP(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('name', name=op.f('pk_mailbox'))
    )
    op.create_table('pace',
    sa.Column('channel', sa.Text(), nullable=False),
    sa.Column('tokens', sa.Double(), nullable=False),
    sa.Column('owed_to_bulk', sa.Double(), nullable=False),
    sa.Column('at', sa.TIMESTAMP(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('channel', name=op.f('pk_pace'))
    )
    op.create_table('api_key',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('digest', sa.Text(), nullable=False),
    sa.Column('scopes', postgresql.ARRAY(sa.Text()), nullable=False),
    sa.Column('staff_id', sa.Uuid(), nullable=False),
    sa.Column('a_minute', sa.Integer(), nullable=False),
    sa.Column('created_at', sa.TIMESTAMP(timezone=True), nullable=False),
    sa.Column('created_by', sa.Uuid(), nullable=True),
    sa.Column('revoked_at', sa.TIMESTAMP(timezone=True), nullable=True),
    sa.Column('revoked_by', sa.Uuid(), nullable=True),
    sa.ForeignKeyConstraint(['staff_id'], ['staff.id'], name=op.f('fk_api_key_staff_id_staff')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_api_key')),
    sa.UniqueConstraint('digest', name=op.f('uq_api_key_digest'))
    )
    op.create_table('api_use',
    sa.Column('key_id', sa.Uuid(), nullable=False),
    sa.Column('minute', sa.TIMESTAMP(timezone=True), nullable=False),
    sa.Column('requests', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['key_id'], ['api_key.id'], name=op.f('fk_api_use_key_id_api_key')),
    sa.PrimaryKeyConstraint('key_id', 'minute', name=op.f('pk_api_use'))
    )
    op.create_table('import_row',
    sa.Column('run_id', sa.Uuid(), nullable=False),
    sa.Column('line', sa.Integer(), nullable=False),
    sa.Column('digest', sa.Text(), nullable=False),
    sa.Column('outcome', sa.Text(), nullable=False),
    sa.Column('reasons', postgresql.ARRAY(sa.Text()), nullable=False),
    sa.Column('person_id', sa.Uuid(), nullable=True),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_import_row_person_id_person')),
    sa.ForeignKeyConstraint(['run_id'], ['import_run.id'], name=op.f('fk_import_row_run_id_import_run')),
    sa.PrimaryKeyConstraint('run_id', 'line', name=op.f('pk_import_row'))
    )
    op.create_index('ix_import_row_digest', 'import_row', ['digest'], unique=False, postgresql_where=sa.text("outcome = 'added'"))
    op.create_table('broadcast_row',
    sa.Column('broadcast_id', sa.Uuid(), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('person_id', sa.Uuid(), nullable=True),
    sa.Column('outcome', sa.Text(), nullable=False),
    sa.Column('reason', sa.Text(), nullable=True),
    sa.Column('message_id', sa.Uuid(), nullable=True),
    sa.ForeignKeyConstraint(['broadcast_id'], ['broadcast.id'], name=op.f('fk_broadcast_row_broadcast_id_broadcast')),
    sa.ForeignKeyConstraint(['message_id'], ['message.id'], name=op.f('fk_broadcast_row_message_id_message')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_broadcast_row_person_id_person')),
    sa.PrimaryKeyConstraint('broadcast_id', 'position', name=op.f('pk_broadcast_row'))
    )
    op.create_index('ix_broadcast_row_waiting', 'broadcast_row', ['broadcast_id', 'position'], unique=False, postgresql_where=sa.text("outcome = 'waiting'"))
    op.add_column('alert', sa.Column('times', sa.Integer(), nullable=False, server_default='1'))
    op.alter_column('alert', 'times', server_default=None)
    # Of alerts alike that nobody saw one stays, and counts the others.
    op.execute("""
        WITH alike AS (
            SELECT id, row_number() OVER each AS place, count(*) OVER (PARTITION BY kind, door, detail) AS number
              FROM alert WHERE seen_at IS NULL WINDOW each AS (PARTITION BY kind, door, detail ORDER BY at DESC, id DESC)
        ), counted AS (
            UPDATE alert SET times = alike.number FROM alike WHERE alike.id = alert.id AND alike.place = 1
        )
        DELETE FROM alert USING alike WHERE alike.id = alert.id AND alike.place > 1
    """)
    op.create_index('ix_alert_unseen', 'alert', ['kind', 'door', 'detail'], unique=True, postgresql_where=sa.text('seen_at IS NULL'))
    op.add_column('attempt', sa.Column('looks', sa.SmallInteger(), nullable=False, server_default='0'))
    op.alter_column('attempt', 'looks', server_default=None)
    op.add_column('attempt', sa.Column('looked_at', sa.TIMESTAMP(timezone=True), nullable=True))
    op.add_column('attempt', sa.Column('look_found', sa.Text(), nullable=True))
    op.add_column('audit_entry', sa.Column('via', sa.Uuid(), nullable=True))
    op.add_column('delivery', sa.Column('lane', sa.SmallInteger(), nullable=False, server_default='1'))
    op.alter_column('delivery', 'lane', server_default=None)
    op.execute("UPDATE delivery SET lane = 0 WHERE urgent")
    op.drop_index(op.f('ix_delivery_due'), table_name='delivery', postgresql_where="((state)::text = 'queued'::text)")
    op.create_index('ix_delivery_due', 'delivery', ['channel', 'lane', 'due_at', 'id'], unique=False, postgresql_where=sa.text("state = 'queued'"))
    op.create_index('ix_delivery_on_its_way', 'delivery', ['point_id'], unique=False, postgresql_where=sa.text("state IN ('queued', 'sending')"))
    op.create_index('ix_delivery_unknown', 'delivery', ['state_at'], unique=False, postgresql_where=sa.text("state = 'unknown'"))
    op.drop_column('delivery', 'urgent')
    op.add_column('message', sa.Column('broadcast_id', sa.Uuid(), nullable=True))
    op.create_index('ix_message_broadcast_id', 'message', ['broadcast_id'], unique=False, postgresql_where=sa.text('broadcast_id IS NOT NULL'))
    op.create_foreign_key(op.f('fk_message_broadcast_id_broadcast'), 'message', 'broadcast', ['broadcast_id'], ['id'])


def downgrade() -> None:
    op.drop_constraint(op.f('fk_message_broadcast_id_broadcast'), 'message', type_='foreignkey')
    op.drop_index('ix_message_broadcast_id', table_name='message', postgresql_where=sa.text('broadcast_id IS NOT NULL'))
    op.drop_column('message', 'broadcast_id')
    op.add_column('delivery', sa.Column('urgent', sa.BOOLEAN(), nullable=False, server_default='false'))
    op.alter_column('delivery', 'urgent', server_default=None)
    op.execute("UPDATE delivery SET urgent = true WHERE lane = 0")
    op.drop_index('ix_delivery_unknown', table_name='delivery', postgresql_where=sa.text("state = 'unknown'"))
    op.drop_index('ix_delivery_on_its_way', table_name='delivery', postgresql_where=sa.text("state IN ('queued', 'sending')"))
    op.drop_index('ix_delivery_due', table_name='delivery', postgresql_where=sa.text("state = 'queued'"))
    op.create_index(op.f('ix_delivery_due'), 'delivery', ['urgent', 'due_at'], unique=False, postgresql_where="((state)::text = 'queued'::text)")
    op.drop_column('delivery', 'lane')
    op.drop_column('audit_entry', 'via')
    op.drop_column('attempt', 'look_found')
    op.drop_column('attempt', 'looked_at')
    op.drop_column('attempt', 'looks')
    op.drop_index('ix_alert_unseen', table_name='alert', postgresql_where=sa.text('seen_at IS NULL'))
    op.drop_column('alert', 'times')
    op.drop_index('ix_broadcast_row_waiting', table_name='broadcast_row', postgresql_where=sa.text("outcome = 'waiting'"))
    op.drop_table('broadcast_row')
    op.drop_index('ix_import_row_digest', table_name='import_row', postgresql_where=sa.text("outcome = 'added'"))
    op.drop_table('import_row')
    op.drop_table('api_use')
    op.drop_table('api_key')
    op.drop_table('pace')
    op.drop_table('mailbox')
    op.drop_index(op.f('ix_import_run_digest'), table_name='import_run')
    op.drop_table('import_run')
    op.drop_table('halt')
    op.drop_table('broadcast')
