"""Each lie is read back by a reader that knows nothing of the fault, and compared with the honest value."""

from __future__ import annotations

import base64
import json
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlencode

import pytest

from sandbox.faults import catalogue
from sandbox.hooks import (
    AuthorizationResponse,
    CertificateChoice,
    Deliver,
    Hang,
    SearchBundle,
    SignedToken,
    WireAnswer,
    apply,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

_CLAIMS = {"iss": "https://localhost/s/s1", "sub": "u", "aud": "app-1", "exp": 9, "iat": 1, "nonce": "n-of-the-app"}


@dataclass
class Played:
    """An exchange with one fault armed."""

    fault: object
    faults: list[str] = field(default_factory=list)

    def armed(self) -> Sequence[object]:
        return (self.fault,)


def differences(honest: dict[str, Any], told: dict[str, Any]) -> dict[str, tuple[Any, Any]]:
    """Return each member that differs, with both its values."""
    names = honest.keys() | told.keys()
    return {name: (honest.get(name), told.get(name)) for name in names if honest.get(name) != told.get(name)}


def segment(content: dict[str, Any]) -> str:
    return base64.urlsafe_b64encode(json.dumps(content).encode()).rstrip(b"=").decode()


def read_segment(text: str) -> dict[str, Any]:
    read: dict[str, Any] = json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
    return read


def test_state_altered_changes_the_state_and_nothing_else() -> None:
    honest = AuthorizationResponse("http://app/cb", (("code", "c"), ("state", "abcA1-_"), ("iss", "https://space")))
    played = Played(catalogue.load("state_altered"))

    told = apply(played, "authorization_response", honest)

    before, after = parse_qs(urlencode(honest.parameters)), parse_qs(urlencode(told.parameters))
    assert differences(before, after).keys() == {"state"}
    assert len(after["state"][0]) == len(before["state"][0])
    assert [name for name, _ in told.parameters] == ["code", "state", "iss"]
    assert (told.redirect_uri, played.faults) == (honest.redirect_uri, ["state_altered"])


@pytest.mark.parametrize("last", ["a", "b", "Z", "9", "_"])
def test_state_altered_never_gives_the_same_state_back(last: str) -> None:
    honest = AuthorizationResponse("http://app/cb", (("state", "xyz" + last),))

    assert apply(Played(catalogue.load("state_altered")), "authorization_response", honest) != honest


def test_state_altered_does_not_act_where_there_is_no_state() -> None:
    played = Played(catalogue.load("state_altered"))
    honest = AuthorizationResponse("http://app/cb", (("code", "c"),))

    assert apply(played, "authorization_response", honest) == honest
    assert played.faults == []


def test_id_token_alg_none_keeps_every_claim_and_drops_the_signature() -> None:
    header = {"alg": "RS256", "kid": "k-1", "typ": "JWT"}
    honest = SignedToken(header, _CLAIMS, f"{segment(header)}.{segment(_CLAIMS)}.c2lnbmF0dXJl")
    played = Played(catalogue.load("id_token_alg_none"))

    told = apply(played, "id_token", honest)

    head, claims, signature = told.jws.split(".")
    assert read_segment(claims) == _CLAIMS
    assert signature == ""
    assert differences(header, read_segment(head)) == {"alg": ("RS256", "none"), "kid": ("k-1", None)}
    assert told.header == read_segment(head)
    assert (told.claims, played.faults) == (_CLAIMS, ["id_token_alg_none"])


@pytest.mark.parametrize("audience", ["app-1", ["app-1"]])
def test_id_token_wrong_aud_changes_the_audience_and_keeps_its_shape(audience: str | list[str]) -> None:
    honest = _CLAIMS | {"aud": audience}

    told = apply(Played(catalogue.load("id_token_wrong_aud")), "id_token_claims", honest)

    assert differences(honest, told).keys() == {"aud"}
    assert type(told["aud"]) is type(audience)
    assert "app-1" not in told["aud"]
    assert honest["aud"] == audience


def test_id_token_wrong_nonce_changes_the_nonce_only() -> None:
    told = apply(Played(catalogue.load("id_token_wrong_nonce")), "id_token_claims", dict(_CLAIMS))

    assert differences(_CLAIMS, told).keys() == {"nonce"}


def test_id_token_wrong_nonce_does_not_act_without_a_nonce() -> None:
    honest = {name: value for name, value in _CLAIMS.items() if name != "nonce"}
    played = Played(catalogue.load("id_token_wrong_nonce"))

    assert apply(played, "id_token_claims", honest) == honest
    assert played.faults == []


def test_token_endpoint_hang_withholds_token_answers_as_they_are() -> None:
    honest = WireAnswer("token", 200, (("Content-Type", "application/json"),), b"{}")

    told = apply(Played(catalogue.load("token_endpoint_hang", {"seconds": 3})), "answer", honest)

    assert told == replace(honest, behaviour=Hang(3))


def test_token_endpoint_hang_leaves_other_endpoints_alone() -> None:
    honest = WireAnswer("userinfo", 200, (), b"{}", Deliver())

    assert apply(Played(catalogue.load("token_endpoint_hang")), "answer", honest) == honest


def test_certificate_expired_acts_on_its_listener_only() -> None:
    fault = Played(catalogue.load("certificate_expired"))

    assert apply(fault, "certificate", CertificateChoice("main")) == CertificateChoice("main", "valid")
    assert apply(fault, "certificate", CertificateChoice("token")) == CertificateChoice("token", "expired")


def test_search_other_patient_adds_one_observation_and_keeps_the_others() -> None:
    own = [_observation("o-1", "me", "2026-01-01"), _observation("o-2", "me", "2026-02-01")]
    foreign = (_observation("o-8", "you", "2025-01-01"), _observation("o-9", "you", "2026-03-01"))
    entries = [{"fullUrl": f"https://b/Observation/{o['id']}", "resource": o, "search": {"mode": "match"}} for o in own]
    honest = {"resourceType": "Bundle", "type": "searchset", "total": 2, "entry": entries, "link": []}

    told = apply(Played(catalogue.load("search_other_patient")), "search_bundle", SearchBundle(honest, "me", foreign))

    added = told.bundle["entry"][0]
    assert differences(honest, told.bundle).keys() == {"entry", "total"}
    assert told.bundle["entry"][1:] == entries
    assert told.bundle["total"] == 3
    assert added == {
        "fullUrl": "https://b/Observation/o-9",
        "resource": foreign[1],
        "search": {"mode": "match"},
    }
    assert honest["total"] == 2


def test_search_patient_before_answers_about_the_other_person_alone() -> None:
    entries = [{"resource": _observation("o-1", "me", "2026-01-01"), "search": {"mode": "match"}}]
    foreign = (_observation("o-8", "you", "2025-01-01"), _observation("o-9", "you", "2026-03-01"))
    honest = {"resourceType": "Bundle", "type": "searchset", "total": 1, "entry": entries, "link": []}

    told = apply(Played(catalogue.load("search_patient_before")), "search_bundle", SearchBundle(honest, "me", foreign))

    assert differences(honest, told.bundle).keys() == {"entry", "total"}
    assert (told.bundle["total"], [one["resource"] for one in told.bundle["entry"]]) == (2, list(foreign))
    assert {one["search"]["mode"] for one in told.bundle["entry"]} == {"match"}


@pytest.mark.parametrize("fault", ["search_other_patient", "search_patient_before"])
def test_nothing_is_told_of_others_where_nobody_else_lives(fault: str) -> None:
    played = Played(catalogue.load(fault))
    honest = SearchBundle({"resourceType": "Bundle", "total": 0}, "me", ())

    assert apply(played, "search_bundle", honest) == honest
    assert played.faults == []


def _observation(name: str, patient: str, day: str) -> dict[str, Any]:
    return {
        "resourceType": "Observation",
        "id": name,
        "subject": {"identifier": {"value": patient}},
        "effectiveDateTime": f"{day}T08:00:00Z",
    }
