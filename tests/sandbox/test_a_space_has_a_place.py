"""A space that apps elsewhere are to find has another name, in URLs and certificate, and admits whom it knows."""

from __future__ import annotations

import http.client
import json
import socket
import ssl
from typing import TYPE_CHECKING, Any

import pytest

from conformance_suite.driver.outgoing import Outgoing
from conformance_suite.driver.wire import Wire
from sandbox.client import Place, Sandbox
from sandbox.egress import Guard
from sandbox.faults.discovery_issuer_respelled import DiscoveryIssuerRespelled
from sandbox.hooks import WireAnswer
from sandbox.place import shouted

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

THERE = "spaces.example.org"


@pytest.fixture(scope="module")
def elsewhere() -> Iterator[Sandbox]:
    """A process found under another name; its address being loopback, it listens on this machine alone."""
    with Sandbox.start(seed=7, place=Place(THERE, "127.0.0.1")) as sandbox:
        yield sandbox


def discovered(port: int, path: str, authority: Path, *, name: str = THERE) -> Any:  # noqa: ANN401 - JSON
    """The discovery document, read by somebody for whom the name leads to this machine."""
    context = ssl.create_default_context(cafile=str(authority))
    with (
        socket.create_connection(("127.0.0.1", port)) as plain,
        context.wrap_socket(plain, server_hostname=name) as secured,
    ):
        connection = http.client.HTTPConnection(name, port)
        connection.sock = secured
        connection.request("GET", path, headers={"Connection": "close"})
        return json.loads(connection.getresponse().read())


def test_urls_and_certificate_have_its_name(elsewhere: Sandbox) -> None:
    space = elsewhere.create_space(apart=True)
    port, path = space.issuer.removeprefix(f"https://{THERE}:").split("/", 1)

    document = discovered(int(port), f"/{path}/.well-known/openid-configuration", elsewhere.ca_bundle)

    assert document["issuer"] == space.issuer
    found = json.dumps(document)
    assert "localhost" not in found
    assert "127.0.0.1" not in found
    with pytest.raises(ssl.SSLCertVerificationError):
        discovered(int(port), "/", elsewhere.ca_bundle, name="localhost")


def test_what_is_sent_astray_goes_to_its_address(elsewhere: Sandbox) -> None:
    space = elsewhere.create_space()

    assert space.canaries[0] == space.issuer.replace(THERE, "127.0.0.1") + "/canary"
    assert space.canaries[1].startswith(f"https://{THERE}:")


def test_a_browser_of_ours_finds_it_on_this_machine_whatever_the_name_leads_to(elsewhere: Sandbox) -> None:
    space = elsewhere.create_space()
    wire = Wire(elsewhere.ca_bundle, Guard())

    answer = wire.to_space(
        Outgoing("GET", f"{space.issuer}/.well-known/openid-configuration"), {}, budget=10, cancelled=lambda: False
    )

    wire.close()
    assert answer.status == 200


@pytest.mark.parametrize(
    ("peer", "admitted"),
    [
        ("127.0.0.1", True),
        ("::1", True),
        ("::ffff:127.0.0.1", True),
        ("198.51.100.7", True),
        ("::ffff:198.51.100.7", True),
        ("198.51.100.8", False),
        ("2001:db8:7::1", True),
        ("2001:db8:8::1", False),
        ("", False),
    ],
)
def test_of_others_only_those_who_are_expected_come_in(peer: str, admitted: bool) -> None:  # noqa: FBT001
    place = Place(THERE, "203.0.113.1", ("198.51.100.7/32", "2001:db8:7::/48"))

    assert place.admits(peer) is admitted
    assert not place.local


def test_a_host_is_shouted_whatever_it_is_called() -> None:
    assert shouted(f"https://{THERE}:4430/s/x") == "https://SPACES.EXAMPLE.ORG:4430/s/x"
    told = DiscoveryIssuerRespelled("case").discovery_document({"issuer": f"https://{THERE}:4430/s/x"})
    assert told["issuer"] == "https://SPACES.EXAMPLE.ORG:4430/s/x"


def test_a_redirect_elsewhere_keeps_its_own_port() -> None:
    answer = WireAnswer("jwks", 200, (), b"", url=f"https://{THERE}:4431/s/x/jwks", place=Place(THERE, "2001:db8::1"))

    assert answer.url_elsewhere == "https://[2001:db8::1]:4431/s/x/jwks"


def test_a_space_that_begins_anew_keeps_its_keys_and_clients_and_nobody(tmp_path: Path) -> None:
    metadata = {"redirect_uris": ["https://carnet.example.org/callback"], "scope": "openid"}
    with Sandbox.start(seed=7, authority=tmp_path) as first:
        space = first.create_space(space_id="kept")
        client = space.register_client(metadata, client_id="app")
        given_out = [space.create_persona().id for _ in range(3)]
        space.act(None, "close_account", persona=given_out[0])
    with Sandbox.start(seed=7, authority=tmp_path) as second:
        again = second.create_space(space_id="kept", seed=8, anew=True)

        assert again.register_client(metadata, client_id="app") == client
        assert [one.id for one in again.personas()] == []
        assert again.create_persona().id == given_out[0]
    left = {file.name for file in (tmp_path / "spaces" / "kept").iterdir()}
    assert "accounts.json" not in left
