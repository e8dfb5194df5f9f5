"""An index of languages, so that those of all news are told without reading the news."""

from alembic import op

revision = '0010'
down_revision = '0009'


def upgrade() -> None:
    op.create_index('item_by_language', 'item', ['news', 'language'])
