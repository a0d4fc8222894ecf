"""IDT-23: the ID token is that of an earlier sign-in of the same person."""

from dataclasses import dataclass
from typing import ClassVar

from sandbox.hooks import SignedToken


@dataclass(frozen=True)
class IdTokenReplayed:
    """Gives the ID token of before once more (OpenID Connect Core, 15.5.2); at a first sign-in there is none."""

    id: ClassVar[str] = "id_token_replayed"

    def id_token(self, token: SignedToken) -> SignedToken:
        """Return the earlier token, or this one."""
        return (token.forge and token.forge.earlier()) or token
