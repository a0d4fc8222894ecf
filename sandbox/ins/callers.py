"""Who calls the INSi service: a professional, by an access token that Pro Santé Connect gave their software."""

from flask import Request

from sandbox.identity.prosanteconnect.professionals import Professionals
from sandbox.identity.prosanteconnect.provider import PROSANTECONNECT
from sandbox.identity.realm import realm_of
from sandbox.ins.problem import ProblemError, problem
from sandbox.journal.exchange import Exchange
from sandbox.oidc.bearer import challenge, read_bearer
from sandbox.people.professional import Professional
from sandbox.spaces import Space


def calling_professional(space: Space, exchange: Exchange, asked: Request) -> Professional:
    """Return the professional whose access token a request shows (RFC 6750, 2.1).

    Raises:
        ProblemError: it shows none, or none that Pro Santé Connect gave out and that is still good (401).
    """
    realm = realm_of(space, PROSANTECONNECT)
    bearer = read_bearer(realm, exchange, asked)
    valid = bearer.token if bearer.state == "valid" else None
    professional = realm.part(Professionals).find(valid.authorization.persona_id) if valid else None
    if professional is None:
        answer = problem(401, "Unauthorized", "An access token of Pro Santé Connect is needed, and this is none")
        answer.headers["WWW-Authenticate"] = challenge(bearer)
        raise ProblemError(answer)
    return professional
