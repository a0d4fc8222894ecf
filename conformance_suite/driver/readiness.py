"""Is the app up? Asked without cookies, redirects or patience."""

from __future__ import annotations

from contextlib import closing
from dataclasses import dataclass
from typing import TYPE_CHECKING

import requests

from conformance_suite.driver.answers import reason_of
from conformance_suite.driver.line import TO_APPS, Carrier, Line
from sandbox.egress import EgressError, RefusedUrlError

if TYPE_CHECKING:
    from pathlib import Path

    from sandbox.egress import Guard

ATTEMPT = 2.0  # seconds for one try
_OK = range(200, 300)


@dataclass(frozen=True)
class Look:
    """The status of what answered, or the driver's word for why nothing did."""

    status: int | None = None
    reason: str | None = None

    @property
    def up(self) -> bool:
        """Whether the answer was a good one."""
        return self.status in _OK


def look_at(url: str, ca_bundle: Path, guard: Guard = TO_APPS) -> Look:
    """See how a GET of `url` is answered; `ca_bundle` is trusted beside this machine's authorities."""
    try:
        with (
            closing(Carrier(Line(), ca_bundle, guard=guard)) as carrier,
            carrier.carry("GET", url, {"Connection": "close"}, seconds=ATTEMPT) as response,
        ):
            return Look(status=response.status_code)
    except (requests.RequestException, OSError, ValueError) as error:
        return Look(reason=reason_of(error))


def listens(url: str, guard: Guard = TO_APPS) -> bool:
    """Whether something accepts connections there."""
    try:
        with guard.dial(url, timeout=ATTEMPT):
            return True
    except (RefusedUrlError, EgressError):
        return False
