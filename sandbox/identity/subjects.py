"""The people whom an identity provider knows: what every kind of them must answer."""

from typing import Protocol

from sandbox.json_value import JsonObject
from sandbox.oidc.clients import RegisteredClient


class Person(Protocol):
    """Somebody who can sign in."""

    @property
    def id(self) -> str:
        """Identify the person inside the space."""

    @property
    def name(self) -> str:
        """Name the person as pages show them."""


class Subjects(Protocol):
    """Those who can sign in at an identity provider, and what it tells of them."""

    def find(self, person_id: str | None) -> Person | None:
        """Return the person of that id inside the space."""

    def by_login(self, login: str) -> Person | None:
        """Return whom people type or clients hint at: a citizen's e-mail address, a professional's national id."""

    def password(self, person_id: str) -> str:
        """Return the test password of a person of the space."""

    def subject(self, client: RegisteredClient, person_id: str) -> str:
        """Return the `sub` by which a client knows a person (OpenID Connect Core, 8)."""

    def claims(self, person_id: str) -> JsonObject:
        """Return all that the provider could tell of a person; scopes decide what a client gets of it."""
