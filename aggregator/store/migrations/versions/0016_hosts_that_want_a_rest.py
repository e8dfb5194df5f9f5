"""Hosts that do not want to be asked before a time, so that no other process and no next start asks them."""

from alembic import op
import sqlalchemy as sa

revision = '0016'
down_revision = '0015'


def upgrade() -> None:
    op.create_table('held_host',
    sa.Column('name', sa.String(), nullable=False),
    sa.Column('until', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('name')
    )
