"""Whatever one person's apps can read, taken by id and URL to another person's app and to every other API."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

import pytest
from builders.messages import Mailbox
from builders.spaces import Bench, Paired

from sandbox.fhir.apis.all import APIS
from sandbox.inferred import inferred

if TYPE_CHECKING:
    from sandbox.fhir.resource_kind import FhirApi

EVERYTHING = inferred().data_scopes
_FILE = re.compile(r'"(?:url|reference)": ?"(?:https://[^"]*/)?Binary/([^"]+)"')
_DIRECTORY = {"Practitioner", "PractitionerRole", "Organization", "Location", "Schedule", "Slot", "Endpoint", "Device"}


def paired(bench: Bench, **options: Any) -> Paired:  # noqa: ANN401 - passed on
    return bench.pair(scopes=EVERYTHING, scope=f"openid {' '.join(EVERYTHING)}", **options)


@pytest.fixture(scope="module")
def people() -> list[Paired]:
    """Two people, each with something of everything; and a second app of the first."""
    bench = Bench()
    both = [paired(bench), paired(bench)]
    for one in both:
        Mailbox(one).opened(attachments=[{"contentType": "text/plain", "title": "t", "data": "Qm9uam91cg=="}])
        Mailbox(one).act("write_document", title="Compte rendu")
        Mailbox(one).act("physician_prescribes")
    return [*both, paired(bench, persona=both[0].persona)]


def files(api: FhirApi, resource: dict[str, Any]) -> list[str]:
    """Return the paths of the files that a resource leads to."""
    return [f"{api.root}/Binary/{file_id}" for file_id in _FILE.findall(json.dumps(resource))]


def owned(one: Paired) -> list[tuple[FhirApi, dict[str, Any]]]:
    """Return everything of the person that searches find, API by API."""
    found = []
    for api in APIS:
        for kind in api.kinds:
            if not (kind.owned and kind.ordinary and "search-type" in kind.interactions):
                continue
            query = {name: one.patient for group in kind.required for name in group if name.endswith("identifier")}
            query |= {"status": "current"} if any("status" in group for group in kind.required) else {}
            answer = one.bench.get(
                f"{api.root}/{kind.type}", query_string={**query, "_count": "100"}, headers=one.headers
            )
            assert answer.status_code == 200, answer.text
            found += [(api, entry["resource"]) for entry in answer.json.get("entry", ())]
    return found


def test_everybody_has_something_of_everything(people: list[Paired]) -> None:
    types = {resource["resourceType"] for _, resource in owned(people[0])}

    assert {"DocumentReference", "Communication", "MedicationRequest", "Patient"} <= types


def test_nothing_of_one_person_is_there_for_another(people: list[Paired]) -> None:
    own, other, _ = people
    for api, resource in owned(own):
        path = f"{api.root}/{resource['resourceType']}/{resource['id']}"
        if resource["resourceType"] not in _DIRECTORY:
            assert own.bench.get(path, headers=own.headers).status_code in {200, 405}, path
            for tried in (path, f"{path}/_history/1"):
                assert own.bench.get(tried, headers=other.headers).status_code in {404, 405}, tried
        for url in files(api, resource):
            assert own.bench.get(url, headers=own.headers).status_code == 200, url
            assert own.bench.get(url, headers=other.headers).status_code == 404, url


def test_a_file_is_there_in_its_own_api_alone(people: list[Paired]) -> None:
    own = people[0]
    found = [(api, path) for api, resource in owned(own) for path in files(api, resource)]

    assert len({api.base for api, _ in found}) == 3
    for api, path in found:
        for elsewhere in APIS:
            if elsewhere is not api:
                moved = f"{elsewhere.root}/Binary/{path.rpartition('/')[2]}"
                assert own.bench.get(moved, headers=own.headers).status_code == 404, moved


def test_no_app_reads_the_names_that_another_app_or_person_has(people: list[Paired]) -> None:
    own, other, second_app = people
    told = {one.claims["idpe"]: json.dumps([resource for _, resource in owned(one)]) for one in people}

    for one in (own, other, second_app):
        for foreign in (own, other, second_app):
            assert (foreign.claims["idpe"] in told[one.claims["idpe"]]) is (foreign is one)
        assert r"\u001a" not in told[one.claims["idpe"]]
        assert other.persona.ins.matricule not in told[one.claims["idpe"]] or one is other
