"""What items are compared by, under a number of four bytes in place of the item's id, twice, in each of twenty rows."""

from alembic import op
import sqlalchemy as sa

revision = '0014'
down_revision = '0013'


def upgrade() -> None:
    moment = sa.DateTime(timezone=True)
    op.execute('CREATE TABLE sketch_before AS SELECT item, source, at, shingles FROM sketch')
    op.execute('CREATE TABLE story_key_before AS SELECT key, item FROM story_key')
    op.drop_table('story_key')
    op.drop_table('sketch')
    op.create_table('sketch',
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('item', sa.String(), sa.ForeignKey('item.id', ondelete='CASCADE'), nullable=False),
    sa.Column('source', sa.String(), nullable=False),
    sa.Column('at', moment, nullable=False),
    sa.Column('shingles', sa.LargeBinary(), nullable=False),
    sa.PrimaryKeyConstraint('number')
    )
    op.execute('INSERT INTO sketch (item, source, at, shingles) SELECT item, source, at, shingles FROM sketch_before ORDER BY at, item')
    op.create_index('sketch_of_item', 'sketch', ['item'], unique=True)
    op.create_index('sketch_of_source', 'sketch', ['source', 'at'])
    op.create_table('story_key',
    sa.Column('key', sa.BigInteger(), nullable=False),
    sa.Column('sketch', sa.Integer(), sa.ForeignKey('sketch.number', ondelete='CASCADE'), nullable=False),
    sa.PrimaryKeyConstraint('key', 'sketch'),
    sqlite_with_rowid=False
    )
    op.execute('INSERT INTO story_key (key, sketch) SELECT story_key_before.key, sketch.number FROM story_key_before JOIN sketch ON sketch.item = story_key_before.item ORDER BY 1, 2')
    op.create_index('story_key_of_sketch', 'story_key', ['sketch'])
    op.drop_table('story_key_before')
    op.drop_table('sketch_before')
