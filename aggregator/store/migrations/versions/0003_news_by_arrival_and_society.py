"""News by arrival, for archived feeds, and by society, for the society's own page and feed."""

from alembic import op

revision = '0003'
down_revision = '0002'


def upgrade() -> None:
    op.create_index('item_by_arrival', 'item', ['news', 'first_seen', 'id'])
    op.create_index('item_by_society', 'item', ['society', 'news', 'date'])
