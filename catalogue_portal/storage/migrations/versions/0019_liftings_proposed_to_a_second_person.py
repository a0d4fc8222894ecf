"""Liftings proposed to a second person."""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the schema forward."""
    with op.batch_alter_table("proceedings", schema=None) as batch_op:
        batch_op.add_column(sa.Column("lifting_by", sa.String(length=20), nullable=True))
        batch_op.add_column(sa.Column("lifting_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("lifting_because", sa.Text(), nullable=True))


def downgrade() -> None:
    """Take it back: a measure whose lifting was only proposed is in effect, as it was before the proposal."""
    op.execute("UPDATE proceedings SET state = 'in_effect' WHERE state = 'lifting_proposed'")
    with op.batch_alter_table("proceedings", schema=None) as batch_op:
        batch_op.drop_column("lifting_because")
        batch_op.drop_column("lifting_at")
        batch_op.drop_column("lifting_by")
