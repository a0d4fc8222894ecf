"""The authorization response as a signed JWT (JWT Secured Authorization Response Mode for OAuth 2.0: JARM)."""

from collections.abc import Iterable
from typing import Final

from sandbox.clock import Clock
from sandbox.hooks import apply
from sandbox.journal.exchange import Exchange
from sandbox.json_value import JsonObject
from sandbox.oidc.client_metadata import SigningAlgorithm
from sandbox.oidc.signing import sign
from sandbox.spaces import Space

LIFETIME: Final = 600  # seconds: the longest that JARM, 2.1, recommends

Parameters = Iterable[tuple[str, str]]


def sign_response(
    space: Space, exchange: Exchange, said: Parameters, *, audience: str, algorithm: SigningAlgorithm
) -> tuple[tuple[str, str], ...]:
    """Return the parameter `response` in place of what it says, signed for a client and good for a while (JARM, 2).

    What is said twice is said in two responses: a JWT has each claim once (RFC 7519, 4).
    """
    expiry = int(space.part(Clock).now()) + LIFETIME
    responses = []
    for once in _each_once(said):
        claims = apply(exchange, "signed_response_claims", {**once, "aud": audience, "exp": expiry})
        token = apply(exchange, "signed_response", sign(space, algorithm, claims))
        exchange.note(signed_response={"header": token.header, "claims": token.claims})
        exchange.secret("jwt", token.jws)
        responses.append(("response", token.jws))
    return tuple(responses)


def _each_once(said: Parameters) -> list[JsonObject]:
    by_name: dict[str, list[str]] = {}
    for name, value in said:
        by_name.setdefault(name, []).append(value)
    times = max((len(values) for values in by_name.values()), default=1)
    return [{name: values[min(turn, len(values) - 1)] for name, values in by_name.items()} for turn in range(times)]
