"""The servers of the space present themselves wrongly, each endpoint in turn; or they send the app out of TLS."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from conformance_suite.plays import AGAIN, Arm, FaultSpec, OfferOldTls, Probe
from conformance_suite.scripts.measures import read_after_sign_in
from conformance_suite.scripts.parts import END, SIGN_IN
from conformance_suite.scripts.returning import END_AGAIN, LOGIN_AGAIN, sign_in_twice
from conformance_suite.scripts.sign_in import sign_in, sign_in_from_start

if TYPE_CHECKING:
    from conformance_suite.plays import Play


def offer_old_tls() -> Play:
    """A person signs in; beforehand the app's own server is offered old versions of TLS."""
    return replace(sign_in(passive=True), steps=(SIGN_IN[0], OfferOldTls(), *SIGN_IN[1:], *END), honestly=sign_in())


def expired_everywhere() -> tuple[Play, ...]:
    """An expired certificate at each endpoint."""
    return (*_while_running("certificate_expired"), *_from_start("certificate_expired"))


def wrong_while_running(kind: str, *more: str) -> tuple[Play, ...]:
    """A wrong certificate or TLS at the endpoints called at each sign-in or reading; of `more` kinds, at the first."""
    plays = _while_running("certificate_wrong", kind=kind)
    others = (sign_in("certificate_wrong", lane="twin", kind=other, listener="token") for other in more)
    return (*plays, *(replace(play, variant=f"token {other}") for play, other in zip(others, more, strict=True)))


def wrong_everywhere(kind: str, *more: str) -> tuple[Play, ...]:
    """The same, and at those that are asked once after the start of the app."""
    return (*wrong_while_running(kind, *more), *_from_start("certificate_wrong", kind=kind))


def wrong_while_debugging(kind: str) -> Play:
    """An app told to debug signs a person in; then, at the next sign-in, the token endpoint has a wrong certificate."""
    faults = _at("token", "certificate_wrong", {"kind": kind})
    steps = (*SIGN_IN, Arm(faults), *LOGIN_AGAIN, Probe("after_return", AGAIN), *END_AGAIN)
    return replace(sign_in_twice(), steps=steps, faults=faults, lane="twin", from_start=True, debugging=True)


def read_redirected_out_of_tls() -> Play:
    """Reading is redirected to plain http."""
    play = read_after_sign_in("answer_redirected_to_http", lane="twin", endpoint="measures_read")
    return replace(play, apart=True)


def sign_in_with_endpoints_apart() -> Play:
    """A person signs in at a space whose endpoints are not below its issuer; passive."""
    return replace(sign_in(lane="twin", passive=True), apart=True)


def _while_running(fault: str, **params: str) -> tuple[Play, ...]:
    at_token = replace(sign_in(lane="twin"), faults=_at("token", fault, params), variant="token")
    at_userinfo = replace(sign_in(lane="twin", uses=("userinfo",)), faults=_at("userinfo", fault, params))
    at_fhir = replace(read_after_sign_in(lane="twin"), faults=_at("fhir", fault, params))
    return (
        at_token,
        replace(at_userinfo, apart=True, variant="userinfo"),
        replace(at_fhir, apart=True, variant="fhir"),
    )


def _from_start(fault: str, **params: str) -> tuple[Play, ...]:
    return tuple(
        replace(
            sign_in_from_start(fault, uses=(listener,)),
            faults=_at(listener, fault, params),
            apart=True,
            variant=listener,
        )
        for listener in ("discovery", "jwks")
    )


def _at(listener: str, fault: str, params: dict[str, str]) -> tuple[FaultSpec, ...]:
    return (FaultSpec(fault, (*params.items(), ("listener", listener))),)
