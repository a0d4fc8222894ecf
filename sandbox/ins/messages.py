"""What the INSi service is asked and answers, as JSON Schemas: requests are read by them, OpenAPI publishes them."""

from collections.abc import Iterator
from typing import Final

from jsonschema import Draft202012Validator

from sandbox.ins.identity import Attribute, Status
from sandbox.ins.traits import Traits, insi_name, traits_of
from sandbox.json_reading import list_at, object_at, text_at
from sandbox.json_value import JsonObject, JsonValue
from sandbox.people.ins import TEST_OIDS, Ins
from sandbox.people.persona import Gender, Persona

FOUND, NONE, SEVERAL = "00", "01", "02"
LABELS: Final = {FOUND: "One identity found", NONE: "No identity found", SEVERAL: "Several identities found"}
_NAME: Final[JsonObject] = {"type": "string", "minLength": 1, "maxLength": 200}
_TRAITS: Final[JsonObject] = {
    "family_name": {**_NAME, "description": "Name at birth. Case and diacritics do not matter."},
    "given_names": {**_NAME, "description": "Given names at birth in their order; the first alone will do."},
    "gender": {"enum": ["female", "male"]},
    "birthdate": {"type": "string", "format": "date"},
    "birthplace": {
        "type": "string",
        "pattern": "^([0-9]{2}|2[AB])[0-9]{3}$",
        "description": "INSEE code of the commune, or 99 and that of the country",
    },
}
_ATTRIBUTES: Final[JsonObject] = {
    "type": "array",
    "items": {"enum": [str(one) for one in Attribute]},
    "uniqueItems": True,
    "description": "Of the identity in the caller's software; INSi is not asked about a doubtful or fictitious one",
}
_INS: Final[JsonObject] = {
    "type": "object",
    "required": ["matricule", "oid"],
    "additionalProperties": False,
    "properties": {
        "matricule": {"type": "string", "pattern": "^[0-9]{5}([0-9]{2}|2[AB])[0-9]{8}$"},
        "oid": {"type": "string", "description": f"Test OIDs only: {', '.join(sorted(TEST_OIDS))}"},
    },
}
_ASKED: Final[list[JsonValue]] = ["family_name", "given_names", "gender", "birthdate"]
SEARCH: Final[JsonObject] = {
    "type": "object",
    "required": _ASKED,
    "additionalProperties": False,
    "properties": {**_TRAITS, "attributes": _ATTRIBUTES},
}
VERIFICATION: Final[JsonObject] = {
    "type": "object",
    "required": ["ins", *_ASKED],
    "additionalProperties": False,
    "properties": {"ins": _INS, **_TRAITS, "attributes": _ATTRIBUTES},
}
ANSWER: Final[JsonObject] = {
    "type": "object",
    "required": ["code", "label"],
    "properties": {
        "code": {"enum": list(LABELS), "description": "; ".join(f"{code}: {label}" for code, label in LABELS.items())},
        "label": {"type": "string"},
        "identity": {
            "type": "object",
            "description": "With code 00 only.",
            "required": ["ins", "status", *_TRAITS],
            "properties": {"ins": _INS, "status": {"enum": [str(one) for one in Status]}, **_TRAITS},
        },
    },
}


def faults_in(schema: JsonObject, body: JsonValue) -> Iterator[tuple[str, str]]:
    """Give what in a body does not conform: a JSON Pointer (RFC 6901) and why."""
    for wrong in Draft202012Validator(schema).iter_errors(body):
        yield "".join(f"/{part}" for part in wrong.absolute_path), wrong.message[:200]


def traits_in(body: JsonValue) -> Traits:
    """Read the traits of a body that conforms.

    Raises:
        TraitError: INSi could have no such trait.
    """
    gender: Gender = "female" if text_at(body, "gender") == "female" else "male"
    return Traits(
        insi_name(text_at(body, "family_name") or ""),
        insi_name(text_at(body, "given_names") or ""),
        gender,
        text_at(body, "birthdate") or "",
        text_at(body, "birthplace"),
    )


def ins_in(body: JsonValue) -> Ins:
    """Read the INS of a body that conforms.

    Raises:
        RealIdentityError: its OID is not one for tests.
    """
    told = object_at(body, "ins")
    return Ins(text_at(told, "matricule") or "", text_at(told, "oid") or "")


def attributes_in(body: JsonValue) -> frozenset[Attribute]:
    """Read the attributes of a body that conforms."""
    return frozenset(Attribute(str(one)) for one in list_at(body, "attributes"))


def answer(code: str, status: Status | None = None, persona: Persona | None = None) -> JsonObject:
    """Write an answer, with the identity that was found."""
    told: JsonObject = {"code": code, "label": LABELS[code]}
    if persona is None or status is None:
        return told
    traits = traits_of(persona)
    return {
        **told,
        "identity": {
            "ins": {"matricule": persona.ins.matricule, "oid": persona.ins.oid},
            "status": str(status),
            "family_name": traits.family_name,
            "given_names": traits.given_names,
            "gender": traits.gender,
            "birthdate": traits.birthdate,
            "birthplace": traits.birthplace,
        },
    }
