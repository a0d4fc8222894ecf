"""The authorization endpoint of an identity provider (OpenID Connect Core, 3.1.2)."""

from dataclasses import replace

from authlib.oauth2.rfc6749 import InvalidRequestError
from authlib.oidc.core.errors import LoginRequiredError
from flask.typing import ResponseReturnValue

from sandbox.identity.hinted import is_hinted
from sandbox.identity.realm import Realm
from sandbox.journal.exchange import Exchange
from sandbox.oidc import pages
from sandbox.oidc.authorization import receive, too_old
from sandbox.oidc.authorization_checks import Asked, accepted
from sandbox.oidc.authorization_response import answer_code
from sandbox.oidc.browsers import AuthorizationRequest, Browser, Browsers
from sandbox.spaces import Space


def authorize(realm: Realm, exchange: Exchange) -> ResponseReturnValue:
    """Take an authorization request: check it, then send the person to sign in, or answer at once."""

    def proceed(_space: Space, exchange: Exchange, asked: Asked) -> ResponseReturnValue:
        exchange.note(acr_values=asked["acr_values"])
        return _proceed(realm, exchange, _wanted(realm, asked, exchange.episode))

    return receive(realm, exchange, realm.provider.checks, proceed)


def level(realm: Realm, acr_values: str | None) -> str:
    """Return the level to reach: the first that the request prefers (OpenID Connect Core, 3.1.2.1).

    Raises:
        InvalidRequestError: none is asked where one must be, or one that the provider does not know.
    """
    levels = realm.provider.levels
    asked = (acr_values or "").split()
    if not set(asked) <= set(levels.methods):
        raise InvalidRequestError(f"acr_values must be among: {' '.join(levels.methods)}")
    chosen = next(iter(asked), levels.default)
    if chosen is None:
        raise InvalidRequestError("acr_values is required")
    return chosen


def _wanted(realm: Realm, asked: Asked, episode: str | None) -> AuthorizationRequest:
    provider = realm.provider
    wanted = accepted(asked, episode)
    if not wanted.prompt <= set(provider.prompts):
        raise InvalidRequestError(f"prompt must be among: {' '.join(provider.prompts)}")
    prompt = wanted.prompt | provider.forced_prompts
    return replace(wanted, acr=level(realm, asked["acr_values"]), prompt=prompt)


def _proceed(realm: Realm, exchange: Exchange, wanted: AuthorizationRequest) -> ResponseReturnValue:
    browsers = realm.part(Browsers)
    browser = browsers.welcome(pages.browser_cookie(realm))
    must_sign_in = "login" in wanted.prompt or not _signed_in_well_enough(realm, browser, wanted)
    if "none" in wanted.prompt and must_sign_in:
        raise LoginRequiredError(description="nobody is signed in, not whom the hint names, or not at that level")
    if must_sign_in or "consent" in wanted.prompt:
        interaction = browsers.begin(browser, wanted, must_sign_in=must_sign_in)
        return pages.forward(realm, interaction, "sign-in" if must_sign_in else "consent")
    return answer_code(realm, exchange, wanted, browser, wanted.scope)


def _signed_in_well_enough(realm: Realm, browser: Browser, wanted: AuthorizationRequest) -> bool:
    person_id = realm.part(Browsers).signed_in(browser)
    if person_id is None or too_old(realm, browser, wanted.max_age):
        return False
    if not is_hinted(realm, wanted, person_id):
        return False
    levels = list(realm.provider.levels.methods)
    reached = browser.authentication.acr if browser.authentication else ""
    return reached in levels and levels.index(reached) >= levels.index(wanted.acr or levels[0])
