"""The real portal and a real production space, each on its own: a statement registers once, a suspension cuts off."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

import pytest
import requests
from builders.agreed_app import DECIDER, OWNER, AgreedApp
from builders.client_assertions import ASSERTION_TYPE, assertion, new_key, registered
from builders.serving import served

from catalogue_portal.credentials import service as credentials
from catalogue_portal.labels import service as labels
from catalogue_portal.labels.models import LabelState
from sandbox.client import Sandbox, Trust

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from sandbox.client import Space

pytestmark = pytest.mark.integration
KEY = new_key()


class Production:
    """A space that believes the portal, and the app that registers there."""

    def __init__(self, world: AgreedApp, running: Sandbox) -> None:
        self.world, self.running = world, running
        registration = registered(world, KEY)
        self.client_id_at_portal, self.label_id = registration.id, registration.label_id
        self.space = self.open_space(world.publication.statement_jwks_uri)

    def open_space(self, jwks_uri: str) -> Space:
        # The audience is the issuer of the space, which is known once its port is.
        probe = self.running.create_space(mode="strict")
        issuer = probe.issuer.rsplit("/", 1)[0] + "/production"
        trust = Trust(self.world.publication.issuer, jwks_uri, issuer)
        return self.running.create_space(mode="strict", space_id="production", trust=trust)

    def statement(self, audience: str | None = None) -> str:
        context = self.world.context
        with context.database.writing() as session:
            return credentials.issue_statement(
                session,
                OWNER,
                self.client_id_at_portal,
                audience=audience or self.space.issuer,
                keys=context.keys,
                publication=self.world.publication,
            ).compact

    def register(self, statement: str) -> Any:  # noqa: ANN401
        return requests.post(
            f"{self.space.issuer}/oauth2/register",
            json={"software_statement": statement},
            verify=str(self.running.ca_bundle),
            timeout=60,
        )

    def ask_for_a_token(self, client_id: str) -> str:
        """Ask with a code that never was: how far the request gets tells what the space thinks of the client."""
        proof = assertion(client_id, KEY, now=time.time(), aud=self.space.issuer)
        form = {
            "grant_type": "authorization_code",
            "code": "x",
            "redirect_uri": "https://carnet.example/callback",
            "code_verifier": "x" * 43,
            "client_assertion_type": ASSERTION_TYPE,
            "client_assertion": proof,
        }
        answer = requests.post(self.space.token_endpoint, data=form, verify=str(self.running.ca_bundle), timeout=60)
        return str(answer.json()["error"])

    def set_label(self, state: LabelState) -> None:
        with self.world.context.database.writing() as session:
            labels.set_status(session, DECIDER, self.label_id, state, reason="x")


@pytest.fixture
def production(tmp_path: Path) -> Iterator[Production]:
    with served(tmp_path / "data") as world, Sandbox.start(seed=7, log=tmp_path / "sandbox.log") as running:
        yield Production(world, running)


def test_the_label_carries_the_app_to_production_and_takes_it_away_again(production: Production) -> None:
    statement = production.statement()
    answer = production.register(statement)
    assert answer.status_code == 201, answer.text
    client_id = answer.json()["client_id"]
    assert production.register(statement).json()["error"] == "invalid_software_statement"
    elsewhere = production.statement("https://localhost:1/s/production")
    assert production.register(elsewhere).json()["error"] == "invalid_software_statement"

    assert production.ask_for_a_token(client_id) == "invalid_grant"
    fresh = production.statement()
    production.set_label(LabelState.SUSPENDED)
    assert production.ask_for_a_token(client_id) == "unauthorized_client"
    assert production.register(fresh).json()["error"] == "unapproved_software_statement"
    production.set_label(LabelState.VALID)
    assert production.ask_for_a_token(client_id) == "invalid_grant"
    production.set_label(LabelState.WITHDRAWN)
    assert production.ask_for_a_token(client_id) == "unauthorized_client"
