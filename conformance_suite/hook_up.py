"""The good journeys of a hook-up run: what must happen on the pre-production space before credentials are given."""

from __future__ import annotations

from typing import TYPE_CHECKING

from conformance_suite.controls import OK, reads_problem, sign_in_problem
from conformance_suite.verdicts import Failure, Inconclusive

if TYPE_CHECKING:
    from conformance_suite.episode import Episode

DATA = ("measures_read", "measures_write", "userinfo")


def assert_paired(episode: Episode) -> None:
    """The person is signed in after login, and was not before; an app that does not answer is inconclusive."""
    if episode.outcome != "played":
        raise Inconclusive("episode_aborted", reason=episode.reason or "-")
    problem = sign_in_problem(episode)
    if problem == "session_unreadable" or (problem and not episode.exchanges("authorize")):
        raise Inconclusive(problem)
    if problem:
        seen = [visit.id for visit in episode.callbacks or episode.visits_of("login")]
        raise Failure("not_paired", exchanges=(*seen, *episode.pages_of("after_login")))


def assert_scopes_of_agreement(episode: Episode) -> None:
    """The scopes asked for are those of the agreement, `openid` and `identity` apart."""
    agreed = episode.run.record.agreement.get("scopes")
    requests = episode.exchanges("authorize")
    asked = {scope for one in requests for scope in (one.asked("scope") or "").split()}
    wanted = {str(scope) for scope in agreed} if isinstance(agreed, list) else asked
    freely = {"openid", "identity"}
    if missing := sorted(wanted - asked - freely):
        raise Failure("scope_not_exercised", exchanges=[one.id for one in requests], scopes=" ".join(missing))
    if beyond := sorted(asked - wanted - freely):
        raise Failure("scope_beyond_agreement", exchanges=[one.id for one in requests], scopes=" ".join(beyond))


def assert_own_measure_shown(episode: Episode) -> None:
    """The person saw their own latest measure, read from the space."""
    reads = episode.exchanges("measures_read")
    if not any(one.status in OK for one in reads) or reads_problem(episode):
        pages = [visit.id for visit in episode.visits_of("read_measures")[-1:]]
        raise Failure("own_measure_not_shown", exchanges=[*(one.id for one in reads), *pages])


def assert_measure_accepted(episode: Episode) -> None:
    """The space accepted a measure."""
    writes = episode.exchanges("measures_write")
    if not any(one.status in OK for one in writes):
        raise Failure(
            "measure_not_accepted", exchanges=[one.id for one in writes or episode.visits_of("write_measure")]
        )


def assert_revoked(episode: Episode) -> None:
    """A token was revoked at the space."""
    revocations = episode.exchanges("revoke")
    if not any(one.status in OK for one in revocations):
        raise Failure("not_revoked", exchanges=[one.id for one in revocations or episode.visits_of("unpair")])


def assert_no_call_after_unpairing(episode: Episode) -> None:
    """No data call follows the first accepted revocation."""
    revoked = next((one.answered or one.received for one in episode.exchanges("revoke") if one.status in OK), 0.0)
    calls = episode.exchanges(*DATA, after=revoked)
    if calls:
        raise Failure("background_calls", exchanges=[one.id for one in calls], count=len(calls))
