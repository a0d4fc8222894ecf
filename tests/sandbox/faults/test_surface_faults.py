"""Each lie about a logout, and about the addresses of a person, is read back and compared with the honest value."""

from __future__ import annotations

import base64
import json
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

import pytest

from sandbox.faults import catalogue
from sandbox.hooks import LogoutResponse, SignedToken, TokenContents, WireAnswer, apply

if TYPE_CHECKING:
    from collections.abc import Sequence

EVENT = "http://schemas.openid.net/event/backchannel-logout"
DATES = {"iat": 1, "exp": 121}
CLAIMS = {"iss": "https://space", "aud": "app-1", "sub": "u", "sid": "s", "jti": "j", **DATES, "events": {EVENT: {}}}
HONEST = TokenContents({"typ": "logout+jwt", "alg": "ES256"}, CLAIMS)


@dataclass
class Played:
    """A sending with one fault armed."""

    fault: object
    faults: list[str] = field(default_factory=list)

    def armed(self) -> Sequence[object]:
        return (self.fault,)


def changed(fault: str, **params: str) -> dict[str, tuple[Any, Any]]:
    """Return each claim that a fault changes, with both its values; the header must stay as it is."""
    told = apply(Played(catalogue.load(fault, params)), "logout_token_contents", HONEST)
    assert told.header == HONEST.header
    names = CLAIMS.keys() | told.claims.keys()
    return {
        name: (CLAIMS.get(name), told.claims.get(name)) for name in names if CLAIMS.get(name) != told.claims.get(name)
    }


@pytest.mark.parametrize(
    ("claim", "honest"), [("iss", "https://space"), ("aud", "app-1"), ("nonce", None)], ids=["iss", "aud", "nonce"]
)
def test_one_claim_of_the_logout_token_is_another(claim: str, honest: str | None) -> None:
    assert changed("logout_token_claim", claim=claim, value="another") == {claim: (honest, "another")}


def test_claims_of_the_logout_token_are_left_out() -> None:
    assert changed("logout_token_without") == {"events": ({EVENT: {}}, None)}
    assert changed("logout_token_without", claims="sub sid") == {"sub": ("u", None), "sid": ("s", None)}


def test_the_old_logout_token_was_issued_and_expired_in_the_past() -> None:
    assert changed("logout_token_old") == {"iat": (1, 1 - 3600), "exp": (121, 121 - 3600)}


def test_the_logout_token_tells_of_another_event_only() -> None:
    ((name, (honest, told)),) = changed("logout_token_wrong_event").items()

    assert (name, honest, list(told.values())) == ("events", {EVENT: {}}, [{}])
    assert EVENT not in told


@pytest.mark.parametrize(("registered", "other"), [("ES256", "RS256"), ("RS256", "ES256")])
def test_the_logout_token_is_signed_with_the_other_algorithm(registered: str, other: str) -> None:
    honest = TokenContents({"typ": "logout+jwt", "alg": registered}, CLAIMS)

    told = apply(Played(catalogue.load("logout_token_other_alg")), "logout_token_contents", honest)

    assert told == replace(honest, header={"typ": "logout+jwt", "alg": other})


def test_the_unsecured_logout_token_keeps_every_claim_and_drops_the_signature() -> None:
    header = {"typ": "logout+jwt", "alg": "ES256", "kid": "k-1"}
    honest = SignedToken(header, CLAIMS, f"{segment(header)}.{segment(CLAIMS)}.c2lnbmF0dXJl")
    played = Played(catalogue.load("logout_token_unsecured"))

    told = apply(played, "logout_token", honest)

    head, claims, signature = told.jws.split(".")
    assert (read_segment(claims), signature) == (CLAIMS, "")
    assert read_segment(head) == told.header == {"typ": "logout+jwt", "alg": "none"}
    assert played.faults == ["logout_token_unsecured"]


def test_the_way_back_from_a_logout_loses_its_state_or_gets_another() -> None:
    honest = LogoutResponse("https://app/", "s-1")
    other = apply(Played(catalogue.load("logout_state")), "logout_response", honest)
    none = apply(Played(catalogue.load("logout_state", {"kind": "none"})), "logout_response", honest)

    assert other.redirect_uri == none.redirect_uri == honest.redirect_uri
    assert other.state not in {None, "s-1"}
    assert none.state is None


def test_a_state_that_was_not_sent_cannot_be_left_out() -> None:
    played = Played(catalogue.load("logout_state", {"kind": "none"}))

    apply(played, "logout_response", LogoutResponse("https://app/", None))

    assert played.faults == []


def test_only_the_end_session_endpoint_fails() -> None:
    fault = Played(catalogue.load("logout_endpoint_fails", {"status": 503}))
    token = WireAnswer("token", 200, (), b"{}")

    assert apply(fault, "answer", WireAnswer("logout", 303, (("Location", "https://app/"),), b"")).status == 503
    assert apply(fault, "answer", token) == token


def test_the_addresses_of_a_person_lead_into_the_network_and_nothing_else_changes() -> None:
    told = apply(Played(catalogue.load("claims_at_internal_address")), "id_token_claims", CLAIMS)

    added = {name: value for name, value in told.items() if name not in CLAIMS}
    assert told | CLAIMS == told
    assert added == {name: f"https://space/internal-canary/{name}" for name in ("picture", "profile", "website")}


def segment(content: dict[str, Any]) -> str:
    return base64.urlsafe_b64encode(json.dumps(content).encode()).rstrip(b"=").decode()


def read_segment(text: str) -> dict[str, Any]:
    read: dict[str, Any] = json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
    return read
