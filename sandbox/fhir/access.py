"""May this call go on? What every business call must show, and the refusals that API Mesures 1.5.2 gives (1.3)."""

from dataclasses import dataclass
from typing import Literal

from flask import Request, Response

from sandbox.clock import Clock
from sandbox.fhir.operation_outcome import outcome_answer
from sandbox.inferred import inferred
from sandbox.journal.exchange import Exchange
from sandbox.json_value import JsonObject
from sandbox.oidc.authorizations import AccessToken
from sandbox.oidc.bearer import Bearer, challenge, read_bearer
from sandbox.oidc.clients import Clients, RegisteredClient
from sandbox.oidc.id_token_hint import read_id_token
from sandbox.oidc.pairwise import idpe
from sandbox.oidc.standing import consented
from sandbox.people.people import People
from sandbox.people.persona import Persona
from sandbox.spaces import Space

BAD_ID_TOKEN = "HTTP code 400 : Bad request -> The ID_TOKEN value is not valid (invalid JWT)"  # noqa: S105 - a message
OTHER_IDPE = "idPe requested do not match authorized idPe."
NO_CONSENT = "Consent not given, access refused."
OTHER_OID = (
    "HTTP code 409 :OID conflict between the one from id_token and the one in the system"
    " -> OID different between id_token and ecosystem"
)

IdTokenHeader = Literal["missing", "invalid", "expired", "other_person", "other_solution", "valid"]
_REFUSED_ID_TOKENS: dict[IdTokenHeader, tuple[int, str, str]] = {
    "missing": (400, "invalid", BAD_ID_TOKEN),
    "invalid": (400, "invalid", BAD_ID_TOKEN),
    "expired": (400, "invalid", BAD_ID_TOKEN),
    "other_person": (403, "forbidden", OTHER_IDPE),
    "other_solution": (409, "conflict", OTHER_OID),
}


class RefusedError(Exception):
    """The call is refused; `answer` is what to send."""

    def __init__(self, answer: Response) -> None:
        super().__init__(answer.status)
        self.answer = answer


@dataclass(frozen=True)
class Access:
    """A call that may go on: for whom, by which client, and the patient identifier that the two share."""

    persona: Persona
    client: RegisteredClient
    idpe: str


def open_access(space: Space, exchange: Exchange, request: Request, scope: str) -> Access:
    """Check access token, ID token, account and consent, in this order; note what a judge must know.

    Raises:
        RefusedError: one of them does not hold.
    """
    bearer = read_bearer(space, exchange, request)
    authorization = bearer.token.authorization if bearer.token and bearer.state == "valid" else None
    client = space.part(Clients).find(authorization.client_id) if authorization else None
    persona = space.part(People).find(authorization.persona_id) if authorization else None
    if bearer.token is None or client is None or persona is None:
        answer = outcome_answer(401, "login", "Unauthorized")
        answer.headers["WWW-Authenticate"] = challenge(bearer)
        raise RefusedError(answer)
    access = Access(persona, client, idpe(space, client, persona))
    exchange.note(idpe=access.idpe, assign_auth=client.assign_auth, solution_oid=client.solution_oid)
    _require_id_token(space, exchange, request, access)
    _require_account(bearer)
    _require_consent(space, exchange, bearer.token, scope)
    return access


def _require_id_token(space: Space, exchange: Exchange, request: Request, access: Access) -> None:
    shown = request.headers.get(inferred().id_token_header)
    if shown:
        exchange.secret("jwt", shown)
    judged = _judge_id_token(space, shown, access)
    exchange.note(id_token_header=judged)
    if judged in _REFUSED_ID_TOKENS:
        raise RefusedError(outcome_answer(*_REFUSED_ID_TOKENS[judged]))


def _judge_id_token(space: Space, shown: str | None, access: Access) -> IdTokenHeader:
    if not shown:
        return "missing"
    claims = read_id_token(space, shown.strip())
    if claims is None:
        return "invalid"
    if not _still_good(space, claims):
        return "expired"
    if claims.get("oid") != access.client.solution_oid:
        return "other_solution"
    return "valid" if claims.get("idpe") == access.idpe else "other_person"


def _still_good(space: Space, claims: JsonObject) -> bool:
    expiry = claims.get("exp")
    return isinstance(expiry, int | float) and space.part(Clock).now() < expiry


def _require_account(bearer: Bearer) -> None:
    if bearer.standing == "suspended":
        raise RefusedError(outcome_answer(403, "suppressed", inferred().measures.account_suspended))


def _require_consent(space: Space, exchange: Exchange, token: AccessToken, scope: str) -> None:
    given = scope in consented(space, token.authorization) and scope in token.scope
    exchange.note(consent=given)
    if not given:
        raise RefusedError(outcome_answer(403, "forbidden", NO_CONSENT))
