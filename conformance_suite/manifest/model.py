"""What a manifest says: the app, its OAuth client, where it is, and what a person does in it."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Literal, TypeAlias

from conformance_suite.debugging import DEBUGGING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from conformance_suite.json_value import JsonObject, JsonValue

Method: TypeAlias = Literal["GET", "POST", "PUT", "DELETE"]


@dataclass(frozen=True)
class App:
    """What the app declares of itself; `exchanges` maps a family of data to its directions."""

    name: str
    publisher: str
    version: str
    kind: str
    purposes: tuple[str, ...]
    exchanges: Mapping[str, tuple[str, ...]]
    features: tuple[str, ...]
    consent_text: str | None = None
    consent_text_digest: str | None = None  # of the text that was approved

    @property
    def takes_signed_metadata(self) -> bool:
        """Whether it takes the metadata of the space from their signed copy only (RFC 8414, 2.1)."""
        return "signed_metadata" in self.features

    def declared(self) -> JsonObject:
        """The facts that decide which requirements apply, as JSON."""
        return {
            "kind": self.kind,
            "purposes": list(self.purposes),
            "exchanges": {family: list(ways) for family, ways in self.exchanges.items()},
            "features": list(self.features),
        }


@dataclass(frozen=True)
class Client:
    """Client metadata of RFC 7591, with placeholders; the keys of `jwks_file` are in it as `jwks`."""

    metadata: Mapping[str, JsonValue]

    @property
    def redirect_uris(self) -> tuple[str, ...]:
        """The redirect URIs, with placeholders."""
        uris = self.metadata["redirect_uris"]
        return tuple(str(uri) for uri in uris) if isinstance(uris, list) else ()

    @property
    def id_token_algorithm(self) -> str:
        """With what the space signs ID tokens for this client; RS256 if it registers nothing (OIDC Registration, 2)."""
        return str(self.metadata.get("id_token_signed_response_alg", "RS256"))


@dataclass(frozen=True)
class UrlTarget:
    """An app that somebody else started; `space` is the standing space it was told about.

    The URL of an app that lives on somebody's device is empty.
    """

    url: str
    space: str | None
    ready: str | None
    timeout: float


@dataclass(frozen=True)
class CommandTarget:
    """An app that we start: command, folder, environment (placeholders in all but the folder).

    `tls_front`: people, and the space, come to it through TLS that ends before it. `own_tls`: it speaks TLS itself,
    with a certificate that it is given. `production_env` is what its environment has besides when it is set up for
    production.
    """

    command: tuple[str, ...]
    cwd: Path
    port: str
    env: Mapping[str, str]
    ready: str | None
    timeout: float
    tls_front: bool = False
    production_env: Mapping[str, str] = field(default_factory=dict)
    own_tls: bool = False


@dataclass(frozen=True)
class ImageTarget:
    """An app in a container image, listening on `port` inside."""

    image: str
    port: str
    env: Mapping[str, str]
    ready: str | None
    timeout: float
    production_env: Mapping[str, str] = field(default_factory=dict)


Target: TypeAlias = UrlTarget | CommandTarget | ImageTarget


@dataclass(frozen=True)
class Request:
    """A step: go to a page, or send a form or JSON there."""

    method: Method
    path: str
    form: Mapping[str, str] | None = None
    json: JsonValue = None
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Submit:
    """A step: fill the form that a CSS selector finds on the open page, keep its hidden fields, send it."""

    form: str
    fields: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Click:
    """A step in a browser: click what a CSS selector finds, else what bears these words."""

    words: str


@dataclass(frozen=True)
class Fill:
    """A step in a browser: type into what CSS selectors find."""

    values: Mapping[str, str]


@dataclass(frozen=True)
class WaitFor:
    """A step in a browser: wait until what a CSS selector finds, or these words, can be seen."""

    words: str


@dataclass(frozen=True)
class Told:
    """A step for a human being: what to do, in both languages."""

    fr: str
    en: str


Action: TypeAlias = Submit | Click | Fill | WaitFor  # on the page that is open
Step: TypeAlias = Request | Action | Told


@dataclass(frozen=True)
class Session:
    """The probe: a page, and what it shows when the persona is signed in (every given condition must hold).

    `told` instead: where a human being looks.
    """

    path: str
    headers: Mapping[str, str]
    status: int | None
    contains: str | None
    told: Told | None = None


@dataclass(frozen=True)
class Limits:
    """Requests per second (None: unlimited) and the seconds a person waits for an answer."""

    rate: float | None = None
    patience: float = 30.0


@dataclass(frozen=True)
class Manifest:
    """A manifest read whole; `digest` is `sha256:` of its bytes, `folder` is where its paths start."""

    path: Path
    folder: Path
    digest: str
    app: App
    client: Client
    client_2: Client | None
    client_psc: Client | None  # at Pro Santé Connect
    target: Target
    journeys: Mapping[str, tuple[Step, ...]]
    session: Session | None
    driver: str
    limits: Limits

    def registered(self) -> JsonObject:
        """What the app registered and a run can see contradicted, as JSON."""
        kept = ("scope", "token_endpoint_auth_method", "grant_types", "request_object_signing_alg")
        known = {name: self.client.metadata[name] for name in kept if name in self.client.metadata}
        return known | {"second_issuer": self.client_2 is not None}

    @property
    def ways_in(self) -> Mapping[str, tuple[Step, ...]]:
        """How another place opens the app: by its launch journey, or at the `initiate_login_uri` of its client."""
        address = self.client.metadata.get("initiate_login_uri")
        initiation = {} if address is None else {"initiation": (Request("GET", str(address)),)}
        return initiation | {name: steps for name, steps in self.journeys.items() if name == "launch"}

    def set_up_for_production(self) -> Manifest | None:
        """The same app with its settings of production, None where it declares none."""
        target = self.target
        if isinstance(target, UrlTarget) or not target.production_env:
            return None
        return replace(self, target=replace(target, env={**target.env, **target.production_env}))

    def told_to_debug(self) -> Manifest:
        """The same app in an environment of debugging, which goes before what the manifest says.

        What an app does with such a name is what is asked: a manifest that sets it otherwise would hide the answer.
        """
        target = self.target
        if isinstance(target, UrlTarget):
            return self
        return replace(self, target=replace(target, env={**target.env, **DEBUGGING}))

    @property
    def told_by_requests(self) -> bool:
        """Whether every journey is requests and forms, with nothing to be clicked, typed or waited for."""
        steps = [step for journey in self.journeys.values() for step in journey]
        return all(isinstance(step, Request | Submit) for step in steps)

    def declares(self, journey: str) -> bool:
        """Whether a journey of that name can be played."""
        return journey in self.journeys
