"""An identity provider of a space without its wire, driven as browsers and relying parties would drive it."""

from __future__ import annotations

import base64
import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlsplit

from builders.spaces import CALLBACK, VERIFIER, Bench, challenge_of, claims_of, parameters_of
from joserfc import jwe, jwt
from joserfc.jwk import ECKey, KeySet, RSAKey

from sandbox.identity.prosanteconnect.professionals import Professionals
from sandbox.identity.prosanteconnect.provider import PROSANTECONNECT
from sandbox.identity.realm import Realm, realm_of
from sandbox.oidc.client_metadata import read_client_metadata
from sandbox.oidc.clients import Clients, RegisteredClient

if TYPE_CHECKING:
    from collections.abc import Mapping

    from builders.spaces import Browser, TestResponse

    from sandbox.identity.provider import Provider
    from sandbox.json_value import JsonValue


@dataclass
class Counter:
    """One provider of a bench; `acr` is the level that its requests ask for."""

    provider: Provider
    bench: Bench = field(default_factory=Bench)
    acr: str | None = None

    def __post_init__(self) -> None:
        self.acr = self.acr or next(iter(self.provider.levels.methods))

    @property
    def realm(self) -> Realm:
        """The realm of the provider."""
        return realm_of(self.bench.space, self.provider)

    @property
    def discovered(self) -> dict[str, Any]:
        """The discovery document."""
        return self.bench.get(self.realm.issuer + self.provider.places.discovery[0]).json

    def register(self, **metadata: JsonValue) -> RegisteredClient:
        """Register a client; ES256 unless told, because making an RSA key takes time."""
        members = {"redirect_uris": [CALLBACK], "id_token_signed_response_alg": "ES256", **metadata}
        return self.realm.part(Clients).register(read_client_metadata(members, self.provider.offer))

    def request(self, client: RegisteredClient, **changes: str | None) -> dict[str, str]:
        """Return the parameters of a good authorization request; a parameter changed to None is left out."""
        parameters: dict[str, str | None] = {
            "response_type": "code",
            "client_id": client.client_id,
            "redirect_uri": CALLBACK,
            "scope": " ".join(client.metadata.scope),
            "state": "state-1",
            "nonce": "nonce-1",
            "acr_values": self.acr,
            "code_challenge": challenge_of(VERIFIER),
            "code_challenge_method": "S256",
            **changes,
        }
        return {name: value for name, value in parameters.items() if value is not None}

    def authorize(self, browser: Browser, parameters: Mapping[str, str]) -> TestResponse:
        """Send an authorization request."""
        place = self.bench.space.issuer + self.provider.places.authorization
        return self.bench.get(place, browser, query_string=dict(parameters))

    def page(self, browser: Browser, client: RegisteredClient, **changes: str | None) -> TestResponse:
        """Go to the sign-in page."""
        return self.bench.follow(browser, self.authorize(browser, self.request(client, **changes)))

    def sign_in(self, browser: Browser, page: TestResponse, login: str, password: str) -> TestResponse:
        """Submit the sign-in form, and go on where the provider asks to."""
        answer = self.bench.submit(browser, page, login=login, password=password, decision="sign-in")
        if "/consent?" in answer.headers.get("Location", ""):
            answer = self.bench.submit(browser, self.bench.follow(browser, answer), decision="allow")
        return answer

    def answer(
        self, client: RegisteredClient, login: str, password: str, browser: Browser | None = None, **changes: str | None
    ) -> dict[str, str]:
        """Go from the authorization request to the callback; return the parameters found there."""
        browser = browser or self.bench.browser()
        return parameters_of(self.sign_in(browser, self.page(browser, client, **changes), login, password))

    def token(self, client: RegisteredClient, **form: str) -> TestResponse:
        """Send a token request, authenticated as the client registered."""
        return self.post(self.realm.token_endpoint, client, **form)

    def post(self, url: str, client: RegisteredClient, **form: str) -> TestResponse:
        """Send a form to an endpoint that authenticates clients."""
        headers = {}
        if client.metadata.token_endpoint_auth_method == "client_secret_basic":
            pair = base64.b64encode(f"{client.client_id}:{client.client_secret}".encode()).decode()
            headers["Authorization"] = f"Basic {pair}"
        else:
            form = {"client_id": client.client_id, "client_secret": client.client_secret or "", **form}
        return self.bench.post(url, data=form, headers=headers)

    def exchange(self, client: RegisteredClient, code: str, **changes: str) -> TestResponse:
        """Exchange a code."""
        form = {"redirect_uri": CALLBACK, "code_verifier": VERIFIER, **changes}
        form = {name: value for name, value in form.items() if value}
        return self.token(client, grant_type="authorization_code", code=code, **form)

    def userinfo(self, access_token: str) -> TestResponse:
        """Ask for UserInfo."""
        place = self.realm.issuer + self.provider.places.userinfo
        return self.bench.get(place, headers={"Authorization": f"Bearer {access_token}"})

    def verified(self, compact: str) -> dict[str, Any]:
        """Return the claims of a JWT once its signature holds under the published keys and its header's algorithm."""
        published = self.bench.get(self.realm.issuer + self.provider.places.jwks).json
        header = json.loads(base64.urlsafe_b64decode(compact.split(".", maxsplit=1)[0] + "=="))
        assert header["alg"] in {"ES256", "RS256"}
        assert all("d" not in key for key in published["keys"])
        claims = jwt.decode(compact, KeySet.import_key_set(published), algorithms=[header["alg"]]).claims
        assert claims == claims_of(compact)
        return claims


def professionals_counter() -> Counter:
    """Return Pro Santé Connect in a space."""
    return Counter(PROSANTECONNECT)


@dataclass(frozen=True)
class Doctor:
    """A professional of the directory, with what opens the door."""

    id: str
    name: str
    login: str
    password: str
    claims: dict[str, Any]


def doctor(counter: Counter, number: int = 0) -> Doctor:
    """Return a professional of the space."""
    professionals = counter.realm.part(Professionals)
    one = professionals.everyone()[number]
    told = professionals.coordinates(one)
    return Doctor(one.id, one.name, told["national_id"], told["password"], professionals.claims(one.id))


@dataclass
class Phone:
    """The page that stands for a professional's phone."""

    counter: Counter
    doctor: Doctor

    def __post_init__(self) -> None:
        self.browser = self.counter.bench.browser()
        self.page = self.look()

    def look(self) -> TestResponse:
        """Open the page, activated before."""
        page = self.counter.bench.get("/psc/e-cps", self.browser)
        if 'id="activation"' in page.text:
            data = {"login": self.doctor.login, "password": self.doctor.password}
            self.counter.bench.post("/psc/e-cps", self.browser, data=data)
            page = self.counter.bench.get("/psc/e-cps", self.browser)
        return page

    def decide(self, decision: str, **changes: str) -> dict[str, list[str]]:
        """Answer the request shown first; return what the page then says, as query parameters."""
        page = self.look()
        _before, _found, form = page.text.partition('<form method="post" id="answer-')
        fields = {name: _value(form, name) for name in ("csrf", "request")}
        answer = self.counter.bench.post("/psc/e-cps", self.browser, data={**fields, "decision": decision, **changes})
        return parse_qs(urlsplit(answer.headers.get("Location", "")).query)


def _value(form: str, name: str) -> str:
    _before, found, rest = form.partition(f'name="{name}" value="')
    return rest.partition('"')[0] if found else ""


RECIPIENT_KEYS = {
    "RSA-OAEP": RSAKey.generate_key(2048, {"use": "enc", "kid": "enc-rsa"}),
    "ECDH-ES": ECKey.generate_key("P-256", {"use": "enc", "kid": "enc-ec"}),
}


def jwks_to_encrypt_for(algorithm: str) -> JsonValue:
    """Return the public key set of a client whose tokens are to be encrypted."""
    return {"keys": [RECIPIENT_KEYS[algorithm].as_dict(private=False)]}


def decrypted(compact: str, algorithm: str) -> str:
    """Return the JWS inside a nested JWT."""
    assert compact.count(".") == 4
    opened = jwe.decrypt_compact(compact, RECIPIENT_KEYS[algorithm], algorithms=[algorithm, "A256GCM"])
    assert opened.headers() == {
        **opened.headers(),
        "alg": algorithm,
        "enc": "A256GCM",
        "cty": "JWT",
        "kid": RECIPIENT_KEYS[algorithm].kid,
    }
    return opened.plaintext.decode()
