"""Signing keys: one file per purpose, each purpose with a `typ` of its own, so that no signature serves another."""

import json
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, Literal

from joserfc import jws, jwt
from joserfc.errors import JoseError
from joserfc.jwk import ECKey

from catalogue_portal.storage.files import write_once


class BadSignature(Exception):  # noqa: N818 - it says what it is
    """The object was not signed by us for this purpose, or was changed since."""


@dataclass(frozen=True)
class KeyPurpose:
    """What a key is for. A noun declares its own: `LABEL = KeyPurpose("label", "poincon-label+jwt")`."""

    name: str
    typ: str
    algorithm: Literal["ES256"] = "ES256"


@dataclass(frozen=True)
class SigningKey:
    """A private key and the only thing that it may sign."""

    purpose: KeyPurpose
    key: ECKey

    @cached_property
    def kid(self) -> str:
        """The key's identifier: its JWK thumbprint (RFC 7638)."""
        return self.key.thumbprint()

    @property
    def public_jwk(self) -> dict[str, Any]:
        """The public half, ready for a JWKS."""
        public = dict(self.key.as_dict(private=False))
        return public | {"kid": self.kid, "use": "sig", "alg": self.purpose.algorithm}

    def sign(self, claims: dict[str, Any]) -> str:
        """Return the claims as a signed JWT in compact form."""
        header = {"alg": self.purpose.algorithm, "typ": self.purpose.typ, "kid": self.kid}
        return jwt.encode(header, claims, self.key, algorithms=[self.purpose.algorithm])

    def read(self, token: str) -> dict[str, Any]:
        """Return the claims of a JWT that this key signed for this purpose; time claims are the caller's matter."""
        try:
            decoded = jwt.decode(token, self.key, algorithms=[self.purpose.algorithm])
        except (JoseError, ValueError) as error:
            raise BadSignature(str(error)) from error
        if decoded.header.get("typ") != self.purpose.typ:
            raise BadSignature(f"typ is not {self.purpose.typ}")
        return dict(decoded.claims)

    def sign_detached(self, content: bytes) -> str:
        """Sign bytes that travel apart; the compact form has an empty payload (RFC 7515 appendix F)."""
        header = {"alg": self.purpose.algorithm, "typ": self.purpose.typ, "kid": self.kid}
        compact = jws.serialize_compact(header, content, self.key, algorithms=[self.purpose.algorithm])
        head, _, signature = compact.split(".")
        return f"{head}..{signature}"


class KeyStore:
    """The key files of one environment. Files are made at first use, readable by their owner alone."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._keys: dict[KeyPurpose, SigningKey] = {}

    def key(self, purpose: KeyPurpose) -> SigningKey:
        """Return the key of a purpose, made now if it never was."""
        if purpose not in self._keys:
            content = self._content(f"{purpose.name}.jwk", _new_private_jwk)
            self._keys[purpose] = SigningKey(purpose, ECKey.import_key(json.loads(content)))
        return self._keys[purpose]

    def secret(self, name: str) -> bytes:
        """Return 32 random bytes kept under a name, such as the key of form tokens."""
        return bytes.fromhex(self._content(f"{name}.secret", lambda: secrets.token_hex(32)))

    def jwks(self, *purposes: KeyPurpose) -> dict[str, Any]:
        """Return the public keys of these purposes as a JWKS (RFC 7517 section 5)."""
        return {"keys": [self.key(purpose).public_jwk for purpose in purposes]}

    def _content(self, name: str, make: Callable[[], str]) -> str:
        self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._folder.chmod(0o700)
        path = self._folder / name
        if not path.exists():
            write_once(path, make())
        return path.read_text(encoding="ascii")


def _new_private_jwk() -> str:
    return json.dumps(ECKey.generate_key("P-256", private=True, auto_kid=False).as_dict(private=True))
