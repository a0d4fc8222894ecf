"""Puts the parameters that it pushed in the browser's address as well."""

from relying_party import RelyingParty as Conformant

KILLED_BY = "AREQ-14"


class RelyingParty(Conformant):
    """Twice is safer."""

    def way_in(self, url: str) -> str:
        """The request as it is, and what stands for it."""
        brought = super().way_in(url).partition("&request_uri=")
        return url + brought[1] + brought[2]
