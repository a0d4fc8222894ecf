"""The documents that a dossier takes along, whole and by requirement."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the schema forward."""
    for table in ("dossiers", "evidence_slots"):
        with op.batch_alter_table(table, schema=None) as batch_op:
            batch_op.add_column(
                sa.Column("documents", sa.JSON(none_as_null=True), nullable=False, server_default=sa.text("'[]'"))
            )


def downgrade() -> None:
    """Take it back."""
    for table in ("evidence_slots", "dossiers"):
        with op.batch_alter_table(table, schema=None) as batch_op:
            batch_op.drop_column("documents")
