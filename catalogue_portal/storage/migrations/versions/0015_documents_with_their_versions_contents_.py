"""Documents with their versions, contents and reminders."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the schema forward."""
    op.create_table(
        "evidence_documents",
        sa.Column("id", sa.String(length=20), nullable=False),
        sa.Column("organisation_id", sa.String(length=20), nullable=False),
        sa.Column("app_id", sa.String(length=20), nullable=False),
        sa.Column("type", sa.String(length=40), nullable=False),
        sa.Column("title", sa.String(length=120), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("retired_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["app_id"], ["apps.id"], name=op.f("fk_evidence_documents_app_id_apps")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisations.id"], name=op.f("fk_evidence_documents_organisation_id_organisations")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_evidence_documents")),
        sa.UniqueConstraint("app_id", "type", "title", name=op.f("uq_evidence_documents_app_id_type_title")),
    )
    with op.batch_alter_table("evidence_documents", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_evidence_documents_app_id"), ["app_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_evidence_documents_organisation_id"), ["organisation_id"], unique=False)

    op.create_table(
        "evidence_versions",
        sa.Column("id", sa.String(length=20), nullable=False),
        sa.Column("document_id", sa.String(length=20), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("format", sa.String(length=10), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(length=71), nullable=False),
        sa.Column("fields", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("valid_until", sa.Date(), nullable=True),
        sa.Column("warnings", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("scanned", sa.Boolean(), nullable=False),
        sa.Column("saved_by", sa.String(length=20), nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("filed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["document_id"], ["evidence_documents.id"], name=op.f("fk_evidence_versions_document_id_evidence_documents")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_evidence_versions")),
        sa.UniqueConstraint("document_id", "number", name=op.f("uq_evidence_versions_document_id_number")),
    )
    with op.batch_alter_table("evidence_versions", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_evidence_versions_document_id"), ["document_id"], unique=False)

    op.create_table(
        "evidence_contents",
        sa.Column("version_id", sa.String(length=20), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["version_id"], ["evidence_versions.id"], name=op.f("fk_evidence_contents_version_id_evidence_versions")
        ),
        sa.PrimaryKeyConstraint("version_id", name=op.f("pk_evidence_contents")),
    )
    op.create_table(
        "evidence_reminders",
        sa.Column("version_id", sa.String(length=20), nullable=False),
        sa.Column("days", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["version_id"], ["evidence_versions.id"], name=op.f("fk_evidence_reminders_version_id_evidence_versions")
        ),
        sa.PrimaryKeyConstraint("version_id", "days", name=op.f("pk_evidence_reminders")),
    )


def downgrade() -> None:
    """Take it back."""
    op.drop_table("evidence_reminders")
    op.drop_table("evidence_contents")
    with op.batch_alter_table("evidence_versions", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_evidence_versions_document_id"))

    op.drop_table("evidence_versions")
    with op.batch_alter_table("evidence_documents", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_evidence_documents_organisation_id"))
        batch_op.drop_index(batch_op.f("ix_evidence_documents_app_id"))

    op.drop_table("evidence_documents")
