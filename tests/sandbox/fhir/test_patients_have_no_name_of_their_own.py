from __future__ import annotations

import json

import pytest

from sandbox.fhir.json_text import write_json
from sandbox.fhir.naming import PATIENT_IDENTIFIER, PATIENT_REFERENCE, Naming

NAMING = Naming("urn:oid:2.999.1", "idpe-1")


@pytest.mark.parametrize("text", [r"\u001aidpe", r"\\u001aidpe", r"\\\u001aassign_auth", r"C:\u001a", "\\"])
def test_what_only_looks_like_a_mark_stays_as_it_was_written(text: str) -> None:
    resource = {"text": text, "subject": {"identifier": {"system": "urn:oid:2.999.1", "value": "idpe-1"}}}

    kept = NAMING.kept(resource)

    assert kept["subject"] == {"identifier": PATIENT_IDENTIFIER}
    assert json.loads(NAMING.told(write_json(kept))) == resource


def test_a_mark_behind_backslashes_is_a_mark() -> None:
    kept = {"text": "\\\\", "reference": PATIENT_REFERENCE, "odd": "\\" + PATIENT_REFERENCE}

    assert json.loads(NAMING.told(write_json({**kept, "x": r"\u001aidpe"}))) == {
        "text": "\\\\",
        "reference": "Patient/idpe-1",
        "odd": "\\Patient/idpe-1",
        "x": r"\u001aidpe",
    }
