"""Entries whose article could not be had yet, whole: their list may hold them no more when it can."""

from alembic import op
import sqlalchemy as sa

revision = '0015'
down_revision = '0014'


def upgrade() -> None:
    op.add_column('deferred_entry', sa.Column('entry', sa.Text(), nullable=True))
    op.add_column('deferred_entry', sa.Column('first', sa.Boolean(), nullable=False, server_default=sa.false()))
