"""An OAuth client and OpenID relying party in plain steps: one method a rule, so that a defect overrides one."""

from __future__ import annotations

import base64
import hashlib
import http.client
import json
import os
import re
import secrets
import ssl
import threading
import time
import urllib.error
import urllib.parse
import urllib.request
from dataclasses import dataclass, field
from typing import Any

from joserfc import jws, jwt
from joserfc.errors import JoseError
from joserfc.jwk import ECKey, KeySet, OctKey

LONGEST_BODY = 4 * 1024 * 1024  # bytes
PATIENCE = 3.0  # seconds: the app's own deadline for every call to the space
SCOPE = os.environ.get("SCOPE", "openid identity measures.read measures.write")  # as the manifest registers it
PRODUCTION = "https://espace.example/production"  # which issuer people sign in at, once the diary is published
LEVELS = ("eidas1", "eidas2", "eidas3")  # of authentication: the one that the app asks for, and those above it
MOST_AGE = 3600  # seconds since the person signed in at the space
LIFETIME = 300.0  # seconds that an access token is taken to be good when the space does not say
LEEWAY = 30  # seconds of clock difference tolerated in an ID token


class Refused(Exception):  # noqa: N818 - the event, in the person's terms
    """The app refuses what it received; the message is for the person."""


@dataclass
class Answer:
    """What the space answered to one call."""

    status: int
    body: bytes
    headers: dict[str, str] = field(default_factory=dict)
    url: str = ""

    def header(self, name: str) -> str | None:
        """A header by its name, in whatever case (RFC 9110 5.1)."""
        return next((value for key, value in self.headers.items() if key.lower() == name.lower()), None)

    def json(self) -> dict[str, Any]:
        """The body as a JSON object, or a refusal."""
        try:
            document = json.loads(self.body)
        except (ValueError, RecursionError) as error:  # of what nests too deep
            raise Refused("La réponse de l'espace de santé est illisible.") from error
        if not isinstance(document, dict):
            raise Refused("La réponse de l'espace de santé n'a pas la forme attendue.")
        return document


@dataclass
class Pairing:
    """One person's pairing: identity, tokens and what the person still allows."""

    name: str
    idpe: str
    assign_auth: str
    id_token: str
    access_token: str
    refresh_token: str | None
    expires_at: float
    sub: str = ""
    sid: str | None = None
    scope: frozenset[str] = frozenset()  # what was granted, of late
    secondary_use: bool | None = None  # what the person answered, if they did
    stopped: str | None = None  # why the app stopped the exchange, in the person's words
    stopped_ways: dict[str, str] = field(default_factory=dict)  # idem, for "read" or "write" alone
    shown: list[str] = field(default_factory=list)  # the measures that the person saw last
    kept: dict[str, Answer] = field(default_factory=dict)  # what was read, by URL: asked for again if it has changed
    lock: threading.Lock = field(default_factory=threading.Lock, repr=False)


@dataclass(frozen=True)
class Pending:
    """A sign-in under way, bound to the browser that began it."""

    state: str
    nonce: str
    verifier: str


class _NoRedirects(urllib.request.HTTPRedirectHandler):
    """Redirects are answers like any other: refused by whoever expected something else."""

    def redirect_request(self, *_: Any) -> None:  # noqa: ANN401 - what urllib passes
        """Go nowhere."""


class RelyingParty:
    """The protocol side of the app."""

    def __init__(self) -> None:
        """Read the coordinates of the space, given by the environment."""
        self.issuer = os.environ["MES_ISSUER"]
        self.client_id = os.environ["MES_CLIENT_ID"]
        self.client_secret = os.environ["MES_CLIENT_SECRET"]
        self.fhir_base = os.environ["MES_FHIR_BASE"]
        self.redirect_uri = os.environ["MES_REDIRECT_URI"]
        self.id_token_header = os.environ["MES_ID_TOKEN_HEADER"]
        self.scope = SCOPE
        self.demanding = "DEMANDING" in os.environ
        self.pushing = "PUSHING" in os.environ
        self.signing_key = self.read_signing_key()
        self.algorithm = os.environ.get("ID_TOKEN_ALG", "ES256")  # as registered
        self.signed_userinfo = "SIGNED_USERINFO" in os.environ  # registered so, by the algorithm of ID tokens
        self.proof_key = self.new_proof_key() if "DPOP" in os.environ else None  # access tokens are bound to it
        self.nonces: dict[str, str] = {}  # by server: what it wants to find in the next proof
        self.production = "CARNET_PRODUCTION" in os.environ
        self.tls = self.tls_context()
        self.certificate = os.environ.get("CLIENT_TLS_PEM")  # registered so: the app is known by it, by no secret
        self.metadata_keys = self.read_metadata_keys()
        self._metadata: dict[str, Any] | None = None
        self._keys: dict[str, Any] | None = None

    def read_signing_key(self) -> ECKey | None:
        """With what requests are signed, if they are."""
        if "SIGNING_KEY" not in os.environ:
            return None
        with open(os.environ["SIGNING_KEY"], encoding="utf-8") as file:  # noqa: PTH123 - plain steps
            return ECKey.import_key(json.load(file))

    def read_metadata_keys(self) -> KeySet | None:
        """With what the space vouches for its metadata, if the app takes no others; given beforehand."""
        if "METADATA_JWKS_FILE" not in os.environ:
            return None
        with open(os.environ["METADATA_JWKS_FILE"], encoding="utf-8") as file:  # noqa: PTH123 - plain steps
            return KeySet.import_key_set(json.load(file))

    def move_to_second_issuer(self) -> None:
        """Be the app's client at its other issuer."""
        self.issuer = os.environ["ISSUER_2"]
        self.client_id = os.environ["CLIENT_ID_2"]
        self.client_secret = os.environ["CLIENT_SECRET_2"]

    # --- transport -----------------------------------------------------------------------------------------------

    def tls_context(self) -> ssl.SSLContext:
        """Verify the space's certificate and name (the private authority comes by SSL_CERT_FILE)."""
        context = ssl.create_default_context()
        context.hostname_checks_common_name = False  # RFC 9525: names are in subjectAltName, or there are none
        return context

    def tls_for(self, url: str) -> ssl.SSLContext:
        """The certificate goes along to the addresses that are for it, and nowhere else (RFC 8705 5)."""
        if self.certificate is None or url not in self.aliases().values():
            return self.tls
        context = self.tls_context()
        context.load_cert_chain(self.certificate)
        return context

    def patience(self) -> float:
        """How long a call may take, in seconds."""
        return PATIENCE

    def call(self, method: str, url: str, headers: dict[str, str], body: bytes | None = None) -> Answer:
        """One HTTP call within the app's own deadline."""
        request = urllib.request.Request(url, data=body, method=method, headers=headers)  # noqa: S310 - https only, from discovery
        opener = urllib.request.build_opener(*self.handlers(url))
        ends = time.monotonic() + self.patience()
        try:
            with opener.open(request, timeout=self.patience()) as response:
                return Answer(response.status, self.read_body(response, ends), dict(response.headers), response.url)
        except urllib.error.HTTPError as error:
            with error:
                return Answer(error.code, self.read_body(error.fp, ends), dict(error.headers))
        except (OSError, ValueError, http.client.HTTPException) as error:
            raise Refused("L'espace de santé ne répond pas comme il faut. Réessayez plus tard.") from error

    def handlers(self, url: str) -> tuple[urllib.request.BaseHandler, ...]:
        """What a call passes through."""
        return urllib.request.HTTPSHandler(context=self.tls_for(url)), self.redirects()

    def redirects(self) -> urllib.request.HTTPRedirectHandler:
        """What is done about redirects: they are not followed, so a token goes nowhere but where it was sent."""
        return _NoRedirects()

    def longest_body(self) -> int:
        """How many bytes of an answer are read at most."""
        return LONGEST_BODY

    def read_body(self, response: http.client.HTTPResponse, ends: float) -> bytes:
        """The body, whole, within the deadline and the limit; else a refusal."""
        body = bytearray()
        while piece := response.read1(64 * 1024):
            body += piece
            if len(body) > self.longest_body() or time.monotonic() > ends:
                raise Refused("L'espace de santé répond trop lentement ou trop longuement. Réessayez plus tard.")
        if response.length:
            raise Refused("La réponse de l'espace de santé s'est interrompue. Réessayez plus tard.")
        return bytes(body)

    def check_environment(self) -> None:
        """In production there is one issuer, whatever the environment names."""
        if self.production and self.issuer != PRODUCTION:
            raise Refused("Ce carnet est mal réglé : il n'est pas relié au véritable espace de santé.")

    def metadata(self) -> dict[str, Any]:
        """The discovery document, fetched once and only believed when its issuer is ours (OIDC Discovery 4.3)."""
        if self._metadata is None:
            self.check_environment()
            answer = self.call("GET", self.issuer + "/.well-known/openid-configuration", {})
            document = self.believed_metadata(self.read_metadata(answer))
            self.check_metadata(document)
            self.check_endpoints(document)
            self._metadata = document
        return self._metadata

    def read_metadata(self, answer: Answer) -> dict[str, Any]:
        """The document of a good answer (RFC 8414 3.2)."""
        if answer.status != 200:
            raise Refused("L'espace de santé ne se présente pas. Réessayez plus tard.")
        return answer.json()

    def believed_metadata(self, document: dict[str, Any]) -> dict[str, Any]:
        """The signed copy alone, where the app was given the keys that verify it (RFC 8414 2.1)."""
        if self.metadata_keys is None:
            return document
        try:
            claims = json.loads(self.vouched_for(str(document.get("signed_metadata")), self.metadata_keys))
        except (JoseError, ValueError) as error:
            raise Refused("La description de l'espace de santé n'est pas signée comme il faut.") from error
        self.check_attester(claims)
        self.check_metadata_expiry(claims)
        return claims

    def vouched_for(self, signed: str, keys: KeySet) -> bytes:
        """What was signed with one of the keys, once the signature holds."""
        return jws.deserialize_compact(signed, keys, algorithms=["ES256"]).payload

    def check_attester(self, claims: dict[str, Any]) -> None:
        """The space vouches for its metadata itself."""
        if claims.get("iss") != self.issuer:
            raise Refused("La description de l'espace de santé vient d'un autre.")

    def check_metadata_expiry(self, claims: dict[str, Any]) -> None:
        """RFC 7519 4.1.4."""
        if not isinstance(claims.get("exp"), int | float) or claims["exp"] < time.time() - LEEWAY:
            raise Refused("La description de l'espace de santé est périmée.")

    def check_endpoints(self, document: dict[str, Any]) -> None:
        """The addresses that we use are texts, and https (RFC 6749 3.1, 3.2)."""
        for name in ("authorization_endpoint", "token_endpoint", "jwks_uri", "revocation_endpoint"):
            if not str(document.get(name)).startswith("https://"):
                raise Refused("L'espace de santé donne une adresse qui n'est pas sûre.")

    def check_metadata(self, document: dict[str, Any]) -> None:
        """The document speaks for the issuer that it was asked of (OIDC Discovery 4.3)."""
        if document.get("issuer") != self.issuer:
            raise Refused("L'espace de santé ne se présente pas sous le bon nom.")

    def aliases(self) -> dict[str, Any]:
        """Where the app presents its certificate, if it is known by one (RFC 8705 5)."""
        told = (self._metadata or {}).get("mtls_endpoint_aliases") if self.certificate is not None else None
        return told if isinstance(told, dict) else {}

    def endpoint(self, name: str) -> str:
        """Where the app says who it is."""
        published = self.metadata()
        address = str(self.aliases().get(name, published.get(name)))
        if not address.startswith("https://"):
            raise Refused("L'espace de santé donne une adresse qui n'est pas sûre.")
        return address

    def keys(self, kid: str | None) -> KeySet:
        """The space's keys; fetched again once when a key is unknown (OIDC Core 10.1.1)."""
        known = {key.get("kid") for key in (self._keys or {}).get("keys", [])}
        if self._keys is None or (kid is not None and kid not in known):
            self._keys = self.fetch_keys()
        usable = [key for key in self._keys.get("keys", []) if self.is_usable(key)]
        return KeySet.import_key_set({"keys": usable})  # type: ignore[typeddict-item]

    def fetch_keys(self) -> dict[str, Any]:
        """The key set of the space as it is now; without one nothing can be verified."""
        answer = self.call("GET", self.metadata()["jwks_uri"], {})
        if answer.status != 200:
            raise Refused("Les clés de l'espace de santé ne sont pas disponibles. Réessayez plus tard.")
        return answer.json()

    def is_usable(self, key: dict[str, Any]) -> bool:
        """Whether it is a public key for signatures of our algorithm (RFC 7517 4 and 5)."""
        kind = {"ES256": "EC", "RS256": "RSA"}[self.algorithm]
        return key.get("kty") == kind and key.get("use", "sig") == "sig" and self.is_long_enough(key)

    def is_long_enough(self, key: dict[str, Any]) -> bool:
        """An RSA key has 2048 bits at least (RFC 7518 3.3)."""
        return key.get("kty") != "RSA" or len(decoded(str(key.get("n", "")))) >= 256

    # --- authorization request and response ----------------------------------------------------------------------

    def new_verifier(self) -> str:
        """A fresh code verifier of 43 characters (RFC 7636 4.1)."""
        return secrets.token_urlsafe(32)

    def challenge_parameters(self, verifier: str) -> dict[str, str]:
        """The S256 challenge (RFC 7636 4.2)."""
        digest = hashlib.sha256(verifier.encode()).digest()
        return {
            "code_challenge": base64.urlsafe_b64encode(digest).rstrip(b"=").decode(),
            "code_challenge_method": "S256",
        }

    def authorization_request(self) -> tuple[Pending, str]:
        """A sign-in to begin: what to keep for this browser, and where to send it."""
        pending = Pending(secrets.token_urlsafe(24), secrets.token_urlsafe(24), self.new_verifier())
        parameters = {
            "response_type": "code",
            "client_id": self.client_id,
            "redirect_uri": self.redirect_uri,
            "scope": self.scope,
            "state": pending.state,
            "nonce": pending.nonce,
            **self.challenge_parameters(pending.verifier),
            **self.more_parameters(),
        }
        return pending, self.metadata()["authorization_endpoint"] + "?" + urllib.parse.urlencode(parameters)

    def more_parameters(self) -> dict[str, str]:
        """What else is asked: a level of authentication, reached lately, by a demanding app (OIDC Core 3.1.2.1)."""
        return {"acr_values": LEVELS[0], "max_age": str(MOST_AGE)} if self.demanding else {}

    def way_in(self, url: str) -> str:
        """Where a browser goes with an authorization request: signed, or with what stands for it once it is pushed."""
        address, _, parameters = url.partition("?")
        if self.signing_key is not None:
            parameters = self.signed(self.signing_key, dict(urllib.parse.parse_qsl(parameters)))
        if not self.pushing:
            return f"{address}?{parameters}"
        brought = {"client_id": self.client_id, "request_uri": self.push(parameters)}
        return f"{address}?{urllib.parse.urlencode(brought)}"

    def signed(self, key: ECKey, parameters: dict[str, str]) -> str:
        """The same request as a request object by value (RFC 9101 5)."""
        header = {"alg": "ES256", "kid": key.kid, "typ": "oauth-authz-req+jwt"}
        compact = jwt.encode(header, parameters | self.claims_of_request(), key)
        return urllib.parse.urlencode({"client_id": self.client_id, "request": compact})

    def claims_of_request(self) -> dict[str, Any]:
        """From whom a signed request comes, for whom, and until when (RFC 9101 4)."""
        return {"iss": self.client_id, "aud": self.issuer, "exp": int(time.time()) + 60}

    def push(self, parameters: str) -> str:
        """Push an authorization request, and be given a `request_uri` for it (RFC 9126 2)."""
        endpoint = self.endpoint("pushed_authorization_request_endpoint")
        return self.request_uri_of(self.call("POST", endpoint, self.form_headers(), parameters.encode()))

    def request_uri_of(self, answer: Answer) -> str:
        """The `request_uri` of a good answer (RFC 9126 2.2)."""
        request_uri = answer.json().get("request_uri") if answer.status == 201 else None
        if not isinstance(request_uri, str):
            raise Refused("L'espace de santé n'a pas accepté la demande de connexion. Réessayez plus tard.")
        return request_uri

    def launch_request(self, iss: str, launch: str) -> tuple[Pending, str]:
        """The same for an app that was opened from a record (SMART App Launch 2.2, 2.1)."""
        self.check_server(iss)
        self.check_launch(launch)
        pending, url = self.authorization_request()
        return pending, with_parameters(url, {"scope": f"{SCOPE} launch", "aud": iss, "launch": launch})

    def check_server(self, iss: str) -> None:
        """The FHIR server that a launch names is ours, to the letter: nothing is asked of another."""
        if iss != self.fhir_base + "/fhir":
            raise Refused("Ce carnet ne connaît pas le serveur qui veut l'ouvrir.")

    def check_launch(self, launch: str) -> None:
        """What a launch can be: short, and no markup."""
        if not re.fullmatch(r"[\w.~-]{1,512}", launch):
            raise Refused("Ce lien d'ouverture n'est pas valable.")

    def check_initiator(self, iss: str) -> None:
        """Another site may start a sign-in at our issuer only (OIDC Core 4)."""
        if iss != self.issuer:
            raise Refused("Ce carnet ne connaît pas l'espace de santé demandé.")

    def check_state(self, pending: Pending, parameters: dict[str, str]) -> None:
        """The answer belongs to this browser's request (RFC 6749 10.12)."""
        if not secrets.compare_digest(parameters.get("state", "").encode(), pending.state.encode()):
            raise Refused("Cette connexion n'a pas été demandée depuis ce navigateur.")

    def check_response_issuer(self, parameters: dict[str, str]) -> None:
        """The answer comes from our issuer (RFC 9207 2.4)."""
        promised = self.metadata().get("authorization_response_iss_parameter_supported") is True
        if parameters.get("iss", None if promised else self.issuer) != self.issuer:
            raise Refused("La réponse vient d'un autre espace de santé.")

    def check_error(self, parameters: dict[str, str]) -> None:
        """A refusal is told to the person, and nothing more is asked (RFC 6749 4.1.2.1)."""
        if parameters.get("error") == "access_denied":
            raise Refused("Vous n'avez pas donné votre accord : aucune donnée ne sera échangée.")
        if "error" in parameters or "code" not in parameters:
            raise Refused("La connexion n'a pas abouti. Vous pouvez recommencer.")

    def complete(self, pending: Pending, parameters: dict[str, str]) -> Pairing:
        """From the authorization response to a pairing."""
        self.check_state(pending, parameters)
        self.check_response_issuer(parameters)
        self.check_error(parameters)
        answer = self.exchange_code(parameters["code"], pending)
        claims = self.claims_of(answer, pending)
        self.check_access_token_hash(claims, answer["access_token"])
        return Pairing(
            name=self.name_of(claims, answer["access_token"]),
            idpe=self.patient_of(claims)[0],
            assign_auth=self.patient_of(claims)[1],
            id_token=answer.get("id_token", ""),
            access_token=answer["access_token"],
            refresh_token=answer.get("refresh_token"),
            expires_at=self.expiry(answer),
            sub=str(claims["sub"]),
            sid=claims.get("sid"),
            scope=self.granted(answer, frozenset(self.scope.split())),
        )

    def patient_of(self, claims: dict[str, Any]) -> tuple[str, str]:
        """Whose record it is, by idPe and assigning authority: without them nothing can be asked for (API Mesures)."""
        idpe, assign_auth = claims.get("idpe"), claims.get("assign_auth")
        if not isinstance(idpe, str) or not idpe or not isinstance(assign_auth, str):
            raise Refused("L'espace de santé n'a pas dit de quel dossier il s'agit : rien ne sera échangé.")
        return idpe, assign_auth

    def expiry(self, tokens: dict[str, Any]) -> float:
        """When the access token counts as expired, whatever was said of it (RFC 6749 5.1)."""
        seconds = tokens.get("expires_in", LIFETIME)
        known = isinstance(seconds, int | float) and not isinstance(seconds, bool)
        return time.time() + (min(max(float(seconds), 0.0), 86400.0) if known else LIFETIME)

    def granted(self, tokens: dict[str, Any], before: frozenset[str]) -> frozenset[str]:
        """The scope granted, which is that of before when nothing is said (RFC 6749 5.1)."""
        scope = tokens.get("scope")
        return frozenset(scope.split()) if isinstance(scope, str) else before

    def check_scope(self, pairing: Pairing, scope: str) -> None:
        """Nothing is asked for that was not granted (RFC 6749 3.3)."""
        if scope not in pairing.scope:
            raise Refused("Vous n'avez pas donné cet accord : cette partie du carnet reste fermée.")

    # --- token endpoint ------------------------------------------------------------------------------------------

    def token_request(self, form: dict[str, str]) -> Answer:
        """A call to the token endpoint."""
        body = urllib.parse.urlencode(form | self.form_of_client()).encode()
        return self.proven("POST", self.endpoint("token_endpoint"), self.form_headers(), body)

    def form_of_client(self) -> dict[str, str]:
        """A certificate is no name: the form says whose it is (RFC 8705 2)."""
        return {} if self.certificate is None else {"client_id": self.client_id}

    def form_headers(self) -> dict[str, str]:
        """Those of a form to the space, authenticated by client_secret_basic (RFC 6749 2.3.1) or by the certificate."""
        if self.certificate is not None:
            return {"Content-Type": "application/x-www-form-urlencoded"}
        pair = urllib.parse.quote(self.client_id, safe="") + ":" + urllib.parse.quote(self.client_secret, safe="")
        return {
            "Authorization": "Basic " + base64.b64encode(pair.encode()).decode(),
            "Content-Type": "application/x-www-form-urlencoded",
        }

    def code_form(self, code: str, pending: Pending) -> dict[str, str]:
        """The code request (RFC 6749 4.1.3, RFC 7636 4.5)."""
        return {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": self.redirect_uri,
            "code_verifier": pending.verifier,
        }

    def exchange_code(self, code: str, pending: Pending) -> dict[str, Any]:
        """The tokens for a code, asked once."""
        answer = self.token_request(self.code_form(code, pending))
        tokens = answer.json()
        if answer.status != 200 or "error" in tokens:
            raise Refused("L'espace de santé n'a pas accepté la connexion.")
        if not self.is_known_type(tokens.get("token_type")) or not isinstance(tokens.get("access_token"), str):
            raise Refused("L'espace de santé a répondu par un jeton inconnu.")
        return tokens

    def is_known_type(self, token_type: object) -> bool:
        """A token to show as it is, or one bound to our key where we proved to have it (RFC 6749 7.1, RFC 9449 5)."""
        return str(token_type).lower() == ("bearer" if self.proof_key is None else "dpop")

    def claims_of(self, tokens: dict[str, Any], pending: Pending) -> dict[str, Any]:
        """Who signed in: only an ID token says so (OIDC Core 3.1.3.3)."""
        if not isinstance(tokens.get("id_token"), str):
            raise Refused("L'espace de santé n'a pas dit qui vous êtes.")
        return self.verify_id_token(tokens["id_token"], pending)

    # --- ID token ------------------------------------------------------------------------------------------------

    def verify_id_token(self, token: str, pending: Pending) -> dict[str, Any]:
        """Every rule of OIDC Core 3.1.3.7, one method each."""
        claims = self.check_signature(token)
        self.check_subject(claims)
        self.check_issuer(claims)
        self.check_audience(claims)
        self.check_party(claims)
        self.check_times(claims)
        self.check_nonce(claims, pending)
        if self.demanding:
            self.check_level(claims)
            self.check_sign_in(claims, time.time())
        return claims

    def check_signature(self, token: str) -> dict[str, Any]:
        """The signature, by the algorithm that the app registered and no other (OIDC Core 3.1.3.7, 6 to 8)."""
        try:
            header = json.loads(decoded(token.split(".", maxsplit=1)[0]))
            claims = json.loads(self.signed_payload(token, header))
        except Refused:
            raise
        except Exception as error:
            raise Refused("L'identité reçue n'est pas signée comme il faut.") from error
        if not isinstance(claims, dict):
            raise Refused("L'identité reçue n'a pas la forme attendue.")
        return claims

    def signed_payload(self, token: str, header: dict[str, Any]) -> bytes:
        """What was signed, once the signature holds."""
        return self.opened(token, header, self.algorithm)

    def opened(self, token: str, header: dict[str, Any], algorithm: str) -> bytes:
        """What the space signed with that algorithm."""
        signed = jws.deserialize_compact(token, self.key_for(header, algorithm), algorithms=[algorithm])
        return signed.payload

    def key_for(self, header: dict[str, Any], algorithm: str) -> KeySet | OctKey:
        """The app's secret verifies HS256 (OIDC Core 10.1), and the keys of the space everything else."""
        return OctKey.import_key(self.client_secret) if algorithm == "HS256" else self.keys(header.get("kid"))

    def check_subject(self, claims: dict[str, Any]) -> None:
        """OIDC Core 2: the token says of whom it speaks."""
        if not isinstance(claims.get("sub"), str) or not claims["sub"]:
            raise Refused("L'identité reçue ne parle de personne.")

    def check_issuer(self, claims: dict[str, Any]) -> None:
        """OIDC Core 3.1.3.7, 2."""
        if claims.get("iss") != self.issuer:
            raise Refused("L'identité reçue vient d'ailleurs.")

    def check_audience(self, claims: dict[str, Any]) -> None:
        """OIDC Core 3.1.3.7, 3 and 4."""
        audience = claims.get("aud")
        audiences = audience if isinstance(audience, list) else [audience]
        if audiences != [self.client_id]:
            raise Refused("L'identité reçue est destinée à une autre application.")

    def check_party(self, claims: dict[str, Any]) -> None:
        """OIDC Core 3.1.3.7, 5: a party that is named is this app."""
        if claims.get("azp", self.client_id) != self.client_id:
            raise Refused("L'identité reçue a été remise à une autre application.")

    def check_times(self, claims: dict[str, Any]) -> None:
        """OIDC Core 3.1.3.7, 9 and 10; RFC 7519 4.1.5."""
        now = time.time()
        self.check_expiry(claims, now)
        self.check_issue(claims, now)
        if claims.get("nbf", now) > now + LEEWAY:
            raise Refused("L'identité reçue n'est pas encore valable.")

    def check_expiry(self, claims: dict[str, Any], now: float) -> None:
        """OIDC Core 3.1.3.7, 9."""
        if not isinstance(claims.get("exp"), int | float):
            raise Refused("L'identité reçue n'a pas d'expiration.")
        if claims["exp"] < now - LEEWAY:
            raise Refused("L'identité reçue est périmée.")

    def check_issue(self, claims: dict[str, Any], now: float) -> None:
        """OIDC Core 3.1.3.7, 10."""
        if not isinstance(claims.get("iat"), int | float):
            raise Refused("L'identité reçue n'est pas datée.")
        if not now - 600 <= claims["iat"] <= now + LEEWAY:
            raise Refused("L'identité reçue n'est pas de maintenant.")

    def check_nonce(self, claims: dict[str, Any], pending: Pending) -> None:
        """OIDC Core 3.1.3.7, 11."""
        if claims.get("nonce") != pending.nonce:
            raise Refused("L'identité reçue répond à une autre demande.")

    def check_level(self, claims: dict[str, Any]) -> None:
        """OIDC Core 3.1.3.7, 12: the level that was asked for, or a higher one."""
        if claims.get("acr") not in LEVELS:
            raise Refused("Vous ne vous êtes pas identifié assez sûrement pour ouvrir ce carnet.")

    def check_sign_in(self, claims: dict[str, Any], now: float) -> None:
        """OIDC Core 3.1.3.7, 13: the person signed in as lately as was asked for."""
        if not isinstance(claims.get("auth_time"), int | float) or claims["auth_time"] < now - MOST_AGE - LEEWAY:
            raise Refused("Votre connexion à Mon espace santé est trop ancienne. Reconnectez-vous.")

    def check_access_token_hash(self, claims: dict[str, Any], access_token: str) -> None:
        """OIDC Core 3.1.3.8: a hash that is there is that of the access token."""
        half = hashlib.sha256(access_token.encode()).digest()[:16]
        if "at_hash" in claims and claims["at_hash"] != base64.urlsafe_b64encode(half).rstrip(b"=").decode():
            raise Refused("L'identité reçue n'est pas venue avec ces droits.")

    # --- UserInfo ------------------------------------------------------------------------------------------------

    def name_of(self, claims: dict[str, Any], access_token: str) -> str:
        """The name to show, from UserInfo."""
        answer = self.userinfo(access_token)
        if answer.status != 200:
            raise Refused("L'espace de santé ne dit pas qui vous êtes. Réessayez plus tard.")
        told = self.signed_claims(answer) if self.signed_userinfo else answer.json()
        self.check_same_subject(claims, told)
        return str(told.get("name", ""))

    def userinfo(self, access_token: str) -> Answer:
        """The claims about the person, the token in the header (RFC 6750 2.1)."""
        return self.call_with_token(access_token, "GET", self.metadata()["userinfo_endpoint"], {})

    def signed_claims(self, answer: Answer) -> dict[str, Any]:
        """What a signed UserInfo says, if the space says so to this app (OIDC Core 5.3.2 and 5.3.4)."""
        told = self.check_userinfo_signature(answer.body.decode("utf-8", "replace"))
        self.check_issuer(told)
        self.check_userinfo_audience(told)
        return told

    def check_userinfo_signature(self, token: str) -> dict[str, Any]:
        """The signature, as that of an ID token (OIDC Core 5.3.4)."""
        return RelyingParty.check_signature(self, token)

    def check_userinfo_audience(self, told: dict[str, Any]) -> None:
        """It is for this app (OIDC Core 5.3.2)."""
        if told.get("aud") not in (self.client_id, [self.client_id]):
            raise Refused("L'espace de santé répond à une autre application.")

    def check_same_subject(self, claims: dict[str, Any], told: dict[str, Any]) -> None:
        """OIDC Core 5.3.2: what speaks of another subject is not used."""
        if told.get("sub") != claims["sub"]:
            raise Refused("L'espace de santé parle d'une autre personne.")

    # --- proofs of possession (RFC 9449) ---------------------------------------------------------------------------

    def new_proof_key(self) -> ECKey:
        """The key of the app, which no other has; it lives as long as the app."""
        return ECKey.generate_key("P-256")

    def call_with_token(
        self, access_token: str, method: str, url: str, headers: dict[str, str], body: bytes | None = None
    ) -> Answer:
        """A call that shows an access token: as a bearer, or with the proof that it is ours (RFC 9449 7.1)."""
        if self.proof_key is None:
            return self.call(method, url, {"Authorization": "Bearer " + access_token, **headers}, body)
        shown = {"Authorization": f"{self.scheme()} {access_token}", **headers}
        return self.proven(method, url, shown, body, access_token)

    def scheme(self) -> str:
        """How a bound token is shown (RFC 9449 7.1)."""
        return "DPoP"

    def proven(
        self, method: str, url: str, headers: dict[str, str], body: bytes | None, access_token: str | None = None
    ) -> Answer:
        """A call with a proof, made once more with the nonce that its answer demands (RFC 9449 8 and 9)."""
        if self.proof_key is None:
            return self.call(method, url, headers, body)
        answer = self.call(method, url, headers | {"DPoP": self.proof(method, url, access_token)}, body)
        self.learn_nonce(url, answer)
        if self.is_nonce_demanded(answer):
            answer = self.call(method, url, headers | {"DPoP": self.proof(method, url, access_token)}, body)
            self.learn_nonce(url, answer)
        return answer

    def proof(self, method: str, url: str, access_token: str | None) -> str:
        """A proof for one request (RFC 9449 4.2)."""
        assert self.proof_key is not None
        header = {"typ": "dpop+jwt", "alg": "ES256", "jwk": self.proof_key.as_dict(private=False)}
        claims = self.proof_claims(method, url, access_token)
        return jws.serialize_compact(header, json.dumps(claims), self.proof_key, algorithms=["ES256"])

    def proof_claims(self, method: str, url: str, access_token: str | None) -> dict[str, Any]:
        """The request that it is for, its token, and what makes it single."""
        claims = {
            "jti": secrets.token_urlsafe(16),
            "htm": method,
            "htu": url.partition("?")[0],
            "iat": int(time.time()),
        }
        if access_token is not None:
            digest = hashlib.sha256(access_token.encode()).digest()
            claims["ath"] = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
        nonce = self.nonces.get(self.server(url))
        return claims if nonce is None else {**claims, "nonce": nonce}

    def server(self, url: str) -> str:
        """Scheme, host and port: each server has nonces of its own."""
        return "/".join(url.split("/")[:3])

    def learn_nonce(self, url: str, answer: Answer) -> None:
        """The latest nonce of a server is the one to use (RFC 9449 8.2)."""
        nonce = answer.header("DPoP-Nonce")
        if nonce is not None:
            self.nonces[self.server(url)] = nonce

    def is_nonce_demanded(self, answer: Answer) -> bool:
        """Whether all that was wrong is a nonce (RFC 9449 8 and 9)."""
        said = answer.header("WWW-Authenticate") if answer.status == 401 else answer.body.decode("utf-8", "replace")
        return answer.status in {400, 401} and "use_dpop_nonce" in (said or "")

    # --- life of the pairing -------------------------------------------------------------------------------------

    def refresh(self, pairing: Pairing) -> None:
        """New tokens, or the end of the pairing (RFC 6749 6 and 5.2)."""
        if pairing.refresh_token is None:
            self.end(pairing, "La connexion à Mon espace santé a pris fin. Reconnectez-vous.")
            raise Refused(str(pairing.stopped))
        form = {"grant_type": "refresh_token", "refresh_token": pairing.refresh_token}
        answer = self.token_request(form)
        if answer.status != 200:
            self.on_refresh_refused(pairing, answer)
        tokens = answer.json()
        self.check_same_patient(pairing, tokens)
        self.check_refreshed(pairing, tokens)
        self.keep(pairing, tokens)

    def keep(self, pairing: Pairing, tokens: dict[str, Any]) -> None:
        """Replace what a refresh brought anew (RFC 6749 6)."""
        pairing.access_token = tokens["access_token"]
        pairing.refresh_token = tokens.get("refresh_token", pairing.refresh_token)
        pairing.id_token = tokens.get("id_token", pairing.id_token)
        pairing.expires_at = self.expiry(tokens)
        pairing.scope = self.granted(tokens, pairing.scope)

    def check_refreshed(self, pairing: Pairing, tokens: dict[str, Any]) -> None:
        """A refreshed ID token is of the same issuer, app and person (OIDC Core 12.2); else the pairing ends."""
        if "id_token" not in tokens:
            return
        try:
            self.check_refreshed_claims(pairing, self.check_signature(tokens["id_token"]))
        except Refused:
            self.end(pairing, "L'identité reçue n'est plus la vôtre : la connexion a pris fin. Reconnectez-vous.")
            raise

    def check_refreshed_claims(self, pairing: Pairing, claims: dict[str, Any]) -> None:
        """Each rule of OIDC Core 12.2."""
        self.check_issuer(claims)
        self.check_audience(claims)
        self.check_times(claims)
        self.check_person(pairing, claims)

    def check_person(self, pairing: Pairing, claims: dict[str, Any]) -> None:
        """OIDC Core 12.2: the subject is that of the sign-in."""
        if claims.get("sub") != pairing.sub:
            raise Refused("L'identité reçue est celle d'une autre personne.")

    def check_same_patient(self, pairing: Pairing, tokens: dict[str, Any]) -> None:
        """New tokens are about the patient of the pairing (API Mesures, idPe)."""
        if isinstance(tokens.get("id_token"), str):
            claims = self.check_signature(tokens["id_token"])
            if (claims.get("idpe"), claims.get("assign_auth")) != (pairing.idpe, pairing.assign_auth):
                self.end(pairing, "L'espace de santé répond pour un autre patient : l'échange est arrêté.")
                raise Refused(str(pairing.stopped))

    def on_refresh_refused(self, pairing: Pairing, answer: Answer) -> None:
        """invalid_grant ends the pairing: tokens dropped, person told; anything else is only a bad moment."""
        if answer.status in {400, 401}:
            self.end(pairing, "La connexion à Mon espace santé a pris fin. Reconnectez-vous.")
            raise Refused(str(pairing.stopped))
        raise Refused("L'espace de santé ne répond pas. Réessayez plus tard.")

    def end(self, pairing: Pairing, reason: str) -> None:
        """Forget the tokens and remember why."""
        pairing.access_token = ""
        pairing.refresh_token = None
        pairing.stopped = reason

    def revoke(self, pairing: Pairing) -> bool:
        """Give the refresh token back (RFC 7009 2); whether the space took it."""
        if pairing.refresh_token:
            form = {"token": pairing.refresh_token, "token_type_hint": "refresh_token"}
            body = urllib.parse.urlencode(form | self.form_of_client()).encode()
            return self.call("POST", self.endpoint("revocation_endpoint"), self.form_headers(), body).status == 200
        return True


def with_parameters(url: str, given: dict[str, str]) -> str:
    """A URL with these parameters, in place of any of their names."""
    parts = urllib.parse.urlsplit(url)
    parameters = dict(urllib.parse.parse_qsl(parts.query)) | given
    return parts._replace(query=urllib.parse.urlencode(parameters)).geturl()


def decoded(part: str) -> bytes:
    """What a part of a JWT stands for (RFC 7515 2)."""
    return base64.urlsafe_b64decode(part + "=" * (-len(part) % 4))
