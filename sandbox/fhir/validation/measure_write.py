"""Is this write acceptable? The rules of API Mesures 1.5.2 over one Bundle: pure, for the space and for judges alike.

Diagnostics quoted from the specification (2.2.8) are kept to the letter, faults of language included: apps may be
written against them. They come first; what the engine finds beside them, in R4 and in the profiles, comes after.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Final

from sandbox.fhir import observation_rules
from sandbox.fhir.issue import Issue, error, not_checked, warning
from sandbox.fhir.profiles import CONTINUA_IDENTIFIERS, MDC, PHD_DEVICE, PHD_TYPE_CODE
from sandbox.fhir.validation.examination import MOST_ISSUES
from sandbox.fhir.validation.resource import validate
from sandbox.fhir.validation.unsaid import unsaid
from sandbox.json_reading import list_at, object_at, text_at
from sandbox.json_value import JsonObject, JsonValue

__all__ = ["Issue", "device_identifier", "validate_measure_write"]

# The specification writes this expression in Java's dialect, where a class may hold a class; this is what it means.
_IF_NONE_EXIST = re.compile(r"identifier=urn:oid:([0-9]+(?:\.[0-9]+)+)\|([A-Za-z0-9]+(?:-[A-Za-z0-9]+)*)\Z")
_ACCEPTED: Final = ("Observation", "Device")


@dataclass(frozen=True)
class _Write:
    """A Bundle taken apart, with what the request was authorized for."""

    bundle: JsonObject
    observations: tuple[JsonObject, ...]
    devices: tuple[JsonObject, ...]
    pairing: observation_rules.Pairing

    @property
    def observation(self) -> JsonValue:
        """The one Observation; None when there is not exactly one."""
        return self.observations[0].get("resource") if len(self.observations) == 1 else None

    @property
    def device(self) -> JsonValue:
        """The first Device, if there is one."""
        return self.devices[0].get("resource") if self.devices else None


def validate_measure_write(bundle: JsonValue, *, assign_auth: str, idpe: str, solution_oid: str) -> tuple[Issue, ...]:
    """Check the Bundle of a PCH-01 transaction.

    Args:
        bundle: the parsed body.
        assign_auth: the assigning authority of the pairing, `urn:oid:...`.
        idpe: the patient identifier of the pairing; another one gives an issue of code `forbidden`.
        solution_oid: the OID of the authenticated solution.
    """
    if not isinstance(bundle, dict) or bundle.get("resourceType") != "Bundle":
        return (error("structure", "No bundle provided."),)
    entries = [entry for entry in list_at(bundle, "entry") if isinstance(entry, dict)]
    write = _Write(
        bundle,
        tuple(entry for entry in entries if _creates(entry, "Observation")),
        tuple(entry for entry in entries if _creates(entry, "Device")),
        observation_rules.Pairing(assign_auth, idpe, solution_oid),
    )
    issues = [issue for rule in _BUNDLE_RULES for issue in islice(rule(write), MOST_ISSUES)]
    if len(entries) > MOST_ISSUES:
        return (*issues, not_checked(f"the resources of a Bundle of {len(entries)} entries", "Bundle.entry"))
    if isinstance(write.observation, dict):
        issues += observation_rules.check(write.observation, write.pairing)
    return (*issues, *unsaid(issues, validate(bundle), list_at(bundle, "entry")))


def device_identifier(if_none_exist: str) -> tuple[str, str] | None:
    """Return the OID and the identifier of a conditional creation, or None when it is not written as it must be."""
    match = _IF_NONE_EXIST.match(if_none_exist)
    return (match[1], match[2]) if match else None


def _creates(entry: JsonObject, resource_type: str) -> bool:
    request = object_at(entry, "request")
    return text_at(object_at(entry, "resource"), "resourceType") == resource_type and request.get("method") == "POST"


def _is_a_transaction(write: _Write) -> Iterator[Issue]:
    if write.bundle.get("type") != "transaction":
        yield error("invalid", "Bundle.type must be transaction", "Bundle.type")


def _only_observation_and_device(write: _Write) -> Iterator[Issue]:
    for number, entry in enumerate(list_at(write.bundle, "entry")):
        where = f"Bundle.entry[{number}]"
        kind = text_at(object_at(entry, "resource"), "resourceType")
        method = text_at(object_at(entry, "request"), "method")
        if kind not in _ACCEPTED or method != "POST":
            yield error("not-supported", f"Resource of type {kind} is not acceptable with method {method}.", where)
        elif text_at(object_at(entry, "request"), "url") != kind:
            yield error("invalid", "Bundle.entry.request.url must be the type of the resource", f"{where}.request.url")


def _one_observation(write: _Write) -> Iterator[Issue]:
    if len(write.observations) != 1:
        yield error("invalid", "Bundle must contains one observation creation (POST)", "Bundle.entry")
    elif not text_at(write.observations[0], "fullUrl"):
        yield error("required", "Bundle.entry.fullUrl is mandatory for the Observation", "Bundle.entry.fullUrl")


def _one_device_at_most(write: _Write) -> Iterator[Issue]:
    if len(write.devices) > 1:
        yield error("invalid", "Bundle may contain one Device at most", "Bundle.entry")


def _device_is_created_conditionally(write: _Write) -> Iterator[Issue]:
    for entry in write.devices:
        condition = device_identifier(text_at(object_at(entry, "request"), "ifNoneExist") or "")
        if condition is None:
            yield error(
                "invalid",
                "Device request must have a valid IfNoneExist attribute : identifier=urn:oid:<OID>|<DEVICE ID>",
                "Bundle.entry.request.ifNoneExist",
            )
        elif not any(
            (text_at(identifier, "system"), text_at(identifier, "value")) == (f"urn:oid:{condition[0]}", condition[1])
            for identifier in list_at(entry.get("resource"), "identifier")
        ):
            yield warning("value", "Device.identifier does not hold the identifier of ifNoneExist", "Device.identifier")


def _observation_names_its_device(write: _Write) -> Iterator[Issue]:
    if not isinstance(write.observation, dict):
        return
    reference = text_at(object_at(write.observation, "device"), "reference")
    device_id = text_at(write.device, "id")
    if write.devices and not reference:
        yield error("invalid", "Observation.device.reference is mandatory.", "Observation.device.reference")
    elif reference and reference != f"Device/{device_id}":
        text = "Observation and device not linked by id (Observation.device.reference <-> Device.id)"
        yield error("invalid", text, "Observation.device.reference")


def _device_is_a_phd(write: _Write) -> Iterator[Issue]:
    for entry in write.devices:
        device = entry.get("resource")
        profiles = list_at(object_at(device, "meta"), "profile")
        if not profiles:
            yield error("invalid", "Device must provide meta.profile value.", "Device.meta.profile")
        elif PHD_DEVICE not in profiles:
            yield error("invalid", f"Device.meta.profile must hold {PHD_DEVICE}", "Device.meta.profile")
        if not observation_rules.has_coding(object_at(device, "type"), (MDC,), PHD_TYPE_CODE):
            yield error("value", f"Device.type must hold the code {PHD_TYPE_CODE} of {MDC}", "Device.type")
        kinds = [object_at(identifier, "type") for identifier in list_at(device, "identifier")]
        if not any(observation_rules.has_coding(kind, (CONTINUA_IDENTIFIERS,), "SYSID") for kind in kinds):
            yield error("required", "Device.identifier must hold one of type SYSID", "Device.identifier")


_BUNDLE_RULES: tuple[Callable[[_Write], Iterator[Issue]], ...] = (
    _is_a_transaction,
    _only_observation_and_device,
    _one_observation,
    _one_device_at_most,
    _device_is_created_conditionally,
    _observation_names_its_device,
    _device_is_a_phd,
)
