"""Reading and writing measures by API Mesures 1.5.2, for the person of one pairing only."""

from __future__ import annotations

import json
import time
import urllib.parse
import uuid
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import scale
from observations import BODY_WEIGHT, VALID, is_body_weight, items, member
from relying_party import Answer, Pairing, Refused, RelyingParty

PROFILE = "https://fhir.monespacesante.fr/ref/mesure/StructureDefinition/mes-observation-bodyweight"
PAGES = 20  # pages followed before the app calls it a loop


@dataclass
class Reading:
    """What a search gave: what may be shown, and how many resources may not; `whole` unless it went on and on."""

    shown: list[dict[str, Any]] = field(default_factory=list)
    of_others: int = 0
    unreadable: int = 0
    whole: bool = True


class Measures:
    """The resource-server side of the app."""

    def __init__(self, relying_party: RelyingParty) -> None:
        """Work with the tokens of `relying_party`."""
        self.relying_party = relying_party

    def authorized(self, pairing: Pairing, method: str, url: str, body: bytes | None = None) -> Answer:
        """One call with a live token: refreshed when it ran out, replayed once on 401, stopped on 403."""
        way = "read" if method == "GET" else "write"
        stopped = pairing.stopped or pairing.stopped_ways.get(way)
        if stopped:
            raise Refused(stopped)
        with pairing.lock:
            if pairing.expires_at <= time.time():
                self.relying_party.refresh(pairing)
        scope = self.scope(way)
        self.relying_party.check_scope(pairing, scope)
        answer = self._call(pairing, method, url, body)
        if answer.status == 401:
            with pairing.lock:
                self.relying_party.refresh(pairing)
            self.relying_party.check_scope(pairing, scope)
            answer = self._call(pairing, method, url, body)
        return self.on_answer(pairing, answer, way)

    def scope(self, way: str) -> str:
        """What has to be granted."""
        return f"measures.{way}"

    def accepted(self, url: str) -> str:
        """Which media type is asked for."""
        return "application/fhir+json"

    def conditions(self, pairing: Pairing, method: str, url: str, body: bytes | None) -> dict[str, str]:
        """On what a call depends."""
        return {}

    def _call(self, pairing: Pairing, method: str, url: str, body: bytes | None) -> Answer:
        headers = {
            self.relying_party.id_token_header: pairing.id_token,
            "Accept": self.accepted(url),
            "Content-Type": "application/fhir+json",
            **self.conditions(pairing, method, url, body),
        }
        return self.relying_party.call_with_token(pairing.access_token, method, url, headers, body)

    def on_answer(self, pairing: Pairing, answer: Answer, way: str) -> Answer:
        """Withdrawn consent stops one direction; what concerns the pairing stops both; other refusals are told."""
        if answer.status in {200, 201}:
            return answer
        issues = [issue for issue in items(self.outcome(answer), "issue") if isinstance(issue, dict)]
        words = " ; ".join(str(issue.get("diagnostics", "")) for issue in issues)
        if answer.status == 403 and any(issue.get("code") == "suppressed" for issue in issues):
            self.on_suspended(pairing)
        if answer.status == 403 and "idPe" not in words:
            self.on_consent_withdrawn(pairing, way)
        if answer.status in {403, 409} or "ID_TOKEN" in words:
            self.on_mismatch(pairing)
        raise Refused(f"Mon espace santé n'a pas accepté la demande : rien n'a été enregistré. {words}")

    def outcome(self, answer: Answer) -> dict[str, Any]:
        """The OperationOutcome of a refusal; nothing when it is something else (a gateway's page)."""
        try:
            return answer.json()
        except Refused:
            return {}

    def on_suspended(self, _pairing: Pairing) -> None:
        """Pause: the next visit asks again."""
        raise Refused("Votre espace de santé est suspendu. L'échange reprendra quand il sera rouvert.")

    def on_mismatch(self, pairing: Pairing) -> None:
        """The space knows this pairing otherwise than the app does: nothing goes on."""
        self.relying_party.end(pairing, "L'espace de santé ne reconnaît plus cet appariement. Reconnectez-vous.")
        raise Refused(str(pairing.stopped))

    def on_consent_withdrawn(self, pairing: Pairing, way: str) -> None:
        """Stop that direction at once and tell the person how to come back."""
        what = {"read": "de lire vos mesures", "write": "d'envoyer vos mesures"}[way]
        reason = f"Vous n'autorisez pas (ou plus) l'application {what}. Reconnectez-vous pour changer d'avis."
        pairing.stopped_ways[way] = reason
        raise Refused(reason)

    def subject(self, pairing: Pairing) -> dict[str, str]:
        """The person as the API names them: assigning authority and idPe."""
        return {"system": pairing.assign_auth, "value": pairing.idpe}

    def is_of(self, pairing: Pairing, observation: dict[str, Any]) -> bool:
        """Whether a measure is this person's."""
        identifier = member(observation, "subject", "identifier")
        return {"system": identifier.get("system"), "value": identifier.get("value")} == self.subject(pairing)

    def is_measure(self, observation: dict[str, Any]) -> bool:
        """Whether it can be shown as a measure like any other."""
        return self.is_valid(observation) and self.is_understood(observation) and self.is_asked_for(observation)

    def is_valid(self, observation: dict[str, Any]) -> bool:
        """Whether its author stands by it (FHIR R4 Observation, status)."""
        status = observation.get("status")
        return isinstance(status, str) and status in VALID

    def is_understood(self, observation: dict[str, Any]) -> bool:
        """Whether nothing in it may change what it means (FHIR R4 Extensibility; Resource, implicitRules)."""
        return "modifierExtension" not in observation and "implicitRules" not in observation

    def is_asked_for(self, observation: dict[str, Any]) -> bool:
        """Whether it is a body weight."""
        return is_body_weight(observation)

    def is_observation(self, resource: dict[str, Any]) -> bool:
        """Whether it is of the type that was searched."""
        return resource.get("resourceType") == "Observation"

    def search_url(self, pairing: Pairing) -> str:
        """The search of the last year (API Mesures 1.5.2, reading)."""
        now = datetime.now(UTC)
        subject = self.subject(pairing)
        query = [
            ("code", BODY_WEIGHT),
            ("subject.identifier", f"{subject['system']}|{subject['value']}"),
            ("date", "ge" + (now - timedelta(days=365)).strftime("%Y-%m-%d")),
            ("date", "le" + (now + timedelta(days=1)).strftime("%Y-%m-%d")),
        ]
        return f"{self.relying_party.fhir_base}/fhir/Observation?{urllib.parse.urlencode(query)}"

    def next_page(self, bundle: dict[str, Any]) -> str | None:
        """Where the search goes on."""
        links = [link for link in items(bundle, "link") if isinstance(link, dict)]
        return next((str(link.get("url")) for link in links if link.get("relation") == "next"), None)

    def may_follow(self, url: str, asked: set[str]) -> bool:
        """Whether a page is one of ours, not read yet, and not one too many."""
        return url.startswith(self.relying_party.fhir_base + "/") and url not in asked and len(asked) < PAGES

    def read(self, pairing: Pairing) -> Reading:
        """The body weights of the last year, page after page."""
        url: str | None = self.search_url(pairing)
        asked: set[str] = set()
        found: list[dict[str, Any]] = []
        while url is not None and self.may_follow(url, asked):
            asked.add(url)
            bundle = self.check_bundle(self.authorized(pairing, "GET", url).json())
            found += self.matches(bundle)
            url = self.next_page(bundle)
        return self.sorted_out(pairing, found, whole=url is None)

    def check_bundle(self, bundle: dict[str, Any]) -> dict[str, Any]:
        """An answer that is no searchset is no empty record either."""
        if bundle.get("resourceType") != "Bundle":
            raise Refused("Mon espace santé n'a pas pu lire vos mesures. Réessayez plus tard.")
        return bundle

    def matches(self, bundle: dict[str, Any]) -> list[dict[str, Any]]:
        """The resources of a page, without what the space says about the search itself."""
        entries = [entry for entry in items(bundle, "entry") if member(entry, "search").get("mode") != "outcome"]
        return [member(entry, "resource") for entry in entries]

    def sorted_out(self, pairing: Pairing, resources: list[dict[str, Any]], *, whole: bool) -> Reading:
        """What may be shown, and how much may not."""
        reading = Reading(whole=whole)
        for one in self.once(resources):
            if not self.is_of(pairing, one):
                reading.of_others += 1
            elif self.is_observation(one) and self.is_measure(one):
                reading.shown.append(one)
            else:
                reading.unreadable += 1
        return reading

    def once(self, resources: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """Each resource once, by its id."""
        known: dict[str, dict[str, Any]] = {}
        for number, one in enumerate(resources):
            known.setdefault(str(one.get("id", number)), one)
        return list(known.values())

    def bundle(self, pairing: Pairing, value: float) -> dict[str, Any]:
        """One body weight, and the scale that measured it, as a transaction (IHE POU PCH-01)."""
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
            "device": {"reference": f"Device/{scale.DEVICE_ID}"},
        }
        entry = {
            "fullUrl": f"urn:uuid:{uuid.uuid4()}",
            "resource": observation,
            "request": {"method": "POST", "url": "Observation"},
        }
        return {"resourceType": "Bundle", "type": "transaction", "entry": [entry, scale.entry()]}

    def write(self, pairing: Pairing, value: float) -> None:
        """Send one body weight."""
        body = json.dumps(self.bundle(pairing, value)).encode()
        self.authorized(pairing, "POST", self.relying_party.fhir_base, body)
