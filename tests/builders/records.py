"""People whose record holds what a test is about, and apps that may read it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sandbox.people.people import People

if TYPE_CHECKING:
    from collections.abc import Callable

    from builders.spaces import Bench, Paired

    from sandbox.oidc.clients import RegisteredClient
    from sandbox.people.persona import Persona
    from sandbox.people.record import Record

READ_DOCUMENTS = "documents.read"
DAY = 86_400  # seconds


def somebody(bench: Bench, fits: Callable[[Record], bool]) -> Persona:
    """Return a new person of the space whose record fits."""
    people = bench.space.part(People)
    return next(one for one in iter(bench.persona, None) if fits(people.record(one)))


def reader(bench: Bench, persona: Persona, *scopes: str, client: RegisteredClient | None = None) -> Paired:
    """Pair a person with an app that may read documents, or with the scopes given."""
    granted = scopes or (READ_DOCUMENTS,)
    return bench.pair(client, persona=persona, scope=" ".join(("openid", *granted)), scopes=granted)
