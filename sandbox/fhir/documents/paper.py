"""A document about to be written: what its files and its metadata are made of."""

import uuid
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sandbox.people.persona import Persona
from sandbox.people.professional import Professional
from sandbox.people.record import Document

_GENDERS: Final = {"female": "Féminin", "male": "Masculin"}


@dataclass(frozen=True)
class Paper:
    """A document of a record, whose it is, and who wrote it: a professional, or None for the person themselves."""

    document: Document
    holder: Persona
    author: Professional | None

    @property
    def oid(self) -> str:
        """The unique id of the document, an OID made of a UUID (ITU-T X.667, 7)."""
        return document_oid(self.document.id)

    @property
    def author_name(self) -> str:
        """Who wrote it, as people read it."""
        return self.author.name if self.author else self.holder.name

    @property
    def place(self) -> str:
        """Where it was written, as `vocabulary.yaml` calls it."""
        return self.author.organization.kind if self.author else "holder"

    @property
    def heading(self) -> tuple[str, ...]:
        """The lines that say where it comes from and whom it is about."""
        born = datetime.fromisoformat(self.holder.birthdate).strftime("%d/%m/%Y")
        names = f"{self.holder.family_name} {' '.join(self.holder.birth_given_names)}"
        used = f" (nom utilisé : {self.holder.used_name})" if self.holder.used_name else ""
        origin = [self.author_name]
        if self.author:
            place = self.author.organization
            address = f"{place.address.line}, {place.address.postcode} {place.address.city}"
            origin += [self.author.occupation.words.fr, f"RPPS {self.author.rpps}", place.name, address]
        return (
            *origin,
            f"Le {self.document.written:%d/%m/%Y}",
            f"Patient : {names}{used}",
            f"Né(e) le {born}, sexe : {_GENDERS[self.holder.gender]}, INS {self.holder.ins.matricule}",
        )


def document_id(document: str) -> str:
    """Return the FHIR id of the DocumentReference of a document of a record; it tells nothing of the person."""
    return str(_uuid(document))


def binary_id(document: str) -> str:
    """Return the FHIR id of the Binary that holds its content."""
    return str(_uuid(f"{document}/content"))


def submission_id(document: str) -> str:
    """Return the FHIR id of the List with which it was submitted."""
    return str(_uuid(f"{document}/submission"))


def document_oid(document: str) -> str:
    """Return the unique id (XDS uniqueId, masterIdentifier) of a document of a record."""
    return f"2.25.{_uuid(f'{document}/unique').int}"


def _uuid(name: str) -> uuid.UUID:
    return uuid.uuid5(uuid.NAMESPACE_URL, f"poincon/document/{name}")
