"""What an app makes of the description of the space: its discovery document."""

from __future__ import annotations

from typing import TYPE_CHECKING

from conformance_suite.verdicts import Failure

if TYPE_CHECKING:
    from conformance_suite.episode import Episode

ASKED = ("pushed_authorization_request", "token", "userinfo")
DATA = ("_read", "_write")  # endings of the endpoints of each family of data
APART = ("jwks", "userinfo")  # endpoints that are not below the issuer where each has a listener of its own


def assert_keeps_s256(episode: Episode) -> None:
    """Whoever was sent to sign in was sent with an S256 challenge."""
    for request in episode.exchanges("authorize"):
        if request.asked("client_id") is None or request.asks_nothing:
            continue  # a later step of the same sign-in
        if request.asked("code_challenge") is None:
            raise Failure("challenge_missing", exchanges=[request.asked_in.id])
        method = request.asked("code_challenge_method") or "plain"
        if method != "S256":
            raise Failure("challenge_not_s256", exchanges=[request.asked_in.id], method=method)


def assert_nothing_asked(episode: Episode) -> None:
    """The space was asked for nothing but what describes it: no request pushed, no token, nothing of anybody's."""
    asked = [one for one in episode.all_exchanges if one.endpoint in ASKED or one.endpoint.endswith(DATA)]
    if asked:
        raise Failure("refused_space_asked", exchanges=[asked[0].id], endpoint=asked[0].endpoint)


def assert_published_endpoints_used(episode: Episode) -> None:
    """JWKS and UserInfo were asked at the listeners that discovery tells, in any play of this instance."""
    for played in (one for one in episode.run.episodes if one.instance == episode.instance):
        for exchange in played.exchanges(*APART):
            if exchange.listener != exchange.endpoint:
                raise Failure("guessed_endpoint", exchanges=[exchange.id], endpoint=exchange.endpoint)
