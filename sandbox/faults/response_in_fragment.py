"""ARSP-17: the answer stands in the fragment of the redirect URI, where nobody asked for it."""

from dataclasses import dataclass, replace
from typing import ClassVar

from sandbox.hooks import AuthorizationResponse


@dataclass(frozen=True)
class ResponseInFragment:
    """Moves every parameter from the query to the fragment (OAuth 2.0 Multiple Response Types, 2.1)."""

    id: ClassVar[str] = "response_in_fragment"

    def authorization_response(self, response: AuthorizationResponse) -> AuthorizationResponse:
        """Return the response with an empty query; its parameters are the same, behind a number sign."""
        return replace(response, part="fragment")
