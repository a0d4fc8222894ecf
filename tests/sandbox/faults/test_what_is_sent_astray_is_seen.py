"""The canary host: a client that follows the redirect of the token endpoint arrives there, and the journal tells."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest
from builders.pairing import session
from builders.standing import set_stage

from sandbox.client import Sandbox

if TYPE_CHECKING:
    from collections.abc import Iterator

    from builders.standing import Stage

pytestmark = pytest.mark.integration


@pytest.fixture(scope="module")
def stage() -> Iterator[Stage]:
    with Sandbox.start(seed=7) as sandbox:
        yield set_stage(sandbox)


def test_a_client_that_follows_redirects_tells_another_host_what_it_was_going_to_send(stage: Stage) -> None:
    pairing = stage.open("token_redirect")

    answer = pairing.tokens(pairing.callback()["code"])  # requests follows 307 with method and body

    events = [event for event in stage.close(pairing) if event["kind"] == "exchange"]
    astray = [event for event in events if event["endpoint"] == "canary"]
    assert (answer.status_code, urlsplit(answer.url).hostname) == (200, "127.0.0.1")
    assert [event["faults"] for event in events if event["endpoint"] == "token"] == [["token_redirect"]]
    assert len(astray) == 1
    assert "§code:" in astray[0]["request"]["body"]["text"]


def test_what_is_sent_astray_belongs_to_its_play_whoever_else_plays(stage: Stage) -> None:
    others = [stage.open() for _other in range(2)]
    pairing = stage.open("token_redirect")

    pairing.tokens(pairing.callback()["code"])

    events = [event for event in stage.close(pairing) if event.get("endpoint") == "canary"]
    assert len(events) == 1
    for other in others:
        stage.close(other)


def test_the_canary_host_is_another_host_of_the_same_authority(stage: Stage) -> None:
    honest = urlsplit(stage.space.issuer)
    astray = f"https://127.0.0.1:{honest.port}{honest.path}/canary/anything"

    assert honest.hostname == "localhost"
    assert session(stage.sandbox.ca_bundle).get(astray).json() == {}


def test_another_port_of_the_same_host_hears_what_is_sent_astray_and_nothing_else(stage: Stage) -> None:
    pairing = stage.open()
    door = stage.space.token_endpoint.removesuffix("/oauth2/token")
    client = session(stage.sandbox.ca_bundle)

    astray = client.get(f"{door}/canary/{pairing.episode}/Observation", headers={"Authorization": "Bearer whatever"})
    other = client.get(f"{door}/.well-known/openid-configuration")

    heard = [event for event in stage.close(pairing) if event.get("endpoint") == "canary"]
    assert (astray.json(), other.status_code) == ({}, 404)
    assert len(heard) == 1
