"""Labels and their states."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the schema forward."""
    op.create_table(
        "labels",
        sa.Column("id", sa.String(length=20), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("environment", sa.String(length=20), nullable=False),
        sa.Column("status_index", sa.Integer(), nullable=False),
        sa.Column("release_id", sa.String(length=20), nullable=False),
        sa.Column("app_id", sa.String(length=20), nullable=False),
        sa.Column("agreement_id", sa.String(length=20), nullable=False),
        sa.Column("issued_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("statement", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("compact", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["agreement_id"], ["agreements.id"], name=op.f("fk_labels_agreement_id_agreements")),
        sa.ForeignKeyConstraint(["app_id"], ["apps.id"], name=op.f("fk_labels_app_id_apps")),
        sa.ForeignKeyConstraint(["release_id"], ["releases.id"], name=op.f("fk_labels_release_id_releases")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_labels")),
        sa.UniqueConstraint("agreement_id", name=op.f("uq_labels_agreement_id")),
        sa.UniqueConstraint("environment", "status_index", name=op.f("uq_labels_environment_status_index")),
    )
    with op.batch_alter_table("labels", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_labels_app_id"), ["app_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_labels_release_id"), ["release_id"], unique=False)


def downgrade() -> None:
    """Take it back."""
    with op.batch_alter_table("labels", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_labels_release_id"))
        batch_op.drop_index(batch_op.f("ix_labels_app_id"))

    op.drop_table("labels")
