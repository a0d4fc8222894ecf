"""Where an app presents its certificate, and what it does when nobody asks for it (RFC 8705)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from conformance_suite.events import words
from conformance_suite.record import mapping
from conformance_suite.verdicts import Failure, Inconclusive, NotApplicable
from conformance_suite.witnesses import assert_journey_readable, assert_no_session

if TYPE_CHECKING:
    from conformance_suite.episode import Episode, Run
    from conformance_suite.events import Exchange

AUTHENTICATED = ("token", "revoke", "pushed_authorization_request")
FACT = "mutual_tls"  # noted of whatever comes to a listener that asks


def assert_aliases_used(run: Run) -> None:
    """Whatever the app says of itself, it says at the addresses for certificates (RFC 8705, 5).

    Where a fault was armed an app may have had no good address to go to.
    """
    honest = (episode for episode in run.episodes if not episode.faults)
    calls = [exchange for episode in honest for exchange in episode.exchanges(*AUTHENTICATED)]
    if not calls:
        raise Inconclusive("no_call_for_tokens")
    elsewhere = [one for one in calls if FACT not in one.facts]
    if elsewhere:
        raise Failure("alias_not_used", exchanges=[elsewhere[0].id], endpoint=elsewhere[0].endpoint)


def assert_certificate_kept(episode: Episode) -> None:
    """The app fetches the keys without presenting its certificate to the host that asks for it."""
    there = [one for one in episode.exchanges("jwks") if FACT in one.facts]
    shown = [one for one in there if _certificate(one) is not None]
    if not there:
        raise NotApplicable("went_to_no_other_host")
    if shown:
        raise Failure("certificate_shown_elsewhere", exchanges=[shown[0].id])


def assert_no_secret_instead(episode: Episode) -> None:
    """Whoever is not asked for the certificate shows no secret, signs nobody in, and tells the person."""
    for exchange in episode.exchanges(*AUTHENTICATED):
        ways = {str(exchange.facts.get("client_auth")), *words(exchange.facts, "client_auth_ways")}
        if secret := sorted(way for way in ways if way.startswith("client_secret")):
            raise Failure("secret_instead_of_certificate", exchanges=[exchange.id], way=secret[0])
    assert_no_session(episode)
    assert_journey_readable(episode, "login")


def is_asked(exchange: Exchange) -> bool:
    """Whether, at an address for certificates, the app was asked for its own; true wherever it is known otherwise."""
    return mapping(exchange.facts, FACT).get("asked") is not False


def _certificate(exchange: Exchange) -> object:
    return mapping(exchange.facts, FACT).get("certificate")
