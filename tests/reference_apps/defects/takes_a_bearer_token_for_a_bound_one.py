"""Has its access tokens bound, and takes one that is not bound as well."""

from relying_party import RelyingParty as Conformant

KILLED_BY = "DPOP-04"


class RelyingParty(Conformant):
    """Some token is better than none."""

    def is_known_type(self, token_type: object) -> bool:
        """Either of the two."""
        return str(token_type).lower() in {"bearer", "dpop"}
