"""DPOP-01, 02: an endpoint demands that proofs of possession have a nonce of its own."""

from dataclasses import dataclass, replace
from typing import ClassVar, Literal

from sandbox.hooks import NonceDemand


@dataclass(frozen=True)
class ProofNonceDemanded:
    """Demands a nonce at the token endpoint, or at every resource (RFC 9449, 8 and 9), its challenge spelled so."""

    id: ClassVar[str] = "proof_nonce_demanded"
    at: Literal["token", "resources"] = "token"
    scheme: str = "DPoP"

    def nonce_demand(self, demand: NonceDemand) -> NonceDemand:
        """Return the demand made there; elsewhere it stays as it is."""
        if demand.endpoint == "pushed_authorization_request" or (demand.endpoint == "token") != (self.at == "token"):
            return demand
        return replace(demand, demanded=True, scheme=self.scheme)
