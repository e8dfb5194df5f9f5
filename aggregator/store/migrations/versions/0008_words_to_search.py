"""Words to search items by; the index is filled by the program that migrates."""

from alembic import op
import sqlalchemy as sa

revision = '0008'
down_revision = '0007'


def upgrade() -> None:
    op.create_table('searched',
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('item', sa.String(), nullable=False),
    sa.ForeignKeyConstraint(['item'], ['item.id'], ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('number'),
    sa.UniqueConstraint('item'),
    sqlite_autoincrement=True
    )
    if op.get_bind().dialect.name == 'sqlite':
        op.execute("CREATE VIRTUAL TABLE search_words USING fts5 (title, text, content = '', tokenize = 'unicode61 remove_diacritics 0')")
    else:
        op.execute('CREATE TABLE search_words (number INTEGER PRIMARY KEY REFERENCES searched ON DELETE CASCADE, words TSVECTOR NOT NULL)')
        op.execute('CREATE INDEX search_words_by_word ON search_words USING GIN (words)')
