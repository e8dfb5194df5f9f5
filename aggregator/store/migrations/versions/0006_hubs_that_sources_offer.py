"""The hubs that sources offer, and how far we are with subscribing to them."""

from alembic import op
import sqlalchemy as sa

revision = '0006'
down_revision = '0005'


def upgrade() -> None:
    op.create_table(
        'hub',
        sa.Column('source', sa.String(), sa.ForeignKey('source.key', ondelete='CASCADE'), primary_key=True),
        sa.Column('url', sa.Text(), nullable=False),
        sa.Column('topic', sa.Text(), nullable=False),
        sa.Column('state', sa.String(), nullable=False),
        sa.Column('next_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('until', sa.DateTime(timezone=True), nullable=True),
        sa.Column('heard_at', sa.DateTime(timezone=True), nullable=True),
        sa.Column('why', sa.Text(), nullable=True),
    )
