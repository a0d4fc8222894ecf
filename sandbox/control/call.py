"""A control request, read; and the refusal of one."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import parse_qsl

from sandbox.json_value import JsonObject, JsonValue
from sandbox.wire.conversation import Request


class RefusedError(Exception):
    """A control that cannot be carried out, with the HTTP status that says so."""

    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.status = status


@dataclass(frozen=True)
class Call:
    """A control request, read."""

    method: str
    path: str
    query: Mapping[str, str]
    content: JsonObject

    @classmethod
    def of(cls, request: Request) -> "Call":
        """Read a request; its body, if any, must be a JSON object."""
        path, _, query = request.target.partition("?")
        content = json.loads(request.body) if request.body else {}
        if not isinstance(content, dict):
            raise RefusedError(400, "the body must be a JSON object")
        return cls(request.method, path, dict(parse_qsl(query)), content)

    def text(self, name: str) -> str:
        """Return a text that must be there."""
        value = self.content.get(name)
        if not isinstance(value, str):
            raise RefusedError(400, f"{name!r} must be a text")
        return value

    def optional_text(self, name: str) -> str | None:
        """Return a text, or None if it is not given."""
        return None if self.content.get(name) is None else self.text(name)

    def optional_number(self, name: str) -> int | None:
        """Return a whole number, or None if it is not given."""
        value = self.content.get(name)
        if value is not None and (not isinstance(value, int) or isinstance(value, bool)):
            raise RefusedError(400, f"{name!r} must be a whole number")
        return value

    def object(self, name: str) -> JsonObject:
        """Return an object; an empty one if it is not given."""
        value = self.content.get(name)
        if value is None:
            return {}
        if not isinstance(value, dict):
            raise RefusedError(400, f"{name!r} must be an object")
        return value

    def items(self, name: str) -> list[JsonValue]:
        """Return a list; an empty one if it is not given."""
        value = self.content.get(name, [])
        if not isinstance(value, list):
            raise RefusedError(400, f"{name!r} must be a list")
        return value
