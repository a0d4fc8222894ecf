"""Carnet, a small diary of weight and blood pressure that exchanges with Mon espace santé (Flask and Authlib).

The file reads from top to bottom: settings, the client, pairing, tokens, measures, pages. Authlib checks the state, the
code verifier and the ID token; what it leaves to us is said where we do it. Pairings live in memory only.
"""

from __future__ import annotations

import io
import json
import os
import secrets
import threading
import time
import uuid
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import requests
from authlib.common.errors import AuthlibBaseError
from authlib.integrations.base_client import OAuthError
from authlib.integrations.flask_client import FlaskOAuth2App, OAuth
from authlib.integrations.requests_client import OAuth2Session
from authlib.oauth2.rfc7523 import PrivateKeyJWT
from flask import Flask, abort, redirect, render_template, request, session, url_for
from joserfc.errors import JoseError
from joserfc.jwk import ECKey
from requests.adapters import HTTPAdapter
from urllib3.exceptions import HTTPError
from werkzeug.serving import WSGIRequestHandler

if TYPE_CHECKING:
    from collections.abc import Iterator

    from authlib.oauth2 import ClientAuth
    from werkzeug.wrappers import Response

ISSUER = os.environ["OIDC_ISSUER"]
CLIENT_ID = os.environ["OIDC_CLIENT_ID"]
PRIVATE_KEY = ECKey.import_key(json.loads(Path(os.environ["OIDC_PRIVATE_JWK_FILE"]).read_text(encoding="utf-8")))
FHIR_BASE = os.environ["FHIR_BASE"]
ID_TOKEN_HEADER = os.environ.get("MES_ID_TOKEN_HEADER", "X-ID-Token")
PATIENCE = (3, 5)  # seconds to connect, and to wait for something to come
LONGEST, LARGEST = 10, 2_000_000  # seconds and bytes for a whole answer
YEAR = timedelta(days=365)
PARIS = ZoneInfo("Europe/Paris")
SIGNED_WITH = "ES256"  # of ID tokens, as registered
OLDEST = 600  # seconds since an ID token was issued
SCOPE = "openid identity measures.read measures.write"
CLAIMS = {"iss": {"essential": True, "value": ISSUER}, "aud": {"essential": True, "value": CLIENT_ID}}

PROFILES = "https://fhir.monespacesante.fr/ref/mesure/StructureDefinition/"
WEIGHT, BLOOD_PRESSURE, SYSTOLIC, DIASTOLIC = "29463-7", "85354-9", "8480-6", "8462-4"

app = Flask(__name__)
app.secret_key = secrets.token_bytes(32)
app.config.update(
    SESSION_COOKIE_SECURE=True, SESSION_COOKIE_HTTPONLY=True, SESSION_COOKIE_SAMESITE="Lax", MAX_CONTENT_LENGTH=65536
)


class ShortLivedProof(PrivateKeyJWT):  # type: ignore[misc]  # Authlib is untyped
    """The diary proves who it is by signing, so no secret is shared; a proof lives a minute (Authlib's: an hour)."""

    def sign(self, auth: ClientAuth, token_endpoint: str) -> str:  # noqa: ARG002 - Authlib's signature
        """Sign a proof whose audience is the issuer, whatever endpoint it is shown to (RFC 7523, RFC 10070)."""
        self.claims = {"exp": int(time.time()) + 60}
        return str(super().sign(auth, ISSUER))


CLIENT_AUTHENTICATION = ShortLivedProof(
    alg="ES256", headers={"kid": PRIVATE_KEY.kid, "typ": "client-authentication+jwt"}
)


class Bounded(HTTPAdapter):
    """Answers are read within a time and a size: a timeout of requests begins anew with every byte that comes."""

    def send(self, request: requests.PreparedRequest, **options: Any) -> requests.Response:  # type: ignore[override]  # noqa: ANN401 - passed on
        """Send, then read the whole answer, or hang up."""
        answer = super().send(request, **options)
        ends, body = time.monotonic() + LONGEST, b""
        try:
            while part := answer.raw.read1(65536, decode_content=True):
                body += part
                if len(body) > LARGEST or time.monotonic() > ends:
                    answer.close()
                    raise requests.ConnectionError("the answer is too large, or too slow")
        except HTTPError as error:  # cut short, or not what its headers say
            raise requests.ConnectionError(str(error)) from error
        answer.raw = io.BytesIO(body)
        return answer


class Session(OAuth2Session):  # type: ignore[misc]  # Authlib is untyped
    """The calls that Authlib makes, within the same bounds."""

    def __init__(self, *arguments: Any, **options: Any) -> None:  # noqa: ANN401 - passed on
        super().__init__(*arguments, **options)
        self.mount("https://", Bounded())
        self.max_redirects = 0  # whoever answers elsewhere is not the space: neither for its keys, nor for anything


class Client(FlaskOAuth2App):  # type: ignore[misc]  # Authlib is untyped
    """Authlib's client for Flask, with these sessions."""

    client_cls = Session


oauth = OAuth(app)
oauth.register(
    "mes",
    client_cls=Client,
    server_metadata_url=f"{ISSUER}/.well-known/openid-configuration",
    client_id=CLIENT_ID,
    client_secret=PRIVATE_KEY,
    client_auth_methods=[CLIENT_AUTHENTICATION],
    client_kwargs={
        "scope": SCOPE,
        "code_challenge_method": "S256",  # Authlib sends no PKCE unless told to
        "token_endpoint_auth_method": "private_key_jwt",
        "default_timeout": PATIENCE,
    },
)


def metadata() -> dict[str, Any]:
    """What the space says of itself, if it is the space that was asked (OpenID Connect Discovery 4.3).

    Authlib fetches the document and does not compare its issuer.
    """
    said: dict[str, Any] = oauth.mes.load_server_metadata()
    if said.get("issuer") != ISSUER:
        oauth.mes.server_metadata.pop("_loaded_at", None)  # asked again at the next try
        raise Told("Mon espace santé ne se présente pas sous le bon nom. Réessayez plus tard.")
    if not all(str(said.get(name)).startswith("https://") for name in ("token_endpoint", "jwks_uri")):
        oauth.mes.server_metadata.pop("_loaded_at", None)
        raise Told("Mon espace santé donne une adresse qui n'est pas sûre. Réessayez plus tard.")
    said["id_token_signing_alg_values_supported"] = [SIGNED_WITH]  # Authlib would take any that the space has
    return said


def token_client() -> Session:
    """A client for the calls that Authlib's Flask integration does not make: refresh and revocation."""
    return Session(
        CLIENT_ID,
        PRIVATE_KEY,
        token_endpoint_auth_method=CLIENT_AUTHENTICATION,
        revocation_endpoint_auth_method=CLIENT_AUTHENTICATION,  # its default is client_secret_basic
    )


class Told(Exception):  # noqa: N818 - a sentence for the person
    """Something to tell the person, in their words."""


@dataclass
class Pairing:
    """What the diary holds about one person's pairing. Tokens stay on the server, never in the cookie."""

    name: str
    sub: str
    idpe: str
    assign_auth: str
    id_token: str
    access_token: str
    refresh_token: str | None
    expires_at: float
    scope: str  # what was granted, of late
    ended: str | None = None
    stopped: dict[str, str] = field(default_factory=dict)  # why, for "read" or "write" alone
    lock: threading.Lock = field(default_factory=threading.Lock)


@dataclass
class Account:
    """A person's account in the diary, and their pairing with Mon espace santé if there is one."""

    pseudonym: str
    pairing: Pairing | None = None
    forms: set[str] = field(default_factory=set)  # given with a page and not sent yet: each is good for one measure


ACCOUNTS: dict[str, Account] = {}


# --- pairing ---------------------------------------------------------------------------------------------------------


def pair(account: Account) -> None:
    """Finish a sign-in at Mon espace santé: Authlib checks state, PKCE and the ID token, we check the rest."""
    if any(len(request.args.getlist(name)) > 1 for name in request.args):  # RFC 6749, 3.1
        raise Told("La réponse de Mon espace santé n'a pas la forme attendue.")
    if request.args.get("iss") != ISSUER:  # RFC 9207: Authlib leaves it to us; Mon espace santé always says it
        raise Told("La réponse vient d'un autre espace de santé.")
    try:
        metadata()
        tokens = oauth.mes.authorize_access_token(claims_options=CLAIMS, allow_redirects=False)
    except AuthlibBaseError as error:
        if error.error == "access_denied":
            raise Told("Vous n'avez pas donné votre accord : le carnet continue sans Mon espace santé.") from error
        raise Told("La connexion à Mon espace santé n'a pas pu être vérifiée. Recommencez.") from error
    except (JoseError, requests.RequestException, ValueError) as error:
        raise Told("La connexion à Mon espace santé n'a pas abouti. Recommencez plus tard.") from error
    claims = tokens.get("userinfo")
    if not claims:  # no ID token although we asked for openid
        raise Told("Mon espace santé n'a pas dit qui vous êtes.")
    if not claims["sub"] or claims["iat"] < time.time() - OLDEST:  # Authlib looks at neither
        raise Told("La connexion à Mon espace santé n'a pas pu être vérifiée. Recommencez.")
    if not claims.get("idpe") or not claims.get("assign_auth"):
        raise Told("Mon espace santé n'a pas dit de quel dossier il s'agit : rien ne sera échangé.")
    if str(tokens.get("token_type")).lower() != "bearer":
        raise Told("Mon espace santé a répondu par un jeton inconnu.")
    account.pairing = Pairing(
        name=claims["name"],
        sub=claims["sub"],
        idpe=claims["idpe"],
        assign_auth=claims["assign_auth"],
        id_token=tokens["id_token"],
        access_token=tokens["access_token"],
        refresh_token=tokens.get("refresh_token"),
        expires_at=time.time() + float(tokens.get("expires_in", 300)),
        scope=tokens.get("scope", SCOPE),
    )


def end(pairing: Pairing, reason: str) -> Told:
    """Drop the tokens and remember why; the caller raises what comes back."""
    pairing.access_token, pairing.refresh_token, pairing.ended = "", None, reason
    return Told(reason)


# --- tokens and calls ------------------------------------------------------------------------------------------------


def refresh(pairing: Pairing) -> None:
    """Exchange the refresh token for new tokens; a refusal ends the pairing."""
    if pairing.refresh_token is None:
        raise end(pairing, "L'appariement a pris fin. Connectez de nouveau votre espace.")
    endpoint = metadata()["token_endpoint"]
    try:
        tokens = token_client().refresh_token(
            endpoint, refresh_token=pairing.refresh_token, timeout=PATIENCE, allow_redirects=False
        )
    except OAuthError as error:  # invalid_grant and its kin: this refresh token is dead
        raise end(pairing, "L'appariement a pris fin. Connectez de nouveau votre espace.") from error
    except (requests.RequestException, ValueError) as error:
        raise Told("Mon espace santé ne répond pas. Réessayez plus tard.") from error
    if "id_token" in tokens and not is_still(pairing, tokens):
        raise end(pairing, "L'identité reçue n'est plus la vôtre. Connectez de nouveau votre espace.")
    pairing.access_token = tokens["access_token"]
    pairing.refresh_token = tokens.get("refresh_token", pairing.refresh_token)
    pairing.id_token = tokens.get("id_token", pairing.id_token)
    pairing.expires_at = time.time() + float(tokens.get("expires_in", 300))
    pairing.scope = tokens.get("scope", pairing.scope)


def is_still(pairing: Pairing, tokens: dict[str, Any]) -> bool:
    """Whether a refreshed ID token is of the same issuer, app and person (OpenID Connect Core, 12.2)."""
    try:
        claims = oauth.mes.parse_id_token(tokens, nonce=None, claims_options=CLAIMS)
    except (AuthlibBaseError, JoseError, ValueError):
        return False
    return bool(claims["sub"] == pairing.sub)


def call(pairing: Pairing, method: str, url: str, **arguments: Any) -> dict[str, Any]:  # noqa: ANN401 - passed on
    """One call to API Mesures: live token, one refresh on 401, a stop in one direction on withdrawn consent."""
    way = "write" if method == "POST" else "read"
    if pairing.ended or way in pairing.stopped:
        raise Told(pairing.ended or pairing.stopped[way])
    with pairing.lock:
        if pairing.expires_at <= time.time():
            refresh(pairing)
    if ("measures.read" if method == "GET" else "measures.write") not in pairing.scope.split():
        raise Told("Vous n'avez pas donné cet accord : cette partie du carnet reste fermée.")
    answer = send(pairing, method, url, **arguments)
    if answer.status_code == requests.codes.unauthorized:
        with pairing.lock:
            refresh(pairing)
        answer = send(pairing, method, url, **arguments)
    if not answer.ok:
        raise refused(pairing, way, answer)
    try:
        document: dict[str, Any] = answer.json()
    except (ValueError, RecursionError) as error:  # the latter of what nests too deep
        raise Told("La réponse de Mon espace santé est illisible.") from error
    return document


def refused(pairing: Pairing, way: str, answer: requests.Response) -> Told:
    """What a refusal of API Mesures stops: a direction, the pairing, or only this call; the caller raises it."""
    if answer.status_code == requests.codes.forbidden and "suppressed" in answer.text:
        return Told("Votre espace de santé est suspendu. L'échange reprendra quand il sera rouvert.")
    if answer.status_code == requests.codes.conflict or "do not match" in answer.text or "ID_TOKEN" in answer.text:
        return end(pairing, "Mon espace santé ne reconnaît plus cet appariement. Connectez-le de nouveau.")
    if answer.status_code == requests.codes.forbidden:
        pairing.stopped[way] = (
            f"Vous n'autorisez pas le carnet à {'lire' if way == 'read' else 'envoyer'} vos mesures."
            " Vous pouvez vous connecter de nouveau pour changer d'avis."
        )
        return Told(pairing.stopped[way])
    return Told("Mon espace santé n'a pas accepté la demande. Rien n'a été enregistré.")


def send(pairing: Pairing, method: str, url: str, **arguments: Any) -> requests.Response:  # noqa: ANN401 - passed on
    """The HTTP call itself, with both tokens in their headers."""
    headers = {
        "Authorization": f"Bearer {pairing.access_token}",
        ID_TOKEN_HEADER: pairing.id_token,
        "Accept": "application/fhir+json",
        "Content-Type": "application/fhir+json",
    }
    try:
        with requests.Session() as web:
            web.mount("https://", Bounded())
            return web.request(method, url, headers=headers, timeout=PATIENCE, allow_redirects=False, **arguments)
    except requests.RequestException as error:
        raise Told("Mon espace santé ne répond pas. Réessayez plus tard.") from error


# --- measures --------------------------------------------------------------------------------------------------------


def read(pairing: Pairing, code: str) -> tuple[list[dict[str, Any]], int]:
    """A year of measures of one kind, every page; and how many were set aside: somebody else's, or not understood."""
    now = datetime.now(UTC)
    parameters: Any = [
        ("code", code),
        ("subject.identifier", f"{pairing.assign_auth}|{pairing.idpe}"),
        ("date", f"ge{now - YEAR:%Y-%m-%d}"),
        ("date", f"le{now + timedelta(days=1):%Y-%m-%d}"),
    ]
    url: str | None = f"{FHIR_BASE}/fhir/Observation"
    found: list[dict[str, Any]] = []
    pages = 0
    while url and url.startswith(FHIR_BASE + "/") and pages < 20:  # noqa: PLR2004 - a bound against endless paging
        bundle = call(pairing, "GET", url, params=parameters)
        if bundle.get("resourceType") != "Bundle":  # an OperationOutcome is no empty record
            raise Told("Mon espace santé n'a pas pu lire vos mesures. Réessayez plus tard.")
        found += [
            e["resource"] for e in bundle.get("entry", []) if e.get("resource", {}).get("resourceType") == "Observation"
        ]
        url = next((link["url"] for link in bundle.get("link", []) if link.get("relation") == "next"), None)
        parameters, pages = None, pages + 1
    once = list({one.get("id"): one for one in found}.values())
    shown = [one for one in once if is_of(pairing, one) and is_understood(one, code)]
    return shown, len(once) - len(shown)


def is_of(pairing: Pairing, observation: dict[str, Any]) -> bool:
    """Whether a measure is about this person."""
    identifier = observation.get("subject", {}).get("identifier", {})
    return (identifier.get("system"), identifier.get("value")) == (pairing.assign_auth, pairing.idpe)


def is_understood(observation: dict[str, Any], code: str) -> bool:
    """Whether a measure is valid, of the kind that was asked for, and nothing unknown may change what it means."""
    coded = observation.get("code")
    codings = coded.get("coding", []) if isinstance(coded, dict) else []
    return (
        observation.get("status") in ("final", "amended", "corrected")
        and not {"modifierExtension", "implicitRules"} & observation.keys()
        and any((one.get("system"), one.get("code")) == ("http://loinc.org", code) for one in codings)
    )


@app.template_filter()
def paris_day(observation: dict[str, Any]) -> str:
    """The day that it was in Paris; of a partial date, what is known of it."""
    written = str(observation.get("effectiveDateTime", ""))
    if "T" not in written:
        return written or "date inconnue"
    return f"{datetime.fromisoformat(written).astimezone(PARIS):%d/%m/%Y}"


@app.template_filter()
def said(holder: dict[str, Any]) -> str:
    """A value with its unit and with what limits it."""
    quantity = holder.get("valueQuantity", {})
    if "value" not in quantity:
        return "valeur non communiquée"
    return f"{quantity.get('comparator', '')} {quantity['value']} {quantity.get('unit', '(unité inconnue)')}".strip()


def quantity(value: float, unit: str, code: str) -> dict[str, Any]:
    """A FHIR Quantity in a UCUM unit."""
    return {"value": value, "unit": unit, "system": "http://unitsofmeasure.org", "code": code}


def observation(pairing: Pairing, profile: str, code: str, content: dict[str, Any]) -> dict[str, Any]:
    """What every measure has in common (API Mesures 1.5.2)."""
    category = {"system": "http://terminology.hl7.org/CodeSystem/observation-category", "code": "vital-signs"}
    return {
        "resourceType": "Observation",
        "meta": {"profile": [PROFILES + profile]},
        "status": "final",
        "category": [{"coding": [category]}],
        "code": {"coding": [{"system": "http://loinc.org", "code": code}]},
        "subject": {"identifier": {"system": pairing.assign_auth, "value": pairing.idpe}},
        "effectiveDateTime": datetime.now(UTC).isoformat(timespec="seconds"),
        **content,
    }


def write(pairing: Pairing, resource: dict[str, Any]) -> None:
    """Send one measure as a transaction of one entry."""
    entry = {
        "fullUrl": f"urn:uuid:{uuid.uuid4()}",
        "resource": resource,
        "request": {"method": "POST", "url": "Observation"},
    }
    call(pairing, "POST", FHIR_BASE, json={"resourceType": "Bundle", "type": "transaction", "entry": [entry]})


def measure_from(form: dict[str, str], pairing: Pairing) -> dict[str, Any]:
    """The Observation that a form describes, or what is wrong with the form."""
    try:
        if form.get("type") == "bp":
            values = [float(form["systolic"].replace(",", ".")), float(form["diastolic"].replace(",", "."))]
            parts = [
                {
                    "code": {"coding": [{"system": "http://loinc.org", "code": code}]},
                    "valueQuantity": quantity(value, "mm[Hg]", "mm[Hg]"),
                }
                for code, value in zip((SYSTOLIC, DIASTOLIC), values, strict=True)
            ]
            return observation(pairing, "mes-observation-bp", BLOOD_PRESSURE, {"component": parts})
        weight = quantity(float(form["value"].replace(",", ".")), "kg", "kg")
    except (KeyError, ValueError) as error:
        raise Told("Donnez un nombre, par exemple 72,5.") from error
    return observation(pairing, "mes-observation-bodyweight", WEIGHT, {"valueQuantity": weight})


# --- pages -----------------------------------------------------------------------------------------------------------


def page(name: str, status: int = 200, **values: Any) -> tuple[str, int]:  # noqa: ANN401 - template values
    """A page of the diary, from its template."""
    return render_template(f"{name}.html", csrf=csrf(), **values), status


def csrf() -> str:
    """This session's token against cross-site requests."""
    return str(session.setdefault("csrf", secrets.token_urlsafe(16)))


def account() -> Account | None:
    """The account of this browser."""
    return ACCOUNTS.get(session.get("account", ""))


def paired() -> Pairing:
    """The pairing of this browser's account, or a word to the person."""
    known = account()
    if known is None or known.pairing is None:
        raise Told("Connectez d'abord Mon espace santé.")
    return known.pairing


@app.template_global()
def once() -> str:
    """What makes a form good for one measure."""
    form, known = secrets.token_urlsafe(16), account()
    if known is not None:
        known.forms.add(form)
    return form


@contextmanager
def sent_once(form: str) -> Iterator[None]:
    """Take a form that was not sent before; a second click is told so. What failed may be sent again."""
    known = account()
    forms = set() if known is None else known.forms
    try:
        forms.remove(form)
    except KeyError:
        raise Told("Cette mesure a déjà été envoyée.") from None
    try:
        yield
    except Told:
        forms.add(form)
        raise


@app.before_request
def refuse_cross_site_posts() -> None:
    """Every form carries the token of its session."""
    if request.method == "POST" and not secrets.compare_digest(request.form.get("csrf", ""), session.get("csrf", "-")):
        abort(400)


@app.after_request
def close_the_doors(response: Response) -> Response:
    """Health pages are neither stored nor framed."""
    response.headers["Cache-Control"] = "no-store"
    response.headers["Content-Security-Policy"] = "default-src 'self'; frame-ancestors 'none'"
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response


@app.errorhandler(Told)
def tell(told: Told) -> tuple[str, int]:
    """A page that says what happened, with a way back."""
    return page("told", 400, told=told)


@app.get("/healthz")
def health() -> str:
    """Up."""
    return "ok"


@app.get("/")
def home() -> tuple[str, int]:
    """Front page."""
    return page("home", account=account())


@app.route("/account", methods=["GET", "POST"])
def open_account() -> Response | tuple[str, int]:
    """Open a diary."""
    if request.method == "GET":
        return page("account")
    session.clear()
    session["account"] = secrets.token_urlsafe(16)
    ACCOUNTS[session["account"]] = Account(request.form.get("pseudonym", "")[:40] or "anonyme")
    return redirect(url_for("home"), 303)


@app.post("/pair")
def begin_pairing() -> Response:
    """Send the person to Mon espace santé."""
    if account() is None:
        raise Told("Ouvrez d'abord un carnet.")
    try:
        metadata()
        return oauth.mes.authorize_redirect(os.environ["PUBLIC_URL"] + "/callback")  # type: ignore[no-any-return]
    except (AuthlibBaseError, requests.RequestException) as error:
        raise Told("Mon espace santé ne répond pas. Réessayez plus tard.") from error


@app.get("/callback")
def callback() -> Response:
    """The person comes back."""
    known = account()
    if known is None:
        raise Told("Aucune connexion n'est en cours dans ce navigateur.")
    pair(known)
    return redirect(url_for("show_pairing"), 303)


@app.get("/pairing")
def show_pairing() -> tuple[str, int]:
    """Whose space is paired."""
    known = account()
    return page("pairing", pairing=known.pairing if known else None)


@app.route("/measures", methods=["GET", "POST"])
def measures() -> Response | tuple[str, int]:
    """Read, or send one measure."""
    pairing = paired()
    if request.method == "POST":
        try:
            with sent_once(request.form.get("once", "")):
                write(pairing, measure_from(request.form.to_dict(), pairing))
        except Told as told:  # what was not sent has not to be typed again
            known = account()
            unsent = known is not None and request.form.get("once") in known.forms
            return page("measures", 400, told=told, typed=request.form if unsent else {})
        return redirect(url_for("measures"), 303)
    try:
        weights, set_aside = read(pairing, WEIGHT)
        pressures, also = read(pairing, BLOOD_PRESSURE)
    except Told as told:  # who may not read may still write: the forms are on the page all the same
        return page("measures", 400, told=told)
    return page("measures", weights=weights, pressures=pressures, set_aside=set_aside + also)


@app.post("/unpair")
def unpair() -> Response:
    """End the pairing from here: revoke, then forget."""
    known, pairing = account(), paired()
    if pairing.refresh_token:
        endpoint = metadata()["revocation_endpoint"]
        try:
            token_client().revoke_token(
                endpoint, token=pairing.refresh_token, token_type_hint="refresh_token", timeout=PATIENCE
            )
        except (requests.RequestException, AuthlibBaseError):
            app.logger.warning("revocation could not be sent; tokens are forgotten all the same")
    if known is not None:
        known.pairing = None
    return redirect(url_for("home"), 303)


class Nameless(WSGIRequestHandler):
    """Flask's server, which would tell its version and Python's with every answer."""

    def version_string(self) -> str:
        """What is told instead."""
        return "carnet"


if __name__ == "__main__":
    app.run("127.0.0.1", int(os.environ.get("PORT", "5000")), threaded=True, request_handler=Nameless)
