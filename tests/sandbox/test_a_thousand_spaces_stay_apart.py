"""A thousand spaces in one process: what is taken from one and tried at another must come to nothing."""

from __future__ import annotations

import json
from dataclasses import dataclass
from itertools import permutations
from typing import TYPE_CHECKING, Any

import pytest
from builders.pairing import METADATA, Pairing, session
from builders.spaces import claims_of

from sandbox.client import Sandbox

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from sandbox.client import Client, Persona, Space

pytestmark = pytest.mark.integration
SPACES = 1000
TRIED = (1, 2, 500, 1000)  # two neighbours among them


@dataclass
class Lived:
    """A space in which somebody has paired an app."""

    space: Space
    client: Client
    persona: Persona
    pairing: Pairing
    tokens: dict[str, Any]

    @property
    def patient(self) -> str:
        claims = claims_of(self.tokens["id_token"])
        return f"{claims['assign_auth']}|{claims['idpe']}"


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    with Sandbox.start(seed=3) as running:
        yield running


@pytest.fixture(scope="module")
def lived(sandbox: Sandbox) -> list[Lived]:
    spaces = [sandbox.create_space() for _ in range(SPACES)]
    assert len({space.token_endpoint for space in spaces}) == SPACES
    return [live(spaces[number - 1], sandbox.ca_bundle) for number in TRIED]


def live(space: Space, ca_bundle: Path) -> Lived:
    client, persona = (
        space.register_client({**METADATA, "id_token_signed_response_alg": "ES256"}),
        space.create_persona(),
    )
    pairing = Pairing(space, client, persona, ca_bundle)
    answer = pairing.tokens(pairing.callback()["code"])
    assert answer.status_code == 200, answer.text
    return Lived(space, client, persona, pairing, answer.json())


def test_nothing_of_one_space_is_good_in_another(sandbox: Sandbox, lived: list[Lived]) -> None:
    for own, other in permutations(lived, 2):
        there = Pairing(other.space, own.client, other.persona, sandbox.ca_bundle)

        assert there.weights(own.tokens, own.patient).status_code == 401
        assert there.tokens("a-code-of-nobody").json()["error"] == "invalid_client"
        assert there.refresh(own.tokens["refresh_token"]).json()["error"] == "invalid_client"
        mixed = {**other.tokens, "id_token": own.tokens["id_token"]}
        assert other.pairing.weights(mixed, other.patient).status_code == 400


def test_people_keys_and_identifiers_are_each_spaces_own(sandbox: Sandbox, lived: list[Lived]) -> None:
    with session(sandbox.ca_bundle) as http:
        keys = [http.get(one.space.jwks_uri).json()["keys"] for one in lived]
    everyone = [{persona.email for persona in one.space.personas()} for one in lived]

    assert len({key["x"] for published in keys for key in published if "x" in key}) == len(lived)
    assert len(set.union(*everyone)) == sum(map(len, everyone))
    assert len({one.client.client_id for one in lived}) == len(lived)
    with pytest.raises(AssertionError, match="no callback"):
        Pairing(lived[0].space, lived[0].client, lived[1].persona, sandbox.ca_bundle).callback()


def test_a_journal_tells_of_its_own_space_alone(sandbox: Sandbox, lived: list[Lived]) -> None:
    neighbours = [live(sandbox.create_space(), sandbox.ca_bundle) for _ in range(2)]
    for own, other in permutations(neighbours, 2):
        told = json.dumps(own.space.events())

        assert own.persona.id in told
        for foreign in (other, *lived):
            names = (f"/s/{foreign.space.id}/", foreign.client.client_id, foreign.persona.email, foreign.patient)
            assert not [name for name in names if name in told]


def test_a_fault_acts_in_its_own_space_alone(sandbox: Sandbox, lived: list[Lived]) -> None:
    own, neighbour = lived[0], lived[1]
    own.space.open_episode(
        {"episode": "e-1", "faults": [{"id": "id_token_wrong_nonce", "params": {}}], "lifetimes": {}}
    )
    for one, wrong in ((own, True), (neighbour, False)):
        pairing = Pairing(one.space, one.client, one.persona, sandbox.ca_bundle, "e-1")
        tokens = pairing.tokens(pairing.callback()["code"]).json()

        assert (claims_of(tokens["id_token"])["nonce"] != pairing.nonce) is wrong
    own.space.close_episode("e-1", outcome="played")
