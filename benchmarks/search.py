"""How long a search takes at a space of many people, behind its wire, and how that grows with page and population.

    PYTHONPATH=tests python benchmarks/search.py [--people 100000] [--each 12] [--requests 200]

Each population is written to a folder first (everybody `--each` measures, one person 2,000), then a space is started on
it and asked over TLS by one kept connection. Populations alternate in one run; read the figures as ratios.
"""

import argparse
import statistics
import tempfile
import time
import uuid
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import requests
from builders.pairing import METADATA, Pairing, session
from builders.spaces import claims_of

from sandbox.client import Sandbox, Space
from sandbox.fhir.apis.measures import MEASURES
from sandbox.fhir.naming import PATIENT_IDENTIFIER
from sandbox.fhir.profiles import BODY_WEIGHT
from sandbox.fhir.resources.observation import OBSERVATION
from sandbox.fhir.store import FhirStore
from sandbox.json_value import JsonObject

_MUCH = 2000
_NAME = "mes"


def weights(count: int) -> Iterator[JsonObject]:
    """Write body weights, one a day back from yesterday."""
    today = datetime.now(UTC).replace(microsecond=0)
    for day in range(1, count + 1):
        yield {
            "resourceType": "Observation",
            "id": str(uuid.uuid4()),
            "meta": {"profile": [BODY_WEIGHT.canonical], "lastUpdated": today.isoformat()},
            "status": "final",
            "category": [
                {
                    "coding": [
                        {"system": "http://terminology.hl7.org/CodeSystem/observation-category", "code": "vital-signs"}
                    ]
                }
            ],
            "code": {"coding": [{"system": "http://loinc.org", "code": "29463-7"}]},
            "subject": {"identifier": PATIENT_IDENTIFIER},
            "effectiveDateTime": (today - timedelta(days=day)).isoformat(),
            "valueQuantity": {"value": 70.5, "unit": "kg", "system": "http://unitsofmeasure.org", "code": "kg"},
        }


def fill(folder: Path, people: int, each: int, own: str) -> int:
    """Write the measures of everybody; return how many there are."""
    state = folder / "spaces" / _NAME
    state.mkdir(parents=True, exist_ok=True)

    class _Kept:  # what the store wants to know of a space
        state_dir = state

    store = FhirStore(_Kept())  # type: ignore[arg-type]
    store.settle(MEASURES.base, own, lambda: ((OBSERVATION, one) for one in weights(_MUCH)), now=0.0)
    for first in range(0, people, 1000):
        with store.transaction() as writing:
            for number in range(first, min(first + 1000, people)):
                for one in weights(each):
                    writing.keep(OBSERVATION, one, f"other-{number}", now=0.0)
    store.close()
    return people * each + _MUCH


def first_person(folder: Path) -> str:
    """Return the id of the first person of the space that lives in the folder."""
    with Sandbox.start(seed=1, authority=folder) as running:
        return running.create_space(mode="strict", space_id=_NAME).create_persona().id


def ask(space: Space, ca_bundle: Path, count: int, times: int) -> list[float]:
    """Read a page again and again over one connection; return milliseconds."""
    client = space.register_client(METADATA)
    pairing = Pairing(space, client, space.personas()[0], ca_bundle)
    tokens = pairing.tokens(pairing.callback()["code"]).json()
    claims = claims_of(tokens["id_token"])
    query = [("code", "29463-7"), ("subject.identifier", f"{claims['assign_auth']}|{claims['idpe']}"),
             ("date", "ge2000-01-01"), ("date", "le2100-01-01"), ("_count", str(count))]  # fmt: skip
    taken = []
    with session(ca_bundle) as http:
        http.headers["Authorization"] = f"Bearer {tokens['access_token']}"
        http.headers[client.id_token_header] = tokens["id_token"]
        for _ in range(times):
            begun = time.perf_counter()
            answer = http.get(f"{space.fhir_base}/fhir/Observation", params=query)
            taken.append(1000 * (time.perf_counter() - begun))
            if answer.status_code != requests.codes.ok or len(answer.json()["entry"]) != count:
                raise SystemExit(answer.text[:500])
    return taken


def main() -> None:
    """Measure."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--people", type=int, default=100_000)
    parser.add_argument("--each", type=int, default=12)
    parser.add_argument("--requests", type=int, default=200)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as place:
        sandboxes = []
        for people in (100, options.people):
            folder = Path(place) / str(people)
            own = first_person(folder)
            begun = time.perf_counter()
            held = fill(folder, people, options.each, own)
            size = sum(file.stat().st_size for file in folder.rglob("*") if file.is_file()) / 1e6
            print(
                f"{people:7} people, {held:8} measures: written in {time.perf_counter() - begun:.0f} s, {size:.0f} MB"
            )
            running = Sandbox.start(seed=1, authority=folder)
            begun = time.perf_counter()
            space = running.create_space(mode="strict", space_id=_NAME)
            print(f"{people:7} people: the space starts in {1000 * (time.perf_counter() - begun):.0f} ms")
            sandboxes.append((people, running, space))
        for count in (1, 50, 100):
            for people, running, space in sandboxes:
                taken = ask(space, running.ca_bundle, count, options.requests)
                print(f"{people:7} people, page of {count:3}: median {statistics.median(taken):.1f} ms, "
                      f"p95 {statistics.quantiles(taken, n=20)[-1]:.1f} ms")  # fmt: skip
        for _people, running, _space in sandboxes:
            running.stop()


if __name__ == "__main__":
    main()
