from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

import pytest
from builders.spaces import CALLBACK, Bench

from sandbox.faults import catalogue

AUTHORIZE, TOKEN = "/neighbour/oauth2/authorize", "/neighbour/oauth2/token"
ELSEWHERE = "http://127.0.0.1:5000/other"


def asked(client_id: str, **more: str) -> dict[str, str]:
    return {"client_id": client_id, "redirect_uri": CALLBACK, "response_type": "code", "scope": "openid", **more}


def test_it_describes_itself_under_its_own_name() -> None:
    bench = Bench()

    told = bench.get("/neighbour/.well-known/openid-configuration").json

    assert told["issuer"] == bench.space.coordinates.issuer_2 != bench.space.issuer
    addresses = [told[name] for name in told if name.endswith(("_endpoint", "_uri"))]
    assert all(one.startswith(told["issuer"] + "/") for one in addresses)
    assert "authorization_response_iss_parameter_supported" not in told
    ours = {key["kid"] for key in bench.get("/oauth2/jwks").json["keys"]}
    theirs = {key["kid"] for key in bench.get("/neighbour/oauth2/jwks").json["keys"]}
    assert theirs
    assert not ours & theirs


def test_nobody_has_an_account_there() -> None:
    bench = Bench()
    client = bench.register()

    answer = bench.get(AUTHORIZE, query_string=asked(client.client_id, state="s-1"))

    assert answer.status_code == 303
    assert answer.location == f"{CALLBACK}?error=access_denied&state=s-1"
    assert bench.post(TOKEN, data={"grant_type": "authorization_code", "code": "c"}).json == {"error": "invalid_grant"}


@pytest.mark.parametrize("wrong", [{"client_id": "nobody"}, {"redirect_uri": "https://elsewhere.example/"}])
def test_it_sends_people_to_registered_addresses_only(wrong: dict[str, str]) -> None:
    bench = Bench()
    answer = bench.get(AUTHORIZE, query_string=asked(bench.register().client_id) | wrong)
    assert (answer.status_code, answer.location) == (400, None)


@pytest.mark.parametrize("own", [CALLBACK, ELSEWHERE])
def test_a_hostile_one_sends_people_through_the_space_as_another_client(own: str) -> None:
    bench = Bench()
    first = bench.register()
    second = bench.register(redirect_uris=[own])
    bench.open_episode("e-1", catalogue.load("neighbour_mixes_up", {}))
    sent = asked(second.client_id, redirect_uri=own, scope="openid else", state="s-1", code_challenge="c-1")

    answer = bench.get(AUTHORIZE, query_string=sent, headers={"Poincon-Episode": "e-1"})

    assert bench.exchange.faults == ["neighbour_mixes_up"]
    there = urlsplit(answer.location)
    assert f"{there.scheme}://{there.netloc}{there.path}" == bench.space.coordinates.authorization_endpoint
    told = {name: value for name, (value,) in parse_qs(there.query).items()}
    assert told == sent | {"client_id": first.client_id, "redirect_uri": CALLBACK, "scope": "openid"}


def test_only_a_space_of_a_run_has_one() -> None:
    assert Bench(mode="strict").get("/neighbour/.well-known/openid-configuration").status_code == 404
