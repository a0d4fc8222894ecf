"""Goes on with the first token of its service, whatever becomes of it."""

from service import RelyingParty as Conformant

KILLED_BY = "BSA-03"


class RelyingParty(Conformant):
    """One token was enough."""

    def token_of_service(self) -> str:
        """The first one."""
        return self.service_token[0] or super().token_of_service()
