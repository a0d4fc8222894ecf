"""REV-01, REV-05: API Mesures refuses every read, by 401 or by 403."""

import json
from dataclasses import dataclass, replace
from typing import ClassVar, Literal

from sandbox.hooks import WireAnswer

_STATUS = {"invalid_token": 401, "insufficient_scope": 403}


@dataclass(frozen=True)
class ReadingUnauthorized:
    """Answers each read with an error of access tokens (RFC 6750, 3.1; RFC 9449, 7.1), however good the token is."""

    id: ClassVar[str] = "reading_unauthorized"
    error: Literal["invalid_token", "insufficient_scope"] = "invalid_token"

    def answer(self, answer: WireAnswer) -> WireAnswer:
        """Return a read as refused; any other answer stays as it is."""
        if answer.endpoint != "measures_read":
            return answer
        issue = {"severity": "error", "code": "login" if self.error == "invalid_token" else "forbidden"}
        body = json.dumps({"resourceType": "OperationOutcome", "issue": [issue]}).encode("utf-8")
        headers = tuple(pair for pair in answer.headers if pair[0].lower() != "www-authenticate")
        headers = (*headers, ("WWW-Authenticate", f'{answer.scheme} error="{self.error}"'))
        return replace(answer, status=_STATUS[self.error], headers=headers, body=body)
