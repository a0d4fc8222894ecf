"""A person signs out in the app, or the space tells the app that a session is over."""

from __future__ import annotations

from dataclasses import replace

from conformance_suite.plays import (
    AGAIN,
    BROWSER,
    Act,
    CopyCookies,
    HandOver,
    Journey,
    JsonScalar,
    NewBrowser,
    Play,
    Prepare,
    Probe,
    Step,
)
from conformance_suite.scripts.parts import END, OTHER, SIGN_IN, armed
from conformance_suite.scripts.returning import END_AGAIN, LOGIN_AGAIN, sign_in_twice

SIGN_OUT: tuple[Step, ...] = (Journey("logout"), Probe("after_logout"))


def sign_out(
    fault: str | None = None, *, uses: tuple[str, ...] = (), passive: bool = False, **params: JsonScalar
) -> Play:
    """A person signs in, then out; passive, the case reads the logout request."""
    faults = armed(fault, params)
    return Play("sign_out", (*SIGN_IN, *SIGN_OUT, *END), faults=faults, needs=("logout",), uses=uses, passive=passive)


def sign_out_with_copied_cookies() -> Play:
    """Somebody copied the cookies before the person signed out, and comes with them afterwards."""
    copied: tuple[Step, ...] = (NewBrowser(OTHER), CopyCookies(BROWSER, OTHER), Probe("copied", OTHER))
    steps = (*SIGN_IN, *copied, *SIGN_OUT, Probe("replayed", OTHER), *END)
    return replace(sign_out(), steps=steps, honestly=sign_out())


def hand_over_after_sign_out() -> Play:
    """A person signs out; somebody else signs in at the same browser."""
    second: tuple[Step, ...] = (NewBrowser(OTHER, person="other"), HandOver(OTHER), Journey("login"), Probe("second"))
    return replace(sign_out(), steps=(*SIGN_IN, *SIGN_OUT, *second, *END), honestly=sign_out())


def stay_signed_in() -> Play:
    """A person signs in and stays so."""
    return Play("stay", (*SIGN_IN, *END), registers=("backchannel_logout_uri",), proofs=("staying",))


def send_logout_token(fault: str | None = None, **params: JsonScalar) -> Play:
    """The space sends the app a logout token for the person's session."""
    told = Act("send_logout_token", hostile=True)
    honestly = stay_signed_in()
    return replace(honestly, steps=(*SIGN_IN, told, *END), faults=armed(fault, params), honestly=honestly)


def send_worthless_logout_tokens() -> tuple[Play, ...]:
    """The logout token names nobody, has expired, or comes a second time."""
    nobody = send_logout_token("logout_token_without", claims="sub sid")
    old = send_logout_token("logout_token_old")
    return (replace(nobody, variant="nobody"), replace(old, variant="old"), send_logout_token_again())


def send_logout_token_again() -> Play:
    """The space ends a session; the person signs in anew, and the same logout token comes a second time."""
    steps: tuple[Step, ...] = (
        *SIGN_IN,
        Act("send_logout_token"),
        *LOGIN_AGAIN,
        Probe("after_return", AGAIN),
        Act("send_logout_token", (("session", "last"), ("token", "before")), hostile=True),
        *END_AGAIN,
    )
    honestly = sign_in_twice()
    return replace(honestly, steps=steps, registers=("backchannel_logout_uri",), variant="again", honestly=honestly)


def send_logout_token_of_another() -> Play:
    """Two people are signed in, each at a browser; the space sends a logout token for the second one's session."""
    second: tuple[Step, ...] = (
        NewBrowser(OTHER, person="other"),
        Prepare(OTHER),
        Journey("login", OTHER),
        Probe("other_signed_in", OTHER),
        Act("send_logout_token", (("session", "last"),), hostile=True),
        Probe("other_after", OTHER),
    )
    honestly = stay_signed_in()
    return replace(honestly, steps=(*SIGN_IN, *second, *END), honestly=honestly)
