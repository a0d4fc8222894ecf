"""People who let an app into their agenda, and appointments as the app writes them."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from sandbox.clock import Clock
from sandbox.fhir.agenda.diary import Diary
from sandbox.fhir.agenda.gap import GAP_APPOINTMENT
from sandbox.people.people import People

if TYPE_CHECKING:
    from collections.abc import Iterable

    from builders.spaces import Bench, Paired, Unchecked
    from werkzeug.test import TestResponse

    from sandbox.people.professional import Professional, Specialty

Resource = dict[str, Any]
ROOT = "/api/agenda/fhir"
BOTH = ("agenda.read", "agenda.write")
JSON, PATCH = "application/fhir+json", "application/json-patch+json"


@dataclass
class Agenda:
    """The agenda of one person, as one app sees it."""

    paired: Paired

    @property
    def bench(self) -> Bench:
        """Where it is played."""
        return self.paired.bench

    def get(self, path: str, *query: tuple[str, str], **headers: str) -> TestResponse:
        """Read or search."""
        return self.bench.get(f"{ROOT}/{path}", query_string=list(query), headers={**self.paired.headers, **headers})

    def found(self, path: str, *query: tuple[str, str]) -> list[Resource]:
        """Return the matches of a search that must succeed."""
        answer = self.get(path, *query)
        assert answer.status_code == 200, answer.text
        entries = answer.json.get("entry", [])
        return [entry["resource"] for entry in entries if entry["search"]["mode"] == "match"]

    def send(self, method: str, path: str, body: object, *, media_type: str = JSON, **headers: str) -> TestResponse:
        """Write."""
        given = {**self.paired.headers, "Content-Type": media_type, **headers}
        data = body if isinstance(body, bytes) else json.dumps(body).encode()
        return self.bench.call(method, f"{ROOT}/{path}", data=data, headers=given)

    def book(self, appointment: Resource, **headers: str) -> TestResponse:
        """Post an appointment."""
        return self.send("POST", "Appointment", appointment, **headers)

    def put(self, appointment: Resource, **headers: str) -> TestResponse:
        """Put an appointment under its id."""
        return self.send("PUT", f"Appointment/{appointment['id']}", appointment, **headers)

    def patch(self, appointment_id: str, **changes: object) -> TestResponse:
        """Replace or add elements of an appointment."""
        operations = [{"op": "add", "path": f"/{name}", "value": value} for name, value in changes.items()]
        return self.send("PATCH", f"Appointment/{appointment_id}", operations, media_type=PATCH)

    def slots(
        self,
        *query: tuple[str, str],
        status: str = "free",
        professional: Professional | None = None,
        within: timedelta = timedelta(weeks=2),
    ) -> list[Resource]:
        """Return slots of a professional to come, the earliest first."""
        whose = Diary(professional or self.physician(), self.bench.space.seed).schedule_id
        now = self.bench.space.part(Clock).today()
        spans = [f"gt{now.isoformat(timespec='seconds')}", f"lt{(now + within).isoformat(timespec='seconds')}"]
        named = [("schedule", whose), ("status", status), ("_sort", "start"), *(("start", span) for span in spans)]
        return self.found("Slot", *named, *query)

    def slot(self, slot_id: str) -> Resource:
        """Read a slot."""
        answer = self.get(f"Slot/{slot_id}")
        assert answer.status_code == 200, answer.text
        return answer.json

    def physician(self, specialty: Specialty = "general_practitioner") -> Professional:
        """Return a professional of Loire-Atlantique."""
        return self.bench.space.part(People).directory.near("44", specialty)

    def patient(self) -> Resource:
        """The patient as participant."""
        named = {"system": self.paired.claims["assign_auth"], "value": self.paired.claims["idpe"]}
        return {"actor": {"type": "Patient", "identifier": named}, "status": "accepted"}

    def appointment(self, *slots: Resource, **changes: object) -> Resource:
        """Return an appointment that takes slots; an element changed to None is left out."""
        body = {
            "resourceType": "Appointment",
            "meta": {"profile": [GAP_APPOINTMENT]},
            "status": "booked",
            "slot": [{"reference": f"Slot/{slot['id']}"} for slot in slots] or None,
            "start": slots[0]["start"] if slots else None,
            "end": slots[-1]["end"] if slots else None,
            "participant": [self.patient()],
            **changes,
        }
        return {name: value for name, value in body.items() if value is not None}


def agenda_of(bench: Bench, *, scopes: Iterable[str] = BOTH, **options: Unchecked) -> Agenda:
    """Pair somebody with an app that may see and change their agenda."""
    scope = "openid identity " + " ".join(BOTH)
    return Agenda(bench.pair(scope=scope, scopes=tuple(scopes), **options))


def refused(answer: TestResponse, status: int, code: str) -> str:
    """Hold an answer to be a refusal that says why; return what it says."""
    assert answer.status_code == status, answer.text
    assert answer.json["resourceType"] == "OperationOutcome"
    issue = answer.json["issue"][0]
    assert (issue["severity"], issue["code"]) == ("error", code), answer.text
    return issue["diagnostics"]
