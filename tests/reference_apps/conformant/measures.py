"""Reading and writing measures by API Mesures 1.5.2, for the person of one pairing only."""

from __future__ import annotations

import json
import time
import urllib.parse
import uuid
from datetime import UTC, datetime, timedelta
from typing import Any

from relying_party import Answer, Pairing, Refused, RelyingParty

PROFILE = "https://fhir.monespacesante.fr/ref/mesure/StructureDefinition/mes-observation-bodyweight"
BODY_WEIGHT = "29463-7"
PAGES = 20  # pages followed before the app calls it a loop


class Measures:
    """The resource-server side of the app."""

    def __init__(self, relying_party: RelyingParty) -> None:
        """Work with the tokens of `relying_party`."""
        self.relying_party = relying_party

    def authorized(self, pairing: Pairing, method: str, url: str, body: bytes | None = None) -> Answer:
        """One call with a live token: refreshed when it ran out, replayed once on 401, stopped on 403."""
        if pairing.stopped:
            raise Refused(pairing.stopped)
        with pairing.lock:
            if pairing.expires_at <= time.time():
                self.relying_party.refresh(pairing)
        answer = self._call(pairing, method, url, body)
        if answer.status == 401:
            with pairing.lock:
                self.relying_party.refresh(pairing)
            answer = self._call(pairing, method, url, body)
        return self.on_answer(pairing, answer)

    def _call(self, pairing: Pairing, method: str, url: str, body: bytes | None) -> Answer:
        headers = {
            "Authorization": "Bearer " + pairing.access_token,
            self.relying_party.id_token_header: pairing.id_token,
            "Accept": "application/fhir+json",
            "Content-Type": "application/fhir+json",
        }
        return self.relying_party.call(method, url, headers, body)

    def on_answer(self, pairing: Pairing, answer: Answer) -> Answer:
        """Withdrawn consent stops the exchange; other refusals are told."""
        if answer.status == 403:
            self.on_consent_withdrawn(pairing)
        if answer.status not in {200, 201}:
            raise Refused("Mon espace santé n'a pas accepté la demande.")
        return answer

    def on_consent_withdrawn(self, pairing: Pairing) -> None:
        """Stop at once and tell the person how to come back."""
        pairing.stopped = "Vous avez retiré votre accord : l'échange est arrêté. Reconnectez-vous pour le reprendre."
        raise Refused(pairing.stopped)

    def subject(self, pairing: Pairing) -> dict[str, str]:
        """The person as the API names them: assigning authority and idPe."""
        return {"system": pairing.assign_auth, "value": pairing.idpe}

    def is_of(self, pairing: Pairing, observation: dict[str, Any]) -> bool:
        """Whether a measure is this person's."""
        identifier = observation.get("subject", {}).get("identifier", {})
        return {"system": identifier.get("system"), "value": identifier.get("value")} == self.subject(pairing)

    def read(self, pairing: Pairing) -> tuple[list[dict[str, Any]], int]:
        """The body weights of the last year, page after page: the person's own, and how many were set aside."""
        now = datetime.now(UTC)
        subject = self.subject(pairing)
        query = [
            ("code", BODY_WEIGHT),
            ("subject.identifier", f"{subject['system']}|{subject['value']}"),
            ("date", "ge" + (now - timedelta(days=365)).strftime("%Y-%m-%d")),
            ("date", "le" + (now + timedelta(days=1)).strftime("%Y-%m-%d")),
        ]
        base = self.relying_party.fhir_base
        url: str | None = f"{base}/fhir/Observation?{urllib.parse.urlencode(query)}"
        found: list[dict[str, Any]] = []
        for _ in range(PAGES):
            if url is None or not url.startswith(base + "/"):
                break
            bundle = self.authorized(pairing, "GET", url).json()
            found += [entry.get("resource", {}) for entry in bundle.get("entry", [])]
            url = next((link["url"] for link in bundle.get("link", []) if link.get("relation") == "next"), None)
        observations = [one for one in found if one.get("resourceType") == "Observation"]
        own = [one for one in observations if self.is_of(pairing, one)]
        return own, len(observations) - len(own)

    def bundle(self, pairing: Pairing, value: float) -> dict[str, Any]:
        """One body weight as a transaction (IHE POU PCH-01)."""
        observation = {
            "resourceType": "Observation",
            "meta": {"profile": [PROFILE]},
            "status": "final",
            "category": [
                {
                    "coding": [
                        {
                            "system": "http://terminology.hl7.org/CodeSystem/observation-category",
                            "code": "vital-signs",
                        }
                    ]
                }
            ],
            "code": {"coding": [{"system": "http://loinc.org", "code": BODY_WEIGHT, "display": "Body weight"}]},
            "subject": {"identifier": self.subject(pairing)},
            "effectiveDateTime": datetime.now(UTC).isoformat(timespec="seconds"),
            "valueQuantity": {
                "value": value,
                "unit": "kg",
                "system": "http://unitsofmeasure.org",
                "code": "kg",
            },
        }
        entry = {
            "fullUrl": f"urn:uuid:{uuid.uuid4()}",
            "resource": observation,
            "request": {"method": "POST", "url": "Observation"},
        }
        return {"resourceType": "Bundle", "type": "transaction", "entry": [entry]}

    def write(self, pairing: Pairing, value: float) -> None:
        """Send one body weight."""
        body = json.dumps(self.bundle(pairing, value)).encode()
        self.authorized(pairing, "POST", self.relying_party.fhir_base, body)
