"""Identifiers of a person that differ from one client to the next (OpenID Connect Core, 8.1; API Mesures, idPe)."""

import hashlib
import hmac
import uuid

from sandbox.oidc.clients import RegisteredClient
from sandbox.people.persona import Persona
from sandbox.spaces import Space

SUBJECT_TYPE = "pairwise"


def subject(space: Space, client: RegisteredClient, persona: Persona) -> str:
    """Return the `sub` of a person for a client: 64 hexadecimal characters, always the same."""
    return _derive(space, "sub", client, persona).hex()


def idpe(space: Space, client: RegisteredClient, persona: Persona) -> str:
    """Return the external patient identifier (idPe) that pairing gives to a solution for a person."""
    return str(uuid.UUID(bytes=_derive(space, "idpe", client, persona)[:16], version=4))


def _derive(space: Space, purpose: str, client: RegisteredClient, persona: Persona) -> bytes:
    key = f"pairwise/{space.id}/{space.seed}".encode()
    return hmac.digest(key, f"{purpose}/{client.client_id}/{persona.id}".encode(), hashlib.sha256)
