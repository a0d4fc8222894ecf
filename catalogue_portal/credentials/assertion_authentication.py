"""The one way in: a client assertion, verified by the rules of `client_assertion` and accepted once."""

from typing import Final

from authlib.oauth2 import OAuth2Request
from authlib.oauth2.rfc6749 import InvalidClientError

from catalogue_portal.context import Context
from catalogue_portal.credentials import client_assertion, repository
from catalogue_portal.credentials.client_assertion import AssertionRules, AuthenticatedAssertion, ClientAssertionError
from catalogue_portal.credentials.oauth_client import OAuthClient, find_client

ASSERTION_TYPE: Final = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"


class AssertionAuthentication:
    """Authlib's client authentication method `private_key_jwt`."""

    def __init__(self, context: Context, *, audience: str) -> None:
        self._context = context
        self._rules = AssertionRules(audience, explicit_type=not context.settings.demo)

    def __call__(self, _query_client: object, request: OAuth2Request) -> OAuthClient:
        """Return the client that the request authenticates, as its label stands when the assertion is used up.

        Raises:
            InvalidClientError: there is no assertion, or it does not authenticate the client.
        """
        form = request.form
        if form.get("client_assertion_type") != ASSERTION_TYPE or not form.get("client_assertion"):
            raise InvalidClientError("authenticate with private_key_jwt: client_assertion_type and client_assertion")
        try:
            accepted = self._verify(form["client_assertion"], form.get("client_id"))
        except ClientAssertionError as error:
            raise InvalidClientError(str(error)) from error
        return self._use_up(accepted)

    def _verify(self, compact: str, named: str | None) -> AuthenticatedAssertion:
        # Verified outside of a write transaction: strangers must not be able to hold the write lock.
        assertion = client_assertion.read_assertion(compact)
        if named is not None and named != assertion.client_id:
            raise ClientAssertionError("client_id is not the subject of the client assertion.")
        with self._context.database.reading() as session:
            client = find_client(session, assertion.client_id)
        if client is None:
            raise ClientAssertionError("The client is unknown.")
        now = self._context.clock.now()
        return client_assertion.authenticate(assertion, keys=client.keys, rules=self._rules, now=now)

    def _use_up(self, accepted: AuthenticatedAssertion) -> OAuthClient:
        with self._context.database.writing() as session:
            is_new = repository.claim_assertion(
                session, accepted.client_id, accepted.jti, forget_after=accepted.forget_after
            )
            client = find_client(session, accepted.client_id)
        if not is_new:
            raise InvalidClientError("the jti of the client assertion was used before")
        if client is None:
            raise InvalidClientError("the client is unknown")
        return client
