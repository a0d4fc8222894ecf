"""What an app does when a server of the space presents itself wrongly, or sends it out of TLS."""

from __future__ import annotations

from typing import TYPE_CHECKING

from conformance_suite.signing_in import assert_signed_out
from conformance_suite.verdicts import Failure
from conformance_suite.witnesses import assert_no_request_over_bad_tls, assert_no_session, requests_over_bad_tls

if TYPE_CHECKING:
    from conformance_suite.episode import Episode

WITHOUT_A_SESSION = ("token", "discovery")  # without these endpoints nobody can be signed in


def assert_refuses_the_server(episode: Episode) -> None:
    """Nothing was sent to the server; where a sign-in hangs on it, nobody is signed in."""
    assert_no_request_over_bad_tls(episode)
    if any(one.certificate != "valid" and one.listener in WITHOUT_A_SESSION for one in episode.handshakes):
        assert_no_session(episode)


def assert_refuses_the_server_when_debugging(episode: Episode) -> None:
    """Nothing was sent to the server at the second sign-in, and it came to nothing."""
    if requests := requests_over_bad_tls(episode):
        raise Failure("unverified_when_debugging", exchanges=[one.id for one in requests], count=len(requests))
    assert_signed_out(episode, ("after_return", "after"))


def assert_nothing_in_the_clear(episode: Episode) -> None:
    """Nobody spoke plain HTTP to a listener of the space."""
    plain = [one for one in episode.handshakes if one.reason == "http_request"]
    if plain:
        raise Failure("sent_in_the_clear", count=len(plain))
