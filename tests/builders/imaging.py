"""Imaging studies as an app reads them."""

from __future__ import annotations

from dataclasses import dataclass
from email import message_from_bytes
from typing import TYPE_CHECKING, Any

from builders.records import reader, somebody

from sandbox.fhir.imaging.instances import ImagedStudy, studies_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from builders.spaces import Bench, Paired
    from werkzeug.test import TestResponse

    from sandbox.people.persona import Persona
    from sandbox.people.record import Record

BASE = "/api/imagerie"
ROOT = f"{BASE}/fhir"
WEB = f"{BASE}/dicom-web"


@dataclass
class Imaged:
    """Somebody with imaging studies, paired with an app that reads them."""

    bench: Bench
    persona: Persona
    paired: Paired

    @property
    def studies(self) -> tuple[ImagedStudy, ...]:
        """The studies of the record, with their names."""
        return studies_of(self.bench.space, self.persona)

    def get(self, path: str, *more: tuple[str, str], accept: str | None = None) -> TestResponse:
        """Read below the API, as the app."""
        headers = {**self.paired.headers, **({"Accept": accept} if accept else {})}
        return self.bench.get(path, query_string=list(more), headers=headers)

    def instance(self, number: int = 0) -> str:
        """Return the path of an image of the first study."""
        study = self.studies[0]
        return f"{WEB}/studies/{study.uid}/series/{study.series_uid}/instances/{study.instances[number].uid}"

    def search(self, resource_type: str, *more: tuple[str, str]) -> list[dict[str, Any]]:
        """Return the matches of a search."""
        answer = self.get(f"{ROOT}/{resource_type}", *more)
        assert answer.status_code == 200, answer.text
        return [one["resource"] for one in answer.json.get("entry", []) if one["search"]["mode"] == "match"]


def imaged(bench: Bench, fits: Callable[[Record], bool] = lambda record: bool(record.imaging)) -> Imaged:
    """Return somebody with a study."""
    persona = somebody(bench, fits)
    return Imaged(bench, persona, reader(bench, persona))


def parts_of(answer: TestResponse) -> list[tuple[str, bytes]]:
    """Return media type and content of each part of a multipart/related, read by the library for mail."""
    whole = b"Content-Type: " + answer.content_type.encode() + b"\r\n\r\n" + answer.data
    message = message_from_bytes(whole)
    assert message.is_multipart()
    assert not message.defects
    parts = message.get_payload()
    assert isinstance(parts, list)
    return [(part.get_content_type(), _bytes(part)) for part in parts]  # type: ignore[union-attr, arg-type]


def _bytes(part: Any) -> bytes:  # noqa: ANN401 - an email.message.Message
    content = part.get_payload(decode=True)
    assert isinstance(content, bytes)
    return content
