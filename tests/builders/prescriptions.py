"""E-prescriptions as an app, a pharmacy and the runner deal with them."""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import zxingcpp
from builders.records import reader, somebody
from PIL import Image

from sandbox.desk import SpaceDesk
from sandbox.people.people import People

if TYPE_CHECKING:
    from builders.spaces import Bench, Paired
    from werkzeug.test import TestResponse

    from sandbox.json_value import JsonValue
    from sandbox.people.persona import Persona
    from sandbox.people.record import Prescription

BASE = "/api/prescriptions"
ROOT = f"{BASE}/fhir"


@dataclass
class Patient:
    """Somebody with prescriptions, paired with an app that reads them."""

    bench: Bench
    persona: Persona
    paired: Paired

    @property
    def prescriptions(self) -> tuple[Prescription, ...]:
        """What the record holds."""
        return self.bench.space.part(People).record(self.persona).prescriptions

    def get(self, path: str, *more: tuple[str, str], **options: Any) -> TestResponse:  # noqa: ANN401 - werkzeug's
        """Read below the API, as the app."""
        headers = {**self.paired.headers, **options.pop("headers", {})}
        return self.bench.get(f"{ROOT}/{path}", query_string=list(more), headers=headers, **options)

    def lines(self, *more: tuple[str, str]) -> list[dict[str, Any]]:
        """Search the lines of all prescriptions."""
        return resources(self.get("MedicationRequest", ("_count", "100"), *more))

    def prescribed(self) -> str:
        """Let the physician prescribe; return the number of the e-prescription."""
        return str(self.act("physician_prescribes"))

    def code(self, number: str) -> str:
        """Return what the QR code of an e-prescription says, read from its picture by a reader of others."""
        answer = self.get(f"Binary/{number}.png")
        assert answer.status_code == 200, answer.text
        return read_qr(answer.data)

    def act(self, name: str, **parameters: JsonValue) -> JsonValue:
        """Let the runner have an act done; return how many lines it touched, or what else it tells."""
        told: Any = SpaceDesk().act(self.bench.space, None, name, {"persona": self.persona.id, **parameters})
        [done] = told.get("done", [{}])
        return done.get("lines", done.get("prescription", told["changed"]))


def resources(answer: TestResponse) -> list[dict[str, Any]]:
    """Return the matches of a search."""
    assert answer.status_code == 200, answer.text
    return [one["resource"] for one in answer.json.get("entry", []) if one["search"]["mode"] == "match"]


def read_qr(picture: bytes) -> str:
    """Read a QR code from a PNG; that a few of its modules look like a code of another kind is chance."""
    [found] = zxingcpp.read_barcodes(Image.open(io.BytesIO(picture)), formats=zxingcpp.BarcodeFormat.QRCode)
    return found.text


def patient_with(bench: Bench, *, lines: int = 1) -> Patient:
    """Return somebody whose latest prescription has so many lines at least."""
    persona = somebody(
        bench, lambda record: bool(record.prescriptions) and len(record.prescriptions[-1].lines) >= lines
    )
    return Patient(bench, persona, reader(bench, persona))


def verify(bench: Bench, text: str | bytes, media_type: str = "text/plain") -> TestResponse:
    """Let a pharmacy verify the text of a QR code."""
    return bench.post(f"{BASE}/verify", data=text, content_type=media_type)
