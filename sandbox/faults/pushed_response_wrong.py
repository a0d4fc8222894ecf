"""PAR-02: the answer to a pushed authorization request is not what it has to be."""

from dataclasses import dataclass, replace
from typing import ClassVar, Literal

from sandbox.hooks import JsonAnswer


@dataclass(frozen=True)
class PushedResponseWrong:
    """Leaves `request_uri` out of the answer, or answers 200 where it has to be 201 (RFC 9126, 2.2)."""

    id: ClassVar[str] = "pushed_response_wrong"
    way: Literal["without_request_uri", "status_200"] = "without_request_uri"

    def pushed_response(self, answer: JsonAnswer) -> JsonAnswer:
        """Return the answer, wrong in that one way."""
        if self.way == "status_200":
            return replace(answer, status=200)
        return replace(answer, body={name: value for name, value in answer.body.items() if name != "request_uri"})
