"""Numbers its sign-ins instead of drawing a state at random."""

import itertools
from dataclasses import replace

from relying_party import Pending
from relying_party import RelyingParty as Conformant

KILLED_BY = "AREQ-01"


NUMBERS = itertools.count(1)


class RelyingParty(Conformant):
    """The state is the next number."""

    def authorization_request(self) -> tuple[Pending, str]:
        """The same request with another state."""
        pending, url = super().authorization_request()
        state = f"sign-in-{next(NUMBERS):06d}"
        return replace(pending, state=state), url.replace(pending.state, state)
