"""The JSON Schemas of a requirement, an edition, a declaration of convergence, made from the model's words. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from doctrine.conditions import KINDS
from doctrine.convergence import DATED, SCHEMA, State
from doctrine.convergence_reader import LONGEST, MOST_EVIDENCE
from doctrine.loader import ACTORS, IDENTIFIER
from doctrine.model import Confidence, EditionStatus, EvidenceKind, LegalStanding, Method, Obligation, Peer
from doctrine.reader import EXCHANGE_FAMILIES

if TYPE_CHECKING:
    from collections.abc import Iterable

Schema = dict[str, Any]
DRAFT = "https://json-schema.org/draft/2020-12/schema"
TEXT: Schema = {"type": "string", "pattern": r"\S"}
MAYBE: Schema = {"anyOf": [{"type": "null"}, TEXT]}
MAYBE_DAY: Schema = {"anyOf": [{"type": "null"}, {"type": "string", "format": "date"}]}
ID: Schema = {"type": "string", "pattern": f"^{IDENTIFIER.pattern}$"}
REVISION: Schema = {"type": "integer", "minimum": 1}
DIGEST: Schema = {"type": "string", "pattern": "^sha256:[0-9a-f]{64}$"}
CONDITION: Schema = {"$ref": "#/$defs/condition"}
TEXTS: Schema = {"$ref": "#/$defs/texts"}


def requirement() -> Schema:
    """The schema of `doctrine/requirements/<theme>/<ID>/r<N>.yaml`."""
    members = {
        "id": ID,
        "revision": REVISION,
        "theme": TEXT,
        "title": TEXTS,
        "statement": TEXTS,
        "actor": {"enum": list(ACTORS)},
        "profiles": {"type": "array", "items": {"enum": list(KINDS)}},
        "applies_when": CONDITION,
        "obligation": _words(Obligation),
        "conditional": {"type": "array", "items": _object({"when": CONDITION, "obligation": _words(Obligation)})},
        "required_level": TEXTS,
        "legal_standing": _words(LegalStanding),
        "source": _object({"text": TEXT, "version": MAYBE, "url": MAYBE}, optional=("version", "url")),
        "clause": TEXT,
        "provenance": _object({"official_ref": MAYBE, "note": TEXT}, optional=("official_ref",)),
        "confidence": _words(Confidence),
        "cross_references": {"type": "array", "items": _object({"to": _words(Peer), "clause": TEXT})},
        "verification": _verification(),
        "evidence": {"type": "array", "minItems": 1, "items": _evidence()},
        "remediation": TEXTS,
    }
    whole = _object(members, optional=("conditional", "required_level", "cross_references"))
    definitions = {"texts": _object({"fr": TEXT, "en": TEXT}), "condition": _condition()}
    return {"$schema": DRAFT, "title": "A revision of a requirement", **whole, "$defs": definitions}


def edition() -> Schema:
    """The schema of `doctrine/editions/<name>.yaml`."""
    members = {
        "edition": {"type": "string", "pattern": "^[0-9A-Za-z-]+$"},
        "title": TEXTS,
        "status": _words(EditionStatus),
        "in_force_from": MAYBE_DAY,
        "transition_until": MAYBE_DAY,
        "requirements": {
            "type": "array",
            "minItems": 1,
            "items": _object({"id": ID, "revision": REVISION, "digest": DIGEST}),
        },
    }
    whole = _object(members, optional=("in_force_from", "transition_until"))
    return {"$schema": DRAFT, "title": "An edition", **whole, "$defs": {"texts": _object({"fr": TEXT, "en": TEXT})}}


def convergence() -> Schema:
    """The schema of a declaration of convergence."""
    told: Schema = TEXT | {"maxLength": LONGEST}
    rows = {"type": "object", "propertyNames": ID, "additionalProperties": {"$ref": "#/$defs/declared"}}
    members = {"schema": {"const": SCHEMA}, "app": told, "edition": told, "requirements": rows}
    title = "A declaration of convergence"
    return {"$schema": DRAFT, "title": title, **_object(members), "$defs": {"declared": _declared(told)}}


SCHEMAS = {"requirement": requirement, "edition": edition, "convergence": convergence}


def _declared(told: Schema) -> Schema:
    members = {
        "state": _words(State),
        "reason": told,
        "due": {"type": "string", "format": "date"},
        "plan": told,
        "evidence": {"type": "array", "maxItems": MOST_EVIDENCE, "items": told},
    }
    whole = _object(members, optional=("reason", "due", "plan", "evidence"))
    ahead = {"not": {"anyOf": [{"required": ["due"]}, {"required": ["plan"]}]}}
    return whole | {
        "allOf": [
            {"if": _is(State.NOT_APPLICABLE), "then": {"required": ["reason"]}},
            {"if": _is(State.PLANNED), "then": {"required": ["due"]}},
            {"if": _is(*sorted(set(State) - DATED)), "then": ahead},
        ]
    }


def _is(*states: State) -> Schema:
    return {"properties": {"state": _words(states)}}


def _verification() -> Schema:
    members = {"method": _words(Method), "reason": TEXTS, "rests_on": {"type": "array", "items": ID}}
    reasoned = {"properties": {"method": {"const": Method.AUTOMATED.value}}}
    whole = _object(members, optional=("reason", "rests_on"))
    return whole | {"if": reasoned, "else": {"required": ["reason"]}}


def _evidence() -> Schema:
    members = {
        "fr": TEXT,
        "en": TEXT,
        "kind": _words(EvidenceKind),
        "formats": {"type": "array", "items": {"type": "string"}},
        "valid_months": REVISION,
    }
    return _object(members, optional=("kind", "formats", "valid_months"))


def _condition() -> Schema:
    families = "|".join(EXCHANGE_FAMILIES)
    operands = {
        "kind": {"type": "array", "items": {"enum": list(KINDS)}},
        "exchange": {"type": "string", "pattern": rf"^(any|({families})(\.(read|write))?)$"},
        "feature": TEXT,
        "all": {"type": "array", "minItems": 1, "items": CONDITION},
        "any": {"type": "array", "items": CONDITION},
        "not": CONDITION,
    }
    return {"anyOf": [{"const": "always"}, *(_object({name: operand}) for name, operand in operands.items())]}


def _object(members: Schema, *, optional: Iterable[str] = ()) -> Schema:
    required = [name for name in members if name not in set(optional)]
    return {"type": "object", "additionalProperties": False, "required": required, "properties": members}


def _words(words: Iterable[str]) -> Schema:
    return {"enum": [str(word) for word in words]}
