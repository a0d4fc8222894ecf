"""Proofs of domains and spaces of apps."""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the schema forward."""
    op.create_table(
        "domain_proofs",
        sa.Column("id", sa.String(length=20), nullable=False),
        sa.Column("organisation_id", sa.String(length=20), nullable=False),
        sa.Column("origin", sa.String(length=300), nullable=False),
        sa.Column("token", sa.String(length=43), nullable=False),
        sa.Column("answer", sa.String(length=87), nullable=False),
        sa.Column("claimed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("looked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("failure", sa.String(length=40), nullable=True),
        sa.Column("failure_detail", sa.Text(), nullable=True),
        sa.Column("proven_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("held_origin", sa.String(length=300), nullable=True),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisations.id"], name=op.f("fk_domain_proofs_organisation_id_organisations")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_domain_proofs")),
        sa.UniqueConstraint("held_origin", name=op.f("uq_domain_proofs_held_origin")),
        sa.UniqueConstraint("organisation_id", "origin", name=op.f("uq_domain_proofs_organisation_id_origin")),
    )
    with op.batch_alter_table("domain_proofs", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_domain_proofs_organisation_id"), ["organisation_id"], unique=False)

    op.create_table(
        "app_spaces",
        sa.Column("app_id", sa.String(length=20), nullable=False),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("main_port", sa.Integer(), nullable=False),
        sa.Column("token_port", sa.Integer(), nullable=False),
        sa.Column("seed", sa.Integer(), nullable=False),
        sa.Column("callers", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("issuer", sa.String(length=300), nullable=True),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("credentials_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["app_id"], ["apps.id"], name=op.f("fk_app_spaces_app_id_apps")),
        sa.PrimaryKeyConstraint("app_id", name=op.f("pk_app_spaces")),
        sa.UniqueConstraint("id", name=op.f("uq_app_spaces_id")),
        sa.UniqueConstraint("main_port", name=op.f("uq_app_spaces_main_port")),
        sa.UniqueConstraint("token_port", name=op.f("uq_app_spaces_token_port")),
    )


def downgrade() -> None:
    """Take it back."""
    op.drop_table("app_spaces")
    with op.batch_alter_table("domain_proofs", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_domain_proofs_organisation_id"))

    op.drop_table("domain_proofs")
