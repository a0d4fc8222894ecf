"""Bundles as an app would write them."""

from __future__ import annotations

import copy
from typing import Any

MES = "https://fhir.monespacesante.fr/ref/mesure/StructureDefinition/"
OLDER = "http://esante.gouv.fr/ci-sis/fhir/StructureDefinition/"
DEVICE_OID, DEVICE_NUMBER = "1.2.840.10004.1.1.1.0.0.1.0.0.1.2680", "FE-ED-AB-AA-DE-AD-77-C5"
DEVICE_ID = "3bc44de3-069d-442d-829b-f3ef68cae371"


def quantity(value: object, unit: str) -> dict[str, Any]:
    """Write a quantity in UCUM."""
    return {"value": value, "unit": unit, "system": "http://unitsofmeasure.org", "code": unit}


def loinc(code: str) -> dict[str, Any]:
    """Write a LOINC code."""
    return {"coding": [{"system": "http://loinc.org", "code": code}]}


def observation(claims: dict[str, str], profile: str, code: str, **members: object) -> dict[str, Any]:
    """Write an Observation of the paired patient; a member given as None is left out."""
    resource = {
        "resourceType": "Observation",
        "meta": {"profile": [MES + profile]},
        "status": "final",
        "category": [
            {
                "coding": [
                    {"system": "http://terminology.hl7.org/CodeSystem/observation-category", "code": "vital-signs"}
                ]
            }
        ],
        "code": loinc(code),
        "subject": {"identifier": {"system": claims["assign_auth"], "value": claims["idpe"]}},
        "effectiveDateTime": "2026-05-04T07:30:00+02:00",
        **members,
    }
    return {name: value for name, value in resource.items() if value is not None}


def weight(claims: dict[str, str], value: object = 72.5, **members: object) -> dict[str, Any]:
    """Write a body weight."""
    given = {"valueQuantity": quantity(value, "kg"), **members}
    return observation(claims, "mes-observation-bodyweight", "29463-7", **given)


def pressure(
    claims: dict[str, str], systolic: object = 120, diastolic: object = 80, **members: object
) -> dict[str, Any]:
    """Write a blood pressure."""
    values = {"8480-6": systolic, "8462-4": diastolic}
    component = [{"code": loinc(code), "valueQuantity": quantity(value, "mm[Hg]")} for code, value in values.items()]
    return observation(claims, "mes-observation-bp", "85354-9", **{"component": component, **members})


def scale(**members: object) -> dict[str, Any]:
    """Write the entry of a connected scale."""
    resource = {
        "resourceType": "Device",
        "id": DEVICE_ID,
        "meta": {"profile": ["http://hl7.org/fhir/uv/phd/StructureDefinition/PhdDevice"]},
        "identifier": [
            {
                "type": {
                    "coding": [
                        {"system": "http://hl7.org/fhir/uv/phd/CodeSystem/ContinuaDeviceIdentifiers", "code": "SYSID"}
                    ]
                },
                "system": f"urn:oid:{DEVICE_OID}",
                "value": DEVICE_NUMBER,
            }
        ],
        "type": {"coding": [{"system": "urn:iso:std:iso:11073:10101", "code": "65573"}]},
        "specialization": [
            {"systemType": {"coding": [{"system": "urn:iso:std:iso:11073:10101", "code": "528399"}]}, "version": "2.3"}
        ],
        **members,
    }
    condition = f"identifier=urn:oid:{DEVICE_OID}|{DEVICE_NUMBER}"
    return {
        "resource": {name: value for name, value in resource.items() if value is not None},
        "request": {"method": "POST", "url": "Device", "ifNoneExist": condition},
    }


def entry(resource: dict[str, Any]) -> dict[str, Any]:
    """Write the entry of an Observation."""
    request = {"method": "POST", "url": "Observation"}
    return {"fullUrl": "urn:uuid:3bc44de3-069d-442d-829b-f3ef68cae372", "resource": resource, "request": request}


def bundle(*entries: dict[str, Any]) -> dict[str, Any]:
    """Write a transaction; a bare Observation becomes an entry."""
    written = [one if "request" in one else entry(one) for one in entries]
    return {"resourceType": "Bundle", "type": "transaction", "entry": written}


def weighed(claims: dict[str, str], **members: object) -> dict[str, Any]:
    """Write a body weight with the scale that took it."""
    return bundle(scale(), weight(claims, device={"reference": f"Device/{DEVICE_ID}"}, **members))


def changed(resource: dict[str, Any], path: str, value: object) -> dict[str, Any]:
    """Return a copy with the member at a dotted path set, or removed when `value` is None."""
    copied = copy.deepcopy(resource)
    *parents, last = [int(step) if step.isdigit() else step for step in path.split(".")]
    node: Any = copied
    for step in parents:
        node = node[step]
    if value is None:
        del node[last]
    else:
        node[last] = value
    return copied
