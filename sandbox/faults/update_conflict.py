"""FHIR-20: somebody else changed what an app would change."""

from dataclasses import dataclass, replace
from typing import ClassVar, Final, Literal

from sandbox.fhir.issue import error
from sandbox.fhir.operation_outcome import operation_outcome
from sandbox.hooks import BusinessCall, JsonAnswer

_WHY: Final = "The resource is of another version by now: read it again"


@dataclass(frozen=True)
class UpdateConflict:
    """Refuses every write of a `family` before it is done, as if another had come first (FHIR R4, 3.1.0.5)."""

    id: ClassVar[str] = "update_conflict"
    status: Literal["409", "412"] = "412"
    family: str = "messages"

    def business_call(self, call: BusinessCall) -> BusinessCall:
        """Return the call answered by the refusal; one of another family, or that reads, stays as it is."""
        if (call.family, call.way) != (self.family, "write"):
            return call
        return replace(call, answer=JsonAnswer(int(self.status), operation_outcome([error("conflict", _WHY)])))
