"""The browsers that came to a space: who is signed in, and which authorization requests wait for an answer."""

import secrets
from dataclasses import dataclass, field

from sandbox.clock import Clock
from sandbox.inferred import Authentication
from sandbox.oidc.client_metadata import SigningAlgorithm
from sandbox.oidc.terms import terms
from sandbox.spaces import Space


@dataclass(frozen=True)
class WayBack:
    """Where the answer to an authorization request goes, and with which algorithm it is signed, if so (JARM)."""

    client_id: str
    redirect_uri: str
    state: str | None
    signed_with: SigningAlgorithm | None = None


@dataclass(frozen=True)
class AuthorizationRequest:
    """A checked authorization request; what it asks for, and the episode that it opened.

    `acr` is the level of authentication to reach, where the issuer tells levels apart; `hinted` the `sub` of whoever
    the client believes to be there (`id_token_hint`, or the launch that it comes from); `signed_with` with which
    algorithm the answer is to be signed, if it is.
    """

    client_id: str
    redirect_uri: str
    scope: tuple[str, ...]
    state: str | None
    nonce: str | None
    code_challenge: str | None
    prompt: frozenset[str] = frozenset()
    max_age: int | None = None
    login_hint: str | None = None
    language: str | None = None
    episode: str | None = None
    acr: str | None = None
    hinted: str | None = None
    dpop_jkt: str | None = None
    signed_with: SigningAlgorithm | None = None

    @property
    def way_back(self) -> WayBack:
        """Where its answer goes."""
        return WayBack(self.client_id, self.redirect_uri, self.state, self.signed_with)


@dataclass
class Browser:
    """A browser known by its cookie; the cookie changes when somebody signs in, so it cannot be fixed beforehand.

    Attributes:
        acting_for: whose pages are open there, when they are not those of the person signed in.
        language: that its person chose for those pages.
        notice: what the next page has to tell, once.
        session: of the sign-in, for what ends with it; another one at each, and no secret.
        problem: why a way in by another service ended outside; the sign-in page of those pages tells it, once.
    """

    cookie: str
    persona_id: str | None = None
    signed_in_at: float = 0.0
    acting_for: str | None = None
    language: str | None = None
    notice: str | None = None
    problem: str | None = None
    session: str | None = None
    authentication: Authentication | None = None


@dataclass
class Interaction:
    """An authorization request on its way through sign-in and consent in one browser.

    `must_sign_in` holds until the person has signed in for this very request; `csrf` is the token of its forms;
    `holder_id` is whose space they chose to pair, where there was a choice.
    """

    id: str
    browser: Browser
    request: AuthorizationRequest
    expires_at: float
    must_sign_in: bool
    holder_id: str | None = None
    csrf: str = field(default_factory=lambda: secrets.token_urlsafe(24))


class Browsers:
    """The browsers and interactions of one space."""

    def __init__(self, space: Space) -> None:
        self._space = space
        self._clock = space.part(Clock)
        self._browsers: dict[str, Browser] = {}
        self._interactions: dict[str, Interaction] = {}

    def find(self, cookie: str | None) -> Browser | None:
        """Return the browser that holds a cookie."""
        return self._browsers.get(cookie or "")

    def welcome(self, cookie: str | None) -> Browser:
        """Return the browser that holds a cookie, or a new one."""
        known = self.find(cookie)
        if known is not None:
            return known
        with self._space.lock:
            return self._known(Browser(self._new_cookie()))

    def signed_in(self, browser: Browser | None) -> str | None:
        """Return who is signed in there now, if anybody; a sign-in lasts a while."""
        if browser is None or self._clock.now() >= browser.signed_in_at + self._space.part(terms).lifetimes.sign_in:
            return None
        return browser.persona_id

    def ends(self, now: float) -> list[float]:
        """Return when each sign-in ends that holds now (seconds since 1970)."""
        with self._space.lock:
            signed_in = [one.signed_in_at for one in self._browsers.values() if one.persona_id]
        ends = [since + self._space.part(terms).lifetimes.sign_in for since in signed_in]
        return [end for end in ends if now < end]

    def sign_in(self, browser: Browser, persona_id: str, how: Authentication) -> None:
        """Sign a person in, under a new cookie."""
        with self._space.lock:
            self._browsers.pop(browser.cookie, None)
            browser.cookie = self._new_cookie()
            browser.persona_id, browser.signed_in_at = persona_id, self._clock.now()
            browser.authentication, browser.session = how, secrets.token_urlsafe(12)
            browser.acting_for = browser.notice = browser.problem = None
            self._known(browser)

    def sign_out(self, browser: Browser) -> None:
        """Forget who was signed in, and the cookie with it."""
        with self._space.lock:
            self._browsers.pop(browser.cookie, None)
            browser.persona_id = browser.authentication = browser.session = None

    def begin(self, browser: Browser, request: AuthorizationRequest, *, must_sign_in: bool) -> Interaction:
        """Open an interaction for a request that needs a person."""
        self._forget_what_is_over()
        end = self._clock.now() + self._space.part(terms).lifetimes.interaction
        interaction = Interaction(secrets.token_urlsafe(16), browser, request, end, must_sign_in)
        with self._space.lock:
            self._known(browser)
            self._interactions[interaction.id] = interaction
        return interaction

    def interaction(self, interaction_id: str | None, cookie: str | None) -> Interaction | None:
        """Return an open interaction, only to the browser in which it began."""
        interaction = self._interactions.get(interaction_id or "")
        if interaction is None or interaction.browser.cookie != cookie or self._clock.now() >= interaction.expires_at:
            return None
        return interaction

    def end(self, interaction: Interaction) -> bool:
        """Close an interaction; False when it had been closed already, so that it is answered only once."""
        with self._space.lock:
            return self._interactions.pop(interaction.id, None) is not None

    def _forget_what_is_over(self) -> None:
        now = self._clock.now()
        with self._space.lock:
            self._interactions = {key: one for key, one in self._interactions.items() if now < one.expires_at}
            waiting = {id(one.browser) for one in self._interactions.values()}
            self._browsers = {
                cookie: browser
                for cookie, browser in self._browsers.items()
                if id(browser) in waiting or self.signed_in(browser)
            }

    def _known(self, browser: Browser) -> Browser:
        self._browsers[browser.cookie] = browser
        return browser

    def _new_cookie(self) -> str:
        cookie = secrets.token_urlsafe(24)
        self._space.vault.keep("cookie", cookie)
        return cookie
