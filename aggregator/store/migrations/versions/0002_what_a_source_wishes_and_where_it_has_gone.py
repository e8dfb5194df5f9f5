"""What a source wishes, and where it has gone."""

from alembic import op
import sqlalchemy as sa

revision = '0002'
down_revision = '0001'


def upgrade() -> None:
    op.add_column('source', sa.Column('validators_url', sa.Text(), nullable=True))
    op.add_column('source', sa.Column('wishes', sa.JSON(), nullable=True))
    op.add_column('source', sa.Column('failing_since', sa.DateTime(timezone=True), nullable=True))
    op.add_column('source', sa.Column('moved_to', sa.Text(), nullable=True))
    op.add_column('source', sa.Column('moved_since', sa.DateTime(timezone=True), nullable=True))
