"""Signed authorization responses (JARM) where the suite reads, bends or tells them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, urlsplit

import pytest
from builders.episodes import episode, exchange, visit
from joserfc import jwt
from joserfc.jwk import ECKey

from conformance_suite import front_channel
from conformance_suite.authorization_responses import brings_code, brought
from conformance_suite.deliveries import delivered
from conformance_suite.driver.journeys import with_parameters_of
from conformance_suite.events import Request, Response
from conformance_suite.formats.discrepancies import discrepancies
from conformance_suite.scripts.sign_in import refuse_consent, sign_in_by_signed_response
from conformance_suite.verdicts import Failure

if TYPE_CHECKING:
    from conformance_suite.events import Visit

KEY = ECKey.generate_key("P-256")
CODE = "§code:e4f35c7a437b5e5a:43:b64url§"


def signed(**claims: object) -> str:
    return jwt.encode({"alg": "ES256"}, claims, KEY)


def masked(code: str = CODE) -> str:
    """A response as a recording has it: the code is taken out of its middle, so nobody decodes the rest."""
    head, claims, _signature = signed(code="c", state="s").split(".")
    return f"{head}.{claims[:12]}{code}{claims[20:]}.§jwt:aa8baf5918fcaab2:86:b64url§"


def callback(query: str) -> Request:
    return Request("GET", f"http://app/callback?{query}", (), None)


def test_what_it_says_is_read_in_the_jwt_alone() -> None:
    request = callback(f"state=beside&error=beside&response={signed(error='access_denied', state='s', exp=5)}")

    assert [brought(request, name) for name in ("error", "state", "exp", "code")] == ["access_denied", "s", None, None]


@pytest.mark.parametrize("query", ["error=access_denied", "error=access_denied&response=no.jwt", "response="])
def test_what_is_no_jwt_is_read_as_ever(query: str) -> None:
    assert brought(callback(query), "error") == dict(parse_qsl(query)).get("error")


@pytest.mark.parametrize(
    ("query", "brings"),
    [
        (f"response={masked()}", True),
        (f"code={CODE}", True),
        ("code=c", True),
        (f"response={masked('')}", False),
        ("error=access_denied", False),
        ("code=", False),
    ],
)
def test_a_code_is_seen_in_either_form(query: str, brings: bool) -> None:  # noqa: FBT001 - a row
    assert brings_code(callback(query)) is brings


def test_a_refusal_is_met_in_a_signed_response() -> None:
    met = visit(url=f"http://app/callback?response={signed(error='access_denied')}")
    other = visit(url=f"http://app/callback?response={signed(error='server_error')}")

    assert delivered(episode(met), refuse_consent()) is True
    assert delivered(episode(other), refuse_consent()) is False


def test_a_signed_response_left_in_the_address_is_a_code_left_there() -> None:
    def ended(answer: Visit) -> None:
        one = episode(replace(answer, request=callback(f"response={masked()}")))
        one.role = "control_first"
        front_channel.assert_code_leaves_the_address(one.run)

    ended(replace(visit(), response=Response(303, (("Location", "/me"),), None)))
    with pytest.raises(Failure, match="code_left_in_address"):
        ended(replace(visit(), response=Response(303, (("Location", f"/me?response={masked()}"),), None)))
    with pytest.raises(Failure, match="code_left_in_address"):
        ended(visit(text="Bonjour"))


def test_what_cannot_be_changed_inside_stands_beside() -> None:
    stolen = f"http://app/callback?response={signed(code='theirs', state='theirs')}"
    own = f"http://app/callback?response={signed(code='own', state='own')}"

    told = parse_qsl(urlsplit(with_parameters_of(stolen, own, ("state",))).query)

    assert told == [*parse_qsl(urlsplit(stolen).query), ("state", "own")]
    assert with_parameters_of(stolen, own, ()) == stolen


def test_in_the_open_it_is_changed_in_its_place() -> None:
    told = with_parameters_of("http://app/callback?code=c&state=theirs", "http://app/callback?state=own", ("state",))

    assert told == "http://app/callback?code=c&state=own"


def test_a_wrong_claim_is_told_beside_the_right_one() -> None:
    def answer(faults: tuple[str, ...] = (), **claims: str) -> object:
        response = Response(303, (("Location", f"http://app/callback?response={masked()}"),), None)
        facts = {"signed_response": {"header": {"alg": "ES256"}, "claims": {"state": "s", **claims}}}
        return replace(exchange("consent", facts=facts, faults=faults), response=response)

    controls = [episode(answer(iss="https://space", exp=str(number))) for number in range(2)]
    for number, control in enumerate(controls):
        control.id = f"c-{number}"
    one = episode(answer(("signed_response_claim",), iss="https://another", exp="9"))

    told = [(found.where, found.expected, found.received) for found in discrepancies(one, controls)]

    assert told == [("location.response.claims.iss", "https://space", "https://another")]


def test_the_cases_speak_to_those_who_registered_for_it() -> None:
    play = sign_in_by_signed_response("signed_response_unsecured")

    assert play.registers == ("authorization_signed_response_alg",)
    assert play.control().registers == ()
