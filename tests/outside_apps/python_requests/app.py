"""A diary of weight, kept in the person's health space. Flask, requests and joserfc; no OAuth library."""

import base64
import hashlib
import hmac
import json
import os
import secrets
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from concurrent.futures import TimeoutError as Late
from datetime import datetime, timedelta, timezone
from html import escape
from urllib.parse import quote, urlencode, urljoin, urlsplit
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

import requests
from flask import Flask, Response, g, redirect, request
from joserfc import jws
from joserfc.jwk import RSAKey
from werkzeug.exceptions import HTTPException
from werkzeug.serving import WSGIRequestHandler

ISSUER = os.environ["MES_ISSUER"]
CLIENT_ID = os.environ["MES_CLIENT_ID"]
CLIENT_SECRET = os.environ["MES_CLIENT_SECRET"]
REDIRECT_URI = os.environ["MES_REDIRECT_URI"]
FHIR = os.environ["MES_FHIR_BASE"].rstrip("/") + "/fhir"
ID_TOKEN_HEADER = os.environ.get("MES_ID_TOKEN_HEADER", "X-ID-Token")
SOLUTION = os.environ["SOLUTION_OID"]
APP_URL = REDIRECT_URI.rsplit("/", 1)[0]
AFTER_LOGOUT = APP_URL + "/logged-out"
SCOPE = os.environ.get("SCOPE", "openid identity offline_access measures.read measures.write")
ALG = "RS256"
SKEW, MAX_AGE, DEADLINE, MAX_BYTES, MAX_PAGES = 60, 600, 10, 2_000_000, 50
WEIGHT = "29463-7"
PROFILE = "https://fhir.monespacesante.fr/ref/mesure/StructureDefinition/mes-observation-bodyweight"
PARIS = ZoneInfo("Europe/Paris")
BACKCHANNEL_EVENT = "http://schemas.openid.net/event/backchannel-logout"

app = Flask(__name__)
sessions: dict[str, dict] = {}  # by cookie; everything about a person stays on the server
seen_jti: dict[str, float] = {}
guard = threading.Lock()
pool = ThreadPoolExecutor(64)


class Problem(Exception):
    """Something to tell the person, in English and in French."""

    def __init__(self, en, fr, status=502, detail=""):
        super().__init__(en)
        self.en, self.fr, self.status, self.detail = en, fr, status, detail


class OAuthError(Exception):
    def __init__(self, code):
        super().__init__(code)
        self.code = code


UNREADABLE = ("The health space gave an answer that cannot be read.", "La réponse de l'espace de santé est illisible.")
ENDED = ("Your diary is no longer connected to your health space. Connect it again to go on.",
         "Votre carnet n'est plus relié à votre espace de santé. Reliez-le à nouveau pour continuer.")


# Calls to the space: no redirects, a limit of size, a limit of time for the whole answer


def call(method, url, **options):
    if urlsplit(url).scheme != "https":
        raise Problem(*UNREADABLE)
    try:
        return pool.submit(_call, method, url, options).result(DEADLINE + 2)
    except (Late, requests.RequestException, OSError) as error:
        raise Problem("Your health space does not answer. Try again in a few minutes.",
                      "Votre espace de santé ne répond pas. Réessayez dans quelques minutes.", 503) from error
    except Exception as error:
        if isinstance(error, Problem):
            raise
        raise Problem(*UNREADABLE) from error


def _call(method, url, options):
    end = time.monotonic() + DEADLINE
    headers = {"Accept-Encoding": "identity", **options.pop("headers", {})}
    with requests.request(method, url, headers=headers, allow_redirects=False, stream=True, timeout=(5, 8), **options) as answer:
        if answer.headers.get("Content-Encoding", "identity") != "identity":
            raise Problem(*UNREADABLE)
        body = bytearray()
        while chunk := answer.raw.read1(65536):
            body += chunk
            if len(body) > MAX_BYTES or time.monotonic() > end:
                raise Problem(*UNREADABLE)
        length = answer.headers.get("Content-Length")
        if length and int(length) != len(body):
            raise Problem(*UNREADABLE)
        return answer.status_code, answer.headers, bytes(body)


def parse(headers, body, *kinds):
    if headers.get("Content-Type", "").split(";")[0].strip().lower() not in kinds:
        raise Problem(*UNREADABLE)

    def once(pairs):
        if len({key for key, _ in pairs}) != len(pairs):
            raise ValueError("a key is there twice")
        return dict(pairs)

    try:
        value = json.loads(body.decode("utf-8-sig"), object_pairs_hook=once)
    except (ValueError, RecursionError) as error:
        raise Problem(*UNREADABLE) from error
    if not isinstance(value, dict):
        raise Problem(*UNREADABLE)
    return value


def discover():
    status, headers, body = call("GET", ISSUER + "/.well-known/openid-configuration")
    found = parse(headers, body, "application/json") if status == 200 else {}
    needed = ("authorization_endpoint", "token_endpoint", "jwks_uri")
    every = (*needed, "userinfo_endpoint", "revocation_endpoint", "end_session_endpoint")
    good = found.get("issuer") == ISSUER and all(name in found for name in needed)
    for name in every:
        address = found.get(name, "https://none")
        good = good and isinstance(address, str) and urlsplit(address).scheme == "https"
    if not good:
        raise Problem("Your health space cannot be reached safely at the moment.",
                      "Votre espace de santé n'est pas joignable de façon sûre pour le moment.")
    return found


def authenticated():
    pair = f"{quote(CLIENT_ID, safe='')}:{quote(CLIENT_SECRET, safe='')}"
    return {"Authorization": "Basic " + base64.b64encode(pair.encode()).decode(), "Accept": "application/json"}


def ask_tokens(meta, form):
    status, headers, body = call("POST", meta["token_endpoint"], data=form, headers=authenticated())
    if status == 429 or status >= 500:
        raise Problem("Your health space is busy. Try again later.", "Votre espace de santé est occupé. Réessayez plus tard.", 503)
    answer = parse(headers, body, "application/json")
    if status != 200 or "error" in answer:
        raise OAuthError(str(answer.get("error", "unknown")))
    kind = answer.get("token_type")
    if not isinstance(kind, str) or kind.lower() != "bearer" or not isinstance(answer.get("access_token"), str):
        raise Problem(*UNREADABLE)
    return answer


# Tokens


def refuse(what):
    app.logger.warning("token refused: %s", what)
    raise Problem("Sign-in failed: your health space could not prove who you are. Please begin again.",
                  "Échec de la connexion : votre espace de santé n'a pas pu prouver qui vous êtes. Recommencez.", 400)


def keys_for(meta, kid):
    status, headers, body = call("GET", meta["jwks_uri"])
    if status != 200:
        raise Problem(*UNREADABLE)
    found = []
    for one in parse(headers, body, "application/json", "application/jwk-set+json").get("keys", []):
        try:
            if one.get("kty") != "RSA" or one.get("use", "sig") != "sig" or one.get("alg", ALG) != ALG:
                continue
            if kid is not None and one.get("kid") != kid:
                continue
            key = RSAKey.import_key({name: one[name] for name in ("kty", "n", "e")})
            if key.raw_value.key_size >= 2048:
                found.append(key)
        except Exception:
            continue
    return found


def opened(meta, token, kinds):
    """The claims of a token whose signature holds."""
    if not isinstance(token, str) or token.count(".") != 2 or len(token) > 50_000:
        refuse("form")
    try:
        head = token.split(".")[0]
        header = json.loads(base64.urlsafe_b64decode(head + "=" * (-len(head) % 4)))
    except ValueError:
        refuse("header")
    if not isinstance(header, dict) or header.get("alg") != ALG or "crit" in header or str(header.get("typ", "JWT")).lower() not in kinds:
        refuse("header members")
    kid = header.get("kid")
    if kid is not None and (not isinstance(kid, str) or len(kid) > 200):
        refuse("kid")
    keys = keys_for(meta, kid)
    if kid is None and len(keys) != 1:
        refuse("no single key")
    for key in keys:
        try:
            claims = json.loads(jws.deserialize_compact(token, key, algorithms=[ALG]).payload)
        except Exception:
            continue
        if isinstance(claims, dict):
            return claims
    refuse("signature")


def number(value):
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def check_id_token(meta, token, access_token, nonce=None, before=None):
    claims = opened(meta, token, ("jwt",))
    now = time.time()
    audience = claims.get("aud")
    if claims.get("iss") != ISSUER:
        refuse("iss")
    if audience not in (CLIENT_ID, [CLIENT_ID]):
        refuse("aud")
    if claims.get("azp", CLIENT_ID) != CLIENT_ID:
        refuse("azp")
    if not number(claims.get("exp")) or now > claims["exp"] + SKEW:
        refuse("exp")
    if not number(claims.get("iat")) or not -SKEW <= now - claims["iat"] <= MAX_AGE:
        refuse("iat")
    if "nbf" in claims and (not number(claims["nbf"]) or claims["nbf"] > now + SKEW):
        refuse("nbf")
    subject = claims.get("sub")
    if not isinstance(subject, str) or not 0 < len(subject) <= 255:
        refuse("sub")
    if "at_hash" in claims:
        half = hashlib.sha256(access_token.encode()).digest()[:16]
        if claims["at_hash"] != base64.urlsafe_b64encode(half).decode().rstrip("="):
            refuse("at_hash")
    if "events" in claims:
        refuse("events")
    if before is None:
        if not isinstance(claims.get("nonce"), str) or not hmac.compare_digest(claims["nonce"].encode(), nonce.encode()):
            refuse("nonce")
        if not all(isinstance(claims.get(name), str) and claims[name] for name in ("idpe", "assign_auth")):
            refuse("idpe")
    else:
        for name in ("sub", "idpe", "assign_auth", "azp"):
            if name in claims and claims[name] != before.get(name):
                refuse("another " + name)
        if "nonce" in claims and claims["nonce"] != before["nonce"]:
            refuse("another nonce")
        if "auth_time" in claims and claims["auth_time"] != before.get("auth_time", claims["auth_time"]):
            refuse("another auth_time")
    return claims


def keep(person, answer):
    """What a token answer says is remembered with the person."""
    person["access_token"] = answer["access_token"]
    if isinstance(answer.get("refresh_token"), str):
        person["refresh_token"] = answer["refresh_token"]
    if isinstance(answer.get("scope"), str):
        person["scope"] = answer["scope"].split()
    lifetime = answer.get("expires_in")
    # renewed a little before its end, by a tenth of its life
    person["expires"] = time.time() + 0.9 * min(lifetime, 86400) if number(lifetime) and lifetime > 0 else None


def refresh(person):
    """Called with the lock of the person."""
    if not person.get("refresh_token"):
        end(person)
        raise Problem(*ENDED, 401)
    meta = discover()
    try:
        answer = ask_tokens(meta, {"grant_type": "refresh_token", "refresh_token": person["refresh_token"]})
    except OAuthError as error:
        if error.code == "invalid_grant":
            end(person)
            raise Problem(*ENDED, 401) from error
        raise Problem("This diary may not exchange with your health space at the moment. Its publisher must act.",
                      "Ce carnet ne peut pas échanger avec votre espace de santé pour le moment. Son éditeur doit agir.", 503, error.code) from error
    try:
        if "id_token" in answer:
            claims = check_id_token(meta, answer["id_token"], answer["access_token"], before=person["claims"])
            person["claims"] = {**person["claims"], **claims}
            person["id_token"] = answer["id_token"]
        if answer.get("patient", person["claims"]["idpe"]) != person["claims"]["idpe"]:
            refuse("another patient")
    except Problem as error:
        end(person)
        raise Problem(*ENDED, 401) from error
    keep(person, answer)


def end(person):
    with guard:
        for sid in [sid for sid, session in sessions.items() if session.get("person") is person]:
            del sessions[sid]
    for name in ("access_token", "refresh_token", "id_token"):
        person.pop(name, None)


def revoke(person):
    """Gives the tokens back; tries once more, later, when the space does not take them."""
    tokens = [person[name] for name in ("refresh_token", "access_token") if person.get(name)]

    def give_back():
        address = discover().get("revocation_endpoint")
        for token in tokens if address else []:
            status, _, _ = call("POST", address, data={"token": token}, headers=authenticated())
            if status >= 500 or status == 429:
                return False
        return True

    def later():
        try:
            give_back()
        except Problem:
            app.logger.warning("tokens could not be revoked")

    try:
        done = give_back()
    except Problem:
        done = False
    if not done:
        timer = threading.Timer(30, later)
        timer.daemon = True
        timer.start()


# Measures


def fhir(person, method, url, body=None):
    """A call with the person's tokens; after a 401 one refresh and one more call."""
    for again in (False, True):
        with person["lock"]:
            if "access_token" not in person:
                raise Problem(*ENDED, 401)
            if again or (person["expires"] is not None and time.time() > person["expires"]):
                if not again or person["access_token"] == token:
                    refresh(person)
            token = person["access_token"]
        headers = {"Authorization": "Bearer " + token, ID_TOKEN_HEADER: person["id_token"], "Accept": "application/fhir+json"}
        data = None
        if body is not None:
            headers["Content-Type"] = "application/fhir+json"
            data = json.dumps(body).encode()
            need = "measures.write"
        else:
            need = "measures.read"
        if need not in person["scope"]:
            raise Problem("You did not allow this diary to do that in your health space.",
                          "Vous n'avez pas permis à ce carnet de faire cela dans votre espace de santé.", 403)
        status, answer_headers, answer = call(method, url, data=data, headers=headers)
        if status != 401:
            break
    if status in (200, 201):
        return status, answer_headers, answer
    told = []
    try:
        told = words(parse(answer_headers, answer, "application/fhir+json", "application/json"))
    except Problem:
        pass
    detail = " ".join(told)
    if status == 401:
        end(person)
        raise Problem(*ENDED, 401, detail)
    if status == 400 and "ID_TOKEN" in detail.upper().replace(" ", "_"):
        raise Problem("Your health space asks you to sign in again.", "Votre espace de santé demande que vous vous reconnectiez.", 401, detail)
    if status == 403:
        raise Problem("Your health space does not allow this exchange.", "Votre espace de santé ne permet pas cet échange.", 403, detail)
    if status == 409:
        app.logger.error("the space reports a conflict: %s", detail)
        raise Problem("This diary may not exchange with your health space. Its publisher has been told.",
                      "Ce carnet ne peut pas échanger avec votre espace de santé. Son éditeur est prévenu.", 409, detail)
    if status in (429, 502, 503, 504):
        raise Problem("Your health space is busy or under maintenance. Try again later.",
                      "Votre espace de santé est occupé ou en maintenance. Réessayez plus tard.", 503, detail)
    raise Problem("Your health space refused.", "Votre espace de santé a refusé.", 502, detail)


def words(outcome):
    issues = outcome.get("issue") if outcome.get("resourceType") == "OperationOutcome" else None
    found = []
    for issue in issues if isinstance(issues, list) else []:
        if isinstance(issue, dict):
            details = issue.get("details")
            text = issue.get("diagnostics") or (details.get("text") if isinstance(details, dict) else None)
            if isinstance(text, str):
                found.append(text[:300])
    return found


def severe(outcome):
    issues = outcome.get("issue")
    return not isinstance(issues, list) or any(not isinstance(one, dict) or one.get("severity") not in ("warning", "information") for one in issues)


def read_measures(person):
    claims, now = person["claims"], datetime.now(timezone.utc)
    query = [("subject.identifier", f"{claims['assign_auth']}|{claims['idpe']}"), ("code", WEIGHT),
             ("date", "ge" + (now - timedelta(days=3650)).strftime("%Y-%m-%d")), ("date", "le" + (now + timedelta(days=1)).strftime("%Y-%m-%d")), ("_count", "100")]
    url, visited, rows, warnings, ids = f"{FHIR}/Observation?{urlencode(query)}", set(), [], [], set()
    home = urlsplit(FHIR)
    while url:
        here = urlsplit(url)
        if (here.scheme, here.netloc) != (home.scheme, home.netloc) or not here.path.startswith(home.path) or url in visited or len(visited) >= MAX_PAGES:
            raise Problem("Your health space gave a list that cannot be read to its end.", "La liste donnée par votre espace de santé ne peut pas être lue en entier.")
        visited.add(url)
        _, headers, body = fhir(person, "GET", url)
        bundle = parse(headers, body, "application/fhir+json", "application/json")
        if bundle.get("resourceType") != "Bundle" or bundle.get("type") != "searchset" or not isinstance(bundle.get("entry", []), list):
            raise Problem(*UNREADABLE, detail=" ".join(words(bundle)))
        for entry in bundle.get("entry", []):
            resource = entry.get("resource") if isinstance(entry, dict) else None
            if not isinstance(resource, dict):
                rows.append(None)
            elif resource.get("resourceType") == "OperationOutcome":
                if severe(resource):
                    raise Problem(*UNREADABLE, detail=" ".join(words(resource)))
                warnings += words(resource)
            elif resource.get("resourceType") == "Observation":
                key = resource.get("id")
                if key is not None and str(key) in ids:
                    continue
                ids.add(str(key))
                if belongs(resource, claims):
                    rows.append(row(resource))
        links = bundle.get("link", [])
        following = [one.get("url") for one in links if isinstance(one, dict) and one.get("relation") == "next"] if isinstance(links, list) else []
        url = urljoin(url, following[0]) if following and isinstance(following[0], str) else None
    return rows, warnings


def belongs(resource, claims):
    """Of this person, a weight, and meant to be valid."""
    subject = resource.get("subject")
    identifier = subject.get("identifier") if isinstance(subject, dict) else None
    if not isinstance(identifier, dict) or identifier.get("value") != claims["idpe"]:
        return False
    code = resource.get("code")
    codings = code.get("coding") if isinstance(code, dict) else None
    if not isinstance(codings, list) or not any(isinstance(c, dict) and c.get("system") == "http://loinc.org" and c.get("code") == WEIGHT for c in codings):
        return False
    return resource.get("status") not in ("entered-in-error", "cancelled")


def row(resource):
    """What a measure says, or None when it cannot be told safely."""
    if "implicitRules" in resource or "modifierExtension" in resource or resource.get("status") not in ("final", "amended", "corrected", "preliminary"):
        return None
    quantity = resource.get("valueQuantity")
    if quantity is None:
        return (day(resource.get("effectiveDateTime")), t("no value", "pas de valeur"), notes(resource))
    if not isinstance(quantity, dict) or not number(quantity.get("value")) or "modifierExtension" in quantity:
        return None
    unit = quantity.get("code") if quantity.get("system") == "http://unitsofmeasure.org" and quantity.get("code") else quantity.get("unit")
    if not isinstance(unit, str) or not 0 < quantity["value"] < 10_000:
        return None
    limit = quantity.get("comparator")
    if limit not in (None, "<", "<=", ">", ">="):
        return None
    return (day(resource.get("effectiveDateTime")), f"{limit + ' ' if limit else ''}{quantity['value']} {unit}", notes(resource))


def day(text):
    if not isinstance(text, str):
        return t("unknown day", "jour inconnu")
    if "T" not in text:
        return text[:10]
    try:
        return datetime.fromisoformat(text.replace("Z", "+00:00")).astimezone(PARIS).strftime("%Y-%m-%d %H:%M")
    except ValueError:
        return t("unknown day", "jour inconnu")


def notes(resource):
    found = resource.get("note", [])
    return " ".join(str(one.get("text", "")) for one in found if isinstance(one, dict))[:500] if isinstance(found, list) else ""


def write_measure(person, key, value):
    claims = person["claims"]
    observation = {
        "resourceType": "Observation", "meta": {"profile": [PROFILE], "source": SOLUTION_URI},
        "identifier": [{"system": "urn:ietf:rfc:3986", "value": "urn:uuid:" + key}], "status": "final",
        "category": [{"coding": [{"system": "http://terminology.hl7.org/CodeSystem/observation-category", "code": "vital-signs"}]}],
        "code": {"coding": [{"system": "http://loinc.org", "code": WEIGHT, "display": "Body weight"}]},
        "subject": {"identifier": {"system": claims["assign_auth"], "value": claims["idpe"]}},
        "effectiveDateTime": datetime.now(PARIS).isoformat(timespec="seconds"),
        "valueQuantity": {"value": value, "unit": "kg", "system": "http://unitsofmeasure.org", "code": "kg"},
    }
    entry = {"fullUrl": "urn:uuid:" + key, "resource": observation, "request": {"method": "POST", "url": "Observation"}}
    fhir(person, "POST", FHIR, {"resourceType": "Bundle", "type": "transaction", "entry": [entry]})


SOLUTION_URI = "urn:oid:" + SOLUTION


# Pages


def t(en, fr):
    return fr if request.accept_languages.best_match(["en", "fr"], "en") == "fr" else en


def page(title, body, status=200):
    lang = t("en", "fr")
    text = f'<!doctype html><html lang="{lang}"><head><meta charset="utf-8"><title>{escape(title)} - {t("Diary", "Carnet")}</title></head>'
    text += f'<body><main><h1>{escape(title)}</h1>{body}<p><a href="/">{t("Home", "Accueil")}</a></p></main></body></html>'
    return Response(text, status, content_type="text/html; charset=utf-8")


def form(id, action, button, extra=""):
    return f'<form id="{id}" method="post" action="{action}"><input type="hidden" name="csrf" value="{g.session["csrf"]}">{extra}<button>{button}</button></form>'


def problem_page(problem, extra=""):
    again = f'<p><a href="/login">{t("Connect to the health space", "Se connecter à l’espace de santé")}</a></p>'
    detail = f"<p>{escape(problem.detail)}</p>" if problem.detail else ""
    return page(t("That did not work", "Cela n’a pas marché"), f"<p>{escape(t(problem.en, problem.fr))}</p>{detail}{extra}{again}", problem.status)


@app.before_request
def find_session():
    g.session = sessions.get(request.cookies.get("sid", ""))
    if request.method == "POST" and request.path != "/backchannel-logout":
        given = request.form.get("csrf", "")
        if g.session is None or not hmac.compare_digest(given.encode(), g.session["csrf"].encode()):
            return problem_page(Problem("This form is no longer valid. Open the page again.", "Ce formulaire n'est plus valable. Rouvrez la page.", 403))


@app.after_request
def protect(answer):
    origin = "{0.scheme}://{0.netloc}".format(urlsplit(ISSUER))
    answer.headers.update({
        "Content-Security-Policy": f"default-src 'none'; base-uri 'none'; frame-ancestors 'none'; form-action 'self' {origin}",
        "X-Frame-Options": "DENY", "X-Content-Type-Options": "nosniff", "Referrer-Policy": "no-referrer", "Cache-Control": "no-store",
        "Permissions-Policy": "camera=(), geolocation=(), microphone=()", "Strict-Transport-Security": "max-age=63072000; includeSubDomains"})
    return answer


def begin_session(**content):
    sid = secrets.token_urlsafe(32)
    with guard:
        sessions[sid] = {"csrf": secrets.token_urlsafe(32), **content}
    return sid


def give_cookie(answer, sid):
    answer.set_cookie("sid", sid, secure=True, httponly=True, samesite="Lax", path="/")
    return answer


def person_here():
    if g.session is None or "person" not in g.session:
        raise Problem("You are not signed in.", "Vous n'êtes pas connecté.", 401)
    return g.session["person"]


@app.get("/healthz")
def healthz():
    return Response("ok", content_type="text/plain")


@app.get("/")
def home():
    return page(t("Weight diary", "Carnet de poids"), f'<p><a href="/login">{t("Connect", "Se connecter")}</a> <a href="/measures">{t("Measures", "Mesures")}</a> <a href="/me">{t("Account", "Compte")}</a></p>')


@app.get("/login")
def login():
    meta = discover()
    state, nonce, verifier = (secrets.token_urlsafe(32) for _ in range(3))
    started = {"state": state, "nonce": nonce, "verifier": verifier, "meta": meta, "until": time.time() + 900}
    sid = None
    if g.session is None:
        sid = begin_session(started=started)
    else:
        g.session["started"] = started
    challenge = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).decode().rstrip("=")
    query = {"response_type": "code", "client_id": CLIENT_ID, "redirect_uri": REDIRECT_URI, "scope": SCOPE, "state": state,
             "nonce": nonce, "code_challenge": challenge, "code_challenge_method": "S256"}
    joint = "&" if "?" in meta["authorization_endpoint"] else "?"
    answer = redirect(meta["authorization_endpoint"] + joint + urlencode(query), 303)
    return give_cookie(answer, sid) if sid else answer


@app.get("/callback")
def callback():
    started = g.session.pop("started", None) if g.session else None
    args = request.args
    bad = Problem("This sign-in was not begun here or is over. Please begin again.", "Cette connexion n'a pas commencé ici ou est terminée. Recommencez.", 400)
    if started is None or time.time() > started["until"] or any(len(args.getlist(name)) > 1 for name in args):
        raise bad
    if not hmac.compare_digest(args.get("state", "").encode(), started["state"].encode()):
        raise bad
    meta = started["meta"]
    if args.get("iss", ISSUER) != ISSUER or (meta.get("authorization_response_iss_parameter_supported") is True and "iss" not in args):
        raise bad
    if "error" in args:
        if args["error"] == "access_denied":
            raise Problem("You did not allow the connection; nothing was exchanged.", "Vous n'avez pas permis la connexion ; rien n'a été échangé.", 403)
        raise Problem("Your health space could not sign you in. You may try again.", "Votre espace de santé n'a pas pu vous connecter. Vous pouvez réessayer.", 400)
    if not args.get("code"):
        raise bad
    try:
        answer = ask_tokens(meta, {"grant_type": "authorization_code", "code": args["code"], "redirect_uri": REDIRECT_URI, "code_verifier": started["verifier"]})
    except OAuthError as error:
        app.logger.error("token endpoint: %s", error.code)
        raise Problem("Your health space refused the sign-in. Please begin again.", "Votre espace de santé a refusé la connexion. Recommencez.", 400) from error
    claims = check_id_token(meta, answer.get("id_token"), answer["access_token"], nonce=started["nonce"])
    if answer.get("patient", claims["idpe"]) != claims["idpe"]:
        refuse("another patient")
    person = {"claims": claims, "id_token": answer["id_token"], "scope": SCOPE.split(), "lock": threading.RLock(), "name": claims.get("name")}
    keep(person, answer)
    if "userinfo_endpoint" in meta:
        status, headers, body = call("GET", meta["userinfo_endpoint"], headers={"Authorization": "Bearer " + answer["access_token"], "Accept": "application/json"})
        about = parse(headers, body, "application/json") if status == 200 else {}
        if about.get("sub") != claims["sub"]:
            refuse("userinfo")
        person["name"] = about.get("name") or person["name"]
    with guard:
        sessions.pop(request.cookies.get("sid", ""), None)
    return give_cookie(redirect("/me", 303), begin_session(person=person))


@app.get("/me")
def me():
    person = person_here()
    body = f'<p id="who">{escape(str(person["name"]))}</p><p><a href="/measures">{t("Measures", "Mesures")}</a></p>'
    return page(t("Your account", "Votre compte"), body + form("logout", "/logout", t("Sign out", "Se déconnecter")) + form("unpair", "/unpair", t("Unpair", "Rompre le lien")))


def measure_form(key=None, value=""):
    label = t("Weight in kg", "Poids en kg")
    extra = f'<input type="hidden" name="key" value="{escape(key or str(uuid4()))}"><label>{label} <input name="value" inputmode="decimal" value="{escape(value)}"></label>'
    return form("measure", "/measures", t("Send", "Envoyer"), extra)


@app.get("/measures")
def measures():
    person = person_here()
    try:
        rows, warnings = read_measures(person)
    except Problem as problem:
        return problem_page(problem, measure_form())
    lines = "".join(f"<li>{escape(' · '.join(part for part in one if part)) if one else t('A measure that this diary cannot show', 'Une mesure que ce carnet ne peut pas montrer')}</li>" for one in rows)
    told = "".join(f"<p>{escape(one)}</p>" for one in warnings)
    return page(t("Your weight", "Votre poids"), told + (f"<ul>{lines}</ul>" if lines else f"<p>{t('No measure yet.', 'Pas encore de mesure.')}</p>") + measure_form())


written = set()  # the keys of forms whose measure the space has


@app.post("/measures")
def add():
    person, typed, key = person_here(), request.form.get("value", ""), request.form.get("key", "")
    try:
        value = round(float(typed.replace(",", ".")), 1)
        key = str(UUID(key))
        if not 0 < value < 700:
            raise ValueError
    except ValueError:
        return problem_page(Problem("Give a weight in kilograms, such as 72.5.", "Donnez un poids en kilogrammes, par exemple 72,5.", 400), measure_form(None, typed))
    try:
        if key not in written:  # the same form may be sent twice
            write_measure(person, key, value)
            written.add(key)
    except Problem as problem:
        return problem_page(problem, f"<p>{t('The measure was not recorded for sure.', 'Il n’est pas sûr que la mesure soit enregistrée.')}</p>" + measure_form(key, typed))
    return page(t("Measure sent", "Mesure envoyée"), f'<p>{value} kg</p><p><a href="/measures">{t("Measures", "Mesures")}</a></p>')


@app.post("/logout")
def logout():
    person = person_here()
    hint, state = person["id_token"], secrets.token_urlsafe(32)
    with guard:
        sessions.pop(request.cookies.get("sid", ""), None)
    revoke(person)
    end(person)
    body = f"<p>{t('You are signed out of the diary.', 'Vous êtes déconnecté du carnet.')}</p>"
    try:
        address = discover().get("end_session_endpoint")
    except Problem:
        address = None
    if address:
        fields = {"id_token_hint": hint, "post_logout_redirect_uri": AFTER_LOGOUT, "client_id": CLIENT_ID, "state": state}
        hidden = "".join(f'<input type="hidden" name="{name}" value="{escape(value)}">' for name, value in fields.items())
        body += f'<form id="end-session" method="post" action="{escape(address)}">{hidden}<button>{t("Sign out of the health space too", "Se déconnecter aussi de l’espace de santé")}</button></form>'
    answer = page(t("Signed out", "Déconnecté"), body)
    return give_cookie(answer, begin_session(logout_state=state))


@app.get("/logged-out")
def logged_out():
    wanted = g.session.pop("logout_state", None) if g.session else None
    if wanted is None or not hmac.compare_digest(request.args.get("state", "").encode(), wanted.encode()):
        raise Problem("This return from the health space was not expected; nothing was done.", "Ce retour de l'espace de santé n'était pas attendu ; rien n'a été fait.", 400)
    return page(t("Signed out", "Déconnecté"), f"<p>{t('You are signed out everywhere.', 'Vous êtes déconnecté partout.')}</p>")


@app.post("/unpair")
def unpair():
    person = person_here()
    revoke(person)
    end(person)
    return page(t("Unpaired", "Lien rompu"), f'<p>{t("This diary no longer exchanges with your health space and keeps nothing of it.", "Ce carnet n’échange plus avec votre espace de santé et n’en garde rien.")}</p><p><a href="/login">{t("Connect again", "Se relier")}</a></p>')


@app.post("/backchannel-logout")
def backchannel_logout():
    try:
        claims = opened(discover(), request.form.get("logout_token"), ("jwt", "logout+jwt"))
        now, events = time.time(), claims.get("events")
        who = [claims.get(name) for name in ("sub", "sid")]
        good = claims.get("iss") == ISSUER and claims.get("aud") in (CLIENT_ID, [CLIENT_ID]) and "nonce" not in claims
        good = good and number(claims.get("iat")) and -SKEW <= now - claims["iat"] <= MAX_AGE and number(claims.get("exp")) and now < claims["exp"] + SKEW
        good = good and isinstance(events, dict) and isinstance(events.get(BACKCHANNEL_EVENT), dict) and isinstance(claims.get("jti"), str)
        good = good and any(who) and all(one is None or isinstance(one, str) for one in who)
        with guard:
            for jti in [jti for jti, until in seen_jti.items() if until < now]:
                del seen_jti[jti]
            if not good or claims["jti"] in seen_jti:
                raise ValueError
            seen_jti[claims["jti"]] = now + 2 * MAX_AGE
            people = [one["person"] for one in sessions.values() if "person" in one]
        for person in people:
            mine = person["claims"]
            if all(value is None or mine.get(name) == value for name, value in zip(("sub", "sid"), who)):
                end(person)
    except (Problem, ValueError):
        return Response('{"error":"invalid_request"}', 400, content_type="application/json")
    return Response("", 200)


@app.errorhandler(Problem)
def tell(problem):
    return problem_page(problem)


@app.errorhandler(Exception)
def unforeseen(error):
    if isinstance(error, HTTPException):
        return problem_page(Problem("This page does not exist or cannot be used so.", "Cette page n'existe pas ou ne s'emploie pas ainsi.", error.code or 400))
    app.logger.exception("unforeseen")
    return problem_page(Problem("Something went wrong on our side. Try again later.", "Une erreur s'est produite de notre côté. Réessayez plus tard.", 500))


class Handler(WSGIRequestHandler):
    def version_string(self):
        return "diary"

    def log_request(self, code="-", size="-"):
        pass  # addresses hold codes


if __name__ == "__main__":
    app.run("127.0.0.1", int(os.environ["PORT"]), threaded=True, request_handler=Handler)
