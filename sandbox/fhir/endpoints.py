"""The endpoints of API Mesures: one row each; routing and the CapabilityStatement both come from these rows."""

from typing import Final

from flask.typing import ResponseReturnValue

from sandbox.endpoint import Endpoint
from sandbox.fhir import measures_read
from sandbox.fhir.capability import capability_statement
from sandbox.fhir.measures_read import read_measures
from sandbox.fhir.measures_write import write_measure
from sandbox.fhir.operation_outcome import fhir_answer
from sandbox.journal.exchange import Exchange
from sandbox.spaces import Space

_BASE: Final = "/api/mesures"


def _metadata(space: Space, _exchange: Exchange) -> ResponseReturnValue:
    return fhir_answer(200, capability_statement(space, ENDPOINTS))


ENDPOINTS: Final = (
    Endpoint("measures_write", _BASE, ("POST",), write_measure, largest_body=4 * 1024 * 1024),
    Endpoint("measures_read", _BASE + measures_read.PATH, ("GET",), read_measures),
    Endpoint("metadata", f"{_BASE}/fhir/metadata", ("GET",), _metadata),
)
