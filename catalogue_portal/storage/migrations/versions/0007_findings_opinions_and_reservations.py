"""Findings, opinions and reservations."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the schema forward."""
    op.create_table(
        "findings",
        sa.Column("id", sa.String(length=20), nullable=False),
        sa.Column("dossier_id", sa.String(length=20), nullable=False),
        sa.Column("requirement", sa.String(length=40), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("outcome", sa.String(length=20), nullable=False),
        sa.Column("rationale", sa.Text(), nullable=False),
        sa.Column("machine_verdict", sa.String(length=20), nullable=True),
        sa.Column("weighed", sa.String(length=71), nullable=False),
        sa.Column("author", sa.String(length=20), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["dossier_id"], ["dossiers.id"], name=op.f("fk_findings_dossier_id_dossiers")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_findings")),
    )
    with op.batch_alter_table("findings", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_findings_dossier_id_requirement"), ["dossier_id", "requirement"], unique=False
        )

    op.create_table(
        "opinions",
        sa.Column("id", sa.String(length=20), nullable=False),
        sa.Column("dossier_id", sa.String(length=20), nullable=False),
        sa.Column("sense", sa.String(length=60), nullable=False),
        sa.Column("reasons", sa.Text(), nullable=False),
        sa.Column("author", sa.String(length=20), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("length(reasons) > 0", name=op.f("ck_opinions_reasoned")),
        sa.ForeignKeyConstraint(["dossier_id"], ["dossiers.id"], name=op.f("fk_opinions_dossier_id_dossiers")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_opinions")),
        sa.UniqueConstraint("dossier_id", name=op.f("uq_opinions_dossier_id")),
    )
    op.create_table(
        "reservations",
        sa.Column("id", sa.String(length=20), nullable=False),
        sa.Column("opinion_id", sa.String(length=20), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("due", sa.DateTime(timezone=True), nullable=True),
        sa.Column("lifted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("lifted_by", sa.String(length=20), nullable=True),
        sa.Column("lifted_because", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["opinion_id"], ["opinions.id"], name=op.f("fk_reservations_opinion_id_opinions")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reservations")),
    )
    with op.batch_alter_table("reservations", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_reservations_opinion_id"), ["opinion_id"], unique=False)


def downgrade() -> None:
    """Take it back."""
    with op.batch_alter_table("reservations", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_reservations_opinion_id"))

    op.drop_table("reservations")
    op.drop_table("opinions")
    with op.batch_alter_table("findings", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_findings_dossier_id_requirement"))

    op.drop_table("findings")
