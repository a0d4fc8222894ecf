"""The first page: what the space is, its coordinates ready to copy, and what to do next."""

import json
from typing import Final

from flask.typing import ResponseReturnValue

from sandbox.clock import Clock
from sandbox.console.copying import env_lines
from sandbox.console.pages import console, page
from sandbox.console.row import POST, Row
from sandbox.holder.pages.visit import ROOT
from sandbox.identity.prosanteconnect.provider import PROSANTECONNECT
from sandbox.people.people import People

_DOORS: Final = {"my": ROOT, "pro": "/pro", "phone": f"{PROSANTECONNECT.places.root}/e-cps"}


def home() -> ResponseReturnValue:
    """Show where everything is."""
    shown = console()
    space = shown.space
    places = space.coordinates
    coordinates = {
        "issuer": places.issuer,
        "authorization_endpoint": places.authorization_endpoint,
        "token_endpoint": places.token_endpoint,
        "jwks_uri": places.jwks_uri,
        "fhir_base": places.fhir_base,
        "apis": {name: places.issuer + path for name, path in shown.desk.apis().items()},
        "identity_providers": dict(shown.desk.identity_providers(space)),
        "ca_bundle": str(shown.ca_bundle),
        "ca_p12": str(shown.ca_p12),
    }
    env = {"MES_ISSUER": places.issuer, "MES_FHIR_BASE": places.fhir_base}
    trust = dict.fromkeys(
        ("SSL_CERT_FILE", "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE", "NODE_EXTRA_CA_CERTS"), str(shown.ca_bundle)
    )
    return page(
        "home.html",
        env=env_lines(env),
        trust=env_lines(trust),
        coordinates=json.dumps(coordinates, indent=2, ensure_ascii=False),
        discovery=f"{places.issuer}/.well-known/openid-configuration",
        doors={name: places.issuer + path for name, path in _DOORS.items()},
        identity_providers=shown.desk.identity_providers(space),
        ca_bundle=str(shown.ca_bundle),
        ca_p12=str(shown.ca_p12),
        clients=shown.desk.clients(space),
        armed=[one for one in shown.desk.standing_faults(space) if not one.over],
        ahead=space.part(Clock).ahead,
        residents=len(space.part(People).everyone()),
    )


def new_link() -> ResponseReturnValue:
    """Make a link for another browser."""
    return page("link.html", link=console().door.new_link())


ROWS: Final = (Row("home", "/", home), Row("new_link", "/links", new_link, POST))
