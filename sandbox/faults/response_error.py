"""AREQ-04, ARSP-11, ARSP-12, ARSP-13: the authorization response is an error, whatever the person said."""

from dataclasses import dataclass, replace
from typing import ClassVar

from sandbox.hooks import AuthorizationResponse


@dataclass(frozen=True)
class ResponseError:
    """Puts an error for the code (RFC 6749, 4.1.2.1; OpenID Connect Core, 3.1.2.6); state and issuer stay."""

    id: ClassVar[str] = "response_error"
    error: str = "server_error"
    description: str = ""
    uri: str = ""

    def authorization_response(self, response: AuthorizationResponse) -> AuthorizationResponse:
        """Return the error instead of a code; an answer that is an error already stays as it is."""
        if not any(name == "code" for name, _value in response.parameters):
            return response
        said = (("error", self.error), ("error_description", self.description), ("error_uri", self.uri))
        others = tuple(pair for pair in response.parameters if pair[0] != "code")
        return replace(response, parameters=(*(pair for pair in said if pair[1]), *others))
