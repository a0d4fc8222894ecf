"""The registry of clients, and what must be remembered of assertions and tokens until they are worth nothing."""

from datetime import datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from catalogue_portal.labels.models import Label
from catalogue_portal.storage.metadata import Base, type_of_json


class Registration(Base):
    """What an app is entitled to: the scopes and purposes of its agreement, with the keys and addresses it uses.

    `id` is the client identifier at this portal's authorization server. Whether the registration is worth anything
    is not kept here: it is worth what its label is worth.
    """

    __tablename__ = "registrations"

    id: Mapped[str] = mapped_column(String(20), primary_key=True)
    label_id: Mapped[str] = mapped_column(ForeignKey("labels.id"), unique=True)
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisations.id"), index=True)
    app_id: Mapped[str] = mapped_column(ForeignKey("apps.id"), index=True)
    client_name: Mapped[str] = mapped_column(String(120))
    software_version: Mapped[str] = mapped_column(String(60))
    kind: Mapped[str] = mapped_column(String(20))
    redirect_uris: Mapped[list[str]]
    scopes: Mapped[list[str]]
    """Scopes at the health space: those of the agreement."""
    portal_scopes: Mapped[list[str]]
    """Scopes at this portal: never a person's data."""
    purposes: Mapped[list[str]]
    token_endpoint_auth_method: Mapped[str] = mapped_column(String(20))
    jwks: Mapped[dict[str, object] | None] = mapped_column(type_of_json)
    registered_by: Mapped[str] = mapped_column(String(40))
    registered_at: Mapped[datetime]
    keys_changed_at: Mapped[datetime]
    label: Mapped[Label] = relationship(lazy="joined")


class UsedAssertion(Base):
    """A client assertion that was accepted; its primary key is what makes acceptance happen once."""

    __tablename__ = "used_assertions"

    client_id: Mapped[str] = mapped_column(String(20), primary_key=True)
    jti: Mapped[str] = mapped_column(String(200), primary_key=True)
    forget_after: Mapped[datetime] = mapped_column(index=True)


class RevokedAccessToken(Base):
    """An access token that was revoked before its end."""

    __tablename__ = "revoked_access_tokens"

    jti: Mapped[str] = mapped_column(String(64), primary_key=True)
    client_id: Mapped[str] = mapped_column(String(40))
    forget_after: Mapped[datetime] = mapped_column(index=True)
