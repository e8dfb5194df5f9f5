"""What items are compared by, what a source puts around all its texts, and what items were before."""

from alembic import op
import sqlalchemy as sa

revision = '0005'
down_revision = '0004'


def upgrade() -> None:
    moment = sa.DateTime(timezone=True)
    op.add_column('item', sa.Column('settled', sa.Boolean(), nullable=False, server_default=sa.false()))
    op.create_table('sketch',
    sa.Column('item', sa.String(), sa.ForeignKey('item.id', ondelete='CASCADE'), nullable=False),
    sa.Column('source', sa.String(), nullable=False),
    sa.Column('at', moment, nullable=False),
    sa.Column('shingles', sa.LargeBinary(), nullable=False),
    sa.PrimaryKeyConstraint('item')
    )
    op.create_index('sketch_of_source', 'sketch', ['source', 'at'])
    op.create_table('story_key',
    sa.Column('key', sa.BigInteger(), nullable=False),
    sa.Column('item', sa.String(), sa.ForeignKey('item.id', ondelete='CASCADE'), nullable=False),
    sa.PrimaryKeyConstraint('key', 'item'),
    sqlite_with_rowid=False
    )
    op.create_index('story_key_of_item', 'story_key', ['item'])
    op.create_table('boilerplate',
    sa.Column('source', sa.String(), nullable=False),
    sa.Column('shingles', sa.LargeBinary(), nullable=False),
    sa.Column('unread', sa.Integer(), nullable=False),
    sa.PrimaryKeyConstraint('source')
    )
    op.create_table('revision',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('item', sa.String(), sa.ForeignKey('item.id', ondelete='CASCADE'), nullable=False),
    sa.Column('until', moment, nullable=False),
    sa.Column('title', sa.Text(), nullable=False),
    sa.Column('html', sa.Text(), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('summary', sa.Text(), nullable=False),
    sa.Column('link', sa.Text(), nullable=True),
    sa.Column('updated_at', moment, nullable=True),
    sa.Column('fingerprint', sa.String(), nullable=False),
    sa.PrimaryKeyConstraint('id')
    )
    op.create_index('revision_of_item', 'revision', ['item', 'until'])
