"""OAuth errors with registered codes, and how they are answered (RFC 6749, 5.2; OpenID Connect Core, 3.1.2.6)."""

from authlib.oauth2 import OAuth2Error
from authlib.oauth2.rfc6749 import InvalidClientError
from flask import Response, jsonify

REALM = "Poincon health space"


class ClientNotAuthenticatedError(InvalidClientError):  # type: ignore[misc]  # Authlib has no types
    """Client authentication failed; the challenge names a realm, as RFC 7617 wants and Authlib does not."""

    def __init__(self, description: str) -> None:
        super().__init__(description=description, status_code=401)

    def get_headers(self) -> list[tuple[str, str]]:
        """Return the headers of the answer, a Basic challenge among them."""
        headers = [(name, value) for name, value in super().get_headers() if name != "WWW-Authenticate"]
        return [*headers, ("WWW-Authenticate", f'Basic realm="{REALM}", error="invalid_client"')]


class RequestNotSupportedError(OAuth2Error):  # type: ignore[misc]  # Authlib has no types
    """Request objects by value are not supported (OpenID Connect Core, 3.1.2.6)."""

    error = "request_not_supported"
    description = "request objects are not supported"


class RequestUriNotSupportedError(OAuth2Error):  # type: ignore[misc]  # Authlib has no types
    """Request objects by reference are not supported (OpenID Connect Core, 3.1.2.6)."""

    error = "request_uri_not_supported"
    description = "request objects are not supported"


class InvalidRequestObjectError(OAuth2Error):  # type: ignore[misc]  # Authlib has no types
    """The request object of an authorization request is not acceptable (RFC 9101, 7)."""

    error = "invalid_request_object"


class InvalidRequestUriError(OAuth2Error):  # type: ignore[misc]  # Authlib has no types
    """The `request_uri` of an authorization request is not good (RFC 9101, 7)."""

    error = "invalid_request_uri"


class UnsupportedGrantTypeError(OAuth2Error):  # type: ignore[misc]  # Authlib has no types
    """Another grant type than those of the discovery document; Authlib's own error echoes what it was sent."""

    error = "unsupported_grant_type"
    description = "the grant type is not supported"


class UnsupportedResponseTypeError(OAuth2Error):  # type: ignore[misc]  # Authlib has no types
    """Another response type than `code`; Authlib's own error echoes what it was sent."""

    error = "unsupported_response_type"
    description = "only response_type=code is supported"


def json_answer(error: OAuth2Error) -> Response:
    """Answer an error as the JSON object of RFC 6749, 5.2, never cached."""
    status, body, headers = error()
    answer = jsonify(body)
    answer.status_code = status
    answer.headers.extend((name, value) for name, value in headers if name != "Content-Type")
    return answer


def plain_error(code: str, description: str, status: int) -> Response:
    """Answer an error that is about HTTP rather than OAuth (405, 404, 500) in the same shape."""
    answer = jsonify({"error": code, "error_description": description})
    answer.status_code = status
    answer.headers["Cache-Control"] = "no-store"
    return answer
