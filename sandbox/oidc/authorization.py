"""The authorization endpoint (RFC 6749, 3.1; OpenID Connect Core, 3.1.2)."""

from collections.abc import Callable, Iterable, Sequence

from authlib.oauth2 import OAuth2Error
from authlib.oidc.core.errors import AccountSelectionRequiredError, ConsentRequiredError, LoginRequiredError
from flask import request
from flask.typing import ResponseReturnValue

from sandbox.clock import Clock
from sandbox.inferred import inferred
from sandbox.journal.exchange import Exchange
from sandbox.oidc import authorization_checks, pages
from sandbox.oidc.authorization_checks import Asked
from sandbox.oidc.authorization_response import grant, refuse
from sandbox.oidc.browsers import AuthorizationRequest, Browser, Browsers
from sandbox.oidc.hinted_mandates import mandates_for
from sandbox.oidc.launches import LAUNCH_CHECKS, launched
from sandbox.oidc.pushed_requests import requested
from sandbox.oidc.request_objects import opened
from sandbox.oidc.standing import pairing_in_force
from sandbox.people.mandates import Mandate
from sandbox.spaces import Space

Proceed = Callable[[Space, Exchange, Asked], ResponseReturnValue]


def authorize(space: Space, exchange: Exchange) -> ResponseReturnValue:
    """Take an authorization request: check it, then send the person to sign in or to consent."""
    return receive(space, exchange, (*authorization_checks.CHECKS, *LAUNCH_CHECKS), _proceed)


def receive(
    space: Space, exchange: Exchange, steps: Iterable[authorization_checks.Check], proceed: Proceed
) -> ResponseReturnValue:
    """Note an authorization request, check it, let `proceed` send the person on; tell errors to whom they concern."""
    sent = request.form if request.method == "POST" else request.args
    parameters = authorization_checks.without_empty_values(sent)
    try:
        pushed = requested(space, exchange, parameters)
        parameters = opened(space, exchange, parameters) if pushed is None else pushed
        exchange.secret("jwt", parameters.get("id_token_hint", ""))
        exchange.note(**authorization_checks.facts_of(space, parameters))
        asked = authorization_checks.identify(space, parameters, pushed=pushed is not None)
    except OAuth2Error as error:
        exchange.note(error=error.error)
        return pages.refusal(error)
    exchange.attribute(exchange.episode or space.sole_episode())  # a browser without a mark, and only one play
    try:
        authorization_checks.check(asked, steps)
        return proceed(space, exchange, asked)
    except OAuth2Error as error:
        return refuse(space, exchange, asked.way_back, error)


def _proceed(space: Space, exchange: Exchange, asked: Asked) -> ResponseReturnValue:
    wanted = launched(asked, authorization_checks.accepted(asked, exchange.episode))
    browsers = space.part(Browsers)
    browser = browsers.welcome(pages.browser_cookie(space))
    persona_id = browsers.signed_in(browser)
    mandates = mandates_for(space, wanted, persona_id)
    not_there = wanted.hinted is not None and not mandates  # whom the client means: OpenID Connect Core, 3.1.2.1
    stale = persona_id is None or not_there or too_old(space, browser, wanted.max_age)
    if "none" in wanted.prompt:
        return _silently(space, exchange, wanted, browser, None if stale else mandates)
    must_sign_in = stale or bool(wanted.prompt & {"login", "select_account"})
    interaction = browsers.begin(browser, wanted, must_sign_in=must_sign_in)
    return pages.forward(space, interaction, "sign-in" if must_sign_in else "consent")


def _silently(
    space: Space, exchange: Exchange, wanted: AuthorizationRequest, browser: Browser, held: Sequence[Mandate] | None
) -> ResponseReturnValue:
    if held is None:
        raise LoginRequiredError(description="nobody is signed in, or not whom the hint names")
    mandates = [one for one in held if pairing_in_force(space, one.holder_id, wanted.client_id)]
    if len(mandates) > 1:
        raise AccountSelectionRequiredError(description="the person has to say whose space it is about")
    pairing = pairing_in_force(space, mandates[0].holder_id, wanted.client_id) if mandates else None
    asked_of_person = set(wanted.scope) & set(inferred().data_scopes)
    if pairing is None or not asked_of_person <= pairing.consents:
        raise ConsentRequiredError(description="the person has not consented to all of this")
    return grant(space, exchange, wanted, browser, wanted.scope, mandate=mandates[0])


def too_old(space: Space, browser: Browser, max_age: int | None) -> bool:
    """Tell whether a browser's sign-in is older than a request bears (OpenID Connect Core, 3.1.2.1)."""
    return max_age is not None and space.part(Clock).now() - browser.signed_in_at > max_age
