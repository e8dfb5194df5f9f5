"""How often each source's guids have stayed with their items, and how often they have changed."""

from alembic import op
import sqlalchemy as sa

revision = '0007'
down_revision = '0006'


def upgrade() -> None:
    for name in ('guids_kept', 'guids_changed'):
        op.add_column('source', sa.Column(name, sa.Integer(), nullable=False, server_default='0'))
