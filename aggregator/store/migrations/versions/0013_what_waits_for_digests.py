"""What waits for digests, found without a look at all that is stored."""

from alembic import op
import sqlalchemy as sa

revision = '0013'
down_revision = '0012'


def upgrade() -> None:
    op.create_table('candidate',
    sa.Column('digest', sa.String(), nullable=False),
    sa.Column('item', sa.String(), nullable=False),
    sa.ForeignKeyConstraint(['item'], ['item.id'], ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('digest', 'item')
    )
    op.create_index('candidate_by_item', 'candidate', ['item'])
    op.create_table('sifted',
    sa.Column('digest', sa.String(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('rules', sa.Text(), nullable=False),
    sa.PrimaryKeyConstraint('digest')
    )
    op.create_index('article_by_item', 'article', ['item', 'digest'])
