"""Declarations of convergence."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the schema forward."""
    op.create_table(
        "convergence_versions",
        sa.Column("id", sa.String(length=20), nullable=False),
        sa.Column("app_id", sa.String(length=20), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("edition", sa.String(length=20), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("digest", sa.String(length=71), nullable=False),
        sa.Column("saved_by", sa.String(length=20), nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("filed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["app_id"], ["apps.id"], name=op.f("fk_convergence_versions_app_id_apps")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_convergence_versions")),
        sa.UniqueConstraint("app_id", "number", name=op.f("uq_convergence_versions_app_id_number")),
    )
    with op.batch_alter_table("convergence_versions", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_convergence_versions_app_id"), ["app_id"], unique=False)


def downgrade() -> None:
    """Take it back."""
    with op.batch_alter_table("convergence_versions", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_convergence_versions_app_id"))

    op.drop_table("convergence_versions")
