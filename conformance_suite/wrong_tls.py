"""What an app does when a server of the space presents itself wrongly, or sends it out of TLS."""

from __future__ import annotations

from typing import TYPE_CHECKING

from conformance_suite.verdicts import Failure
from conformance_suite.witnesses import assert_no_request_over_bad_tls, assert_no_session

if TYPE_CHECKING:
    from conformance_suite.episode import Episode

WITHOUT_A_SESSION = ("token", "discovery")  # without these endpoints nobody can be signed in


def assert_refuses_the_server(episode: Episode) -> None:
    """Nothing was sent to the server; where a sign-in hangs on it, nobody is signed in."""
    assert_no_request_over_bad_tls(episode)
    if any(one.certificate != "valid" and one.listener in WITHOUT_A_SESSION for one in episode.handshakes):
        assert_no_session(episode)


def assert_nothing_in_the_clear(episode: Episode) -> None:
    """Nobody spoke plain HTTP to a listener of the space."""
    plain = [one for one in episode.handshakes if one.reason == "http_request"]
    if plain:
        raise Failure("sent_in_the_clear", count=len(plain))
