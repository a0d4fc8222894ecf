"""How a service of an app asks for tokens of its own (SMART App Launch 2.2, Backend Services)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from conformance_suite.verdicts import Failure, Inconclusive, NotApplicable

if TYPE_CHECKING:
    from conformance_suite.episode import Episode, Run
    from conformance_suite.events import Exchange

GRANT = "client_credentials"
ALGORITHMS = ("RS384", "ES384")
LONGEST_LIFE = 305  # seconds ahead: five minutes, and clocks that differ a little


def assert_assertions_sound(run: Run) -> None:
    """Each assertion by which a service says who it is: signed as it must be, for this space, for a while, and once."""
    asked = [one for episode in run.episodes for one in episode.exchanges("token", grant_type=GRANT) if not one.faults]
    if not asked:
        raise _nothing_asked(run)
    seen: dict[str, str] = {}
    for request in asked:
        _assert_sound(request)
        jti = str(request.facts["assertion_jti"])
        if jti in seen:
            raise Failure("assertion_used_again", exchanges=[seen[jti], request.id])
        if request.sent == "whole":  # one that got no answer may be sent again as it is
            seen[jti] = request.id


def assert_job_goes_on(episode: Episode) -> None:
    """Once its token has ended, the service asks for another, and does its job with that."""
    if not episode.exchanges("token", grant_type=GRANT):
        raise _nothing_asked(episode.run)
    ended = next((act.t for act in episode.acts if act.act == "expire_access_token"), None)
    if ended is None:
        raise Inconclusive("service_idle")
    calls = [one for one in episode.all_exchanges if one.received > ended and one.of_a_service]
    if any(one.facts.get("token_state") == "valid" for one in calls):
        return
    if calls:
        raise Failure("service_stopped", exchanges=[one.id for one in calls])
    if not episode.exchanges("token", grant_type=GRANT, after=ended):
        raise Inconclusive("service_idle")


def _nothing_asked(run: Run) -> Inconclusive | NotApplicable:
    if GRANT in str(run.record.client.get("grant_types", "")):
        return Inconclusive("service_never_asked")
    return NotApplicable("no_service_tokens")


def _assert_sound(request: Exchange) -> None:
    facts, here = request.facts, [request.id]
    if request.request.field("client_assertion") is None or facts.get("assertion_alg") is None:
        raise Failure("service_without_assertion", exchanges=here)
    if facts["assertion_alg"] not in ALGORITHMS:
        raise Failure("assertion_weakly_signed", exchanges=here, said=facts["assertion_alg"])
    if facts.get("assertion_key_known") is False:
        raise Failure("assertion_of_unknown_key", exchanges=here)
    if facts.get("assertion_for_us") is not True:
        raise Failure("assertion_for_another", exchanges=here)
    life = facts.get("assertion_life")
    if not isinstance(life, int) or life > LONGEST_LIFE:
        raise Failure("assertion_lives_long", exchanges=here, said="-" if life is None else life)
    if facts.get("assertion_jti") is None:
        raise Failure("assertion_without_jti", exchanges=here)
