"""Consent, wishes, suppression, notices and bounces."""

from alembic import op
import sqlalchemy as sa

revision = '0004'
down_revision = '0003'


def upgrade() -> None:
    moment = sa.DateTime(timezone=True)
    op.add_column('subscriber', sa.Column('consent_at', moment, nullable=True))
    op.add_column('subscriber', sa.Column('consent_network', sa.String(), nullable=True))
    op.add_column('subscriber', sa.Column('consent_form', sa.String(), nullable=True))
    op.add_column('subscriber', sa.Column('preferences', sa.JSON(), nullable=True))
    op.add_column('subscriber', sa.Column('why', sa.Text(), nullable=True))
    op.add_column('subscriber', sa.Column('score', sa.Float(), nullable=False, server_default='0'))
    op.add_column('subscriber', sa.Column('scored_at', moment, nullable=True))
    op.create_index('subscriber_by_lower_address', 'subscriber', [sa.text('lower(address)')])
    op.create_index('subscriber_by_state', 'subscriber', ['state'])
    op.create_table('suppression',
    sa.Column('value', sa.String(), nullable=False),
    sa.Column('reason', sa.String(), nullable=False),
    sa.Column('at', moment, nullable=False),
    sa.Column('note', sa.Text(), nullable=True),
    sa.PrimaryKeyConstraint('value')
    )
    op.create_table('asked',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('key', sa.String(), nullable=False),
    sa.Column('at', moment, nullable=False),
    sa.PrimaryKeyConstraint('id')
    )
    op.create_index('asked_by_key', 'asked', ['key', 'at'])
    op.create_table('notice',
    sa.Column('id', sa.String(), nullable=False),
    sa.Column('kind', sa.String(), nullable=False),
    sa.Column('subscriber', sa.String(), nullable=False),
    sa.Column('address', sa.Text(), nullable=False),
    sa.Column('at', moment, nullable=False),
    sa.Column('consent', sa.Text(), nullable=True),
    sa.Column('consent_network', sa.String(), nullable=True),
    sa.Column('consent_form', sa.String(), nullable=True),
    sa.Column('preferences', sa.JSON(), nullable=True),
    sa.Column('state', sa.String(), nullable=False),
    sa.Column('attempts', sa.Integer(), nullable=False),
    sa.Column('answer', sa.Text(), nullable=True),
    sa.Column('next_at', moment, nullable=True),
    sa.ForeignKeyConstraint(['subscriber'], ['subscriber.id'], ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id')
    )
    op.create_index('notice_by_state', 'notice', ['state', 'next_at'])
    op.create_table('bounce',
    sa.Column('id', sa.String(), nullable=False),
    sa.Column('subscriber', sa.String(), nullable=True),
    sa.Column('at', moment, nullable=False),
    sa.Column('kind', sa.String(), nullable=False),
    sa.Column('status', sa.String(), nullable=True),
    sa.Column('why', sa.Text(), nullable=False),
    sa.Column('message_id', sa.String(), nullable=True),
    sa.Column('raw', sa.LargeBinary(), nullable=True),
    sa.ForeignKeyConstraint(['subscriber'], ['subscriber.id'], ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id')
    )
    op.create_index('bounce_of_subscriber', 'bounce', ['subscriber', 'at'])
