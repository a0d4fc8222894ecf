"""Documents as apps send them, and apps that may read and write them."""

from __future__ import annotations

import base64
import copy
import hashlib
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from uuid import uuid4

if TYPE_CHECKING:
    from builders.spaces import Bench, Paired
    from werkzeug.test import TestResponse


BASE = "/api/documents"
FHIR = f"{BASE}/fhir"
BOTH = ("documents.read", "documents.write")
PDSM = "https://interop.esante.gouv.fr/ig/fhir/pdsm/StructureDefinition"
SIMPLIFIED, COMPREHENSIVE = f"{PDSM}/pdsm-simplified-publish", f"{PDSM}/pdsm-comprehensive-document-reference"
IS_ARCHIVED = f"{PDSM}/pdsm-ext-is-archived"
LOINC, URIS = "http://loinc.org", "urn:ietf:rfc:3986"
MOS = "https://mos.esante.gouv.fr/NOS"
TRE_A03 = f"{MOS}/TRE_A03-ClasseDocument/FHIR/TRE-A03-ClasseDocument"
TRE_A07 = f"{MOS}/TRE_A07-StatutVisibiliteDocument/FHIR/TRE-A07-StatutVisibiliteDocument"
TRE_A00 = f"{MOS}/TRE_A00-ProducteurDocNonPS/FHIR/TRE-A00-ProducteurDocNonPS"
CONFIDENTIALITY = "http://terminology.hl7.org/CodeSystem/v3-Confidentiality"
TINY_PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\nstartxref\n9\n%%EOF\n"
JSON_PATCH = "application/json-patch+json"
Resource = dict[str, Any]


@dataclass(frozen=True)
class Documents:
    """What an app does with the documents of a person."""

    paired: Paired

    @property
    def bench(self) -> Bench:
        """The space."""
        return self.paired.bench

    @property
    def idpe(self) -> str:
        """How the app calls the patient."""
        return str(self.paired.claims["idpe"])

    @property
    def subject(self) -> Resource:
        """The patient as a resource names them."""
        return {"identifier": {"system": self.paired.claims["assign_auth"], "value": self.idpe}}

    def get(self, path: str, **headers: str) -> TestResponse:
        """Read below the base."""
        return self.bench.get(f"{FHIR}/{path}", headers={**self.paired.headers, **headers})

    def search(self, kind: str = "DocumentReference", **parameters: str) -> TestResponse:
        """Search; the patient and the status are filled in."""
        named = {"patient.identifier": self.paired.patient}
        named |= {"status": "current,superseded"} if kind == "DocumentReference" else {}
        query = {name.replace("__", "."): value for name, value in {**named, **parameters}.items()}
        return self.bench.get(f"{FHIR}/{kind}", query_string=query, headers=self.paired.headers)

    def found(self, kind: str = "DocumentReference", **parameters: str) -> list[Resource]:
        """Return what a search finds on its first page of a hundred."""
        answer = self.search(kind, **{"_count": "100", **parameters})
        assert answer.status_code == 200, answer.text
        return [entry["resource"] for entry in answer.json.get("entry", [])]

    def publish(self, document: object, **headers: str) -> TestResponse:
        """Publish alone (ITI-105)."""
        return self._post(f"{FHIR}/DocumentReference", document, headers)

    def provide(self, bundle: object, **headers: str) -> TestResponse:
        """Provide a Bundle (ITI-65)."""
        return self._post(BASE, bundle, headers)

    def patch(self, identifier: str, *operations: Resource, **headers: str) -> TestResponse:
        """Patch the document of an identifier."""
        return self.bench.call(
            "PATCH",
            f"{FHIR}/DocumentReference",
            query_string={"identifier": identifier},
            data=json.dumps(operations).encode(),
            headers={**self.paired.headers, "Content-Type": JSON_PATCH, **headers},
        )

    def simplified(self, data: bytes = TINY_PDF, **changes: object) -> Resource:
        """Return a document for simplified publication."""
        document: Resource = {
            "resourceType": "DocumentReference",
            "meta": {"profile": [SIMPLIFIED]},
            "masterIdentifier": {"system": URIS, "value": f"urn:uuid:{uuid4()}"},
            "status": "current",
            "type": {"coding": [{"system": LOINC, "code": "11488-4"}]},
            "subject": self.subject,
            "date": "2026-03-01T10:00:00+01:00",
            "author": [{"identifier": {"system": "https://rpps.esante.gouv.fr", "value": "89900000001"}}],
            "custodian": {"display": "Carnet de tension"},
            "content": [
                {
                    "attachment": {
                        "contentType": "application/pdf",
                        "data": base64.b64encode(data).decode(),
                        "title": "Compte rendu",
                    }
                }
            ],
        }
        return {**document, **changes}

    def bundle(self, data: bytes = TINY_PDF, **changes: object) -> Resource:
        """Return a submission of one document; `changes` are those of its DocumentReference."""
        submission, document, binary = (f"urn:uuid:{uuid4()}" for _ in range(3))
        reference = self.comprehensive(data, binary, **changes)
        return {
            "resourceType": "Bundle",
            "meta": {"profile": [f"{PDSM}/pdsm-comprehensive-provide-document-bundle"]},
            "type": "transaction",
            "entry": [
                entry(submission, self.submission_set(document)),
                entry(document, reference),
                entry(binary, {"resourceType": "Binary", "contentType": "application/pdf", "data": b64(data)}),
            ],
        }

    def comprehensive(self, data: bytes, url: str, **changes: object) -> Resource:
        """Return a document with all its metadata."""
        document = self.simplified()
        attachment = {
            "contentType": "application/pdf",
            "language": "fr-FR",
            "url": url,
            "size": len(data),
            "hash": base64.b64encode(hashlib.sha1(data, usedforsecurity=False).digest()).decode(),
            "title": "Compte rendu",
            "creation": "2026-03-01T09:00:00+01:00",
        }
        document |= {
            "meta": {"profile": [COMPREHENSIVE]},
            "contained": [
                {"resourceType": "Organization", "id": "who", "name": "Carnet de tension"},
            ],
            "category": [{"coding": [{"system": TRE_A03, "code": "10"}]}],
            "author": [{"reference": "#who"}],
            "custodian": {"reference": "#who"},
            "securityLabel": [label("N")],
            "content": [
                {
                    "attachment": attachment,
                    "format": {
                        "system": f"{MOS}/TRE_A11-IheFormatCode/FHIR/TRE-A11-IheFormatCode",
                        "code": "urn:ihe:iti:xds-sd:pdf:2008",
                    },
                }
            ],
            "context": {
                "period": {"start": "2026-03-01T09:00:00+01:00"},
                "facilityType": {"coding": [{"system": TRE_A00, "code": "SNR"}]},
                "practiceSetting": {"coding": [{"system": TRE_A00, "code": "SNR"}]},
                "sourcePatientInfo": self.subject,
            },
        }
        return {**document, **changes}

    def submission_set(self, *documents: str) -> Resource:
        """Return the List of a submission."""
        return {
            "resourceType": "List",
            "meta": {"profile": [f"{PDSM}/pdsm-submissionset-comprehensive"]},
            "contained": [{"resourceType": "Device", "id": "who"}],
            "extension": [
                {
                    "url": "https://profiles.ihe.net/ITI/MHD/StructureDefinition/ihe-designationType",
                    "valueCodeableConcept": {"coding": [{"system": TRE_A00, "code": "SNR"}]},
                },
                {
                    "url": "https://profiles.ihe.net/ITI/MHD/StructureDefinition/ihe-sourceId",
                    "valueIdentifier": {"system": URIS, "value": "urn:oid:2.999.1"},
                },
            ],
            "identifier": [{"use": "usual", "system": URIS, "value": f"urn:uuid:{uuid4()}"}],
            "status": "current",
            "mode": "working",
            "code": {
                "coding": [
                    {"system": "https://profiles.ihe.net/ITI/MHD/CodeSystem/MHDlistTypes", "code": "submissionset"}
                ]
            },
            "subject": self.subject,
            "date": "2026-03-01T10:00:00+01:00",
            "source": {"reference": "#who"},
            "entry": [{"item": {"reference": one}} for one in documents],
        }

    def content(self, document: Resource) -> TestResponse:
        """Retrieve the content of a document by its URL (ITI-68)."""
        return self.bench.get(document["content"][0]["attachment"]["url"], headers=self.paired.headers)

    def _post(self, path: str, body: object, headers: dict[str, str]) -> TestResponse:
        data = body if isinstance(body, bytes) else json.dumps(body).encode()
        given = {**self.paired.headers, "Content-Type": "application/fhir+json", **headers}
        return self.bench.post(path, data=data, headers=given)


def pair(bench: Bench, *, scopes: tuple[str, ...] = BOTH, **options: object) -> Documents:
    """Pair somebody with an app that asks for documents; `scopes` are those that the person grants."""
    scope = " ".join(("openid", "identity", *BOTH))
    return Documents(bench.pair(scopes=scopes, scope=scope, **options))


def replacing(document: Resource) -> list[Resource]:
    """Return the relatesTo of a document that replaces another."""
    return [{"code": "replaces", "target": {"reference": f"DocumentReference/{document['id']}"}}]


def identifier_of(document: Resource) -> str:
    """Return the unique id of a document as a search writes it."""
    unique = document["masterIdentifier"]
    return f"{unique['system']}|{unique['value']}"


def label(code: str) -> Resource:
    """Return a security label."""
    system = CONFIDENTIALITY if code in {"N", "R", "V"} else TRE_A07
    return {"coding": [{"system": system, "code": code}]}


def entry(full_url: str, resource: Resource, method: str = "POST") -> Resource:
    """Return an entry that creates a resource."""
    return {"fullUrl": full_url, "resource": resource, "request": {"method": method, "url": resource["resourceType"]}}


def without(resource: Resource, path: str) -> Resource:
    """Return a copy of a resource without the element of a dotted path."""
    changed = copy.deepcopy(resource)
    node: Any = changed
    *way, last = path.split(".")
    for name in way:
        node = node[int(name) if name.isdigit() else name]
    del node[int(last) if last.isdigit() else last]
    return changed


def b64(data: bytes) -> str:
    """Return bytes in Base64."""
    return base64.b64encode(data).decode()
