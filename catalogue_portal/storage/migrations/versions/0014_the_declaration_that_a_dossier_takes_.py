"""The declaration that a dossier takes along."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the schema forward."""
    with op.batch_alter_table("dossiers", schema=None) as batch_op:
        batch_op.add_column(sa.Column("convergence_number", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("convergence_digest", sa.String(length=71), nullable=True))


def downgrade() -> None:
    """Take it back."""
    with op.batch_alter_table("dossiers", schema=None) as batch_op:
        batch_op.drop_column("convergence_digest")
        batch_op.drop_column("convergence_number")
