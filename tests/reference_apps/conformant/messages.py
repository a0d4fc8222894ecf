"""Reading the messages of a person by API Messages, and telling the space that they were read."""

from __future__ import annotations

import json
import os
import urllib.parse
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from measures import Measures
from observations import items, member
from relying_party import Refused

if TYPE_CHECKING:
    from relying_party import Answer, Pairing

UNCHANGED = 304  # since it was read last
CHANGED = frozenset({409, 412})  # somebody else changed the message meanwhile


class Messages(Measures):
    """The resource-server side of the app for messages: asked for as measures are."""

    def scope(self, way: str) -> str:
        """What has to be granted."""
        return f"messages.{way}"

    def base(self) -> str:
        """Below which every resource of API Messages is."""
        return os.environ["MESSAGES_BASE"] + "/fhir/"

    def list(self, pairing: Pairing) -> list[dict[str, Any]]:
        """The messages of the first page that are this person's."""
        bundle = self.check_bundle(self.authorized(pairing, "GET", self.base() + "Communication").json())
        return [one for one in self.matches(bundle) if self.is_of(pairing, one)]

    def message(self, pairing: Pairing, message_id: str) -> dict[str, Any]:
        """One message, in whole."""
        url = f"{self.base()}Communication/{urllib.parse.quote(message_id, safe='')}"
        message = self.newest(pairing, url)
        if message.get("resourceType") != "Communication" or not self.is_of(pairing, message):
            raise Refused("Mon espace santé n'a pas rendu le message demandé.")
        self.check_id(message, message_id)
        return message

    def newest(self, pairing: Pairing, url: str) -> dict[str, Any]:
        """What is there: the copy that was kept, if it has not changed since."""
        answer = self.authorized(pairing, "GET", url)
        if answer.status == UNCHANGED:
            return self.copy_of(pairing.kept[url])
        if "ETag" in answer.headers:
            pairing.kept[url] = answer
        return answer.json()

    def copy_of(self, kept: Answer) -> dict[str, Any]:
        """What was read then."""
        return kept.json()

    def check_id(self, message: dict[str, Any], message_id: str) -> None:
        """What is read bears the id that was asked for (FHIR R4 http, read)."""
        if message.get("id") != message_id:
            raise Refused("Mon espace santé a rendu un autre message que celui qui était demandé.")

    def is_unread(self, message: dict[str, Any]) -> bool:
        """Whether it was sent to the person, who has not read it yet."""
        codings = [coding for concept in items(message, "category") for coding in items(concept, "coding")]
        return "received" not in message and any(one.get("code") == "from-professional" for one in codings)

    def conditions(self, pairing: Pairing, method: str, url: str, body: bytes | None) -> dict[str, str]:
        """A replacement names the version that it replaces, a read the one that is known (FHIR R4 http, 3.1.0.5)."""
        if method == "PUT":
            return {"If-Match": f'W/"{member(json.loads(body or b"{}"), "meta").get("versionId")}"'}
        return {"If-None-Match": pairing.kept[url].headers["ETag"]} if url in pairing.kept else {}

    def on_answer(self, pairing: Pairing, answer: Answer, way: str) -> Answer:
        """That somebody else was faster, or that nothing changed, is for whoever asked to tell."""
        told = answer.status in CHANGED if way == "write" else answer.status == UNCHANGED
        return answer if told else super().on_answer(pairing, answer, way)

    def mark_read(self, pairing: Pairing, message: dict[str, Any]) -> bool:
        """Tell the space that the person has read a message; whether it is read now, by them or before."""
        url = f"{self.base()}Communication/{message['id']}"
        read = {**message, "received": datetime.now(UTC).isoformat(timespec="seconds")}
        if self.replace(pairing, url, read):
            return True
        return not self.is_unread(self.newest(pairing, url))

    def replace(self, pairing: Pairing, url: str, message: dict[str, Any]) -> bool:
        """Write a message over the version that it was made of; whether nobody else was faster."""
        return self.authorized(pairing, "PUT", url, json.dumps(message).encode()).status not in CHANGED
