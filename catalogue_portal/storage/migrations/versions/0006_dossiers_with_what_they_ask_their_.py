"""Dossiers with what they ask, their evidence, complements and recusals."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the schema forward."""
    op.create_table(
        "dossiers",
        sa.Column("id", sa.String(length=20), nullable=False),
        sa.Column("organisation_id", sa.String(length=20), nullable=False),
        sa.Column("app_id", sa.String(length=20), nullable=False),
        sa.Column("release_id", sa.String(length=20), nullable=False),
        sa.Column("run_id", sa.String(length=20), nullable=False),
        sa.Column("edition", sa.String(length=20), nullable=False),
        sa.Column("edition_digest", sa.String(length=71), nullable=False),
        sa.Column("report_digest", sa.String(length=71), nullable=False),
        sa.Column("procedure", sa.String(length=40), nullable=False),
        sa.Column("state", sa.String(length=30), nullable=False),
        sa.Column("purposes", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("security_conditions", sa.Text(), nullable=False),
        sa.Column("consent_text", sa.Text(), nullable=False),
        sa.Column("filed_by", sa.String(length=20), nullable=False),
        sa.Column("filed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("submitted_by", sa.String(length=20), nullable=True),
        sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("used_seconds", sa.Double(), nullable=False),
        sa.Column("running_since", sa.DateTime(timezone=True), nullable=True),
        sa.Column("inadmissibility_reasons", sa.Text(), nullable=True),
        sa.Column("inadmissibility_appeal_fr", sa.Text(), nullable=True),
        sa.Column("inadmissibility_appeal_en", sa.Text(), nullable=True),
        sa.Column("inadmissibility_appeal_until", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "state IN ('draft', 'submitted', 'admissible', 'inadmissible', 'under_review', "
            "'complement_requested', 'opinion_given', 'approved', 'refused', 'closed', "
            "'withdrawn', 'lapsed')",
            name=op.f("ck_dossiers_state"),
        ),
        sa.ForeignKeyConstraint(["app_id"], ["apps.id"], name=op.f("fk_dossiers_app_id_apps")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisations.id"], name=op.f("fk_dossiers_organisation_id_organisations")
        ),
        sa.ForeignKeyConstraint(["release_id"], ["releases.id"], name=op.f("fk_dossiers_release_id_releases")),
        sa.ForeignKeyConstraint(["run_id"], ["runs.id"], name=op.f("fk_dossiers_run_id_runs")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dossiers")),
    )
    with op.batch_alter_table("dossiers", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_dossiers_app_id"), ["app_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_dossiers_organisation_id"), ["organisation_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_dossiers_release_id"), ["release_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_dossiers_state"), ["state"], unique=False)
        batch_op.create_index(
            "uq_dossiers_living_release",
            ["release_id"],
            unique=True,
            sqlite_where=sa.text("state NOT IN ('inadmissible', 'refused', 'withdrawn', 'lapsed')"),
            postgresql_where=sa.text("state NOT IN ('inadmissible', 'refused', 'withdrawn', 'lapsed')"),
        )

    op.create_table(
        "access_requests",
        sa.Column("dossier_id", sa.String(length=20), nullable=False),
        sa.Column("family", sa.String(length=30), nullable=False),
        sa.Column("direction", sa.String(length=10), nullable=False),
        sa.Column("need", sa.Text(), nullable=False),
        sa.Column("modalities", sa.Text(), nullable=False),
        sa.Column("retention", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["dossier_id"], ["dossiers.id"], name=op.f("fk_access_requests_dossier_id_dossiers")),
        sa.PrimaryKeyConstraint("dossier_id", "family", "direction", name=op.f("pk_access_requests")),
    )
    op.create_table(
        "complements",
        sa.Column("id", sa.String(length=20), nullable=False),
        sa.Column("dossier_id", sa.String(length=20), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("question", sa.Text(), nullable=False),
        sa.Column("asked_by", sa.String(length=20), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reply_due", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answer", sa.Text(), nullable=True),
        sa.Column("answered_by", sa.String(length=20), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["dossier_id"], ["dossiers.id"], name=op.f("fk_complements_dossier_id_dossiers")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_complements")),
        sa.UniqueConstraint("dossier_id", "number", name=op.f("uq_complements_dossier_id_number")),
    )
    op.create_table(
        "evidence_slots",
        sa.Column("dossier_id", sa.String(length=20), nullable=False),
        sa.Column("requirement", sa.String(length=40), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("obligation", sa.String(length=10), nullable=False),
        sa.Column("verification", sa.String(length=20), nullable=False),
        sa.Column("machine_verdict", sa.String(length=20), nullable=True),
        sa.Column("statement", sa.Text(), nullable=False),
        sa.Column("document_name", sa.String(length=200), nullable=True),
        sa.Column("document_digest", sa.String(length=71), nullable=True),
        sa.Column("supplied_by", sa.String(length=20), nullable=True),
        sa.Column("supplied_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["dossier_id"], ["dossiers.id"], name=op.f("fk_evidence_slots_dossier_id_dossiers")),
        sa.PrimaryKeyConstraint("dossier_id", "requirement", name=op.f("pk_evidence_slots")),
    )
    op.create_table(
        "recusals",
        sa.Column("dossier_id", sa.String(length=20), nullable=False),
        sa.Column("user_id", sa.String(length=20), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["dossier_id"], ["dossiers.id"], name=op.f("fk_recusals_dossier_id_dossiers")),
        sa.PrimaryKeyConstraint("dossier_id", "user_id", name=op.f("pk_recusals")),
    )


def downgrade() -> None:
    """Take it back."""
    op.drop_table("recusals")
    op.drop_table("evidence_slots")
    op.drop_table("complements")
    op.drop_table("access_requests")
    with op.batch_alter_table("dossiers", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_dossiers_living_release",
            sqlite_where=sa.text("state NOT IN ('inadmissible', 'refused', 'withdrawn', 'lapsed')"),
            postgresql_where=sa.text("state NOT IN ('inadmissible', 'refused', 'withdrawn', 'lapsed')"),
        )
        batch_op.drop_index(batch_op.f("ix_dossiers_state"))
        batch_op.drop_index(batch_op.f("ix_dossiers_release_id"))
        batch_op.drop_index(batch_op.f("ix_dossiers_organisation_id"))
        batch_op.drop_index(batch_op.f("ix_dossiers_app_id"))

    op.drop_table("dossiers")
