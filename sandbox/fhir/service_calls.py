"""Calls of services in their own name: they read the directory of professionals, and nothing that is about anybody."""

from dataclasses import dataclass, field
from typing import Final

from flask import Response, request
from flask.typing import ResponseReturnValue

from sandbox.endpoint import View
from sandbox.fhir.access import Access, RefusedError
from sandbox.fhir.interactions.call import Answer, Call, require_acceptable, settle_commons
from sandbox.fhir.kind_declaration import ApiDeclaration
from sandbox.fhir.naming import Naming
from sandbox.fhir.operation_outcome import outcome_answer
from sandbox.fhir.store import NOBODY
from sandbox.inferred import inferred
from sandbox.journal.exchange import Exchange
from sandbox.oidc.authorizations import Authorizations
from sandbox.oidc.bearer import challenge, read_bearer
from sandbox.spaces import Space

_NO_NAME: Final = "\0"  # which nobody has


@dataclass(frozen=True)
class ServiceCall(Call):
    """A call that is about nobody: whatever would ask for whom it is fails."""

    access: Access = field(init=False)

    @property
    def owner(self) -> str:
        """Whose record it is about."""
        return NOBODY

    @property
    def naming(self) -> Naming:
        """How this app names the patient."""
        return Naming(_NO_NAME, _NO_NAME)


def also_for_services(api: ApiDeclaration, resource_type: str, view: View, answer: Answer) -> View:
    """Make the view of a reading interaction that a service may ask for too, if its token is for that type."""
    scope = f"system/{resource_type}.rs"
    if scope not in inferred().service_scopes:
        return view

    def either(space: Space, exchange: Exchange) -> ResponseReturnValue:
        if not _is_of_a_service(space):
            return view(space, exchange)
        refusal = _refusal(space, exchange, scope)
        return refusal or _answer(ServiceCall(space, exchange, api), answer)

    return either


def _is_of_a_service(space: Space) -> bool:
    shown = request.headers.get("Authorization", "").partition(" ")[2].strip()
    token = space.part(Authorizations).access_token(shown)
    return token is not None and token.authorization.persona_id == NOBODY


def _refusal(space: Space, exchange: Exchange, scope: str) -> Response | None:
    bearer = read_bearer(space, exchange, request)
    if bearer.token is None or bearer.state != "valid":
        refusal = outcome_answer(401, "login", "Unauthorized")
        refusal.headers["WWW-Authenticate"] = challenge(bearer)
        return refusal
    return None if scope in bearer.token.scope else outcome_answer(403, "forbidden", f"The token is not for {scope}")


def _answer(call: ServiceCall, answer: Answer) -> ResponseReturnValue:
    try:
        require_acceptable(request)
        settle_commons(call.space, call.api)
        return answer(call)
    except RefusedError as refused:
        return refused.answer
