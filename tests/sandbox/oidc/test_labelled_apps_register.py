"""Registration at production: the portal's statement and nothing else opens it, once, and never wider than it says."""

from __future__ import annotations

import json
import threading
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

import pytest
from builders.labelling_portal import CALLBACK, SPACE, LabellingPortal, new_key, public_set
from builders.spaces import Bench
from builders.tokens import signed_with_public_key, unsigned
from joserfc.jwk import OctKey

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from werkzeug.test import TestResponse


@pytest.fixture
def portal() -> Iterator[LabellingPortal]:
    with LabellingPortal() as opened:
        yield opened


@pytest.fixture
def production(portal: LabellingPortal) -> Bench:
    return Bench(mode="strict", trust=portal.trust)


def register(bench: Bench, statement: Any, **metadata: Any) -> TestResponse:  # noqa: ANN401
    return bench.post("/oauth2/register", json={"software_statement": statement, **metadata})


def refusal(bench: Bench, statement: Any, **metadata: Any) -> str:  # noqa: ANN401
    answer = register(bench, statement, **metadata)
    assert (answer.status_code, answer.content_type) == (400, "application/json"), answer.text
    assert answer.headers["Cache-Control"] == "no-store"
    return str(answer.json["error"])


def test_the_statement_alone_registers_the_app_with_what_it_says(production: Bench, portal: LabellingPortal) -> None:
    statement = portal.statement()
    answer = register(production, statement)
    assert answer.status_code == 201
    body = answer.json
    assert body["software_statement"] == statement
    assert body["redirect_uris"] == [CALLBACK]
    assert body["scope"] == "openid identity measures.read measures.write"
    assert body["token_endpoint_auth_method"] == "private_key_jwt"
    assert body["jwks"]["keys"][0]["x"] == public_set(portal.app_key)["keys"][0]["x"]
    assert "client_secret" not in body
    assert body["client_id"]
    assert body["solution_oid"]


def test_a_native_app_registers_without_a_key(production: Bench, portal: LabellingPortal) -> None:
    answer = register(production, portal.statement(token_endpoint_auth_method="none", jwks=None))
    assert answer.json["token_endpoint_auth_method"] == "none"
    assert "client_secret" not in answer.json


STRANGE = new_key()
NOT_GENUINE: dict[str, Any] = {
    "missing": lambda _: None,
    "not a text": lambda _: 7,
    "gibberish": lambda _: "a.b.c",
    "not ASCII": lambda _: "é.é.é",
    "unsigned": lambda p: unsigned({"typ": "poincon-software-statement+jwt"}, p.claims()),
    "public key as secret": lambda p: signed_with_public_key(
        {"typ": "poincon-software-statement+jwt", "kid": p.statement_key.kid}, p.claims(), p.statement_key
    ),
    "another key": lambda p: p.statement(key=new_key()),
    "another key under the right name": lambda p: p.statement(key=new_key(), header={"kid": p.statement_key.kid}),
    "a key brought along": lambda p: p.statement(key=STRANGE, header={"jwk": STRANGE.as_dict(private=False)}),
    "no key named": lambda p: p.statement(header={"kid": None}),
    "the status list's key": lambda p: p.statement(key=p.status_key),
    "another type": lambda p: p.statement(header={"typ": "JWT"}),
    "a label": lambda p: p.statement(header={"typ": "poincon-label+jwt"}),
    "another issuer": lambda p: p.statement(iss="https://other.example"),
    "for another space": lambda p: p.statement(aud="https://localhost:8443/s/s2"),
    "for this space and others": lambda p: p.statement(aud=[SPACE, "https://other.example"]),
    "for a list of this space": lambda p: p.statement(aud=[SPACE]),
    "for nobody": lambda p: p.statement(aud=None),
    "expired": lambda p: p.statement(iat=int(p.now()) - 300, exp=int(p.now())),
    "living too long": lambda p: p.statement(exp=int(p.now()) + 301),
    "of the future": lambda p: p.statement(iat=int(p.now()) + 60, exp=int(p.now()) + 120),
    "without end": lambda p: p.statement(exp=None),
    "without date": lambda p: p.statement(iat=None),
    "ending in words": lambda p: p.statement(exp="soon"),
    "ending in truth": lambda p: p.statement(exp=True),
    "without jti": lambda p: p.statement(jti=None),
    "with a shared secret": lambda p: p.statement(token_endpoint_auth_method="client_secret_basic"),
    "announcing a key and bringing none": lambda p: p.statement(jwks=None),
    "with a private key": lambda p: p.statement(jwks={"keys": [p.app_key.as_dict(private=True)]}),
    "with a symmetric key": lambda p: p.statement(jwks={"keys": [OctKey.generate_key(256).as_dict()]}),
    "with no label": lambda p: p.statement(label=None),
    "with a status list elsewhere": lambda p: p.statement(
        status_list=p.claims()["status_list"] | {"uri": "https://other.example/status-lists/1"}
    ),
    "with a status list on a name that only begins alike": lambda p: p.statement(
        status_list=p.claims()["status_list"] | {"uri": p.issuer + ".other.example/status-lists/1"}
    ),
    "with status keys elsewhere": lambda p: p.statement(
        status_list=p.claims()["status_list"] | {"jwks_uri": "https://other.example/jwks"}
    ),
}


@pytest.mark.parametrize("name", NOT_GENUINE)
def test_a_statement_is_refused(production: Bench, portal: LabellingPortal, name: str) -> None:
    assert refusal(production, NOT_GENUINE[name](portal)) == "invalid_software_statement"


def test_a_statement_is_accepted_once(production: Bench, portal: LabellingPortal) -> None:
    statement = portal.statement()
    assert register(production, statement).status_code == 201
    assert refusal(production, statement) == "invalid_software_statement"


def test_of_ten_registrations_at_once_with_one_statement_exactly_one_succeeds(
    production: Bench, portal: LabellingPortal
) -> None:
    statement, together = portal.statement(), threading.Barrier(10)

    def attempt(_number: int) -> int:
        together.wait()
        return register(production, statement).status_code

    with ThreadPoolExecutor(10) as pool:
        assert sorted(pool.map(attempt, range(10))) == [201] + [400] * 9


def test_a_used_statement_stays_used_when_the_space_starts_again(portal: LabellingPortal, tmp_path: Path) -> None:
    statement = portal.statement()
    assert register(Bench(mode="strict", trust=portal.trust, state_dir=tmp_path), statement).status_code == 201
    again = Bench(mode="strict", trust=portal.trust, state_dir=tmp_path)
    assert refusal(again, statement) == "invalid_software_statement"


def test_a_request_refused_for_what_it_adds_may_be_mended_and_sent_again(
    production: Bench, portal: LabellingPortal
) -> None:
    statement = portal.statement()
    assert refusal(production, statement, scope="openid") == "invalid_client_metadata"
    assert register(production, statement).status_code == 201


CONTRADICTIONS: dict[str, tuple[str, Any]] = {
    "redirect_uris": ("invalid_redirect_uri", [CALLBACK, "https://attacker.example/callback"]),
    "scope": ("invalid_client_metadata", "openid identity measures.read measures.write documents.read"),
    "token_endpoint_auth_method": ("invalid_client_metadata", "client_secret_basic"),
    "jwks": ("invalid_client_metadata", public_set(new_key())),
    "client_name": ("invalid_client_metadata", "Mon espace santé"),
    "post_logout_redirect_uris": ("invalid_client_metadata", ["https://attacker.example/"]),
    "backchannel_logout_uri": ("invalid_client_metadata", "https://attacker.example/logout"),
}


@pytest.mark.parametrize("member", CONTRADICTIONS)
def test_nothing_in_the_request_widens_the_statement(production: Bench, portal: LabellingPortal, member: str) -> None:
    error, wanted = CONTRADICTIONS[member]
    if isinstance(wanted, list) and member.endswith("uris"):
        assert refusal(production, portal.statement(), **{member: ["http://["]}) == error
    assert refusal(production, portal.statement(), **{member: wanted}) == error


def test_the_request_may_repeat_the_statement_and_settle_what_it_leaves_open(
    production: Bench, portal: LabellingPortal
) -> None:
    answer = register(
        production,
        portal.statement(),
        redirect_uris=[CALLBACK],
        scope="measures.write measures.read identity openid",
        id_token_signed_response_alg="ES256",
        post_logout_redirect_uris=["http://127.0.0.1:5000/"],
    )
    assert answer.status_code == 201
    assert answer.json["id_token_signed_response_alg"] == "ES256"


def test_metadata_that_nobody_asked_for_is_left_aside(production: Bench, portal: LabellingPortal) -> None:
    answer = register(production, portal.statement(), logo_uri="https://attacker.example/logo", client_id="chosen")
    assert answer.status_code == 201
    assert "logo_uri" not in answer.json
    assert answer.json["client_id"] != "chosen"


@pytest.mark.parametrize("value", [1, 2, 3])
def test_a_label_that_is_not_in_force_does_not_register(production: Bench, portal: LabellingPortal, value: int) -> None:
    portal.status[4711] = value
    assert refusal(production, portal.statement()) == "unapproved_software_statement"


def test_a_label_of_which_nothing_is_known_does_not_register(production: Bench, portal: LabellingPortal) -> None:
    index = portal.claims()["status_list"] | {"idx": 1 << 20}
    assert refusal(production, portal.statement(status_list=index)) == "unapproved_software_statement"
    portal.silent = True
    assert refusal(production, portal.statement()) == "unapproved_software_statement"


def test_keys_rotated_at_the_portal_are_noticed_at_once(production: Bench, portal: LabellingPortal) -> None:
    assert register(production, portal.statement()).status_code == 201
    old, portal.statement_key = portal.statement_key, new_key()
    portal.published["statements"] = [portal.statement_key]
    assert register(production, portal.statement()).status_code == 201
    assert refusal(production, portal.statement(key=old)) == "invalid_software_statement"


@pytest.mark.parametrize("body", [b"", b"[]", b'"text"', b"{", b"\xff", b"[" * 50_000])
def test_a_body_that_is_no_object_is_refused_in_json(production: Bench, body: bytes) -> None:
    answer = production.post("/oauth2/register", data=body, headers={"Content-Type": "application/json"})
    assert answer.status_code == 400
    assert json.loads(answer.text)["error"] == "invalid_client_metadata"


def test_a_space_that_trusts_nobody_has_no_registration() -> None:
    assert register(Bench(mode="strict"), "x").status_code == 404


def test_the_statement_is_kept_out_of_the_journal(production: Bench, portal: LabellingPortal) -> None:
    statement = portal.statement()
    register(production, statement)
    assert ("jwt", statement) in production.notebook.secrets
