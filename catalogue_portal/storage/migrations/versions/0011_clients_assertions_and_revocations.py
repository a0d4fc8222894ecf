"""Clients, used assertions and revoked tokens."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the schema forward."""
    op.create_table(
        "revoked_access_tokens",
        sa.Column("jti", sa.String(length=64), nullable=False),
        sa.Column("client_id", sa.String(length=40), nullable=False),
        sa.Column("forget_after", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("jti", name=op.f("pk_revoked_access_tokens")),
    )
    with op.batch_alter_table("revoked_access_tokens", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_revoked_access_tokens_forget_after"), ["forget_after"], unique=False)

    op.create_table(
        "used_assertions",
        sa.Column("client_id", sa.String(length=20), nullable=False),
        sa.Column("jti", sa.String(length=200), nullable=False),
        sa.Column("forget_after", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("client_id", "jti", name=op.f("pk_used_assertions")),
    )
    with op.batch_alter_table("used_assertions", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_used_assertions_forget_after"), ["forget_after"], unique=False)

    op.create_table(
        "registrations",
        sa.Column("id", sa.String(length=20), nullable=False),
        sa.Column("label_id", sa.String(length=20), nullable=False),
        sa.Column("organisation_id", sa.String(length=20), nullable=False),
        sa.Column("app_id", sa.String(length=20), nullable=False),
        sa.Column("client_name", sa.String(length=120), nullable=False),
        sa.Column("software_version", sa.String(length=60), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("redirect_uris", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("scopes", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("portal_scopes", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("purposes", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("token_endpoint_auth_method", sa.String(length=20), nullable=False),
        sa.Column("jwks", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("registered_by", sa.String(length=40), nullable=False),
        sa.Column("registered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("keys_changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["app_id"], ["apps.id"], name=op.f("fk_registrations_app_id_apps")),
        sa.ForeignKeyConstraint(["label_id"], ["labels.id"], name=op.f("fk_registrations_label_id_labels")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisations.id"], name=op.f("fk_registrations_organisation_id_organisations")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_registrations")),
        sa.UniqueConstraint("label_id", name=op.f("uq_registrations_label_id")),
    )
    with op.batch_alter_table("registrations", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_registrations_app_id"), ["app_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_registrations_organisation_id"), ["organisation_id"], unique=False)


def downgrade() -> None:
    """Take it back."""
    with op.batch_alter_table("registrations", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_registrations_organisation_id"))
        batch_op.drop_index(batch_op.f("ix_registrations_app_id"))

    op.drop_table("registrations")
    with op.batch_alter_table("used_assertions", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_used_assertions_forget_after"))

    op.drop_table("used_assertions")
    with op.batch_alter_table("revoked_access_tokens", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_revoked_access_tokens_forget_after"))

    op.drop_table("revoked_access_tokens")
