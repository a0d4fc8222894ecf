"""What other people, other sites and odd addresses meet at the app's own pages."""

from __future__ import annotations

from dataclasses import replace

from conformance_suite.plays import (
    BROWSER,
    CopyCookies,
    CrossSite,
    FetchScripts,
    ForeignMessages,
    HandOver,
    Journey,
    Mistype,
    NewBrowser,
    Play,
    Prepare,
    Probe,
    Step,
)
from conformance_suite.scripts.measures import read_after_sign_in
from conformance_suite.scripts.parts import END, OTHER, SIGN_IN
from conformance_suite.scripts.sign_in import sign_in

KEPT = "b-3"


def look_at_measures() -> Play:
    """A person signs in and looks at their measures; passive, the case reads the pages."""
    return replace(read_after_sign_in(), passive=True)


def read_from_another_site() -> Play:
    """A page of another site asks the app who is signed in, with the person's credentials."""
    return replace(sign_in(), steps=(*SIGN_IN, CrossSite("read"), *END), reached="session")


def hear_foreign_messages() -> Play:
    """A person signs in, and a window of another origin sends messages to the page that they look at."""
    return replace(sign_in(), steps=(*SIGN_IN, ForeignMessages(), *END), reached="session", rendered=True)


def fetch_scripts() -> Play:
    """A person signs in, and what the pages load is read as anybody may read it; passive."""
    return replace(sign_in(), steps=(*SIGN_IN, FetchScripts(), *END), passive=True)


def mistype_the_callback() -> Play:
    """The redirect URI is opened with a query that is nobody's."""
    return replace(sign_in(), steps=(*SIGN_IN, Mistype(), *END), reached="session")


def unpair_honestly() -> Play:
    """A person signs in and unpairs."""
    steps = (*SIGN_IN, Journey("unpair"), *END)
    return Play("unpair_honestly", steps, needs=("unpair",), proofs=("unpairing",))


def unpair_from_another_site() -> Play:
    """Somebody unpairs their own space, and has the person's browser send the same form from another site.

    Whether the person is still paired is read with the cookies of before: an app may give the browser new ones for a
    request that came without any. They are tried first: what signs somebody in may be held by their page alone.
    """
    attacker: tuple[Step, ...] = (
        NewBrowser(OTHER, person="other"),
        Prepare(OTHER),
        Journey("login", OTHER),
        Journey("unpair", OTHER),
    )
    kept: tuple[Step, ...] = (NewBrowser(KEPT), CopyCookies(BROWSER, KEPT), Probe("kept_before", KEPT))
    steps = (*SIGN_IN, *attacker, *kept, CrossSite("form", of=OTHER), Probe("kept", KEPT), *END)
    return replace(unpair_honestly(), steps=steps, honestly=unpair_honestly())


def sign_in_as_another() -> Play:
    """While a person is signed in, somebody else comes back from the space in the same browser."""
    second: tuple[Step, ...] = (
        NewBrowser(OTHER, person="other"),
        CopyCookies(BROWSER, OTHER),
        HandOver(OTHER),
        Journey("login"),
        Probe("second"),
        Probe("old", OTHER),
    )
    return replace(sign_in(), steps=(*SIGN_IN, *second, *END), reached="session", honestly=sign_in())
