"""Decisions."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the schema forward."""
    op.create_table(
        "decisions",
        sa.Column("id", sa.String(length=20), nullable=False),
        sa.Column("dossier_id", sa.String(length=20), nullable=False),
        sa.Column("opinion_id", sa.String(length=20), nullable=False),
        sa.Column("sense", sa.String(length=20), nullable=False),
        sa.Column("reasons_in_law", sa.Text(), nullable=False),
        sa.Column("reasons_in_fact", sa.Text(), nullable=False),
        sa.Column("appeal_fr", sa.Text(), nullable=True),
        sa.Column("appeal_en", sa.Text(), nullable=True),
        sa.Column("appeal_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("author", sa.String(length=20), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "sense = 'approved' OR (length(reasons_in_law) > 0 AND length(reasons_in_fact) > 0 "
            "AND appeal_fr IS NOT NULL AND appeal_en IS NOT NULL AND appeal_until IS NOT NULL)",
            name=op.f("ck_decisions_adverse_is_reasoned"),
        ),
        sa.ForeignKeyConstraint(["dossier_id"], ["dossiers.id"], name=op.f("fk_decisions_dossier_id_dossiers")),
        sa.ForeignKeyConstraint(["opinion_id"], ["opinions.id"], name=op.f("fk_decisions_opinion_id_opinions")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_decisions")),
        sa.UniqueConstraint("dossier_id", name=op.f("uq_decisions_dossier_id")),
    )


def downgrade() -> None:
    """Take it back."""
    op.drop_table("decisions")
