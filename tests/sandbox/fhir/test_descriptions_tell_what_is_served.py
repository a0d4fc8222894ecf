"""CapabilityStatement and OpenAPI against one another and against the routes: neither promises more than is there."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from sandbox.fhir.apis.all import APIS

if TYPE_CHECKING:
    from builders.spaces import Bench

    from sandbox.fhir.resource_kind import FhirApi

EVERY_API = pytest.mark.parametrize("api", APIS, ids=[api.base for api in APIS])


def _paths(bench: Bench, api: FhirApi) -> dict[str, dict[str, Any]]:
    paths: dict[str, dict[str, Any]] = bench.get(f"{api.root}/openapi.json").json["paths"]
    return paths


def _names(operation: dict[str, Any]) -> dict[str, Any]:
    return {one["name"]: one["schema"] for one in operation["parameters"]}


@EVERY_API
def test_every_path_that_is_told_is_there(bench: Bench, api: FhirApi) -> None:
    for path, operations in _paths(bench, api).items():
        for method in operations:
            told = path.replace("{id}", "x").replace("{version}", "1")
            answer = bench.call(method.upper(), f"{api.root}{told}")
            assert answer.status_code in ({200} if path == "/metadata" else {401}), f"{method} {path}"


@EVERY_API
def test_versions_are_told_as_they_are_read(bench: Bench, api: FhirApi) -> None:
    paths = _paths(bench, api)
    for kind in bench.get(f"{api.root}/metadata").json["rest"][0]["resource"]:
        interactions = {one["code"] for one in kind.get("interaction", ())}
        assert kind["readHistory"] == ("vread" in interactions)
        assert (f"/{kind['type']}/{{id}}/_history/{{version}}" in paths) == ("vread" in interactions)
        assert (f"/{kind['type']}/{{id}}" in paths) >= ("read" in interactions)


@pytest.mark.parametrize(
    ("base", "media_type"),
    [("documents", "text/xml"), ("messages", "image/jpeg"), ("prescriptions", "image/svg+xml")],
)
def test_contents_are_described_by_their_types(bench: Bench, base: str, media_type: str) -> None:
    api = next(one for one in APIS if one.base.endswith(base))

    content = _paths(bench, api)["/Binary/{id}"]["get"]["responses"]["200"]["content"]

    assert {media_type, "application/pdf", "application/fhir+json"} <= content.keys()


def test_searches_and_writes_are_described_as_declared(bench: Bench) -> None:
    agenda = next(one for one in APIS if one.family == "agenda")
    paths = _paths(bench, agenda)

    search = _names(paths["/Appointment"]["get"])
    assert search["_include"]["items"]["enum"] == [
        *next(one for one in agenda.kinds if one.bundled or one.patient).includes
    ]
    assert {"_sort", "_elements", "_summary", "date", "actor", "patient.identifier"} <= search.keys()
    assert "_revinclude" in _names(paths["/Practitioner"]["get"])
    assert "application/x-www-form-urlencoded" in paths["/Appointment/_search"]["post"]["requestBody"]["content"]
    for path in ("/Appointment", "/Appointment/{id}"):
        assert paths[path]["patch"]["requestBody"]["content"].keys() == {
            "application/json-patch+json",
            "application/fhir+json",
        }
        assert {"If-Match", "Prefer"} <= _names(paths[path]["put"]).keys()
    assert "identifier" in _names(paths["/Appointment"]["put"])
    assert {"200", "201"} <= paths["/Appointment"]["put"]["responses"].keys()
