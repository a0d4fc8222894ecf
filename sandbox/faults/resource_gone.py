"""FHIR-45: what is read by its id is not there any more."""

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, ClassVar, Literal

from sandbox.hooks import JsonAnswer, ReadResource

if TYPE_CHECKING:
    from sandbox.json_value import JsonObject

_CODES = {"404": "not-found", "410": "deleted"}


@dataclass(frozen=True)
class ResourceGone:
    """Answers as if the resource had been deleted: 410 says that it was there, 404 does not (FHIR R4, 3.1.0.7)."""

    id: ClassVar[str] = "resource_gone"
    status: Literal["404", "410"] = "410"

    def read_resource(self, read: ReadResource) -> ReadResource:
        """Return the refusal in place of the resource."""
        said = f"{read.resource.get('resourceType')}/{read.resource.get('id')} is not here"
        issue: JsonObject = {"severity": "error", "code": _CODES[self.status], "diagnostics": said}
        outcome: JsonObject = {"resourceType": "OperationOutcome", "issue": [issue]}
        return replace(read, answer=JsonAnswer(int(self.status), outcome))
