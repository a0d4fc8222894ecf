"""Messages as apps and professionals write them, and small files to attach."""

from __future__ import annotations

import base64
import json
import struct
import zlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sandbox.desk import SpaceDesk
from sandbox.fhir.messages.vocabulary import PROFILE

if TYPE_CHECKING:
    from builders.spaces import Bench, Paired
    from werkzeug.test import TestResponse

    from sandbox.json_value import JsonValue

BASE = "/api/messages/fhir"
SCOPES = ("messages.read", "messages.write")
PDF = b"%PDF-1.7\n1 0 obj<<>>endobj\ntrailer<<>>\nstartxref\n9\n%%EOF\n"
JPEG = bytes.fromhex("ffd8ffe000104a46494600010100000100010000ffc0000b080010001001011100ffda0008010100003f00d2ffd9")


def png(width: int = 1, height: int = 1) -> bytes:
    """Make a PNG that says to have that size; only one of 1 x 1 has its pixels."""
    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    chunks = ((b"IHDR", header), (b"IDAT", zlib.compress(b"\0\0")), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data)) for kind, data in chunks
    )


def attachment(content: bytes = PDF, media_type: str = "application/pdf", **members: object) -> dict[str, Any]:
    """Write an Attachment that holds its content; a member given as None is left out."""
    written = {"contentType": media_type, "title": "file", "data": base64.b64encode(content).decode(), **members}
    return {name: value for name, value in written.items() if value is not None}


@dataclass
class Mailbox:
    """The messages of a person, as one app sees them, and the professional's side of them."""

    paired: Paired

    @property
    def bench(self) -> Bench:
        """The space."""
        return self.paired.bench

    def act(self, name: str, **parameters: JsonValue) -> dict[str, Any]:
        """Let a professional do something; return what is told of this person."""
        told: Any = SpaceDesk().act(self.bench.space, None, name, {"persona": self.paired.persona.id, **parameters})
        return told["done"][0]

    def opened(self, **parameters: JsonValue) -> str:
        """Let the attending physician open a thread; return its id."""
        given = {"subject": "Résultats", "text": "Bonjour, tout va bien.", **parameters}
        return str(self.act("professional_writes", **given)["thread"])

    def identifier(self) -> dict[str, str]:
        """Return the patient as this app names them."""
        return {"system": self.paired.claims["assign_auth"], "value": self.paired.claims["idpe"]}

    def answer(self, thread: str, text: str = "Merci docteur.", **members: object) -> dict[str, Any]:
        """Write an answer; a member given as None is left out."""
        written = {
            "resourceType": "Communication",
            "meta": {"profile": [PROFILE]},
            "status": "in-progress",
            "subject": {"identifier": self.identifier()},
            "inResponseTo": [{"reference": f"Communication/{thread}"}],
            "payload": [{"contentString": text}],
            **members,
        }
        return {name: value for name, value in written.items() if value is not None}

    def send(self, message: object, **headers: str) -> TestResponse:
        """Post a message."""
        return self.call("POST", "Communication", message, **headers)

    def sent(self, thread: str, text: str = "Merci docteur.", **members: object) -> dict[str, Any]:
        """Post an answer that is taken."""
        answer = self.send(self.answer(thread, text, **members))
        assert answer.status_code == 201, answer.text
        return answer.json

    def read(self, message_id: str) -> dict[str, Any]:
        """Read a message."""
        answer = self.call("GET", f"Communication/{message_id}")
        assert answer.status_code == 200, answer.text
        return answer.json

    def found(self, *more: tuple[str, str], **parameters: str) -> list[dict[str, Any]]:
        """Search messages; return the resources of the answer."""
        answer = self.search(*more, **parameters)
        assert answer.status_code == 200, answer.text
        return [entry["resource"] for entry in answer.json.get("entry", ())]

    def search(self, *more: tuple[str, str], **parameters: str) -> TestResponse:
        """Search messages."""
        query = [*((name.replace("_", "-") if name[0] != "_" else name, it) for name, it in parameters.items()), *more]
        return self.bench.get(f"{BASE}/Communication", query_string=query, headers=self.paired.headers)

    def patch(self, message_id: str, *operations: dict[str, Any], **headers: str) -> TestResponse:
        """Patch a message."""
        given = {"Content-Type": "application/json-patch+json", **headers}
        return self.call("PATCH", f"Communication/{message_id}", list(operations), **given)

    def mark_read(self, message_id: str, moment: str | None = None) -> TestResponse:
        """Tell that a message was read."""
        moment = moment or self.bench.clock.today().isoformat()
        return self.patch(message_id, {"op": "add", "path": "/received", "value": moment})

    def call(self, method: str, path: str, content: object = None, **headers: str) -> TestResponse:
        """Send a request of the app."""
        given = {**self.paired.headers, "Content-Type": "application/fhir+json", **headers}
        body = content if isinstance(content, bytes) else json.dumps(content).encode() if content is not None else b""
        return self.bench.call(method, f"{BASE}/{path}", data=body, headers=given)


def mailbox(bench: Bench, scopes: tuple[str, ...] = SCOPES, **options: Any) -> Mailbox:  # noqa: ANN401 - passed on
    """Pair somebody with an app that may read and write messages."""
    return Mailbox(bench.pair(scope=f"openid {' '.join(SCOPES)}", scopes=scopes, **options))


def diagnostics(answer: TestResponse) -> str:
    """Return all that an OperationOutcome says."""
    assert answer.json["resourceType"] == "OperationOutcome", answer.text
    return "; ".join(f"{issue['code']}: {issue['diagnostics']}" for issue in answer.json["issue"])
