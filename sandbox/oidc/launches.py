"""Launches: an app opened from somebody's space, which hands it an opaque value (SMART App Launch 2.2, 2.1).

The app gives the value back in its authorization request, with the FHIR server that named it as `aud`; the sign-in is
then about that person, and the scope `launch` tells the app so (`patient` in the token answer).
"""

import re
from dataclasses import replace
from typing import Final

from authlib.oauth2.rfc6749 import InvalidRequestError

from sandbox.clock import Clock
from sandbox.inferred import inferred
from sandbox.oidc.authorization_checks import Asked, Check
from sandbox.oidc.browsers import AuthorizationRequest
from sandbox.oidc.pairwise import subject
from sandbox.people.people import People
from sandbox.spaces import Space

SCOPE: Final = "launch"


class Launches:
    """The launches of one space that are still good: by value, whose space the app was opened from."""

    def __init__(self, space: Space) -> None:
        self._space = space
        self._known: dict[str, tuple[str, float]] = {}

    def begin(self, launch: str, persona_id: str) -> None:
        """Let a value stand for an app opened from a person's space."""
        ends = self._space.part(Clock).now() + inferred().lifetimes.launch
        with self._space.lock:
            self._known[launch] = (persona_id, ends)

    def persona_id(self, launch: str | None) -> str | None:
        """Return whose space a value stands for, None if the space never gave it or it is over."""
        persona_id, ends = self._known.get(launch or "", (None, 0.0))
        return persona_id if self._space.part(Clock).now() < ends else None


def _launch_is_known(asked: Asked) -> None:
    if asked["launch"] is not None and asked.space.part(Launches).persona_id(asked["launch"]) is None:
        raise InvalidRequestError("launch is not a value that this space gave, or it is over")


def _audience_is_ours(asked: Asked) -> None:
    """The FHIR server that the app will show its token to is one of this space (SMART App Launch 2.2, 2.1.3).

    In a run it may be another, so that the case can speak.
    """
    if asked.space.mode == "suite":
        return
    ours = f"{re.escape(asked.space.api_root)}/api/[a-z]+(/fhir)?/?"
    if asked["aud"] is not None and re.fullmatch(ours, asked["aud"]) is None:
        raise InvalidRequestError("aud is not a FHIR server of this space")


LAUNCH_CHECKS: Final[tuple[Check, ...]] = (_launch_is_known, _audience_is_ours)


def launched(asked: Asked, wanted: AuthorizationRequest) -> AuthorizationRequest:
    """Return a request as a launch bears on it: about whose space it came from; without one, nothing of a launch."""
    persona = asked.space.part(People).find(asked.space.part(Launches).persona_id(asked["launch"]) or "")
    if persona is None:
        return replace(wanted, scope=tuple(one for one in wanted.scope if one != SCOPE))
    return replace(wanted, hinted=wanted.hinted or subject(asked.space, asked.client, persona))
