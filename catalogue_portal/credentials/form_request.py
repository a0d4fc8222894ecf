"""The requests that the authorization server reads: parameters from the body alone, and once each."""

from typing import Any

from authlib.integrations.flask_oauth2.requests import FlaskOAuth2Payload
from authlib.oauth2 import OAuth2Request
from authlib.oauth2.rfc6749 import InvalidClientError, InvalidRequestError
from flask import Request


class _Form(FlaskOAuth2Payload):  # type: ignore[misc]  # Authlib is untyped
    """The parameters of the body: Authlib's own payload reads those of the query as well."""

    @property
    def data(self) -> Any:  # noqa: ANN401 - a Werkzeug MultiDict
        return self._request.form


class FormRequest(OAuth2Request):  # type: ignore[misc]  # Authlib is untyped
    """A request at its public address: behind a proxy the address seen here is not the one that was asked."""

    def __init__(self, request: Request, public_url: str) -> None:
        super().__init__(method=request.method, uri=public_url + request.path, headers=request.headers)
        self._request = request
        self.payload = _Form(request)

    @property
    def form(self) -> Any:  # noqa: ANN401 - a Werkzeug MultiDict
        """The parameters of the body."""
        return self._request.form


def require_plain_form(request: Request) -> None:
    """Check what RFC 6749 3.2 and 2.3 ask of the request as a whole.

    Raises:
        InvalidRequestError: parameters in the address, repeated, or not in a form.
        InvalidClientError: another way of authenticating than an assertion is tried.
    """
    if request.args:
        raise InvalidRequestError("parameters go into the body, not into the address")
    if request.mimetype != "application/x-www-form-urlencoded":
        raise InvalidRequestError("the body must be application/x-www-form-urlencoded")
    if any(len(values) > 1 for _, values in request.form.lists()):
        raise InvalidRequestError("a parameter is repeated")
    if "Authorization" in request.headers:
        raise InvalidClientError("authenticate with private_key_jwt and nothing else", status_code=401)
    if "client_secret" in request.form:
        raise InvalidRequestError("authenticate with private_key_jwt and nothing else")
