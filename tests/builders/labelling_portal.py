"""A portal as a space sees it: keys, statements and a status list over HTTP on loopback; it can lie or fall silent."""

from __future__ import annotations

import base64
import itertools
import json
import time
import zlib
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any, Self

from builders.listening import listening
from builders.tokens import sign
from joserfc.jwk import ECKey

from sandbox.trust import Trust

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import TracebackType

SPACE = "https://localhost:8443/s/s1"
CALLBACK = "http://127.0.0.1:5000/callback"
INDEX = 4711
_numbers = itertools.count()


def new_key() -> ECKey:
    return ECKey.generate_key("P-256", {"use": "sig", "alg": "ES256"}, auto_kid=True)


def public_set(*keys: ECKey) -> dict[str, Any]:
    return {"keys": [dict(key.as_dict(private=False)) for key in keys]}


class LabellingPortal:
    """Signs with joserfc and the standard library alone; each attribute may be changed to make it lie."""

    def __init__(self) -> None:
        self.statement_key, self.status_key, self.app_key = new_key(), new_key(), new_key()
        self.published = {"statements": [self.statement_key], "status": [self.status_key]}
        self.status: dict[int, int] = {}
        self.fetched: list[str] = []
        self.now: Callable[[], float] = time.time
        self.list_claims: dict[str, Any] = {}
        self.list_typ = "statuslist+jwt"
        self.list_signer = self.status_key
        self.silent = False
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self.issuer = f"http://127.0.0.1:{self._server.server_port}/demo"
        self._listening = listening(self._server)

    def __enter__(self) -> Self:
        self._listening.__enter__()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._listening.__exit__(kind, error, trace)

    @property
    def trust(self) -> Trust:
        return Trust(self.issuer, f"{self.issuer}/software-statements/jwks", SPACE, 60)

    def statement(
        self,
        *,
        key: ECKey | None = None,
        header: dict[str, Any] | None = None,
        **changes: Any,  # noqa: ANN401
    ) -> str:
        """A good statement; a claim or header member given as None is left out."""
        key = key or self.statement_key
        head = {"alg": "ES256", "typ": "poincon-software-statement+jwt", "kid": key.kid} | (header or {})
        claims = self.claims() | changes
        return sign(
            {name: value for name, value in head.items() if value is not None},
            {name: value for name, value in claims.items() if value is not None},
            key,
        )

    def claims(self) -> dict[str, Any]:
        now = int(self.now())
        return {
            "iss": self.issuer,
            "aud": SPACE,
            "iat": now,
            "exp": now + 300,
            "jti": f"sst-{next(_numbers)}",
            "software_id": "app_k3v7q2m5x4ab",
            "software_version": "2.4.0",
            "client_name": "Carnet",
            "redirect_uris": [CALLBACK],
            "grant_types": ["authorization_code", "refresh_token"],
            "response_types": ["code"],
            "scope": "openid identity measures.read measures.write",
            "token_endpoint_auth_method": "private_key_jwt",
            "jwks": public_set(self.app_key),
            "label": {"id": "lab_k3v7q2m5x4ab", "iss": self.issuer},
            "status_list": {
                "idx": INDEX,
                "uri": f"{self.issuer}/status-lists/1",
                "jwks_uri": f"{self.issuer}/status-lists/jwks",
            },
        }

    def status_list(self) -> str:
        now = int(self.now())
        packed = bytearray(1 << 14)
        for index, value in self.status.items():
            packed[index // 4] |= value << (index % 4 * 2)
        lst = base64.urlsafe_b64encode(zlib.compress(bytes(packed), 9)).rstrip(b"=").decode()
        claims = {
            "iss": self.issuer,
            "sub": f"{self.issuer}/status-lists/1",
            "iat": now,
            "exp": now + 60,
            "ttl": 60,
            "status_list": {"bits": 2, "lst": lst},
        }
        header = {"alg": "ES256", "typ": self.list_typ, "kid": self.list_signer.kid}
        return sign(header, claims | self.list_claims, self.list_signer)

    def _answer(self, path: str) -> bytes | None:
        match path.removeprefix("/demo"):
            case "/software-statements/jwks":
                return json.dumps(public_set(*self.published["statements"])).encode()
            case "/status-lists/jwks":
                return json.dumps(public_set(*self.published["status"])).encode()
            case "/status-lists/1":
                return self.status_list().encode()
        return None

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        portal = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                portal.fetched.append(self.path)
                content = None if portal.silent else portal._answer(self.path)
                self.send_response(503 if content is None else 200)
                self.send_header("Content-Length", str(len(content or b"")))
                self.end_headers()
                self.wfile.write(content or b"")

            def log_message(self, *_: object) -> None:
                """Say nothing."""

        return Handler
