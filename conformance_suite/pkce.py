"""Proof Key for Code Exchange as an app really used it, over every sign-in of a run (RFC 7636)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from conformance_suite.secrets_seen import mark_of
from conformance_suite.verdicts import Failure

if TYPE_CHECKING:
    from collections.abc import Iterator

    from conformance_suite.episode import Episode, Run
    from conformance_suite.events import Exchange

CHALLENGE = re.compile(r"[A-Za-z0-9_-]{43}")  # base64url of a SHA-256 digest, unpadded (4.2)
TOLD_OTHERWISE = "response_error"
VERIFIER_LENGTH = range(43, 129)  # 4.1


def assert_challenges_are_s256(run: Run) -> None:
    """Every authorization request carries an S256 challenge of the right form (4.2, 4.3)."""
    for request in _requests(run):
        challenge = request.asked("code_challenge")
        method = request.asked("code_challenge_method")
        if not challenge:
            raise Failure("challenge_missing", exchanges=[request.asked_in.id])
        if method != "S256":
            raise Failure("challenge_not_s256", exchanges=[request.asked_in.id], method=method or "plain")
        if not CHALLENGE.fullmatch(challenge):
            raise Failure("challenge_malformed", exchanges=[request.asked_in.id])


def assert_challenges_are_fresh(run: Run) -> None:
    """No challenge serves two sign-ins; the same request reloaded by one browser is one sign-in (4.1, 7.1).

    Where there is none, none was used again.
    """
    seen: dict[str, tuple[Episode, Exchange]] = {}
    for episode in run.episodes:
        for request in episode.exchanges("authorize"):
            challenge = request.asked("code_challenge")
            if not challenge:
                continue
            owner, before = seen.setdefault(challenge, (episode, request))
            reloaded = owner is episode and before.request == request.request
            reloaded |= before.asked_in is request.asked_in  # one request_uri brought twice: another case's matter
            if before is not request and not reloaded:
                raise Failure("challenge_reused", exchanges=[before.asked_in.id, request.asked_in.id])


def assert_verifiers_match(run: Run) -> None:
    """Every code goes with the verifier of its challenge, 43 to 128 unreserved characters (4.1, 4.5).

    Where somebody put another code into the answer it cannot match.
    """
    for episode in run.episodes:
        planted = bool(episode.visits_of("callback"))
        for request in episode.exchanges("token", grant_type="authorization_code"):
            verifier = request.request.field("code_verifier")
            if not verifier:
                raise Failure("verifier_missing", exchanges=[request.id])
            mark = mark_of(verifier)
            if mark is not None and (mark.length not in VERIFIER_LENGTH or mark.alphabet == "other"):
                raise Failure("verifier_malformed", exchanges=[request.id], length=mark.length)
            if request.facts.get("verifier_matches") is False and not planted:
                raise Failure("verifier_mismatch", exchanges=[request.id])


def _requests(run: Run) -> Iterator[Exchange]:
    """Those that nothing led to: what an app sends after it was told to drop PKCE is the matter of another case."""
    for episode in run.episodes:
        if TOLD_OTHERWISE not in episode.faults:
            yield from (one for one in episode.exchanges("authorize") if not one.asks_nothing)
