"""What feeds say of themselves, the files that go with items, the host that names the site's feeds."""

from alembic import op
import sqlalchemy as sa

revision = '0009'
down_revision = '0008'


def upgrade() -> None:
    for name in ('said_id', 'said_title', 'said_link'):
        op.add_column('source', sa.Column(name, sa.Text()))
    op.add_column('item', sa.Column('enclosures', sa.JSON()))
    op.create_table('naming',
    sa.Column('number', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('authority', sa.Text(), nullable=False),
    sa.PrimaryKeyConstraint('number')
    )
