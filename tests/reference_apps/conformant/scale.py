"""The connected scale of every person: a personal health device, created once under its identifier (PHD)."""

from __future__ import annotations

from typing import Any

OID, NUMBER = "1.2.840.10004.1.1.1.0.0.1.0.0.1.2680", "5C-A1-E0-00-00-00-00-01"
DEVICE_ID = "1d6a5a0e-5f0c-4f35-9d0b-3b7a1f0c5ca1"
NOMENCLATURE = "urn:iso:std:iso:11073:10101"
SYSTEM_ID = {"system": "http://hl7.org/fhir/uv/phd/CodeSystem/ContinuaDeviceIdentifiers", "code": "SYSID"}


def entry() -> dict[str, Any]:
    """The entry of a transaction that creates it, unless it is known (API Mesures 1.5.2, ifNoneExist)."""
    resource = {
        "resourceType": "Device",
        "id": DEVICE_ID,
        "meta": {"profile": ["http://hl7.org/fhir/uv/phd/StructureDefinition/PhdDevice"]},
        "identifier": [{"type": {"coding": [SYSTEM_ID]}, "system": f"urn:oid:{OID}", "value": NUMBER}],
        "type": {"coding": [{"system": NOMENCLATURE, "code": "65573"}]},
        "specialization": [{"systemType": {"coding": [{"system": NOMENCLATURE, "code": "528399"}]}, "version": "2.3"}],
    }
    request = {"method": "POST", "url": "Device", "ifNoneExist": f"identifier=urn:oid:{OID}|{NUMBER}"}
    return {"resource": resource, "request": request}
