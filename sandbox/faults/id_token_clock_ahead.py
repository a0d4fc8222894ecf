"""IDT-30: the clock of the space is a little ahead."""

from dataclasses import dataclass
from typing import ClassVar

from sandbox.json_value import JsonObject

_DATES = ("iat", "exp", "auth_time")


@dataclass(frozen=True)
class IdTokenClockAhead:
    """Moves every date of the ID token by `seconds`, as a clock would that is ahead (RFC 7519, 4.1.4)."""

    id: ClassVar[str] = "id_token_clock_ahead"
    seconds: int = 30

    def id_token_claims(self, claims: JsonObject) -> JsonObject:
        """Return the claims with their dates moved."""
        dates = {name: value for name, value in claims.items() if name in _DATES and isinstance(value, int)}
        return claims | {name: value + self.seconds for name, value in dates.items()}
