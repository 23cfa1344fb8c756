"""the colour of paper that a person reads best on"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = '0008'
down_revision = '0007'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column('contact_record', sa.Column('paper', sa.Enum('white', 'cream', 'yellow', 'peach', 'pink', 'lilac', 'pale_blue', 'pale_green', 'grey', name='paper', native_enum=False, length=48), nullable=True))


def downgrade() -> None:
    op.drop_column('contact_record', 'paper')
