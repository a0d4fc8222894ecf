"""A person signs in, or does not."""

from __future__ import annotations

from dataclasses import replace

from conformance_suite.plays import Journey, JsonScalar, Lane, Play, Step
from conformance_suite.scripts.parts import END, SIGN_IN, armed

KEYED = ("ES256", "RS256")  # algorithms of ID tokens that a published key verifies


def sign_in(
    fault: str | None = None,
    *,
    lane: Lane = "shared",
    passive: bool = False,
    uses: tuple[str, ...] = (),
    algorithms: tuple[str, ...] = (),
    **params: JsonScalar,
) -> Play:
    """A person signs in; the fault, if any, is met on the way."""
    return Play(
        "sign_in",
        (*SIGN_IN, *END),
        lane=lane,
        faults=armed(fault, params),
        uses=uses,
        algorithms=algorithms,
        reached="session" if passive else "baseline",
        passive=passive,
    )


def sign_in_in_ways(fault: str, setting: str, *ways: str) -> tuple[Play, ...]:
    """The fault is met in several ways, a play each."""
    bent = ((way, armed(fault, {setting: way})) for way in ways)
    return tuple(replace(sign_in(), faults=faults, variant=way) for way, faults in bent)


def sign_in_by_signed_userinfo(fault: str, setting: str, *ways: str) -> tuple[Play, ...]:
    """The same for an app that asked for UserInfo signed, and calls it."""
    plays = sign_in_in_ways(fault, setting, *ways)
    return tuple(replace(one, uses=("userinfo",), registers=("userinfo_signed_response_alg",)) for one in plays)


def sign_in_by_signed_request() -> Play:
    """A person signs in to an app that registered with what it signs its authorization requests (RFC 9101)."""
    return replace(sign_in(passive=True), registers=("request_object_signing_alg",))


def sign_in_by_signed_response(fault: str, **params: JsonScalar) -> Play:
    """A person signs in to an app that registered for signed authorization responses (JARM); the fault is in one."""
    return replace(sign_in(), faults=armed(fault, params), registers=("authorization_signed_response_alg",))


def sign_in_by_signed_response_in_ways(fault: str, setting: str, *ways: str) -> tuple[Play, ...]:
    """The fault is in the response in several ways, a play each."""
    return tuple(replace(sign_in_by_signed_response(fault, **{setting: way}), variant=way) for way in ways)


def sign_in_rendered(fault: str) -> Play:
    """A person signs in; what the fault leads to happens in the app's pages, where a browser runs them."""
    return replace(sign_in(fault), rendered=True)


def sign_in_from_start(fault: str, *, uses: tuple[str, ...] = (), **params: JsonScalar) -> Play:
    """The app starts in a space that misbehaves already, then a person signs in; it may also refuse to start."""
    steps, faults = (*SIGN_IN, *END), armed(fault, params)
    return Play("sign_in", steps, lane="twin", faults=faults, uses=uses, reached="baseline", from_start=True)


def asked_to_come_back() -> Play:
    """A person signs in and the space wants them to come back: the case looks at what the app sends then as well."""
    return replace(sign_in("response_error", error="login_required"), passive=True)


def refuse_consent() -> Play:
    """A person comes to the consent page and says no: honest `access_denied`."""
    refused: tuple[Step, ...] = tuple(
        replace(step, consent="refuse") if isinstance(step, Journey) else step for step in SIGN_IN
    )
    return Play("refuse", (*refused, *END), reached="baseline", honestly=sign_in())
