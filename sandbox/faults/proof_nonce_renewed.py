"""DPOP-03: every answer brings another nonce for the next proof of possession."""

from dataclasses import dataclass, replace
from typing import ClassVar

from sandbox.hooks import NonceDemand


@dataclass(frozen=True)
class ProofNonceRenewed:
    """Demands nonces everywhere and gives another one with each answer (RFC 9449, 8.2); any given lately is taken."""

    id: ClassVar[str] = "proof_nonce_renewed"

    def nonce_demand(self, demand: NonceDemand) -> NonceDemand:
        """Return the demand with renewal."""
        return replace(demand, demanded=True, renewed=True)
