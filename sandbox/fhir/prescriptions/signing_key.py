"""The key with which the prescriptions of a space are signed: of its own, so that it vouches for nothing else."""

from typing import cast

from joserfc.jwk import ECKey, KeySet

from sandbox.json_value import JsonObject
from sandbox.kept_file import keep, kept
from sandbox.spaces import Space

_FILE = "prescription-key.json"
_KID_LENGTH = 11  # characters, 66 bits: each one makes every code larger


class PrescriptionKey:
    """An ES256 key, kept in the space's folder when it has one; its `kid` begins its thumbprint (RFC 7638)."""

    def __init__(self, space: Space) -> None:
        file = space.state_dir / _FILE if space.state_dir else None
        found = cast("JsonObject | None", kept(file, None)) if file else None
        if found is not None:
            self.private = ECKey.import_key(found)  # type: ignore[arg-type]  # what `as_dict` gave
            return
        made = ECKey.generate_key("P-256")
        kid = made.thumbprint()[:_KID_LENGTH]
        self.private = ECKey.import_key(made.as_dict(private=True), {"use": "sig", "alg": "ES256", "kid": kid})
        if file is not None:
            keep(file, cast("JsonObject", self.private.as_dict(private=True)))

    @property
    def kid(self) -> str:
        """The name of the key."""
        return cast("str", self.private.kid)

    def public(self) -> JsonObject:
        """Return the JSON Web Key Set that verifiers fetch."""
        return {"keys": [cast("JsonObject", self.private.as_dict(private=False))]}

    def key_set(self) -> KeySet:
        """Return the same as keys."""
        return KeySet([self.private])
