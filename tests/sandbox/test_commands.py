from __future__ import annotations

import json
import signal
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from builders.pairing import REDIRECT_URI, Pairing, session
from joserfc import jwt
from joserfc.jwk import KeySet

from sandbox.client import Client, Persona, Space

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = pytest.mark.integration
_COMMAND = [sys.executable, "-I", "-c", "from sandbox.commands import sandbox; sandbox()"]


def standing(folder: Path, *options: str) -> Iterator[dict[str, Any]]:
    """Serve a standing space, give its coordinates, then end it as Ctrl-C does."""
    with subprocess.Popen([*_COMMAND, "--state", folder, *options], stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        try:
            yield json.loads(process.stdout.readline())
        finally:
            process.send_signal(signal.SIGINT)
            assert process.wait(60) == 0
            assert process.stdout.read() == ""


def test_a_person_pairs_at_the_standing_space_with_the_coordinates_it_prints(tmp_path: Path) -> None:
    for place in standing(tmp_path, "--client", REDIRECT_URI, "--client-id", "carnet"):
        space = Space(None, place | {"id": "mes"})  # type: ignore[arg-type] - its control line is not used
        client = Client("carnet", place["client_secret"], None, place["solution_oid"], place["id_token_header"])
        someone = place["personas"][0]
        persona = Persona(someone["id"], someone["name"], someone["email"], someone["password"], {}, {})
        pairing = Pairing(space, client, persona, Path(place["ca_bundle"]))

        answer = pairing.callback()

        assert answer["state"] == pairing.state
        assert pairing.tokens(answer["code"]).status_code == 200


def test_the_standing_space_demands_what_the_real_one_does(tmp_path: Path) -> None:
    for place in standing(tmp_path, "--client", REDIRECT_URI, "--client-id", "carnet"):
        browser = session(Path(place["ca_bundle"]))
        query = {"response_type": "code", "client_id": "carnet", "redirect_uri": REDIRECT_URI, "scope": "openid"}
        answer = browser.get(place["authorization_endpoint"], params=query, allow_redirects=False)

        assert "error=invalid_request" in answer.headers["Location"]


def test_the_standing_space_is_the_same_at_the_next_start(tmp_path: Path) -> None:
    options = ("--client", REDIRECT_URI, "--client-id", "carnet", "--personas", "2")
    first, second = ([place for place in standing(tmp_path, *options)][0] for _ in range(2))  # noqa: C416, RUF015

    ports = {"issuer", "authorization_endpoint", "token_endpoint", "jwks_uri", "userinfo_endpoint", "apis"}
    ports |= {"fhir_base", "console"}
    ports.add("identity_providers")
    assert {name: value for name, value in first.items() if name not in ports} == {
        name: value for name, value in second.items() if name not in ports
    }
    assert len(first["personas"]) == 2


def test_the_standing_space_signs_its_metadata_where_that_is_wished(tmp_path: Path) -> None:
    keys = []
    for _start in range(2):
        for place in standing(tmp_path, "--signed-metadata"):
            said = session(Path(place["ca_bundle"])).get(f"{place['issuer']}/.well-known/openid-configuration").json()
            key = KeySet.import_key_set(place["metadata_jwks"])
            assert jwt.decode(said["signed_metadata"], key, algorithms=["ES256"]).claims["issuer"] == place["issuer"]
            keys.append(place["metadata_jwks"])
    for place in standing(tmp_path / "another"):
        assert "metadata_jwks" not in place
    assert keys[0] == keys[1]


def test_a_client_of_each_identity_provider_is_registered_with_what_it_needs(tmp_path: Path) -> None:
    names = ["prosanteconnect", "franceconnect", "franceconnect-plus", "apcv"]
    options = [word for name in names for word in ("--identity-client", name, f"http://localhost:5000/{name}")]
    first, second = ([place["identity_clients"] for place in standing(tmp_path, *options)][0] for _ in range(2))  # noqa: RUF015

    assert first == second
    assert list(first) == names
    assert all(one["client_secret"] for one in first.values())
    assert [name for name in names if "private_jwk" in first[name]] == ["franceconnect-plus"]
    assert first["franceconnect-plus"]["private_jwk"]["d"]


@pytest.mark.parametrize("options", [["--client", "javascript:x"], ["--port", "99999"], ["--personas", "-1"]])
def test_what_cannot_be_served_is_one_line_and_no_trace(options: list[str]) -> None:
    done = subprocess.run([*_COMMAND, *options], capture_output=True, check=False, text=True, timeout=60)

    assert done.returncode in {1, 2}
    assert done.stdout == ""
    assert "Traceback" not in done.stderr
    assert done.stderr.strip()


def test_residents_live_in_the_standing_space_and_stay(tmp_path: Path) -> None:
    for first in standing(tmp_path, "--people", "12", "--personas", "1"):
        assert len(first["personas"]) == 1
    for again in standing(tmp_path):
        assert len(again["personas"]) == 3
        assert Path(again["ca_bundle"]).exists()
    refused = subprocess.run(
        [*_COMMAND, "--state", tmp_path, "--people", "20"], capture_output=True, text=True, timeout=60, check=False
    )
    assert refused.returncode == 1
    assert "12 people live in the space, so 20 cannot" in refused.stderr


def test_a_lenient_space_takes_what_clients_without_nonce_send(tmp_path: Path) -> None:
    for place in standing(tmp_path, "--lenient", "--client", REDIRECT_URI, "--client-id", "carnet"):
        query = {"response_type": "code", "client_id": "carnet", "redirect_uri": REDIRECT_URI, "scope": "openid"}
        answer = session(Path(place["ca_bundle"])).get(
            place["authorization_endpoint"], params=query, allow_redirects=False
        )
        assert "/sign-in" in answer.headers["Location"]
