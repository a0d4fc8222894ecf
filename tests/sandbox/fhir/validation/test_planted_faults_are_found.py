from __future__ import annotations

import re

import pytest
from builders.fhir_resources import SOUND
from builders.planted_faults import FAULTS, PlantedFault

from sandbox.fhir.validation.outcome import outcome
from sandbox.fhir.validation.resource import validate


@pytest.mark.parametrize("name", sorted(SOUND))
def test_a_sound_resource_is_valid(name: str) -> None:
    assert validate(SOUND[name]()) == ()


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.id)
def test_a_planted_fault_is_found_where_it_is(fault: PlantedFault) -> None:
    issues = validate(fault.broken())

    errors = [issue for issue in issues if issue.severity == "error"]
    assert outcome(issues) == "invalid"
    assert any(re.sub(r"\[[0-9]+\]", "", issue.expression).startswith(fault.told) for issue in errors), errors


def test_every_issue_names_its_place_in_words() -> None:
    for fault in FAULTS:
        for issue in validate(fault.broken()):
            assert issue.diagnostics.startswith((issue.expression, "Not checked")), issue


def test_an_entry_is_told_by_its_number() -> None:
    (fault,) = [one for one in FAULTS if one.path == "entry.1.resource.status"]

    assert [issue.expression for issue in validate(fault.broken())] == ["Bundle.entry[1].resource.status"]
