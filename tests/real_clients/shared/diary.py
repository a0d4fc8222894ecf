"""What the diaries in Python share, so that what fails in them is the client's: a careful reading, plain pages.

Measures are read as the conformant reference app reads them (`tests/reference_apps/conformant`, on PYTHONPATH), but by
a call of the client under test, with the access token that it obtained.
"""

from __future__ import annotations

import base64
import html
import json
import os
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from measures import Measures
from observations import day_of, value_of
from relying_party import Answer, Refused, RelyingParty
from werkzeug.serving import WSGIRequestHandler, run_simple

Get = Callable[[str, dict[str, str]], Answer]  # an address and the headers to send; the client adds its access token

HEADERS = {
    "Cache-Control": "no-store",
    "Strict-Transport-Security": "max-age=31536000; includeSubDomains",
    "Content-Security-Policy": "default-src 'none'; base-uri 'none'; frame-ancestors 'none'",
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
}
MOST_SHOWN = 200  # measures on a page
NOBODY = "Personne n'est connecté."
NOT_VERIFIED = "La connexion à Mon espace santé n'a pas pu être vérifiée. Recommencez plus tard."
HOME = "<a href='/login'>Se connecter à Mon espace santé</a>"


@dataclass
class Person:
    """Who is signed in: the name that the client told, the identifiers of the pairing, and what was stopped since."""

    name: str
    idpe: str
    assign_auth: str
    id_token: str
    tokens: dict[str, Any] = field(default_factory=dict)  # as the client keeps them
    stopped: str | None = None
    stopped_ways: dict[str, str] = field(default_factory=dict)


class Reader(Measures):
    """The reading of the conformant reference app, over the calls of a client."""

    def __init__(self, get: Get) -> None:
        """Read by `get`."""
        super().__init__(RelyingParty())
        self.get = get

    def authorized(self, pairing: Any, method: str, url: str, body: bytes | None = None) -> Answer:  # noqa: ARG002 - a Person; nothing is written
        """One call; a token that the space no longer knows ends the pairing here too."""
        stopped = pairing.stopped or pairing.stopped_ways.get("read")
        if stopped:
            raise Refused(stopped)
        answer = self.get(
            url, {self.relying_party.id_token_header: pairing.id_token, "Accept": "application/fhir+json"}
        )
        if answer.status == 401:
            pairing.stopped = "Votre connexion à Mon espace santé a pris fin. Reconnectez-vous."
            raise Refused(pairing.stopped)
        return self.on_answer(pairing, answer, "read")


def list_of_measures(person: Person, get: Get) -> str:
    """The person's body weights, and what was set aside, as the body of a page."""
    reading = Reader(get).read(person)  # type: ignore[arg-type]  # has what reading asks of a Pairing
    told = [
        "Une mesure qui n'est pas la vôtre a été écartée." if reading.of_others else "",
        "Des données que l'application ne sait pas lire ont été laissées de côté." if reading.unreadable else "",
        "" if reading.whole else "Il y a plus de mesures que l'application ne peut en lire.",
        f"Les {MOST_SHOWN} dernières mesures :" if len(reading.shown) > MOST_SHOWN else "",
        "" if reading.shown else "Aucune mesure pour le moment.",
    ]
    latest = sorted(reading.shown, key=lambda one: str(one.get("effectiveDateTime")), reverse=True)[:MOST_SHOWN]
    rows = [f"<li>{html.escape(f'{day_of(one)} : {value_of(one)}')}</li>" for one in latest]
    return f"{''.join(f'<p>{words}</p>' for words in told if words)}<ul>{''.join(rows)}</ul>"


def greeting(name: str, hidden: str = "") -> str:
    """Who is signed in, and the way out; `hidden` is what the form has to carry besides."""
    form = f"<form id='logout' method='post' action='/logout'>{hidden}<button>Se déconnecter</button></form>"
    return f"<p>Bonjour {html.escape(name)}</p>{form}"


def document(body: str) -> str:
    """A page as HTML."""
    return (
        "<!doctype html><html lang='fr'><head><meta charset='utf-8'><title>Carnet</title></head>"
        f"<body><main>{body}</main></body></html>"
    )


def payload(id_token: str) -> dict[str, Any]:
    """The claims of an ID token as they stand, for clients that look at none: nothing is verified here."""
    part = id_token.split(".")[1]
    claims: dict[str, Any] = json.loads(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)))
    return claims


def from_another_site(site: str | None) -> bool:
    """Whether a form comes from elsewhere (Fetch Metadata)."""
    return (site or "none") not in {"same-origin", "none"}


class Nameless(WSGIRequestHandler):
    """A server that would tell its version and Python's with every answer."""

    def version_string(self) -> str:
        """What is told instead."""
        return "carnet"


def serve(app: Any) -> None:
    """Serve until ended."""
    run_simple("127.0.0.1", int(os.environ["PORT"]), app, threaded=True, request_handler=Nameless)
