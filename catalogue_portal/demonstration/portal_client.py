"""A client of the portal's REST API, as anyone could write one: what the story does, it does through the front door."""

import json
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Mapping
from typing import Any

PATIENCE = 30.0  # seconds for one answer


class RefusedError(Exception):
    """The portal said no; the message is its own, from the problem document or the OAuth error."""

    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.status = status


class PortalClient:
    """Calls under one root, with a bearer token once somebody has signed in."""

    def __init__(self, root: str, secret: str | None = None) -> None:
        self.root = root.rstrip("/")
        self._secret = secret

    def sign_in(self, email: str, password: str) -> "PortalClient":
        """Return a client that acts for this person."""
        from catalogue_portal.accounts.scopes import SCOPES  # noqa: PLC0415 - nouns are loaded after the portal is made

        wish = {"email": email, "password": password, "name": "demonstration", "scopes": sorted(SCOPES)}
        return PortalClient(self.root, self.post("/api/v1/tokens", wish)["secret"])

    def get(self, path: str) -> Any:  # noqa: ANN401 - whatever JSON the path gives
        """Return the JSON at a path. Raises RefusedError."""
        return self._call("GET", path, None, {})

    def post(self, path: str, content: Mapping[str, Any] | None = None) -> Any:  # noqa: ANN401 - idem
        """Send JSON and return the answer's. Raises RefusedError."""
        return self._call("POST", path, json.dumps(content or {}).encode(), {"Content-Type": "application/json"})

    def put(self, path: str, content: Mapping[str, Any]) -> Any:  # noqa: ANN401 - idem
        """Replace what is at a path. Raises RefusedError."""
        return self._call("PUT", path, json.dumps(content).encode(), {"Content-Type": "application/json"})

    def form(self, path: str, fields: Mapping[str, str]) -> Any:  # noqa: ANN401 - idem
        """Send a form, as OAuth endpoints want it. Raises RefusedError."""
        kind = {"Content-Type": "application/x-www-form-urlencoded"}
        return self._call("POST", path, urllib.parse.urlencode(fields).encode(), kind)

    def _call(self, method: str, path: str, body: bytes | None, headers: dict[str, str]) -> Any:  # noqa: ANN401 - idem
        if self._secret is not None:
            headers = headers | {"Authorization": f"Bearer {self._secret}"}
        request = urllib.request.Request(self.root + path, body, headers, method=method)  # noqa: S310 - our own portal
        try:
            with urllib.request.urlopen(request, timeout=PATIENCE) as answer:  # noqa: S310 - idem
                return json.loads(answer.read() or b"null")
        except urllib.error.HTTPError as error:
            with error:
                raise RefusedError(error.code, _reason(error.read())) from error


def _reason(body: bytes) -> str:
    try:
        said = json.loads(body)
    except ValueError:
        return body.decode("utf-8", "replace")[:200]
    if not isinstance(said, dict):
        return str(said)
    if "error" in said:
        return f"{said['error']}: {said.get('error_description', '')}".rstrip(": ")
    return str(said.get("detail", said.get("title", said)))
