"""The links by which editors approve issues."""

from alembic import op
import sqlalchemy as sa

revision = '0012'
down_revision = '0011'


def upgrade() -> None:
    moment = sa.DateTime(timezone=True)
    op.create_table('review',
    sa.Column('id', sa.String(), nullable=False),
    sa.Column('digest', sa.String(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('due', sa.String(), nullable=False),
    sa.Column('editor', sa.Text(), nullable=False),
    sa.Column('at', moment, nullable=False),
    sa.Column('told_at', moment),
    sa.Column('used_at', moment),
    sa.PrimaryKeyConstraint('id'),
    sa.UniqueConstraint('digest', 'due', 'editor')
    )
