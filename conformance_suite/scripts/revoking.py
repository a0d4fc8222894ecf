"""The access of one person ends while the app is at work for them, and others are signed in too."""

from __future__ import annotations

from conformance_suite.plays import Arm, FaultSpec, Journey, NewBrowser, Play, Prepare, Step
from conformance_suite.scripts.fhir import WRITE
from conformance_suite.scripts.measures import write_after_sign_in
from conformance_suite.scripts.parts import END, OTHER, SIGN_IN

_ANOTHER: tuple[Step, ...] = (NewBrowser(OTHER, person="other"), Prepare(OTHER), Journey("login", OTHER))
_REVOKED = (("direction", "write"), ("refusal", "token_revoked"))


def write_while_revoked() -> Play:
    """A person adds a measure, somebody else signs in; the first adds another, and loses their access meanwhile.

    The answer keeps the app waiting, says 401, and no refresh helps: an app that never refreshes has no need of that.
    """
    dead = FaultSpec("token_error", (("error", "invalid_grant"), ("grant", "refresh_token")), lure=True)
    faults = (FaultSpec("measures_refused", _REVOKED), FaultSpec("answer_late"), dead)
    steps = (*SIGN_IN, *WRITE, *_ANOTHER, Arm(faults), *WRITE, *END)
    return Play("write_again", steps, faults=faults, needs=("write_measure",), honestly=write_after_sign_in())
