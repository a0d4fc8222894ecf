"""Somebody of a settled portal who sends documents."""

from __future__ import annotations

import io
import json
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import pytest
from builders.papers import HDS, pdf
from builders.portal_apps import portal_app
from werkzeug.datastructures import FileStorage
from werkzeug.test import encode_multipart

if TYPE_CHECKING:
    from builders.portals import People
    from flask.testing import FlaskClient
    from werkzeug.test import TestResponse

    from catalogue_portal.actor import Actor
    from catalogue_portal.scanning import VirusScanner


@dataclass
class Desk:
    """The REST API of documents, for one person at a time."""

    people: People
    client: FlaskClient

    def add(self, content: bytes | None = None, who: str = "owner", **more: Any) -> TestResponse:  # noqa: ANN401
        """Bring an HDS certificate, or whatever `more` says otherwise."""
        said = {"type": "hds_certificate", "title": "HDS of the host", "fields": HDS, "name": "c.pdf"} | more
        form = {"type": said["type"], "title": said["title"], "fields": _written(said["fields"])}
        path = f"/api/v1/apps/{said.get('app', self.people.app.id)}/evidence"
        return self._send(path, who, form, content, said["name"])

    def renew(self, document: str, content: bytes, *, after: object, who: str = "owner") -> TestResponse:
        """Bring a newer version."""
        form = {"fields": _written(HDS), "after": str(after)}
        return self._send(f"/api/v1/evidence/{document}/versions", who, form, content, "newer.pdf")

    def get(self, path: str, who: str = "owner") -> TestResponse:
        """Ask for something."""
        return self.client.get(f"/api/v1{path}", headers=self._bearer(who))

    def delete(self, path: str, who: str = "owner") -> TestResponse:
        """Set something aside."""
        return self.client.delete(f"/api/v1{path}", headers=self._bearer(who))

    def with_scanner(self, scanner: VirusScanner) -> Desk:
        """The same portal with a scanner."""
        here = self.people.context
        ports = replace(here.ports, scanner=scanner)
        return Desk(self.people, portal_app(replace(here, ports=ports)).test_client())

    def _send(self, path: str, who: str, form: dict[str, str], content: bytes | None, name: str) -> TestResponse:
        stream = io.BytesIO(pdf() if content is None else content)
        sent = FileStorage(stream, filename=name, content_type="application/x-lies")
        boundary, body = encode_multipart(form | {"file": sent})  # by hand: the client would leave a file open
        kind = f"multipart/form-data; boundary={boundary}"
        return self.client.post(path, headers=self._bearer(who), data=body, content_type=kind)

    def _bearer(self, who: str) -> dict[str, str]:
        actor: Actor = getattr(self.people, who)
        return self.people.bearer(actor)


def _written(fields: object) -> str:
    return fields if isinstance(fields, str) else json.dumps(fields)


@pytest.fixture
def desk(people: People, client: FlaskClient) -> Desk:
    return Desk(people, client)
