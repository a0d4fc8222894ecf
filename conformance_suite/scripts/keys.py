"""A person signs in at an app that has just begun, and has not read the keys of the space yet."""

from __future__ import annotations

from conformance_suite.plays import FaultSpec, Play
from conformance_suite.scripts.parts import END, SIGN_IN


def sign_in_with_key_set(
    *faults: str | FaultSpec, uses: tuple[str, ...] = (), algorithms: tuple[str, ...] = ()
) -> Play:
    """A person signs in while the key set, and maybe the ID token, are not what they should be."""
    return Play(
        "sign_in",
        (*SIGN_IN, *END),
        lane="twin",
        faults=tuple(FaultSpec(fault) if isinstance(fault, str) else fault for fault in faults),
        uses=uses,
        algorithms=algorithms,
        reached="baseline",
        from_start=True,
    )
