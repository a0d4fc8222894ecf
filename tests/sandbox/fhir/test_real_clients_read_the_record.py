"""FHIR clients that others wrote, unmodified, over real TLS: SMART's fhirclient (Python, Node.js) and fhirpy."""

from __future__ import annotations

import asyncio
import base64
import socket
import ssl
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, urlencode, urlsplit

import pytest
import requests
from builders.node import OF_THE_CLIENTS, run_node
from builders.pairing import METADATA, REDIRECT_URI, SCOPE, Pairing
from builders.spaces import claims_of
from fhirclient import client as smart
from fhirclient.models.binary import Binary
from fhirclient.models.documentreference import DocumentReference
from fhirclient.models.observation import Observation
from fhirclient.models.patient import Patient
from fhirpy import AsyncFHIRClient, SyncFHIRClient
from fhirpy.base.exceptions import OperationOutcome

from sandbox.client import Client, Persona, Sandbox, Space

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = pytest.mark.integration
PROGRAM = Path(__file__).parents[2] / "clients" / "fhirclient_reads.mjs"
SMART_SCOPE = f"{SCOPE} launch/patient"
WEIGHT = "29463-7"


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    with Sandbox.start(seed=11) as running:
        yield running


@pytest.fixture
def space(sandbox: Sandbox) -> Space:
    return sandbox.create_space(mode="suite")  # these clients send no nonce, and only spaces of a run accept that


def registered(space: Space, redirect_uri: str = REDIRECT_URI) -> Client:
    return space.register_client({**METADATA, "scope": f"{SMART_SCOPE} launch", "redirect_uris": [redirect_uri]})


def period() -> list[str]:
    today = datetime.now(UTC).date()
    return [f"ge{today - timedelta(days=400)}", f"le{today + timedelta(days=1)}"]


def redirect(space: Space, client: Client, persona: Persona, ca_bundle: Path, url: str) -> str:
    """Let the person answer the request of a client, and return the redirect to the app."""
    pairing = Pairing(space, client, persona, ca_bundle)
    pairing._request = lambda: dict(parse_qsl(urlsplit(url).query))
    return f"{REDIRECT_URI}?{urlencode(pairing.callback())}"


@pytest.mark.parametrize("launch", [None, "l-1"])
def test_fhirclient_for_python_signs_in_and_reads(sandbox: Sandbox, space: Space, launch: str | None) -> None:
    client, persona = registered(space), space.create_persona()
    if launch is not None:  # the person opens the app from their space
        space.act(None, "launch_app", persona=persona.id, launch=launch)
    app = smart.FHIRClient(
        settings={
            "app_id": client.client_id,
            "app_secret": client.client_secret,
            "api_base": f"{space.fhir_base}/fhir",
            "redirect_uri": REDIRECT_URI,
            "scope": SMART_SCOPE,
            "launch_token": launch,
        }
    )
    app.server.session.verify = str(sandbox.ca_bundle)
    app.server.session.trust_env = False
    app.prepare()

    context = app.server.handle_callback(redirect(space, client, persona, sandbox.ca_bundle, app.authorize_url))
    app.server.session.headers[client.id_token_header] = context["id_token"]
    patient = f"{assigned_by(context)}|{context['patient']}"
    search = Observation.where(
        struct={
            "code": WEIGHT,
            "subject.identifier": patient,
            "date": {"$and": period()},
        }
    )
    found = list(search.perform_resources_iter(app.server))

    values = [one.valueQuantity.value for one in found]
    assert persona.canary["bodyweight"] in {f"{value:.2f}" for value in values}


def test_fhirpy_reads_pages_and_writes(sandbox: Sandbox, space: Space) -> None:
    client, persona = registered(space), space.create_persona()
    pairing = Pairing(space, client, persona, sandbox.ca_bundle)
    tokens = pairing.tokens(pairing.callback()["code"]).json()
    patient = f"{assigned_by(tokens)}|{idpe_of(tokens)}"
    app = SyncFHIRClient(
        f"{space.fhir_base}/fhir",
        authorization=f"Bearer {tokens['access_token']}",
        extra_headers={client.id_token_header: tokens["id_token"]},
        requests_config={"verify": str(sandbox.ca_bundle)},
    )
    search = (
        app.resources("Observation")
        .search(**{"code": WEIGHT, "subject.identifier": patient, "date": period()})
        .limit(1)
    )

    found = search.fetch_all()

    assert len(found) == 3
    assert persona.canary["bodyweight"] in {f"{one['valueQuantity']['value']:.2f}" for one in found}
    with pytest.raises(OperationOutcome):
        app.resources("Observation").search(code=WEIGHT).fetch()


def test_fhirpy_reads_without_waiting(sandbox: Sandbox, space: Space) -> None:
    client, persona = registered(space), space.create_persona()
    pairing = Pairing(space, client, persona, sandbox.ca_bundle)
    tokens = pairing.tokens(pairing.callback()["code"]).json()
    context = ssl.create_default_context(cafile=str(sandbox.ca_bundle))

    async def read() -> list[Any]:
        app = AsyncFHIRClient(
            f"{space.fhir_base}/fhir",
            authorization=f"Bearer {tokens['access_token']}",
            extra_headers={client.id_token_header: tokens["id_token"]},
            aiohttp_config={"ssl": context},
        )
        patient = f"{assigned_by(tokens)}|{idpe_of(tokens)}"
        query = {"code": WEIGHT, "subject.identifier": patient, "_sort": "-date", "_count": 1}
        return await app.resources("Observation").search(**query).fetch()

    assert [f"{one['valueQuantity']['value']:.2f}" for one in asyncio.run(read())] == [persona.canary["bodyweight"]]


def test_fhirclient_for_python_knows_its_patient_and_their_documents(sandbox: Sandbox, space: Space) -> None:
    scope = "openid launch/patient documents.read"
    client = space.register_client({**METADATA, "scope": scope})
    persona = space.create_persona()
    app = smart.FHIRClient(
        settings={
            "app_id": client.client_id,
            "app_secret": client.client_secret,
            "api_base": f"{space.apis['documents']}/fhir",
            "redirect_uri": REDIRECT_URI,
            "scope": scope,
        }
    )
    app.server.session.verify = str(sandbox.ca_bundle)
    app.server.session.trust_env = False
    app.prepare()

    context = app.server.handle_callback(redirect(space, client, persona, sandbox.ca_bundle, app.authorize_url))
    app.server.session.headers[client.id_token_header] = context["id_token"]
    patient = Patient.read(context["patient"], app.server)
    search = DocumentReference.where(
        struct={"patient.identifier": f"{assigned_by(context)}|{context['patient']}", "status": "current"}
    )
    documents = list(search.perform_resources_iter(app.server))

    assert patient.birthDate.isostring == persona.details["birthdate"]
    assert {one.status for one in documents} == {"current"}
    for attachment in (one.content[0].attachment for one in documents):
        file = Binary.read_from(attachment.url, app.server)
        assert len(base64.b64decode(file.data)) == attachment.size


def test_fhirpy_books_an_appointment(sandbox: Sandbox, space: Space) -> None:
    scope = "openid agenda.read agenda.write"
    client = space.register_client({**METADATA, "scope": scope})
    pairing = Pairing(space, client, space.create_persona(), sandbox.ca_bundle)
    asked = pairing._request()
    pairing._request = lambda: {**asked, "scope": scope}
    tokens = pairing.tokens(pairing.callback()["code"]).json()
    app = SyncFHIRClient(
        f"{space.apis['agenda']}/fhir",
        authorization=f"Bearer {tokens['access_token']}",
        extra_headers={client.id_token_header: tokens["id_token"]},
        requests_config={"verify": str(sandbox.ca_bundle)},
    )
    physician = app.resources("PractitionerRole").limit(1).fetch()[0]["practitioner"]["reference"]
    in_two_days = (datetime.now(UTC) + timedelta(days=2)).date().isoformat()
    slots = app.resources("Slot").search(
        **{"schedule.actor:Practitioner": physician.rpartition("/")[2], "status": "free", "start": f"ge{in_two_days}"}
    )
    slot = slots.limit(1).fetch()[0]
    person = {"identifier": {"system": assigned_by(tokens), "value": idpe_of(tokens)}}
    booked = app.resource(
        "Appointment",
        meta={"profile": ["https://interop.esante.gouv.fr/ig/fhir/gap/StructureDefinition/gap-fr-appointment"]},
        status="booked",
        start=slot["start"],
        end=slot["end"],
        slot=[{"reference": f"Slot/{slot['id']}"}],
        participant=[
            {"actor": person, "status": "accepted"},
            {"actor": {"reference": physician}, "status": "accepted"},
        ],
    )

    booked.save()

    assert app.resources("Slot").search(_id=slot["id"]).get()["status"] == "busy"
    booked["status"] = "cancelled"
    booked.save()
    assert app.resources("Slot").search(_id=slot["id"]).get()["status"] == "free"


@pytest.mark.node
def test_fhirclient_for_node_signs_in_reads_and_follows_pages(
    sandbox: Sandbox, space: Space, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NODE_EXTRA_CA_CERTS", str(sandbox.ca_bundle))
    port = free_port()
    redirect_uri = f"http://127.0.0.1:{port}/callback"
    client, persona = registered(space, redirect_uri), space.create_persona()
    start, end = period()
    task: dict[str, Any] = {
        "fhir_base": f"{space.fhir_base}/fhir",
        "client_id": client.client_id,
        "client_secret": client.client_secret,
        "id_token_header": client.id_token_header,
        "redirect_uri": redirect_uri,
        "port": port,
        "scope": SMART_SCOPE,
        "email": persona.email,
        "password": persona.password,
        "reads": {"last": f"Observation?code={WEIGHT}&subject.identifier={{patient}}&_sort=-date&_count=1"},
        "pages": f"Observation?code={WEIGHT}&subject.identifier={{patient}}&date={start}&date={end}&_count=1",
    }

    seen = run_node(PROGRAM, tmp_path, task, OF_THE_CLIENTS)

    assert "error" not in seen, seen
    latest = seen["answers"]["last"]["entry"][0]["resource"]["valueQuantity"]["value"]
    assert f"{latest:.2f}" == persona.canary["bodyweight"]
    assert len(seen["pages"]) == 3


def test_smart_clients_find_everything_they_look_for(sandbox: Sandbox, space: Space) -> None:
    def get(path: str) -> Any:  # noqa: ANN401 - JSON
        return requests.get(f"{space.fhir_base}/fhir/{path}", verify=str(sandbox.ca_bundle), timeout=10).json()

    configuration, statement = get(".well-known/smart-configuration"), get("metadata")

    assert configuration["authorization_endpoint"] == space.authorization_endpoint
    assert configuration["token_endpoint"] == space.token_endpoint
    assert "S256" in configuration["code_challenge_methods_supported"]
    assert "launch/patient" in configuration["scopes_supported"]
    told = statement["rest"][0]["security"]["extension"][0]["extension"]
    assert {one["url"]: one["valueUri"] for one in told}["token"] == space.token_endpoint


def assigned_by(tokens: dict[str, Any]) -> str:
    return claims_of(tokens["id_token"])["assign_auth"]


def idpe_of(tokens: dict[str, Any]) -> str:
    return claims_of(tokens["id_token"])["idpe"]


def free_port() -> int:
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        return int(listening.getsockname()[1])
