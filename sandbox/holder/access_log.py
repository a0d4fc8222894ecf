"""Who looked at a person's data or changed them, told from the events of the journal alone.

An exchange is an access when its facts name the person and it is one of these:

- a call of an app: endpoints `FAMILY_read` and `FAMILY_write`, UserInfo, and the token endpoint (the ID token names the
  person), with the fact `client_id` or an authenticated client;
- a page that says so itself: the fact `access` is `FAMILY.read`, `FAMILY.write` or `record.read` (all of it), with
  `professional` (an id of the directory) and `right`, or without for the holder and those who act for them.

Acts of professionals that the control interface played are accesses too. Nothing else is.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final, Literal
from urllib.parse import urlsplit

from sandbox.fhir.acts import ACTS as PROFESSIONAL_ACTS
from sandbox.inferred import READ, WRITE, inferred
from sandbox.json_reading import list_at, object_at, text_at
from sandbox.json_value import JsonObject, JsonValue
from sandbox.surfaces import api_of

By = Literal["app", "professional", "holder", "relative"]
Outcome = Literal["given", "refused", "failed"]
RECORD: Final = "record"
IDENTITY: Final = "identity"
_OF_IDENTITY: Final = ("userinfo", "token")
_LOWEST_ERROR: Final = 400
# One consent opens all that is of the documents; people read which of it was looked at.
_BY_API: Final = {"prescriptions": "prescriptions", "imagerie": "imaging"}


@dataclass(frozen=True)
class Access:
    """One access to a person's data, or an attempt.

    Attributes:
        seq, at: number and moment (RFC 3339, UTC) of the event.
        who: the id of a client, a professional or a person; None where the journal does not tell.
        actor: the id of whoever had signed in for the person when the app was paired, if it was another.
        what: a family of data, or `prescriptions` or `imaging` of the documents; `identity`, `overview` (how much there
            is), or `record` for all of it.
        way: read or write.
        right: what allowed it or would have: consent, self, guardian, delegate, attending, allowed, emergency.
        outcome: data given or changed; refused for want of a right; failed for another reason.
    """

    seq: int
    at: str
    by: By
    who: str | None
    actor: str | None
    what: str
    way: str
    right: str
    outcome: Outcome


def accesses(events: Iterable[JsonObject], persona_id: str) -> tuple[Access, ...]:
    """Return every access to a person's data that the events tell of, in their order, and no other."""
    return tuple(access for event in events for access in _of_event(event, persona_id))


def _of_event(event: JsonObject, persona_id: str) -> Iterator[Access]:
    match event.get("kind"):
        case "exchange" if event.get("by") == "space":
            facts = object_at(event, "facts")
            if text_at(facts, "persona") == persona_id:
                yield from _of_page(event, facts) if "access" in facts else _of_app(event, facts)
        case "act" if persona_id in list_at(event, "personas"):
            yield from _of_act(event)


def _of_page(event: JsonObject, facts: JsonObject) -> Iterator[Access]:
    what, _, way = (text_at(facts, "access") or "").partition(".")
    professional = text_at(facts, "professional")
    relation = text_at(facts, "relation") or "self"
    by: By = "professional" if professional else "holder" if relation == "self" else "relative"
    who = professional or text_at(facts, "actor") or text_at(facts, "persona")
    right = (text_at(facts, "right") or "") if professional else relation
    yield _access(event, by, who=who, what=what, way=way, right=right, outcome=_outcome(event))


def _of_app(event: JsonObject, facts: JsonObject) -> Iterator[Access]:
    endpoint = text_at(event, "endpoint") or ""
    client, actor = text_at(facts, "client_id"), text_at(facts, "actor")
    if endpoint in _OF_IDENTITY:
        outcome: Outcome = "given" if _outcome(event) == "given" else "refused"
        yield _access(event, "app", who=client, what=IDENTITY, way=READ, right="consent", outcome=outcome, actor=actor)
        return
    family, _, way = endpoint.rpartition("_")
    if family in _families() and way in {READ, WRITE}:
        outcome = _outcome(event) if facts.get("consent") is True else "refused"
        what = _BY_API.get(_api_of(event), family)
        yield _access(event, "app", who=client, what=what, way=way, right="consent", outcome=outcome, actor=actor)


def _of_act(event: JsonObject) -> Iterator[Access]:
    name = text_at(event, "act") or ""
    who = text_at(event, "professional")
    if name in PROFESSIONAL_ACTS:
        api, _act = PROFESSIONAL_ACTS[name][0]  # where others show it too, it is one access all the same
        yield _access(event, "professional", who=who, what=api.family, way=WRITE, right="allowed", outcome="given")
    elif name == "open_in_emergency":
        outcome: Outcome = "given" if event.get("changed") else "refused"
        yield _access(event, "professional", who=who, what=RECORD, way=READ, right="emergency", outcome=outcome)


def _access(
    event: JsonObject,
    by: By,
    *,
    who: str | None,
    what: str,
    way: str,
    right: str,
    outcome: Outcome,
    actor: str | None = None,
) -> Access:
    seq = event.get("seq")
    number, at = seq if isinstance(seq, int) else 0, text_at(event, "at") or ""
    return Access(number, at, by, who=who, actor=actor, what=what, way=way, right=right, outcome=outcome)


def _outcome(event: Mapping[str, JsonValue]) -> Outcome:
    response = event.get("response")
    status = response.get("status") if isinstance(response, dict) else None
    if not isinstance(status, int):
        return "failed"  # no answer left the space
    if status < _LOWEST_ERROR:
        return "given"
    return "refused" if status in {401, 403} else "failed"


def _api_of(event: JsonObject) -> str:
    return api_of(urlsplit(text_at(object_at(event, "request"), "url") or "").path) or ""


def _families() -> frozenset[str]:
    return frozenset(family.name for family in inferred().families)
