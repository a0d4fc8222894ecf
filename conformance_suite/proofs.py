"""What is asserted of proofs of possession (DPoP, RFC 9449): as the space noted them, call by call."""

from __future__ import annotations

from typing import TYPE_CHECKING

from conformance_suite.record import mapping
from conformance_suite.verdicts import Failure, Inconclusive
from conformance_suite.witnesses import assert_no_insistence

if TYPE_CHECKING:
    from conformance_suite.episode import Episode, Run
    from conformance_suite.events import Exchange

TRIES = 2  # a first one, and one with the nonce
TOLD_ALONE = {  # flaws that have a sentence of their own
    "missing": "proof_missing",
    "unreadable": "proof_unreadable",
    "private_key": "proof_tells_private_key",
    "scheme": "bound_token_shown_as_bearer",
}


def assert_good_proofs(run: Run) -> None:
    """Where the space did nothing out of the ordinary, each proof is as RFC 9449, 4.2 and 4.3, has it."""
    honest = [one for one in run.episodes if not any(exchange.faults for exchange in one.all_exchanges)]
    for call in (exchange for episode in honest for exchange in episode.all_exchanges):
        wrong = _wrong(call)
        for flaw, key in TOLD_ALONE.items():
            if flaw in wrong:
                raise Failure(key, exchanges=[call.id])
        if wrong:
            raise Failure("proof_wrong", exchanges=[call.id], members=", ".join(wrong))


def assert_nonce_taken(episode: Episode, *endpoints: str) -> None:
    """Whatever was refused for want of a nonce is asked once more, with one, and no more often."""
    calls = [call for call in episode.exchanges(*endpoints) if _proof(call)]
    for refused in (call for call in calls if _proof(call).get("asked_again")):
        later = [one for one in calls if one.endpoint == refused.endpoint and one.received > refused.received]
        if all(_proof(one).get("asked_again") for one in later):
            raise Failure("nonce_not_taken", exchanges=[refused.id, *(one.id for one in later)])
    assert_no_insistence(episode, calls, at_most=TRIES)


def assert_latest_nonce(episode: Episode, *endpoints: str) -> None:
    """No proof has an older nonce than the last that its endpoint gave before the person came back for more.

    What an app does at once is not judged: of two calls side by side neither knows what the other will bring.
    """
    calls = [call for call in episode.exchanges(*endpoints) if _proof(call)]
    givers = {_given(call): call for one in episode.run.episodes for call in one.all_exchanges if _given(call)}
    followed = False
    for call in calls:
        turn = max((visit.started for visit in episode.visits if visit.started < call.received), default=0.0)
        before = [one for one in calls if one.endpoint == call.endpoint and _given(one) and _is_over(one, turn)]
        if not before:
            continue
        followed = True
        latest = max(before, key=lambda one: one.received)
        used = givers.get(_proof(call).get("nonce"))
        if used is None or _is_over(used, latest.received):
            raise Failure("nonce_not_latest", exchanges=[latest.id, call.id])
    if not followed:
        raise Inconclusive("not_delivered")


def _is_over(call: Exchange, moment: float) -> bool:
    return call.answered is not None and call.answered < moment


def _given(call: Exchange) -> object:
    return _proof(call).get("given")


def _wrong(call: Exchange) -> list[str]:
    wrong = _proof(call).get("wrong")
    return [str(one) for one in wrong] if isinstance(wrong, list) else []


def _proof(call: Exchange) -> dict[str, object]:
    return dict(mapping(call.facts, "proof"))
