"""Consent to read documents and consent to write them are two things, and each can be withdrawn."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from builders.documents import identifier_of, pair

from sandbox.oidc.pairings import Pairings

if TYPE_CHECKING:
    from builders.documents import Documents
    from builders.spaces import Bench

_MASK = {"op": "remove", "path": "/securityLabel/0"}


def _reads(app: Documents) -> set[int]:
    answers = (app.search(), app.search("List"), app.get("DocumentReference/1"), app.get("Binary/1"),
               app.get(f"Patient/{app.idpe}"))  # fmt: skip
    return {answer.status_code for answer in answers}


def _writes(app: Documents) -> set[int]:
    answers = (app.publish(app.simplified()), app.provide(app.bundle()), app.patch("a|b", _MASK))
    return {answer.status_code for answer in answers}


def test_reading_does_not_open_writing(bench: Bench) -> None:
    app = pair(bench, scopes=("documents.read",))

    assert _reads(app) == {200, 404}
    assert _writes(app) == {403}


def test_writing_does_not_open_reading(bench: Bench) -> None:
    app = pair(bench, scopes=("documents.write",))

    assert _writes(app) == {200, 201, 404}
    assert _reads(app) == {403}


@pytest.mark.parametrize("scopes", [(), ("measures.read", "measures.write")])
def test_other_consents_open_nothing(bench: Bench, scopes: tuple[str, ...]) -> None:
    app = pair(bench, scopes=scopes)

    assert _reads(app) == {403}
    assert _writes(app) == {403}


def test_what_is_withdrawn_is_closed_at_once(app: Documents, other: Documents) -> None:
    made = app.publish(app.simplified()).json
    pairings = app.bench.space.part(Pairings)
    pairing = pairings.find(app.paired.persona.id, app.paired.client.client_id)
    assert pairing is not None

    pairings.withdraw(pairing, "documents.read")

    assert app.content(made).status_code == 403
    assert _reads(app) == {403}
    assert app.publish(app.simplified()).status_code == 201
    assert other.search().status_code == 200

    pairings.withdraw(pairing, "documents.write")
    assert _writes(app) == {403}
    assert other.found(identifier=identifier_of(made))


def test_no_token_opens_nothing(app: Documents) -> None:
    assert app.bench.get("/api/documents/fhir/DocumentReference").status_code == 401
    assert app.bench.post("/api/documents", data=b"{}").status_code == 401
    assert app.bench.get("/api/documents/fhir/metadata").status_code == 200
