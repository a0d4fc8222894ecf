"""Balance : un carnet de poids relié à Mon espace santé (aiohttp, joserfc), qui lit en arrière-plan et garde.

Aucune page ne lit l'espace de santé : un synchroniseur s'en charge, et les pages montrent ce qu'il a gardé.
"""

import asyncio
import base64
import contextlib
import hashlib
import html
import json
import logging
import os
import random
import secrets
import ssl
import sys
import time
import uuid
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from email.utils import parsedate_to_datetime
from urllib.parse import quote, urlencode, urlsplit
from zoneinfo import ZoneInfo

import aiohttp
from aiohttp import web
from joserfc import jwk, jwt

ISSUER = os.environ["MES_ISSUER"]
CLIENT_ID = os.environ["MES_CLIENT_ID"]
REDIRECT_URI = os.environ["MES_REDIRECT_URI"]
APP_URL = os.environ["MES_APP_URL"].rstrip("/")
FHIR_BASE = os.environ["MES_FHIR_BASE"].rstrip("/")
ID_TOKEN_HEADER = os.environ["MES_ID_TOKEN_HEADER"]
KEY = jwk.ECKey.import_key(json.loads(open(os.environ["PRIVATE_JWK_FILE"], encoding="utf-8").read()))
SYNC_EVERY = float(os.environ.get("SYNC_EVERY", "900"))
SCOPE = "openid identity offline_access measures.read measures.write"
ALGORITHM = "ES256"
LEEWAY = 60
MAX_BODY = 2_000_000
WEIGHT = "29463-7"
LOINC = "http://loinc.org"
UCUM = "http://unitsofmeasure.org"
PROFILE = "https://fhir.monespacesante.fr/ref/mesure/StructureDefinition/mes-observation-bodyweight"
PARIS = ZoneInfo("Europe/Paris")
log = logging.getLogger("balance")


class Dit(Exception):
    """Ce que la personne lit ; `encore` : le remède est de relier de nouveau."""

    def __init__(self, texte: str, statut: int = 502, *, encore: bool = False) -> None:
        super().__init__(texte)
        self.texte, self.statut, self.encore = texte, statut, encore


class Panne(Exception):
    """L'espace de santé n'a pas donné de réponse utilisable."""


INDISPONIBLE = "Mon espace santé ne répond pas comme prévu. Rien n'a été perdu ; réessayez dans quelques minutes."
FINI = "La liaison avec Mon espace santé a pris fin. Reliez de nouveau votre carnet pour continuer."


# --- ce qui est gardé -------------------------------------------------------------------------------------------------


@dataclass
class Liaison:
    sub: str
    sid: str | None
    nom: str
    idpe: str
    autorite: str
    id_token: str
    nee: float
    acces: str = ""
    rafraichissement: str = ""
    expire: float = 0.0  # 0 : inconnu
    portee: frozenset[str] = frozenset()
    mesures: list[dict] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    lu: float = 0.0
    souci: Dit | None = None
    arret: dict[str, Dit] = field(default_factory=dict)  # "GET", "POST" ou "tout"
    attendre: float = 0.0  # pas de rafraîchissement avant
    echecs: int = 0
    verrou: asyncio.Lock = field(default_factory=asyncio.Lock)
    reveil: asyncio.Event = field(default_factory=asyncio.Event)
    passe: asyncio.Event = field(default_factory=asyncio.Event)
    tache: asyncio.Task | None = None

    def oublier(self, pourquoi: Dit) -> Dit:
        self.acces = self.rafraichissement = ""
        self.arret["tout"] = pourquoi
        return pourquoi


@dataclass
class Compte:
    pseudo: str
    liaison: Liaison | None = None
    copie: list[dict] = field(default_factory=list)


@dataclass
class Session:
    compte: Compte
    jeton: str = field(default_factory=lambda: secrets.token_urlsafe(32))
    demandes: dict[str, tuple[str, str, float]] = field(default_factory=dict)  # state : nonce, vérificateur, heure
    formulaires: dict[str, str] = field(default_factory=dict)
    sortie: str = ""
    vue: float = field(default_factory=time.monotonic)


SESSIONS: dict[str, Session] = {}


# --- appeler l'espace de santé ----------------------------------------------------------------------------------------


class Frein:
    """Tous les appels attendent aussi longtemps que l'espace l'a demandé."""

    def __init__(self) -> None:
        self.jusque, self.fois = 0.0, 0

    def reste(self) -> float:
        return self.jusque - time.monotonic()

    def serrer(self, dit: str | None) -> None:
        self.fois += 1
        attente = min(2.0**self.fois, 120.0) * random.uniform(0.5, 1.0)
        if dit and dit.strip().isdigit():
            attente = float(min(int(dit), 3600))
        elif dit:
            with contextlib.suppress(ValueError, TypeError):
                attente = (parsedate_to_datetime(dit) - datetime.now(UTC)).total_seconds()
        self.jusque = max(self.jusque, time.monotonic() + attente)

    def desserrer(self) -> None:
        self.fois = 0

    def verifier(self) -> None:
        if (reste := self.reste()) > 0:
            raise Dit(f"Mon espace santé demande de patienter. Réessayez dans {int(reste) + 1} secondes ; rien n'est perdu.", 503)


FREIN = Frein()


def lire_json(corps: bytes) -> object:
    def sans_double(paires: list[tuple[str, object]]) -> dict:
        objet = dict(paires)
        if len(objet) != len(paires):
            raise ValueError("un nom est donné deux fois")
        return objet

    try:
        return json.loads(corps.decode("utf-8"), object_pairs_hook=sans_double)
    except (ValueError, RecursionError) as erreur:
        raise Panne(f"ce n'est pas du JSON lisible : {erreur}") from erreur


@dataclass
class Reponse:
    statut: int
    entetes: dict
    corps: bytes

    def objet(self) -> dict:
        genre = self.entetes.get("Content-Type", "").partition(";")[0].strip().lower()
        if genre not in ("application/json", "application/fhir+json", "application/jwk-set+json"):
            raise Panne(f"type {genre!r} au lieu de JSON")
        lu = lire_json(self.corps)
        if not isinstance(lu, dict):
            raise Panne("ce n'est pas un objet JSON")
        return lu


async def appeler(methode: str, adresse: str, **options) -> Reponse:
    """Un appel : sans redirection, en dix secondes, d'une taille bornée."""
    if not adresse.startswith("https://"):
        raise Panne(f"adresse sans TLS : {adresse}")
    try:
        async with APP["http"].request(methode, adresse, allow_redirects=False, **options) as reponse:
            corps = bytearray()
            async for morceau in reponse.content.iter_chunked(65536):
                corps += morceau
                if len(corps) > MAX_BODY:
                    raise Panne("réponse trop longue")
            return Reponse(reponse.status, dict(reponse.headers), bytes(corps))
    except (aiohttp.ClientError, TimeoutError, ValueError, OSError) as erreur:
        raise Panne(f"{type(erreur).__name__}: {erreur}") from erreur


@dataclass
class Espace:
    """Ce que l'espace dit de lui-même, gardé une minute."""

    faits: dict
    lu: float
    cles: jwk.KeySet | None = None
    cles_lues: float = 0.0


ADRESSES = ("authorization_endpoint", "token_endpoint", "jwks_uri", "revocation_endpoint", "end_session_endpoint")
VERROU_ESPACE = asyncio.Lock()


async def espace() -> Espace:
    async with VERROU_ESPACE:
        connu: Espace | None = APP.get("espace")
        if connu and time.monotonic() - connu.lu < 60:
            return connu
        reponse = await appeler("GET", ISSUER.rstrip("/") + "/.well-known/openid-configuration")
        if reponse.statut != 200:
            raise Panne(f"métadonnées : {reponse.statut}")
        faits = reponse.objet()
        if faits.get("issuer") != ISSUER:
            raise Panne("les métadonnées sont celles d'un autre émetteur")
        for nom in ADRESSES:
            adresse = faits.get(nom)
            if not isinstance(adresse, str) or urlsplit(adresse).scheme != "https" or not urlsplit(adresse).hostname:
                raise Panne(f"{nom} n'est pas une adresse https")
        APP["espace"] = Espace(faits, time.monotonic())
        return APP["espace"]


async def cles(lieu: Espace, *, neuves: bool = False) -> jwk.KeySet:
    if neuves or lieu.cles is None or time.monotonic() - lieu.cles_lues > 60:
        reponse = await appeler("GET", lieu.faits["jwks_uri"])
        if reponse.statut != 200:
            raise Panne(f"clés : {reponse.statut}")
        publiees = reponse.objet().get("keys")
        if not isinstance(publiees, list) or len(publiees) > 50:
            raise Panne("jeu de clés illisible ou trop long")
        bonnes = []
        for une in publiees:
            if isinstance(une, dict) and une.get("kty") == "EC" and une.get("crv") == "P-256" and une.get("use", "sig") == "sig":
                with contextlib.suppress(Exception):
                    bonnes.append(jwk.ECKey.import_key(une))
        lieu.cles, lieu.cles_lues = jwk.KeySet(bonnes), time.monotonic()
    return lieu.cles


async def lire_jeton(lieu: Espace, brut: object) -> dict:
    """Les déclarations d'un jeton signé de l'espace, pour nous, de maintenant ; ValueError sinon."""
    if not isinstance(brut, str) or len(brut) > 50_000 or brut.count(".") != 2:
        raise ValueError("ce n'est pas un JWS compact")
    for neuves in (False, True):
        try:
            lu = jwt.decode(brut, await cles(lieu, neuves=neuves), algorithms=[ALGORITHM])
            break
        except Panne:
            raise
        except Exception as erreur:  # joserfc en a une douzaine, et ValueError
            if neuves:
                raise ValueError(f"signature : {erreur}") from erreur
    d = lu.claims
    maintenant = time.time()

    def nombre(nom: str) -> float:
        valeur = d.get(nom)
        if isinstance(valeur, bool) or not isinstance(valeur, int | float):
            raise ValueError(f"{nom} n'est pas un nombre")
        return float(valeur)

    if d.get("iss") != ISSUER:
        raise ValueError("autre émetteur")
    if d.get("aud") not in (CLIENT_ID, [CLIENT_ID]):
        raise ValueError("autre destinataire")
    if d.get("azp", CLIENT_ID) != CLIENT_ID:
        raise ValueError("autre azp")
    if nombre("exp") < maintenant - LEEWAY:
        raise ValueError("expiré")
    if not maintenant - 600 < nombre("iat") < maintenant + LEEWAY:
        raise ValueError("iat n'est pas de maintenant")
    if "nbf" in d and nombre("nbf") > maintenant + LEEWAY:
        raise ValueError("pas encore valide")
    return d


async def lire_id_token(lieu: Espace, brut: object, acces: str, nonce: str | None) -> dict:
    d = await lire_jeton(lieu, brut)
    if not isinstance(d.get("sub"), str) or not 0 < len(d["sub"]) <= 255:
        raise ValueError("sub")
    if "events" in d:
        raise ValueError("c'est un jeton de déconnexion")
    if nonce is None and "nonce" in d:
        raise ValueError("nonce que personne n'a envoyé")
    if nonce is not None and not secrets.compare_digest(str(d.get("nonce", "")), nonce):
        raise ValueError("nonce")
    if "at_hash" in d:
        moitie = hashlib.sha256(acces.encode()).digest()[:16]
        if d["at_hash"] != base64.urlsafe_b64encode(moitie).rstrip(b"=").decode():
            raise ValueError("at_hash")
    return d


def preuve(destinataire: str) -> dict[str, str]:
    """L'assertion de private_key_jwt (RFC 7523)."""
    maintenant = int(time.time())
    entete = {"alg": "ES256", **({"kid": KEY.kid} if KEY.kid else {})}
    dit = {"iss": CLIENT_ID, "sub": CLIENT_ID, "aud": destinataire, "iat": maintenant, "exp": maintenant + 120, "jti": secrets.token_urlsafe(24)}
    return {
        "client_assertion_type": "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
        "client_assertion": jwt.encode(entete, dit, KEY, algorithms=["ES256"]),
    }


class Refuse(Exception):
    """Le point de jetons a refusé, avec un code d'OAuth."""

    def __init__(self, statut: int, code: str) -> None:
        super().__init__(f"{statut} {code}")
        self.statut, self.code = statut, code


async def demander_jetons(lieu: Espace, **formulaire: str) -> dict:
    FREIN.verifier()
    formulaire |= {"client_id": CLIENT_ID, **preuve(ISSUER)}
    reponse = await appeler("POST", lieu.faits["token_endpoint"], data=formulaire)
    if reponse.statut in (429, 503):
        FREIN.serrer(reponse.entetes.get("Retry-After"))
        FREIN.verifier()
    if reponse.statut >= 500 or 300 <= reponse.statut < 400:
        raise Panne(f"jetons : {reponse.statut}")
    dit = reponse.objet()
    if reponse.statut != 200 or "error" in dit:
        raise Refuse(reponse.statut, str(dit.get("error", "?"))[:40])
    if not isinstance(dit.get("access_token"), str) or str(dit.get("token_type", "")).lower() != "bearer":
        raise Refuse(reponse.statut, "pas de jeton porteur")
    FREIN.desserrer()
    return dit


def prendre(liaison: Liaison, dit: dict, demandee: str) -> None:
    liaison.acces = dit["access_token"]
    if isinstance(dit.get("refresh_token"), str) and dit["refresh_token"]:
        liaison.rafraichissement = dit["refresh_token"]
    duree = dit.get("expires_in")
    bonne = isinstance(duree, int | float) and not isinstance(duree, bool) and 0 < duree < 10**7
    liaison.expire = time.monotonic() + duree if bonne else 0.0
    portee = dit.get("scope", demandee)
    liaison.portee = frozenset(str(portee).split())


async def rafraichir(liaison: Liaison) -> None:
    """Avec le verrou : un seul rafraîchissement pour tous. Lève Dit."""
    if not liaison.rafraichissement:
        raise liaison.oublier(Dit(FINI, 401, encore=True))
    if time.monotonic() < liaison.attendre:
        raise Dit(INDISPONIBLE, 503)
    try:
        lieu = await espace()
        dit = await demander_jetons(lieu, grant_type="refresh_token", refresh_token=liaison.rafraichissement)
    except (Panne, Dit) as erreur:
        log.warning("rafraîchissement : %s", erreur)
        liaison.echecs += 1
        liaison.attendre = time.monotonic() + min(2.0**liaison.echecs, 300.0)
        raise Dit(INDISPONIBLE, 503) from erreur
    except Refuse as refus:
        log.warning("rafraîchissement refusé : %s", refus)
        if refus.code in ("unauthorized_client", "invalid_client"):
            log.error("ALERTE exploitant : Mon espace santé n'admet plus cette application")
            raise liaison.oublier(Dit("Mon espace santé n'admet plus cette application pour le moment. Votre carnet reste consultable ; l'éditeur est prévenu.", 503, encore=True)) from refus
        raise liaison.oublier(Dit(FINI, 401, encore=True)) from refus
    liaison.echecs, liaison.attendre = 0, 0.0
    neuf = dit.get("id_token")
    if neuf is not None:
        try:
            d = await lire_id_token(lieu, neuf, dit["access_token"], None)
            if (d["sub"], d.get("idpe"), d.get("assign_auth")) != (liaison.sub, liaison.idpe, liaison.autorite):
                raise ValueError("une autre personne")
            if isinstance(d.get("auth_time"), int | float) and d["auth_time"] > liaison.nee + LEEWAY:
                raise ValueError("auth_time plus tardif")
        except (ValueError, Panne) as erreur:
            log.warning("rafraîchissement : %s", erreur)
            raise liaison.oublier(Dit(FINI, 401, encore=True)) from erreur
        liaison.id_token = neuf
    prendre(liaison, dit, " ".join(liaison.portee))


PORTEES = {"GET": "measures.read", "POST": "measures.write"}


async def api(liaison: Liaison, methode: str, adresse: str, **options) -> Reponse:
    """Un appel de l'API avec les deux jetons ; sur 401, un rafraîchissement et un seul nouvel essai. Lève Dit."""
    for essai in (1, 2):
        async with liaison.verrou:
            for sens in ("tout", methode):
                if sens in liaison.arret:
                    raise liaison.arret[sens]
            FREIN.verifier()
            if PORTEES[methode] not in liaison.portee:
                raise Dit("Vous n'avez pas donné cette autorisation à votre carnet. Reliez-le de nouveau pour la donner.", 403, encore=True)
            if liaison.expire and time.monotonic() > liaison.expire - 30:
                await rafraichir(liaison)
                if PORTEES[methode] not in liaison.portee:
                    raise Dit("Vous n'autorisez plus cet échange. Reliez de nouveau votre carnet pour l'autoriser.", 403, encore=True)
            envoye = liaison.acces
            entetes = {"Authorization": f"Bearer {envoye}", ID_TOKEN_HEADER: liaison.id_token, "Accept": "application/fhir+json"}
        if methode == "POST":
            entetes["Content-Type"] = "application/fhir+json"
        try:
            reponse = await appeler(methode, adresse, headers=entetes, **options)
        except Panne as panne:
            log.warning("%s : %s", methode, panne)
            raise Dit(INDISPONIBLE, 502) from panne
        if reponse.statut == 401 and essai == 1:
            async with liaison.verrou:
                if liaison.acces == envoye:
                    await rafraichir(liaison)
            continue
        if reponse.statut == 401:
            raise liaison.oublier(Dit(FINI, 401, encore=True))
        if reponse.statut in (429, 503):
            FREIN.serrer(reponse.entetes.get("Retry-After"))
            FREIN.verifier()
        if reponse.statut < 400:
            FREIN.desserrer()
        return reponse
    raise AssertionError


def mots(issue: object) -> list[str]:
    dits = []
    for une in issue if isinstance(issue, list) else []:
        if isinstance(une, dict):
            details = une.get("details")
            texte = une.get("diagnostics") or (details.get("text") if isinstance(details, dict) else None)
            if isinstance(texte, str):
                ou = une.get("expression")
                dits.append((", ".join(map(str, ou)) + " : " if isinstance(ou, list) and ou else "") + texte[:500])
    return dits


def refus(liaison: Liaison, methode: str, reponse: Reponse) -> Dit:
    """Ce que l'API refuse, en mots ; certains refus arrêtent tout, d'autres un sens."""
    try:
        issue = reponse.objet().get("issue")
    except Panne:
        issue = None
    dits = mots(issue)
    codes = {str(une.get("code")) for une in issue if isinstance(une, dict)} if isinstance(issue, list) else set()
    precise = f" Mon espace santé précise : « {' · '.join(dits)} »." if dits else ""
    tout = " ".join(dits).lower() + reponse.entetes.get("WWW-Authenticate", "").lower()
    log.warning("%s : %s %s", methode, reponse.statut, dits)
    if reponse.statut == 403 and "suspend" in tout:
        return Dit("Votre espace de santé est suspendu : l'échange est en pause et reprendra tout seul." + precise, 403)
    if reponse.statut == 403 and ("consent" in tout or "insufficient_scope" in tout):
        dit = Dit("Vous n'autorisez plus cet échange, et votre carnet l'a arrêté. Reliez-le de nouveau pour l'autoriser." + precise, 403, encore=True)
        liaison.arret[methode] = dit
        return dit
    if reponse.statut in (403, 409):
        if reponse.statut == 409:
            log.error("ALERTE exploitant : conflit d'identification de la solution")
        dit = Dit("Mon espace santé refuse cet échange ; votre carnet s'arrête là et l'éditeur est prévenu." + precise, 403, encore=reponse.statut == 403)
        liaison.arret["tout"] = dit
        return dit
    if reponse.statut == 400 and ("token" in tout or "login" in codes):
        return Dit("Mon espace santé ne reconnaît plus votre identité. Reliez de nouveau votre carnet ; ce que vous avez saisi est gardé ci-dessous." + precise, 401, encore=True)
    if reponse.statut in (400, 422):
        return Dit("Mon espace santé a refusé ces données : rien n'a été enregistré." + precise, 422)
    return Dit(INDISPONIBLE + precise, 502)


# --- les mesures ------------------------------------------------------------------------------------------------------


def dans(objet: object, *noms: str) -> object:
    for nom in noms:
        objet = objet.get(nom) if isinstance(objet, dict) else None
    return objet


def est_a(liaison: Liaison, o: dict) -> bool:
    return dans(o, "subject", "identifier", "system") == liaison.autorite and dans(o, "subject", "identifier", "value") == liaison.idpe


def est_un_poids(o: dict) -> bool:
    codages = dans(o, "code", "coding")
    poids = any(isinstance(c, dict) and (c.get("system"), c.get("code")) == (LOINC, WEIGHT) for c in codages) if isinstance(codages, list) else False
    return poids and o.get("status") in ("final", "amended", "corrected") and not {"modifierExtension", "implicitRules"} & o.keys()


def jour(o: dict) -> str:
    dit = o.get("effectiveDateTime")
    if not isinstance(dit, str) or not dit:
        return "date inconnue"
    if "T" in dit:
        with contextlib.suppress(ValueError):
            return datetime.fromisoformat(dit).astimezone(PARIS).strftime("%d/%m/%Y à %H:%M")
    with contextlib.suppress(ValueError):
        return date.fromisoformat(dit).strftime("%d/%m/%Y")
    return dit[:40]


def valeur(o: dict) -> str:
    q = o.get("valueQuantity")
    if not isinstance(q, dict) or isinstance(q.get("value"), bool) or not isinstance(q.get("value"), int | float):
        return "valeur non communiquée"
    if q["value"] <= 0 or (q.get("code") == "kg" and q["value"] > 700):
        return "valeur invraisemblable"
    unite = q.get("code") if q.get("system") == UCUM else q.get("unit")
    borne = {"<": "moins de ", "<=": "au plus ", ">": "plus de ", ">=": "au moins "}.get(str(q.get("comparator")), "")
    if q.get("comparator") and not borne:
        return "valeur non communiquée"
    return f"{borne}{str(q['value']).replace('.', ',')} {unite if isinstance(unite, str) else '(unité inconnue)'}"


async def lire_tout(liaison: Liaison) -> tuple[list[dict], list[str]]:
    """Une année de poids, en entier ou pas du tout. Lève Dit."""
    maintenant = datetime.now(UTC)
    demande = [("subject.identifier", f"{liaison.autorite}|{liaison.idpe}"), ("code", WEIGHT), ("date", f"ge{maintenant - timedelta(days=365):%Y-%m-%d}"),
               ("date", f"le{maintenant + timedelta(days=1):%Y-%m-%d}"), ("_count", "100")]
    racine = f"{FHIR_BASE}/fhir/Observation"
    adresse: str | None = f"{racine}?{urlencode(demande)}"
    vues: set[str] = set()
    trouvees: dict[str, dict] = {}
    notes: list[str] = []
    ecartees = 0
    while adresse is not None:
        if adresse in vues or len(vues) >= 20 or not (adresse == racine or adresse.startswith(racine + "?")):
            log.warning("pagination : arrêt à %s", adresse[:200])
            raise Dit("La liste de vos mesures n'a pas pu être lue en entier : votre carnet n'en montre donc rien de nouveau.", 502)
        vues.add(adresse)
        reponse = await api(liaison, "GET", adresse)
        if reponse.statut != 200:
            raise refus(liaison, "GET", reponse)
        try:
            lot = reponse.objet()
        except Panne as panne:
            log.warning("lecture : %s", panne)
            raise Dit(INDISPONIBLE, 502) from panne
        if lot.get("resourceType") != "Bundle":
            raise refus(liaison, "GET", reponse)
        entrees = lot.get("entry", [])
        for entree in entrees if isinstance(entrees, list) else []:
            o = dans(entree, "resource")
            genre = dans(o, "resourceType")
            if genre == "OperationOutcome":
                notes += mots(o.get("issue"))
            elif genre == "Observation" and est_a(liaison, o):
                if est_un_poids(o) and isinstance(o.get("id"), str):
                    trouvees[o["id"]] = {"quand": jour(o), "valeur": valeur(o), "tri": str(o.get("effectiveDateTime", ""))}
                else:
                    ecartees += 1
        liens = lot.get("link", [])
        adresse = next((str(lien.get("url")) for lien in liens if isinstance(lien, dict) and lien.get("relation") == "next"), None) if isinstance(liens, list) else None
    if ecartees:
        notes.append(f"{ecartees} mesure(s) mise(s) de côté : annulée(s), ou que ce carnet ne sait pas lire.")
    return sorted(trouvees.values(), key=lambda une: une["tri"], reverse=True), notes


async def synchroniser(liaison: Liaison) -> None:
    """Lit maintenant, puis de temps en temps ou quand on le demande, tant que la liaison dure."""
    while "tout" not in liaison.arret:
        liaison.reveil.clear()
        try:
            liaison.mesures, liaison.notes = await lire_tout(liaison)
            liaison.lu, liaison.souci = time.time(), None
        except Dit as dit:
            liaison.souci = dit
            if dit.encore:
                liaison.mesures = []
        except Exception:
            log.exception("synchronisation")
            liaison.souci = Dit(INDISPONIBLE, 502)
        liaison.passe.set()
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(SYNC_EVERY * random.uniform(0.9, 1.1)):
                await liaison.reveil.wait()


async def relire(liaison: Liaison, secondes: float) -> None:
    """Demande une lecture au synchroniseur, et lui laisse un moment."""
    if liaison.tache is None or liaison.tache.done():
        return
    liaison.passe.clear()
    liaison.reveil.set()
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(secondes):
            await liaison.passe.wait()


async def ecrire(liaison: Liaison, kilos: float, identifiant: str) -> None:
    observation = {
        "resourceType": "Observation",
        "meta": {"profile": [PROFILE]},
        "identifier": [{"system": "urn:ietf:rfc:3986", "value": f"urn:uuid:{identifiant}"}],
        "status": "final",
        "category": [{"coding": [{"system": "http://terminology.hl7.org/CodeSystem/observation-category", "code": "vital-signs"}]}],
        "code": {"coding": [{"system": LOINC, "code": WEIGHT}]},
        "subject": {"identifier": {"system": liaison.autorite, "value": liaison.idpe}},
        "effectiveDateTime": datetime.now(PARIS).isoformat(timespec="seconds"),
        "valueQuantity": {"value": kilos, "unit": "kg", "system": UCUM, "code": "kg"},
    }
    entree = {"fullUrl": f"urn:uuid:{identifiant}", "resource": observation, "request": {"method": "POST", "url": "Observation"}}
    corps = json.dumps({"resourceType": "Bundle", "type": "transaction", "entry": [entree]}).encode()
    reponse = await api(liaison, "POST", FHIR_BASE, data=corps)
    if reponse.statut not in (200, 201):
        raise refus(liaison, "POST", reponse)
    if reponse.corps:
        try:
            if reponse.objet().get("resourceType") == "OperationOutcome" and mots(reponse.objet().get("issue")):
                raise refus(liaison, "POST", reponse)
        except Panne as panne:
            raise Dit("Mon espace santé n'a pas confirmé la réception. Regardez vos mesures avant d'envoyer celle-ci de nouveau.", 502) from panne


def arreter(liaison: Liaison | None) -> None:
    if liaison is not None:
        liaison.arret.setdefault("tout", Dit(FINI, 401, encore=True))
        liaison.reveil.set()
        if liaison.tache is not None:
            liaison.tache.cancel()


async def revoquer(jeton: str) -> bool:
    try:
        lieu = await espace()
        formulaire = {"token": jeton, "token_type_hint": "refresh_token", "client_id": CLIENT_ID, **preuve(ISSUER)}
        return (await appeler("POST", lieu.faits["revocation_endpoint"], data=formulaire)).statut < 500
    except Panne:
        return False


async def revoquer_plus_tard(jeton: str) -> None:
    for essai in range(6):
        await asyncio.sleep(5 * 2**essai)
        if await revoquer(jeton):
            return
    log.error("ALERTE exploitant : un jeton n'a pas pu être révoqué")


# --- les pages --------------------------------------------------------------------------------------------------------

e = html.escape


def page(titre: str, corps: str, statut: int = 200) -> web.Response:
    texte = (f'<!doctype html><html lang="fr"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>{e(titre)} – Balance</title>'
             f'<link rel="stylesheet" href="/style.css"></head><body><header><a href="/">Balance</a></header><main><h1>{e(titre)}</h1>{corps}</main></body></html>')
    return web.Response(text=texte, status=statut, content_type="text/html", charset="utf-8")


def message(dit: Dit, titre: str = "Cela n'a pas marché") -> web.Response:
    suite = '<p><a href="/compte">Relier de nouveau depuis mon compte</a></p>' if dit.encore else ""
    return page(titre, f'<p role="alert">{e(dit.texte)}</p>{suite}<p><a href="/">Retour à l\'accueil</a></p>', dit.statut)


def session_de(requete: web.Request) -> Session | None:
    session = SESSIONS.get(requete.cookies.get("__Host-balance", ""))
    if session is not None and time.monotonic() - session.vue > 1800:
        finir(requete)
        return None
    if session is not None:
        session.vue = time.monotonic()
    return session


def finir(requete: web.Request) -> Session | None:
    session = SESSIONS.pop(requete.cookies.get("__Host-balance", ""), None)
    if session and session.compte.liaison and "offline_access" not in session.compte.liaison.portee:
        arreter(session.compte.liaison)
    return session


def ouvrir(reponse: web.StreamResponse, session: Session) -> None:
    sid = secrets.token_urlsafe(32)
    SESSIONS[sid] = session
    reponse.set_cookie("__Host-balance", sid, path="/", secure=True, httponly=True, samesite="Lax")


def il_faut(requete: web.Request) -> Session:
    session = session_de(requete)
    if session is None:
        raise Dit("Ouvrez d'abord votre carnet.", 401)
    return session


async def envoye(requete: web.Request) -> tuple[Session, dict]:
    session = il_faut(requete)
    formulaire = await requete.post()
    origine = requete.headers.get("Origin")
    if (origine not in (None, APP_URL) or requete.headers.get("Sec-Fetch-Site") == "cross-site"
            or not secrets.compare_digest(str(formulaire.get("jeton", "")), session.jeton)):
        raise Dit("Cette demande ne vient pas d'une page de ce carnet : rien n'a été fait.", 403)
    return session, formulaire


def cache(session: Session) -> str:
    return f'<input type="hidden" name="jeton" value="{e(session.jeton)}">'


async def accueil(requete: web.Request) -> web.Response:
    if session_de(requete):
        return page("Votre carnet de poids", '<p><a href="/compte">Mon compte</a></p><p><a href="/mesures">Mes mesures</a></p>')
    return page("Un carnet de poids", '<p>Balance note votre poids et, si vous le voulez, l\'échange avec Mon espace santé.</p><form id="creer" method="post" action="/inscription"><label for="pseudo">Votre pseudonyme</label> <input id="pseudo" name="pseudo" required maxlength="40"><button>Ouvrir un carnet</button></form>')


async def inscription(requete: web.Request) -> web.Response:
    if requete.headers.get("Origin", APP_URL) != APP_URL or requete.headers.get("Sec-Fetch-Site") == "cross-site":
        raise Dit("Cette demande ne vient pas d'une page de ce carnet : rien n'a été fait.", 403)
    pseudo = str((await requete.post()).get("pseudo", "")).strip()[:40]
    if not pseudo:
        raise Dit("Donnez un pseudonyme.", 422)
    finir(requete)
    reponse = web.HTTPSeeOther("/compte")
    ouvrir(reponse, Session(Compte(pseudo)))
    return reponse


async def compte(requete: web.Request) -> web.Response:
    session = il_faut(requete)
    liaison = session.compte.liaison
    corps = f"<p>Pseudonyme : {e(session.compte.pseudo)}</p>"
    if liaison is not None and "tout" not in liaison.arret:
        corps += (f'<p>Relié à Mon espace santé de <strong>{e(liaison.nom)}</strong>.</p><form id="delier" method="post" action="/delier">{cache(session)}'
                  '<fieldset><legend>Les mesures que ce carnet a gardées</legend><label><input type="radio" name="garder" value="non" checked> Les effacer</label> <label><input type="radio" name="garder" value="oui"> Les garder ici</label></fieldset><button>Ne plus relier</button></form>')
    else:
        if liaison is not None:
            corps += f'<p role="alert">{e(liaison.arret["tout"].texte)}</p>'
        corps += (f'<p>Votre carnet n\'est pas relié à Mon espace santé.</p><form id="relier" method="post" action="/relier">{cache(session)}<button>Relier à Mon espace santé</button></form>')
    corps += f'<p><a href="/mesures">Mes mesures</a></p><form id="quitter" method="post" action="/deconnexion">{cache(session)}<button>Se déconnecter</button></form>'
    return page("Mon compte", corps)


async def relier(requete: web.Request) -> web.Response:
    session, _ = await envoye(requete)
    try:
        lieu = await espace()
    except Panne as panne:
        log.warning("découverte : %s", panne)
        raise Dit(INDISPONIBLE, 502) from panne
    state, nonce, verificateur = (secrets.token_urlsafe(32) for _ in range(3))
    while len(session.demandes) > 9:
        session.demandes.pop(next(iter(session.demandes)))
    session.demandes[state] = (nonce, verificateur, time.monotonic())
    defi = base64.urlsafe_b64encode(hashlib.sha256(verificateur.encode()).digest()).rstrip(b"=").decode()
    demande = {"response_type": "code", "client_id": CLIENT_ID, "redirect_uri": REDIRECT_URI, "scope": SCOPE, "state": state,
               "nonce": nonce, "code_challenge": defi, "code_challenge_method": "S256"}
    point = lieu.faits["authorization_endpoint"]
    return web.HTTPSeeOther(point + ("&" if "?" in point else "?") + urlencode(demande, quote_via=quote))


def rate(pourquoi: object, texte: str | None = None, statut: int = 400) -> Dit:
    log.warning("liaison refusée : %s", pourquoi)
    return Dit(texte or "La liaison n'a pas abouti, et rien n'a été échangé. Vous pouvez recommencer.", statut, encore=True)


async def retour(requete: web.Request) -> web.Response:
    q = requete.query
    if any(len(q.getall(nom)) > 1 for nom in q):
        raise rate("paramètre donné deux fois")
    session = session_de(requete)
    demande = session.demandes.pop(q.get("state", ""), None) if session else None
    if demande is None or time.monotonic() - demande[2] > 900:
        raise rate("state inconnu")
    nonce, verificateur, _ = demande
    try:
        lieu = await espace()
        if q.get("iss") != ISSUER and ("iss" in q or lieu.faits.get("authorization_response_iss_parameter_supported") is True):
            raise rate("iss d'un autre")
        if "error" in q:
            match q["error"]:
                case "access_denied":
                    raise rate("refus", "Vous n'avez pas donné votre accord : rien n'a été échangé avec Mon espace santé. Vous pouvez changer d'avis quand vous voulez.", 403)
                case "temporarily_unavailable" | "server_error":
                    raise rate(q["error"], "Mon espace santé est indisponible pour le moment. Réessayez dans quelques minutes.", 503)
                case "unauthorized_client":
                    log.error("ALERTE exploitant : Mon espace santé n'admet plus cette application")
                    raise rate("suspendu", "Mon espace santé n'admet pas cette application pour le moment. Votre carnet marche sans lui ; l'éditeur est prévenu.", 503)
            raise rate(q["error"][:40])
        if not q.get("code"):
            raise rate("pas de code")
        dit = await demander_jetons(lieu, grant_type="authorization_code", code=q["code"], redirect_uri=REDIRECT_URI, code_verifier=verificateur)
        d = await lire_id_token(lieu, dit.get("id_token"), dit["access_token"], nonce)
    except Panne as panne:
        log.warning("liaison : %s", panne)
        raise Dit(INDISPONIBLE, 502, encore=True) from panne
    except Refuse as refus_:
        if refus_.code in ("invalid_client", "unauthorized_client"):
            log.error("ALERTE exploitant : Mon espace santé refuse cette application : %s", refus_)
            raise rate(refus_, "Mon espace santé refuse cette application pour le moment. Vous n'y êtes pour rien : l'éditeur est prévenu.", 503) from refus_
        raise rate(refus_) from refus_
    except ValueError as erreur:
        raise rate(erreur) from erreur
    nom, idpe, autorite = d.get("name"), d.get("idpe"), d.get("assign_auth")
    if not isinstance(idpe, str) or not isinstance(autorite, str) or not idpe or not autorite:
        raise rate("aucun patient dans le jeton")
    if "patient" in dit and dit["patient"] != idpe:
        raise rate("un autre patient")
    liaison = Liaison(d["sub"], d.get("sid"), nom if isinstance(nom, str) else "quelqu'un", idpe, autorite, dit["id_token"], time.time())
    prendre(liaison, dit, SCOPE)
    ancienne = session.compte.liaison
    arreter(ancienne)
    if ancienne is None or (ancienne.sub, ancienne.idpe) != (liaison.sub, liaison.idpe):
        session.compte.copie = []
    session.compte.liaison = liaison
    liaison.tache = asyncio.create_task(synchroniser(liaison))
    # un nouvel identifiant de session, maintenant que le carnet montre davantage
    SESSIONS.pop(requete.cookies.get("__Host-balance", ""), None)
    neuve = Session(session.compte)
    reponse = web.HTTPSeeOther("/compte")
    ouvrir(reponse, neuve)
    return reponse


def formulaire(session: Session, saisi: str = "") -> str:
    identifiant = str(uuid.uuid4())
    if len(session.formulaires) > 200:
        session.formulaires.clear()
    session.formulaires[identifiant] = "ouvert"
    return (f'<form id="ajouter" method="post" action="/mesures">{cache(session)}<input type="hidden" name="formulaire" value="{identifiant}">'
            f'<label for="poids">Poids en kilogrammes</label> <input id="poids" name="poids" inputmode="decimal" value="{e(saisi)}"><button>Ajouter</button></form>')


async def mesures(requete: web.Request) -> web.Response:
    session = il_faut(requete)
    liaison = session.compte.liaison
    corps, statut = "", 200
    if liaison is None:
        corps = '<p>Votre carnet n\'est pas relié à Mon espace santé.</p><p><a href="/compte">Le relier</a></p>'
        lignes = session.compte.copie
    else:
        if not liaison.passe.is_set() and liaison.tache and not liaison.tache.done():
            with contextlib.suppress(TimeoutError):  # la première lecture est en cours
                async with asyncio.timeout(12):
                    await liaison.passe.wait()
        souci = liaison.arret.get("tout") or liaison.souci
        lignes = liaison.mesures
        if souci:
            statut = souci.statut
            corps += f'<p role="alert">{e(souci.texte)}</p>' + ('<p><a href="/compte">Relier de nouveau</a></p>' if souci.encore else "")
        corps += "".join(f'<p role="note">{e(note)}</p>' for note in liaison.notes)
        if liaison.lu:
            corps += f"<p>Lu à {datetime.fromtimestamp(liaison.lu, PARIS):%H:%M:%S}.</p>"
    corps += '<table><caption>Poids</caption><tr><th scope="col">Jour</th><th scope="col">Valeur</th></tr>'
    corps += "".join(f"<tr><td>{e(une['quand'])}</td><td>{e(une['valeur'])}</td></tr>" for une in lignes) or '<tr><td colspan="2">Aucune mesure à montrer</td></tr>'
    corps += "</table>"
    if liaison is not None:
        corps += f'<form id="relire" method="post" action="/relire">{cache(session)}<button>Lire de nouveau</button></form>' + formulaire(session)
    return page("Mes mesures", corps + '<p><a href="/compte">Mon compte</a></p>', statut)


async def demander_lecture(requete: web.Request) -> web.Response:
    session, _ = await envoye(requete)
    if session.compte.liaison:
        await relire(session.compte.liaison, 12)
    return web.HTTPSeeOther("/mesures")


async def ajouter(requete: web.Request) -> web.Response:
    session, donne = await envoye(requete)
    liaison = session.compte.liaison
    if liaison is None:
        raise Dit("Votre carnet n'est pas relié à Mon espace santé.", 409, encore=True)
    saisi = str(donne.get("poids", "")).strip()[:20]

    def de_nouveau(dit: Dit) -> web.Response:
        suite = '<p><a href="/compte">Relier de nouveau</a></p>' if dit.encore else ""
        return page("Cette mesure n'est pas partie", f'<p role="alert">{e(dit.texte)}</p>{suite}{formulaire(session, saisi)}<p><a href="/mesures">Mes mesures</a></p>', dit.statut)

    try:
        kilos = float(saisi.replace(",", "."))
    except ValueError:
        kilos = 0.0
    if not 0.2 < kilos < 700:
        return de_nouveau(Dit("Donnez un poids en kilogrammes, par exemple 72,5.", 422))
    identifiant = str(donne.get("formulaire", ""))
    match session.formulaires.get(identifiant):
        case "parti":
            return web.HTTPSeeOther("/mesures")
        case None:
            return de_nouveau(Dit("Ce formulaire a expiré : vérifiez la valeur et envoyez-la de nouveau.", 409))
    session.formulaires[identifiant] = "parti"
    try:
        await ecrire(liaison, kilos, identifiant)
    except Dit as dit:
        return de_nouveau(dit if dit.statut != 502 else Dit("Mon espace santé n'a pas confirmé la réception. Regardez vos mesures avant d'envoyer celle-ci de nouveau.", 502))
    await relire(liaison, 5)
    return web.HTTPSeeOther("/mesures")


async def delier(requete: web.Request) -> web.Response:
    session, donne = await envoye(requete)
    liaison = session.compte.liaison
    session.compte.liaison = None
    if liaison is not None:
        session.compte.copie = liaison.mesures if donne.get("garder") == "oui" else []
        jeton = liaison.rafraichissement
        arreter(liaison)
        liaison.oublier(Dit(FINI, 401))
        if jeton and not await revoquer(jeton):
            tache = asyncio.create_task(revoquer_plus_tard(jeton))
            APP["taches"].add(tache)
            tache.add_done_callback(APP["taches"].discard)
    return page("Liaison terminée", '<p>Votre carnet n\'est plus relié à Mon espace santé.</p><p><a href="/compte">Mon compte</a></p>')


async def deconnexion(requete: web.Request) -> web.Response:
    session, _ = await envoye(requete)
    finir(requete)
    liaison = session.compte.liaison
    corps = "<p>Votre carnet est fermé.</p>"
    reponse = None
    if liaison is not None and liaison.id_token:
        with contextlib.suppress(Panne):
            lieu = await espace()
            state = secrets.token_urlsafe(32)
            champs = {"id_token_hint": liaison.id_token, "post_logout_redirect_uri": APP_URL + "/au-revoir", "state": state, "client_id": CLIENT_ID}
            caches = "".join(f'<input type="hidden" name="{nom}" value="{e(valeur_)}">' for nom, valeur_ in champs.items())
            corps += f'<p>Fermez aussi votre session de Mon espace santé :</p><form id="fermer" method="post" action="{e(lieu.faits["end_session_endpoint"])}">{caches}<button>Continuer</button></form>'
            reponse = page("Déconnexion", corps)
            reponse.set_cookie("__Host-sortie", state, path="/", secure=True, httponly=True, samesite="Lax", max_age=600)
    reponse = reponse or page("Déconnexion", corps)
    reponse.del_cookie("__Host-balance", path="/", secure=True, httponly=True, samesite="Lax")
    return reponse


async def au_revoir(requete: web.Request) -> web.Response:
    attendu = requete.cookies.get("__Host-sortie", "")
    if attendu and secrets.compare_digest(attendu, requete.query.get("state", "")):
        reponse = page("À bientôt", "<p>Vous êtes déconnecté, ici et de Mon espace santé.</p>")
    else:
        reponse = page("Retour inattendu", "<p>Ce carnet n'a pas demandé ce retour : rien n'a été fait.</p>")
    reponse.del_cookie("__Host-sortie", path="/", secure=True, httponly=True, samesite="Lax")
    return reponse


async def style(_requete: web.Request) -> web.Response:
    return web.Response(text="body{font:1rem/1.5 sans-serif;color:#111;background:#fff;max-width:40rem;margin:auto;padding:1rem}a{color:#0b3d91}:focus{outline:3px solid #0b3d91}", content_type="text/css")


async def sante(_requete: web.Request) -> web.Response:
    return web.Response(text="ok")


async def contact(_requete: web.Request) -> web.Response:
    return web.Response(text="Contact: mailto:securite@exemple-sante.example\nExpires: 2027-12-31T00:00:00Z\n", content_type="text/plain")


ORIGINE = "https://" + urlsplit(ISSUER).netloc
ENTETES = {
    "Content-Security-Policy": f"default-src 'none'; style-src 'self'; base-uri 'none'; frame-ancestors 'none'; form-action 'self' {ORIGINE}",
    "X-Frame-Options": "DENY",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "geolocation=(), camera=(), microphone=()",
    "Strict-Transport-Security": "max-age=31536000; includeSubDomains",
    "Cache-Control": "no-store",
    "Server": "balance",
}


@web.middleware
async def garde(requete: web.Request, handler):
    try:
        reponse = await handler(requete)
    except Dit as dit:
        reponse = message(dit)
    except web.HTTPException as erreur:
        reponse = erreur if erreur.status < 400 else message(Dit("Cette page n'existe pas, ou ne s'ouvre pas ainsi.", erreur.status), "Page introuvable")
    except Exception:
        log.exception("imprévu")
        reponse = message(Dit("Le carnet a rencontré une erreur. Réessayez plus tard.", 500))
    reponse.headers.update(ENTETES)
    return reponse


async def vivre(app: web.Application):
    global APP
    APP = {"taches": set()}
    tls = ssl.create_default_context()
    tls.hostname_checks_common_name = False  # un nom se lit dans subjectAltName
    connecteur = aiohttp.TCPConnector(ssl=tls)
    async with aiohttp.ClientSession(connector=connecteur, timeout=aiohttp.ClientTimeout(total=10), cookie_jar=aiohttp.DummyCookieJar(), trust_env=False,
                                     headers={"User-Agent": "balance/1"}) as http:
        APP["http"] = http
        yield
        for session in SESSIONS.values():
            arreter(session.compte.liaison)
        for tache in APP["taches"]:
            tache.cancel()


def main() -> None:
    logging.basicConfig(level=logging.WARNING, stream=sys.stderr)
    app = web.Application(middlewares=[garde], client_max_size=64 * 1024)
    app.cleanup_ctx.append(vivre)
    app.add_routes([
        web.get("/", accueil), web.post("/inscription", inscription), web.get("/compte", compte), web.post("/relier", relier), web.get("/retour", retour),
        web.get("/mesures", mesures), web.post("/mesures", ajouter), web.post("/relire", demander_lecture), web.post("/delier", delier),
        web.post("/deconnexion", deconnexion), web.get("/au-revoir", au_revoir), web.get("/style.css", style), web.get("/.well-known/security.txt", contact),
        web.get("/sante", sante),
    ])
    web.run_app(app, host="127.0.0.1", port=int(os.environ["PORT"]), print=None, access_log=None)


if __name__ == "__main__":
    main()
