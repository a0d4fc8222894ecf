"""Addresses of secure messaging (MSSanté), as References carry them."""

from sandbox.fhir.messages.vocabulary import MAILBOX
from sandbox.fhir.naming import PATIENT_IDENTIFIER
from sandbox.fhir.resources.practitioner import practitioner_reference
from sandbox.inferred import inferred
from sandbox.json_value import JsonObject
from sandbox.people.persona import Persona
from sandbox.people.professional import Professional


def mssante_address(persona: Persona) -> str:
    """Return the address of a citizen: the matricule of their INS in the citizens' domain."""
    return f"{persona.ins.matricule}@{inferred().messages.mailbox_domain}"


def citizen(persona: Persona) -> JsonObject:
    """Name the patient, by mark, with their mailbox."""
    return {
        "extension": [_mailbox(mssante_address(persona))],
        "type": "Patient",
        "identifier": PATIENT_IDENTIFIER,
        "display": persona.name,
    }


def guardian(persona: Persona, ward: Persona) -> JsonObject:
    """Name who writes for a minor; they use the mailbox of the minor."""
    return {"extension": [_mailbox(mssante_address(ward))], "type": "RelatedPerson", "display": persona.name}


def professional(known: Professional) -> JsonObject:
    """Name a professional by RPPS number, with their mailbox."""
    return {"extension": [_mailbox(known.mssante)], **practitioner_reference(known)}


def _mailbox(address: str) -> JsonObject:
    return {"url": MAILBOX, "valueContactPoint": {"system": "email", "value": address}}
