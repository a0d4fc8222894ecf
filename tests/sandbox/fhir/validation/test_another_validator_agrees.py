"""A second opinion on structure, types and formats: fhirkit-rs, written from the same standard by others."""

from __future__ import annotations

import fhirkit
import pytest
from builders.fhir_resources import SOUND
from builders.planted_faults import FAULTS

from sandbox.fhir.validation.outcome import outcome
from sandbox.fhir.validation.resource import validate


def refused(resource: dict[str, object]) -> list[str]:
    return [f"{one.path}: {one.message}" for one in fhirkit.validate(resource) if one.severity == "error"]


@pytest.mark.parametrize("name", sorted(SOUND))
def test_it_accepts_what_we_call_sound(name: str) -> None:
    assert refused(SOUND[name]()) == []


def test_what_it_refuses_we_refuse() -> None:
    for fault in FAULTS:
        broken = fault.broken()
        if refused(broken):
            assert outcome(validate(broken)) == "invalid", fault.id
