"""Faults of metadata and of HTTP, read back by readers that know nothing of them; each wrong in exactly one way."""

from __future__ import annotations

import gzip
import json
from dataclasses import replace
from email.utils import parsedate_to_datetime
from typing import Any

import pytest
from builders.spaces import Bench

from sandbox.counted_fault import counted
from sandbox.faults import catalogue
from sandbox.hooks import CertificateChoice, Cut, Deliver, Drip, Endless, Hang, Late, Reset, SearchBundle, WireAnswer

BODY = json.dumps({"resourceType": "Bundle", "total": 2, "entry": [{"resource": {"id": "é"}}, {"resource": {}}]})
HONEST = WireAnswer(
    "measures_read",
    200,
    (("Content-Type", "application/fhir+json"), ("Date", "Mon, 23 Nov 2026 09:00:00 GMT")),
    BODY.encode(),
    url="https://localhost:8443/s/s1/api/mesures/fhir/Observation?code=1",
)
METADATA = {
    "issuer": "https://localhost:8443/s/s1",
    "token_endpoint": "https://localhost:9443/s/s1/oauth2/token",
    "code_challenge_methods_supported": ["S256"],
    "id_token_signing_alg_values_supported": ["RS256", "ES256"],
}
AT_AN_ENDPOINT = (
    *("answer_too_many_requests", "answer_server_error", "answer_maintenance_page", "answer_drip", "answer_hang"),
    *("answer_reset", "answer_cut", "answer_cut_json", "answer_not_json", "answer_recoded", "answer_too_large"),
    "answer_redirected_to_http",
)


def bent(fault: str, honest: WireAnswer = HONEST, **params: Any) -> WireAnswer:  # noqa: ANN401 - any setting
    given = {"endpoint": honest.endpoint, **params} if fault in AT_AN_ENDPOINT else params
    told: WireAnswer = catalogue.load(fault, given).answer(honest)  # type: ignore[attr-defined]
    return told


def header(answer: WireAnswer, name: str) -> str | None:
    return {key.lower(): value for key, value in answer.headers}.get(name)


def discovered(fault: str, **params: Any) -> dict[str, Any]:  # noqa: ANN401 - any setting
    told: dict[str, Any] = catalogue.load(fault, params).discovery_document(dict(METADATA))  # type: ignore[attr-defined]
    return {name: told.get(name) for name in told.keys() | METADATA.keys() if told.get(name) != METADATA.get(name)}


@pytest.mark.parametrize("fault", AT_AN_ENDPOINT)
def test_other_endpoints_are_left_alone(fault: str) -> None:
    other = replace(HONEST, endpoint="consent")
    assert catalogue.load(fault).answer(other) is other  # type: ignore[attr-defined]


@pytest.mark.parametrize(("told", "expected"), [("seconds", "1"), ("none", None)])
def test_a_refusal_for_now_says_how_long_or_nothing(told: str, expected: str | None) -> None:
    answer = bent("answer_too_many_requests", retry_after=told)
    assert (answer.status, header(answer, "retry-after")) == (429, expected)


def test_a_refusal_for_now_may_name_a_date_ahead() -> None:
    assert parsedate_to_datetime(str(header(bent("answer_too_many_requests", retry_after="date"), "retry-after")))


@pytest.mark.parametrize("status", ["500", "502", "503"])
def test_a_server_error_has_its_status(status: str) -> None:
    assert bent("answer_server_error", status=status).status == int(status)


def test_a_maintenance_page_is_french_and_html() -> None:
    answer = bent("answer_maintenance_page")
    assert (answer.status, header(answer, "content-type")) == (503, "text/html; charset=utf-8")
    assert "maintenance" in answer.body.decode("utf-8")


@pytest.mark.parametrize(
    ("fault", "params", "behaviour"),
    [
        ("answer_drip", {}, Drip(1, 1.0)),
        ("answer_hang", {"seconds": 3.0}, Hang(3.0)),
        ("answer_reset", {"share": 50}, Reset(len(HONEST.body) // 2)),
        ("answer_cut", {}, Cut(len(HONEST.body) - 3)),
    ],
)
def test_some_faults_touch_the_delivery_and_not_the_answer(
    fault: str, params: dict[str, Any], behaviour: object
) -> None:
    answer = bent(fault, **params)
    assert answer.behaviour == behaviour
    assert replace(answer, behaviour=Deliver()) == HONEST


def test_cut_json_ends_with_a_whole_entry_and_is_no_document() -> None:
    body = bent("answer_cut_json").body.decode()
    with pytest.raises(ValueError, match="Expecting"):
        json.loads(body)
    assert json.loads(body + "]}")["entry"] == [{"resource": {"id": "é"}}]


def test_cut_json_without_an_entry_lacks_its_end() -> None:
    assert bent("answer_cut_json", replace(HONEST, body=b'{"a": 1}')).body == b'{"a": 1'


@pytest.mark.parametrize(("shape", "status", "size"), [("html", 200, 54), ("empty", 200, 0), ("no_content", 204, 0)])
def test_a_success_without_the_document(shape: str, status: int, size: int) -> None:
    answer = bent("answer_not_json", shape=shape)
    assert (answer.status, len(answer.body)) == (status, size)


@pytest.mark.parametrize("encoding", ["utf-16", "iso-8859-1", "utf-8-sig"])
def test_another_encoding_holds_the_same_document(encoding: str) -> None:
    body = bent("answer_recoded", encoding=encoding).body
    with pytest.raises(ValueError, match=r"codec|BOM"):
        json.loads(body.decode("utf-8"))
    document = json.loads(body.decode(encoding))
    assert document.pop("_note") == "relevé"
    assert document == json.loads(BODY)


def test_an_answer_out_of_bounds() -> None:
    assert isinstance(bent("answer_too_large", how="endless").behaviour, Endless)
    assert gzip.decompress(bent("answer_too_large", how="gzip_bomb").body) == b" " * 64 * 1024 * 1024
    short = bent("answer_too_large", how="short")
    assert isinstance(short.behaviour, Cut)
    assert short.behaviour.after < len(short.body)


def test_a_wrong_clock_changes_the_date_only() -> None:
    answer = bent("answer_clock_off")
    assert header(answer, "date") != header(HONEST, "date")
    assert answer.with_headers(Date="") == HONEST.with_headers(Date="")


def test_a_redirect_out_of_tls_leads_to_the_same_place() -> None:
    answer = bent("answer_redirected_to_http")
    assert (answer.status, header(answer, "location")) == (307, HONEST.url.replace("https", "http"))


@pytest.mark.parametrize(
    ("fault", "params", "expected"),
    [
        ("discovery_issuer_respelled", {"how": "slash"}, {"issuer": "https://localhost:8443/s/s1/"}),
        ("discovery_issuer_respelled", {"how": "case"}, {"issuer": "https://LOCALHOST:8443/s/s1"}),
        ("discovery_plain_http", {}, {"token_endpoint": "http://localhost:9443/s/s1/oauth2/token"}),
        ("discovery_pkce_methods", {}, {"code_challenge_methods_supported": None}),
        ("discovery_pkce_methods", {"methods": "plain"}, {"code_challenge_methods_supported": ["plain"]}),
        ("discovery_weak_algorithms", {}, {"id_token_signing_alg_values_supported": ["none", "HS256"]}),
    ],
)
def test_metadata_lie_in_one_member(fault: str, params: dict[str, Any], expected: dict[str, Any]) -> None:
    assert discovered(fault, **params) == expected


def test_more_members_take_nothing_away() -> None:
    assert all(name.startswith("x_") for name in discovered("discovery_more_members"))


def test_discovery_elsewhere_names_itself() -> None:
    there = "https://localhost:8443/s/s1/.well-known/openid-configuration"
    honest = replace(HONEST, endpoint="discovery", body=json.dumps(METADATA).encode(), url=there)
    redirect = bent("discovery_redirected", honest)
    location = str(header(redirect, "location"))
    document = json.loads(bent("discovery_redirected", replace(honest, url=location)).body)

    assert (redirect.status, location) == (302, there.replace("localhost", "127.0.0.1"))
    assert document == METADATA | {"issuer": "https://127.0.0.1:8443/s/s1"}


@pytest.mark.parametrize("how", ["types", "byte_order_mark", "huge"])
def test_a_malformed_document_keeps_its_issuer(how: str) -> None:
    honest = replace(HONEST, endpoint="discovery", body=json.dumps(METADATA).encode())
    body = bent("discovery_malformed", honest, how=how).body

    assert body != honest.body
    assert json.loads(body)["issuer"] == METADATA["issuer"]
    assert (len(body) > 10 * 1024 * 1024) == (how == "huge")


def test_an_empty_search_says_so_in_good_form() -> None:
    links = [{"relation": "self", "url": "s"}, {"relation": "next", "url": "n"}]
    search = SearchBundle({"resourceType": "Bundle", "total": 2, "entry": [{}, {}], "link": links}, "p")
    told = catalogue.load("search_empty").search_bundle(search).bundle  # type: ignore[attr-defined]

    assert told == {"resourceType": "Bundle", "total": 0, "link": links[:1]}


def test_a_wrong_certificate_is_shown_on_one_listener_only() -> None:
    fault = catalogue.load("certificate_wrong", {"kind": "self_signed", "listener": "jwks"})
    kinds = {of: fault.certificate(CertificateChoice(of)).kind for of in ("main", "token", "jwks")}  # type: ignore[attr-defined]
    assert kinds == {"main": "valid", "token": "valid", "jwks": "self_signed"}


def test_a_counted_fault_acts_as_often_as_it_was_armed_for() -> None:
    fault: Any = counted(catalogue.load("answer_server_error"), times=2, skips=1)
    other = replace(HONEST, endpoint="token")

    assert [fault.answer(one).status for one in (HONEST, other, HONEST, HONEST, HONEST)] == [200, 200, 503, 503, 200]
    assert fault.id == "answer_server_error"
    assert not hasattr(fault, "certificate")


def test_a_fault_that_is_not_counted_is_armed_as_it_is() -> None:
    fault = catalogue.load("answer_server_error")
    assert counted(fault) is fault


def test_a_redirected_key_set_is_that_of_a_stranger_at_the_other_name() -> None:
    ours = {"keys": [{"kty": "EC", "kid": "ours"}]}
    honest = replace(HONEST, endpoint="jwks", url="https://localhost:8443/s/s1/jwks", body=json.dumps(ours).encode())

    redirect = bent("jwks_redirected", honest)
    location = header(redirect, "location")
    there = json.loads(bent("jwks_redirected", replace(honest, url=str(location))).body)["keys"]

    assert (redirect.status, redirect.body) == (302, b"")
    assert location == "https://127.0.0.1:8443/s/s1/jwks"
    assert {key["alg"] for key in there} == {"ES256", "RS256"}
    assert "ours" not in {key["kid"] for key in there}
    assert not any("d" in key for key in there)
    assert bent("jwks_redirected", HONEST) is HONEST


def test_an_answer_with_two_access_tokens_is_else_what_it_was() -> None:
    issued = {"access_token": "issued", "token_type": "Bearer", "expires_in": 60}
    honest = replace(HONEST, endpoint="token", body=json.dumps(issued).encode())

    told = bent("token_response_twice", honest)
    pairs = json.loads(told.body, object_pairs_hook=list)

    assert next(value for name, value in pairs if name == "access_token") == "issued"
    assert sorted(name for name, _value in pairs) == sorted([*issued, "access_token"])
    assert dict(pairs) | {"access_token": "issued"} == issued
    assert replace(told, body=honest.body) == honest
    error = replace(honest, body=b'{"error": "invalid_grant"}')
    assert bent("token_response_twice", error) is error


@pytest.mark.parametrize("status", ["307", "308"])
def test_a_write_is_redirected_to_the_canary_with_method_and_body(status: str) -> None:
    honest = replace(HONEST, endpoint="measures_write", canary="https://127.0.0.1:8443/s/s1/canary/e-1")

    told = bent("measures_write_redirected", honest, status=status)

    assert (told.status, told.body) == (int(status), b"")
    assert header(told, "location") == "https://127.0.0.1:8443/s/s1/canary/e-1/api/mesures/fhir"
    assert header(told, "date") == header(honest, "date")
    assert bent("measures_write_redirected", HONEST, status=status) is HONEST


def test_an_answer_that_is_late_is_else_what_it_was() -> None:
    honest = replace(HONEST, endpoint="measures_write")

    told = bent("answer_late", honest, seconds=0.5)

    assert told.behaviour == Late(0.5)
    assert replace(told, behaviour=honest.behaviour) == honest
    assert bent("answer_late", HONEST) is HONEST


def test_a_smart_configuration_lacks_one_capability_and_nothing_else() -> None:
    told = {"token_endpoint": "https://space/token", "capabilities": ["client-public", "launch-standalone"]}
    honest = replace(HONEST, endpoint="smart_configuration", body=json.dumps(told).encode())

    bent_one = bent("smart_configuration_lacks", honest)

    assert json.loads(bent_one.body) == {**told, "capabilities": ["client-public"]}
    assert replace(bent_one, body=honest.body) == honest
    assert bent("smart_configuration_lacks", HONEST) is HONEST


def test_a_capability_statement_names_another_token_endpoint_and_nothing_else_changes() -> None:
    bench = Bench()
    statement = bench.get("/api/mesures/fhir/metadata").json
    canary = "https://127.0.0.1:8443/s/s1/canary/e-1"
    honest = replace(HONEST, endpoint="metadata", body=json.dumps(statement).encode(), canary=canary)

    told = bent("capability_statement_elsewhere", honest)

    before, after = (json.dumps(json.loads(one.body), sort_keys=True) for one in (honest, told))
    assert after == before.replace(json.dumps(bench.space.token_endpoint), json.dumps(f"{canary}/token"))
    assert after != before
    assert replace(told, body=honest.body) == honest
    assert bent("capability_statement_elsewhere", HONEST) is HONEST


@pytest.mark.parametrize("lacks", ["version", "interaction"])
def test_a_capability_statement_lacks_one_thing_and_nothing_else_changes(lacks: str) -> None:
    statement = Bench().get("/api/mesures/fhir/metadata").json
    honest = replace(HONEST, endpoint="metadata", body=json.dumps(statement).encode())

    told = json.loads(bent("capability_statement_other", honest, lacks=lacks).body)

    if lacks == "version":
        assert told == {**statement, "fhirVersion": "5.0.0"}
    else:
        (left,) = [one for one in told["rest"][0]["resource"] if one["type"] == "Observation"]
        (whole,) = [one for one in statement["rest"][0]["resource"] if one["type"] == "Observation"]
        assert {"code": "search-type"} in whole["interaction"]
        assert left == {**whole, "interaction": [one for one in whole["interaction"] if one["code"] != "search-type"]}
        left["interaction"] = whole["interaction"]
        assert told == statement
    documents = Bench().get("/api/documents/fhir/metadata").data
    others = (HONEST, replace(HONEST, endpoint="metadata", body=documents))
    assert all(bent("capability_statement_other", other, lacks=lacks) is other for other in others)


def test_a_huge_key_set_begins_with_the_keys_of_the_space() -> None:
    ours = {"keys": [{"kty": "EC", "kid": "ours"}]}
    honest = replace(HONEST, endpoint="jwks", body=json.dumps(ours).encode())

    told = bent("jwks_huge", honest)
    first, *more = json.loads(told.body)["keys"]

    assert len(told.body) > 10 * 1024 * 1024
    assert first == ours["keys"][0]
    assert len(more) > 5000
    assert {key["kty"] for key in more} == {"LATTICE"}
    assert isinstance(told.behaviour, Drip)
    assert replace(told, body=honest.body, behaviour=honest.behaviour) == honest
    assert bent("jwks_huge", HONEST) is HONEST


@pytest.mark.parametrize("asks", [True, False])
def test_no_certificate_is_asked_for_and_the_own_one_stays(asks: bool) -> None:  # noqa: FBT001 - a parameter
    honest = CertificateChoice("token", asks=asks)

    told = catalogue.load("certificate_not_asked").certificate(honest)  # type: ignore[attr-defined]

    assert told == replace(honest, asks=False)


def test_the_keys_are_elsewhere_and_nothing_else_is() -> None:
    aliases = {"token_endpoint": "https://localhost:9444/s/s1/oauth2/token"}
    document = {**METADATA, "jwks_uri": "https://localhost:8443/s/s1/oauth2/jwks", "mtls_endpoint_aliases": aliases}
    honest = replace(HONEST, endpoint="discovery", body=json.dumps(document).encode())

    told = bent("jwks_where_certificates_are_asked", honest)

    assert json.loads(told.body) == {**document, "jwks_uri": "https://127.0.0.1:9444/s/s1/oauth2/jwks"}
    assert replace(told, body=honest.body) == honest


@pytest.mark.parametrize("endpoint", ["discovery", "jwks"])
def test_where_nobody_asks_for_certificates_the_keys_stay(endpoint: str) -> None:
    honest = replace(HONEST, endpoint=endpoint, body=json.dumps(METADATA).encode())

    assert bent("jwks_where_certificates_are_asked", honest) is honest
