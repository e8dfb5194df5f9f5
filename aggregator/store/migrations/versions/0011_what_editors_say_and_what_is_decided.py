"""What editors say of stories, what they write above issues, and what was decided of each date."""

from alembic import op
import sqlalchemy as sa

revision = '0011'
down_revision = '0010'


def upgrade() -> None:
    moment = sa.DateTime(timezone=True)
    with op.batch_alter_table('article') as article:
        article.alter_column('item', existing_type=sa.String(), nullable=True)
        article.add_column(sa.Column('note', sa.Text()))
    op.create_table('edit',
    sa.Column('digest', sa.String(), nullable=False),
    sa.Column('story', sa.String(), nullable=False),
    sa.Column('title', sa.Text()),
    sa.Column('text', sa.Text()),
    sa.Column('note', sa.Text()),
    sa.Column('section', sa.String()),
    sa.Column('place', sa.Integer()),
    sa.Column('hidden', sa.Boolean(), nullable=False),
    sa.Column('after', sa.Integer()),
    sa.Column('basis', sa.String()),
    sa.Column('by_hand', sa.Boolean(), nullable=False),
    sa.Column('link', sa.Text()),
    sa.Column('at', moment, nullable=False),
    sa.PrimaryKeyConstraint('digest', 'story')
    )
    op.create_table('head',
    sa.Column('digest', sa.String(), nullable=False),
    sa.Column('number', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('intro', sa.Text()),
    sa.Column('banner', sa.Text()),
    sa.PrimaryKeyConstraint('digest', 'number')
    )
    op.create_table('decision',
    sa.Column('digest', sa.String(), nullable=False),
    sa.Column('due', sa.String(), nullable=False),
    sa.Column('number', sa.Integer()),
    sa.Column('outcome', sa.String(), nullable=False),
    sa.Column('why', sa.Text(), nullable=False),
    sa.Column('at', moment, nullable=False),
    sa.PrimaryKeyConstraint('digest', 'due')
    )
    op.create_index('decision_by_time', 'decision', ['digest', 'at'])
