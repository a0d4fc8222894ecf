"""What makes an authorization request acceptable: one small check after the other, in the order they are run.

Authlib's own validation of this endpoint is left aside: it writes the client's bytes into error descriptions, which it
then refuses to build when they hold a quote or an accent (an error of ours instead of theirs), and takes a missing
redirect URI for the default one, where OpenID Connect Core 3.1.2.1 wants it said. Its error classes are kept.
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Final

from authlib.oauth2.rfc6749 import InvalidClientError, InvalidRequestError, InvalidScopeError, UnauthorizedClientError
from werkzeug.datastructures import MultiDict

from sandbox.inferred import inferred
from sandbox.json_reading import text_at
from sandbox.json_value import JsonObject
from sandbox.oidc.browsers import AuthorizationRequest, WayBack
from sandbox.oidc.client_metadata import ClientMetadata
from sandbox.oidc.clients import Clients, RegisteredClient
from sandbox.oidc.errors import RequestNotSupportedError, RequestUriNotSupportedError, UnsupportedResponseTypeError
from sandbox.oidc.id_token_hint import claims_of_hint
from sandbox.spaces import Space
from sandbox.whole_number import whole_number

_MOST_DIGITS: Final = 9  # of a number of seconds
CHALLENGE_METHODS: Final = ("S256",)
RESPONSE_MODES: Final = ("query",)
SIGNED_RESPONSE_MODES: Final = ("jwt", "query.jwt")  # for a code the same (JARM, 2.3.4)
PROMPTS: Final = ("none", "login", "consent", "select_account")
_CHALLENGE = re.compile(r"[A-Za-z0-9_-]{43}\Z")  # what S256 gives: 32 bytes in base64url; so is a thumbprint
_LONGEST_VALUE = 4096


@dataclass(frozen=True)
class Asked:
    """An authorization request whose client and redirect URI are known good; `parameters` holds no empty value.

    `pushed`: the client sent them to the space itself (RFC 9126), not through a browser.
    """

    space: Space
    client: RegisteredClient
    redirect_uri: str
    parameters: MultiDict[str, str]
    pushed: bool = False

    def __getitem__(self, name: str) -> str | None:
        """Return the value of a parameter, None when it is missing or empty (RFC 6749, 3.1)."""
        return self.parameters.get(name)

    @property
    def way_back(self) -> WayBack:
        """How the client wants the answer, errors included; one that it may not ask for comes as any other."""
        mode = self["response_mode"]
        algorithm = self.client.metadata.authorization_signed_response_alg if mode in SIGNED_RESPONSE_MODES else None
        return WayBack(self.client.client_id, self.redirect_uri, self["state"], algorithm)


Check = Callable[[Asked], None]


def without_empty_values(parameters: MultiDict[str, str]) -> MultiDict[str, str]:
    """Drop the parameters sent without a value: they count as omitted (RFC 6749, 3.1)."""
    return MultiDict([(name, value) for name, value in parameters.items(multi=True) if value])


def facts_of(space: Space, parameters: MultiDict[str, str]) -> JsonObject:
    """Say what a judge needs to know of an authorization request, acceptable or not."""
    client = space.part(Clients).find(parameters.get("client_id"))
    return {
        "client_id": parameters.get("client_id"),
        "response_type": parameters.get("response_type"),
        "scope": parameters.get("scope"),
        "code_challenge": parameters.get("code_challenge"),
        "code_challenge_method": parameters.get("code_challenge_method"),
        "state_present": "state" in parameters,
        "nonce_present": "nonce" in parameters,
        "redirect_uri_equal": client is not None and client.check_redirect_uri(parameters.get("redirect_uri", "")),
        "repeated": [name for name in parameters if len(parameters.getlist(name)) > 1],
    }


def response_modes(client: ClientMetadata) -> tuple[str, ...]:
    """Return the response modes that a client may ask for: signed ones once it said with which algorithm."""
    return RESPONSE_MODES + (SIGNED_RESPONSE_MODES if client.authorization_signed_response_alg else ())


def identify(space: Space, parameters: MultiDict[str, str], *, pushed: bool = False) -> Asked:
    """Find out who asks, and where the answer may be sent.

    Raises:
        InvalidClientError: no such client.
        InvalidRequestError: the redirect URI is missing, repeated, or not one that the client registered. Neither
            error may be sent to the redirect URI (RFC 6749, 4.1.2.1): the person is told.
    """
    for name in ("client_id", "redirect_uri"):
        if len(parameters.getlist(name)) != 1:
            raise InvalidRequestError(f"{name} must be given, once")
    client = space.part(Clients).find(parameters["client_id"])
    if client is None:
        raise InvalidClientError("the client is unknown to this space")
    if not client.check_redirect_uri(parameters["redirect_uri"]):
        raise InvalidRequestError("the redirect URI is not registered for this client")
    return Asked(space, client, parameters["redirect_uri"], parameters, pushed)


def check(asked: Asked, steps: Iterable[Check]) -> None:
    """Run every check; the first that fails raises the OAuth error to send back."""
    for step in steps:
        step(asked)


def _nothing_repeated(asked: Asked) -> None:
    for name in asked.parameters:
        if len(asked.parameters.getlist(name)) > 1:
            raise InvalidRequestError("a parameter is given more than once")


def _nothing_oversized(asked: Asked) -> None:
    if any(len(value) > _LONGEST_VALUE for value in asked.parameters.values()):
        raise InvalidRequestError(f"a parameter is longer than {_LONGEST_VALUE} characters")


def _no_request_object(asked: Asked) -> None:
    if asked["request"]:
        raise RequestNotSupportedError
    if asked["request_uri"]:
        raise RequestUriNotSupportedError


def _response_is_a_code(asked: Asked) -> None:
    if asked["response_type"] is None:
        raise InvalidRequestError("response_type must be given")
    if asked["response_type"] != "code":
        raise UnsupportedResponseTypeError
    if not asked.client.check_grant_type("authorization_code"):
        raise UnauthorizedClientError("the client may not use the authorization code grant")
    modes = response_modes(asked.client.metadata)
    if asked["response_mode"] not in (None, *modes):
        raise InvalidRequestError(f"response_mode must be one of: {', '.join(modes)}")


def _scope_is_registered(asked: Asked) -> None:
    scope = (asked["scope"] or "").split()
    if "openid" not in scope:
        raise InvalidScopeError("the scope must hold openid")
    if not set(scope) <= set(asked.client.metadata.scope) - set(inferred().service_scopes):
        raise InvalidScopeError("the scope goes beyond what the client registered")


def _challenge_is_s256(asked: Asked) -> None:
    challenge, method = asked["code_challenge"], asked["code_challenge_method"]
    if challenge is None and method is None:
        return
    if method not in CHALLENGE_METHODS:  # no method means plain (RFC 7636, 4.3)
        raise InvalidRequestError("code_challenge_method must be S256")
    if challenge is None or not _CHALLENGE.match(challenge):
        raise InvalidRequestError("code_challenge must be the 43 characters that S256 gives")


def _thumbprint_is_one(asked: Asked) -> None:
    if asked["dpop_jkt"] is not None and not _CHALLENGE.match(asked["dpop_jkt"]):
        raise InvalidRequestError("dpop_jkt must be the 43 characters of a thumbprint (RFC 9449, 10)")


def _challenge_given(asked: Asked) -> None:
    if asked.space.mode == "strict" and asked["code_challenge"] is None and asked["code_challenge_method"] is None:
        raise InvalidRequestError("code_challenge is required (RFC 9700, 2.1.1)")


def _pushed_as_registered(asked: Asked) -> None:
    if asked.space.mode == "suite":  # recorded as a fact, so that the case can speak
        return
    if asked.client.metadata.require_pushed_authorization_requests and not asked.pushed:
        raise InvalidRequestError("the client registered that its requests are pushed (RFC 9126, 6)")


def _state_and_nonce_given(asked: Asked) -> None:
    if asked.space.mode == "suite":  # recorded as facts, so that the case can speak
        return
    for name in ("state", "nonce"):
        if asked[name] is None:
            raise InvalidRequestError(f"{name} is required")


def _prompt_is_coherent(asked: Asked) -> None:
    prompt = (asked["prompt"] or "").split()
    if not set(prompt) <= set(PROMPTS) or ("none" in prompt and len(prompt) > 1):
        raise InvalidRequestError("prompt holds a value that OpenID Connect Core does not know, or none beside another")
    max_age = asked["max_age"]
    if max_age is not None and whole_number(max_age, _MOST_DIGITS) is None:
        raise InvalidRequestError("max_age must be a number of seconds")


def _hint_is_the_clients(asked: Asked) -> None:
    hint = asked["id_token_hint"]
    if hint and claims_of_hint(asked.space, hint).get("aud") != asked.client.client_id:
        raise InvalidRequestError("id_token_hint was issued to another client")


# Of every issuer here. Whether PKCE is demanded is for the health space, or the identity provider, to say.
COMMON_CHECKS: tuple[Check, ...] = (
    _nothing_repeated,
    _nothing_oversized,
    _no_request_object,
    _pushed_as_registered,
    _response_is_a_code,
    _scope_is_registered,
    _challenge_is_s256,
    _state_and_nonce_given,
    _prompt_is_coherent,
    _hint_is_the_clients,
)
CHECKS: tuple[Check, ...] = (*COMMON_CHECKS, _challenge_given, _thumbprint_is_one)


def accepted(asked: Asked, episode: str | None) -> AuthorizationRequest:
    """Write down a request that has passed every check."""
    max_age, hint = asked["max_age"], asked["id_token_hint"]
    return AuthorizationRequest(
        client_id=asked.client.client_id,
        redirect_uri=asked.redirect_uri,
        scope=tuple(dict.fromkeys((asked["scope"] or "").split())),
        state=asked["state"],
        nonce=asked["nonce"],
        code_challenge=asked["code_challenge"],
        prompt=frozenset((asked["prompt"] or "").split()),
        max_age=None if max_age is None else int(max_age),
        login_hint=asked["login_hint"],
        language=next(iter((asked["ui_locales"] or "").split()), None),
        episode=episode,
        hinted=text_at(claims_of_hint(asked.space, hint), "sub") if hint else None,
        signed_with=asked.way_back.signed_with,
        dpop_jkt=asked["dpop_jkt"] if asked.client.metadata.dpop_bound_access_tokens else None,
    )
