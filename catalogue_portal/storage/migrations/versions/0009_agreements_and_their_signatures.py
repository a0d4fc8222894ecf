"""Agreements and their signatures."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the schema forward."""
    op.create_table(
        "agreements",
        sa.Column("id", sa.String(length=20), nullable=False),
        sa.Column("dossier_id", sa.String(length=20), nullable=False),
        sa.Column("organisation_id", sa.String(length=20), nullable=False),
        sa.Column("app_id", sa.String(length=20), nullable=False),
        sa.Column("release_id", sa.String(length=20), nullable=False),
        sa.Column("state", sa.String(length=30), nullable=False),
        sa.Column("scopes", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("purposes", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("exchanges", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("drafted_by", sa.String(length=20), nullable=False),
        sa.Column("drafted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("signed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("hook_up_run_id", sa.String(length=20), nullable=True),
        sa.Column("in_force_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("abandoned_because", sa.Text(), nullable=True),
        sa.CheckConstraint(
            "state IN ('drafted', 'open_for_signature', 'signed', 'hook_up', 'hook_up_failed', 'in_force', "
            "'expired', 'terminated', 'abandoned')",
            name=op.f("ck_agreements_state"),
        ),
        sa.ForeignKeyConstraint(["app_id"], ["apps.id"], name=op.f("fk_agreements_app_id_apps")),
        sa.ForeignKeyConstraint(["dossier_id"], ["dossiers.id"], name=op.f("fk_agreements_dossier_id_dossiers")),
        sa.ForeignKeyConstraint(["hook_up_run_id"], ["runs.id"], name=op.f("fk_agreements_hook_up_run_id_runs")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisations.id"], name=op.f("fk_agreements_organisation_id_organisations")
        ),
        sa.ForeignKeyConstraint(["release_id"], ["releases.id"], name=op.f("fk_agreements_release_id_releases")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agreements")),
    )
    with op.batch_alter_table("agreements", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_agreements_app_id"), ["app_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_agreements_organisation_id"), ["organisation_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_agreements_release_id"), ["release_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_agreements_state"), ["state"], unique=False)
        batch_op.create_index(
            "uq_agreements_living_dossier",
            ["dossier_id"],
            unique=True,
            sqlite_where=sa.text("state <> 'abandoned'"),
            postgresql_where=sa.text("state <> 'abandoned'"),
        )

    op.create_table(
        "signatures",
        sa.Column("agreement_id", sa.String(length=20), nullable=False),
        sa.Column("party", sa.String(length=20), nullable=False),
        sa.Column("user_id", sa.String(length=20), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("capacity", sa.String(length=200), nullable=False),
        sa.Column("terms_digest", sa.String(length=71), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["agreement_id"], ["agreements.id"], name=op.f("fk_signatures_agreement_id_agreements")
        ),
        sa.PrimaryKeyConstraint("agreement_id", "party", name=op.f("pk_signatures")),
        sa.UniqueConstraint("agreement_id", "user_id", name=op.f("uq_signatures_agreement_id_user_id")),
    )


def downgrade() -> None:
    """Take it back."""
    op.drop_table("signatures")
    with op.batch_alter_table("agreements", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_agreements_living_dossier",
            sqlite_where=sa.text("state <> 'abandoned'"),
            postgresql_where=sa.text("state <> 'abandoned'"),
        )
        batch_op.drop_index(batch_op.f("ix_agreements_state"))
        batch_op.drop_index(batch_op.f("ix_agreements_release_id"))
        batch_op.drop_index(batch_op.f("ix_agreements_organisation_id"))
        batch_op.drop_index(batch_op.f("ix_agreements_app_id"))

    op.drop_table("agreements")
