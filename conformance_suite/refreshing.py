"""What an app does once its refresh token is dead (RFC 6749 5.2)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from conformance_suite.deliveries import moment_of, refused_refreshes
from conformance_suite.secrets_seen import identity_of
from conformance_suite.verdicts import Failure
from conformance_suite.witnesses import INSISTENCE, assert_no_insistence, assert_person_told, assert_readable_answer

if TYPE_CHECKING:
    from conformance_suite.episode import Episode

READ = "read_measures"


def assert_dead_token_dropped(episode: Episode) -> None:
    """A refresh token is not sent again once its refusal was read; requests already on their way are excused."""
    for refusal in refused_refreshes(episode):
        dead = identity_of(refusal.request.field("refresh_token"))
        later = episode.exchanges("token", grant_type="refresh_token", after=refusal.answered or refusal.received)
        again = [one for one in later if one is not refusal and identity_of(one.request.field("refresh_token")) == dead]
        if again:
            raise Failure("dead_token_used", exchanges=[refusal.id, *(one.id for one in again)], count=len(again))


def assert_no_loop_after_refusal(episode: Episode) -> None:
    """Nothing goes round: neither redirects, nor refreshes, nor the same data call."""
    if any(visit.error == "too_many_redirects" for visit in episode.visits):
        raise Failure("asked_again")
    since = refused_refreshes(episode)[0].received
    assert_no_insistence(episode, episode.exchanges("token", "measures_read", after=since), at_most=INSISTENCE)


def assert_refusal_told(episode: Episode) -> None:
    """The person gets a page that is not the one of before, unless the app had them sign in anew."""
    revoked = moment_of(episode, "revoke_refresh_token")
    if episode.exchanges("authorize", after=revoked):
        assert_readable_answer(episode.visits_of(READ, after=revoked))
    else:
        assert_person_told(episode, READ, since=revoked)
