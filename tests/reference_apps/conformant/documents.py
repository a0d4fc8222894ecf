"""Reading the documents of a person by API Documents: the list, what is known of one, and its content, checked."""

from __future__ import annotations

import base64
import hashlib
import os
import urllib.parse
from dataclasses import dataclass
from typing import Any

from measures import Measures
from observations import items, member
from relying_party import Pairing, Refused


@dataclass(frozen=True)
class Content:
    """The bytes of a document, under the type that its metadata announce."""

    media_type: str
    data: bytes


class Documents(Measures):
    """The resource-server side of the app for documents: asked for as measures are."""

    def scope(self, way: str) -> str:
        """What has to be granted."""
        return f"documents.{way}"

    def base(self) -> str:
        """Below which every resource and every content of API Documents is."""
        return os.environ["DOCUMENTS_BASE"] + "/fhir/"

    def accepted(self, url: str) -> str:
        """A content as it is, all else in FHIR."""
        return "*/*" if url.startswith(self.base() + "Binary/") else super().accepted(url)

    def search_url(self, pairing: Pairing) -> str:
        """The search of the current documents (IHE MHD, ITI-67)."""
        subject = self.subject(pairing)
        query = {"patient.identifier": f"{subject['system']}|{subject['value']}", "status": "current"}
        return f"{self.base()}DocumentReference?{urllib.parse.urlencode(query)}"

    def list(self, pairing: Pairing) -> list[dict[str, Any]]:
        """The documents of the first page that are this person's."""
        bundle = self.check_bundle(self.authorized(pairing, "GET", self.search_url(pairing)).json())
        return [one for one in self.matches(bundle) if self.is_of(pairing, one) and self.is_document(one)]

    def document(self, pairing: Pairing, document_id: str) -> dict[str, Any]:
        """What is known of one document."""
        url = f"{self.base()}DocumentReference/{urllib.parse.quote(document_id, safe='')}"
        document = self.authorized(pairing, "GET", url).json()
        if not self.is_document(document) or not self.is_of(pairing, document):
            raise Refused("Mon espace santé n'a pas rendu le document demandé.")
        self.check_id(document, document_id)
        return document

    def is_document(self, resource: dict[str, Any]) -> bool:
        """Whether it is of the type that was asked for."""
        return resource.get("resourceType") == "DocumentReference"

    def check_id(self, document: dict[str, Any], document_id: str) -> None:
        """What is read bears the id that was asked for (FHIR R4 http, read)."""
        if document.get("id") != document_id:
            raise Refused("Mon espace santé a rendu un autre document que celui qui était demandé.")

    def attachment(self, document: dict[str, Any]) -> dict[str, Any]:
        """Where its content is, and what is announced of it."""
        contents = items(document, "content")
        return member(contents[0], "attachment") if contents else {}

    def content(self, pairing: Pairing, document: dict[str, Any]) -> Content:
        """The content, if it is what was announced."""
        attachment = self.attachment(document)
        url = str(attachment.get("url"))
        if not url.startswith(self.base()):
            raise Refused("Ce document n'est pas dans Mon espace santé.")
        data = self.authorized(pairing, "GET", url).body
        self.check_hash(attachment, data)
        return Content(str(attachment.get("contentType")), data)

    def check_hash(self, attachment: dict[str, Any], data: bytes) -> None:
        """The bytes are those whose SHA-1 was announced (FHIR R4 Attachment, hash)."""
        digest = base64.b64encode(hashlib.sha1(data, usedforsecurity=False).digest()).decode()
        if digest != attachment.get("hash"):
            raise Refused("Le contenu de ce document n'est pas celui qui était annoncé : il n'est pas remis.")
