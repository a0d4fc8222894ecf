"""ARSP-02: the answer carries another `state` than the request did."""

from dataclasses import dataclass, replace
from typing import ClassVar

from sandbox.hooks import AuthorizationResponse


@dataclass(frozen=True)
class StateAltered:
    """Exchanges the last letter of `state` for another of the same alphabet (RFC 6749, 4.1.2); nothing else changes."""

    id: ClassVar[str] = "state_altered"

    def authorization_response(self, response: AuthorizationResponse) -> AuthorizationResponse:
        """Return the response with its state altered; one without a state stays as it is."""
        altered = tuple((name, _alter(value) if name == "state" else value) for name, value in response.parameters)
        return replace(response, parameters=altered)


def _alter(state: str) -> str:
    if not state:
        return state
    return state[:-1] + ("a" if state[-1] != "a" else "b")
