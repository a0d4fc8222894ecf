"""Proceedings against labels."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the schema forward."""
    op.create_table(
        "proceedings",
        sa.Column("id", sa.String(length=20), nullable=False),
        sa.Column("label_id", sa.String(length=20), nullable=False),
        sa.Column("agreement_id", sa.String(length=20), nullable=False),
        sa.Column("organisation_id", sa.String(length=20), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("state", sa.String(length=30), nullable=False),
        sa.Column("ground", sa.String(length=30), nullable=False),
        sa.Column("reasons_in_law", sa.Text(), nullable=False),
        sa.Column("reasons_in_fact", sa.Text(), nullable=False),
        sa.Column("opened_by", sa.String(length=20), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due", sa.DateTime(timezone=True), nullable=False),
        sa.Column("observations", sa.Text(), nullable=True),
        sa.Column("observed_by", sa.String(length=20), nullable=True),
        sa.Column("observed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_by", sa.String(length=20), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decision_reasons", sa.Text(), nullable=True),
        sa.Column("appeal_fr", sa.Text(), nullable=True),
        sa.Column("appeal_en", sa.Text(), nullable=True),
        sa.Column("appeal_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_by", sa.String(length=20), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_because", sa.Text(), nullable=True),
        sa.CheckConstraint(
            "length(reasons_in_law) > 0 AND length(reasons_in_fact) > 0", name=op.f("ck_proceedings_reasoned")
        ),
        sa.ForeignKeyConstraint(
            ["agreement_id"], ["agreements.id"], name=op.f("fk_proceedings_agreement_id_agreements")
        ),
        sa.ForeignKeyConstraint(["label_id"], ["labels.id"], name=op.f("fk_proceedings_label_id_labels")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisations.id"], name=op.f("fk_proceedings_organisation_id_organisations")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_proceedings")),
    )
    with op.batch_alter_table("proceedings", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_proceedings_label_id"), ["label_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_proceedings_organisation_id"), ["organisation_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_proceedings_state"), ["state"], unique=False)
        batch_op.create_index(
            "uq_proceedings_open_kind",
            ["label_id", "kind"],
            unique=True,
            sqlite_where=sa.text("state IN ('awaiting_confirmation', 'hearing', 'heard')"),
            postgresql_where=sa.text("state IN ('awaiting_confirmation', 'hearing', 'heard')"),
        )


def downgrade() -> None:
    """Take it back."""
    with op.batch_alter_table("proceedings", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_proceedings_open_kind",
            sqlite_where=sa.text("state IN ('awaiting_confirmation', 'hearing', 'heard')"),
            postgresql_where=sa.text("state IN ('awaiting_confirmation', 'hearing', 'heard')"),
        )
        batch_op.drop_index(batch_op.f("ix_proceedings_state"))
        batch_op.drop_index(batch_op.f("ix_proceedings_organisation_id"))
        batch_op.drop_index(batch_op.f("ix_proceedings_label_id"))

    op.drop_table("proceedings")
