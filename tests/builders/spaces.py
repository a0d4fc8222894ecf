"""A space without its wire: the application, driven by Flask's test client as browsers and apps would drive it."""

from __future__ import annotations

import base64
import hashlib
import json
import re
import secrets
import threading
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlsplit

from werkzeug.test import Client as Browser
from werkzeug.test import TestResponse

from sandbox.clock import Clock
from sandbox.journal.exchange import Exchange
from sandbox.oidc.client_metadata import read_client_metadata
from sandbox.oidc.clients import Clients, RegisteredClient
from sandbox.people.people import People
from sandbox.space_app import create_space_app
from sandbox.spaces import Coordinates, OpenEpisode, Space, SpaceRegistry

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from pathlib import Path
    from wsgiref.types import StartResponse, WSGIEnvironment

    from sandbox.json_value import JsonValue
    from sandbox.people.persona import Persona
    from sandbox.spaces import Mode
    from sandbox.trust import Trust

Unchecked = Any  # what werkzeug takes, passed on
MAIN, TOKEN = "https://localhost:8443", "https://localhost:9443"
CALLBACK = "http://127.0.0.1:5000/callback"
EVERYTHING = "openid identity measures.read measures.write"
WEIGHT = "29463-7"
_HIDDEN = re.compile(r'type="hidden" name="([^"]+)" value="([^"]*)"')


class Notebook:
    """Stands in for journal and vault: keeps what it is told."""

    def __init__(self) -> None:
        self.secrets: list[tuple[str, str]] = []
        self.events: list[dict[str, Any]] = []

    def record(self, kind: str, fields: Mapping[str, JsonValue], *, episode: str | None = None) -> None:
        """Keep the event."""
        self.events.append({"kind": kind, "episode": episode, **fields})

    def keep(self, kind: str, value: str) -> None:
        """Keep a secret."""
        self.secrets.append((kind, value))


class _Asked(threading.local):
    """Which bench this thread asks; no context variable, for the space calls itself in an empty context."""

    registry = SpaceRegistry()


_ASKED = _Asked()


class _WhicheverIsAsked(SpaceRegistry):
    """The spaces of the bench that a request is for."""

    def find(self, space_id: str | None) -> Space | None:
        return _ASKED.registry.find(space_id)


@cache
def _application() -> Callable[..., Iterable[bytes]]:
    """The application, made once: that takes longer than most tests."""
    return create_space_app(_WhicheverIsAsked())


@dataclass
class Paired:
    """A person paired with a client, and what the token endpoint answered."""

    bench: Bench
    client: RegisteredClient
    persona: Persona
    browser: Browser
    answer: dict[str, Any]

    @property
    def claims(self) -> dict[str, Any]:
        """The claims of the ID token, unverified."""
        return claims_of(self.answer["id_token"])

    @property
    def headers(self) -> dict[str, str]:
        """What a business call carries."""
        return {"Authorization": f"Bearer {self.answer['access_token']}", "X-ID-Token": self.answer["id_token"]}

    @property
    def patient(self) -> str:
        """The patient as a search names them."""
        return f"{self.claims['assign_auth']}|{self.claims['idpe']}"

    def refresh(self, **form: str) -> TestResponse:
        """Use the refresh token that this pairing was answered first."""
        form = {"refresh_token": self.answer["refresh_token"], **form}
        return self.bench.token(self.client, grant_type="refresh_token", **form)

    def search(self, *more: tuple[str, str], **parameters: str) -> TestResponse:
        """Search measures; the patient and the code of body weight are filled in."""
        named = {"code": WEIGHT, "subject.identifier": self.patient, **parameters}
        query = [*named.items(), *more]
        return self.bench.get("/api/mesures/fhir/Observation", query_string=query, headers=self.headers)

    def everything(self, **parameters: str) -> TestResponse:
        """Search all that there is of one measure."""
        return self.search(("date", "ge2000-01-01"), ("date", "le2100-01-01"), **parameters)

    def write(self, bundle: object, **headers: str) -> TestResponse:
        """Post a Bundle."""
        body = bundle if isinstance(bundle, bytes) else json.dumps(bundle).encode()
        given = {**self.headers, "Content-Type": "application/fhir+json", **headers}
        return self.bench.post("/api/mesures", data=body, headers=given)


@dataclass
class Bench:
    """One space and its application; `exchange` collects what the last request noted."""

    mode: Mode = "suite"
    seed: int = 7
    state_dir: Path | None = None
    trust: Trust | None = None
    notebook: Notebook = field(default_factory=Notebook)

    def __post_init__(self) -> None:
        coordinates = Coordinates(f"{MAIN}/s/s1", f"{TOKEN}/s/s1/oauth2/token")
        self.space = Space(
            "s1",
            coordinates,
            seed=self.seed,
            journal=self.notebook,
            vault=self.notebook,
            mode=self.mode,
            trust=self.trust,
            state_dir=self.state_dir,
        )
        self._registry = SpaceRegistry()
        self._registry.add(self.space)
        self.exchange = Exchange("x-0", "s1")
        self.clock = self.space.part(Clock)

    def app(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer as the application of this space alone (WSGI)."""
        before, _ASKED.registry = _ASKED.registry, self._registry
        try:
            return _application()(environ, start_response)
        finally:
            _ASKED.registry = before

    def browser(self) -> Browser:
        """Return a browser without cookies."""
        return Browser(self.app, TestResponse)

    def register(self, **metadata: JsonValue) -> RegisteredClient:
        """Register a client; ES256 unless told, because making an RSA key takes time."""
        members = {"redirect_uris": [CALLBACK], "id_token_signed_response_alg": "ES256", **metadata}
        return self.space.part(Clients).register(read_client_metadata(members))

    def persona(self) -> Persona:
        """Return somebody new."""
        return self.space.part(People).create()

    def open_episode(self, episode: str, *faults: object, **lifetimes: float) -> None:
        """Open an episode."""
        self.space.open_episode(OpenEpisode(episode, faults, lifetimes))

    def call(self, method: str, url: str, browser: Browser | None = None, **options: Unchecked) -> TestResponse:
        """Send a request; `url` is below the space, or absolute; `episode` attributes it as the wire would."""
        parts = urlsplit(url)
        base = f"{parts.scheme}://{parts.netloc}" if parts.netloc else MAIN
        path = url.removeprefix(base) if parts.netloc or url.startswith("/s/") else f"/s/s1{url}"
        self.exchange = Exchange("x-1", "s1", episode=options.pop("episode", None))
        self.exchange.find_armed = lambda exchange: self.space.armed(exchange.episode)
        self.exchange.keep_secret = self.notebook.keep
        surroundings = {"poincon.exchange": self.exchange}
        client = browser or Browser(self.app, TestResponse, use_cookies=False)
        return client.open(path, method=method, base_url=base, environ_overrides=surroundings, **options)

    def get(self, url: str, browser: Browser | None = None, **options: Unchecked) -> TestResponse:
        """Send a GET."""
        return self.call("GET", url, browser, **options)

    def post(self, url: str, browser: Browser | None = None, **options: Unchecked) -> TestResponse:
        """Send a POST."""
        return self.call("POST", url, browser, **options)

    def request(self, client: RegisteredClient, **changes: str | None) -> dict[str, str]:
        """Return the parameters of a good authorization request; a parameter changed to None is left out."""
        parameters: dict[str, str | None] = {
            "response_type": "code",
            "client_id": client.client_id,
            "redirect_uri": CALLBACK,
            "scope": EVERYTHING,
            "state": "state-1",
            "nonce": "nonce-1",
            "code_challenge": challenge_of(VERIFIER),
            "code_challenge_method": "S256",
            **changes,
        }
        return {name: value for name, value in parameters.items() if value is not None}

    def authorize(
        self, browser: Browser, parameters: Mapping[str, str] | Iterable[tuple[str, str]], episode: str | None = None
    ) -> TestResponse:
        """Send an authorization request."""
        query = list(parameters.items()) if isinstance(parameters, dict) else list(parameters)
        return self.get("/oauth2/authorize", browser, query_string=query, episode=episode)

    def follow(self, browser: Browser, answer: TestResponse) -> TestResponse:
        """Follow one redirect that stays in the space."""
        return self.get(answer.headers["Location"], browser)

    def submit(self, browser: Browser, page: TestResponse, **fields: str) -> TestResponse:
        """Submit the form of a page, with its hidden fields."""
        return self.post(page.request.path, browser, data={**dict(_HIDDEN.findall(page.text)), **fields})

    def sign_in(self, browser: Browser, page: TestResponse, persona: Persona) -> TestResponse:
        """Submit the sign-in form."""
        return self.submit(browser, page, email=persona.email, password=persona.password, decision="sign-in")

    def consent_page(self, browser: Browser, persona: Persona, parameters: Mapping[str, str]) -> TestResponse:
        """Go up to the consent page."""
        page = self.follow(browser, self.authorize(browser, dict(parameters)))
        return self.follow(browser, self.sign_in(browser, page, persona))

    def answer(
        self,
        client: RegisteredClient,
        persona: Persona,
        *,
        browser: Browser | None = None,
        scopes: Iterable[str] = ("measures.read", "measures.write"),
        episode: str | None = None,
        **changes: str | None,
    ) -> dict[str, str]:
        """Go from the authorization request to the app's callback; return the parameters found there.

        A guardian does it for a minor; who may speak for several people says for whom.
        """
        browser = browser or self.browser()
        page = self.follow(browser, self.authorize(browser, self.request(client, **changes), episode))
        guardian = self.space.part(People).find(next(iter(persona.relations.guardians), None))
        page = self.follow(browser, self.sign_in(browser, page, guardian or persona))
        if page.status_code == 303:  # whose space?
            page = self.follow(browser, page)
            page = self.follow(browser, self.submit(browser, page, holder=persona.id, decision="choose"))
        ticked = dict.fromkeys(scopes, "yes")
        return parameters_of(self.submit(browser, page, decision="allow", **ticked))

    def token(self, client: RegisteredClient, **form: str) -> TestResponse:
        """Send a token request, authenticated as the client registered."""
        headers = {}
        method = client.metadata.token_endpoint_auth_method
        if method == "client_secret_basic":
            pair = base64.b64encode(f"{client.client_id}:{client.client_secret}".encode()).decode()
            headers["Authorization"] = f"Basic {pair}"
        elif method != "private_key_jwt":
            form = {"client_id": client.client_id, **form}
            form |= {"client_secret": client.client_secret} if client.client_secret else {}
        return self.post(f"{TOKEN}/s/s1/oauth2/token", data=form, headers=headers)

    def exchange_code(self, client: RegisteredClient, code: str, **changes: str) -> TestResponse:
        """Exchange a code."""
        form = {"redirect_uri": CALLBACK, "code_verifier": VERIFIER, **changes}
        form = {name: value for name, value in form.items() if value}
        return self.token(client, grant_type="authorization_code", code=code, **form)

    def pair(self, client: RegisteredClient | None = None, **options: Unchecked) -> Paired:
        """Pair somebody new with a client."""
        client = client or self.register()
        persona = options.pop("persona", None) or self.persona()
        browser = self.browser()
        code = self.answer(client, persona, browser=browser, **options)["code"]
        answer = self.exchange_code(client, code)
        assert answer.status_code == 200, answer.text
        return Paired(self, client, persona, browser, answer.json)


VERIFIER = secrets.token_urlsafe(48)


def challenge_of(verifier: str) -> str:
    """Return the S256 challenge of a verifier."""
    return base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()


def parameters_of(answer: TestResponse) -> dict[str, str]:
    """Return the query of a redirect to the app."""
    assert answer.status_code == 303, answer.text
    location = answer.headers["Location"]
    assert location.startswith(CALLBACK), location
    query = parse_qs(urlsplit(location).query, strict_parsing=True)
    assert all(len(values) == 1 for values in query.values())
    return {name: values[0] for name, values in query.items()}


def claims_of(jws: str) -> dict[str, Any]:
    """Return the claims of a JWT, unverified."""
    segment = jws.split(".")[1]
    return json.loads(base64.urlsafe_b64decode(segment + "=" * (-len(segment) % 4)))
