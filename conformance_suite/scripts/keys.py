"""A person signs in at an app that has just begun, and has not read the keys of the space yet."""

from __future__ import annotations

from dataclasses import replace

from conformance_suite.plays import FaultSpec, Play
from conformance_suite.scripts.parts import END, SIGN_IN
from conformance_suite.scripts.sign_in import KEYED


def sign_in_with_key_set(
    *faults: str, lure: str | None = None, uses: tuple[str, ...] = (), algorithms: tuple[str, ...] = ()
) -> Play:
    """A person signs in while the key set, and maybe the ID token, are not what they should be."""
    lures = () if lure is None else (FaultSpec(lure, lure=True),)
    return Play(
        "sign_in",
        (*SIGN_IN, *END),
        lane="twin",
        faults=(*map(FaultSpec, faults), *lures),
        uses=uses,
        algorithms=algorithms,
        reached="baseline",
        from_start=True,
    )


def sign_in_with_one_nameless_key() -> tuple[Play, ...]:
    """The set has one key, of the app's algorithm, and the ID token names none; some refuse without reading keys."""
    return tuple(
        replace(
            sign_in_with_key_set("id_token_without_kid", uses=("jwks",), algorithms=(algorithm,)),
            faults=(FaultSpec("jwks_single_key", (("alg", algorithm),), lure=True), FaultSpec("id_token_without_kid")),
            variant=algorithm,
        )
        for algorithm in KEYED
    )
