"""The codes of documents, read from `vocabulary.yaml`: types, classes, formats, places, confidentiality."""

from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Final

import yaml

from sandbox.inferred import inferred
from sandbox.json_reading import list_at, text_at
from sandbox.json_value import JsonObject, JsonValue

# Names of PDSm 3.1.1.
PDSM: Final = "https://interop.esante.gouv.fr/ig/fhir/pdsm/StructureDefinition"
COMPREHENSIVE: Final = f"{PDSM}/pdsm-comprehensive-document-reference"
SIMPLIFIED: Final = f"{PDSM}/pdsm-simplified-publish"
SUBMISSION_SET: Final = f"{PDSM}/pdsm-submissionset-comprehensive"
FOLDER: Final = f"{PDSM}/pdsm-folder-comprehensive"
PROVIDE_BUNDLE: Final = f"{PDSM}/pdsm-comprehensive-provide-document-bundle"
IS_ARCHIVED: Final = f"{PDSM}/pdsm-ext-is-archived"
# Names of IHE MHD 4.
MHD: Final = "https://profiles.ihe.net/ITI/MHD/StructureDefinition"
DESIGNATION_TYPE: Final = f"{MHD}/ihe-designationType"
SOURCE_ID: Final = f"{MHD}/ihe-sourceId"
LIST_TYPES: Final = "https://profiles.ihe.net/ITI/MHD/CodeSystem/MHDlistTypes"
URIS: Final = "urn:ietf:rfc:3986"  # the system of identifiers that are URIs (FHIR R4, 2.24.0.13)
INVISIBLE: Final = "INVISIBLE_PATIENT"
MASKED: Final = "MASQUE_PS"
SOLUTION: Final = "urn:oid:"


@dataclass(frozen=True)
class Code:
    """A code: its system as a URI and as an OID, and the French words for it."""

    system: str
    oid: str
    code: str
    words: str

    @property
    def coding(self) -> JsonObject:
        """The code as a FHIR Coding."""
        return {"system": self.system, "code": self.code, "display": self.words}

    @property
    def concept(self) -> JsonObject:
        """The code as a FHIR CodeableConcept."""
        return {"coding": [self.coding]}


@dataclass(frozen=True)
class Vocabulary:
    """All codes, each table by what `vocabulary.yaml` calls its rows."""

    types: dict[str, Code]
    classes: dict[str, Code]
    formats: dict[str, Code]
    facilities: dict[str, Code]
    settings: dict[str, Code]
    labels: dict[str, Code]

    def class_of(self, type_code: str | None) -> Code:
        """Return the class of a type of document; of one that is not in the table, that of other documents."""
        classes = inferred().documents.classes
        return self.classes[classes.get(type_code or "", inferred().documents.other_class)]


@cache
def vocabulary() -> Vocabulary:
    """Return the codes; a malformed file is our own fault and raises."""
    written = resources.files("sandbox.fhir.documents").joinpath("vocabulary.yaml").read_text("utf-8")
    document = yaml.safe_load(written)
    systems = document.pop("systems")
    return Vocabulary(
        **{
            table: {
                name: Code(systems[system][0], systems[system][1], code, words)
                for name, (system, code, words) in rows.items()
            }
            for table, rows in document.items()
        }
    )


def labels_of(concepts: JsonValue) -> set[str]:
    """Return the codes of security labels, whatever their system: guides write that of TRE_A07 in several ways."""
    found = concepts if isinstance(concepts, list) else []
    codings = (coding for concept in found for coding in (*list_at(concept, "coding"), concept))
    return {code for coding in codings if (code := text_at(coding, "code")) is not None}


def archived(value: bool) -> JsonObject:  # noqa: FBT001 - the value of the extension
    """Return the extension that says whether a document is archived."""
    return {"url": IS_ARCHIVED, "valueBoolean": value}


def is_archived(resource: JsonObject) -> bool:
    """Tell whether a document is archived."""
    return any(
        isinstance(one, dict) and one.get("url") == IS_ARCHIVED and one.get("valueBoolean") is True
        for one in list_at(resource, "extension")
    )
