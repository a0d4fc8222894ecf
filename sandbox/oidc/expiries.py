"""What is good now in a space, and will not be when its clock has moved."""

from collections.abc import Mapping
from dataclasses import dataclass

from sandbox.clock import Clock
from sandbox.oidc.authorizations import Authorizations
from sandbox.oidc.browsers import Browsers
from sandbox.spaces import Space


@dataclass(frozen=True)
class Expiries:
    """When each thing ends that is good `now` (seconds since 1970), by kind: code, access_token..., sign_in."""

    now: float
    ends: Mapping[str, tuple[float, ...]]

    def within(self, seconds: float) -> dict[str, int]:
        """Return how many of each kind end within so many seconds; kinds of which none does are left out."""
        counts = {kind: sum(end <= self.now + seconds for end in ends) for kind, ends in self.ends.items()}
        return {kind: count for kind, count in counts.items() if count}


def expiries(space: Space) -> Expiries:
    """Look at everything that the space has issued and still honours."""
    now = space.part(Clock).now()
    ends = space.part(Authorizations).ends(now) | {"sign_in": space.part(Browsers).ends(now)}
    return Expiries(now, {kind: tuple(sorted(found)) for kind, found in ends.items()})
